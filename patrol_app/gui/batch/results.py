"""What became of each row of a batch."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from patrol_app.gui import kit
from patrol_app.gui.models.columns import Cell, Column, chip
from patrol_app.i18n import _
from patrol_app.services.batch.types import BatchRow, RowDone

Pair = tuple[BatchRow, RowDone]


class Results(QWidget):
    """Counts and one line a row.

    Args:
        done: rows with what became of them.
        waiting: how many ticked rows are left in the grid.

    Signals:
        back_asked: the person wants the grid again.
        opened: record id of a patrol to look at.
    """

    back_asked = Signal()
    opened = Signal(str)

    def __init__(self, done: Sequence[Pair], waiting: int) -> None:
        super().__init__()
        self.done = list(done)
        states = [one.state for _row, one in done]
        findings = sum(one.findings for _row, one in done)
        photos = sum(one.photos for _row, one in done)
        note = _("{n} findings · {m} photos").format(n=findings, m=photos)
        tiles = kit.h(gap="card_gap")
        for tone, icon, state, word, more in (
            ("ok", "send-check-outline", "submitted", _("submitted"), note),
            ("info", "content-save-outline", "draft", _("drafts"), note),
            ("overdue", "close-circle-outline", "refused", _("refused"), ""),
            ("", "timer-sand", "left", _("not begun"), ""),
        ):
            if count := states.count(state):
                tiles.add((kit.CountTile(tone, icon, str(count), word, more), 1))
        self.table = kit.Table(_columns(), name=_("What became of the rows"))
        self.table.set_rows(self.done)
        self.table.opened.connect(self._open)
        card = kit.Card(_("What became of the rows"), flush=True).put((self.table, 1))
        words = _("Back to the grid: {n} left").format(n=waiting)
        self.back = kit.Button(words if waiting else _("Back to the grid"), "", "table")
        self.back.clicked.connect(self.back_asked)
        row = kit.h(None, self.back)
        self.setLayout(kit.v(kit.holder(tiles), (card, 1), row, gap="card_gap"))

    def focus_first(self) -> None:
        """The first row."""
        self.table.view.setFocus()
        if self.done:
            self.table.select(0)

    def _open(self, pair: Pair) -> None:
        if pair[1].rec:
            self.opened.emit(pair[1].rec)


def _columns() -> list[Column]:
    def fate(pair: Pair) -> Cell:
        """The state as a chip."""
        looks = {
            "submitted": ("ok", _("Submitted")),
            "draft": ("draft", _("Draft")),
            "refused": ("overdue", _("Refused")),
            "left": ("locked", _("Not begun")),
        }
        return chip(*looks[pair[1].state])

    def why(pair: Pair) -> Cell:
        """The number, or the reasons."""
        faults = "; ".join(one["message"] for one in pair[1].faults)
        return Cell(faults or pair[1].message)

    return [
        Column("fate", _("State"), 130, value=fate),
        Column("number", _("Number"), 230, value=lambda pair: pair[1].number),
        Column("date", _("Date"), 110, value=lambda pair: pair[0].date),
        Column("source", _("From"), 260, value=lambda pair: pair[0].source),
        Column("why", _("Reason"), value=why),
    ]
