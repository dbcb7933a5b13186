"""Rules of a pest sighting (``domain.md`` §1.9)."""

from __future__ import annotations

from patrol_app.domain.records.pest import PestSighting
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.times import in_order, not_future
from patrol_app.i18n import N_


def times(sighting: PestSighting, context: RuleContext) -> list[Remark]:
    """Not in the future; reported not before seen."""
    remarks = not_future(sighting.seen_at, "seen_at", context)
    return remarks + in_order(sighting.seen_at, sighting.reported_at, "reported_at", strict=False)


def signs_or_none(sighting: PestSighting, context: RuleContext) -> list[Remark]:
    """Either "checked, nothing found" or signs: trees by state, webs or a stage; never both."""
    signs = bool(
        sighting.nest_count
        or sighting.pest_stage
        or any(row.count and row.state != "健康" for row in sighting.trees)
    )
    if sighting.nothing_found and signs:
        return [
            Remark(
                "pest.both",
                "error",
                "nothing_found",
                N_("“Nothing found” is ticked, yet signs are recorded"),
            )
        ]
    if not sighting.nothing_found and not signs:
        return [
            Remark(
                "pest.neither",
                "error",
                "nothing_found",
                N_("Tick “Nothing found” or record the signs"),
            )
        ]
    return []


def counted(sighting: PestSighting, context: RuleContext) -> list[Remark]:
    """A tree state without a number says nothing."""
    if all(row.state and row.count is not None for row in sighting.trees):
        return []
    return [Remark("pest.count", "error", "trees", N_("Each row needs a state and a number"))]


RULES = (times, signs_or_none, counted)
