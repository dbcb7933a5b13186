from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.journal.number import (
    LETTERS,
    RecordNumber,
    parse_number,
    record_number,
    temporary_device,
    valid_unit_code,
)
from patrol_app.errors import UserError


@given(
    st.sampled_from(sorted(LETTERS)),
    st.from_regex(r"[0-9A-Z]{2,12}", fullmatch=True),
    st.from_regex(r"[0-9]{2,3}|X[A-Z2-7]{3}", fullmatch=True),
    st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2099, 12, 31)),
    st.integers(1, 99_999),
)
def test_a_number_is_read_back(letter, unit, device, day, seq) -> None:
    date = day.strftime("%y%m%d")
    number = record_number(letter, unit, device, date, seq)
    assert parse_number(number) == RecordNumber(letter, unit, device, date, seq)


def test_the_example_of_the_format() -> None:
    assert record_number("P", "140925S1", "01", "260803", 7) == "P140925S1-01-260803-007"
    assert parse_number("PDEMO01-X2KQ-260803-1234").seq == 1234


@pytest.mark.parametrize(
    "parts",
    [
        ("p", "DEMO01", "01", "260803", 1),
        ("X", "DEMO01", "01", "260803", 1),
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
