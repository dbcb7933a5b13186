"""Right of the paper: checks before issue, and the records behind each figure."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QStackedWidget, QWidget

from patrol_app.gui.kit import (
    Button,
    Card,
    CodeCombo,
    IconLabel,
    Table,
    h,
    holder,
    label,
    v,
)
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.models import Cell as Shown
from patrol_app.gui.models import Column
from patrol_app.gui.papers.checks import NO_RULE, TOTAL, Check
from patrol_app.gui.theme import current
from patrol_app.i18n import _, language
from patrol_app.services.report_types import Cell, Paper


class ChecksCard(Card):
    """Checks before issue: icon, what is the case, what follows."""

    def __init__(self) -> None:
        super().__init__(_("Checks before issue"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._rows = v(gap="x1")
        self.put(holder(self._rows))
        self.checks: tuple[Check, ...] = ()

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show other lines."""
        self.checks = tuple(checks)
        clear_layout(self._rows)
        for check in checks:
            self._rows.add(_line(check))


class SourcesCard(Card):
    """Figures of the paper; opening one shows its records, opening those goes to them.

    Signals:
        opened: number of the record asked for.
    """

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Where the figures come from"), flush=True)
        self._cells: tuple[Cell, ...] = ()
        self._stack = QStackedWidget()
        self.row = CodeCombo([], _("Row"))
        self.row.setAccessibleName(_("Row of the paper"))
        self.row.activated.connect(lambda _at: self._fill())
        self.figures = Table(
            [
                Column("column", _("Figure"), 0, value=_column),
                Column("text", _("Printed"), 100, "right", value=_printed),
                Column("numbers", _("Records"), 68, "right", value=_count),
            ],
            name=_("Where the figures come from"),
            row="row_compact",
        )
        self.figures.opened.connect(self._open)
        self.figures.view.clicked.connect(lambda index: self._clicked(index.row()))
        self.back = Button(_("Go back"), "quiet", "arrow-left")
        self.back.clicked.connect(lambda: self._stack.setCurrentIndex(0))
        self._title = label("", "strong")
        self.numbers = Table(
            [Column("number", _("Record"), 0, kind="link", value=lambda number: number)],
            name=_("Records"),
            row="row_compact",
        )
        self.numbers.opened.connect(lambda number: self.opened.emit(str(number)))
        self.numbers.view.clicked.connect(
            lambda index: self.opened.emit(str(self.numbers.model.row_at(index.row())))
        )
        self._pick = holder(h((self.row, 1), margins=("card_pad", "x1", "card_pad", "x1")))
        first = holder(v(self._pick, (self.figures, 1), gap=0))
        head = h(self.back, self._title, None, margins=("x1", "half", "card_pad", "half"))
        second = holder(v(holder(head), (self.numbers, 1), gap=0))
        self._stack.addWidget(first)
        self._stack.addWidget(second)
        self.put((self._stack, 1))

    def show_paper(self, paper: Paper) -> None:
        """Show the figures of another paper, the sums first."""
        self._cells = paper.cells
        rows = list(dict.fromkeys(cell.row for cell in paper.cells))
        rows.sort(key=lambda row: row != TOTAL)
        self.row.set_pairs([(row, row.replace("  ", "")) for row in rows])
        self.row.set_value(rows[0] if rows else None)
        self._pick.setVisible(len(rows) > 1)
        self._stack.setCurrentIndex(0)
        self._fill()

    def _fill(self) -> None:
        chosen = self.row.value()
        self.figures.set_rows([cell for cell in self._cells if cell.row == chosen])

    def _clicked(self, row: int) -> None:
        cell = self.figures.model.row_at(row)
        if isinstance(cell, Cell):
            self._open(cell)

    def _open(self, cell: Cell) -> None:
        """One record is opened at once, several are listed first."""
        if len(cell.numbers) == 1:
            self.opened.emit(cell.numbers[0])
        elif cell.numbers:
            self._title.setText(f"{_column(cell)} · {cell.text}")
            self.numbers.set_rows(list(dict.fromkeys(cell.numbers)))
            self._stack.setCurrentIndex(1)
            self.numbers.view.setFocus()


def _line(check: Check) -> QFrame:
    top = Qt.AlignmentFlag.AlignTop
    row = h(gap="card_gap")
    row.addWidget(IconLabel(current().state(check.tone).icon, check.tone), 0, top)
    words = v(label(check.title, "strong", wrap=True), gap=0)
    if check.note:
        words.add(label(check.note, "caption", wrap=True))
    row.add((words, 1))
    made = holder(row)
    tone = current().state(check.tone).words[language()]
    made.setAccessibleName(" · ".join(filter(None, (tone, check.title, check.note))))
    return made


def _column(cell: Cell) -> str:
    """The heading without its group and without the blanks that spread it on paper."""
    _group, bar, last = cell.column.partition("/")
    heading = last if bar and not last.startswith(" ") else cell.column
    return heading.replace("  ", "").replace(" / ", "/")


def _printed(cell: Cell) -> str:
    """As printed; the checks name the columns that have no rule."""
    return "—" if NO_RULE in cell.text else cell.text


def _count(cell: Cell) -> Shown:
    count = len(set(cell.numbers))
    return Shown(str(count), "link") if count else Shown("—")


def side(checks: ChecksCard, sources: SourcesCard) -> QWidget:
    """Both cards in one column; the figures take what height is left."""
    return holder(v(checks, (sources, 1), gap="card_gap"))
