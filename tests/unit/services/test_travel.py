"""How far a record has come: by its last own changes, packages and receipts of each level."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from patrol_app.services.travel import EXPORTED, LEVELS, LOCAL, Reach

OWN = frozenset({"a", "b"})
SEQS = st.dictionaries(st.sampled_from(["a", "b", "x"]), st.integers(1, 9), max_size=3)
ORDER = [LOCAL, EXPORTED, *LEVELS]


def reach(sent: dict[str, int], **levels: dict[str, int]) -> Reach:
    """With two own streams."""
    return Reach(OWN, sent, levels)


def test_each_stage() -> None:
    assert reach({}).stage({"x": 4}) == ""
    assert reach({}).stage({"a": 4}) == LOCAL
    assert reach({"a": 3}).stage({"a": 4}) == LOCAL
    assert reach({"a": 4}).stage({"a": 4, "x": 9}) == EXPORTED
    assert reach({"a": 9}, county={"a": 4}).stage({"a": 4}) == "county"
    both = reach({"a": 9}, county={"a": 4}, city={"a": 4})
    assert both.stage({"a": 4}) == "city"
    assert both.stage({"a": 5}) == EXPORTED
    assert both.stage({"a": 4, "b": 1}) == LOCAL


def test_the_city_alone_is_enough() -> None:
    assert reach({"a": 9}, city={"a": 9}).stage({"a": 9}) == "city"


@given(SEQS, SEQS, SEQS, SEQS)
def test_a_receipt_or_package_more_never_sets_a_record_back(
    changes: dict[str, int], sent: dict[str, int], county: dict[str, int], more: dict[str, int]
) -> None:
    """What is held grows only."""
    later = {key: max(county.get(key, 0), more.get(key, 0)) for key in {*county, *more}}
    first, then = (
        reach(sent, county=county).stage(changes),
        reach(sent, county=later).stage(changes),
    )
    assert (first == "") == (then == "") == (not OWN & changes.keys())
    if first:
        assert ORDER.index(then) >= ORDER.index(first)
