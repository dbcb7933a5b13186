"""Table with fixed head, sums row that follows it, copy as text, and an empty state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStackedLayout, QTableView, QVBoxLayout, QWidget

from patrol_app.gui.kit.cards import Card
from patrol_app.gui.kit.column_room import Want, held, share
from patrol_app.gui.models import cell_widths as cells
from patrol_app.gui.models.columns import Cell, Column
from patrol_app.gui.models.delegate import TableDelegate
from patrol_app.gui.models.paged import PagedTableModel, PageRequest
from patrol_app.gui.theme import current

LEAST_OPEN = 96  # px at 100 % of a column that takes what is left, in large text
LEAST_ROWS = 4  # of a hugging table in large text; the page scrolls rather
LEAST_COLUMN = 56  # px at 100 %: a table scrolls sideways before a column is narrower
MOST_WORDS = 280  # px at 100 %: a longer cell is cut rather than push the others out
UNBOUNDED = 16_777_215  # Qt's own "no maximum"


class _View(QTableView):
    """The grid: Enter opens, Ctrl+C copies the selected rows."""

    opened = Signal(int)
    resized = Signal()

    def __init__(self, name: str, *, bold: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setItemDelegate(TableDelegate(self, bold=bold))
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(24)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell that there is other room for the columns."""
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row with the focus; Ctrl+C copies."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()
            return
        super().keyPressEvent(event)


