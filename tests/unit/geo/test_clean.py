from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.geo.clean import FOOT, REASONS, RULES, SUSPECTS, VEHICLE, clean, cut_to, simplify
from patrol_app.geo.track import Track, build
from tests.support.tracks import START_MS, walk


def reasons(track: Track, mode: str = FOOT) -> dict[str, int]:
    return {row.reason: row.count for row in clean(track, RULES[mode]).dropped}


def suspects(track: Track) -> dict[str, int]:
    return {row.code: row.count for row in clean(track).suspects}


def moved(track: Track, points: slice, lat: int) -> Track:
    """``track`` with some points shifted north by ``lat``."""
    column = track.lat.copy()
    column[points] += lat
    return replace(track, lat=column)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("step", [1_000, 5_000, 30_000])
def test_a_walk_stays_whole(seed: int, step: int) -> None:
    track = walk(seed, 600, step_ms=step)
    cleaned = clean(track)
    assert cleaned.track.same_as(track)
    assert (cleaned.dropped, cleaned.suspects) == ((), ())


def test_a_spike_is_dropped_alone() -> None:
    track = moved(walk(1, 100), slice(50, 53), 50_000)
    cleaned = clean(track)
    assert [(row.reason, row.count, row.index, row.time) for row in cleaned.dropped] == [
        ("speed", 3, 50, START_MS + 250_000)
    ]
    assert len(cleaned.track) == 97


def test_a_wrong_first_fix_does_not_cost_the_track() -> None:
    assert reasons(moved(walk(1, 100), slice(0, 2), 900_000)) == {"speed": 2}


def test_a_long_run_behind_a_jump_is_kept_and_flagged() -> None:
    cleaned = clean(moved(walk(1, 100), slice(60, 100), 900_000))
    assert (cleaned.dropped, cleaned.track.segments) == ((), (60, 40))
    assert [(row.code, row.count, row.index) for row in cleaned.suspects] == [("place.jump", 1, 60)]


def test_a_vehicle_may_be_faster() -> None:
    times = [n * 10_000 for n in range(60)]
    drive = build([0] * 60, [n * 20_000 for n in range(1, 61)], time=times)
    assert reasons(drive, VEHICLE) == {}
    assert reasons(drive) == {"speed": 59}


def test_no_fix_repeats_and_poor_precision() -> None:
    track = build(
        [0, 10, 10, 10, 20, 20, 30],
        [0, 10, 10, 12, 20, 20, 30],
        time=[0, 5_000, 5_000, 5_000, None, None, 9_000],
    )
    assert reasons(track) == {"zero": 1, "duplicate": 2, "same_time": 1}
    dop = np.array([100, 1_001, -1, 100, 100, 100, 2_000], dtype=np.int32)
    assert reasons(replace(track, hdop=dop))["hdop"] == 2


def test_a_clock_that_stands_still_costs_no_points() -> None:
    track = build([1, 2, 3, 4], [1, 2, 3, 4], time=[7, 7, 7, 7])
    assert len(clean(track).track) == 4
    assert suspects(track) == {"time.cold_start": 4, "time.stuck": 3}


def test_silence_begins_a_segment() -> None:
    times = [0, 5_000, 605_001, 610_000]
    assert clean(build([1, 2, 3, 4], [1, 2, 3, 4], time=times)).track.segments == (2, 2)
    times[2:] = [605_000, 610_000]
    assert clean(build([1, 2, 3, 4], [1, 2, 3, 4], time=times)).track.segments == (4,)


def test_odd_times_are_flagged_and_kept() -> None:
    times = [315_878_400_000, 935_280_000_000, 7_524_000_000_000, START_MS, START_MS - 1, None]
    track = build([1] * 6, [1, 2, 3, 4, 5, 6], time=times)
    cleaned = clean(track)
    assert cleaned.track.time.tolist() == [time or 0 for time in times]
    assert suspects(track) == {
        "time.none": 1,
        "time.cold_start": 1,
        "time.rollover": 1,
        "time.future": 1,
        "time.back": 2,
    }


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_every_point_is_accounted_for(data: st.DataObject) -> None:
    size = data.draw(st.integers(0, 30))
    lengths = [length for length in (size // 3, size - size // 3) if length]
    near = st.lists(st.integers(0, 300_000), min_size=size, max_size=size)
    times = st.lists(st.none() | st.integers(0, 2_000_000), min_size=size, max_size=size)
    track = build(data.draw(near), data.draw(near), time=data.draw(times), segments=lengths)
    cleaned = clean(track, RULES[data.draw(st.sampled_from([FOOT, VEHICLE]))])
    assert len(cleaned.track) + sum(row.count for row in cleaned.dropped) == size
    assert {row.reason for row in cleaned.dropped} <= set(REASONS)
    assert {row.code for row in cleaned.suspects} <= set(SUSPECTS)
    kept = set(zip(cleaned.track.lon.tolist(), cleaned.track.lat.tolist(), strict=True))
    assert kept <= set(zip(track.lon.tolist(), track.lat.tolist(), strict=True))


def test_cutting_to_the_patrols_times() -> None:
    track = walk(1, 100)
    cut = cut_to(track, START_MS + 10_000, START_MS + 100_000)
    assert (len(cut.track), cut.track.first_time(), cut.track.last_time()) == (
        19, START_MS + 10_000, START_MS + 100_000,
    )  # fmt: skip
    assert [(row.reason, row.count) for row in cut.dropped] == [("outside", 81)]
    assert cut.plain()["dropped"][0]["reason"] == "outside"
    with pytest.raises(ValueError, match="start"):
        cut_to(track, 2, 1)


def test_cutting_a_track_without_times_keeps_it_and_says_so() -> None:
    untimed = build([1, 2], [1, 2])
    cut = cut_to(untimed, 0, 1)
    assert (len(cut.track), cut.dropped, cut.suspects[0].code) == (2, (), "time.none")
    partly = build([1, 2], [1, 2], time=[5, None])
    assert [(row.reason, row.count) for row in cut_to(partly, 0, 9).dropped] == [("untimed", 1)]
    assert cut.plain()["suspects"] == [{"code": "time.none", "count": 2, "index": 0}]


def test_drawing_needs_fewer_points() -> None:
    track = walk(2, 2_000, segments=2)
    first, second = simplify(track, 5.0)
    assert (first[0], first[-1], second[0], second[-1]) == (0, 999, 1000, 1999)
    assert len(first) + len(second) < 600
    assert (np.diff(first) > 0).all()
    assert simplify(build([], []), 5) == ()
    assert [part.tolist() for part in simplify(build([1, 2], [1, 2]), 5)] == [[0, 1]]
    assert [part.tolist() for part in simplify(build([1, 1, 1], [1, 1, 1]), 5)] == [[0, 2]]
