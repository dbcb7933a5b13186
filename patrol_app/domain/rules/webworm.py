"""Rules of a fall-webworm survey (``domain.md`` §3.4)."""

from __future__ import annotations

from patrol_app.domain.records.webworm import WebwormSurvey
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.days import day_not_future
from patrol_app.i18n import N_

PLOT = "标准地"


def day(survey: WebwormSurvey, context: RuleContext) -> list[Remark]:
    """Not in the future."""
    return day_not_future(survey.surveyed_on, "surveyed_on", context)


def found_or_none(survey: WebwormSurvey, context: RuleContext) -> list[Remark]:
    """Either "checked, nothing found" or trees, webs, pupae or adults; never both."""
    signs = any((survey.infested_n, survey.nests_n, survey.pupae_n, survey.adults_n))
    if survey.nothing_found and (signs or survey.stages):
        words = N_("“Nothing found” is ticked, yet signs are recorded")
        return [Remark("webworm.both", "error", "nothing_found", words)]
    if not survey.nothing_found and not signs:
        words = N_("Tick “Nothing found” or record the signs")
        return [Remark("webworm.neither", "error", "nothing_found", words)]
    return []


def counts(survey: WebwormSurvey, context: RuleContext) -> list[Remark]:
    """Infested trees within those checked; a web needs an infested tree; a plot its least trees."""
    remarks = []
    checked = survey.checked_n or 0
    if (survey.infested_n or 0) > checked:
        words = N_("More trees with insects than were checked")
        remarks.append(Remark("webworm.trees", "error", "infested_n", words))
    if survey.nests_n and not survey.infested_n:
        words = N_("Webs were counted, yet no tree with insects")
        remarks.append(Remark("webworm.nests", "error", "infested_n", words))
    least = context.book.find("fww.plot_trees", survey.surveyed_on or "")
    if least is not None and survey.webworm_means == PLOT and checked < least.value:
        words = N_("A plot has at least {count} trees")
        remarks.append(
            Remark("webworm.plot", "warning", "checked_n", words, {"count": least.value})
        )
    return remarks


def areas(survey: WebwormSurvey, context: RuleContext) -> list[Remark]:
    """The area of occurrence lies within the area surveyed; a find has a position."""
    remarks = []
    whole, hit = survey.area_mu_e4, survey.occurred_mu_e4
    if whole is not None and hit is not None and hit > whole:
        words = N_("More area of occurrence than was surveyed")
        remarks.append(Remark("webworm.area", "error", "occurred_mu_e4", words))
    if not survey.nothing_found and survey.position is None:
        words = N_("A find needs a position")
        remarks.append(Remark("webworm.position", "error", "position", words))
    return remarks


RULES = (day, found_or_none, counts, areas)
