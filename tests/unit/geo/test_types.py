from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.geo.types import (
    LAT_MAX,
    LON_MAX,
    SHIFTED,
    WGS84,
    Position,
    format_decimal,
    format_dms,
    parse_decimal,
    parse_position,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("112.5031234", 1_125_031_234),
        (" -0.0000001 ", -1),
        ("+7", 70_000_000),
        ("38.", 380_000_000),
        ("0.00000005", 1),
        ("0.00000004", 0),
        ("-180", -LON_MAX),
    ],
)
def test_decimal_strings_are_read_exactly(text: str, value: int) -> None:
    assert parse_decimal(text) == value


@pytest.mark.parametrize("text", ["", "abc", "1e5", "1_0", "nan", "181", "١٢", "1.2.3", "--1"])
def test_what_is_no_coordinate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"degrees|range"):
        parse_decimal(text)


def test_latitude_has_its_own_range() -> None:
    with pytest.raises(ValueError, match="range"):
        parse_decimal("90.0000001", LAT_MAX)


@given(st.integers(-LON_MAX, LON_MAX))
def test_decimal_round_trip(value: int) -> None:
    text = format_decimal(value)
    assert parse_decimal(text) == value
    assert Decimal(text) * 10_000_000 == value


def test_screen_text() -> None:
    place = parse_position("111.97", "38.8611111")
    assert place.text() == "111°58′12″E 38°51′40″N"
    assert format_dms(-1, "NS") == "0°00′00″S"
    assert format_dms(599_999_999, "EW") == "60°00′00″E"
    assert place.decimal == ("111.9700000", "38.8611111")


def test_position_holds_its_lists_and_ranges() -> None:
    assert Position(1, 2, WGS84).trusted
    assert not Position(1, 2, SHIFTED).trusted
    for values in [(LON_MAX + 1, 0), (0, LAT_MAX + 1), (0, 0, "bd09"), (0, 0, WGS84, "map")]:
        with pytest.raises(ValueError, match=r"range|datum|source"):
            Position(*values)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="integer"):
        Position(1.5, 0)  # type: ignore[arg-type]
