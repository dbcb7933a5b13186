"""The outline of one area as a record carries it: JSON text of ``geo.shapes`` lists."""

from __future__ import annotations

import json

import numpy as np
import numpy.typing as npt

from patrol_app.geo.shapes import Shape, wkb_of
from patrol_app.geo.types import UNIT


def outline_text(shape: Shape) -> str:
    """``shape`` in the shortest JSON; the same shape always gives the same text."""
    return json.dumps(shape, separators=(",", ":"))


def shape_in(text: str) -> Shape | None:
    """The shape in ``text``; None where there is none, or it is no outline."""
    try:
        shape: Shape = json.loads(text)
        wkb_of(shape)
    except (ValueError, TypeError, RecursionError, OverflowError):
        return None
    return shape


def inner_point(shape: Shape) -> tuple[int, int]:
    """Longitude and latitude, 1e-7 degrees, of a place certainly inside the shape."""
    import shapely

    point = shapely.from_wkb(wkb_of(shape)[0]).representative_point()
    return round(point.x * UNIT), round(point.y * UNIT)


def rings_of(shape: Shape) -> list[list[npt.NDArray[np.int64]]]:
    """Polygons as lists of rings of corners, shape (n, 2), longitude first, 1e-7 degrees."""
    return [
        [np.array(ring, dtype=np.int64).reshape(-1, 2).cumsum(axis=0) for ring in polygon]
        for polygon in shape
    ]
