"""The season strip: which window is open on a day, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.season import in_fire_season
from patrol_app.services.profiles import PROFILE
from patrol_app.services.rules import rule_book
from patrol_app.services.seasons import day_in, seasons


class _Queries:
    """What the strip asks of a store."""

    def __init__(self, profile: str) -> None:
        self._profile = profile

    def meta(self, key: str) -> str | None:
        """The profile's code."""
        return self._profile if key == PROFILE else None

    def rule_rows(self) -> list[Mapping[str, object]]:
        """No edited rows."""
        return []

    def datasets_loaded(self) -> Mapping[str, object]:
        """No tables."""
        return {}


@pytest.mark.parametrize(
    ("start", "end", "day", "number"),
    [
        (1001, 531, "2026-10-09", 9),
        (1001, 531, "2027-01-01", 93),
        (1001, 531, "2027-06-01", None),
        (815, 430, "2026-08-15", 1),
        (229, 331, "2027-02-28", None),
        (229, 331, "2027-03-01", 2),
        (101, 1231, "2026-12-31", 365),
    ],
)
def test_the_day_of_a_season(start: int, end: int, day: str, number: int | None) -> None:
    assert day_in(start, end, day) == number


MMDD = st.dates().map(lambda day: day.month * 100 + day.day)


@given(MMDD, MMDD, st.dates(date(2000, 2, 1), date(2100, 1, 1)))
def test_days_of_a_season_count_up(start: int, end: int, day: date) -> None:
    today = day_in(start, end, day.isoformat())
    before = day_in(start, end, (day - timedelta(days=1)).isoformat())
    if today is not None and before is not None and start <= end and today > 1:
        assert today == before + 1
    assert today is None or 1 <= today <= 366


def test_the_two_cities_show_their_own_cells() -> None:
    xinzhou = {one.key: one for one in seasons(_Queries("xinzhou"), "2026-10-09")}  # type: ignore[arg-type]
    ganzhou = {one.key: one for one in seasons(_Queries("ganzhou"), "2026-08-01")}  # type: ignore[arg-type]
    assert set(xinzhou) == {"fire", "grazing", "vector", "survey"}
    assert set(ganzhou) == {"fire", "vector", "survey"}
    assert xinzhou["fire"].active and xinzhou["fire"].unverified
    assert xinzhou["fire"].span == "10-01 — 05-31"
    assert not ganzhou["fire"].active and not ganzhou["vector"].active


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(["xinzhou", "ganzhou", ""]))
def test_the_strip_and_the_papers_agree_on_the_fire_season(day: date, profile: str) -> None:
    queries = _Queries(profile)
    found = {one.key: one for one in seasons(queries, day.isoformat())}  # type: ignore[arg-type]
    book = rule_book(queries)  # type: ignore[arg-type]
    assert found["fire"].active is in_fire_season(book, day.isoformat())


def test_survey_windows_show_on_their_days_only() -> None:
    def open_on(day: str) -> list[str]:
        found = seasons(_Queries("xinzhou"), day)  # type: ignore[arg-type]
        assert all(one.unverified for one in found if one.key == "survey")
        return [one.span for one in found if one.key == "survey"]

    assert open_on("2026-06-15") == ["06-01 — 07-10"]
    assert open_on("2026-08-03") == ["08-01 — 10-31", "08-01 — 09-20"]
    assert open_on("2026-12-01") == []
