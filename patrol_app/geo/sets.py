"""Many areas or points as columns: what the map draws by the ten thousand.

A shape object for each of 100,000 sub-compartments would cost more to make than to draw; here a
layer is a few arrays, and every question (what is in view, what is under the pointer, which
points fall together) is answered for all rows at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from patrol_app.geo.area import Area
from patrol_app.geo.plane import UNIT, LocalPlane, Metres

Bounds = tuple[float, float, float, float]  # west, south, east, north
CLUSTER_PX = 48  # edge of the square in which pins become one
SINGLE_PINS = 300  # as many pins in view stand for themselves
LEVELS_KEPT = 8


@dataclass(frozen=True, eq=False)
class AreaSet:
    """Areas of one look on one plane.

    Attributes:
        points: every vertex (m, 2) in metres, ring after ring.
        rings: first vertex of each ring, and m at the end (r + 1,).
        areas: first ring of each area, and r at the end (n + 1,).
        role: as of ``display.Polygon``.
        codes: number of each area; ``key + code`` is given back when it is hit.
        names: name of each area, may be empty.
        key: what keys begin with; empty for scenery.
    """

    points: Metres
    rings: NDArray[np.int64]
    areas: NDArray[np.int64]
    role: str
    codes: Sequence[str] = ()
    names: Sequence[str] = ()
    key: str = ""
    boxes: Metres = field(init=False)

    def __post_init__(self) -> None:
        """Know the box of each area (n, 4)."""
        object.__setattr__(self, "boxes", self._boxes())

    def __len__(self) -> int:
        """Number of areas."""
        return max(0, len(self.areas) - 1)

    def _boxes(self) -> Metres:
        if not len(self):
            return np.empty((0, 4))
        first = self.rings[self.areas[:-1]]
        low = np.minimum.reduceat(self.points, first, axis=0)
        high = np.maximum.reduceat(self.points, first, axis=0)
        return np.hstack((low, high))

    def bounds(self) -> Bounds | None:
        """West, south, east, north of all; None without areas."""
        if not len(self):
            return None
        low, high = self.boxes[:, :2].min(axis=0), self.boxes[:, 2:].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def within(self, bounds: Bounds) -> NDArray[np.int64]:
        """Numbers of the areas whose box meets ``bounds``."""
        west, south, east, north = bounds
        box = self.boxes
        seen = (box[:, 2] >= west) & (box[:, 0] <= east) & (box[:, 3] >= south)
        return np.flatnonzero(seen & (box[:, 1] <= north))

    def outline(self, chosen: NDArray[np.int64]) -> tuple[Metres, NDArray[np.bool_]]:
        """Vertices of the chosen areas, and which of them begin a ring."""
        first, last = self.rings[self.areas[chosen]], self.rings[self.areas[chosen + 1]]
        rows = _spans(first, last)
        begins = np.zeros(len(self.points) + 1, bool)
        begins[self.rings] = True
        return self.points[rows], begins[rows]

    def at(self, x: float, y: float) -> int | None:
        """Number of the last area that holds the point (metres), or None."""
        for number in self.within((x, y, x, y))[::-1]:
            low, high = int(self.areas[number]), int(self.areas[number + 1])
            rings = [self.points[self.rings[r] : self.rings[r + 1]] for r in range(low, high)]
            if inside(rings, x, y):
                return int(number)
        return None


def _spans(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.int64]:
    """All numbers of the half-open spans, one span after the other."""
    sizes = last - first
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    spans: NDArray[np.int64] = np.arange(total) + np.repeat(first - (ends - sizes), sizes)
    return spans


def inside(rings: Sequence[Metres], x: float, y: float) -> bool:
    """Even-odd rule over all rings."""
    crossings = 0
    for ring in rings:
        a, b = ring, np.roll(ring, -1, axis=0)
        spans = (a[:, 1] > y) != (b[:, 1] > y)
        rise = np.where(spans, b[:, 1] - a[:, 1], 1.0)
        at = a[:, 0] + (y - a[:, 1]) * (b[:, 0] - a[:, 0]) / rise
        crossings += int((spans & (at > x)).sum())
    return crossings % 2 == 1


@dataclass(frozen=True, eq=False)
class AreaTable:
    """Areas in degrees, independent of a plane; one reading serves every map.

    Attributes:
        degrees: every vertex (m, 2), longitude first.
        rings / areas / codes / names: as of ``AreaSet``.
    """

    degrees: Metres
    rings: NDArray[np.int64]
    areas: NDArray[np.int64]
    codes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Number of areas."""
        return max(0, len(self.areas) - 1)

    def on(self, plane: LocalPlane, role: str, key: str = "") -> AreaSet:
        """The areas in the metres of ``plane``."""
        points = (self.degrees - np.array([plane.lon, plane.lat]) / UNIT) * np.array(plane.scale())
        return AreaSet(points, self.rings, self.areas, role, self.codes, self.names, key)

    def middle(self) -> tuple[int, int] | None:
        """Latitude and longitude (1e-7 degrees) of the middle; None without areas."""
        if not len(self.degrees):
            return None
        lon, lat = (self.degrees.min(axis=0) + self.degrees.max(axis=0)) / 2
        return round(lat * UNIT), round(lon * UNIT)


