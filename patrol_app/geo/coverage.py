"""How much of an area the tracks have seen: ``area(buffer(track, r) ∩ area) / area``.

``domain.md`` §1.7. All is measured in a local equal-area plane (Lambert azimuthal on the CGCS2000
ellipsoid, centred on the area), so that percent and square metres are those of the ground.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from patrol_app.geo.measure import AXIS_M, FLATTENING
from patrol_app.geo.track import Track
from patrol_app.geo.types import TRUSTED_DATUMS, UNIT

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

TOLERANCE_M: Final = 2.0  # below a receiver's noise; tracks are drawn so before they are widened
QUARTER: Final = 8  # straight pieces of a quarter circle
LEAST_M2: Final = 1.0  # smaller leftovers come from rounding


@dataclass(frozen=True)
class Part:
    """A part that nobody has seen: polygon in degrees and its ground area in m²."""

    wkb: bytes
    area_m2: int


@dataclass(frozen=True)
class Coverage:
    """What was seen of an area.

    Attributes:
        percent_e2: hundredths of a percent, rounded half up; 0 to 10,000.
        covered_m2, area_m2: ground area seen, and of the whole.
        unvisited: the parts not seen, largest first.
    """

    percent_e2: int
    covered_m2: int
    area_m2: int
    unvisited: tuple[Part, ...] = ()


class Plane:
    """Degrees to metres and back, true to area, around one place.

    Args:
        lon, lat: its centre in degrees.
    """

    def __init__(self, lon: float, lat: float) -> None:
        from pyproj import Proj

        self.lon, self.lat = lon, lat
        self._proj = Proj(proj="laea", lat_0=lat, lon_0=lon, a=AXIS_M, rf=1 / FLATTENING)

    def metres(self, degrees: Any) -> Any:
        """(n, 2) degrees as (n, 2) metres."""
        return np.column_stack(self._proj(degrees[:, 0], degrees[:, 1]))

    def degrees(self, metres: Any) -> Any:
        """(n, 2) metres as (n, 2) degrees."""
        return np.column_stack(self._proj(metres[:, 0], metres[:, 1], inverse=True))


@lru_cache(maxsize=64)
def _plane(lon: float, lat: float) -> Plane:
    return Plane(lon, lat)


def plane_of(shape: BaseGeometry) -> Plane:
    """The plane of an area, its centre taken to a hundredth of a degree."""
    west, south, east, north = shape.bounds
    return _plane(round((west + east) / 2, 2), round((south + north) / 2, 2))


def lines_of(track: Track, plane: Plane) -> BaseGeometry | None:
    """The track's segments in the plane's metres; a lone fix is a point. None without points."""
    import shapely

    if not len(track):
        return None
    places = np.column_stack((track.lon, track.lat)).astype(np.float64) / UNIT
    metres = plane.metres(places)
    parts: list[Any] = []
    for begin, length in zip(track.starts.tolist(), track.segments, strict=True):
        piece = metres[begin : begin + length]
        parts.append(shapely.linestrings(piece) if length > 1 else shapely.points(piece[0]))
    whole: Any = shapely.geometrycollections(parts)
    return shapely.simplify(whole, TOLERANCE_M, preserve_topology=False)


def footprint(track: Track, plane: Plane, radius_m: float) -> BaseGeometry | None:
    """Everything within ``radius_m`` of a track, in the plane's metres.

    Returns:
        None for a track without points or whose datum allows no zone test.

    Raises:
        ValueError: the radius is not greater than 0.
    """
    import shapely

    if radius_m <= 0:
        raise ValueError("the radius is greater than 0")
    lines = lines_of(track, plane) if track.datum in TRUSTED_DATUMS else None
    if lines is None:
        return None
    wide = shapely.buffer(shapely.get_parts(lines), radius_m, quad_segs=QUARTER)
    union: BaseGeometry = shapely.union_all(wide)
    return union


def covered(
    footprints: Iterable[BaseGeometry],
    shape: BaseGeometry,
    plane: Plane | None = None,
    *,
    parts: bool = True,
) -> Coverage | None:
    """What footprints in the plane of ``shape`` have seen of it.

    Args:
        footprints: of ``footprint``; kept ones may be given again and again.
        shape: polygons in degrees.
        plane: that of the footprints; None = ``plane_of(shape)``.
        parts: list what nobody has seen; without it only the figures are made.

    Returns:
        None where the area has no extent.
    """
    import shapely

    if shapely.is_empty(shape):
        return None
    plane = plane or plane_of(shape)
    ground = shapely.make_valid(shapely.transform(shape, plane.metres))
    whole = float(shapely.area(ground))
    if whole < LEAST_M2:
        return None
    left = shapely.difference(ground, _one(list(footprints)))
    seen = min(max(whole - float(shapely.area(left)), 0.0), whole)
    return Coverage(
        percent_e2=min(int(seen / whole * 10_000 + 0.5), 10_000),
        covered_m2=round(seen),
        area_m2=round(whole),
        unvisited=_parts(left, plane) if parts else (),
    )


def coverage(tracks: Sequence[Track], shape: BaseGeometry, radius_m: float) -> Coverage | None:
    """What the tracks together have seen of ``shape``.

    Args:
        tracks: cleaned ones; those whose datum allows no zone test count nowhere.
        shape: polygons in degrees.
        radius_m: how far to each side of the way is seen; greater than 0.

    Returns:
        None where the area has no extent, or every track's datum forbids the test.

    Raises:
        ValueError: the radius is not greater than 0.
    """
    import shapely

    if radius_m <= 0:
        raise ValueError("the radius is greater than 0")
    if shapely.is_empty(shape) or (tracks and all(t.datum not in TRUSTED_DATUMS for t in tracks)):
        return None
    plane = plane_of(shape)
    made = [footprint(track, plane, radius_m) for track in tracks]
    return covered([one for one in made if one is not None], shape, plane)


def area_m2(shape: BaseGeometry) -> int:
    """Ground area of polygons in degrees, whole m²."""
    import shapely

    return round(float(shapely.area(shapely.transform(shape, plane_of(shape).metres))))


def _parts(left: BaseGeometry, plane: Plane) -> tuple[Part, ...]:
    """The polygons of what is left, largest first, in degrees."""
    import shapely

    pieces = [piece for piece in shapely.get_parts(left) if float(shapely.area(piece)) >= LEAST_M2]
    pieces.sort(key=lambda piece: (-float(shapely.area(piece)), piece.bounds))
    return tuple(
        Part(shapely.to_wkb(shapely.transform(piece, plane.degrees)), round(shapely.area(piece)))
        for piece in pieces
    )


def _one(footprints: Sequence[BaseGeometry]) -> BaseGeometry:
    """The union; a footprint alone is one already, and making it anew costs as much as joining."""
    import shapely

    if len(footprints) == 1:
        return footprints[0]
    union: BaseGeometry = shapely.union_all(list(footprints))
    return union


def near_share(track: Track, footprints: Sequence[BaseGeometry], plane: Plane) -> float | None:
    """The share 0..1 of the track's way that lies in the footprints of other tracks.

    Used for "route not repeated in the month" (``domain.md`` §1.3). Times play no part.

    Args:
        track: with a trusted datum.
        footprints: of the other tracks, in ``plane``.
        plane: of the area.

    Returns:
        None where the datum of ``track`` forbids it or it has no way; 0 without others.
    """
    import shapely

    lines = lines_of(track, plane) if track.datum in TRUSTED_DATUMS else None
    whole = float(shapely.length(lines)) if lines is not None else 0.0
    if not whole:
        return None
    reached = _one(footprints)
    return min(float(shapely.length(shapely.intersection(lines, reached))) / whole, 1.0)
