"""What a map shows, apart from how: shapes with role names in local metres.

The screen draws this with QPainter, the papers with their own canvas; both read the same list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from patrol_app.geo.plane import LocalPlane as LocalPlane
from patrol_app.geo.sets import AreaSet, PointSet

Metres = NDArray[np.float64]
SHORT = 200  # vertices; a shorter line is drawn as it is


@dataclass(frozen=True, slots=True, eq=False)
class Polygon:
    """An area; ``rings`` are (n, 2) metres, the first the outline, the others holes.

    Attributes:
        role: ``grid``, ``ban``, ``zone``, ``plot``, ``forest``, ``water``, ``selected``.
        key: given back when it is hit; empty for scenery.
        name: words at its middle.
    """

    rings: Sequence[Metres]
    role: str
    key: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Polyline:
    """A line, (n, 2) metres; roles ``track gap route road boundary measure``."""

    points: Metres
    role: str
    key: str = ""
    name: str = ""
    _levels: dict[int, Metres] = field(default_factory=dict, init=False, repr=False)

    def at(self, resolution: float) -> Metres:
        """The line as it looks at ``resolution`` metres a px: thinned copies, kept by level."""
        if len(self.points) < SHORT:
            return self.points
        level = int(np.floor(np.log2(resolution * 0.75)))
        if level not in self._levels:
            self._levels[level] = thinned(self.points, 2.0**level)
        return self._levels[level]


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """A pin; roles ``start end photo stop finding livestock place``.

    Attributes:
        x: metres east.
        y: metres north.
        icon: icon name; empty takes that of the role.
    """

    x: float
    y: float
    role: str
    key: str = ""
    name: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """Words on the map with a halo; roles ``place zone note``."""

    x: float
    y: float
    words: str
    role: str = "place"


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """One square of a base map.

    Attributes:
        box: west, south, east, north in metres.
        width / height: of the picture, px.
        rgb: rows from the north, three bytes a px.
    """

    box: tuple[float, float, float, float]
    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """A layer: its shapes lie under everything that comes after it.

    Attributes:
        key: name of the layer.
        shapes: what it shows, no groups among them.
        opacity: 0 to 1.
    """

    key: str
    shapes: Sequence[Single]
    opacity: float = 1.0


Single = Polygon | Polyline | Point | Text | AreaSet | PointSet | Raster
Shape = Single | Group


@dataclass(frozen=True, slots=True, eq=False)
class DisplayList:
    """Shapes in drawing order over one plane.

    Attributes:
        plane: where the metres lie on the earth.
        shapes: what to draw, lowest first.
        legend: (role, words) for the roles that need one.
    """

    plane: LocalPlane
    shapes: Sequence[Shape] = ()
    legend: Sequence[tuple[str, str]] = field(default=())

    def layers(self) -> Iterator[Group]:
        """Groups in drawing order; shapes outside of any come as groups without a key."""
        loose: list[Single] = []
        for shape in self.shapes:
            if isinstance(shape, Group):
                if loose:
                    yield Group("", tuple(loose))
                    loose = []
                yield shape
            else:
                loose.append(shape)
        if loose:
            yield Group("", tuple(loose))

    def singles(self) -> Iterator[Single]:
        """Every shape, those inside groups too, lowest first."""
        for group in self.layers():
            yield from group.shapes

    def coordinates(self) -> Iterator[Metres]:
        """Every coordinate array, (n, 2) metres; of areas by the thousand their boxes."""
        for shape in self.singles():
            if isinstance(shape, Polygon):
                yield from shape.rings
            elif isinstance(shape, Polyline | PointSet):
                yield shape.points
            elif isinstance(shape, AreaSet):
                yield shape.boxes.reshape(-1, 2)
            elif not isinstance(shape, Raster):  # the base map is ground, not a thing to fit
                yield np.array([[shape.x, shape.y]])

    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north in metres; None when there is nothing."""
        return bounds_of(self.coordinates())


def bounds_of(arrays: Iterable[Metres]) -> tuple[float, float, float, float] | None:
    """West, south, east, north of coordinate arrays; None when all are empty."""
    filled = [array for array in arrays if len(array)]
    if not filled:
        return None
    low = np.min([array.min(axis=0) for array in filled], axis=0)
    high = np.max([array.max(axis=0) for array in filled], axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def thinned(points: Metres, tolerance: float) -> Metres:
    """Fewer points for the same picture.

    Neighbours that fall into one cell of ``tolerance`` metres become one; then points that lie
    within half of it of the line between their neighbours go, twice. First and last stay.
    """
    if len(points) < 3 or tolerance <= 0:
        return points
    cells = np.floor(points / tolerance)
    keep = np.ones(len(points), bool)
    keep[1:-1] = np.any(cells[1:-1] != cells[:-2], axis=1)
    kept = points[keep]
    for _round in range(2):
        if len(kept) < 3:
            break
        kept = kept[_bends(kept, tolerance / 2)]
    return kept


def _bends(points: Metres, tolerance: float) -> NDArray[np.bool_]:
    """Which points leave the line between their neighbours; of two in a row one stays."""
    chord = points[2:] - points[:-2]
    arm = points[1:-1] - points[:-2]
    length = np.hypot(chord[:, 0], chord[:, 1])
    cross = np.abs(chord[:, 0] * arm[:, 1] - chord[:, 1] * arm[:, 0])
    away = np.where(length > 0, cross / np.maximum(length, 1e-9), np.inf)
    keep = np.ones(len(points), bool)
    keep[1:-1] = (away > tolerance) | (np.arange(1, len(points) - 1) % 2 == 0)
    return keep


def scale_length(metres_per_unit: float, room: float) -> int:
    """Round length in metres (1, 2 or 5 times a power of ten) that fits into ``room`` units."""
    most = max(1.0, metres_per_unit * room)
    power = 10 ** int(np.floor(np.log10(most)))
    return int(max(step * power for step in (1, 2, 5) if step * power <= most))
