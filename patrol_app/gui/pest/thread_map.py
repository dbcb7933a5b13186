"""The small map of a thread: the tree, where was sampled and treated, and its sub-compartment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QSize

from patrol_app.domain.position import Place
from patrol_app.domain.records import record_type
from patrol_app.domain.records.dataset import COMPARTMENT
from patrol_app.geo.area import Area
from patrol_app.geo.display import DisplayList, Group, Point, Single, Text
from patrol_app.geo.plane import LocalPlane
from patrol_app.geo.sets import Bounds, area_table
from patrol_app.geo.types import TRUSTED_DATUMS
from patrol_app.gui.map.panel import MapPanel
from patrol_app.gui.theme import current
from patrol_app.i18n import N_, _
from patrol_app.services.pest_thread import Thread

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

ROOM_M: Final = 80.0  # seen around the places at least
SAME_M: Final = 5.0  # nearer places are one pin: the first
HIGH: Final = 168  # px at 100 %
LEGEND: Final = {
    "pest": N_("Abnormal tree"),
    "sample": N_("Sample"),
    "disposal": N_("Disposal"),
    "plot": N_("Sub-compartment"),
}


@dataclass(frozen=True, eq=False)
class ThreadPicture:
    """What the small map of the thread ``rec`` shows, and its frame (metres)."""

    rec: str
    shown: DisplayList
    frame: Bounds


def thread_picture(app: App, found: Thread) -> ThreadPicture | None:
    """The places of a thread; None where none has a datum that is certain."""
    places = [one for one in _places(app, found) if one[2].datum in TRUSTED_DATUMS]
    if not places:
        return None
    first = places[0][2]
    plane = LocalPlane(first.lat, first.lon)
    groups, words, frame = _compartments(app, plane, first)
    roles = {"plot"} if groups else set()
    pins: list[Point] = []
    for code, rec, place in places:
        [[x, y]] = plane.metres(np.array([place.lat]), np.array([place.lon]))
        if any(abs(x - pin.x) < SAME_M and abs(y - pin.y) < SAME_M for pin in pins):
            continue
        icon = "" if code == "pest" else record_type(code).icon
        pins.append(Point(float(x), float(y), code, f"{code}:{rec}", icon=icon))
        frame.append((float(x) - ROOM_M, float(y) - ROOM_M, float(x) + ROOM_M, float(y) + ROOM_M))
        roles.add(code)
    legend = tuple((role, _(said)) for role, said in LEGEND.items() if role in roles)
    west, south, east, north = zip(*frame, strict=True)
    frame_of = (min(west), min(south), max(east), max(north))
    shown = DisplayList(plane, (*groups, *words, *pins), legend)
    return ThreadPicture(found.rec, shown, frame_of)


def _places(app: App, found: Thread) -> list[tuple[str, str, Place]]:
    """(type, record, position) of every record of the thread that has one, the tree first."""
    made = []
    steps = sorted(found.steps, key=lambda one: one.rec != found.rec)
    for step in steps:
        if step.type not in LEGEND or not step.rec:
            continue
        stored = app.store.queries.get(step.type, step.rec)
        place = getattr(stored.record, "position", None) if stored is not None else None
        if isinstance(place, Place):
            made.append((step.type, step.rec, place))
    return made


def _compartments(
    app: App, plane: LocalPlane, place: Place
) -> tuple[list[Group], list[Single], list[Bounds]]:
    """The sub-compartment of the base data that holds the tree, its name, its frame."""
    groups: list[Group] = []
    words: list[Single] = []
    frame: list[Bounds] = []
    for row, _metres in app.places.near(COMPARTMENT, place, 0):
        assert row.wkb is not None
        shape = area_table([Area("", "", row.wkb)]).on(plane, "plot")
        west, south, east, north = shape.bounds() or (0.0, 0.0, 0.0, 0.0)
        groups.append(Group(f"plot:{row.code}", (shape,)))
        # its name below its upper edge: in the middle stands the tree
        y = north - (north - south) / 7
        words.append(Text((west + east) / 2, y, row.name or row.code, "zone"))
        frame.append((west, south, east, north))
    return groups, words, frame


def record_of(key: str) -> tuple[str, str] | None:
    """Type and id of the record behind a pin; None for what is no record."""
    code, _colon, rec = key.partition(":")
    return (code, rec) if code in LEGEND and code != "plot" and rec else None


class ThreadMap(MapPanel):
    """A low map over the facts of a thread; a pin opens its record."""

    def __init__(self) -> None:
        super().__init__(_("Places of this thread"), legend=False)
        self._frame: Bounds | None = None
        self.hide()

    def show_picture(self, found: ThreadPicture | None) -> None:
        """Show it, or nothing at all without a certain place."""
        self.setVisible(found is not None)
        self._frame = found.frame if found is not None else None
        if found is not None:
            self.show_list(found.shown)

    def fit(self) -> None:
        """Sub-compartment and every pin."""
        if self._frame is not None:
            self.go_to(self._frame)

    def sizeHint(self) -> QSize:
        """As wide as the facts below."""
        return QSize(current().scaled(260), current().scaled(HIGH))

    def minimumSizeHint(self) -> QSize:
        """Never lower: the facts below scroll."""
        return QSize(current().scaled(120), current().scaled(HIGH))
