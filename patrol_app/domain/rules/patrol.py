"""Rules of a patrol (``domain.md`` §1.3, §1.6, §10.2)."""

from __future__ import annotations

from patrol_app.domain.instant import DAY_MS, day_start
from patrol_app.domain.records.patrol import Patrol, days, length_cm, minutes
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.filled import filled
from patrol_app.domain.rules.times import TOLERANCE_MS, in_order, not_future
from patrol_app.domain.setting import RuleBook
from patrol_app.i18n import N_

CHIEFS = "LINZHANG"


# A chief's tour has no ranger's log: what its paper (9.3) does not ask for may stay empty.
NOT_FOR_CHIEFS = frozenset(
    {"weather", "temp_c_e1", "wind_force", "wind_dir", "danger_level", "grid_id"}
)


def entered(patrol: Patrol, context: RuleContext) -> list[Remark]:
    """What every type asks (``filled``); a 林长巡林 names its level and area instead of a grid."""
    found = filled(patrol, context)
    if patrol.patrol_type != CHIEFS:
        return found
    found = [
        remark
        for remark in found
        if not (remark.code == "field.required" and remark.field in NOT_FOR_CHIEFS)
    ]
    for name in ("linzhang_level", "linzhang_mode", "duty_area"):
        if not getattr(patrol, name) and not (name == "duty_area" and patrol.grid_id):
            found.append(Remark("field.required", "error", name, N_("Please fill in")))
    if patrol.instructions and not (patrol.duty_unit and patrol.instructed_due):
        found.append(
            Remark(
                "patrol.instructed",
                "warning",
                "duty_unit",
                N_("Instructions without a unit in charge and a day"),
            )
        )
    return found


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


def no_overlap(patrol: Patrol, context: RuleContext) -> list[Remark]:
    """One person cannot be on two patrols at once (§10.2); of a companion it is a question.

    At import and receipt nobody is stopped: the same remark stands in the worklist.
    """
    hard = [
        Remark(
            "patrol.overlap",
            "error",
            "start_at",
            N_("Overlaps with patrol {number}"),
            {"number": number},
        )
        for number in context.overlapping[:1]
    ]
    soft = [
        Remark(
            "patrol.companion_overlap",
            "warning",
            "companions",
            N_("A companion is on patrol {number} at the same time"),
            {"number": number},
        )
        for number in context.companions_overlapping[:1]
        if number not in context.overlapping
    ]
    return hard + soft


def found_or_not(patrol: Patrol, context: RuleContext) -> list[Remark]:
    """Either 正常 is ticked or a finding hangs on the patrol, never both (§1.9)."""
    findings = len(context.children.get("finding", ()))
    if patrol.nothing_found and findings:
        return [
            Remark(
                "patrol.found_both",
                "error",
                "nothing_found",
                N_("“Nothing found” is ticked, yet {count} findings are recorded"),
                {"count": findings},
            )
        ]
    if not patrol.nothing_found and not findings:
        return [
            Remark(
                "patrol.found_neither",
                "error",
                "nothing_found",
                N_("Tick “Nothing found” or record a finding"),
            )
        ]
    return []


def substitute(patrol: Patrol, context: RuleContext) -> list[Remark]:
    """A substitute needs a reason (row 4 of the log)."""
    if patrol.substitute_id and not patrol.substitute_reason:
        return [
            Remark(
                "patrol.substitute",
                "error",
                "substitute_reason",
                N_("Why did somebody substitute?"),
            )
        ]
    return []


def assigned_grid(patrol: Patrol, context: RuleContext) -> list[Remark]:
    """The grid is the ranger's own, or a substitute is named (row 5)."""
    grid = context.related.get("grid_id")
    if grid is None or patrol.substitute_id or grid.ranger_id in (None, patrol.ranger_id):
        return []
    return [Remark("patrol.grid", "warning", "grid_id", N_("This grid belongs to another ranger"))]


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


def has_length(patrol: Patrol, context: RuleContext) -> list[Remark]:
    """Without a track and without a typed distance the monthly sheet has nothing to add."""
    if length_cm(patrol) is not None:
        return []
    return [Remark("patrol.no_length", "warning", "distance_cm", N_("No track and no distance"))]


RULES = (
    entered,
    times,
    legs_within,
    no_overlap,
    found_or_not,
    substitute,
    assigned_grid,
    late_entry,
    has_length,
)
