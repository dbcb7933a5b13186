"""Rules of a patrol (``domain.md`` §1.3, §1.6, §10.2)."""

from __future__ import annotations

from patrol_app.domain.records.patrol import Patrol, length_cm
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.filled import filled
from patrol_app.domain.rules.patrol_times import late_entry, legs_within, times
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
