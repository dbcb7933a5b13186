"""Coverage of a round: which sub-compartments have a sheet, which were clear, which not yet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QProgressBar, QWidget

from patrol_app.domain.instant import date_of
from patrol_app.domain.records.pest_survey import SurveyRound
from patrol_app.events import Changes
from patrol_app.gui.context import Context, New, Open
from patrol_app.gui.kit import (
    Button,
    Card,
    CodeCombo,
    EmptyState,
    FilterBar,
    Leaves,
    Table,
    h,
    holder,
    label,
    spaced,
    v,
)
from patrol_app.gui.models import Cell, Column
from patrol_app.gui.models.columns import chip, two
from patrol_app.gui.pages.base import Editor
from patrol_app.gui.pest.figures import mu, share
from patrol_app.i18n import N_, _
from patrol_app.services.pest_coverage import Coverage, Line, coverage, rounds
from patrol_app.services.sub_compartments import SubCompartment, by_key, sheet_values
from patrol_app.services.value_words import listed

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

STANDING, TOWN = "standing", "town"
BESIDE = "beside"
STATES = {  # standing -> (tone, words)
    "missing": ("due", N_("No sheet yet")),
    "draft": ("draft", N_("Draft")),
    "clear": ("ok", N_("Nothing found")),
    "signs": ("info", N_("Abnormal")),
    "positive": ("overdue", N_("Found positive")),
}
NARROWED = {
    "round": N_("Counted by the species of the round: {words}"),
    "profile": N_("Counted by the hosts of the city: {words}"),
    "all": N_("All sub-compartments of the base data; species on the round narrow them"),
}


class CoverageView(Editor):
    """Rounds to choose from, figures, and one row a sub-compartment.

    Attributes:
        round, bar, table, fill: the parts; found: what is shown.
    """

    def __init__(self, ctx: Context, round_id: str = "") -> None:
        super().__init__(ctx, _("Coverage of a round"))
        self.found = Coverage(None)
        self._wanted = round_id
        self.round = CodeCombo([], _("Survey round"))
        self.round.setAccessibleName(_("Survey round"))
        self.round.setMinimumContentsLength(12)
        self.round.edited.connect(self._ask)
        choices = [(code, _(words)) for code, (_tone, words) in STATES.items()]
        choices.append((BESIDE, _("Sheets beside the base data")))
        filters = ((STANDING, _("State"), choices), (TOWN, _("Town"), ()))
        self.bar = FilterBar(filters, _("Sub-compartment or key"))
        self.bar.changed.connect(lambda _key, _code: self._list())
        self._gauge = QProgressBar()
        self._gauge.setTextVisible(False)
        self._sum, self._how = label("", "strong", wrap=True), label("", "caption", wrap=True)
        self.table = Table(_columns(), name=_("Coverage of a round"), row="row_touch")
        self.table.opened.connect(self.take)
        self.table.set_empty(
            EmptyState("filter-off-outline", _("Nothing fits these filters"),
                       _("Take a filter away to see more."))
        )  # fmt: skip
        card = Card(flush=True)
        card.put((self.table, 1))
        body = QWidget()
        body.setLayout(v(self._how, (card, 1), gap="x1"))
        self._head = holder(h(self.round, (self._sum, 3), (self._gauge, 2)))
        self._leaves = Leaves()
        self._leaves.addWidget(body)
        self._leaves.addWidget(self._no_rounds())
        self._leaves.addWidget(self._no_base())
        self.setLayout(v(self._head, self.bar, (self._leaves, 1), gap="card_gap"))
        app = ctx.app
        ctx.work.query(lambda: rounds(app.store.queries), self._show_rounds, owner=self)

    def context(self) -> str:
        """Name of the round."""
        return self.found.round.name if self.found.round else ""

    def head_actions(self) -> list[QWidget]:
        """Back, and the sheet of the row in front."""
        back = Button(_("Back to the list"), "", "arrow-left", "Esc")
        back.clicked.connect(self.closed)
        self.fill = Button(_("Fill in its sheet"), "primary", "pencil-plus-outline", "Ctrl+N")
        self.fill.clicked.connect(self._take_selected)
        self.fill.setEnabled(bool(self.table.model.rowCount()))
        return [back, self.fill]

    def changed(self, changes: Changes) -> None:
        """A sheet or round was written: read again."""
        if any(code in ("survey", "survey_round") for code, _rec in changes.records):
            self._ask()

    def focus_first(self) -> None:
        """The list."""
        self.table.view.setFocus()

    def shown(self) -> Sequence[Line]:
        """The rows of the filters in force, what has no sheet first."""
        values = self.bar.values()
        standing, town, text = (values.get(key, "") for key in (STANDING, TOWN, "text"))
        lines = self.found.beside if standing == BESIDE else self.found.lines
        kept = [
            line
            for line in lines
            if standing in ("", BESIDE, line.standing)
            and (not town or line.town == town)
            and text.lower() in _searched(line)
        ]
        order = list(STATES)
        return sorted(kept, key=lambda line: order.index(line.standing))

    def take(self, line: Line) -> None:
        """Open the sheet of a row; one that has none gets a new one, filled from base data."""
        if line.rec:
            self.ctx.navigate("pest", Open("survey", line.rec))
            return
        app, code = self.ctx.app, line.place.code if line.place else ""
        self.ctx.work.query(partial(_place, app, code), self._begin, owner=self)

    def _begin(self, place: SubCompartment | None) -> None:
        """A new sheet of this round with what the base data say."""
        values: dict[str, Any] = {"round_id": self.found.round.id if self.found.round else None}
        if place is not None:
            values |= sheet_values(place)
        today = date_of(self.ctx.app.clock.now_ms())
        me = self.ctx.actor().id
        values |= {"surveyed_on": today, "surveyor_ids": (me,) if me else ()}
        self.ctx.navigate("pest", New("survey", values))

    def _take_selected(self) -> None:
        rows = self.table.selected()
        if len(rows) == 1:
            self.take(rows[0])
        elif missing := [one for one in self.shown() if one.standing == "missing"]:
            self.take(missing[0])

    def _show_rounds(self, found: list[SurveyRound]) -> None:
        self.round.set_pairs([(one.id, one.code or one.name) for one in found])
        known = [one.id for one in found]
        if not known:
            self._leaves.setCurrentIndex(1)
            self.bar.hide()
            self._head.hide()
            return
        self.round.set_value(self._wanted if self._wanted in known else known[0])
        self._ask()

    def _ask(self) -> None:
        app, chosen = self.ctx.app, self.round.value()
        if chosen:
            self.ctx.work.query(partial(_read, app, chosen), self._show, owner=self)

    def _show(self, found: Coverage) -> None:
        self.found = found
        towns = sorted({line.town for line in (*found.lines, *found.beside) if line.town})
        self.bar.buttons[TOWN].set_choices([(town, town) for town in towns])
        nothing = not found.lines and not found.beside
        self._leaves.setCurrentIndex(2 if nothing else 0)
        self._gauge.setRange(0, max(1, len(found.lines)))
        self._gauge.setValue(found.done)
        counts = found.counts
        words = _("{n} sub-compartments · checked {done} (nothing found {clear}, signs {signs}, "
                  "positive {positive}) · not yet {missing}")  # fmt: skip
        self._sum.setText(
            words.format(
                n=spaced(len(found.lines)), done=spaced(found.done), clear=spaced(counts["clear"]),
                signs=spaced(counts["signs"]), positive=spaced(counts["positive"]),
                missing=spaced(counts["missing"] + counts["draft"]),
            )
        )  # fmt: skip
        self._gauge.setAccessibleName(self._sum.text())
        said = _(NARROWED[found.narrowed]).format(words=listed(found.species))
        area = _("Area checked {done} of {all} mu ({share})").format(
            done=mu(found.done_mu_e4), all=mu(found.area_mu_e4),
            share=share(found.done_mu_e4, found.area_mu_e4),
        )  # fmt: skip
        more = _("{n} sheets fit no sub-compartment").format(n=len(found.beside))
        self._how.setText(" · ".join([area, said, *([more] if found.beside else [])]))
        self._list()
        self.head_changed.emit()

    def _list(self) -> None:
        rows = self.shown()
        self.table.set_rows(rows)
        self.bar.set_count(_("{n} records").format(n=spaced(len(rows))))
        if rows:
            self.table.select(0)

    def _no_rounds(self) -> EmptyState:
        face = EmptyState(
            "calendar-search",
            _("There is no survey round yet"),
            _("A round says which sub-compartments are to be looked at until when."),
            _("New"),
            first_icon="plus",
        )
        face.primary.connect(lambda: self.ctx.navigate("pest", New("survey_round")))
        return face

    def _no_base(self) -> EmptyState:
        face = EmptyState(
            "map-outline",
            _("The base data hold no sub-compartment of this round"),
            _("Import the sub-compartments, or change species and keys of the round."),
            _("Base data"),
        )
        face.primary.connect(lambda: self.ctx.navigate("base", "tables"))
        return face


def _read(app: App, round_id: str) -> Coverage:
    return coverage(app.store.queries, round_id)


def _place(app: App, code: str) -> SubCompartment | None:
    return by_key(app.store.queries, code)


def _searched(line: Line) -> str:
    place = line.place
    key = f"{place.code} {place.name}" if place else ""
    return f"{line.words} {line.number} {line.town} {key}".lower()


def _columns() -> list[Column]:
    return [
        Column("words", _("Sub-compartment"), 0, value=_words),
        Column("species", _("Species"), 128, value=lambda one: one.place and one.place.species),
        Column("area", _("Area (mu)"), 96, "right", value=_area),
        Column("standing", _("State"), 128, value=_standing),
        Column("number", _("Sheet"), 208, value=lambda one: two(one.number or "—", one.day)),
    ]


def _words(one: Line) -> Cell:
    first = " ".join(part for part in (one.town, one.words) if part)
    place = one.place
    return two(first, " ".join(p for p in (place.name, place.code) if p) if place else "")


def _area(one: Line) -> str:
    return mu(one.place.area_mu_e4) if one.place else "—"


def _standing(one: Line) -> Cell:
    tone, words = STATES[one.standing]
    return chip(tone, _(words))