class Table(QWidget):
    """A table over a ``PagedTableModel``.

    Args:
        columns: see ``Column``.
        provider: page provider, see ``PagedTableModel``; None to fill by ``set_rows``.
        name: accessible name.
        row: height token of a row: ``height.row``, ``row_compact`` or ``row_touch``.
        sums: whether a sums row stands below.
        fit: as high as its rows, no scroll bar (short lists).
        hug: never higher than its rows, and the card around it neither.

    Signals:
        opened: row object (Enter, double click).
        selection_changed: selected row objects.
    """

    opened = Signal(object)
    selection_changed = Signal(list)

    def __init__(
        self,
        columns: Sequence[Column],
        provider: Callable[[PageRequest], None] | None = None,
        *,
        name: str = "",
        row: str = "height.row",
        sums: bool = False,
        fit: bool = False,
        hug: bool = False,
    ) -> None:
        super().__init__()
        self.model = PagedTableModel(columns, provider, parent=self)
        self.view = _View(name)
        self.view.setModel(self.model)
        self._row, self._fit, self._hug = row, fit, hug
        self._words = [0 for _column in columns]  # px of the widest cell of each column
        self._dragged: dict[int, int] = {}  # columns that a person gave a width, px
        self._sharing, self._measured = False, -1
        self._stack = QStackedLayout()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._stack, 1)
        # a stacked layout shows its first widget at once: without a parent that is a window
        self._stack.addWidget(self.view)
        self._empty: QWidget | None = None
        self._sums: _View | None = None
        if sums:
            self._sums_model = PagedTableModel([_sum_column(column) for column in columns])
            self._sums = self._make_sums(name)
            outer.addWidget(self._sums)
        if any(column.sort_key for column in columns):
            self.view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self.view.setSortingEnabled(True)
        self.view.opened.connect(self._open)
        self.view.resized.connect(self._share)
        self.view.horizontalHeader().sectionResized.connect(self._on_resized)
        self.view.selectionModel().selectionChanged.connect(
            lambda *_parts: self.selection_changed.emit(self.selected())
        )
        self.model.loaded.connect(self._on_loaded)
        self._refit()

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Fill a table without provider."""
        self.model.set_rows(rows)

    def set_empty(self, widget: QWidget) -> None:
        """What stands in the middle when there is no row."""
        self._empty = widget
        self._stack.addWidget(widget)
        self._on_loaded()

    def set_sums(self, values: Mapping[str, str | Cell]) -> None:
        """Words of the sums row by column key; missing ones stay blank."""
        self._sums_model.set_rows([dict(values)])

    def selected(self) -> list[Any]:
        """Selected row objects from top to bottom."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return self.model.rows(rows)

    def select(self, number: int) -> None:
        """Select one row and make it current."""
        index = self.model.index(number, 0)
        self.view.setCurrentIndex(index)
        flags = (
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows
        )
        self.view.selectionModel().select(index, flags)

    def copy(self) -> str:
        """Copy the selected rows with their heads as a tab-separated table; returns the text."""
        heads = [column.title for column in self.model.columns]
        lines = ["\t".join(heads)]
        for row in self.selected():
            cells = [column.cell(row) for column in self.model.columns]
            lines.append("\t".join(cell.text.replace("\t", " ") for cell in cells))
        text = "\n".join(lines)
        QGuiApplication.clipboard().setText(text)
        return text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies the selection as a table."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_fit"):
            self._refit()

    def _make_sums(self, name: str) -> _View:
        view = _View(f"{name} Σ", bold=True)
        view.setModel(self._sums_model)
        view.setProperty("kind", "sums")
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setSelectionMode(QTableView.SelectionMode.NoSelection)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = view.horizontalHeader()
        head.hide()
        # stretched heads differ by the scroll bar's width, so the sums follow the main head
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.view.horizontalHeader().sectionResized.connect(
            lambda place, _old, new: head.resizeSection(place, new)
        )
        sideways = view.horizontalScrollBar()
        self.view.horizontalScrollBar().valueChanged.connect(sideways.setValue)
        return view

    def _refit(self) -> None:
        theme = current()
        head = self.view.horizontalHeader()
        head.setFixedHeight(theme.px("table_head"))
        for view in filter(None, (self.view, self._sums)):
            view.verticalHeader().setMinimumSectionSize(theme.px("row_compact"))
            view.verticalHeader().setDefaultSectionSize(theme.px(self._row))
        if self._sums is not None:
            self._sums.verticalHeader().setDefaultSectionSize(theme.px("sums_row"))
            self._sums.setFixedHeight(theme.px("sums_row") + 1)
        needed, never = Qt.ScrollBarPolicy.ScrollBarAsNeeded, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.view.setHorizontalScrollBarPolicy(never if self._fit else needed)
        large = theme.scale >= 1.5 and not self._fit
        head.setMinimumSectionSize(theme.scaled(LEAST_COLUMN) if large else 24)
        self._dragged.clear()
        self._measure()
        self._fit_height()

    def _measure(self) -> None:
        """Look how wide the cells are that are here, then share the room."""
        self._measured = self.model.generation
        self._words = cells.widest(self.model)
        self._share()

    def _share(self) -> None:
        """Give every column its width; what a person dragged stays."""
        theme, head = current(), self.view.horizontalHeader()
        columns, place = self.model.columns, range(len(self.model.columns))
        words = [0 for _column in columns] if self._fit else self._words
        wants = [
            Want(
                theme.scaled(column.width),
                cells.head_width(column, at, len(columns)),
                min(words[at], theme.scaled(MOST_WORDS)),
                theme.scaled(LEAST_OPEN if theme.scale >= 1.5 and not self._fit else LEAST_COLUMN),
            )
            for at, column in enumerate(columns)
        ]
        for at, width in self._dragged.items():
            wants[at] = held(wants[at], width)
        self._sharing = True
        for at, width in zip(place, share(wants, self.view.viewport().width()), strict=True):
            head.resizeSection(at, width)
        self._sharing = False

    def _on_resized(self, place: int, _old: int, new: int) -> None:
        """A person drags a column: it keeps this width, the others follow."""
        if not self._sharing:
            self._dragged[place] = new
            self._share()

    def _fit_height(self) -> None:
        if self._fit:
            rows = self.model.rowCount() * current().px(self._row)
            self.view.setFixedHeight(current().px("table_head") + rows)
            self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        elif self._hug:
            theme = current()
            rows = self.model.rowCount()
            high = theme.px("table_head") + rows * theme.px(self._row) + 2
            high += self._sums.height() if self._sums is not None else 0
            if theme.scale >= 1.5 or self._sideways():
                high += self.view.horizontalScrollBar().sizeHint().height()
            least = theme.px("table_head") + min(rows, LEAST_ROWS) * theme.px(self._row)
            self.view.setMinimumHeight(least if theme.scale >= 1.5 else 0)
            most = high if rows else UNBOUNDED
            self.setMaximumHeight(most)
            if (card := self.parentWidget()) is not None:
                head = card.head_height() if isinstance(card, Card) else 0
                card.setMaximumHeight(min(UNBOUNDED, most + head + 2))

    def _sideways(self) -> bool:
        """Whether the columns are wider than the view, so that it has a scroll bar below."""
        return (
            self.view.horizontalHeader().length() > self.view.viewport().width() and not self._fit
        )

    def _on_loaded(self) -> None:
        if self._measured != self.model.generation and self.model.row_at(0) is not None:
            self._measure()
        nothing = self.model.rowCount(QModelIndex()) == 0
        if self._empty is not None:
            self._bring(self._empty if nothing else self.view)
        if self._sums is not None:
            self._sums.setVisible(not nothing)
        self._fit_height()

    def _bring(self, target: QWidget) -> None:
        """Show rows or the empty state; a keyboard that was in one of them goes along."""
        shown, held = self._stack.currentWidget(), self.window().focusWidget()
        along = (
            held is not None and shown is not None and (held is shown or shown.isAncestorOf(held))
        )
        self._stack.setCurrentWidget(target)
        proxy = target.focusProxy()
        if along and target is not shown and (target is self.view or proxy is not None):
            (proxy or target).setFocus()

    def _open(self, number: int) -> None:
        row = self.model.row_at(number)
        if row is not None:
            self.opened.emit(row)


def _sum_column(column: Column) -> Column:
    """The sums row takes its words by key and leaves blanks blank."""

    def words(row: Mapping[str, str | Cell]) -> Cell:
        """The cell of this column."""
        found = row.get(column.key, "")
        return found if isinstance(found, Cell) else Cell(found)

    return Column(column.key, column.title, column.width, column.align, value=words)
