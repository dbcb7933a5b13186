"""Coverage of an area (domain.md §1.7): bounds, laws of growth, parts left, true to area."""

from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.geo.coverage import area_m2, coverage, footprint, near_share, plane_of
from patrol_app.geo.track import Track, build
from patrol_app.geo.types import UNIT
from tests.support.tracks import LAT, LON, walk

LON_D, LAT_D = LON / UNIT, LAT / UNIT
GRID = shapely.box(LON_D - 0.004, LAT_D - 0.003, LON_D + 0.004, LAT_D + 0.003)

PLANE = plane_of(GRID)


def line(metres: float, *, north: float = 0.0) -> Track:
    """A straight way east through the grid's middle."""
    half = round(metres / 2 / 87_000 * UNIT)
    lat = LAT + round(north / 111_000 * UNIT)
    return build([LON - half, LON + half], [lat, lat], datum="wgs84")


@settings(max_examples=25)
@given(seed=st.integers(0, 30), small=st.integers(5, 150), more=st.integers(0, 150))
def test_a_wider_look_sees_no_less(seed: int, small: int, more: int) -> None:
    track = walk(seed, 300)
    first, second = coverage([track], GRID, small), coverage([track], GRID, small + more)
    assert first is not None and second is not None
    assert 0 <= first.percent_e2 <= second.percent_e2 <= 10_000


@settings(max_examples=25)
@given(seeds=st.lists(st.integers(0, 30), min_size=2, max_size=4), radius=st.integers(10, 120))
def test_more_tracks_see_no_less_in_any_order(seeds: list[int], radius: int) -> None:
    tracks = [walk(seed, 250) for seed in seeds]
    few, all_of_them = coverage(tracks[:1], GRID, radius), coverage(tracks, GRID, radius)
    turned = coverage(tracks[::-1], GRID, radius)
    assert few is not None and all_of_them is not None and turned is not None
    assert few.percent_e2 <= all_of_them.percent_e2
    assert abs(all_of_them.covered_m2 - turned.covered_m2) <= 1


@settings(max_examples=15)
@given(seed=st.integers(0, 30))
def test_seen_and_not_seen_make_the_area(seed: int) -> None:
    found = coverage([walk(seed, 300)], GRID, 50)
    assert found is not None
    left = sum(part.area_m2 for part in found.unvisited)
    assert abs(found.covered_m2 + left - found.area_m2) <= 1 + len(found.unvisited)
    sizes = [part.area_m2 for part in found.unvisited]
    assert sizes == sorted(sizes, reverse=True)
    for part in found.unvisited:
        shape = shapely.from_wkb(part.wkb)
        assert abs(area_m2(shape) - part.area_m2) <= 2
        assert shapely.area(shapely.difference(shape, GRID)) < 1e-9


def test_a_straight_way_sees_its_stadium() -> None:
    radius, way = 50.0, 300.0
    found = coverage([line(way)], GRID, radius)
    assert found is not None
    stadium = 2 * radius * way + math.pi * radius**2
    assert abs(found.covered_m2 - stadium) / stadium < 0.01


def test_the_plane_is_true_to_area() -> None:
    from pyproj import Geod

    big = shapely.box(LON_D - 0.1, LAT_D - 0.1, LON_D + 0.1, LAT_D + 0.1)
    on_ellipsoid, _ = Geod(a=6_378_137, rf=298.257222101).geometry_area_perimeter(big)
    # straight edges of the box follow the parallels only nearly
    assert abs(area_m2(big) / abs(on_ellipsoid) - 1) < 1e-4
    there = plane_of(big).metres(shapely.get_coordinates(big))
    assert abs(plane_of(big).degrees(there) - shapely.get_coordinates(big)).max() < 2e-8  # 2 mm


def test_two_halves_not_seen_are_listed_apart() -> None:
    found = coverage([line(5_000)], GRID, 40)
    assert found is not None
    assert len(found.unvisited) == 2


def test_nothing_walked_and_no_ground() -> None:
    none = coverage([], GRID, 50)
    assert none is not None
    assert (none.percent_e2, len(none.unvisited)) == (0, 1)
    assert coverage([walk(1, 50)], shapely.Polygon(), 50) is None
    with pytest.raises(ValueError, match="radius"):
        coverage([], GRID, 0)


@pytest.mark.parametrize("datum", ["shifted", "unknown"])
def test_a_doubtful_datum_sees_nothing(datum: str) -> None:
    doubtful = line(500).labelled(datum=datum)
    assert coverage([doubtful], GRID, 50) is None
    assert coverage([doubtful, line(300)], GRID, 50) == coverage([line(300)], GRID, 50)
    assert near_share(doubtful, [], PLANE) is None
    assert footprint(doubtful, PLANE, 50) is None


def test_a_route_that_was_walked_before() -> None:
    def share(*others: Track) -> float | None:
        """Of the line's way within 50 m of ``others``."""
        prints = [made for one in others if (made := footprint(one, PLANE, 50)) is not None]
        return near_share(line(1_000), prints, PLANE)

    assert share() == 0
    assert share(line(1_000, north=20)) == pytest.approx(1, abs=0.01)
    assert share(line(1_000, north=300)) == 0
    assert share(line(400)) == pytest.approx(0.5, abs=0.01)
