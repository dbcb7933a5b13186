"""How each role looks: pen, fill, icon. Roles come with the shapes, colours from the theme."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from patrol_app.domain.records import RECORD_TYPES
from patrol_app.gui.theme import current
from patrol_app.gui.theme.paint import blit

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
    "walk": LineLook("map.track", 1.5),
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
    "unvisited": AreaLook(LineLook("due", 1.5), "due", 130, hatch=True),
    "forest": AreaLook(LineLook("map.forest", 1), "map.forest", 255),
    "water": AreaLook(LineLook("map.water", 1), "map.water", 255),
    "selected": AreaLook(LineLook("overdue", 2), "overdue", 50),
    "epidemic_new": AreaLook(LineLook("overdue", 2), "overdue", 90),
    "epidemic": AreaLook(LineLook("due", 1.5), "due", 110, hatch=True),
}


@dataclass(frozen=True, slots=True)
class PinLook:
    """Icon, ink, fill and radius (px at 100 %) of a pin role."""

    icon: str
    ink: str
    fill: str
    radius: int


PINS = {
    "start": PinLook("flag-outline", "on_accent", "accent", 11),
    "end": PinLook("flag-checkered", "on_accent", "accent", 11),
    "photo": PinLook("camera-outline", "text", "surface", 10),
    "stop": PinLook("map-marker-outline", "info", "info.soft", 10),
    "finding": PinLook("alert-outline", "overdue", "overdue.soft", 12),
    "livestock": PinLook("sheep", "overdue", "overdue.soft", 13),
    "pest": PinLook("bug-outline", "due", "due.soft", 12),
    "epidemic_new": PinLook("alert-decagram-outline", "overdue", "overdue.soft", 13),
    "epidemic": PinLook("pine-tree", "due", "due.soft", 10),
    "drill": PinLook("fire-truck", "info", "info.soft", 12),
    "place": PinLook("map-marker", "accent_text", "surface", 11),
    **{
        kind.code: PinLook(kind.icon, "accent_text", "surface", 12)
        for kind in RECORD_TYPES
        if kind.layer
    },
}
TEXTS = {"place": ("table", True, "text"), "zone": ("caption", False, "text2")}


def line_look(role: str) -> LineLook:
    """Look of a line role; unknown ones look like a boundary."""
    return LINES.get(role, LINES["boundary"])


def area_look(role: str) -> AreaLook:
    """Look of an area role; unknown ones look like a zone."""
    return AREAS.get(role, AREAS["zone"])


def pin_look(role: str) -> PinLook:
    """Look of a pin role; unknown ones look like a place."""
    return PINS.get(role, PINS["place"])


def pen(look: LineLook) -> QPen:
    """The pen of a line.

    Bevel joins: round ones cost three times as much on a track of thousands of points.
    """
    made = QPen(current().colour(look.colour), look.width, look.style)
    made.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    return made


def halo(look: LineLook) -> QPen:
    """The pen under a line."""
    made = QPen(current().colour("map.halo"), look.halo, _SOLID)
    made.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    return made


def brush(look: AreaLook) -> QBrush | None:
    """The fill of an area; None without one."""
    if not look.fill:
        return None
    style = Qt.BrushStyle.BDiagPattern if look.hatch else Qt.BrushStyle.SolidPattern
    return QBrush(current().colour(look.fill, look.alpha), style)


def draw_sample(painter: QPainter, place: QRectF, role: str) -> None:
    """Legend sample of a role in a box of about 20 by 12 px (GUI thread only)."""
    theme = current()
    middle = place.center()
    if role in PINS:
        look = PINS[role]
        edge = round(theme.scaled(16))
        colour = theme.hex("text" if look.ink == "on_accent" else look.ink)
        blit(painter, look.icon, colour, middle.x() - edge / 2, middle.y() - edge / 2, edge)
    elif role in AREAS:
        fill = brush(AREAS[role])
        if fill is not None:
            painter.fillRect(place, fill)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(AREAS[role].edge))
        painter.drawRect(place)
    else:
        painter.setPen(pen(line_look(role)))
        painter.drawLine(QPointF(place.left(), middle.y()), QPointF(place.right(), middle.y()))
