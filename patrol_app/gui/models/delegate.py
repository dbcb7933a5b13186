"""Paints table cells: chips, grades, links, bars, two lines; hairlines, no zebra."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from patrol_app.gui.models.columns import Cell
from patrol_app.gui.models.paged import CELL
from patrol_app.gui.theme import current, paint

Index = QModelIndex | QPersistentModelIndex


class TableDelegate(QStyledItemDelegate):
    """Draws ``Cell`` values; the first column stands 16 px inside the card, the last too.

    Args:
        bold: a sums row.
    """

    def __init__(self, parent: QObject | None = None, *, bold: bool = False) -> None:
        super().__init__(parent)
        self._bold = bold

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Width of the words, height of a row."""
        cell = index.data(CELL)
        text = cell.text if isinstance(cell, Cell) else str(index.data() or "")
        metrics = current().font("table", bold=self._bold)

        width = QFontMetrics(metrics).horizontalAdvance(text) + current().scaled(34)
        return QSize(width, current().px("height.row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw background, cell and hairline."""
        theme = current()
        whole = QRectF(option.rect)
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(whole, theme.colour("selected"))
        elif state & QStyle.StateFlag.State_MouseOver and not self._bold:
            painter.fillRect(whole, theme.colour("hover"))
        last = index.model().columnCount() - 1
        pad = theme.scaled(8)
        left = theme.scaled(16) if index.column() == 0 else pad
        right = theme.scaled(16) if index.column() == last else pad
        inner = whole.adjusted(left, 0, -right, -1)
        cell = index.data(CELL)
        align = int(index.data(Qt.ItemDataRole.TextAlignmentRole) or paint.LEFT)
        if isinstance(cell, Cell):
            self._draw(painter, inner, cell, align)
        painter.setPen(QPen(theme.colour("border"), 1))
        if not self._bold:
            painter.drawLine(whole.bottomLeft(), whole.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus and index.column() == 0:
            painter.fillRect(
                QRectF(whole.left(), whole.top(), 3, whole.height()), theme.colour("focus")
            )
        painter.restore()

    def _draw(self, painter: QPainter, room: QRectF, cell: Cell, align: int) -> None:
        theme = current()
        if cell.kind == "chip":
            look = paint.ChipLook(cell.tone, cell.text, cell.icon)
            width = min(room.width(), paint.chip_width(look))
            paint.draw_chip(painter, _box(room, width, theme.px("height.chip"), align), look)
        elif cell.kind == "grade" and cell.text in "ABCD":
            edge = theme.scaled(20)
            paint.draw_grade(painter, _box(room, edge, edge, align), cell.text)
        elif cell.kind == "danger" and cell.level:
            width = min(room.width(), paint.danger_width(cell.level))
            paint.draw_danger(painter, _box(room, width, theme.scaled(24), align), cell.level)
        elif cell.kind == "check":
            paint.draw_check(painter, room, cell.on)
        elif cell.kind == "bar":
            words = theme.scaled(52)
            gauge = QRectF(room.left(), room.center().y() - 3, room.width() - words, 6)
            paint.draw_bar(painter, gauge, cell.share)
            self._words(painter, room, cell, paint.RIGHT)
        else:
            self._words(painter, room, cell, align)

    def _words(self, painter: QPainter, room: QRectF, cell: Cell, align: int) -> None:
        theme = current()
        role = {"link": "link", "tone": cell.tone}.get(cell.kind, "text")
        bold = self._bold or cell.kind in ("strong", "tone")
        painter.setPen(theme.colour(role))
        painter.setFont(theme.font("table", bold=bold))
        if not cell.second:
            painter.drawText(room, align, paint.elided(painter, cell.text, room.width()))
            return
        half = room.height() / 2
        upper = room.adjusted(0, theme.scaled(3), 0, theme.scaled(3) - half)
        painter.drawText(upper, align, paint.elided(painter, cell.text, room.width()))
        painter.setPen(theme.colour("text3"))
        painter.setFont(theme.font("caption"))
        lower = room.adjusted(0, half - theme.scaled(2), 0, -theme.scaled(3))
        painter.drawText(lower, align, paint.elided(painter, cell.second, room.width()))


def _box(room: QRectF, width: float, height: float, align: int) -> QRectF:
    """A box of this size in ``room``, placed by the column's alignment."""
    left = room.left()
    if align & Qt.AlignmentFlag.AlignHCenter.value:
        left = room.center().x() - width / 2
    elif align & Qt.AlignmentFlag.AlignRight.value:
        left = room.right() - width
    return QRectF(round(left), round(room.center().y() - height / 2), width, height)
