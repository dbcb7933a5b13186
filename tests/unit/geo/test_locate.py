"""Which areas hold which points: the same pairs as a tree gives, borders on both sides."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.geo.locate import Boxes, holding, pairs


def _tree(points: np.ndarray, shapes: list[shapely.Geometry]) -> set[tuple[int, int]]:
    """What STRtree says, point by point."""
    tree = shapely.STRtree(shapes)
    found = tree.query(shapely.points(points), predicate="intersects")
    return set(map(tuple, found.T.tolist()))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.integers(0, 60), st.integers(1, 12))
def test_pairs_are_those_of_a_tree(seed: int, points: int, areas: int) -> None:
    rng = np.random.default_rng(seed)
    # a coarse grid: points on borders and corners are common
    places = rng.integers(0, 12, (points, 2)).astype(float)
    shapes = []
    for _ in range(areas):
        x, y = rng.integers(0, 10, 2)
        w, h = rng.integers(1, 6, 2)
        hole = shapely.box(x + w / 4, y + h / 4, x + w / 2, y + h / 2)
        shapes.append(shapely.box(x, y, x + w, y + h).difference(hole))
    assert set(map(tuple, pairs(places, shapes).tolist())) == _tree(places, shapes)


def test_pairs_come_by_area_then_from_west_to_east() -> None:
    shapes = [shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)]
    places = np.array([[2.5, 2.5], [1.5, 1.5], [0.5, 0.5], [9.0, 9.0]])
    assert pairs(places, shapes).tolist() == [[2, 0], [1, 0], [1, 1], [0, 1]]


def test_nothing_is_held_far_away() -> None:
    assert pairs(np.array([[5.0, 5.0]]), [shapely.box(0, 0, 1, 1)]).shape == (0, 2)


def _boxes() -> Boxes:
    return Boxes.of([("a", 0, 0, 10, 10), ("b", 10, 0, 20, 10), ("c", 0, 10, 10, 20)])


@pytest.mark.parametrize(
    ("place", "keys"),
    [((5, 5), ["a"]), ((10, 10), ["a", "b", "c"]), ((15, 15), []), ((10, 3), ["a", "b"])],
)
def test_boxes_hold_their_borders(place: tuple[int, int], keys: list[str]) -> None:
    assert _boxes().at(*place) == keys


def test_boxes_that_touch_a_frame() -> None:
    assert _boxes().touching((11, 11, 30, 30)) == []
    assert _boxes().touching((10, 5, 30, 30)) == ["a", "b", "c"]
    assert Boxes.of([]).at(1, 1) == []


def test_a_box_is_not_yet_the_shape() -> None:
    corner = shapely.Polygon([(0, 0), (1e-6, 0), (0, 1e-6)])
    boxes = Boxes.of([("a", 0, 0, 10, 10)])
    assert holding(boxes, lambda _key: corner, 1, 1) == ["a"]
    assert holding(boxes, lambda _key: corner, 9, 9) == []
