"""Rules of survey rounds and sub-compartment sheets (``domain.md`` §2.3, §10.2)."""

from __future__ import annotations

from patrol_app.domain.pest_grading import sample_need
from patrol_app.domain.records.pest_survey import Survey, SurveyRound, suspects
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.days import day_not_future, days_in_order
from patrol_app.i18n import N_

POSITIVE = "阳性"


def span(round_: SurveyRound, context: RuleContext) -> list[Remark]:
    """First day, last day and the day of report follow each other."""
    return days_in_order(round_.first_day, round_.last_day, "last_day") + days_in_order(
        round_.last_day, round_.report_by, "report_by"
    )


def day(survey: Survey, context: RuleContext) -> list[Remark]:
    """Not in the future; outside the round's days is said."""
    remarks = day_not_future(survey.surveyed_on, "surveyed_on", context)
    round_ = context.related.get("round_id")
    if isinstance(round_, SurveyRound) and survey.surveyed_on:
        first, last = round_.first_day or "", round_.last_day or "9"
        if not first <= survey.surveyed_on <= last:
            remarks.append(
                Remark(
                    "survey.window",
                    "warning",
                    "surveyed_on",
                    N_("Outside the days of the round, {first} to {last}"),
                    {"first": round_.first_day or "…", "last": round_.last_day or "…"},
                )
            )
    return remarks


def found_or_none(survey: Survey, context: RuleContext) -> list[Remark]:
    """Either "checked, nothing found" or suspect trees or marks of the vector; never both."""
    signs = bool(suspects(survey) or survey.vector_signs or survey.vector_n)
    if survey.nothing_found and signs:
        words = N_("“Nothing found” is ticked, yet signs are recorded")
        return [Remark("survey.both", "error", "nothing_found", words)]
    if not survey.nothing_found and not signs:
        words = N_("Tick “Nothing found” or record the signs")
        return [Remark("survey.neither", "error", "nothing_found", words)]
    return []


def counts(survey: Survey, context: RuleContext) -> list[Remark]:
    """positive ≤ sampled ≤ suspects ≤ pines of the sub-compartment; infected ≤ pines."""
    remarks = []
    found, sampled, positive = suspects(survey), survey.sampled_n or 0, survey.positive_n or 0
    if positive > sampled:
        words = N_("More positive trees than sampled ones")
        remarks.append(Remark("survey.positive", "error", "positive_n", words))
    if sampled > found:
        words = N_("More trees sampled than dead, dying and weak ones")
        remarks.append(Remark("survey.sampled", "error", "sampled_n", words))
    if survey.pines_n is not None and max(found, survey.infected_n or 0) > survey.pines_n:
        words = N_("More abnormal trees than pines in all")
        remarks.append(Remark("survey.pines", "error", "pines_n", words))
    if survey.infected_n is not None and survey.infected_n < positive:
        words = N_("Fewer infected trees than positive ones")
        remarks.append(Remark("survey.infected", "error", "infected_n", words))
    return remarks


def areas(survey: Survey, context: RuleContext) -> list[Remark]:
    """Pine area within the sub-compartment; the epidemic area is the whole of it (§2.3)."""
    whole, pine, hit = survey.area_mu_e4, survey.pine_area_mu_e4, survey.epidemic_area_mu_e4
    remarks = []
    if whole is not None and pine is not None and pine > whole:
        words = N_("More pine area than the sub-compartment has")
        remarks.append(Remark("survey.pine_area", "error", "pine_area_mu_e4", words))
    if whole is not None and hit is not None and hit > whole:
        words = N_("More epidemic area than the sub-compartment has")
        remarks.append(Remark("survey.epidemic_area", "error", "epidemic_area_mu_e4", words))
    elif survey.is_epidemic and hit is not None and hit not in (whole, pine):
        words = N_("The epidemic area counts by the whole sub-compartment")
        remarks.append(Remark("survey.whole", "warning", "epidemic_area_mu_e4", words))
    return remarks


def epidemic(survey: Survey, context: RuleContext) -> list[Remark]:
    """疫情小班 exactly where a positive sample with a report number is (§10.2)."""
    results = [one for one in context.children.get("lab_result", ()) if one.report_no]
    proven = any(one.sample_result == POSITIVE for one in results) or bool(
        survey.positive_n and survey.report_no.strip()
    )
    if survey.is_epidemic and not proven:
        words = N_("An epidemic sub-compartment needs a positive sample with its report number")
        return [Remark("survey.proof", "error", "is_epidemic", words)]
    if proven and not survey.is_epidemic:
        words = N_("A positive sample makes this an epidemic sub-compartment")
        return [Remark("survey.locked", "error", "is_epidemic", words)]
    if survey.positive_n and not survey.report_no.strip():
        words = N_("A positive result needs its report number")
        return [Remark("survey.report", "error", "report_no", words)]
    return []


def sampling(survey: Survey, context: RuleContext) -> list[Remark]:
    """How many suspects are still to be sampled (§2.5)."""
    found = suspects(survey)
    need = sample_need(
        found, survey.sampled_n or 0, survey.positive_n or 0, context.book, survey.surveyed_on or ""
    )
    if not found or need is None or (survey.sampled_n or 0) >= need.least:
        return []
    return [
        Remark(
            "survey.sampling",
            "warning",
            "sampled_n",
            N_("{count} of {suspects} suspect trees are to be sampled"),
            {"count": need.least, "suspects": found},
        )
    ]


def located(survey: Survey, context: RuleContext) -> list[Remark]:
    """Abnormal trees have a position; two photos belong to a sheet with signs."""
    if not suspects(survey):
        return []
    remarks = []
    if survey.position is None:
        words = N_("Abnormal trees need a position")
        remarks.append(Remark("survey.position", "error", "position", words))
    if len(context.children.get("attachment", ())) < 2:
        words = N_("Two photos belong to it: the tree and its surroundings")
        remarks.append(Remark("survey.photos", "warning", "", words))
    return remarks


ROUND_RULES = (span,)
RULES = (day, found_or_none, counts, areas, epidemic, sampling, located)
