"""Which areas hold which points: boxes first, then prepared shapes (performance.md P5).

A point on a border belongs to both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_AT_ONCE = 500_000  # points tested in one call: bounds the memory of many overlapping areas


def pairs(points: Doubles, shapes: Sequence[BaseGeometry]) -> Ints:
    """Every pair of a point and an area that holds it.

    The points are sorted by longitude once; each area looks at the stripe of its box alone and
    asks for all of the points in its box in one call.

    Args:
        points: shape (n, 2), in the coordinates of the shapes.
        shapes: polygons.

    Returns:
        Shape (m, 2): number of the point, number of the area; by area, then from west to east.
    """
    import shapely

    areas = np.asarray(shapes, dtype=object)
    shapely.prepare(areas)
    order = np.argsort(points[:, 0], kind="stable")
    xs, ys = np.ascontiguousarray(points[order, 0]), np.ascontiguousarray(points[order, 1])
    boxes = shapely.bounds(areas)
    first = np.searchsorted(xs, boxes[:, 0], side="left").tolist()
    last = np.searchsorted(xs, boxes[:, 2], side="right").tolist()
    found: list[Ints] = []
    near: list[Ints] = []
    begun = waiting = 0

    def test(upto: int) -> None:
        """Ask about every point near the areas from ``begun`` to ``upto`` in one call."""
        numbers = np.repeat(np.arange(begun, upto), [len(one) for one in near])
        at = np.concatenate(near) if near else np.empty(0, dtype=np.int64)
        held = shapely.intersects_xy(areas[numbers], xs[at], ys[at])
        found.append(np.column_stack((order[at[held]], numbers[held])))
        near.clear()

    for number, (low, high) in enumerate(
        zip(boxes[:, 1].tolist(), boxes[:, 3].tolist(), strict=True)
    ):
        start, end = first[number], last[number]
        stripe = ys[start:end]
        near.append(np.flatnonzero((stripe >= low) & (stripe <= high)) + start)
        waiting += len(near[-1])
        if waiting > _AT_ONCE:
            test(number + 1)
            begun, waiting = number + 1, 0
    test(len(areas))
    return np.concatenate(found)


@dataclass(frozen=True)
class Boxes:
    """Boxes of many areas in memory: 16 bytes each, so 100,000 of them take 1.6 MB.

    Attributes:
        keys: what names each area, in any order.
        frame: shape (4, n): lon_min, lat_min, lon_max, lat_max in 1e-7 degrees.
    """

    keys: Sequence[Any]
    frame: npt.NDArray[np.int32]

    @classmethod
    def of(cls, rows: Sequence[tuple[Any, int, int, int, int]]) -> Boxes:
        """Boxes of (key, lon_min, lat_min, lon_max, lat_max)."""
        frame = np.array([row[1:] for row in rows], dtype=np.int32).reshape(len(rows), 4)
        return cls([row[0] for row in rows], np.ascontiguousarray(frame.T))

    def at(self, lon: int, lat: int) -> list[Any]:
        """Keys of the boxes that hold a point (1e-7 degrees)."""
        return self.touching((lon, lat, lon, lat))

    def touching(self, bounds: tuple[int, int, int, int]) -> list[Any]:
        """Keys of the boxes that share a point with ``bounds`` (1e-7 degrees)."""
        west, south, east, north = bounds
        low_x, low_y, high_x, high_y = self.frame
        # longitude first: it leaves few enough that the rest costs nothing
        near = np.flatnonzero((low_x <= east) & (high_x >= west))
        fits = near[(low_y[near] <= north) & (high_y[near] >= south)]
        return [self.keys[int(at)] for at in fits]


def holding(boxes: Boxes, shape_of: Callable[[Any], BaseGeometry], lon: int, lat: int) -> list[Any]:
    """Keys of the areas that hold one point.

    Args:
        boxes: of all areas.
        shape_of: the shape of a key, in degrees.
        lon: longitude, lat: latitude, 1e-7 degrees.
    """
    import shapely

    x, y = lon / 1e7, lat / 1e7
    return [key for key in boxes.at(lon, lat) if shapely.intersects_xy(shape_of(key), x, y)]
