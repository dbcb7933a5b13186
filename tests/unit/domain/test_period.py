"""Periods of domain.md §1.2 (年/半年/季度/月/旬/周) and seasons of §10.4."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.builtin_rules import builtin_book
from patrol_app.domain.period import PERIODS, Span, period_of, spans
from patrol_app.domain.season import in_fire_season, required_days
from patrol_app.domain.setting import RuleBook, RuleValue

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31)).map(date.isoformat)


@given(day=DAYS, period=st.sampled_from(PERIODS))
def test_a_day_lies_in_its_period_and_periods_follow_each_other(day: str, period: str) -> None:
    span = period_of(period, day)
    assert span.holds(day)
    assert period_of(period, span.first) == span == period_of(period, span.last)
    after = (date.fromisoformat(span.last) + timedelta(days=1)).isoformat()
    assert period_of(period, after).first == after


@given(first=DAYS, more=st.integers(0, 400), period=st.sampled_from(PERIODS))
def test_periods_cover_a_window_without_gap(first: str, more: int, period: str) -> None:
    last = (date.fromisoformat(first) + timedelta(days=more)).isoformat()
    found = list(spans(period, Span(first, last)))
    assert (found[0].first, found[-1].last) == (first, last)
    assert sum(span.days for span in found) == more + 1
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("年", "2026-01-01", "2026-12-31"),
        ("半年", "2026-01-01", "2026-06-30"),
        ("季度", "2026-01-01", "2026-03-31"),
        ("月", "2026-02-01", "2026-02-28"),
        ("旬", "2026-02-21", "2026-02-28"),
        ("周", "2026-02-16", "2026-02-22"),
    ],
)
def test_each_period_by_hand(period: str, first: str, last: str) -> None:
    assert period_of(period, "2026-02-22") == Span(first, last)


def test_no_such_period() -> None:
    with pytest.raises(ValueError, match="period"):
        period_of("世纪", "2026-02-22")


@pytest.mark.parametrize(
    ("day", "season"),
    [("2026-10-01", True), ("2026-12-31", True), ("2026-05-31", True), ("2026-06-01", False),
     ("2026-09-30", False)],
)  # fmt: skip
def test_the_fire_season_goes_over_the_new_year(day: str, season: bool) -> None:
    assert in_fire_season(builtin_book(), day) is season
    assert in_fire_season(RuleBook(), day) is None


def test_required_days_follow_the_season() -> None:
    # §1.3: 20 in the fire season of October to May, 10 in June to September
    found = [required_days(builtin_book(), f"2026-{month:02d}") for month in range(1, 13)]
    values = [one.value for one in found if one is not None]
    assert values == [20, 20, 20, 20, 20, 10, 10, 10, 10, 20, 20, 20]
    assert all(one is not None and one.unverified for one in found)
    assert required_days(RuleBook(), "2026-01") is None


def test_a_month_belongs_to_the_season_of_its_half() -> None:
    book = RuleBook(
        [
            RuleValue("fire.season.x.start", 301), RuleValue("fire.season.x.end", 415),
            RuleValue("patrol.days.fire", 20), RuleValue("patrol.days.other", 10),
        ]
    )  # fmt: skip
    found = {m: required_days(book, f"2026-0{m}") for m in (2, 3, 4, 5)}
    assert {m: one.value for m, one in found.items() if one} == {2: 10, 3: 20, 4: 20, 5: 10}
