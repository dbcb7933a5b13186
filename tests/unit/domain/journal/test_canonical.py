from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.journal.canonical import MAX_INT, FormatFault, canonical
from patrol_app.domain.journal.strict import parse_strict

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCALAR = st.one_of(st.none(), st.booleans(), st.integers(-MAX_INT, MAX_INT), TEXT)
VALUE: st.SearchStrategy[Any] = st.recursive(
    SCALAR,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=12,
)


@given(VALUE)
def test_equals_the_reference_implementation(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(st.dictionaries(st.sampled_from(["\ue000", "\U00010000", "\uffff", "a", "汉"]), SCALAR))
def test_keys_beyond_the_first_plane_stand_in_utf16_order(value: dict[str, Any]) -> None:
    assert canonical([value]) == rfc8785.dumps([value])


@given(VALUE)
def test_what_was_written_is_read_back(value: Any) -> None:
    data = canonical(value)
    if b"\\u0000" in data.replace(b"\\\\", b""):
        with pytest.raises(FormatFault, match=r"json\.text"):
            parse_strict(data, max_depth=64)
    else:
        assert parse_strict(data, max_depth=64) == value


def test_tuples_and_mappings_are_written() -> None:
    assert canonical(MappingProxyType({"b": (1, True), "a": None})) == b'{"a":null,"b":[1,true]}'


def _loop() -> list[Any]:
    inner: list[Any] = []
    inner.append(inner)
    return inner


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        float("nan"),
        2**53,
        -(2**53),
        "\ud800",
        {"\udfff": 1},
        {1: 2},
        {None: 1},
        b"x",
        {1, 2},
        _loop(),
    ],
)
def test_values_without_a_form_are_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical(value)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"a":1,"a":2}', "json.duplicate"),
        (b'{"x":{"a":1,"\\u0061":2}}', "json.duplicate"),
        (b"NaN", "json.number"),
        (b"[Infinity]", "json.number"),
        (b"-Infinity", "json.number"),
        (b"1e999", "json.number"),
        (b"1.0", "json.number"),
        (b"-0", "json.number"),
        (b"9007199254740992", "json.number"),
        (b"-9007199254740992", "json.number"),
        (b"1" * 5000, "json.number"),
        (b'"\\ud800"', "json.text"),
        (b'{"\\udfff":1}', "json.text"),
        (b'["a\\u0000b"]', "json.text"),
        (b'"\xff"', "json.utf8"),
        (b'"\xed\xa0\x80"', "json.utf8"),
        (b'"\x00"', "json.syntax"),
        (b"\xef\xbb\xbf1", "json.syntax"),
        (b"", "json.syntax"),
        (b"[1] x", "json.syntax"),
        (b'"open', "json.syntax"),
        (b"[" * 100_000, "json.depth"),
        (b'{"a":' * 17 + b"1" + b"}" * 17, "json.depth"),
        (b'["\\"",' * 17 + b"1" + b"]" * 17, "json.depth"),
    ],
)
def test_traps_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(FormatFault) as caught:
        parse_strict(data)
    assert caught.value.code == code


def test_a_refusal_holds_nothing_of_the_data() -> None:
    with pytest.raises(FormatFault) as caught:
        parse_strict(b'{"id":"SECRET"')
    assert "SECRET" not in repr(caught.value) + caught.value.message()
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":' * 16 + b"1" + b"}" * 16,
        json.dumps(["[" * 40, "\\", '"[[[[[[[[[[[[[[[[[[[[']).encode(),
        json.dumps([[]] * 40).encode(),
        b'"\\ud83d\\ude00"',
        b"9007199254740991",
    ],
)
def test_what_only_looks_like_a_trap_is_read(data: bytes) -> None:
    assert parse_strict(data) == json.loads(data)
