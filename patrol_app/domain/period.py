"""Periods of the calendar as the rules name them: 年 半年 季度 月 旬 周 (``domain.md`` §1.2)."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

PERIODS = ("年", "半年", "季度", "月", "旬", "周")


@dataclass(frozen=True, order=True)
class Span:
    """Days from ``first`` to ``last``, both included, as ISO dates."""

    first: str
    last: str

    @property
    def days(self) -> int:
        """Number of days."""
        return (date.fromisoformat(self.last) - date.fromisoformat(self.first)).days + 1

    def holds(self, day: str) -> bool:
        """Whether the ISO date ``day`` lies in it."""
        return self.first <= day <= self.last


def period_of(period: str, day: str) -> Span:
    """The period that the ISO date ``day`` lies in; a week begins on Monday.

    Raises:
        ValueError: no such period or date.
    """
    at = date.fromisoformat(day)
    if period == "周":
        first = at - timedelta(days=at.weekday())
        return Span(first.isoformat(), (first + timedelta(days=6)).isoformat())
    if period == "旬":
        begin = 1 if at.day <= 10 else 11 if at.day <= 20 else 21
        end = begin + 9 if begin < 21 else calendar.monthrange(at.year, at.month)[1]
        return Span(at.replace(day=begin).isoformat(), at.replace(day=end).isoformat())
    months = {"年": 12, "半年": 6, "季度": 3, "月": 1}.get(period)
    if months is None:
        raise ValueError("no such period")
    first_month = (at.month - 1) // months * months + 1
    last_month = first_month + months - 1
    last = calendar.monthrange(at.year, last_month)[1]
    return Span(
        date(at.year, first_month, 1).isoformat(), date(at.year, last_month, last).isoformat()
    )


def spans(period: str, within: Span) -> Iterator[Span]:
    """The periods of ``within`` in order, the first and last cut to it.

    Raises:
        ValueError: no such period.
    """
    day = within.first
    while day <= within.last:
        whole = period_of(period, day)
        yield Span(max(whole.first, within.first), min(whole.last, within.last))
        day = (date.fromisoformat(whole.last) + timedelta(days=1)).isoformat()
