"""The plausibility report: ordinary walks say nothing, made-up ones are named (product.md §7)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.geo import copies, oddity, plausible, plausible_evidence
from patrol_app.geo.copies import Earlier
from patrol_app.geo.oddity import Limits, Oddity
from patrol_app.geo.track import Track, build
from patrol_app.geo.types import Position
from tests.support.tracks import LAT, LON, START_MS, walk

LIMITS = Limits()
DAY = 86_400_000


def codes(found: list[Oddity]) -> list[str]:
    """Codes in order."""
    return [one.code for one in found]


def drawn(points: int = 200, metres: float = 20.0, step_ms: int = 15_000) -> Track:
    """Somebody's idea of a patrol: a line with even steps and even times."""
    step = round(metres / 87_000 * 1e7)
    return build(
        [LON + step * at for at in range(points)],
        [LAT + step * at // 2 for at in range(points)],
        time=[START_MS + step_ms * at for at in range(points)],
        datum="wgs84",
    )


@given(seed=st.integers(0, 200))
def test_an_ordinary_walk_says_nothing(seed: int) -> None:
    track = walk(seed, 900)
    last = track.last_time()
    found = plausible.pace(track, 10, "foot", LIMITS) + plausible.straight(track, LIMITS)
    found += plausible_evidence.times(
        track, track.first_time(), last, LIMITS
    ) + plausible_evidence.datum(track)
    assert codes(found) == []


@given(seed=st.integers(0, 60), other=st.integers(0, 60))
def test_two_walks_are_no_copies_but_each_is_its_own(seed: int, other: int) -> None:
    track = walk(seed, 400)
    late = replace(track, time=track.time + 3 * DAY)
    assert codes(copies.copied(late, [Earlier("P1", track)], LIMITS)) == ["copy.shifted"]
    if other != seed:
        assert copies.copied(late, [Earlier("P2", walk(other, 400))], LIMITS) == []


def test_a_line_drawn_with_even_steps() -> None:
    track = drawn()
    assert codes(plausible.pace(track, 10, "foot", LIMITS)) == ["speed.even"]
    found = plausible.straight(track, LIMITS)
    assert codes(found) == ["line.straight"]
    assert found[0].params["points"] > 100


def test_a_car_on_a_foot_patrol() -> None:
    fast = drawn(metres=120.0, step_ms=10_000)
    over = plausible.pace(fast, 10, "foot", LIMITS)
    assert over[0].code == "speed.over" and over[0].params["minutes"] >= 30
    assert "speed.over" not in codes(plausible.pace(fast, 120, "car", LIMITS))


def test_a_hole_is_no_line_and_a_break_is_neither() -> None:
    track = build(
        [LON, LON + 300_000], [LAT, LAT], time=[START_MS, START_MS + 3_600_000], datum="wgs84"
    )
    assert codes(plausible.straight(track, LIMITS)) == ["line.sparse"]
    assert plausible.straight(replace(track, segments=(1, 1)), LIMITS) == []


def test_a_copy_with_noise_and_one_run_backwards() -> None:
    track = walk(5, 800)
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 200, len(track)).astype(np.int32)  # about 2 m
    late = replace(track, lon=track.lon + noise, lat=track.lat - noise, time=track.time + DAY)
    assert codes(copies.copied(late, [Earlier("P1", track)], LIMITS)) == ["copy.like"]
    back = replace(track, lon=track.lon[::-1], lat=track.lat[::-1], time=track.time + DAY)
    assert codes(copies.copied(back, [Earlier("P1", track)], LIMITS)) == ["copy.back"]
    assert codes(copies.copied(track, [Earlier("P1", track)], LIMITS)) == ["copy.same"]


def test_the_same_round_at_another_pace_is_a_round() -> None:
    track = walk(7, 800)
    rng = np.random.default_rng(2)
    steps = rng.integers(3_000, 8_000, len(track))
    slower = replace(track, time=track.time[0] + DAY + np.cumsum(steps))
    shifted = replace(slower, lon=slower.lon + 50)  # not the very same points
    assert copies.copied(shifted, [Earlier("P1", track)], LIMITS) == []


@given(seed=st.integers(0, 30), shift=st.integers(-9_000, 9_000))
def test_corners_sort_out_candidates(seed: int, shift: int) -> None:
    track = walk(seed, 100)
    bounds = (
        int(track.lon.min()) + shift, int(track.lat.min()),
        int(track.lon.max()), int(track.lat.max()),
    )  # fmt: skip
    assert copies.may_be_copy(track, bounds) is (abs(shift) <= 5_000)


def test_photos_against_the_track() -> None:
    track = walk(9, 400)
    when = int(track.time[100])
    here = Position(int(track.lon[100]), int(track.lat[100]), "wgs84", "photo")
    far = Position(int(track.lon[100]) + 100_000, int(track.lat[100]), "wgs84", "photo")
    doubtful = Position(far.lon, far.lat, "unknown", "photo")
    assert (
        plausible_evidence.photos(track, [(when, here), (when, None), (when, doubtful)], LIMITS)
        == []
    )
    found = plausible_evidence.photos(
        track, [(when, far), (when + DAY, here), (None, None)], LIMITS
    )
    assert codes(found) == ["photo.no_info", "photo.far", "photo.off_time"]
    assert found[1].params["metres"] > 800


def test_times_outside_odd_and_missing() -> None:
    track = walk(3, 200)
    start, end = track.first_time(), track.last_time()
    assert start is not None and end is not None
    cut = plausible_evidence.times(track, start + 600_000, end, LIMITS)
    assert codes(cut) == ["time.outside"] and cut[0].params["count"] == 60
    odd = replace(track, time=np.where(np.arange(200) == 5, 0, track.time))
    assert codes(plausible_evidence.times(odd, None, None, LIMITS)) == ["time.odd"]
    bare = build([LON, LON + 9], [LAT, LAT], datum="unknown")
    assert codes(plausible_evidence.times(bare, start, end, LIMITS)) == ["time.none"]
    assert codes(plausible_evidence.datum(bare)) == ["datum.untrusted"]


@pytest.mark.parametrize("code", oddity.ODDITIES)
def test_every_oddity_has_a_level_and_a_sentence(code: str) -> None:
    level, sentence = oddity.ODDITIES[code]
    assert level in (oddity.WARNING, oddity.NOTE) and sentence
    assert Oddity(code).level == level
