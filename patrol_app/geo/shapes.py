"""Shapes of areas: whole 1e-7 degrees, written as short lists of steps, read back as WKB.

A shape is ``[polygon, ...]``, a polygon ``[ring, ...]`` with the outer ring first, a ring a flat
list ``[lon, lat, dlon, dlat, ...]``: the first corner, then the step to each next one, without
the closing corner. Format: docs/format.md, dataset.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from patrol_app import limits
from patrol_app.geo.types import LAT_MAX, LON_MAX, UNIT

Shape = list[list[list[int]]]
Doubles = npt.NDArray[np.float64]
Geometries = npt.NDArray[np.object_]
Box = tuple[int, int, int, int]

_HEAD: Final = struct.Struct("<BII")
_COUNT: Final = struct.Struct("<I")
_POLYGON, _MULTIPOLYGON = 3, 6
# Equal-area cylinder on the CGCS2000 ellipsoid: areas equal those on the ellipsoid (domain §8.2).
_EQUAL_AREA: Final = "+proj=cea +lat_ts=38 +lon_0=110 +ellps=GRS80 +units=m"


@dataclass(frozen=True)
class Cleaned:
    """Polygons fit to be kept.

    Attributes:
        shapes: polygons or multipolygons in whole 1e-7 degrees; None where nothing is left.
        mended: numbers of those that crossed themselves and were mended.
        dropped: numbers of those without an area (points, lines, empty).
    """

    shapes: Geometries
    mended: tuple[int, ...]
    dropped: tuple[int, ...]


def clean(degrees: Geometries) -> Cleaned:
    """Polygons as they are kept: two dimensions, whole 1e-7 degrees, valid, polygons alone.

    Args:
        degrees: shapely geometries (None allowed), longitude first.
    """
    import shapely

    shapes = shapely.force_2d(degrees)
    shapes = shapely.transform(shapes, lambda points: np.rint(points * UNIT) / UNIT)
    known = ~shapely.is_missing(shapes)
    areal = np.isin(shapely.get_type_id(shapes), (_POLYGON, _MULTIPOLYGON))
    broken = np.flatnonzero(known & areal & ~shapely.is_valid(shapes))
    for at in broken:
        shapes[at] = _polygons(shapely.make_valid(shapes[at]))
    for at in np.flatnonzero(known & ~areal):
        shapes[at] = _polygons(shapes[at])
    gone = known & (shapely.is_missing(shapes) | shapely.is_empty(shapes))
    shapes[gone] = None
    mended = tuple(int(at) for at in broken if shapes[at] is not None)
    return Cleaned(shapes, mended, tuple(int(at) for at in np.flatnonzero(gone)))


def areas_m2(shapes: Geometries) -> Doubles:
    """Area of each shape in degrees, m² on the ellipsoid; nan for None."""
    import pyproj
    import shapely

    change = pyproj.Transformer.from_crs("+proj=longlat +ellps=GRS80", _EQUAL_AREA, always_xy=True)

    def flat(points: Doubles) -> Doubles:
        """Points on the equal-area cylinder."""
        return np.column_stack(change.transform(points[:, 0], points[:, 1]))

    found: Doubles = shapely.area(shapely.transform(shapes, flat))
    return found


def steps(shapes: Geometries) -> Iterator[Shape | None]:
    """Each shape as lists of steps, in order.

    Args:
        shapes: as ``clean`` gives them.
    """
    import shapely

    known = ~shapely.is_missing(shapes)
    kept = shapes[known]
    if not len(kept):
        yield from (None for _ in shapes)
        return
    # one multipolygon among them makes all of them be told in the same four levels
    _kind, points, offsets = shapely.to_ragged_array(
        np.append(kept, shapely.MultiPolygon([shapely.box(0, 0, 1, 1)]))
    )
    whole = np.rint(points * UNIT).astype(np.int64)
    rings, polygons, ends = (part.tolist() for part in offsets)
    number = 0
    for here in known.tolist():
        if not here:
            yield None
            continue
        made: Shape = []
        for polygon in range(ends[number], ends[number + 1]):
            spans = range(polygons[polygon], polygons[polygon + 1])
            made.append([_ring(whole[rings[at] : rings[at + 1]]) for at in spans])
        number += 1
        yield made


def wkb_of(shape: Any) -> tuple[bytes, Box]:
    """WKB (little-endian, degrees) and box (1e-7 degrees) of lists of steps.

    Raises:
        ValueError: it does not follow the format or passes a limit.
    """
    if not isinstance(shape, list) or not shape or len(shape) > limits.AREA_RINGS:
        raise ValueError("a shape is a list of polygons")
    corners = 0
    boxes: list[tuple[int, int, int, int]] = []
    polygons: list[bytes] = []
    for polygon in shape:
        if not isinstance(polygon, list) or not polygon or len(polygon) > limits.AREA_RINGS:
            raise ValueError("a polygon is a list of rings")
        parts = [_HEAD.pack(1, _POLYGON, len(polygon))]
        for number, ring in enumerate(polygon):
            points = _points(ring)
            corners += len(points)
            if corners > limits.AREA_VERTICES:
                raise ValueError("more corners than allowed")
            if number == 0:
                low, high = points.min(axis=0), points.max(axis=0)
                boxes.append((int(low[0]), int(low[1]), int(high[0]), int(high[1])))
            parts += [_COUNT.pack(len(points)), (points / UNIT).tobytes()]
        polygons.append(b"".join(parts))
    columns = list(zip(*boxes, strict=True))
    box = (min(columns[0]), min(columns[1]), max(columns[2]), max(columns[3]))
    if len(polygons) == 1:
        return polygons[0], box
    return _HEAD.pack(1, _MULTIPOLYGON, len(polygons)) + b"".join(polygons), box


def _ring(points: npt.NDArray[np.int64]) -> list[int]:
    moved = np.diff(points[:-1], axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    flat: list[int] = moved.ravel().tolist()
    return flat


def _points(ring: Any) -> npt.NDArray[np.float64]:
    """Corners of a ring, closed, in 1e-7 degrees."""
    if not isinstance(ring, list) or len(ring) < 6 or len(ring) % 2:
        raise ValueError("a ring has at least three corners")
    flat = np.array(ring)  # floats, lists and integers beyond 64 bits give another type
    if flat.dtype != np.int64 or flat.ndim != 1 or np.abs(flat).max() > 2 * LON_MAX:
        raise ValueError("a ring is made of integers")
    points = flat.reshape(-1, 2).cumsum(axis=0)
    low, high = points.min(axis=0), points.max(axis=0)
    if low[0] < -LON_MAX or high[0] > LON_MAX or low[1] < -LAT_MAX or high[1] > LAT_MAX:
        raise ValueError("a corner is out of range")
    return np.vstack((points, points[:1])).astype(np.float64)


def _polygons(shape: Any) -> Any:
    """The polygons inside a shape as one; None where there are none."""
    import shapely

    parts: Sequence[Any] = shapely.get_parts(shapely.get_parts(shape)).tolist()
    kept = [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]
    if not kept:
        return None
    return kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept)
