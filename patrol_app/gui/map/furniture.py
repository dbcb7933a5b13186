"""What lies over a map: faint grid, scale bar, north arrow, legend, position."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from patrol_app.geo.display import scale_length
from patrol_app.gui.map.looks import draw_sample
from patrol_app.gui.map.sprites import draw_words
from patrol_app.gui.map.view import View
from patrol_app.gui.theme import current
from patrol_app.gui.theme.paint import CENTRE, LEFT
from patrol_app.i18n import _

PANEL_ALPHA = 235  # 92 % surface


def draw_grid(painter: QPainter, view: View) -> None:
    """Faint square grid, a round number of metres apart."""
    step = scale_length(view.resolution, 180)
    painter.setPen(QPen(current().colour("map.contour", 70), 1))
    west, north = view.to_metres(0, 0)
    east, south = view.to_metres(view.width, view.height)
    for number in range(math.ceil(west / step), math.floor(east / step) + 1):
        x = (number * step - view.x) / view.resolution + view.width / 2
        painter.drawLine(QPointF(x, 0), QPointF(x, view.height))
    for number in range(math.ceil(south / step), math.floor(north / step) + 1):
        y = (view.y - number * step) / view.resolution + view.height / 2
        painter.drawLine(QPointF(0, y), QPointF(view.width, y))


def draw_scale(painter: QPainter, view: View) -> None:
    """Scale bar at the bottom left, a round length."""
    theme = current()
    length = scale_length(view.resolution, theme.scaled(120))
    width = length / view.resolution
    left, base = theme.scaled(12), view.height - theme.scaled(14)
    bar = [QPointF(left, base), QPointF(left + width, base)]
    painter.setPen(QPen(theme.colour("map.halo"), 5))
    painter.drawLine(*bar)
    painter.setPen(QPen(theme.colour("text"), 2))
    painter.drawLine(*bar)
    for end in bar:
        painter.drawLine(end, end - QPointF(0, 4))
    words = f"{length // 1000} km" if length >= 1000 else f"{length} m"
    draw_words(painter, left + width / 2, base - theme.scaled(7), words)
    note = _("Map for internal work")
    half = QFontMetricsF(theme.font("caption")).horizontalAdvance(note) / 2
    middle = left + width + theme.scaled(14) + half
    if middle + half < view.width * 0.6:  # the position line needs the rest
        draw_words(painter, middle, base, note, role="text2")


def draw_north(painter: QPainter, view: View, lifted: float) -> None:
    """North arrow at the bottom right, above the position line."""
    theme = current()
    x, base = view.width - theme.scaled(22), view.height - lifted
    half, high = theme.scaled(6), theme.scaled(20)
    arrow = QPolygonF(
        [
            QPointF(x, base - high),
            QPointF(x + half, base),
            QPointF(x, base - half),
            QPointF(x - half, base),
        ]
    )
    painter.setPen(QPen(theme.colour("map.halo"), 2))
    painter.setBrush(theme.colour("text"))
    painter.drawPolygon(arrow)
    draw_words(painter, x, base - high - theme.scaled(4), _("N"), bold=True)


def legend_size(legend: Sequence[tuple[str, str]]) -> tuple[int, int]:
    """Width and height of the legend, px; (0, 0) without one."""
    if not legend:
        return 0, 0
    theme = current()
    metrics = QFontMetricsF(theme.font("caption"))
    width = max(metrics.horizontalAdvance(words) for _role, words in legend)
    return round(width) + theme.scaled(48), len(legend) * theme.scaled(20) + theme.scaled(10)


def draw_legend(painter: QPainter, view: View, legend: Sequence[tuple[str, str]]) -> None:
    """Legend at the top right on a surface."""
    width, height = legend_size(legend)
    if not width:
        return
    theme = current()
    place = QRectF(view.width - width - 10, 10, width, height)
    painter.setPen(QPen(theme.colour("border"), 1))
    painter.setBrush(theme.colour("surface", PANEL_ALPHA))
    painter.drawRoundedRect(place, 4, 4)
    row = theme.scaled(20)
    for number, (role, words) in enumerate(legend):
        middle = place.top() + theme.scaled(5) + row * (number + 0.5)
        half = theme.scaled(6)
        sample = QRectF(place.left() + theme.scaled(9), middle - half, theme.scaled(20), 2 * half)
        draw_sample(painter, sample, role)
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font("caption"))
        room = QRectF(sample.right() + theme.scaled(8), middle - row / 2 - 0.5, width, row)
        painter.drawText(room, LEFT, words)


def draw_position(painter: QPainter, view: View, words: str) -> None:
    """Position line at the bottom right."""
    if not words:
        return
    theme = current()
    font = theme.font("caption")
    width = QFontMetricsF(font).horizontalAdvance(words) + theme.scaled(16)
    height = theme.px("height.chip")
    place = QRectF(view.width - width - 8, view.height - height - 8, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("surface", PANEL_ALPHA))
    painter.drawRoundedRect(place, 4, 4)
    painter.setPen(theme.colour("text2"))
    painter.setFont(font)
    painter.drawText(place.adjusted(0, -1, 0, 0), CENTRE, words)
