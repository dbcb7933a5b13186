"""What a map shows, apart from how: shapes with role names in local metres.

The screen draws this with QPainter, the papers with their own canvas; both read the same list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Metres = NDArray[np.float64]
UNIT = 10_000_000  # stored positions are 1e-7 degrees
_LATITUDE_M = (111_132.954, -559.822, 1.175)  # metres a degree of latitude, series in 2k * latitude
_LONGITUDE_M = (111_412.84, -93.5, 0.118)  # metres a degree of longitude, series in (2k+1)


@dataclass(frozen=True, slots=True)
class LocalPlane:
    """Flat metres around one place; within 50 km off by less than 1 in 1,000.

    Scale by the WGS84 series for the length of a degree (NGA TR8350.2). Distances that count are
    computed on the ellipsoid elsewhere; this is for drawing only.

    Attributes:
        lat: latitude of the origin, 1e-7 degrees.
        lon: longitude of the origin, 1e-7 degrees.
    """

    lat: int
    lon: int

    @classmethod
    def around(cls, lat: NDArray[np.int64], lon: NDArray[np.int64]) -> LocalPlane:
        """Plane at the middle of a cloud of positions (1e-7 degrees, at least one)."""
        return cls(
            (int(lat.min()) + int(lat.max())) // 2,
            (int(lon.min()) + int(lon.max())) // 2,
        )

    def scale(self) -> tuple[float, float]:
        """Metres a degree: (east, north)."""
        angle = np.deg2rad(self.lat / UNIT)
        north = sum(c * np.cos(2 * k * angle) for k, c in enumerate(_LATITUDE_M))
        east = sum(c * np.cos((2 * k + 1) * angle) for k, c in enumerate(_LONGITUDE_M))
        return float(east), float(north)

    def metres(self, lat: NDArray[np.int64], lon: NDArray[np.int64]) -> Metres:
        """Positions (1e-7 degrees, shape n) as metres east and north, shape (n, 2)."""
        east, north = self.scale()
        x = (np.asarray(lon, np.int64) - self.lon) * (east / UNIT)
        y = (np.asarray(lat, np.int64) - self.lat) * (north / UNIT)
        return np.column_stack((x, y)).astype(np.float64)

    def position(self, x: float, y: float) -> tuple[int, int]:
        """Latitude and longitude (1e-7 degrees) of a point in metres."""
        east, north = self.scale()
        return round(self.lat + y / north * UNIT), round(self.lon + x / east * UNIT)


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


Shape = Polygon | Polyline | Point | Text


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

    def coordinates(self) -> Iterator[Metres]:
        """Every coordinate array, (n, 2) metres."""
        for shape in self.shapes:
            if isinstance(shape, Polygon):
                yield from shape.rings
            elif isinstance(shape, Polyline):
                yield shape.points
            else:
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
