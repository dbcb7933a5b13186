"""Legal limits of a case and a problem, counted against a calendar by brute force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.domain.builtin_rules import BUILTIN
from patrol_app.domain.rules.case_limits import Counting, Limit
from patrol_app.services.cases import last_day
from patrol_app.services.ports import Queries
from patrol_app.services.working_days import Workdays, due_after, published

COUNTING: dict[str, Counting] = {
    "wdays": "work", "days": "days", "months": "months", "years": "years",
}  # fmt: skip
RULES = {row.key: row for row in BUILTIN}


@dataclass
class Calendar:
    """The days that are not what their weekday says.

    Attributes:
        named: ISO date -> whether people work on it.
    """

    named: Mapping[str, bool] = field(default_factory=dict)

    def calendar_days(self, first: str = "", last: str = "9999") -> list[tuple[str, bool, str]]:
        """The named days from ``first`` to ``last``."""
        return [(day, on, "") for day, on in self.named.items() if first <= day <= last]

    def works(self, day: date) -> bool:
        """Whether people work on ``day``."""
        return self.named.get(day.isoformat(), day.weekday() < 5)


def queries(calendar: Calendar) -> Queries:
    """The calendar as the store answers it."""
    return cast(Queries, calendar)


def year(number: int) -> Calendar:
    """The published calendar of a year."""
    return Calendar({one.day: one.working for one in published(number)})


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@settings(max_examples=60)
@given(days, st.integers(1, 30), st.dictionaries(days, st.booleans(), max_size=20))
def test_so_many_working_days_lie_behind_the_start(
    start: date, count: int, named: dict[date, bool]
) -> None:
    """The day itself does not count, the last day is worked, and the number between is right."""
    calendar = Calendar({day.isoformat(): on for day, on in named.items()})
    end = date.fromisoformat(due_after(queries(calendar), start.isoformat(), count))
    many = Workdays(queries(calendar))
    assert [many.after(start.isoformat(), count) for _again in range(2)] == [end.isoformat()] * 2
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert calendar.works(end)
    assert sum(calendar.works(day) for day in between) == count


# rule -> number, unit, article; and the last day from Wednesday 23 September 2026, before
# Mid-autumn (25 to 27) and the National Day (1 to 7 October, worked on the 20th and the 10th)
LEGAL: dict[str, tuple[int, str, str, str]] = {
    "case.evidence": (7, "wdays", "行政处罚法第56条", "2026-10-10"),
    "case.serve": (7, "wdays", "行政处罚法第61条", "2026-10-10"),
    "case.hearing.ask": (5, "wdays", "行政处罚法第64条", "2026-10-08"),
    "case.hearing.notice": (7, "wdays", "行政处罚法第64条", "2026-10-10"),
    "case.decide": (90, "days", "行政处罚法第60条", "2026-12-22"),
    "case.pay": (15, "days", "行政处罚法第67条", "2026-10-08"),
    "case.reconsider": (60, "days", "行政复议法第20条", "2026-11-22"),
    "case.sue": (6, "months", "行政诉讼法第46条", "2027-03-23"),
    "case.limitation": (2, "years", "行政处罚法第36条", "2028-09-23"),
}


@pytest.mark.parametrize("key", sorted(LEGAL))
def test_limits_of_the_law_over_two_holidays(key: str) -> None:
    """§5.5; working days (85) by the published calendar of 2026."""
    number, unit, source, day = LEGAL[key]
    row = RULES[key]
    assert (row.value, row.unit, row.source, row.confidence) == (number, unit, source, "V")
    limit = Limit("x", "2026-09-23", row.value, COUNTING[row.unit], "N/1", row.source)
    assert last_day(queries(year(2026)), limit) == day


@pytest.mark.parametrize(
    ("key", "number", "day"),
    [
        ("problem.due.verify", 3, "2026-09-29"),
        ("problem.due.assign", 1, "2026-09-24"),
        ("problem.due.check", 5, "2026-10-08"),
        ("problem.due.general", 30, "2026-11-11"),
        ("problem.due.heavy", 15, "2026-10-21"),
        ("problem.due.major", 7, "2026-10-10"),
    ],
)
def test_limits_of_problems_over_two_holidays(key: str, number: int, day: str) -> None:
    """§1.8: 3, 1 and 5 working days; 30, 15 and 7 by grade, shown 未核实."""
    row: Any = RULES[key]
    assert (row.value, row.unit, row.unverified) == (number, "workdays", True)
    assert due_after(queries(year(2026)), "2026-09-23", row.value) == day
