"""A table whose cells are typed into: columns read and write items, problems stand in the cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from patrol_app.errors import UserError
from patrol_app.gui.models.columns import Align, Cell
from patrol_app.gui.models.paged import CELL, ROW
from patrol_app.i18n import _

Index = QModelIndex | QPersistentModelIndex
_ALIGN = {"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight,
          "centre": Qt.AlignmentFlag.AlignHCenter}  # fmt: skip
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class GridColumn:
    """One column of a grid.

    Attributes:
        key: name of the column; problems name it.
        title: head.
        width: px at 100 %.
        text: words of an item, as they are typed and copied.
        write: (item, words) -> the item with them; None where nothing is typed. Raises
            UserError for words that cannot be read.
        cell: how it is drawn; default the words.
        pairs: (code, label) to choose from while typing.
        toggle: the space bar turns it on and off: words to write for the other state.
    """

    key: str
    title: str
    width: int
    text: Callable[[Any], str]
    write: Callable[[Any, str], Any] | None = None
    cell: Callable[[Any], Cell] | None = None
    pairs: Callable[[], Pairs] | None = None
    toggle: Callable[[Any], str] | None = None
    align: Align = "left"


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell: ``error``, ``warning`` or ``note``, and the sentence."""

    level: str
    words: str


class GridModel(QAbstractTableModel):
    """Items with an integer ``key``, in rows.

    Args:
        columns: see ``GridColumn``.

    Signals:
        edited: items that a person changed, in their new form, and the keys of the columns.
    """

    edited = Signal(object, object)

    def __init__(self, columns: Sequence[GridColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.items: list[Any] = []
        self._problems: Mapping[tuple[int, str], Problem] = {}
        self._raw: dict[tuple[int, str], tuple[str, str]] = {}

    def set_items(self, items: Sequence[Any]) -> None:
        """Show other items; unread words of items that stay are kept."""
        if [one.key for one in items] == [one.key for one in self.items]:
            self.items = list(items)
            self._repaint()
            return
        self.beginResetModel()
        self.items = list(items)
        kept = {one.key for one in items}
        self._raw = {spot: said for spot, said in self._raw.items() if spot[0] in kept}
        self.endResetModel()

    def set_problems(self, problems: Mapping[tuple[int, str], Problem]) -> None:
        """What is wrong with which cell: (item key, column key)."""
        self._problems = dict(problems)
        self._repaint()

    def problem(self, index: Index) -> Problem | None:
        """What is wrong with a cell."""
        spot = self._spot(index)
        if spot in self._raw:
            return Problem("error", self._raw[spot][1])
        return self._problems.get(spot)

    def unread(self) -> int:
        """How many cells hold words that cannot be read."""
        return len(self._raw)

    def first_error(self) -> QModelIndex | None:
        """The first cell in reading order that holds an error."""
        for row in range(len(self.items)):
            for column in range(len(self.columns)):
                index = self.index(row, column)
                found = self.problem(index)
                if found is not None and found.level == "error":
                    return index
        return None

    def words(self, index: Index) -> str:
        """The words of a cell as they are typed."""
        spot = self._spot(index)
        if spot in self._raw:
            return self._raw[spot][0]
        return self.columns[index.column()].text(self.items[index.row()])

    def write(self, cells: Iterable[tuple[int, int, str]]) -> None:
        """Type words into cells: (row, column, words) each; told in one go."""
        changed: dict[int, Any] = {}
        keys: set[str] = set()
        for row, place, words in cells:
            column = self.columns[place]
            if column.write is None or not 0 <= row < len(self.items):
                continue
            spot = (self.items[row].key, column.key)
            self._raw.pop(spot, None)
            try:
                made = column.write(self.items[row], words.strip())
            except UserError as fault:
                self._raw[spot] = (words, fault.message())
                made = self.items[row]
            self.items[row] = made
            changed[row] = made
            keys.add(column.key)
        if changed:
            self._repaint()
            self.edited.emit(list(changed.values()), keys)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number of items."""
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Titles."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter)
        return column.title if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells that are typed into are editable."""
        kept = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        column = self.columns[index.column()]
        typed = column.write is not None and column.toggle is None
        return kept | Qt.ItemFlag.ItemIsEditable if typed else kept

    def data(self, index: Index, role: int = 0) -> Any:
        """Words, the cell as drawn, what is wrong as a tool tip and for a screen reader."""
        if not index.isValid() or index.row() >= len(self.items):
            return None
        column, item = self.columns[index.column()], self.items[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter)
        if role == ROW:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.words(index)
        found = self.problem(index)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return found.words if found is not None else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}: {self.words(index) or _('empty')}"
        if role != CELL:
            return None
        cell = column.cell(item) if column.cell is not None else Cell(self.words(index))
        if self._spot(index) in self._raw:
            cell = Cell(self.words(index))
        if found is not None and found.level != "note":
            tone = "overdue" if found.level == "error" else "due"
            # a narrow column has no room for the whole request; the tool tip says it
            short = _("Fill in") if found.words == _("Please fill in") else found.words
            return replace(cell, second=short, tone=cell.tone or tone)
        return cell

    def _spot(self, index: Index) -> tuple[int, str]:
        return self.items[index.row()].key, self.columns[index.column()].key

    def _repaint(self) -> None:
        if self.items:
            last = self.index(len(self.items) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
