from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.geo import measure
from patrol_app.geo.track import build
from tests.support.tracks import walk

SHAPE = (6378.137, 6378.137 * (1 - 1 / 298.257222101), 1 / 298.257222101)


def oracle(lon1: int, lat1: int, lon2: int, lat2: int) -> float:
    first, second = (lat1 / 1e7, lon1 / 1e7), (lat2 / 1e7, lon2 / 1e7)
    return float(geodesic(first, second, ellipsoid=SHAPE).meters)


def way(lon1: int, lat1: int, lon2: int, lat2: int) -> float:
    places = [np.array([value]) for value in (lon1, lat1, lon2, lat2)]
    return float(measure.distances(*places)[0])


@given(
    st.integers(730_000_000, 1_350_000_000),
    st.integers(180_000_000, 540_000_000),
    st.integers(-600_000, 600_000),
    st.integers(-600_000, 600_000),
)
@settings(max_examples=200, deadline=None)
def test_hops_in_china_agree_with_karney(lon: int, lat: int, east: int, north: int) -> None:
    expected = oracle(lon, lat, lon + east, lat + north)
    assert way(lon, lat, lon + east, lat + north) == pytest.approx(expected, rel=1e-6, abs=1e-6)


@given(
    st.integers(-1_800_000_000, 1_800_000_000),
    st.integers(-900_000_000, 900_000_000),
    st.integers(-1_800_000_000, 1_800_000_000),
    st.integers(-900_000_000, 900_000_000),
)
@settings(max_examples=100, deadline=None)
def test_any_hop_anywhere(lon1: int, lat1: int, lon2: int, lat2: int) -> None:
    expected = oracle(lon1, lat1, lon2, lat2)
    assert way(lon1, lat1, lon2, lat2) == pytest.approx(expected, rel=1e-5, abs=1e-3)


def test_the_date_line_is_no_journey_round_the_world() -> None:
    assert way(1_799_999_000, 0, -1_799_999_000, 0) == pytest.approx(22.26, abs=0.01)


def test_many_long_hops_go_the_vectorised_way() -> None:
    rng = np.random.default_rng(1)
    lon, lat = rng.integers(0, 10**9, 300), rng.integers(0, 8 * 10**8, 300)
    found = measure.distances(lon[:-1], lat[:-1], lon[1:], lat[1:])
    for at in (0, 150, 298):
        expected = oracle(*map(int, (lon[at], lat[at], lon[at + 1], lat[at + 1])))
        assert found[at] == pytest.approx(expected, rel=1e-9)


def test_length_of_a_walk_against_geopy() -> None:
    track = walk(4, 400)
    rows = list(zip(track.lon.tolist(), track.lat.tolist(), strict=True))
    expected = sum(oracle(*a, *b) for a, b in pairwise(rows))
    assert measure.length_cm(track) / 100 == pytest.approx(expected, rel=1e-6)


def test_nothing_is_added_across_a_break() -> None:
    track = build([0, 0, 0, 0], [0, 1000, 500_000, 501_000], segments=[2, 2])
    whole = build([0, 0, 0, 0], [0, 1000, 500_000, 501_000])
    assert measure.length_cm(track) < 2_300 < measure.length_cm(whole)


def standing(minutes: int) -> list[int]:
    """Latitudes of a minute's walk, a stay and another minute's walk, a fix each 10 s."""
    go = [n * 1_000 for n in range(7)]
    return [*go, *[go[-1] + (n % 3) * 50 for n in range(minutes * 6)], *[go[-1] + n for n in go]]


def test_stops_gaps_speed_and_bounds() -> None:
    lat = standing(5)
    times = [n * 10_000 for n in range(len(lat))]
    times[-3:] = [time + 900_000 for time in times[-3:]]
    found = measure.measure(build([7] * len(lat), lat, time=times))
    assert len(found.stops) == 1
    assert 240_000 <= found.stops[0].end - found.stops[0].start <= 360_000
    assert found.stopped_ms == found.stops[0].end - found.stops[0].start
    assert (found.stops[0].lon, abs(found.stops[0].lat - 6_000) < 1_000) == (7, True)
    assert [(gap.start, gap.end) for gap in found.gaps] == [(times[-4], times[-3])]
    assert found.gaps[0].length_cm == pytest.approx(1_106, abs=2)
    assert found.bounds == (7, 0, 7, max(lat))
    assert found.top_speed == pytest.approx(110, abs=3)
    assert found.duration_ms == times[-1]
    assert found.plain()["stops"] == [[s.start, s.end, s.lon, s.lat] for s in found.stops]


def test_a_short_stay_is_no_stop() -> None:
    lat = standing(1)
    assert (
        measure.measure(
            build([0] * len(lat), lat, time=[n * 10_000 for n in range(len(lat))])
        ).stops
        == ()
    )


def test_times_going_back_give_no_stops_and_no_speed() -> None:
    track = build([0] * 3, [0, 1, 2], time=[1_000_000, 500_000, 0])
    found = measure.measure(track)
    assert (found.stops, found.top_speed, found.duration_ms) == ((), 0, 1_000_000)
    assert np.isnan(measure.speeds(track)).all()


@pytest.mark.parametrize("size", [0, 1])
def test_hardly_any_points(size: int) -> None:
    found = measure.measure(build([5] * size, [6] * size))
    assert (found.length_cm, found.stops, found.gaps, found.start) == (0, (), (), None)
    assert found.bounds == ((5, 6, 5, 6) if size else None)
    assert found.plain()["bounds"] == ([5, 6, 5, 6] if size else None)


def test_bounds_across_the_date_line() -> None:
    track = build([1_799_000_000, -1_799_000_000], [1, 2])
    assert measure.bounds(track) == (1_799_000_000, 1, -1_799_000_000, 2)
