"""Left of the paper: which paper, and for the daily log which patrol."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QSizePolicy, QToolButton

from patrol_app.gui.kit import Button, Card, EmptyState, Table, h, holder, label, scroll, v
from patrol_app.gui.kit.reading import show_date
from patrol_app.gui.models import Cell, Column
from patrol_app.gui.models.columns import two
from patrol_app.gui.papers.asked import GROUPS
from patrol_app.gui.papers.data import Choice
from patrol_app.gui.theme import current
from patrol_app.i18n import _


class _Kind(QToolButton):
    """One paper of the list."""

    def __init__(self, words: str, icon: str) -> None:
        super().__init__()
        self.setText(words)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setCheckable(True)
        self._words, self._icon = words, icon
        self._refill()
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words that the column is too narrow for end in dots."""
        super().resizeEvent(event)
        room = self.width() - current().px("icon") - current().px("x2")
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))

    def changeEvent(self, event: QEvent) -> None:
        """Recolour and resize the icon after a change of theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_icon"):
            self._refill()

    def _refill(self) -> None:
        edge = current().px("icon")
        self.setIcon(current().icon(self._icon))
        self.setIconSize(QSize(edge, edge))


class KindCard(Card):
    """The papers that exist.

    Signals:
        chosen: code of the paper.
        batch_asked: many daily logs at once.
    """

    chosen = Signal(str)
    batch_asked = Signal()

    def __init__(self) -> None:
        self.batch = Button(_("Many at once"), "quiet", "printer-outline")
        super().__init__(_("Papers"), actions=[self.batch], flush=True)
        self.batch.clicked.connect(self.batch_asked)
        self.buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        column = v(gap=0, margins="x1")
        for words, papers in GROUPS:
            column.add(holder(h(label(_(words), "caption"), margins=("x1", "x1", 0, "half"))))
            for code, name, icon in papers:
                button = _Kind(_(name), icon)
                button.clicked.connect(lambda _on=False, code=code: self.chosen.emit(code))
                group.addButton(button)
                self.buttons[code] = button
                column.add(button)
        column.addStretch(1)
        self._list = scroll(column)
        self.put((self._list, 1))

    def choose(self, code: str) -> None:
        """Mark one without a signal, and show it."""
        self.buttons[code].setChecked(True)
        self._list.ensureWidgetVisible(self.buttons[code], 0)

    def sizeHint(self) -> QSize:
        """As high as it must be: the paper's column decides how much more there is."""
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The chosen one stays in sight when the list of records takes its room."""
        super().resizeEvent(event)
        for button in self.buttons.values():
            if button.isChecked():
                self._list.ensureWidgetVisible(button, 0)


class RecordCard(Card):
    """Recent records that a paper is made of, with a search over number, day and name.

    Signals:
        chosen: a ``Choice``.
        searched: words that no recent one fits, to be looked up by number.
        listed: the list shows others.
    """

    chosen = Signal(object)
    searched = Signal(str)
    listed = Signal()

    def __init__(self) -> None:
        super().__init__(_("Patrols"), flush=True)
        self._choices: tuple[Choice, ...] = ()
        self.search = QLineEdit()
        self.search.setProperty("kind", "search")
        self.search.setPlaceholderText(_("Number, day or name"))
        self.search.setAccessibleName(_("Number, day or name"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self._fill())
        self.search.returnPressed.connect(self._enter)
        self.table = Table(
            [Column("day", _("Newest first"), 0, value=_words)], name=_("Patrols"), row="row_touch"
        )
        self.table.set_empty(
            EmptyState("magnify", _("Nothing fits"), _("Type a whole number, then Enter"))
        )
        self.table.selection_changed.connect(self._selected)
        around = h((self.search, 1), margins=("card_gap", "x1", "card_gap", "x1"))
        self.put(holder(v(around)), (self.table, 1))

    def sizeHint(self) -> QSize:
        """As high as it must be: the paper's column decides how much more there is."""
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def show_choices(self, choices: Sequence[Choice], number: str) -> None:
        """Fill the list and mark the record ``number``."""
        self._choices = tuple(choices)
        self.set_caption(_("{n} newest").format(n=len(choices)))
        self._fill()
        self.mark(number)

    def mark(self, number: str) -> None:
        """Select one without a signal."""
        row = self.table.model.index_of(lambda one: one.number == number)
        self.table.blockSignals(True)
        if row >= 0:
            self.table.select(row)
        else:
            self.table.view.clearSelection()
        self.table.blockSignals(False)

    def shown(self) -> tuple[Choice, ...]:
        """The records listed now, as searched."""
        words = self.search.text().strip().lower()
        return tuple(one for one in self._choices if words in _haystack(one))

    def _fill(self) -> None:
        self.table.set_rows(self.shown())
        self.listed.emit()

    def _enter(self) -> None:
        """Enter takes the first that fits, or looks further back by number."""
        first = self.table.model.row_at(0)
        if isinstance(first, Choice):
            self.table.select(0)
        else:
            self.searched.emit(self.search.text().strip())

    def _selected(self, rows: list[Choice]) -> None:
        if len(rows) == 1:
            self.chosen.emit(rows[0])


def _haystack(choice: Choice) -> str:
    return f"{choice.number} {choice.day} {choice.ranger}".lower()


def _words(choice: Choice) -> Cell:
    day = show_date(date.fromisoformat(choice.day)) if choice.day else ""
    first = " · ".join(part for part in (day, choice.ranger or "—") if part)
    second = f"{choice.number} · {_('draft')}" if choice.draft else choice.number
    return two(first, second)
