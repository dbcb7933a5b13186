"""Instants: fixed UTC+08:00, to the minute at least, the same on every machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain import instant
from patrol_app.domain.instant import Instant

MOMENTS = st.integers(min_value=-(10**12), max_value=7_500_000_000_000)


@pytest.mark.parametrize(
    ("text", "ms", "precision"),
    [
        ("2026-08-03T09:20+08:00", 1_785_720_000_000, "minute"),
        ("2026-08-03 09:20", 1_785_720_000_000, "minute"),
        ("2026-08-03T01:20:00Z", 1_785_720_000_000, "second"),
        ("2026-08-03T01:20:33.5Z", 1_785_720_033_500, "second"),
        ("2026-08-02T19:20-06:00", 1_785_720_000_000, "minute"),
        ("2026-08-03T09:20+0800", 1_785_720_000_000, "minute"),
    ],
)
def test_iso_is_read(text: str, ms: int, precision: str) -> None:
    assert instant.parse_iso(text) == Instant(ms, precision)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["2026-08-03", "", "gestern", "2026-13-03T09:20", "2026-08-03T25:00", "09:20"]
)
def test_a_date_alone_and_nonsense_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"minute|range|must be"):
        instant.parse_iso(text)


@given(MOMENTS)
def test_iso_round_trip_keeps_the_millisecond(ms: int) -> None:
    moment = Instant(ms, "second")
    assert instant.parse_iso(instant.to_iso(moment)) == moment


@given(MOMENTS)
def test_minute_round_trip(ms: int) -> None:
    moment = Instant(ms - ms % instant.MINUTE_MS, "minute")
    assert instant.parse_iso(instant.to_iso(moment)) == moment


@given(MOMENTS)
def test_each_moment_lies_in_its_beijing_day(ms: int) -> None:
    start = instant.day_start(instant.date_of(ms))
    assert start <= ms < start + instant.DAY_MS


def test_words() -> None:
    ms = instant.parse_iso("2026-08-03T00:05+08:00").ms
    assert instant.date_of(ms) == "2026-08-03"
    assert instant.minute_text(ms) == "2026-08-03 00:05"
    assert instant.paper_text(ms) == "2026年8月3日 00时05分"
    assert instant.paper_date("2026-08-03") == "2026年8月3日"
    assert instant.weekday("2026-08-03") == "星期一"


def test_a_moment_without_offset_is_refused() -> None:
    from datetime import datetime

    with pytest.raises(ValueError, match="offset"):
        instant.to_ms(datetime(2026, 8, 3))
