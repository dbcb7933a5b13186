"""The four rates on screen: parts, result, target, and in words why one is not said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from patrol_app.domain.instant import date_of
from patrol_app.gui.context import Context
from patrol_app.gui.kit import Button, Card, Table, h, label, unverified, v
from patrol_app.gui.models import Cell, Column
from patrol_app.gui.models.columns import chip, two
from patrol_app.gui.pages.base import Editor
from patrol_app.gui.pest.figures import mu
from patrol_app.i18n import N_, _
from patrol_app.services.four_rates import RateLine, four_rates
from patrol_app.services.pest_year import year_to
from patrol_app.services.rules import rule_book
from patrol_app.services.units import below
from patrol_app.services.value_words import listed

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

NAMES = {
    "disaster_rate": N_("Disaster rate"),
    "forecast_accuracy": N_("Forecast accuracy"),
    "clean_control": N_("Control without pollution"),
    "nursery_inspection": N_("Nursery inspection"),
}
PARTS = {
    "disaster_rate": N_("disaster area over existing forest and young plantations"),
    "forecast_accuracy": N_("1 − |forecast − actual| ÷ actual"),
    "clean_control": N_("area without pollution over area controlled"),
    "nursery_inspection": N_("area inspected over area due"),
}
GUARDS = {
    "": "",
    "no_forest": N_("Not said: no forest area is reported, nothing to divide by"),
    "no_actual": N_("Not said: the actual area is zero"),
    "no_forecast": N_("Not said: there is no forecast for the whole year and unit"),
    "below_zero": N_("Counted as 0: the forecast is more than twice the actual area"),
    "no_control": N_("Not said: nothing was controlled, nothing to divide by"),
    "no_due": N_("Not said: no nursery area due is reported"),
}


@dataclass(frozen=True)
class Rates:
    """The lines and the days they hold for."""

    lines: tuple[RateLine, ...] = ()
    first: str = ""
    last: str = ""


def read_rates(app: App) -> Rates:
    """The rates of the pest year until today, of the own unit and all below it."""
    queries, book = app.store.queries, rule_book(app.store.queries)
    last = date_of(app.clock.now_ms())
    first = year_to(book, last)
    codes = tuple(below(queries, queries.identity().unit))
    return Rates(four_rates(queries, codes, first, last, book), first, last)


class RatesView(Editor):
    """One row a rate.

    Attributes:
        rates: what is shown; table: its rows.
    """

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("The four rates"))
        self.rates = Rates()
        self.table = Table(_columns(), name=_("The four rates"), row="row_touch", fit=True)
        card = Card(flush=True)
        card.put(self.table)
        self._badge = unverified()
        self._badge.hide()
        words = label(
            _("Reported figures of the year stand before sums of records; no place counts twice."),
            "caption", wrap=True,
        )  # fmt: skip
        self.setLayout(v(card, h((words, 1), self._badge), None, gap="card_gap"))
        app = ctx.app
        ctx.work.query(lambda: read_rates(app), self._show, owner=self)

    def context(self) -> str:
        """The days."""
        return f"{self.rates.first} — {self.rates.last}" if self.rates.first else ""

    def head_actions(self) -> list[QWidget]:
        """Back to the lists."""
        back = Button(_("Back to the list"), "", "arrow-left", "Esc")
        back.clicked.connect(self.closed)
        return [back]

    def focus_first(self) -> None:
        """The table."""
        self.table.view.setFocus()

    def _show(self, rates: Rates) -> None:
        self.rates = rates
        self.table.set_rows(rates.lines)
        rules = [line.rule for line in rates.lines]
        self._badge.setVisible(any(rule.unverified for rule in rules if rule is not None))
        self.head_changed.emit()


def _columns() -> list[Column]:
    return [
        Column("name", _("Indicator"), 320,
               value=lambda one: two(_(NAMES[one.key]), _(PARTS[one.key]))),
        Column("part", _("Counted (mu)"), 112, "right", value=_part),
        Column("whole", _("Over (mu)"), 128, "right", value=_whole),
        Column("result", _("Result"), 104, "right", value=_result),
        Column("target", _("Target"), 96, "right", value=_target),
        Column("met", _("Met"), 104, value=_met),
        Column("guard", _("Basis"), 0, value=_why),
    ]  # fmt: skip


def _part(one: RateLine) -> str:
    return mu(one.rate.part) if one.rate.part >= 0 and one.rate.value is not None else "—"


def _whole(one: RateLine) -> str:
    return mu(one.rate.whole) if one.rate.whole > 0 else "—"


def _unit(one: RateLine) -> str:
    return "‰" if one.at_most else "%"


def _result(one: RateLine) -> Cell:
    words = one.rate.text()
    return Cell(f"{words} {_unit(one)}" if one.rate.value is not None else words, "strong")


def _target(one: RateLine) -> str:
    if one.rule is None:
        return "—"
    figure = one.rule.value / 10_000 * one.rate.per
    return f"{'≤' if one.at_most else '≥'}{figure:g} {_unit(one)}"


def _met(one: RateLine) -> Cell:
    if one.met is None:
        return Cell("—")
    return chip("ok", _("Reached")) if one.met else chip("overdue", _("Not reached"))


def _why(one: RateLine) -> Cell:
    first = _(GUARDS[one.guard]) if one.guard else ""
    if one.reported:
        said = _("reported: {codes}").format(codes=listed(one.reported))
        return two(first, said) if first else two(said, "")
    return two(first or _("from the own records"), "")
