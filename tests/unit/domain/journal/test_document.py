from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.journal.fold import assemble, difference, flatten, fold
from tests.unit.domain.journal.made import op

KEYS = st.lists(st.sampled_from(["aaaaaaaa", "bbbbbbbb", "cccccccc"]), unique=True)
ITEM = st.fixed_dictionaries({"order": st.integers(0, 2)}, optional={"km": st.integers(0, 3)})


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    made: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "weather": st.sampled_from(["晴", "雨", "", 0, False]),
                "tags": st.lists(st.sampled_from(["a", "b"]), max_size=2),
                "place": st.fixed_dictionaries({"lon": st.integers(0, 2)}),
            },
        )
    )
    for name in ("legs", "photos"):
        items = [{**draw(ITEM), "key": key} for key in draw(KEYS)]
        if items:
            made[name] = sorted(items, key=lambda one: (one["order"], one["key"]))
    return made


@given(documents())
def test_a_document_comes_back_from_its_field_keys(document: dict[str, Any]) -> None:
    flat = flatten(document)
    assert assemble(flat) == document and flatten(flat) == flat
    assert all("/" not in key or "key" not in flat[key] for key in flat)


@given(documents(), documents())
def test_a_difference_leads_from_one_document_to_the_other(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    first = op(difference({}, old))
    then = op(difference(old, new), [first], seq=2)
    made = assemble(fold([first, then]).values)
    assert canonical({name: one for name, one in made.items() if one is not None}) == canonical(new)
    assert difference(new, new) == {}
    assert set(then.fields) <= flatten(old).keys() | flatten(new).keys()


def test_only_what_changed_is_written() -> None:
    legs = [{"key": "aaaaaaaa", "order": 0}, {"key": "bbbbbbbb", "order": 1}]
    old = {"a": 1, "b": 2, "flag": 1, "legs": legs}
    new = {"a": 1, "b": None, "c": None, "flag": True, "legs": tuple(legs[1:])}
    assert difference(old, new) == {"b": None, "flag": True, "legs/aaaaaaaa": None}


def test_an_emptied_list_is_the_removal_of_its_items_alone() -> None:
    items = {"legs": [{"key": "aaaaaaaa"}]}
    assert difference(items, {"legs": []}) == {"legs/aaaaaaaa": None}
    assert difference({"legs": []}, items) == {"legs/aaaaaaaa": {}}
    assert difference({"tags": ["x"]}, {"tags": []}) == {"tags": []}


def test_items_stand_over_a_plain_value_and_foreign_orders_do_no_harm() -> None:
    values: dict[str, Any] = {
        "legs": [],
        "legs/bbbbbbbb": {"order": "x"},
        "legs/aaaaaaaa": {"order": 3},
        "x/aaaaaaaa": None,
    }
    assert [one["key"] for one in assemble(values)["legs"]] == ["bbbbbbbb", "aaaaaaaa"]
    assert "x" not in assemble(values)


@pytest.mark.parametrize(
    "items",
    [
        [{"key": "aaaaaaaa"}, {"key": "aaaaaaaa"}],
        [{"key": "AAAAAAAA"}],
        [{"key": 5}],
        [{"key": "aaaaaaaa"}, {"order": 1}],
        [{"key": "aaaaaaaa"}, 1],
    ],
)
def test_wrong_item_keys_are_refused(items: list[Any]) -> None:
    with pytest.raises(ValueError):
        flatten({"legs": items})
