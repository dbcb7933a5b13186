"""The map of a page: what mouse, wheel, touch and keyboard do on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QPinchGesture, QToolTip, QVBoxLayout, QWidget

from patrol_app.geo.display import DisplayList, Point
from patrol_app.gui.kit.buttons import Tool
from patrol_app.gui.map import modes
from patrol_app.gui.map.canvas import MapCanvas
from patrol_app.gui.map.hit import Hit, hit
from patrol_app.gui.map.modes import Mode
from patrol_app.gui.map.painter import names_of
from patrol_app.gui.theme import current
from patrol_app.i18n import _

LOW = 200  # px; a lower map keeps two tools
STEP = 60  # px a key press moves
CLICK = 4  # px the mouse may slip in a click
MOVES = {
    Qt.Key.Key_Left: (STEP, 0),
    Qt.Key.Key_Right: (-STEP, 0),
    Qt.Key.Key_Up: (0, STEP),
    Qt.Key.Key_Down: (0, -STEP),
}
ZOOMS = {Qt.Key.Key_Plus: 2.0, Qt.Key.Key_Equal: 2.0, Qt.Key.Key_Minus: 0.5}
TURNS = {Qt.Key.Key_N: 1, Qt.Key.Key_P: -1}
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MapPanel(MapCanvas):
    """Shows a ``DisplayList`` over the bureau's own layers and the base map.

    Args:
        name: accessible name.
        dms: positions in degrees, minutes, seconds (``set_notation`` knows more).
        legend: whether the legend is drawn on the map.

    Attributes:
        tiles, overlay, mode: see ``MapCanvas``.

    Signals:
        picked: key of the shape that was clicked, or chosen by Enter.
        pointed: (latitude, longitude) 1e-7 degrees of a click on free ground.
        placed: the same, of the place chosen after ``pick``.
        measured: (kind, places) when a measuring or drawing was ended with points.
        mode_changed: a way of clicking began or ended.
    """

    picked = Signal(str)
    pointed = Signal(object)
    placed = Signal(object)
    measured = Signal(str, object)
    mode_changed = Signal()

    def __init__(self, name: str = "", *, dms: bool = True, legend: bool = True) -> None:
        super().__init__(name, dms=dms, legend=legend)
        self._press: QPointF | None = None
        self._last: QPointF | None = None
        self._chosen = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self._tools = self._make_tools()

    def _make_tools(self) -> list[Tool]:
        entries: Sequence[tuple[str, str, Callable[[], None]]] = (
            ("plus", _("Zoom in"), lambda: self.zoom(2.0)),
            ("minus", _("Zoom out"), lambda: self.zoom(0.5)),
            ("crosshairs-gps", _("Show everything"), self.fit),
            ("ruler", _("Measure a distance"), lambda: self.start(modes.WAY)),
            ("vector-square", _("Measure an area"), lambda: self.start(modes.AREA)),
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

    def pick(self, hint: str = "") -> None:
        """The next click, or Enter for the middle, chooses a place: signal ``placed``.

        Args:
            hint: words shown over the map meanwhile.
        """
        self.mode = None
        self.start(modes.PICK, hint)

    def show_list(self, shown: DisplayList, *, keep_view: bool = False) -> None:
        """Show other shapes (see ``MapCanvas``); the keyboard begins at the first pin again."""
        super().show_list(shown, keep_view=keep_view)
        self._chosen = -1

    def tool_width(self) -> int:
        """Room that the tools take, px."""
        return self._tool_box.sizeHint().width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low map keeps two tools, a middling one three."""
        super().resizeEvent(event)
        roomy = self.height() >= len(self._tools) * current().scaled(38) + 60
        for place, tool in enumerate(self._tools):
            tool.setVisible(place < 2 or roomy or (place == 2 and self.height() >= LOW))
        self._tool_box.adjustSize()

    def changeEvent(self, event: QEvent) -> None:
        """The tools follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_tool_box"):
            self._tool_box.adjustSize()

    def start(self, kind: str, hint: str = "") -> None:
        """Begin measuring, drawing or choosing; the same kind again ends it."""
        again = self.mode is not None and self.mode.kind == kind
        self.stop()
        if again:
            return
        self.mode = Mode(kind, hint)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocus()
        self._told()

    def stop(self) -> None:
        """End what clicks mean; what was measured goes out by ``measured``."""
        ended, self.mode = self.mode, None
        if ended is None:
            return
        self.unsetCursor()
        self._told()
        if ended.kind != modes.PICK and len(ended.spots) > 1:
            self.measured.emit(ended.kind, tuple(ended.spots))

    def event(self, event: QEvent) -> bool:
        """Words of what lies under the pointer; two fingers zoom."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tip(event.pos(), event.globalPos())
            return True
        if event.type() == QEvent.Type.Gesture:
            pinch = event.gesture(Qt.GestureType.PinchGesture)  # type: ignore[attr-defined]
            if isinstance(pinch, QPinchGesture) and pinch.scaleFactor() > 0:
                self.zoom(pinch.scaleFactor(), QPointF(self.mapFromGlobal(pinch.centerPoint())))
                return True
        return super().event(event)

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
        self._clicked(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ends what is being measured; else zooms in."""
        if self.mode is not None and self.mode.kind != modes.PICK:
            self.stop()
        else:
            self.zoom(2.0, event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """The position line goes back to the middle."""
        self._mouse = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        self.zoom(2 ** (event.angleDelta().y() / 240), event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, + and - zoom, 0 and Home fit, N and P go through the pins, Enter picks.

        M measures a distance, A an area; meanwhile Enter sets a point in the middle, Backspace
        takes the last one back and Esc ends.
        """
        key = Qt.Key(event.key())
        if key in MOVES:
            self.pan(*MOVES[key])
        elif key in ZOOMS:
            self.zoom(ZOOMS[key])
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.fit()
        elif key in TURNS:
            self._choose(TURNS[key])
        elif key in (Qt.Key.Key_M, Qt.Key.Key_A):
            self.start(modes.WAY if key == Qt.Key.Key_M else modes.AREA)
        elif self.mode is not None and self._mode_key(key):
            return
        elif key in ENTERS and self._pins():
            self.picked.emit(self._pins()[max(0, self._chosen)].key)
        else:
            super().keyPressEvent(event)

    def _mode_key(self, key: Qt.Key) -> bool:
        """A key while something is measured or chosen; whether it was taken."""
        assert self.mode is not None
        if key == Qt.Key.Key_Escape:
            self.stop()
        elif key in (*ENTERS, Qt.Key.Key_Space):
            self._mouse = None
            self._clicked(QPointF(self.width() / 2, self.height() / 2))
        elif key == Qt.Key.Key_Backspace and self.mode.spots:
            self.mode.spots.pop()
            self._told()
        else:
            return False
        return True

    def _clicked(self, at: QPointF) -> None:
        """A click, or the keyboard's stand-in for one."""
        place = self._view.to_metres(at.x(), at.y())
        spot = self.plane().position(*place)
        if self.mode is not None and self.mode.kind == modes.PICK:
            self.stop()
            self.placed.emit(spot)
            return
        if self.mode is not None:
            self.mode.spots.append(spot)
            self._told()
            return
        found = self._under(at)
        if found is None:
            self.pointed.emit(spot)
        elif found.box is not None:
            self.go_to(found.box)
        else:
            self.picked.emit(found.key)

    def _under(self, at: QPointF) -> Hit | None:
        place = self._view.to_metres(at.x(), at.y())
        return hit(self._painter.shown, *place, self._view.resolution)

    def _tip(self, at: QPoint, where: QPoint) -> None:
        """The name of what lies there."""
        found = None if self.mode is not None else self._under(QPointF(at))
        if found is None:
            QToolTip.hideText()
            return
        words = _("{n} records here").format(n=found.count) if found.count > 1 else found.name
        QToolTip.showText(where, words, self)

    def _pins(self) -> Sequence[Point]:
        return names_of(self._list)

    def _choose(self, step: int) -> None:
        pins = self._pins()
        if pins:
            self._chosen = (self._chosen + step) % len(pins)
            pin = pins[self._chosen]
            self.setAccessibleDescription(pin.name or pin.role)
            centre = self._view.to_metres(self.width() / 2, self.height() / 2)
            resolution = self._view.resolution
            self.pan((centre[0] - pin.x) / resolution, (pin.y - centre[1]) / resolution)

    def _told(self) -> None:
        """Say and show what is measured."""
        if self.mode is not None:
            self.setAccessibleDescription(self.mode.words())
        else:
            self._describe()
        self.mode_changed.emit()
        self.update()
