"""What was read for the map as shapes on one plane, layer by layer. No Qt: made off the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from patrol_app.geo.area import Area
from patrol_app.geo.display import DisplayList, Group, Point, Polyline, Single
from patrol_app.geo.plane import LocalPlane
from patrol_app.geo.sets import AreaTable, PointSet, area_table
from patrol_app.gui.map.layers import LayerChoice, kind_of
from patrol_app.services.mapping import Gap, Marks, Walk, Walks

Tables = Mapping[str, Mapping[str, AreaTable]]  # kind -> role -> areas


@dataclass(frozen=True, eq=False)
class Scene:
    """Shapes by layer.

    Attributes:
        plane: they lie on.
        shapes: layer key -> shapes.
        counts: layer key -> how many things it holds.
    """

    plane: LocalPlane
    shapes: Mapping[str, Sequence[Single]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    def empty(self) -> bool:
        """Whether there is nothing at all."""
        return not any(self.counts.values())

    def with_gaps(self, gaps: Sequence[Gap]) -> Scene:
        """The same with the parts that nobody has seen."""
        parts: list[Area] = [part for gap in gaps for part in gap.parts]
        made = area_table(parts).on(self.plane, "unvisited", "unvisited:") if parts else None
        shapes = {**self.shapes, "unvisited": (made,) if made is not None else ()}
        return Scene(self.plane, shapes, {**self.counts, "unvisited": len(parts)})


def plane_for(tables: Tables, walks: Walks, marks: Sequence[Marks]) -> LocalPlane | None:
    """The plane in the middle of what there is: records first, else the bureau's areas."""
    lon: list[NDArray[np.int64]] = [mark.lon for mark in marks if len(mark.lon)]
    lat: list[NDArray[np.int64]] = [mark.lat for mark in marks if len(mark.lat)]
    for walk in walks.walks:
        lon.append(walk.track.lon.astype(np.int64))
        lat.append(walk.track.lat.astype(np.int64))
    if lon:
        return LocalPlane(*(round(float(np.median(np.concatenate(part)))) for part in (lat, lon)))
    for roles in tables.values():
        for table in roles.values():
            middle = table.middle()
            if middle is not None:
                return LocalPlane(*middle)
    return None


def scene(plane: LocalPlane, tables: Tables, walks: Walks, marks: Sequence[Marks]) -> Scene:
    """Everything as shapes on ``plane``."""
    shapes: dict[str, Sequence[Single]] = {}
    counts: dict[str, int] = {}
    for kind, roles in tables.items():
        shapes[kind] = tuple(
            table.on(plane, role, f"area:{kind}:") for role, table in roles.items()
        )
        counts[kind] = sum(len(table) for table in roles.values())
    lines: list[Single] = []
    for walk in reversed(walks.walks):  # the newest on top
        lines += walk_lines(plane, walk)
    shapes["walk"], counts["walk"] = tuple(lines), len({walk.rec for walk in walks.walks})
    for mark in marks:
        shapes[mark.type] = (pins(plane, mark),) if len(mark.recs) else ()
        counts[mark.type] = len(mark.recs)
    return Scene(plane, shapes, counts)


def walk_lines(plane: LocalPlane, walk: Walk) -> list[Polyline]:
    """A track segment by segment; one whose datum is not certain is dashed."""
    track = walk.track
    points = plane.metres(track.lat.astype(np.int64), track.lon.astype(np.int64))
    role = "walk" if walk.certain else "route"
    name = f"{walk.number} {walk.day}".strip()
    starts = track.starts.tolist()
    return [
        Polyline(points[low:high], role, f"patrol:{walk.rec}", name)
        for low, high in zip(starts, [*starts[1:], len(points)], strict=True)
        if high - low > 1
    ]


def pins(plane: LocalPlane, mark: Marks) -> PointSet:
    """Places of records as pins."""
    return PointSet(
        plane.metres(mark.lat, mark.lon),
        kind_of(mark.type).role,
        tuple(f"{mark.type}:{rec}" for rec in mark.recs),
        mark.words,
        mark.uncertain,
    )


def display(made: Scene, choice: LayerChoice, chosen: Point | None = None) -> DisplayList:
    """The visible layers in their order, and the chosen thing over them."""
    groups: list[Group | Single] = [
        Group(state.key, tuple(made.shapes.get(state.key, ())), state.percent / 100)
        for state in choice.states()
        if state.visible and made.shapes.get(state.key)
    ]
    return DisplayList(made.plane, (*groups, *([chosen] if chosen else ())))
