"""Draws a display list with QPainter; a role decides pen, fill and icon."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from patrol_app.geo.display import DisplayList, Metres, Point, Polygon, Polyline, Text, thinned
from patrol_app.gui.map.view import View
from patrol_app.gui.theme import current, icons
from patrol_app.gui.theme.paint import AA, blit

SPRITES = 400  # pictures of words kept
_DASH, _DOT, _SOLID = Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.SolidLine


@dataclass(frozen=True, slots=True)
class LineLook:
    """Pen of a line role: colour role, width in px, style, halo in px (0 for none)."""

    colour: str
    width: float
    style: Qt.PenStyle = _SOLID
    halo: float = 0.0


@dataclass(frozen=True, slots=True)
class AreaLook:
    """Edge and fill of an area role; ``hatch`` so that colour is not the only sign."""

    edge: LineLook
    fill: str = ""
    alpha: int = 0
    hatch: bool = False


LINES = {
    "track": LineLook("map.track", 3, halo=6),
    "gap": LineLook("due", 2.5, _DOT, halo=5),
    "route": LineLook("map.track", 2, _DASH, halo=4),
    "road": LineLook("map.road", 3),
    "boundary": LineLook("text3", 1, _DASH),
    "measure": LineLook("text", 2, _DASH, halo=4),
}
AREAS = {
    "grid": AreaLook(LineLook("map.grid_edge", 2, _DASH)),
    "ban": AreaLook(LineLook("map.ban_fill", 1.5), "map.ban_fill", 120, hatch=True),
    "zone": AreaLook(LineLook("map.grid_edge", 1.5), "map.grid_edge", 26),
    "plot": AreaLook(LineLook("text3", 1.2), "accent", 18),
    "forest": AreaLook(LineLook("map.forest", 1), "map.forest", 255),
    "water": AreaLook(LineLook("map.water", 1), "map.water", 255),
    "selected": AreaLook(LineLook("overdue", 2), "overdue", 50),
}
# role: icon, ink, fill, radius at 100 %
PINS = {
    "start": ("flag-outline", "on_accent", "accent", 11),
    "end": ("flag-checkered", "on_accent", "accent", 11),
    "photo": ("camera-outline", "text", "surface", 10),
    "stop": ("map-marker-outline", "info", "info.soft", 10),
    "finding": ("alert-outline", "overdue", "overdue.soft", 12),
    "livestock": ("sheep", "overdue", "overdue.soft", 13),
    "place": ("map-marker", "accent_text", "surface", 11),
}
_TEXT = {"place": ("table", True, "text"), "zone": ("caption", False, "text2")}


def polygon(pixels: NDArray[np.float64]) -> QPolygonF:
    """(n, 2) px as a polygon by one copy of memory."""
    made = QPolygonF()
    count = len(pixels)
    made.resize(count)
    if count:
        # the stubs know no buffer for a polygon's points; the memory is n pairs of doubles
        pointer: Any = shiboken6.VoidPtr
        memory = pointer(made.data(), count * 16, True)
        np.frombuffer(memory, np.float64)[:] = np.ascontiguousarray(pixels).ravel()
    return made


class MapPainter:
    """Keeps thinned copies of long lines by zoom and draws what a view shows."""

    def __init__(self, shown: DisplayList) -> None:
        self.shown = shown
        self._thin: dict[tuple[int, int], Metres] = {}
        self._named: list[QRectF] = []

    def draw(self, painter: QPainter, view: View) -> None:
        """Draw areas, lines, words and pins, in this order."""
        painter.setRenderHint(AA)
        shapes = self.shown.shapes
        for area in (s for s in shapes if isinstance(s, Polygon)):
            self._draw_area(painter, view, area)
        for line in (s for s in shapes if isinstance(s, Polyline)):
            self._draw_line(painter, view, line)
        self._named.clear()
        for words in (s for s in shapes if isinstance(s, Text)):
            place = view.to_pixels(np.array([[words.x, words.y]]))[0]
            size, bold, role = _TEXT.get(words.role, _TEXT["zone"])
            draw_words(painter, place[0], place[1], words.words, size, bold=bold, role=role)
        pins = [s for s in shapes if isinstance(s, Point)]
        for pin in pins:
            self._draw_pin(painter, view, pin)
        for pin in reversed(pins):  # the topmost pin keeps its name
            self._name_pin(painter, view, pin)

    def _at(self, points: Metres, view: View) -> NDArray[np.float64]:
        """Pixels of a line, thinned to the power of two below half a pixel."""
        if len(points) < 200:
            return view.to_pixels(points)
        level = int(np.floor(np.log2(view.resolution * 0.75)))
        key = (id(points), level)
        if key not in self._thin:
            self._thin[key] = thinned(points, 2.0**level)
        return view.to_pixels(self._thin[key])

    def _draw_area(self, painter: QPainter, view: View, area: Polygon) -> None:
        theme = current()
        look = AREAS.get(area.role, AREAS["zone"])
        path = QPainterPath()
        for ring in area.rings:
            path.addPolygon(polygon(self._at(ring, view)))
            path.closeSubpath()
        if look.fill:
            colour = theme.colour(look.fill, look.alpha)
            style = Qt.BrushStyle.BDiagPattern if look.hatch else Qt.BrushStyle.SolidPattern
            painter.fillPath(path, QBrush(colour, style))
        painter.strokePath(path, _pen(look.edge))
        if area.name:
            middle = path.boundingRect().center()
            draw_words(painter, middle.x(), middle.y(), area.name, "caption", role="text2")

    def _draw_line(self, painter: QPainter, view: View, line: Polyline) -> None:
        look = LINES.get(line.role, LINES["boundary"])
        shape = polygon(self._at(line.points, view))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if look.halo:
            halo = QPen(current().colour("map.halo"), look.halo, _SOLID)
            halo.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
            painter.setPen(halo)
            painter.drawPolyline(shape)
        painter.setPen(_pen(look))
        painter.drawPolyline(shape)

    def _draw_pin(self, painter: QPainter, view: View, pin: Point) -> None:
        theme = current()
        icon, ink, fill, size = PINS.get(pin.role, PINS["place"])
        x, y = view.to_pixels(np.array([[pin.x, pin.y]]))[0]
        radius = theme.scaled(size)
        if not (-radius < x < view.width + radius and -radius < y < view.height + radius):
            return
        painter.setPen(QPen(theme.colour("map.halo"), 2))
        painter.setBrush(theme.colour(fill))
        painter.drawEllipse(QPointF(x, y), radius, radius)
        edge = round(radius * 1.25)
        blit(painter, pin.icon or icon, theme.hex(ink), x - edge / 2, y - edge / 2, edge)

    def _name_pin(self, painter: QPainter, view: View, pin: Point) -> None:
        """Words under a pin, left out where they would cover those of another one."""
        if not pin.name:
            return
        theme = current()
        x, y = view.to_pixels(np.array([[pin.x, pin.y]]))[0]
        base = y + theme.scaled(PINS.get(pin.role, PINS["place"])[3]) + theme.scaled(14)
        metrics = QFontMetricsF(theme.font("caption"))
        width = metrics.horizontalAdvance(pin.name)
        place = QRectF(x - width / 2, base - metrics.ascent(), width, metrics.height())
        if not any(place.intersects(other) for other in self._named):
            self._named.append(place)
            draw_words(painter, x, base, pin.name, "caption")


def _pen(look: LineLook) -> QPen:
    pen = QPen(current().colour(look.colour), look.width, look.style)
    # bevel joins: round ones cost three times as much on a track of thousands of points
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def draw_words(
    painter: QPainter,
    x: float,
    y: float,
    words: str,
    size: str = "caption",
    *,
    bold: bool = False,
    role: str = "text",
) -> None:
    """Words with a halo, centred on ``x``, base line at ``y``."""
    sprite, origin = _sprite(words, size, bold, role)
    painter.drawPixmap(QPointF(round(x - origin.x()), round(y - origin.y())), sprite)


_sprites: dict[tuple[object, ...], tuple[QPixmap, QPointF]] = {}


def _sprite(words: str, size: str, bold: bool, role: str) -> tuple[QPixmap, QPointF]:
    """Words with halo as a picture and its middle on the base line; strokes are dear, so kept."""
    theme = current()
    dpr = icons.ratio()
    key = (words, size, bold, theme.hex(role), theme.hex("map.halo"), theme.scale, dpr)
    if key not in _sprites:
        if len(_sprites) >= SPRITES:
            _sprites.clear()
        font = theme.font(size, bold=bold)
        metrics = QFontMetricsF(font)
        width, rise, edge = metrics.horizontalAdvance(words), metrics.ascent(), 3.0
        high = metrics.height() + 2 * edge
        picture = QPixmap(ceil((width + 2 * edge) * dpr), ceil(high * dpr))
        picture.setDevicePixelRatio(dpr)
        picture.fill(Qt.GlobalColor.transparent)
        path = QPainterPath()
        path.addText(QPointF(edge, edge + rise), font, words)
        halo = QPen(theme.colour("map.halo", 225), 3.5)
        halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter = QPainter(picture)
        painter.setRenderHint(AA)
        painter.strokePath(path, halo)
        painter.fillPath(path, theme.colour(role))
        painter.end()
        _sprites[key] = (picture, QPointF(edge + width / 2, edge + rise))
    return _sprites[key]


def draw_sample(painter: QPainter, place: QRectF, role: str) -> None:
    """Legend sample of a role in a box of about 20 by 12 px."""
    theme = current()
    middle = place.center()
    if role in PINS:
        icon, ink, _fill, _size = PINS[role]
        edge = round(theme.scaled(16))
        colour = theme.hex("text" if ink == "on_accent" else ink)
        blit(painter, icon, colour, middle.x() - edge / 2, middle.y() - edge / 2, edge)
    elif role in AREAS:
        look = AREAS[role]
        if look.fill:
            style = Qt.BrushStyle.BDiagPattern if look.hatch else Qt.BrushStyle.SolidPattern
            painter.fillRect(place, QBrush(theme.colour(look.fill, look.alpha), style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_pen(look.edge))
        painter.drawRect(place)
    else:
        painter.setPen(_pen(LINES.get(role, LINES["boundary"])))
        painter.drawLine(QPointF(place.left(), middle.y()), QPointF(place.right(), middle.y()))
