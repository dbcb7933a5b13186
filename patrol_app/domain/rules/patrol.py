"""Rules of a patrol (``domain.md`` §1.3, §1.6, §10.2)."""

from __future__ import annotations

from patrol_app.domain.instant import DAY_MS, date_of
from patrol_app.domain.records.patrol import Patrol, length_cm, minutes
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.times import in_order, not_future
from patrol_app.i18n import N_


def times(patrol: Patrol, context: RuleContext) -> list[Remark]:
    """Start before end, at most 24 hours, not in the future."""
    remarks = in_order(patrol.start_at, patrol.end_at, "end_at")
    remarks += not_future(patrol.start_at, "start_at", context)
    remarks += not_future(patrol.end_at, "end_at", context)
    if patrol.start_at and patrol.end_at and patrol.end_at.ms - patrol.start_at.ms > DAY_MS:
        remarks.append(
            Remark("patrol.too_long", "error", "end_at", N_("A patrol lasts 24 hours at most"))
        )
    spent = minutes(patrol)
    if spent is not None and spent < 0 and not remarks:
        remarks.append(
            Remark("patrol.rest", "error", "rest_min", N_("The rest is longer than the patrol"))
        )
    return remarks


def no_overlap(patrol: Patrol, context: RuleContext) -> list[Remark]:
    """One person cannot be on two patrols at once."""
    return [
        Remark(
            "patrol.overlap",
            "error",
            "start_at",
            N_("Overlaps with patrol {number}"),
            {"number": number},
        )
        for number in context.overlapping[:1]
    ]


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


def late_entry(patrol: Patrol, context: RuleContext) -> list[Remark]:
    """Entered days after the patrol: marked 补录 (``ui.md``)."""
    limit = context.book.find("patrol.late_entry_days")
    if patrol.end_at is None or limit is None:
        return []
    days = (context.now_ms - patrol.end_at.ms) // DAY_MS
    if days <= limit.value:
        return []
    return [
        Remark(
            "patrol.late_entry",
            "note",
            "",
            N_("Entered {days} days later: marked as such"),
            {"days": days},
        )
    ]


def is_valid(patrol: Patrol, context: RuleContext, inside_cm: int | None) -> bool | None:
    """The valid-patrol test of §1.3; None while the rule or the inside length is missing."""
    date = date_of(patrol.start_at.ms) if patrol.start_at else ""
    length = context.book.find("patrol.valid.len_m", date)
    time = context.book.find("patrol.valid.min", date)
    spent = minutes(patrol)
    if length is None or time is None or inside_cm is None or spent is None:
        return None
    return inside_cm >= length.value * 100 and spent >= time.value


def has_length(patrol: Patrol, context: RuleContext) -> list[Remark]:
    """Without a track and without a typed distance the monthly sheet has nothing to add."""
    if length_cm(patrol) is not None:
        return []
    return [Remark("patrol.no_length", "warning", "distance_cm", N_("No track and no distance"))]


RULES = (times, no_overlap, found_or_not, substitute, assigned_grid, late_entry, has_length)
