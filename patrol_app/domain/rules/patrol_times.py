"""Rules about a patrol's times: days, legs, rest, late entry (``domain.md`` §1.6, decision 071)."""

from __future__ import annotations

from patrol_app.domain.instant import DAY_MS, day_start
from patrol_app.domain.records.patrol import Patrol, days, minutes
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.times import TOLERANCE_MS, in_order, not_future
from patrol_app.domain.setting import RuleBook
from patrol_app.i18n import N_


def times(patrol: Patrol, context: RuleContext) -> list[Remark]:
    """Start before end, at most 24 hours a leg and the days of the rule, not in the future.

    Row 7 of §1.6 speaks of a day's log; a patrol of several days is made of legs (decision 071).
    """
    remarks = in_order(patrol.start_at, patrol.end_at, "end_at")
    remarks += not_future(patrol.start_at, "start_at", context)
    remarks += not_future(patrol.end_at, "end_at", context)
    if patrol.start_at and patrol.end_at and patrol.end_at.ms - patrol.start_at.ms > DAY_MS:
        remarks += _several_days(patrol, context)
    spent = minutes(patrol)
    if spent is not None and spent < 0 and not remarks:
        remarks.append(
            Remark("patrol.rest", "error", "rest_min", N_("The rest is longer than the patrol"))
        )
    return remarks


def _several_days(patrol: Patrol, context: RuleContext) -> list[Remark]:
    timed = [(leg.start_at.ms, leg.end_at.ms) for leg in patrol.legs if leg.start_at and leg.end_at]
    if not timed or max(end - start for start, end in timed) > DAY_MS:
        return [
            Remark(
                "patrol.too_long",
                "error",
                "end_at",
                N_("A patrol or leg lasts 24 hours at most; give a longer one its legs"),
            )
        ]
    longest = context.book.find("patrol.days.longest", "", patrol.unit)
    out = len(days(patrol))
    if longest is None or out <= longest.value:
        return []
    return [
        Remark(
            "patrol.many_days",
            "warning",
            "end_at",
            N_("{days} days in one patrol; usual are {most} at most"),
            {"days": out, "most": longest.value},
        )
    ]


def legs_within(patrol: Patrol, context: RuleContext) -> list[Remark]:
    """A leg lies within the patrol's times; what lies outside may be cut (§1.6 row 7)."""
    if patrol.start_at is None or patrol.end_at is None:
        return []
    start, end = patrol.start_at.ms - TOLERANCE_MS, patrol.end_at.ms + TOLERANCE_MS
    outside = [
        leg
        for leg in patrol.legs
        if (leg.start_at and leg.start_at.ms < start) or (leg.end_at and leg.end_at.ms > end)
    ]
    if not outside:
        return []
    return [
        Remark(
            "patrol.leg_outside",
            "warning",
            "legs",
            N_("{count} tracks reach beyond the times of the patrol"),
            {"count": len(outside)},
        )
    ]


def late_days(patrol: Patrol, book: RuleBook, now_ms: int) -> int | None:
    """Days between the return and the entry when that is 补录 (late), else None (``ui.md``).

    Args:
        patrol: with the day it was first entered on, where it is known.
        book: says after how many days an entry is late.
        now_ms: UTC ms, the entry of a patrol that does not say when it was entered.
    """
    limit = book.find("patrol.late_entry_days", "", patrol.unit)
    if patrol.end_at is None or limit is None:
        return None
    entry = day_start(patrol.entered_on) if patrol.entered_on else now_ms
    days_between = (entry - patrol.end_at.ms) // DAY_MS
    return days_between if days_between > limit.value else None


def late_entry(patrol: Patrol, context: RuleContext) -> list[Remark]:
    """Entered days after the patrol: marked 补录 (``ui.md``)."""
    late = late_days(patrol, context.book, context.now_ms)
    if late is None:
        return []
    return [
        Remark(
            "patrol.late_entry",
            "note",
            "",
            N_("Entered {days} days later: marked as such"),
            {"days": late},
        )
    ]
