"""How wide the cells of a table are, as ``TableDelegate`` draws them."""

from __future__ import annotations

import math

from PySide6.QtGui import QFontMetricsF

from patrol_app.gui.models.columns import Cell, Column
from patrol_app.gui.models.paged import PagedTableModel
from patrol_app.gui.theme import current, paint

SEEN = 40  # rows that are measured; those below are mostly alike
EDGE, BETWEEN = 16, 8  # px at 100 % at the sides of the table and between its columns


def padding(at: int, count: int) -> int:
    """Px left and right of the words of column ``at`` of ``count``."""
    left = EDGE if at == 0 else BETWEEN
    right = EDGE if at == count - 1 else BETWEEN
    return current().scaled(left) + current().scaled(right)


def head_width(column: Column, at: int, count: int) -> int:
    """Px for the words over a column, with the arrow of a sortable one."""
    words = QFontMetricsF(current().font("caption")).horizontalAdvance(column.title)
    arrow = current().scaled(BETWEEN) if column.sort_key else 0
    return math.ceil(words) + padding(at, count) + arrow


def widest(model: PagedTableModel) -> list[int]:
    """Px of the widest cell of each column among the first rows that are here; 0 for none."""
    theme, count = current(), len(model.columns)
    plain, bold, small = (
        QFontMetricsF(theme.font("table")),
        QFontMetricsF(theme.font("table", bold=True)),
        QFontMetricsF(theme.font("caption")),
    )

    def width(cell: Cell) -> float:
        """Px of one cell without what stands beside it."""
        if cell.kind == "chip":
            return paint.chip_width(paint.ChipLook(cell.tone, cell.text, cell.icon))
        if cell.kind == "danger" and cell.level:
            return paint.danger_width(cell.level)
        if cell.kind == "bar":
            return 0.0
        font = bold if cell.kind in ("strong", "tone") else plain
        second = small.horizontalAdvance(cell.second) if cell.second else 0.0
        return max(font.horizontalAdvance(cell.text), second)

    found = [0] * count
    for row in model.rows(range(min(SEEN, model.rowCount()))):
        for at, column in enumerate(model.columns):
            words = width(column.cell(row))
            found[at] = max(found[at], math.ceil(words) + padding(at, count) if words else 0)
    return found
