"""Shapes of areas: what is kept is whole, valid and comes back to the last digit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app import limits
from patrol_app.geo.shapes import areas_m2, clean, steps, wkb_of


def _array(*shapes: Any) -> np.ndarray:
    made = np.empty(len(shapes), dtype=object)
    made[:] = shapes
    return made


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 5))
def test_a_shape_comes_back_as_it_was_kept(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        angles = np.sort(rng.random(8)) * 2 * np.pi
        ring = np.column_stack((113 + 0.01 * np.cos(angles), 38 + 0.01 * np.sin(angles)))
        whole = shapely.Polygon(ring).buffer(0.001)
        hole = shapely.Point(ring.mean(axis=0)).buffer(1e-4)
        made.append(whole.difference(hole).union(shapely.box(114, 39, 114.01, 39.01)))
    cleaned = clean(_array(*made))
    for kept, listed in zip(cleaned.shapes, steps(cleaned.shapes), strict=True):
        wkb, box = wkb_of(listed)
        back = shapely.from_wkb(wkb)
        assert shapely.equals_exact(back, kept, 1e-12)
        assert box == tuple(int(v) for v in np.rint(np.array(kept.bounds) * 1e7))


def test_points_lines_and_nothing_are_told() -> None:
    bow = shapely.Polygon([(113, 38), (113.1, 38.1), (113.1, 38), (113, 38.1)])
    found = clean(_array(shapely.Point(1, 1), None, bow, shapely.LineString([(0, 0), (1, 1)])))
    assert (found.mended, found.dropped) == ((2,), (0, 3))
    assert [shape is None for shape in found.shapes] == [True, True, False, True]
    assert found.shapes[2].geom_type == "MultiPolygon" and found.shapes[2].is_valid
    assert [one is None for one in steps(found.shapes)] == [True, True, False, True]
    assert list(steps(_array(None, None))) == [None, None]


def test_polygons_are_taken_out_of_collections() -> None:
    square = shapely.box(113, 38, 113.01, 38.01)
    mixed = shapely.GeometryCollection([square, shapely.Point(0, 0)])
    assert clean(_array(mixed)).shapes[0].equals(square)


def test_area_is_that_of_the_ellipsoid() -> None:
    """Oracle: the geodesic area of pyproj."""
    import pyproj

    square = shapely.box(113, 38, 113.01, 38.01)
    exact, _length = pyproj.Geod(ellps="GRS80").geometry_area_perimeter(square)
    found = areas_m2(_array(square, None))
    assert found[0] == pytest.approx(abs(exact), rel=1e-6)
    assert np.isnan(found[1])


@pytest.mark.parametrize(
    "shape",
    [
        None,
        [],
        [[]],
        [[[0, 0, 1, 0]]],
        [[[0, 0, 1, 0, 0]]],
        [[[0, 0, 1.5, 0, 0, 1]]],
        [[["0", 0, 1, 0, 0, 1]]],
        [[[0, 0, 10**20, 0, 0, 1]]],
        [[[1_800_000_000, 0, 1, 0, 0, 1]]],
        [[[0, 900_000_000, 1, 0, 0, 1]]],
        [[[0, 0, [1], 0, 0, 1]]],
        [[{}]],
        [{}],
        [[[-3_700_000_000, 0, 1, 0, 0, 1]]],
    ],
)
def test_a_hostile_shape_is_refused(shape: Any) -> None:
    with pytest.raises(ValueError, match=r"polygon|ring|corner|sequence"):
        wkb_of(shape)


def test_too_many_corners_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "AREA_VERTICES", 3)
    with pytest.raises(ValueError, match="more corners"):
        wkb_of([[[0, 0, 1, 0, 0, 1]]])
