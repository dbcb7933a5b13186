"""Rules of a tending check: plots that add up, and a verdict that fits the rate."""

from __future__ import annotations

from typing import Final

from patrol_app.domain.records.tending import TendingCheck, rate_e4
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.days import day_not_future
from patrol_app.i18n import N_

COUNTED: Final = ("补植", "造林")  # work whose trees are counted
CLOSED: Final = "封育"
PASSED: Final = "合格"
LINES: Final = {"成活率": "tending.pass.survival", "保存率": "tending.pass.preserved"}


def day(check: TendingCheck, context: RuleContext) -> list[Remark]:
    """Not in the future, not before the year of the work."""
    found = day_not_future(check.checked_on, "checked_on", context)
    if check.checked_on and check.work_year and int(check.checked_on[:4]) < check.work_year:
        words = N_("Checked before the work was done")
        found.append(Remark("tending.year", "error", "checked_on", words))
    return found


def plots(check: TendingCheck, context: RuleContext) -> list[Remark]:
    """Each plot has both counts, no more alive than planted; rate and plots go together."""
    found = []
    for number, plot in enumerate(check.plots, 1):
        if not plot.planted or plot.alive is None:
            words = N_("Plot {n}: planted and alive are both needed")
            found.append(Remark("tending.counts", "error", "plots", words, {"n": number}))
        elif plot.alive > plot.planted:
            words = N_("Plot {n}: more alive than planted")
            found.append(Remark("tending.alive", "error", "plots", words, {"n": number}))
    if check.work in COUNTED and not check.plots:
        found.append(Remark("tending.plots", "error", "plots", N_("Count at least one plot")))
    if bool(check.rate_kind) != bool(check.plots):
        words = N_("Plots and the kind of rate go together")
        found.append(Remark("tending.rate", "error", "rate_kind", words))
    return found


def closing(check: TendingCheck, context: RuleContext) -> list[Remark]:
    """A closed hillside says by what it is closed."""
    if check.work != CLOSED or check.measures:
        return []
    words = N_("By what is it closed?")
    return [Remark("tending.closed", "error", "measures", words)]


def passed(check: TendingCheck, context: RuleContext) -> list[Remark]:
    """The verdict against the pass line of the rules, with the rate that was counted."""
    rate = rate_e4(check)
    line = context.book.find(LINES.get(check.rate_kind, ""), check.checked_on or "")
    found = []
    if check.verdict and check.verdict != PASSED and not check.mend.strip():
        words = N_("Write what must be mended")
        found.append(Remark("tending.mend", "error", "mend", words))
    if rate is None or line is None or (rate >= line.value) == (check.verdict == PASSED):
        return found
    if not check.verdict:
        return found
    words = (
        N_("The rate is {rate} %, the pass line {line} %, and its source is not checked")
        if line.unverified
        else N_("The rate is {rate} %, the pass line {line} %")
    )
    params = {"rate": _percent(rate), "line": _percent(line.value)}
    return [*found, Remark("tending.passed", "warning", "verdict", words, params)]


def _percent(value_e4: int) -> str:
    return f"{value_e4 // 100}.{value_e4 % 100:02d}"


RULES = (day, plots, closing, passed)
