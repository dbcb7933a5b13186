"""The small map beside a violation: zones, young plantation, the patrol's track, the herd."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from patrol_app.geo.sets import AreaSet, Bounds, area_table
from patrol_app.geo.types import TRUSTED_DATUMS
from patrol_app.gui.map.panel import MapPanel
from patrol_app.gui.map.scene import walk_lines
from patrol_app.gui.theme import current
from patrol_app.i18n import N_, _
from patrol_app.services.mapping import walks
from patrol_app.services.ports import EVERY_STATE, Condition, Listing

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

NEAR_M: Final = 1_500.0  # zones further away are not drawn
ROOM_M: Final = 120.0  # seen around the herd at least
LEGEND: Final = {
    "ban": N_("Grazing forbidden"),
    "zone": N_("Other zones"),
    "forest": N_("Young plantation"),
    "walk": N_("Track of the patrol"),
}


@dataclass(frozen=True, eq=False)
class Picture:
    """What the small map shows, and the frame (metres) that it looks at first."""

    shown: DisplayList
    frame: Bounds


def picture(app: App, violation: GrazingViolation, ground: GrazingGround) -> Picture | None:
    """What the small map shows; None without a position whose datum is certain."""
    place = violation.position
    if place is None or place.datum not in TRUSTED_DATUMS:
        return None
    plane = LocalPlane(place.lat, place.lon)
    groups: list[Group | Single] = []
    roles: set[str] = set()
    frame: list[Bounds] = [(-ROOM_M, -ROOM_M, ROOM_M, ROOM_M)]
    words: list[Single] = []
    for row, metres in app.places.near(ZONE, place, NEAR_M):
        assert row.wkb is not None
        kind = str(row.attrs.get("zone_kind", ""))
        role = "ban" if kind in (BANNED, RESTED) else "forest" if kind == YOUNG else "zone"
        area = Area("", "", row.wkb)  # its own name would lie under the herd
        shape = area_table([area]).on(plane, role)
        groups.append(Group(f"zone:{row.code}", (shape,)))
        words.append(_named(shape, row.code))
        if metres == 0 and (bounds := shape.bounds()) is not None:
            frame.append(bounds)
        roles.add(role)
    if ground.stand is not None:
        groups.append(_stand(app, ground, plane, words))
        roles.add("forest")
    lines = _track(app, violation, plane)
    if lines:
        groups.append(Group("walk", tuple(lines)))
        roles.add("walk")
    pin = Point(0.0, 0.0, "livestock", "grazing")
    legend = tuple((role, _(LEGEND[role])) for role in LEGEND if role in roles)
    return Picture(DisplayList(plane, (*groups, *words, pin), legend), _around(frame))


def _around(frame: Sequence[Bounds]) -> Bounds:
    """The one frame of several."""
    west, south, east, north = zip(*frame, strict=True)
    return min(west), min(south), max(east), max(north)


def _stand(app: App, ground: GrazingGround, plane: LocalPlane, words: list[Single]) -> Group:
    """The young plantation, and how far it is."""
    stand = ground.stand
    assert stand is not None
    area = app.places.area(COMPARTMENT, stand.code)
    if area is None:
        return Group("stand", ())
    said = _("planted {year}").format(year=stand.planted)
    shape = area_table([Area("", "", area.wkb)]).on(plane, "forest")
    shapes: list[Single] = [shape]
    if stand.metres:
        x, y = nearest(area.shape, plane.lon, plane.lat)
        shapes.append(Polyline(np.array([[0.0, 0.0], [x, y]]), "measure"))
        said = f"{said} · {stand.metres} m"
    words.append(_named(shape, said))
    return Group("stand", tuple(shapes))


def _named(shape: AreaSet, words: str) -> Text:
    """The words of an area below its upper edge: its middle is where the herd stands."""
    west, south, east, north = shape.bounds() or (0.0, 0.0, 0.0, 0.0)
    return Text((west + east) / 2, north - (north - south) / 7, words, "zone")


def _track(app: App, violation: GrazingViolation, plane: LocalPlane) -> list[Single]:
    """The way of the patrol on which the herd was met."""
    if violation.patrol_id is None:
        return []
    same = (Condition("id", "=", violation.patrol_id),)
    found = walks(app.store, Listing("patrol", same, EVERY_STATE))
    return [line for walk in found.walks for line in walk_lines(plane, walk)]


class GroundMap(MapPanel):
    """A low map in the column beside the form."""

    def __init__(self) -> None:
        super().__init__(_("Zones and herd"))
        self._frame: Bounds | None = None
        self.hide()

    def show_picture(self, found: Picture | None) -> None:
        """Show it, or nothing at all without a place."""
        self.setVisible(found is not None)
        if found is not None:
            self._frame = found.frame
            self.show_list(found.shown)

    def fit(self) -> None:
        """The zone that was hit and the herd; neighbours as far as they reach into it."""
        if self._frame is not None:
            self.go_to(self._frame)

    def sizeHint(self) -> QSize:
        """Two tools, a scale and the legend high."""
        return QSize(current().scaled(420), current().scaled(190))

    def minimumSizeHint(self) -> QSize:
        """Never lower: the card below gives way."""
        return QSize(current().scaled(240), current().scaled(190))