def area_table(areas: Sequence[Area]) -> AreaTable:
    """The columns of ``areas``; what is no polygon is left out."""
    import shapely

    shapes = shapely.from_wkb([area.wkb for area in areas])
    kinds = shapely.get_type_id(shapes)
    kept = np.flatnonzero((kinds == 3) | (kinds == 6))
    if not len(kept):
        empty = np.zeros(1, np.int64)
        return AreaTable(np.empty((0, 2)), empty, empty)
    parts, owner = shapely.get_parts(shapes[kept], return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    degrees, ring = shapely.get_coordinates(rings, return_index=True)
    sizes = np.bincount(ring, minlength=len(rings))
    counts = np.bincount(owner[part], minlength=len(kept))
    full = counts > 0
    return AreaTable(
        degrees,
        np.concatenate(([0], np.cumsum(sizes))),
        np.concatenate(([0], np.cumsum(counts[full]))),
        tuple(areas[number].code for number in kept[full]),
        tuple(areas[number].name for number in kept[full]),
    )


@dataclass(frozen=True, eq=False)
class Clusters:
    """Pins in view: where, how many at each place, and the number of the first of them."""

    points: Metres
    counts: NDArray[np.int64]
    first: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class PointSet:
    """Pins of one look on one plane.

    Attributes:
        points: (n, 2) metres.
        role: as of ``display.Point``.
        keys: given back when one is hit; empty for scenery.
        names: words of each.
        uncertain: (n,) whose datum is shifted or unknown: drawn hatched; empty for none.
    """

    points: Metres
    role: str
    keys: Sequence[str] = ()
    names: Sequence[str] = ()
    uncertain: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    _levels: dict[int, Clusters] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        """Number of pins."""
        return len(self.points)

    def seen(self, bounds: Bounds, resolution: float) -> Clusters:
        """The pins inside ``bounds``; where there are many, those of one square as one.

        Args:
            bounds: in metres.
            resolution: metres a px.
        """
        here = _held(self.points, bounds)
        if int(here.sum()) <= SINGLE_PINS:
            numbers = np.flatnonzero(here)
            return Clusters(self.points[numbers], np.ones(len(numbers), np.int64), numbers)
        whole = self.level(resolution)
        kept = _held(whole.points, bounds)
        return Clusters(whole.points[kept], whole.counts[kept], whole.first[kept])

    def level(self, resolution: float) -> Clusters:
        """All pins, clustered for the power of two nearest to ``resolution``."""
        power = int(np.round(np.log2(max(resolution, 1e-6))))
        if power not in self._levels:
            if len(self._levels) >= LEVELS_KEPT:
                self._levels.clear()
            self._levels[power] = clustered(self.points, CLUSTER_PX * 2.0**power)
        return self._levels[power]


def _held(points: Metres, bounds: Bounds) -> NDArray[np.bool_]:
    west, south, east, north = bounds
    x, y = points[:, 0], points[:, 1]
    return np.asarray((x >= west) & (x <= east) & (y >= south) & (y <= north))


def clustered(points: Metres, edge: float) -> Clusters:
    """Points of one square of ``edge`` metres as one at their middle; each counts once."""
    if not len(points):
        return Clusters(points, np.zeros(0, np.int64), np.zeros(0, np.int64))
    cells = np.floor(points / edge).astype(np.int64)
    word = cells[:, 0] * (1 << 32) + cells[:, 1]
    _cells, first, group, counts = np.unique(
        word, return_index=True, return_inverse=True, return_counts=True
    )
    x = np.bincount(group, points[:, 0]) / counts
    y = np.bincount(group, points[:, 1]) / counts
    return Clusters(np.column_stack((x, y)), counts, first)
