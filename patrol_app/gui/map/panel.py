"""The map of a page: plain ground, own track, pins, legend; mouse, wheel and keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from patrol_app.geo.display import DisplayList, LocalPlane, Point
from patrol_app.gui.kit.buttons import Tool
from patrol_app.gui.kit.reading import show_position
from patrol_app.gui.map import furniture
from patrol_app.gui.map.hit import hit
from patrol_app.gui.map.painter import MapPainter
from patrol_app.gui.map.view import View
from patrol_app.gui.theme import current
from patrol_app.gui.theme.paint import AA
from patrol_app.i18n import _

LOW = 200  # px; a lower map keeps two tools
STEP = 60  # px a key press moves
CLICK = 4  # px the mouse may slip in a click


class MapPanel(QWidget):
    """Shows a ``DisplayList``.

    Signals:
        picked: key of the shape that was clicked, or chosen by Enter.
        pointed: (latitude, longitude) 1e-7 degrees of a click on free ground.
        view_changed: after moving or zooming.
    """

    picked = Signal(str)
    pointed = Signal(object)
    view_changed = Signal()

    def __init__(self, name: str = "", *, dms: bool = True) -> None:
        super().__init__()
        self._name = name or _("Map")
        self._dms = dms
        self._painter = MapPainter(DisplayList(LocalPlane(0, 0)))
        self._view = View()
        self._buffer: tuple[View, QPixmap] | None = None
        self._press: QPointF | None = None
        self._last: QPointF | None = None
        self._mouse: QPointF | None = None
        self._chosen = -1
        self._fit_pending = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._tools = self._make_tools()
        self._describe()

    def _make_tools(self) -> list[Tool]:
        entries: Sequence[tuple[str, str, Callable[[], None]]] = (
            ("plus", _("Zoom in"), lambda: self.zoom(2.0)),
            ("minus", _("Zoom out"), lambda: self.zoom(0.5)),
            ("crosshairs-gps", _("Show everything"), self.fit),
        )
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().px("half"))
        tools = []
        for icon, words, act in entries:
            tool = Tool(icon, words, "map")
            tool.clicked.connect(act)
            column.addWidget(tool)
            tools.append(tool)
        holder.move(10, 10)
        self._tool_box = holder
        return tools

    def show_list(self, shown: DisplayList, *, keep_view: bool = False) -> None:
        """Show other shapes.

        Args:
            shown: what to draw.
            keep_view: stay where the person looks instead of fitting.
        """
        self._painter = MapPainter(shown)
        self._chosen = -1
        self._fit_pending = not keep_view
        self._spoil()
        self._describe()

    def fit(self) -> None:
        """Show everything, clear of tools and legend."""
        bounds = self._painter.shown.bounds()
        if bounds is None:
            return
        width, _height = furniture.legend_size(self._painter.shown.legend)
        left = self._tool_box.sizeHint().width() + 24
        # a small map cannot spare the room beside the legend
        right = width + 20 if width and self.width() > 3 * width else 24
        self._set_view(self._view.fitted(bounds, left, right, current().scaled(36)))

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom around ``at``, the middle by default."""
        at = at or QPointF(self.width() / 2, self.height() / 2)
        self._set_view(self._view.zoomed(factor, at.x(), at.y()))

    def pan(self, px_x: float, px_y: float) -> None:
        """Push the map by so many px."""
        self._set_view(self._view.moved(px_x, px_y))

    def view(self) -> View:
        """Where the map looks now."""
        return self._view

    def set_dms(self, dms: bool) -> None:
        """Notation of the position line."""
        self._dms = dms
        self.update()

    def sizeHint(self) -> QSize:
        """A comfortable map."""
        return QSize(480, 320)

    def minimumSizeHint(self) -> QSize:
        """Low on a small screen; higher where large text has put the columns in one."""
        folded = current().scale >= 1.5
        return QSize(current().scaled(200), current().scaled(240) if folded else 160)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the middle; fit when new shapes were waiting for a size."""
        self._view = self._view.sized(self.width(), self.height())
        low = self.height() < LOW
        for tool in self._tools[2:]:
            tool.setVisible(not low)
        self._tool_box.adjustSize()
        self._buffer = None

    def changeEvent(self, event: QEvent) -> None:
        """Draw again in the other theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_tools"):
            self._buffer = None
            self._tool_box.adjustSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Blit the drawn map, then what lies over it."""
        if self._fit_pending:
            self._fit_pending = False
            self.fit()
        painter = QPainter(self)
        painter.setRenderHint(AA)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        clip = QPainterPath()
        clip.addRoundedRect(frame, 8, 8)
        painter.setClipPath(clip)
        drawn, picture = self._drawn()
        left, top = 0.0, 0.0
        if drawn is not self._view:
            left = (drawn.x - self._view.x) / self._view.resolution
            top = (self._view.y - drawn.y) / self._view.resolution
            painter.fillRect(self.rect(), current().colour("map.ground"))
        painter.drawPixmap(QPointF(left, top), picture)
        shown = self._painter.shown
        furniture.draw_scale(painter, self._view)
        furniture.draw_position(painter, self._view, self._position())
        # a low map keeps what a place needs; the legend may not cover the object
        if furniture.legend_size(shown.legend)[1] < self.height() - current().scaled(90):
            furniture.draw_legend(painter, self._view, shown.legend)
            furniture.draw_north(painter, self._view, current().scaled(46))
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        edge = (
            QPen(current().colour("focus"), 2)
            if self.hasFocus()
            else QPen(current().colour("border"), 1)
        )
        painter.setPen(edge)
        painter.drawRoundedRect(frame, 8, 8)

    def _drawn(self) -> tuple[View, QPixmap]:
        """The picture of the shapes; while dragging an older one that is only shifted."""
        if self._buffer is not None:
            drawn = self._buffer[0]
            dragging = self._last is not None and drawn.resolution == self._view.resolution
            if drawn == self._view or dragging:
                return self._buffer
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(current().colour("map.ground"))
        painter = QPainter(picture)
        furniture.draw_grid(painter, self._view)
        self._painter.draw(painter, self._view)
        painter.end()
        self._buffer = (self._view, picture)
        return self._buffer

    def _position(self) -> str:
        plane = self._painter.shown.plane
        if plane.lat == 0 and plane.lon == 0:
            return ""
        at = self._mouse or QPointF(self.width() / 2, self.height() / 2)
        place = plane.position(*self._view.to_metres(at.x(), at.y()))
        return show_position(*place, dms=self._dms)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._press = self._last = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the map, or show the position."""
        self._mouse = event.position()
        if self._last is not None:
            step = event.position() - self._last
            self._last = event.position()
            self.pan(step.x(), step.y())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or tell what was clicked."""
        press, self._press, self._last = self._press, None, None
        self.update()
        if press is None or (event.position() - press).manhattanLength() > CLICK:
            return
        place = self._view.to_metres(event.position().x(), event.position().y())
        key = hit(self._painter.shown, *place, self._view.resolution)
        if key:
            self.picked.emit(key)
        else:
            self.pointed.emit(self._painter.shown.plane.position(*place))

    def leaveEvent(self, event: QEvent) -> None:
        """The position line goes back to the middle."""
        self._mouse = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        self.zoom(2 ** (event.angleDelta().y() / 240), event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, + and - zoom, 0 fits, N and P go through the pins, Enter picks."""
        moves = {
            Qt.Key.Key_Left: (STEP, 0),
            Qt.Key.Key_Right: (-STEP, 0),
            Qt.Key.Key_Up: (0, STEP),
            Qt.Key.Key_Down: (0, -STEP),
        }
        zooms = {Qt.Key.Key_Plus: 2.0, Qt.Key.Key_Equal: 2.0, Qt.Key.Key_Minus: 0.5}
        turns = {Qt.Key.Key_N: 1, Qt.Key.Key_P: -1}
        key = Qt.Key(event.key())
        if key in moves:
            self.pan(*moves[key])
        elif key in zooms:
            self.zoom(zooms[key])
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key in turns:
            self._choose(turns[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pins():
            self.picked.emit(self._pins()[max(0, self._chosen)].key)
        else:
            super().keyPressEvent(event)

    def _pins(self) -> list[Point]:
        return [s for s in self._painter.shown.shapes if isinstance(s, Point) and s.key]

    def _choose(self, step: int) -> None:
        pins = self._pins()
        if pins:
            self._chosen = (self._chosen + step) % len(pins)
            pin = pins[self._chosen]
            self.setAccessibleDescription(pin.name or pin.role)
            centre = self._view.to_metres(self.width() / 2, self.height() / 2)
            resolution = self._view.resolution
            self.pan((centre[0] - pin.x) / resolution, (pin.y - centre[1]) / resolution)

    def _set_view(self, view: View) -> None:
        self._view = view
        self.update()
        self.view_changed.emit()

    def _spoil(self) -> None:
        self._buffer = None
        self.update()

    def _describe(self) -> None:
        self.setAccessibleName(self._name)
        words = [words for _role, words in self._painter.shown.legend]
        self.setAccessibleDescription(" · ".join(words))
