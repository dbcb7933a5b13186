from __future__ import annotations

from datetime import date

import pytest

from patrol_app.errors import UserError
from patrol_app.gui.kit import reading
from patrol_app.gui.kit.initials import initials, matches

TODAY = date(2026, 8, 10)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-08-03", date(2026, 8, 3)),
        ("2026年8月3日", date(2026, 8, 3)),
        ("２０２６／８／３", date(2026, 8, 3)),
        ("20260803", date(2026, 8, 3)),
        ("8月3日", date(2026, 8, 3)),
        ("8-3", date(2026, 8, 3)),
        ("12月31日", date(2025, 12, 31)),  # the last one that has been
        ("昨天", date(2026, 8, 9)),
    ],
)
def test_dates(text: str, day: date) -> None:
    assert reading.read_date(text, TODAY) == day


@pytest.mark.parametrize("text", ["2026-02-30", "13月1日", "abc", "2026-08-03 x"])
def test_no_such_date(text: str) -> None:
    with pytest.raises(UserError):
        reading.read_date(text, TODAY)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("9:20", 560),
        ("09时20分", 560),
        ("下午3点", 900),
        ("0920", 560),
        ("９：２０", 560),
        ("23:59", 1439),
    ],
)
def test_clock(text: str, minutes: int) -> None:
    assert reading.read_clock(text) == minutes


@pytest.mark.parametrize("text", ["24:00", "9:60", "", "九点"])
def test_no_such_time(text: str) -> None:
    with pytest.raises(UserError):
        reading.read_clock(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-08-03 09:20",
        "8月3日 9:20",
        "2026年8月3日 09时20分",
        "2026-08-03T09:20",
        "20260803 0920",
    ],
)
def test_moments_are_china_time(text: str) -> None:
    # 2026-08-03 01:20 UTC
    assert reading.read_moment(text, TODAY) == 1_785_720_000_000
    assert reading.show_moment(1_785_720_000_000) == "2026年8月3日 09时20分"


def test_clock_alone_is_today() -> None:
    assert reading.local(reading.read_moment("9:20", TODAY)).date() == TODAY


@pytest.mark.parametrize(
    ("text", "decimals", "value"),
    [
        ("9.42", 2, 942),
        ("9.4", 2, 940),
        ("１ ４８２", 0, 1482),
        ("1,482.5", 1, 14825),
        (".5", 1, 5),
        ("0.1", 4, 1000),
        ("-3", 0, -3),
    ],
)
def test_scaled(text: str, decimals: int, value: int) -> None:
    assert reading.read_scaled(text, decimals, None, None) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9.425", "form.decimals"),
        ("abc", "form.number"),
        ("1e5", "form.number"),
        ("13", "form.range"),
        ("-1", "form.range"),
    ],
)
def test_scaled_refused(text: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        reading.read_scaled(text, 2, 0, 1200)
    assert caught.value.code == code
    assert caught.value.message()


@pytest.mark.parametrize(
    ("value", "decimals", "text"), [(942, 2, "9.42"), (-5, 1, "-0.5"), (0, 2, "0.00"), (7, 0, "7")]
)
def test_show_scaled(value: int, decimals: int, text: str) -> None:
    assert reading.show_scaled(value, decimals) == text


@pytest.mark.parametrize(
    "text",
    [
        "111.97, 38.8611111",
        "38.8611111 111.97",
        "111°58′12″E 38°51′40″N",
        "38°51'40\"N 111°58'12\"E",
        "东经111度58分12秒 北纬38度51分40秒",
    ],
)
def test_positions(text: str) -> None:
    assert reading.read_position(text) == (388_611_111, 1_119_700_000)


@pytest.mark.parametrize("text", ["38.86", "5.0, 2.3", "111°61′0″E 38°0′0″N", "x, y", "1 2 3"])
def test_no_position(text: str) -> None:
    with pytest.raises(UserError):
        reading.read_position(text)


def test_dms_shown() -> None:
    assert reading.show_position(388_611_111, 1_119_700_000, dms=True) == (
        "111°58′12.0″E 38°51′40.0″N"
    )


def test_initials() -> None:
    assert initials("日常巡护") == "rcxh"
    assert initials("GPS导入") == "gpsdr"
    assert matches("防火巡护", "fh") and matches("防火巡护", "火") and not matches("防火巡护", "zz")
