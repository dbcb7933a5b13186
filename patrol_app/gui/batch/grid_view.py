"""The grid itself: typing begins at once, Tab goes on, Ctrl+D fills down, blocks are pasted."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QLineEdit,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from patrol_app.gui.batch.grid_model import GridColumn, GridModel, Index
from patrol_app.gui.kit.initials import initials
from patrol_app.gui.models.columns import Cell
from patrol_app.gui.models.delegate import TableDelegate
from patrol_app.gui.theme import current, paint

_SEARCH = int(Qt.ItemDataRole.UserRole) + 1
ROW_TOKEN = "height.control_big"  # two lines: the words and what is wrong with them


class GridDelegate(TableDelegate):
    """Draws the words with what is wrong below them; makes the editor of a cell."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The cell, and a frame around the one with the focus."""
        super().paint(painter, option, index)
        state = option.state
        if state & QStyle.StateFlag.State_HasFocus:
            painter.save()
            painter.setPen(QPen(current().colour("focus"), 2))
            painter.drawRect(QRectF(option.rect).adjusted(1, 1, -1, -2))
            painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line; it offers what there is to choose from."""
        line = QLineEdit(parent)
        line.setFrame(False)
        model = index.model()
        if isinstance(model, GridModel):
            column = model.columns[index.column()]
            line.setAccessibleName(column.title)
            if column.pairs is not None:
                line.setCompleter(_completer(column, line))
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The words of the cell, all of them marked."""
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand over what was typed, if it is something else."""
        if isinstance(editor, QLineEdit) and isinstance(model, GridModel):
            words = editor.text()
            if words != model.words(index):
                model.write([(index.row(), index.column(), words)])

    def _words(self, painter: QPainter, room: QRectF, cell: Cell, align: int) -> None:
        if not cell.second:
            super()._words(painter, room, cell, align)
            return
        theme = current()
        half = room.height() / 2 if cell.text else 0.0
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font("table"))
        upper = room.adjusted(0, theme.scaled(3), 0, theme.scaled(3) - half)
        if cell.text:
            painter.drawText(upper, align, paint.elided(painter, cell.text, room.width()))
        painter.setPen(theme.colour(cell.tone or "overdue"))
        painter.setFont(theme.font("caption"))
        lower = room.adjusted(0, half - theme.scaled(2), 0, -theme.scaled(3)) if half else room
        painter.drawText(lower, align, paint.elided(painter, cell.second, room.width()))


def _completer(column: GridColumn, line: QLineEdit) -> QCompleter:
    model = QStandardItemModel(line)
    for _code, words in column.pairs() if column.pairs is not None else ():
        item = QStandardItem(words)
        item.setData(f"{words} {initials(words)}", _SEARCH)
        model.appendRow(item)
    made = _Completer(model, line)
    made.setCompletionRole(_SEARCH)
    made.setFilterMode(Qt.MatchFlag.MatchContains)
    made.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return made


class _Completer(QCompleter):
    """Matches words and first letters, puts the words in."""

    def pathFromIndex(self, index: Index) -> str:
        """The words, not the search text."""
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class GridView(QTableView):
    """A grid over a ``GridModel``.

    Args:
        model: its cells.
        name: accessible name.

    Signals:
        row_changed: row number that has the focus now, -1 for none.
        same_day_asked: the row's day goes for all rows of that date (Ctrl+Shift+D).
    """

    row_changed = Signal(int)
    same_day_asked = Signal(int)

    def __init__(self, model: GridModel, name: str) -> None:
        super().__init__()
        self.grid = model
        self.setModel(model)
        self.setAccessibleName(name)
        self.setItemDelegate(GridDelegate(self))
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.horizontalHeader().setHighlightSections(False)
        self.selectionModel().currentChanged.connect(
            lambda now, before: self.row_changed.emit(now.row())
        )
        self.clicked.connect(self._clicked)
        self._refit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "grid"):
            self._refit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Fill, copy, paste, empty, turn on and off; the rest is Qt's."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        key = event.key()
        if control and key == Qt.Key.Key_D:
            if shift:
                self.same_day_asked.emit(self.currentIndex().row())
            else:
                self.fill_down()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif control and key == Qt.Key.Key_Tab:
            self.focusNextChild()
        elif control and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_cells()
        elif key == Qt.Key.Key_Space and self._toggle():
            event.accept()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            if not self._toggle():
                self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def go(self, row: int, column: str) -> None:
        """Put the focus into a cell."""
        place = [one.key for one in self.grid.columns].index(column)
        self.setCurrentIndex(self.grid.index(row, place))
        self.setFocus()

    def fill_down(self) -> None:
        """The topmost words of each marked column go into the cells below it.

        A single cell takes what stands above it.
        """
        marked = self._marked()
        if len(marked) == 1 and marked[0][0] > 0:
            row, column = marked[0]
            above = self.grid.words(self.grid.index(row - 1, column))
            self.grid.write([(row, column, above)])
            return
        top: dict[int, int] = {}
        for row, column in marked:
            top[column] = min(row, top.get(column, row))
        self.grid.write(
            (row, column, self.grid.words(self.grid.index(top[column], column)))
            for row, column in marked
            if row > top[column]
        )

    def copy(self) -> str:
        """The marked block as tab-separated text, also on the clipboard."""
        marked = self._marked()
        rows: dict[int, dict[int, str]] = {}
        for row, column in marked:
            rows.setdefault(row, {})[column] = self.grid.words(self.grid.index(row, column))
        columns = sorted({column for _row, column in marked})
        lines = [
            "\t".join(cells.get(at, "") for at in columns) for _row, cells in sorted(rows.items())
        ]
        text = "\n".join(lines)
        QGuiApplication.clipboard().setText(text)
        return text

    def paste(self) -> None:
        """A block from a spreadsheet, from the cell with the focus on.

        One value goes into every marked cell.
        """
        text = QGuiApplication.clipboard().text().rstrip("\r\n")
        block = [line.split("\t") for line in text.replace("\r\n", "\n").split("\n")]
        marked = self._marked()
        if len(block) == 1 and len(block[0]) == 1 and len(marked) > 1:
            self.grid.write([(row, column, block[0][0]) for row, column in marked])
            return
        begin = self.currentIndex()
        if not begin.isValid():
            return
        shown = [
            at
            for at in range(begin.column(), len(self.grid.columns))
            if not self.isColumnHidden(at)
        ]
        self.grid.write(
            (begin.row() + down, at, words)
            for down, line in enumerate(block)
            for at, words in zip(shown, line, strict=False)
        )

    def clear_cells(self) -> None:
        """Empty the marked cells."""
        typed = [(row, at) for row, at in self._marked() if self.grid.columns[at].toggle is None]
        self.grid.write([(row, at, "") for row, at in typed])

    def _toggle(self) -> bool:
        """Turn the marked ticks of the column with the focus over; whether there is one."""
        index = self.currentIndex()
        if not index.isValid():
            return False
        column = self.grid.columns[index.column()]
        if column.toggle is None:
            return False
        words = column.toggle(self.grid.items[index.row()])
        rows = {row for row, at in self._marked() if at == index.column()} | {index.row()}
        self.grid.write([(row, index.column(), words) for row in sorted(rows)])
        return True

    def _clicked(self, index: Index) -> None:
        if self.grid.columns[index.column()].toggle is not None:
            self._toggle()

    def _marked(self) -> list[tuple[int, int]]:
        return sorted((one.row(), one.column()) for one in self.selectionModel().selectedIndexes())

    def _refit(self) -> None:
        theme = current()
        self.horizontalHeader().setFixedHeight(theme.px("table_head"))
        self.verticalHeader().setMinimumSectionSize(theme.px("row_compact"))
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_TOKEN))
        for place, column in enumerate(self.grid.columns):
            words = QFontMetrics(theme.font("caption")).horizontalAdvance(column.title)
            wide = max(theme.scaled(column.width), words + 3 * theme.px("x1"))
            self.horizontalHeader().resizeSection(place, wide)
