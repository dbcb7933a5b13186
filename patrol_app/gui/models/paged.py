"""Table model that holds pages of rows and asks for those that are looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from patrol_app.gui.models.columns import Cell, Column

CELL = int(Qt.ItemDataRole.UserRole)
ROW = CELL + 1
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "centre": Qt.AlignmentFlag.AlignHCenter,
}
_WAITING = Cell("…")
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Rows that the view needs.

    Attributes:
        generation: goes back with ``put_page``; older answers are dropped.
        start: first row.
        count: how many.
        sort_key: key of the sorted column, empty for the natural order.
        descending: direction.
    """

    generation: int
    start: int
    count: int
    sort_key: str
    descending: bool


class PagedTableModel(QAbstractTableModel):
    """Rows in pages; the provider answers later by ``set_total`` and ``put_page``.

    Args:
        columns: see ``Column``.
        provider: called with a ``PageRequest``, must not block. Without one the model is filled
            by ``set_rows``.
        page_size: rows a page.
        kept_pages: pages held in memory.

    Signals:
        loaded: a page arrived or the total changed.
    """

    loaded = Signal()

    def __init__(
        self,
        columns: Sequence[Column],
        provider: Callable[[PageRequest], None] | None = None,
        page_size: int = 100,
        kept_pages: int = 30,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._provider = provider
        self._page_size, self._kept = page_size, kept_pages
        self._pages: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._asked: set[int] = set()
        self._wanted: list[int] = []
        self._total = 0
        self.generation = 0
        self.sort_key, self.descending = "", False
        self._ask_soon = QTimer(self)
        self._ask_soon.setSingleShot(True)
        self._ask_soon.setInterval(0)
        self._ask_soon.timeout.connect(self._ask)

    def reload(self) -> None:
        """Forget every row and ask for the first page; old answers will be dropped."""
        self.beginResetModel()
        self.generation += 1
        self._pages.clear()
        self._asked.clear()
        self._wanted.clear()
        self._total = 0
        self.endResetModel()
        self._want(0)

    def refresh(self) -> None:
        """Ask again for what is shown; rows stay on screen until the answers come."""
        self.generation += 1
        self._asked.clear()
        for page in list(self._pages) or [0]:
            self._want(page)

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Fill a model without provider."""
        self.beginResetModel()
        self.generation += 1
        self._page_size = max(1, len(rows))
        self._pages = OrderedDict({0: rows}) if rows else OrderedDict()
        self._total = len(rows)
        self.endResetModel()
        self.loaded.emit()

    def set_total(self, total: int, generation: int | None = None) -> None:
        """How many rows there are in all; an answer to an older question is dropped."""
        if generation not in (None, self.generation) or total == self._total:
            return
        root = QModelIndex()
        if total > self._total:
            self.beginInsertRows(root, self._total, total - 1)
            self._total = total
            self.endInsertRows()
        else:
            self.beginRemoveRows(root, total, self._total - 1)
            self._total = total
            self.endRemoveRows()
        self.loaded.emit()

    def put_page(self, start: int, rows: Sequence[Any], generation: int | None = None) -> None:
        """Take rows that were asked for; an answer to an older question is dropped."""
        if generation not in (None, self.generation):
            return
        page = start // self._page_size
        self._pages[page] = rows
        self._pages.move_to_end(page)
        while len(self._pages) > self._kept:
            gone, _rows = self._pages.popitem(last=False)
            self._asked.discard(gone)
        if start + len(rows) > self._total:
            self.set_total(start + len(rows))
        if rows:
            last = self.index(start + len(rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(start, 0), last)
        self.loaded.emit()

    def row_at(self, row: int) -> Any | None:
        """The row object, None while it is not here."""
        page = self._pages.get(row // self._page_size)
        place = row % self._page_size
        return page[place] if page is not None and place < len(page) else None

    def rows(self, numbers: Iterable[int]) -> list[Any]:
        """The row objects that are here, in the order asked."""
        return [row for number in numbers if (row := self.row_at(number)) is not None]

    def index_of(self, wanted: Callable[[Any], bool]) -> int:
        """Number of the first loaded row that fits, -1 for none."""
        for page, rows in sorted(self._pages.items()):
            for place, row in enumerate(rows):
                if wanted(row):
                    return page * self._page_size + place
        return -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """All rows, loaded or not."""
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, cell, row object, alignment and accessible text of a cell."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            align = _ALIGN[self.columns[index.column()].align]
            return int(align | Qt.AlignmentFlag.AlignVCenter)
        shown = (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        )
        if role not in (*shown, CELL, ROW):
            return None
        row = self.row_at(index.row())
        if row is None:
            self._want(index.row() // self._page_size)
            return _WAITING if role == CELL else None if role == ROW else _WAITING.text
        if role == ROW:
            return row
        cell = self.columns[index.column()].cell(row)
        if role == CELL:
            return cell
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return " ".join((self.columns[index.column()].title, cell.text, cell.second)).strip()
        return f"{cell.text}\n{cell.second}" if cell.second else cell.text

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles and their alignment."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_ALIGN[self.columns[section].align] | Qt.AlignmentFlag.AlignVCenter)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by the column's own key: by the provider, or here when all rows are here."""
        key = self.columns[column].sort_key if 0 <= column < len(self.columns) else ""
        if not key:
            return
        self.sort_key, self.descending = key, order == Qt.SortOrder.DescendingOrder
        if self._provider is not None:
            self.reload()
            return
        spec = self.columns[column]

        def pick(row: Any) -> Any:
            """The value of a row; of a drawn cell what it was drawn from, figures by size."""
            shown = spec.value(row) if spec.value is not None else None
            if spec.value is None or (isinstance(shown, Cell) and hasattr(row, key)):
                return row[key] if isinstance(row, dict) else getattr(row, key)
            return shown

        rows = self.rows(range(self._total))
        rows.sort(key=lambda row: _order(pick(row)), reverse=self.descending)
        self.set_rows(rows)

    def _want(self, page: int) -> None:
        if self._provider is None or page in self._asked:
            return
        self._asked.add(page)
        self._wanted.append(page)
        self._ask_soon.start()

    def _ask(self) -> None:
        wanted, self._wanted = self._wanted, []
        if self._provider is None:
            return
        for page in wanted:
            start = page * self._page_size
            self._provider(
                PageRequest(self.generation, start, self._page_size, self.sort_key, self.descending)
            )


def _order(value: Any) -> tuple[bool, Any]:
    """Native order with empty values last."""
    value = value.text if isinstance(value, Cell) else value
    return (value is None, 0 if value is None else value)
