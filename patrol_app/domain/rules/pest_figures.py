"""Rules of control work, forecasts and reported figures (``domain.md`` §4)."""

from __future__ import annotations

from patrol_app.domain.records.pest_figures import ControlWork, Forecast, ReportedFigure
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.days import day_not_future, days_in_order
from patrol_app.i18n import N_

COUNTED = frozenset({"POINTS", "COMPARTMENTS", "DEAD_PINES"})


def work(done: ControlWork, context: RuleContext) -> list[Remark]:
    """Days in order, and no more area without pollution than was controlled."""
    remarks = days_in_order(done.start_on, done.end_on, "end_on")
    remarks += day_not_future(done.end_on, "end_on", context)
    whole, clean = done.area_mu_e4, done.clean_mu_e4
    if whole is not None and clean is not None and clean > whole:
        words = N_("More area without pollution than was controlled")
        remarks.append(Remark("control.clean", "error", "clean_mu_e4", words))
    return remarks


def expected(forecast: Forecast, context: RuleContext) -> list[Remark]:
    """The trend fits the areas; a grey model shows its figures."""
    remarks = []
    now, before = forecast.area_mu_e4, forecast.last_mu_e4
    if now is not None and before is not None:
        fits = {"上升": now > before, "持平": True, "下降": now < before}
        if not fits.get(forecast.trend, True):
            words = N_("The trend does not fit the two areas")
            remarks.append(Remark("forecast.trend", "warning", "trend", words))
    if "GM(1,1)" in forecast.bases and not forecast.model_note.strip():
        words = N_("A grey model is shown with its years, C and P")
        remarks.append(Remark("forecast.model", "error", "model_note", words))
    return remarks


def figure(found: ReportedFigure, context: RuleContext) -> list[Remark]:
    """A number for what is counted, an area for what is measured; never the other one."""
    counted = found.figure in COUNTED
    asked, other = ("count_n", "area_mu_e4") if counted else ("area_mu_e4", "count_n")
    remarks = []
    if getattr(found, asked) is None:
        remarks.append(Remark("figure.value", "error", asked, N_("Please fill in")))
    if getattr(found, other) is not None:
        words = N_("This figure has another unit")
        remarks.append(Remark("figure.unit", "error", other, words))
    return remarks


WORK_RULES = (work,)
FORECAST_RULES = (expected,)
FIGURE_RULES = (figure,)
