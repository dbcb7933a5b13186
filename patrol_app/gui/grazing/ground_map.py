"""The small map beside a violation: zones, young plantation, the patrol's track, the herd."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QSize

from patrol_app.domain.grazing_ground import BANNED, RESTED, YOUNG, GrazingGround
from patrol_app.domain.records.dataset import COMPARTMENT, ZONE
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.geo.area import Area
from patrol_app.geo.display import DisplayList, Group, Point, Polyline, Single, Text
from patrol_app.geo.near import nearest
from patrol_app.geo.plane import LocalPlane
from patrol_app.geo.sets import area_table
from patrol_app.geo.types import TRUSTED_DATUMS
from patrol_app.gui.map.panel import MapPanel
from patrol_app.gui.map.scene import walk_lines
from patrol_app.gui.theme import current
from patrol_app.i18n import N_, _
from patrol_app.services.mapping import walks
from patrol_app.services.ports import Condition, Listing

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

NEAR_M: Final = 1_500.0  # of zones; further ones would make the herd a dot
LEGEND: Final = {
    "ban": N_("Grazing forbidden"),
    "zone": N_("Other zones"),
    "plot": N_("Young plantation"),
    "walk": N_("Track of the patrol"),
}


def picture(app: App, violation: GrazingViolation, ground: GrazingGround) -> DisplayList | None:
    """What the small map shows; None without a position whose datum is certain."""
    place = violation.position
    if place is None or place.datum not in TRUSTED_DATUMS:
        return None
    plane = LocalPlane(place.lat, place.lon)
    groups: list[Group | Single] = []
    roles: set[str] = set()
    words: list[Single] = []
    for row, _metres in app.places.near(ZONE, place, NEAR_M):
        assert row.wkb is not None
        kind = str(row.attrs.get("zone_kind", ""))
        role = "ban" if kind in (BANNED, RESTED) else "plot" if kind == YOUNG else "zone"
        area = Area(row.code, row.name, row.wkb)
        groups.append(Group(f"zone:{row.code}", (area_table([area]).on(plane, role),)))
        words.append(_named(area, plane, row.code))
        roles.add(role)
    if ground.stand is not None:
        groups.append(_stand(app, ground, plane, words))
        roles.add("plot")
    lines = _track(app, violation, plane)
    if lines:
        groups.append(Group("walk", tuple(lines)))
        roles.add("walk")
    pin = Point(0.0, 0.0, "livestock", "grazing", violation.place)
    legend = tuple((role, _(LEGEND[role])) for role in LEGEND if role in roles)
    return DisplayList(plane, (*groups, *words, pin), legend)


def _stand(app: App, ground: GrazingGround, plane: LocalPlane, words: list[Single]) -> Group:
    """The young plantation, and how far it is."""
    stand = ground.stand
    assert stand is not None
    area = app.places.area(COMPARTMENT, stand.code)
    if area is None:
        return Group("stand", ())
    words.append(_named(area, plane, _("planted {year}").format(year=stand.planted)))
    shapes: list[Single] = [area_table([area]).on(plane, "plot")]
    if stand.metres:
        x, y = nearest(area.shape, plane.lon, plane.lat)
        shapes.append(Polyline(np.array([[0.0, 0.0], [x, y]]), "measure"))
        words.append(Text(x / 2, y / 2, f"{stand.metres} m", "place"))
    return Group("stand", tuple(shapes))


def _named(area: Area, plane: LocalPlane, words: str) -> Text:
    """The words of an area at a point that lies in it."""
    spot = area.shape.representative_point()
    middle = plane.metres(np.array([round(spot.y * 1e7)]), np.array([round(spot.x * 1e7)]))
    return Text(float(middle[0][0]), float(middle[0][1]), words, "zone")


def _track(app: App, violation: GrazingViolation, plane: LocalPlane) -> list[Single]:
    """The way of the patrol on which the herd was met."""
    if violation.patrol_id is None:
        return []
    same = (Condition("id", "=", violation.patrol_id),)
    found = walks(app.store, Listing("patrol", same, ("draft", "submitted", "changed")))
    return [line for walk in found.walks for line in walk_lines(plane, walk)]


class GroundMap(MapPanel):
    """A low map in the column beside the form."""

    def __init__(self) -> None:
        super().__init__(_("Zones and herd"))
        self.hide()

    def show_picture(self, shown: DisplayList | None) -> None:
        """Show it, or nothing at all without a place."""
        self.setVisible(shown is not None)
        if shown is not None:
            self.show_list(shown)

    def sizeHint(self) -> QSize:
        """Two tools, a scale and the legend high."""
        return QSize(current().scaled(420), current().scaled(190))

    def minimumSizeHint(self) -> QSize:
        """Never lower: the card below gives way."""
        return QSize(current().scaled(240), current().scaled(190))
