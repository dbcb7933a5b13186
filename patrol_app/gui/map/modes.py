"""What a click on the map means beside looking: measuring, drawing, choosing one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from patrol_app.geo.plane import LocalPlane
from patrol_app.geo.ruler import MU_M2, Spot, area_m2, way_m
from patrol_app.gui.map.looks import LINES, halo, pen
from patrol_app.gui.map.paths import polygon
from patrol_app.gui.map.view import View
from patrol_app.gui.theme import current
from patrol_app.gui.theme.paint import CENTRE
from patrol_app.i18n import _

WAY, AREA, DRAW, PICK = "way", "area", "draw", "pick"
HECTARE_M2 = 10_000


@dataclass
class Mode:
    """One thing under way.

    Attributes:
        kind: ``way`` measures a distance, ``area`` an area, ``draw`` makes a line, ``pick``
            chooses one place.
        hint: words for ``pick``.
        spots: places clicked so far, (latitude, longitude) in 1e-7 degrees.
    """

    kind: str
    hint: str = ""
    spots: list[Spot] = field(default_factory=list)

    def words(self) -> str:
        """What was measured so far, or what to do."""
        if self.kind == PICK:
            return self.hint or _("Click the place on the map")
        if not self.spots:
            return _("Click the points one after the other; Esc ends")
        if self.kind == AREA:
            return show_area(area_m2(self.spots), way_m([*self.spots, self.spots[0]]))
        return show_way(way_m(self.spots))


def show_way(metres: float) -> str:
    """``Distance 1.25 km``, below one kilometre in metres."""
    length = f"{metres / 1000:.2f} km" if metres >= 1000 else f"{metres:.0f} m"
    return _("Distance {length}").format(length=length)


def show_area(metres2: float, around: float) -> str:
    """Area in 亩 and hectares with the way around it."""
    way = f"{around / 1000:.2f} km" if around >= 1000 else f"{around:.0f} m"
    return _("Area {mu} mu · {ha} ha · around {way}").format(
        mu=f"{metres2 / MU_M2:.1f}", ha=f"{metres2 / HECTARE_M2:.2f}", way=way
    )


def _pixels(view: View, plane: LocalPlane, spots: Sequence[Spot]) -> np.ndarray:
    lat, lon = np.array(spots, np.int64).T
    return view.to_pixels(plane.metres(lat, lon))


def draw_mode(
    painter: QPainter, view: View, plane: LocalPlane, mode: Mode, mouse: QPointF | None
) -> None:
    """The line so far, to the pointer, and what it measures."""
    theme = current()
    if mode.spots:
        points = _pixels(view, plane, mode.spots)
        drawn = points
        if mouse is not None:
            drawn = np.vstack((points, [[mouse.x(), mouse.y()]]))
        shape = polygon(drawn)
        look = LINES["measure"]
        painter.setBrush(theme.colour("accent", 40) if mode.kind == AREA else Qt.BrushStyle.NoBrush)
        draw = painter.drawPolygon if mode.kind == AREA else painter.drawPolyline
        painter.setPen(halo(look))
        draw(shape)
        painter.setPen(pen(look))
        draw(shape)
        painter.setPen(QPen(theme.colour("text"), 1.5))
        painter.setBrush(theme.colour("surface"))
        for x, y in points.tolist():
            painter.drawEllipse(QPointF(x, y), theme.scaled(4), theme.scaled(4))
    if mode.kind == PICK and mouse is None:  # by keyboard: the middle of the map
        x, y, arm = view.width / 2, view.height / 2, theme.scaled(12)
        for colour, width in (("map.halo", 4), ("text", 1.5)):
            painter.setPen(QPen(theme.colour(colour), width))
            painter.drawLine(QPointF(x - arm, y), QPointF(x + arm, y))
            painter.drawLine(QPointF(x, y - arm), QPointF(x, y + arm))
    _draw_words(painter, view, mode.words())


def _draw_words(painter: QPainter, view: View, words: str) -> None:
    """The words at the top in the middle."""
    theme = current()
    font = theme.font("table", bold=True)
    width = QFontMetricsF(font).horizontalAdvance(words) + theme.scaled(24)
    place = QRectF((view.width - width) / 2, 10, width, theme.px("height.control"))
    painter.setPen(QPen(theme.colour("accent"), 1))
    painter.setBrush(theme.colour("surface", 240))
    painter.drawRoundedRect(place, 4, 4)
    painter.setPen(theme.colour("text"))
    painter.setFont(font)
    painter.drawText(place.adjusted(0, -1, 0, 0), CENTRE, words)
