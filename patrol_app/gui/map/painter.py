"""The screen's back end of the display list: layers, in them areas, lines, words and pins."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from patrol_app.geo.display import DisplayList, Group, Point, Polygon, Polyline, Raster, Text
from patrol_app.geo.sets import AreaSet, PointSet
from patrol_app.gui.map.batch import Wanted, draw_areas, draw_points, plan_names
from patrol_app.gui.map.looks import TEXTS, area_look, brush, halo, line_look, pen, pin_look
from patrol_app.gui.map.paths import path, polygon
from patrol_app.gui.map.sprites import draw_pin, draw_words, make_pins
from patrol_app.gui.map.view import View
from patrol_app.gui.theme import current
from patrol_app.gui.theme.paint import AA

LINE_POINTS = 8_000  # of one stroke, as with paths of areas
PIN_ROOM = 36  # px at 100 % that words keep clear of a pin


def always() -> bool:
    """The picture is wanted."""
    return True


class MapPainter:
    """Draws one display list; made in the GUI thread, drawing may be done in another.

    Args:
        shown: what to draw.
    """

    def __init__(self, shown: DisplayList) -> None:
        self.shown = shown
        self.prepare()

    def prepare(self) -> None:
        """Make the pins ahead (GUI thread); again after a change of theme."""
        make_pins(self.shown)

    def draw(self, painter: QPainter, view: View, wanted: Wanted = always) -> None:
        """Draw layer by layer; stops between two shapes when it is not wanted any more."""
        painter.setRenderHint(AA)
        named: list[QRectF] = []
        sets = [shape for shape in self.shown.singles() if isinstance(shape, AreaSet)]
        names = plan_names(view, sets[::-1])
        for group in self.shown.layers():
            painter.setOpacity(group.opacity)
            for shape in group.shapes:
                if not wanted():
                    return
                if isinstance(shape, AreaSet):
                    draw_areas(painter, view, shape, wanted, names.get(id(shape), ()))
                elif isinstance(shape, Polygon):
                    self._draw_area(painter, view, shape)
                elif isinstance(shape, Raster):
                    self._draw_raster(painter, view, shape)
            self._draw_lines(painter, view, group, wanted)
        self._name_areas(painter, view, wanted)
        for group in self.shown.layers():
            painter.setOpacity(group.opacity)
            self._draw_marks(painter, view, group, named, wanted)
        painter.setOpacity(1.0)

    def _name_areas(self, painter: QPainter, view: View, wanted: Wanted) -> None:
        """Names of areas over every line, and beside a pin that stands in the middle."""
        pins = [(shape.x, shape.y) for shape in self.shown.singles() if isinstance(shape, Point)]
        spots = [QPointF(*at) for at in view.to_pixels(np.array(pins))] if pins else []
        for group in self.shown.layers():
            painter.setOpacity(group.opacity)
            for area in group.shapes:
                if isinstance(area, Polygon) and area.name and wanted():
                    _name_area(painter, view, area, spots)

    def _draw_lines(self, painter: QPainter, view: View, group: Group, wanted: Wanted) -> None:
        for shape in group.shapes:
            if isinstance(shape, Polyline) and wanted():
                self._draw_line(painter, view, shape)

    def _draw_marks(
        self, painter: QPainter, view: View, group: Group, named: list[QRectF], wanted: Wanted
    ) -> None:
        for shape in group.shapes:
            if isinstance(shape, Text):
                place = view.to_pixels(np.array([[shape.x, shape.y]]))[0]
                size, bold, role = TEXTS.get(shape.role, TEXTS["zone"])
                draw_words(painter, place[0], place[1], shape.words, size, bold=bold, role=role)
            elif isinstance(shape, PointSet):
                draw_points(painter, view, shape, wanted)
        pins = [shape for shape in group.shapes if isinstance(shape, Point)]
        for pin in pins:
            x, y = view.to_pixels(np.array([[pin.x, pin.y]]))[0]
            draw_pin(painter, x, y, pin.role, pin.icon)
        for pin in reversed(pins):  # the topmost pin keeps its name
            self._name_pin(painter, view, pin, named)

    def _draw_area(self, painter: QPainter, view: View, area: Polygon) -> None:
        look = area_look(area.role)
        rings = [view.to_pixels(_closed(ring)) for ring in area.rings if len(ring)]
        if not rings:
            return
        begins = np.zeros(sum(len(ring) for ring in rings), bool)
        begins[np.cumsum([0, *(len(ring) for ring in rings)])[:-1]] = True
        outline = path(np.concatenate(rings), begins)
        fill = brush(look)
        if fill is not None:
            painter.fillPath(outline, fill)
        painter.strokePath(outline, pen(look.edge))

    def _draw_line(self, painter: QPainter, view: View, line: Polyline) -> None:
        look = line_look(line.role)
        points = line.at(view.resolution)
        if not _meets(points, view):
            return
        pixels = view.to_pixels(points)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # one vertex more than a part holds, so that the parts meet
        cuts = [*range(0, max(1, len(pixels) - 1), LINE_POINTS), len(pixels) - 1]
        parts = [polygon(pixels[low : high + 1]) for low, high in pairwise(cuts)]
        for stroke in (halo(look), pen(look)) if look.halo else (pen(look),):
            painter.setPen(stroke)
            for part in parts:
                painter.drawPolyline(part)

    def _draw_raster(self, painter: QPainter, view: View, tile: Raster) -> None:
        west, south, east, north = tile.box
        corners = view.to_pixels(np.array([[west, north], [east, south]]))
        image = QImage(
            tile.rgb, tile.width, tile.height, 3 * tile.width, QImage.Format.Format_RGB888
        )
        painter.drawImage(QRectF(QPointF(*corners[0]), QPointF(*corners[1])), image)

    def _name_pin(self, painter: QPainter, view: View, pin: Point, named: list[QRectF]) -> None:
        """Words under a pin, left out where they would cover those of another one."""
        if not pin.name:
            return
        theme = current()
        x, y = view.to_pixels(np.array([[pin.x, pin.y]]))[0]
        base = y + theme.scaled(pin_look(pin.role).radius) + theme.scaled(14)
        metrics = QFontMetricsF(theme.font("caption"))
        width = metrics.horizontalAdvance(pin.name)
        place = QRectF(x - width / 2, base - metrics.ascent(), width, metrics.height())
        if not any(place.intersects(other) for other in named):
            named.append(place)
            draw_words(painter, x, base, pin.name, "caption")


def _name_area(painter: QPainter, view: View, area: Polygon, pins: Sequence[QPointF]) -> None:
    """The name in the middle of an area, lifted or lowered where a pin would cover it."""
    rings = [view.to_pixels(ring) for ring in area.rings if len(ring)]
    if not rings:
        return
    points = np.concatenate(rings)
    x, y = (points.min(axis=0) + points.max(axis=0)) / 2
    high = current().scaled(PIN_ROOM)
    wide = QFontMetricsF(current().font("caption")).horizontalAdvance(area.name) + high
    for lift in (0, -high, high, 0):  # where every place is taken, the middle
        room = QRectF(x - wide / 2, y + lift - high / 2, wide, high)
        if not any(room.contains(pin) for pin in pins):
            break
    draw_words(painter, x, y + lift, area.name, "caption", role="text2")


def _closed(ring: np.ndarray) -> np.ndarray:
    return ring if np.array_equal(ring[0], ring[-1]) else np.vstack((ring, ring[:1]))


def _meets(points: np.ndarray, view: View) -> bool:
    """Whether the box of a line meets the view."""
    if len(points) < 2:
        return False
    west, south, east, north = view.bounds()
    low, high = points.min(axis=0), points.max(axis=0)
    return bool(low[0] <= east and high[0] >= west and low[1] <= north and high[1] >= south)


def names_of(shown: DisplayList) -> Sequence[Point]:
    """Pins that can be picked one after the other by keyboard."""
    return [shape for shape in shown.singles() if isinstance(shape, Point) and shape.key]
