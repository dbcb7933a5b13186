"""Areas and pins as columns: what is in view, what is hit, what falls together."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.geo.area import Area
from patrol_app.geo.plane import LocalPlane
from patrol_app.geo.sets import SINGLE_PINS, AreaTable, PointSet, area_table, clustered

PLANE = LocalPlane(388_600_000, 1_119_700_000)
metres = st.floats(-20_000, 20_000, allow_nan=False)


def squares(count: int) -> AreaTable:
    """Squares of a thousandth of a degree side by side, the first with a hole."""
    made = []
    for number in range(count):
        west = 111.97 + number * 0.002
        box = shapely.box(west, 38.86, west + 0.001, 38.861)
        if number == 0:
            box = box.difference(shapely.box(west + 0.0004, 38.8604, west + 0.0006, 38.8606))
        made.append(Area(f"{number:03d}", f"块{number}", shapely.to_wkb(box)))
    return area_table(made)


def test_columns_hold_what_the_shapes_hold() -> None:
    pair = shapely.union(shapely.box(112, 38, 112.1, 38.1), shapely.box(112.2, 38, 112.3, 38.1))
    table = area_table([
        Area("a", "", shapely.to_wkb(pair)),
        Area("line", "", shapely.to_wkb(shapely.LineString([(112, 38), (113, 38)]))),
        Area("b", "乙", shapely.to_wkb(shapely.box(113, 38, 113.1, 38.1))),
    ])  # fmt: skip
    assert (table.codes, table.names) == (("a", "b"), ("", "乙"))
    assert np.diff(table.areas).tolist() == [2, 1]
    assert np.diff(table.rings).tolist() == [5, 5, 5]
    assert len(area_table([])) == 0 and area_table([]).middle() is None


def test_an_area_is_found_where_it_lies_and_not_in_its_hole() -> None:
    areas = squares(3).on(PLANE, "plot", "area:plot:")
    assert len(areas) == 3
    for number, (lon, lat) in enumerate(((111.9701, 38.8605), (111.9725, 38.8605))):
        x, y = PLANE.metres(np.array([round(lat * 1e7)]), np.array([round(lon * 1e7)]))[0]
        assert areas.at(x, y) == number
    hole = PLANE.metres(np.array([388_605_000]), np.array([1_119_705_000]))[0]
    assert areas.at(*hole) is None
    assert areas.at(-5_000, 0) is None


@given(metres, metres, metres, metres)
def test_what_is_within_is_what_the_boxes_say(x: float, y: float, wide: float, high: float) -> None:
    areas = squares(40).on(PLANE, "plot")
    bounds = (x, y, x + abs(wide), y + abs(high))
    seen = shapely.intersects(shapely.box(*bounds), shapely.box(*areas.boxes.T))
    assert areas.within(bounds).tolist() == np.flatnonzero(seen).tolist()


@given(st.sets(st.integers(0, 39), min_size=1))
def test_the_outline_of_some_is_their_rings_in_order(chosen: set[int]) -> None:
    areas = squares(40).on(PLANE, "plot")
    numbers = np.array(sorted(chosen))
    points, begins = areas.outline(numbers)
    assert int(begins.sum()) == len(chosen) + (0 in chosen)
    first = points[np.flatnonzero(begins)[-1]]
    last = areas.boxes[numbers[-1]]
    assert last[0] - 1e-6 <= first[0] <= last[2] + 1e-6


@given(st.lists(st.tuples(metres, metres), max_size=80), st.sampled_from([50.0, 400.0, 9_000.0]))
def test_clusters_count_every_pin_once(places: list[tuple[float, float]], edge: float) -> None:
    points = np.array(places, float).reshape(-1, 2)
    made = clustered(points, edge)
    assert int(made.counts.sum()) == len(points)
    for (x, y), first in zip(made.points, made.first, strict=True):
        assert np.all(np.abs(points[first] - (x, y)) <= edge)
    assert len(set(made.first.tolist())) == len(made.first)


def test_few_pins_stand_for_themselves_and_many_do_not() -> None:
    rng = np.random.default_rng(1)
    everything = (-20_000.0, -20_000.0, 20_000.0, 20_000.0)
    few = PointSet(rng.uniform(-9_000, 9_000, (SINGLE_PINS, 2)), "pest")
    assert len(few.seen(everything, 40.0).points) == SINGLE_PINS
    many = PointSet(rng.uniform(-9_000, 9_000, (5_000, 2)), "pest")
    seen = many.seen(everything, 40.0)
    assert len(seen.points) < 200 and int(seen.counts.sum()) == 5_000
    close = many.seen((0.0, 0.0, 900.0, 900.0), 1.0)
    assert set(close.counts.tolist()) == {1}
