"""Time strip under a map: height profile, gaps and events on one x axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from patrol_app.gui.theme import current
from patrol_app.gui.theme.paint import AA, RIGHT, blit, elided
from patrol_app.i18n import _

if TYPE_CHECKING:  # arrays come from outside; the start of the window does not wait for numpy
    import numpy as np
    from numpy.typing import NDArray

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
ZONE_MS = 8 * HOUR_MS  # the bureau's clock is UTC+08:00 wherever the machine stands
_STEPS_MS = (5 * 60_000, 15 * 60_000, 30 * 60_000, HOUR_MS, 2 * HOUR_MS, 4 * HOUR_MS, DAY_MS)


@dataclass(frozen=True, slots=True)
class Event:
    """A mark on the strip: UTC ms, icon, colour role, words."""

    at_ms: int
    icon: str
    role: str
    words: str


class TimeStrip(QWidget):
    """Height profile over time with gaps hatched amber and events as flags.

    Signals:
        pointed: UTC ms under the pointer when the person clicks.
    """

    pointed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._times: NDArray[np.int64] | None = None
        self._heights: NDArray[np.float64] | None = None
        self._gaps: Sequence[tuple[int, int]] = ()
        self._events: Sequence[Event] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Time line"))

    def show_track(
        self,
        times_ms: NDArray[np.int64],
        heights_m: NDArray[np.float64],
        gaps: Sequence[tuple[int, int]] = (),
        events: Sequence[Event] = (),
    ) -> None:
        """Show one track.

        Args:
            times_ms: UTC ms, ascending.
            heights_m: metres, same length; NaN where unknown.
            gaps: (from, to) UTC ms without track.
            events: marks in time order.
        """
        self._times, self._heights = times_ms, heights_m
        self._gaps, self._events = tuple(gaps), tuple(events)
        self.setAccessibleDescription(" · ".join(event.words for event in events))
        self.update()

    def sizeHint(self) -> QSize:
        """124 px high at 100 %."""
        return QSize(current().scaled(360), current().scaled(124))

    def minimumSizeHint(self) -> QSize:
        """As high as the hint, but narrow."""
        return QSize(current().scaled(200), current().scaled(124))

    def span(self) -> tuple[int, int]:
        """First and last UTC ms on the axis; (0, 0) without a track."""
        marks = [event.at_ms for event in self._events]
        if self._times is not None and len(self._times):
            marks += [int(self._times[0]), int(self._times[-1])]
        if not marks:
            return 0, 0
        pad = max(60_000, (max(marks) - min(marks)) // 40)
        return min(marks) - pad, max(marks) + pad

    def _edges(self) -> tuple[float, float]:
        return current().scaled(52), self.width() - current().scaled(16)

    def _x(self, at_ms: float) -> float:
        first, last = self.span()
        left, right = self._edges()
        return left + (right - left) * (at_ms - first) / max(1, last - first)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which moment was pointed at."""
        left, right = self._edges()
        first, last = self.span()
        if right > left and last > first:
            share = (event.position().x() - left) / (right - left)
            self.pointed.emit(round(first + min(1.0, max(0.0, share)) * (last - first)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw grid, profile, gaps, events and the base line."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(AA)
        top, base = theme.scaled(38), self.height() - theme.scaled(22)
        first, last = self.span()
        if last <= first:
            painter.setPen(theme.colour("text3"))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), _("No track yet"))
            return
        self._draw_grid(painter, top, base)
        self._draw_profile(painter, top + theme.scaled(6), base)
        self._draw_gaps(painter, top, base)
        self._draw_events(painter, base)
        left, right = self._edges()
        painter.setPen(QPen(theme.colour("border_strong"), 1))
        painter.drawLine(QPointF(left, base), QPointF(right, base))

    def _draw_grid(self, painter: QPainter, top: float, base: float) -> None:
        theme = current()
        first, last = self.span()
        room = (self._edges()[1] - self._edges()[0]) / theme.scaled(76)
        step = next((s for s in _STEPS_MS if (last - first) / s <= room), _STEPS_MS[-1])
        tick = -(-(first + ZONE_MS) // step) * step
        painter.setFont(theme.font("caption"))
        while tick - ZONE_MS <= last:
            x = self._x(tick - ZONE_MS)
            painter.setPen(QPen(theme.colour("chart.grid"), 1))
            painter.drawLine(QPointF(x, top - 4), QPointF(x, base))
            painter.setPen(theme.colour("chart.axis"))
            words = f"{tick % DAY_MS // HOUR_MS:02d}:{tick % HOUR_MS // 60_000:02d}"
            half = theme.scaled(30)
            x = min(x, self.width() - half)
            place = QRectF(x - half, base + 2, 2 * half, theme.scaled(18))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignHCenter), words)
            tick += step

    def _draw_profile(self, painter: QPainter, top: float, base: float) -> None:
        if self._times is None or self._heights is None:
            return
        known = abs(self._heights) < float("inf")  # neither NaN nor infinite
        if known.sum() < 2:
            return
        theme = current()
        times, heights = self._times[known], self._heights[known]
        stride = max(1, len(times) // max(1, self.width()))
        times, heights = times[::stride], heights[::stride]
        low, high = float(heights.min()), float(heights.max())
        reach = max(high - low, 10.0)
        levels = base - theme.scaled(6) - (heights - low) / reach * (base - top - theme.scaled(8))
        points = [
            QPointF(self._x(float(at)), float(level))
            for at, level in zip(times, levels, strict=True)
        ]
        area = QPolygonF([QPointF(points[0].x(), base), *points, QPointF(points[-1].x(), base)])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("map.track", 38))
        painter.drawPolygon(area)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("map.track"), 2))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(theme.colour("chart.axis"))
        painter.setFont(theme.font("caption"))
        width, row = theme.scaled(46), theme.scaled(16)
        for value, level in ((low + reach, top - 2), (low, base - row)):
            painter.drawText(QRectF(0, level, width, row), RIGHT, f"{round(value)} m")

    def _draw_gaps(self, painter: QPainter, top: float, base: float) -> None:
        theme = current()
        for first, last in self._gaps:
            left = self._x(first)
            place = QRectF(left, top, max(3.0, self._x(last) - left), base - top)
            painter.setPen(QPen(theme.colour("due"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(theme.colour("due", 40))
            painter.drawRect(place)
            painter.fillRect(place, _hatch())

    def _draw_events(self, painter: QPainter, base: float) -> None:
        theme = current()
        unit = theme.scaled
        free = 0.0  # words that would run into their neighbour are left out; the icon stays
        painter.setFont(theme.font("caption"))
        for mark in self._events:
            x = self._x(mark.at_ms)
            painter.setPen(QPen(theme.colour("border_strong"), 1))
            painter.drawLine(QPointF(x, unit(34)), QPointF(x, base))
            edge = theme.px("icon_small")
            blit(painter, mark.icon, theme.hex(mark.role), x - edge / 2, unit(2), edge)
            words = elided(painter, mark.words, unit(88))
            width = painter.fontMetrics().horizontalAdvance(words)
            left = min(max(0.0, x - width / 2), self.width() - width)
            if left < free:
                continue
            free = left + width + unit(8)
            painter.setPen(theme.colour(mark.role if mark.role == "overdue" else "text2"))
            painter.drawText(QRectF(left, unit(16), width + 2, unit(18)), 0, words)


def _hatch() -> QBrush:
    return QBrush(current().colour("due", 90), Qt.BrushStyle.BDiagPattern)
