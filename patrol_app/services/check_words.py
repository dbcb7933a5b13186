"""The report on a patrol in words and as plain JSON values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from patrol_app.i18n import N_, _

if TYPE_CHECKING:
    from patrol_app.geo.oddity import Oddity
    from patrol_app.services.patrol_check import PatrolCheck

# why nothing can be said of inside, coverage and validity
UNKNOWN: Final = {
    "no_grid": N_("No grid is named"),
    "no_area": N_("The boundary of the grid is not known here"),
    "no_track": N_("There is no track"),
    "track_absent": N_("A track has not arrived"),
    "datum": N_("The coordinate system is shifted or not known: no zone tests"),
    "no_rule": N_("The rule is not set"),
    "no_time": N_("A time is missing"),
}


def oddity_text(oddity: Oddity) -> str:
    """The sentence in the language in use."""
    from patrol_app.geo.oddity import ODDITIES

    return _(ODDITIES[oddity.code][1]).format(**oddity.params)


def plain(found: PatrolCheck) -> dict[str, Any]:
    """As the command line prints it in JSON."""
    judged = found.judgement
    return {
        "number": found.patrol.number,
        "state": found.stored.state,
        "evidence": found.evidence,
        "valid": judged.valid,
        "inside_cm": judged.inside_cm,
        "inside_min": judged.inside_min,
        "coverage_e2": judged.coverage_e2,
        "month_coverage_e2": judged.month_coverage_e2,
        "repeated_pct": judged.repeated_pct,
        "late_days": judged.late_days,
        "days": [
            {
                "date": day.date,
                "inside_cm": day.inside_cm,
                "inside_min": day.inside_min,
                **day.verdict.plain(),
            }
            for day in judged.days
        ],
        "unknown": [{"code": code, "message": _(UNKNOWN[code])} for code in judged.unknown],
        "rule": judged.rule.words() if judged.rule else None,
        "rule_unverified": judged.rule.unverified if judged.rule else None,
        "judged_on_submit": {
            name: one.get("value") for name, one in sorted(found.stored.judged.items())
        },
        "rule_version": found.rule_version,
        "rule_updated": found.changed,
        "oddities": [
            {"code": one.code, "level": one.level, "message": oddity_text(one)}
            for one in found.oddities
        ],
        "remarks": [
            {
                "code": one.code,
                "level": one.level,
                "field": one.field,
                "message": one.message(),
            }
            for one in found.remarks
        ],
    }
