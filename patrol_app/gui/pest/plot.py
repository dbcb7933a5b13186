"""A small chart of the pest views: bars, a line over them, a level and spans of days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from patrol_app.gui.theme import current
from patrol_app.gui.theme.paint import AA, CENTRE, RIGHT
from patrol_app.i18n import _

LEFT, TOP, RIGHT_ROOM, FOOT = 64, 26, 16, 24  # px round the drawing at 100 %
ROOM = 64  # px a word under the axis needs
FLAT = 1e-9


@dataclass(frozen=True)
class Band:
    """A span of the axis with a name, drawn behind: ``first`` and ``last`` are places on it."""

    first: float
    last: float
    role: str
    alpha: int = 60


@dataclass(frozen=True)
class Chart:
    """What is drawn.

    Attributes:
        names: words under the axis, one a place.
        bars, line: values by place; None leaves a gap.
        ahead: place from which bars and line are said ahead (hatched, dashed).
        level: a horizontal line and its words; bands: spans behind.
        unit: of the values; words: the whole for a screen reader.
        legend: (role of the sample, words).
    """

    names: Sequence[str] = ()
    bars: Sequence[float | None] = ()
    line: Sequence[float | None] = ()
    ahead: int = 10**9
    level: tuple[float, str] | None = None
    bands: Sequence[Band] = ()
    unit: str = ""
    words: str = ""
    legend: Sequence[tuple[str, str]] = ()


class Plot(QWidget):
    """Shows one ``Chart``; figures stand beside it in a table, the chart is their picture."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._chart = Chart()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_chart(self, chart: Chart) -> None:
        """Show another chart."""
        self._chart = chart
        self.setAccessibleDescription(chart.words)
        self.update()

    def chart(self) -> Chart:
        """What is shown."""
        return self._chart

    def sizeHint(self) -> QSize:
        """A comfortable chart."""
        return QSize(current().scaled(480), current().scaled(260))

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(current().scaled(240), current().scaled(160))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grid, bands, bars, line, level, words."""
        painter = QPainter(self)
        painter.setRenderHint(AA)
        theme = current()
        if not self._chart.names:
            painter.setFont(theme.font("body"))
            painter.setPen(theme.colour("text3"))
            painter.drawText(self.rect(), CENTRE, _("Nothing to draw yet"))
            return
        self._grid(painter)
        self._bands(painter)
        self._bars(painter)
        self._line(painter)
        self._level(painter)
        self._names(painter)
        self._legend(painter)

    def _box(self) -> QRectF:
        scaled = current().scaled
        return QRectF(self.rect()).adjusted(
            scaled(LEFT), scaled(TOP), -scaled(RIGHT_ROOM), -scaled(FOOT)
        )

    def _top(self) -> float:
        chart = self._chart
        values = [one for one in (*chart.bars, *chart.line) if one is not None]
        values += [chart.level[0]] if chart.level else []
        return max([*values, FLAT]) * 1.08

    def _x(self, place: float) -> float:
        box, count = self._box(), max(1, len(self._chart.names))
        return box.left() + box.width() * (place + 0.5) / count

    def _y(self, value: float) -> float:
        box = self._box()
        return box.bottom() - box.height() * value / self._top()

    def _grid(self, painter: QPainter) -> None:
        theme, box = current(), self._box()
        painter.setFont(theme.font("caption"))
        step = _step(self._top())
        at = 0.0
        while at <= self._top():
            y = self._y(at)
            painter.setPen(QPen(theme.colour("chart.grid"), 1))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            painter.setPen(theme.colour("chart.axis"))
            place = QRectF(0, y - theme.scaled(9), box.left() - theme.scaled(6), theme.scaled(18))
            painter.drawText(place, RIGHT, f"{at:g}")
            at += step
        unit = QRectF(0, 0, box.left() - theme.scaled(6), theme.scaled(18))
        painter.drawText(unit, RIGHT, self._chart.unit)

    def _bands(self, painter: QPainter) -> None:
        box = self._box()
        half = box.width() / max(1, len(self._chart.names)) / 2
        for band in self._chart.bands:
            left = max(box.left(), self._x(band.first) - half)
            right = min(box.right(), self._x(band.last) + half)
            if right > left:
                place = QRectF(left, box.top(), right - left, box.height())
                painter.fillRect(place, current().colour(band.role, band.alpha))

    def _bars(self, painter: QPainter) -> None:
        theme, box = current(), self._box()
        wide = min(theme.scaled(44), box.width() / max(1, len(self._chart.names)) * 0.56)
        for place, value in enumerate(self._chart.bars):
            if value is None:
                continue
            bar = QRectF(self._x(place) - wide / 2, self._y(value), wide, 0)
            bar.setBottom(box.bottom())
            colour = theme.colour("series.1")
            said = place >= self._chart.ahead
            style = Qt.BrushStyle.BDiagPattern if said else Qt.BrushStyle.SolidPattern
            painter.setPen(QPen(colour, 1) if said else Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(colour, style))
            painter.drawRect(bar)

    def _line(self, painter: QPainter) -> None:
        points = [
            (place, QPointF(self._x(place), self._y(value)))
            for place, value in enumerate(self._chart.line)
            if value is not None
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for dashed in (False, True):
            edge = self._chart.ahead
            part = [p for at, p in points if (at >= edge - 1 if dashed else at < edge)]
            style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
            painter.setPen(QPen(current().colour("series.0"), 2, style))
            if len(part) > 1:
                painter.drawPolyline(QPolygonF(part))
        if len(points) > 60:  # days: the line says enough
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current().colour("series.0"))
        for _place, point in points:
            painter.drawEllipse(point, current().scaled(3), current().scaled(3))

    def _level(self, painter: QPainter) -> None:
        if self._chart.level is None:
            return
        theme, box = current(), self._box()
        value, words = self._chart.level
        y = self._y(value)
        painter.setPen(QPen(theme.colour("due"), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("due"))
        place = QRectF(box.left() + theme.scaled(6), y - theme.scaled(18), box.width(),
                       theme.scaled(18))  # fmt: skip
        painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft), words)

    def _names(self, painter: QPainter) -> None:
        theme, box = current(), self._box()
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("chart.axis"))
        fits = max(1, int(box.width() // theme.scaled(ROOM)))
        every = -(-len(self._chart.names) // fits)
        half = theme.scaled(ROOM) / 2
        for place in range(0, len(self._chart.names), every):
            at = QRectF(self._x(place) - half, box.bottom() + 2, 2 * half, theme.scaled(18))
            painter.drawText(at, int(Qt.AlignmentFlag.AlignHCenter), self._chart.names[place])

    def _legend(self, painter: QPainter) -> None:
        theme = current()
        painter.setFont(theme.font("caption"))
        x = self._box().left()
        edge = theme.scaled(10)
        for role, words in self._chart.legend:
            painter.fillRect(QRectF(x, theme.scaled(6), edge, edge), theme.colour(role))
            wide = painter.fontMetrics().horizontalAdvance(words)
            painter.setPen(theme.colour("text2"))
            painter.drawText(QPointF(x + edge + theme.scaled(4), theme.scaled(15)), words)
            x += edge + wide + theme.scaled(20)


def _step(top: float) -> float:
    """A round step that makes about four lines."""
    from math import floor, log10

    rough = max(top, FLAT) / 4
    power = 10 ** floor(log10(rough))
    steps = (power, 2 * power, 5 * power, 10 * power)
    return float(next(one for one in steps if one >= rough))
