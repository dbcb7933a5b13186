"""Rules over calendar days that several types share."""

from __future__ import annotations

from datetime import date

from patrol_app.domain.instant import date_of
from patrol_app.domain.remark import Level, Remark, RuleContext
from patrol_app.domain.rules.times import TOLERANCE_MS
from patrol_app.i18n import N_


def day_not_future(day: str | None, field: str, context: RuleContext) -> list[Remark]:
    """A day of the calendar, not after today; soft while the clock is doubtful."""
    if not day:
        return []
    try:
        date.fromisoformat(day)
    except ValueError:
        return [Remark("day.none", "error", field, N_("There is no such day"))]
    if day <= date_of(context.now_ms + TOLERANCE_MS):
        return []
    level: Level = "warning" if context.clock_doubtful else "error"
    return [Remark("time.future", level, field, N_("This time lies in the future"))]


def days_in_order(first: str | None, last: str | None, field: str) -> list[Remark]:
    """``first`` not after ``last``."""
    if not first or not last or first <= last:
        return []
    return [Remark("time.order", "error", field, N_("The end must be after the start"))]
