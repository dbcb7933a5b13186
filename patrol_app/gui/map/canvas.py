"""The drawing half of the map: ground, layers, what lies over them. Input is in ``panel``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from patrol_app.geo.display import DisplayList, Group, LocalPlane, bounds_of
from patrol_app.geo.sets import Bounds
from patrol_app.geo.tiles import UNIT
from patrol_app.gui.map import furniture, modes
from patrol_app.gui.map.base import TileLayer
from patrol_app.gui.map.modes import Mode
from patrol_app.gui.map.notation import DECIMAL, DMS, shown
from patrol_app.gui.map.overlay import Overlay
from patrol_app.gui.map.painter import MapPainter
from patrol_app.gui.map.view import View
from patrol_app.gui.theme import current
from patrol_app.gui.theme.paint import AA
from patrol_app.i18n import _

NIGHT_ALPHA = 150  # of the veil over the base map
Backdrop = Callable[[LocalPlane], Sequence[Group]]


class MapCanvas(QWidget):
    """Draws a ``DisplayList`` over the bureau's own layers and the base map.

    Args:
        name: accessible name.
        dms: positions in degrees, minutes, seconds (``set_notation`` knows more).
        legend: whether the legend is drawn on the map.

    Attributes:
        tiles: the raster base map; overlay: the drawn shapes.
        mode: what clicks mean now, or None.

    Signals:
        view_changed: after moving or zooming.
    """

    view_changed = Signal()

    def __init__(self, name: str = "", *, dms: bool = True, legend: bool = True) -> None:
        super().__init__()
        self._name, self._with_legend = name or _("Map"), legend
        self._notation = DMS if dms else DECIMAL
        self._list = DisplayList(LocalPlane(0, 0))
        self._backdrop: Backdrop | None = None
        self._extra: tuple[tuple[str, str], ...] = ()
        self._painter = MapPainter(self._list)
        self._view = View()
        self.overlay, self.tiles = Overlay(), TileLayer(self)
        self.overlay.drawn.connect(self.update)
        self.tiles.changed.connect(self.update)
        self.mode: Mode | None = None
        self._mouse: QPointF | None = None
        self._fit_pending = True
        self._describe()

    def tool_width(self) -> int:
        """Room at the left that tools take, px."""
        return 0

    def show_list(self, shown: DisplayList, *, keep_view: bool = False) -> None:
        """Show other shapes.

        Args:
            shown: what to draw.
            keep_view: stay where the person looks instead of fitting.
        """
        self._list = shown
        self._compose()
        self._fit_pending = self._fit_pending or not keep_view

    def set_backdrop(
        self, backdrop: Backdrop | None, legend: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Lay the bureau's own layers under the shapes.

        Args:
            backdrop: makes the layers for a plane; None takes them away.
            legend: (role, words) of them.
        """
        self._backdrop, self._extra = backdrop, tuple(legend)
        self._compose()

    def set_notation(self, notation: str) -> None:
        """Notation of the position line: ``decimal``, ``dms`` or ``cgcs2000``."""
        self._notation = notation
        self.update()

    def plane(self) -> LocalPlane:
        """The plane of what is shown."""
        return self._list.plane

    def whole(self) -> DisplayList:
        """What is drawn: layers of the bureau, then the page's shapes."""
        return self._painter.shown

    def fit(self) -> None:
        """Show everything, clear of tools and legend."""
        bounds = bounds_of(self._list.coordinates()) or self._base_bounds()
        if bounds is not None:
            self.go_to(bounds)

    def go_to(self, bounds: Bounds) -> None:
        """Show ``bounds`` (metres), clear of tools and legend."""
        width, _height = furniture.legend_size(self._legend())
        left = self.tool_width() + 24
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

    def settle(self) -> None:
        """Until the picture of the present view is there (tests, pictures)."""
        for _round in range(3):  # a picture that was given up is asked for once more
            if self.isVisible():
                self.repaint()
            self.overlay.settle()

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

    def changeEvent(self, event: QEvent) -> None:
        """Draw again in the other theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "overlay"):
            self._painter.prepare()
            self.overlay.spoil()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy base map and shapes, then what lies over them."""
        if self._fit_pending:
            self._fit_pending = False
            self.fit()
        painter = QPainter(self)
        painter.fillRect(self.rect(), current().colour("map.ground"))
        based = self.tiles.base is not None
        if based:
            self.tiles.draw(painter, self._view, self.plane())
            if current().name == "dark":  # a map made for daylight would dazzle
                painter.fillRect(self.rect(), current().colour("map.ground", NIGHT_ALPHA))
        self.overlay.ask(self._painter, self._view, self.devicePixelRatioF(), grid=not based)
        self.overlay.blit(painter, self._view)
        painter.setRenderHint(AA)
        furniture.draw_scale(painter, self._view)
        furniture.draw_position(painter, self._view, self._position())
        legend = self._legend()
        # a low map keeps what a place needs; the legend may not cover the object
        if furniture.legend_size(legend)[1] < self.height() - current().scaled(90):
            furniture.draw_legend(painter, self._view, legend)
            furniture.draw_north(painter, self._view, current().scaled(46))
        if self.mode is not None:
            modes.draw_mode(painter, self._view, self.plane(), self.mode, self._mouse)
        self._draw_frame(painter)

    def _draw_frame(self, painter: QPainter) -> None:
        """Round the corners by covering them: a clip would slow every copy down."""
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        corners, inner = QPainterPath(), QPainterPath()
        corners.addRect(QRectF(self.rect()))
        inner.addRoundedRect(frame, 8, 8)
        painter.fillPath(corners.subtracted(inner), current().colour("canvas"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        focused = self.hasFocus()
        role, width = ("focus", 2) if focused else ("border", 1)
        painter.setPen(QPen(current().colour(role), width))
        painter.drawRoundedRect(frame, 8, 8)

    def _compose(self) -> None:
        """Layers of the bureau under the shapes of the page, on their plane."""
        under: Sequence[Group] = ()
        if self._backdrop is not None and not self._nowhere():
            under = self._backdrop(self._list.plane)
        whole = DisplayList(self._list.plane, (*under, *self._list.shapes), self._list.legend)
        self._painter = MapPainter(whole)
        self._describe()
        self.update()

    def _nowhere(self) -> bool:
        return self._list.plane.lat == 0 and self._list.plane.lon == 0

    def _legend(self) -> Sequence[tuple[str, str]]:
        return (*self._list.legend, *self._extra) if self._with_legend else ()

    def _base_bounds(self) -> Bounds | None:
        """What the base map covers, in metres."""
        base = self.tiles.base
        if base is None or base.bounds is None:
            return None
        west, south, east, north = base.bounds
        scale = self.plane().scale()
        lon, lat = self.plane().lon, self.plane().lat
        return (
            (west - lon) * scale[0] / UNIT,
            (south - lat) * scale[1] / UNIT,
            (east - lon) * scale[0] / UNIT,
            (north - lat) * scale[1] / UNIT,
        )

    def _position(self) -> str:
        if self._nowhere():
            return ""
        at = self._mouse or QPointF(self.width() / 2, self.height() / 2)
        place = self.plane().position(*self._view.to_metres(at.x(), at.y()))
        return shown(*place, self._notation)

    def _set_view(self, view: View) -> None:
        self._view = view
        self.update()
        self.view_changed.emit()

    def _describe(self) -> None:
        self.setAccessibleName(self._name)
        words = [words for _role, words in (*self._list.legend, *self._extra)]
        self.setAccessibleDescription(" · ".join(words))
