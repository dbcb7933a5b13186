from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.journal.number import (
    RecordNumber,
    parse_number,
    record_number,
    temporary_device,
    valid_letter,
    valid_unit_code,
)
from patrol_app.domain.records import RECORD_TYPES, bearers
from patrol_app.errors import UserError

# Frozen: what a kind was once called it is called for ever.
LETTERS = {
    "A": "attachment", "B": "pest", "C": "sample", "D": "drill", "E": "erasure", "F": "finding",
    "G": "role_grant", "H": "training", "I": "survey", "J": "fitness", "K": "team", "L": "trap",
    "M": "party", "N": "person", "O": "equipment", "P": "patrol", "Q": "problem", "R": "review",
    "S": "seal", "T": "task", "U": "disposal", "V": "webworm", "W": "fire_spot", "Y": "forecast",
    "Z": "grazing",
}  # fmt: skip


@given(
    st.from_regex(r"[A-WYZ]|X[A-WYZ]", fullmatch=True),
    st.from_regex(r"[0-9A-Z]{2,12}", fullmatch=True),
    st.from_regex(r"[0-9]{2,3}|X[A-Z2-7]{3}", fullmatch=True),
    st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2099, 12, 31)),
    st.integers(1, 99_999),
)
def test_a_number_is_read_back(letter, unit, device, day, seq) -> None:
    date = day.strftime("%y%m%d")
    number = record_number(letter, unit, device, date, seq)
    assert parse_number(number) == RecordNumber(letter, unit, device, date, seq)


@given(
    st.from_regex(r"[A-WYZ]|X[A-WYZ]", fullmatch=True),
    st.from_regex(r"[A-WYZ]|X[A-WYZ]", fullmatch=True),
    st.from_regex(r"X?[0-9A-Z]{2,11}", fullmatch=True),
    st.from_regex(r"X?[0-9A-Z]{2,11}", fullmatch=True),
)
def test_two_kinds_or_units_never_give_one_number(one, two, here, there) -> None:
    """Also not ``X`` kinds and units that begin with ``X``."""
    first = record_number(one, here, "XAAA", "260803", 7)
    second = record_number(two, there, "XAAA", "260803", 7)
    assert (first == second) == ((one, here) == (two, there))


def test_a_kind_of_two_letters_is_no_unit_and_no_device() -> None:
    number = record_number("XW", "XDEMO1", "X2KQ", "260803", 7)
    assert number == "XWXDEMO1-X2KQ-260803-007"
    assert parse_number(number)[:3] == ("XW", "XDEMO1", "X2KQ")
    assert parse_number("WDEMO01-01-260803-007").letter == "W"
    assert [valid_letter(one) for one in ("W", "XW", "X", "XX", "WX", "", "xw", "X1")] == [
        True, True, False, False, False, False, False, False,
    ]  # fmt: skip


def test_letters_are_frozen_and_name_their_type() -> None:
    assert {kind.letter: kind.code for kind in RECORD_TYPES if len(kind.letter) == 1} == LETTERS
    assert all(valid_letter(kind.letter) for kind in RECORD_TYPES if kind.letter)
    for kind in RECORD_TYPES:
        if kind.letter:
            assert bearers(f"{kind.letter}DEMO01-01-260803-007") == (kind,)


def test_a_step_may_be_of_any_type_of_steps_and_other_texts_of_none() -> None:
    steps = {kind.code for kind in bearers("QDEMO01-01-260803-007/2")}
    assert {"problem_step", "custody", "case_step"} <= steps and "problem" not in steps
    assert not bearers("XZDEMO01-01-260803-007") and not bearers("Q") and not bearers("")


def test_the_example_of_the_format() -> None:
    assert record_number("P", "140925S1", "01", "260803", 7) == "P140925S1-01-260803-007"
    assert parse_number("PDEMO01-X2KQ-260803-1234").seq == 1234


@pytest.mark.parametrize(
    "parts",
    [
        ("p", "DEMO01", "01", "260803", 1),
        ("X", "DEMO01", "01", "260803", 1),
        ("XX", "DEMO01", "01", "260803", 1),
        ("PX", "DEMO01", "01", "260803", 1),
        ("", "PDEMO01", "01", "260803", 1),
        ("P", "D", "01", "260803", 1),
        ("P", "demo01", "01", "260803", 1),
        ("P", "DEMO01", "1", "260803", 1),
        ("P", "DEMO01", "X01A", "260803", 1),
        ("P", "DEMO01", "01", "260231", 1),
        ("P", "DEMO01", "01", "20260803", 1),
        ("P", "DEMO01", "01", "260803", 0),
        ("P", "DEMO01", "01", "260803", -1),
    ],
)
def test_wrong_parts_are_refused(parts) -> None:
    with pytest.raises(ValueError):
        record_number(*parts)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PDEMO01-01-260803-07",
        "XXDEMO01-01-260803-007",
        "X1DEMO01-01-260803-007",
        "PDEMO01-01-260803-0007",
        "PDEMO01-01-260803-000",
        "PDEMO01-01-261303-001",
        "PDEMO01-01-260803-001\n",
        "PDEMO01-01-２６０803-001",
    ],
)
def test_other_texts_are_named_as_such(text: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_number(text)
    assert caught.value.code == "number.form"


@pytest.mark.parametrize(
    ("code", "good"),
    [
        ("DEMO01", True),
        ("14", True),
        ("A" * 12, True),
        ("A" * 13, False),
        ("A", False),
        ("a1", False),
        ("A1\n", False),
        ("", False),
    ],
)
def test_unit_codes(code: str, good: bool) -> None:
    assert valid_unit_code(code) is good


def test_a_temporary_device_is_x_and_three_letters() -> None:
    assert temporary_device(b"\x00\x00") == "XAAA" and temporary_device(b"\xff\xff\xff") == "X777"
    assert record_number("P", "DEMO01", temporary_device(b"\x12\x34"), "260803", 7)
    with pytest.raises(ValueError, match="random"):
        temporary_device(b"\x00")
