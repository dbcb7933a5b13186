"""Part of a track inside an area: the parts make the whole, a doubtful datum is kept out."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.geo.inside import Inside, inside, inside_cm, inside_ms
from patrol_app.geo.measure import length_cm
from patrol_app.geo.track import build
from patrol_app.geo.types import UNIT
from tests.support.tracks import LAT, LON, walk

LON_D, LAT_D = LON / UNIT, LAT / UNIT


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """A box given in metres east and north of the samples' origin, roughly."""
    east_m, north_m = 87_000.0, 111_000.0
    return shapely.box(
        LON_D + west / east_m, LAT_D + south / north_m,
        LON_D + east / east_m, LAT_D + north / north_m,
    )  # fmt: skip


EVERYWHERE = box(-50_000, -50_000, 50_000, 50_000)


@given(
    seed=st.integers(0, 40),
    west=st.integers(-600, 300),
    south=st.integers(-600, 300),
    size=st.integers(50, 900),
    segments=st.integers(1, 4),
)
def test_inside_and_outside_make_the_whole(
    seed: int, west: int, south: int, size: int, segments: int
) -> None:
    track = walk(seed, 400, segments=segments)
    area = box(west, south, west + size, south + size)
    rest = shapely.difference(EVERYWHERE, area)
    within, outside = inside(track, area), inside(track, rest)
    assert within is not None and outside is not None
    assert within.whole_cm == length_cm(track)
    assert abs(within.length_cm + outside.length_cm - within.whole_cm) <= 2
    assert abs(within.time_ms + outside.time_ms - within.whole_ms) <= 2
    assert 0 <= within.length_cm <= within.whole_cm


@given(seed=st.integers(0, 40), size=st.integers(50, 900), more=st.integers(0, 900))
def test_a_larger_area_holds_no_less(seed: int, size: int, more: int) -> None:
    track = walk(seed, 300)
    small, large = box(-size, -size, size, size), box(*[-size - more] * 2, *[size + more] * 2)
    first, second = inside(track, small), inside(track, large)
    assert first is not None and second is not None
    assert first.length_cm <= second.length_cm and first.time_ms <= second.time_ms


@given(seed=st.integers(0, 40))
def test_the_way_back_is_as_long_inside(seed: int) -> None:
    track = walk(seed, 300)
    back = build(track.lon[::-1], track.lat[::-1], datum=track.datum)
    area = box(-100, -100, 150, 150)
    assert abs((inside_cm(track, area) or 0) - (inside_cm(back, area) or 0)) <= 1


def test_half_a_hop_counts_half() -> None:
    track = build(
        [LON, LON + 100_000], [LAT, LAT], time=[0, 60_000], datum="cgcs2000"
    )  # one straight hop east
    half = shapely.box(LON_D - 1, LAT_D - 1, LON_D + 0.005, LAT_D + 1)
    found = inside(track, half)
    assert found is not None
    assert abs(found.length_cm - found.whole_cm / 2) <= 1
    assert (found.time_ms, found.whole_ms, found.timed) == (30_000, 60_000, True)


def test_a_break_counts_nowhere_and_standing_counts_as_time() -> None:
    lon = [LON, LON, LON + 100_000, LON + 100_000]
    track = build(
        lon, [LAT] * 4, time=[0, 60_000, 600_000, 660_000], segments=[2, 2], datum="wgs84"
    )
    found = inside(track, EVERYWHERE)
    assert found == Inside(0, 120_000, 0, 120_000, True)


@pytest.mark.parametrize("datum", ["shifted", "unknown"])
def test_a_doubtful_datum_is_kept_out(datum: str) -> None:
    track = walk(1, 50).labelled(datum=datum)
    assert inside(track, EVERYWHERE) is None
    assert inside_cm(track, EVERYWHERE) is None and inside_ms(track, EVERYWHERE) is None


def test_without_times_there_is_a_way_and_no_time() -> None:
    track = build([LON, LON + 1_000], [LAT, LAT], datum="wgs84")
    assert inside_cm(track, EVERYWHERE) == length_cm(track)
    assert inside_ms(track, EVERYWHERE) is None
    assert inside(build([LON], [LAT], datum="wgs84"), EVERYWHERE) == Inside()


def test_times_that_go_back_give_no_negative_time() -> None:
    times = np.array([0, 60_000, 30_000, 90_000])
    track = build([LON] * 4, [LAT] * 4, time=times.tolist(), datum="wgs84")
    assert inside_ms(track, EVERYWHERE) == 120_000
