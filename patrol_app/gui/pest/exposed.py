"""Where to look first: sub-compartments near an epidemic, beside the first findings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from patrol_app.domain.instant import date_of
from patrol_app.gui.context import Context, New
from patrol_app.gui.kit import Card, Table, h, label, unverified, v
from patrol_app.gui.models import Cell, Column
from patrol_app.gui.models.columns import two
from patrol_app.gui.pest.figures import way
from patrol_app.i18n import _
from patrol_app.services.pest_exposed import SHOWN, Exposed
from patrol_app.services.sub_compartments import SubCompartment, by_key, sheet_values


class ExposedList(QWidget):
    """The list with its model in words; Enter begins a sheet of the sub-compartment.

    Signals:
        chosen: the one row that is selected, or None.
    """

    chosen = Signal(object)

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self._ctx = ctx
        self.table = Table(_columns(), name=_("Where to look first"), row="row_touch")
        self.table.opened.connect(self._begin)
        self.table.selection_changed.connect(self._choose)
        card = Card(flush=True)
        card.put((self.table, 1))
        self.words = label("", "caption", wrap=True)
        self._badge = unverified()
        self.setLayout(v((card, 1), h((self.words, 1), self._badge)))

    def show_rows(self, rows: Sequence[Exposed], reach_m: int, *, weak: bool) -> None:
        """Show the likeliest ones.

        Args:
            rows: as ``services.pest_exposed`` gives them.
            reach_m: λ; weak: nobody confirmed it.
        """
        self.table.set_rows(rows)
        said = _("Aid to prediction, not measured: P = 1 − exp(−Σ e^(−d/λ)), λ = {reach}")
        parts = [said.format(reach=way(reach_m))]
        if not rows:
            parts = [_("No other sub-compartment of the base data lies near an epidemic one")]
        elif len(rows) >= SHOWN:
            parts.append(_("the first {n}").format(n=SHOWN))
        self.words.setText(" · ".join(parts))
        self._badge.setVisible(bool(rows) and weak)

    def _choose(self, rows: list[Exposed]) -> None:
        self.chosen.emit(rows[0] if len(rows) == 1 else None)

    def _begin(self, one: Exposed) -> None:
        queries = self._ctx.app.store.queries
        self._ctx.work.query(partial(by_key, queries, one.key), self._sheet, owner=self)

    def _sheet(self, place: SubCompartment | None) -> None:
        """A new sheet with what the base data say; the person says of which round it is."""
        me = self._ctx.actor().id
        values = {**(sheet_values(place) if place is not None else {}),
                  "surveyed_on": date_of(self._ctx.app.clock.now_ms()),
                  "surveyor_ids": (me,) if me else ()}  # fmt: skip
        self._ctx.navigate("pest", New("survey", values))


def _columns() -> list[Column]:
    return [
        Column("words", _("Sub-compartment"), 0, value=_words),
        Column("nearest_m", _("Nearest epidemic"), 136, "right", value=_nearest),
        Column("share_e4", _("Likelihood P"), 96, "right", value=_share),
    ]


def _words(one: Exposed) -> Cell:
    return two(" ".join(part for part in (one.town, one.words) if part), one.key)


def _nearest(one: Exposed) -> Cell:
    return Cell(way(one.nearest_m), second=one.nearest)


def _share(one: Exposed) -> Cell:
    return Cell(f"{(one.share_e4 + 50) // 100 / 100:.2f}")
