"""Cleaning a track: every dropped point is counted with its reason, odd times are only flagged.

The raw file is kept elsewhere; nothing here is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from patrol_app.geo import measure
from patrol_app.geo.track import Bools, Track
from patrol_app.i18n import N_

FOOT: Final = "foot"
VEHICLE: Final = "vehicle"

# No law or standard gives these figures: they are the unit's own setting (domain reference 1.7).
UNVERIFIED: Final = N_("Set by this unit, not verified")


@dataclass(frozen=True)
class CleanRules:
    """Named thresholds; all of them may be set by the unit.

    Attributes:
        max_speed: cm/s; faster points are dropped. Foot 10 km/h, vehicle 120 km/h.
        noise_cm: way that noise alone may make between two fixes; not counted as speed.
        gap_ms: a longer silence begins a new segment (10 min).
        max_hdop: hundredths; a worse fix is dropped.
        trust_points: a run of this many consistent fixes is kept even behind a jump.
        earliest_ms: times before are suspect (2005-01-01: no receiver of ours is older).
        latest_ms: times after are suspect (2100-01-01 unless the caller knows the date).
        source: where the figures come from.
    """

    max_speed: int = 278
    noise_cm: int = 1_500
    gap_ms: int = 600_000
    max_hdop: int = 1_000
    trust_points: int = 12
    earliest_ms: int = 1_104_537_600_000
    latest_ms: int = 4_102_444_800_000
    source: str = UNVERIFIED


RULES: Final[Mapping[str, CleanRules]] = {
    FOOT: CleanRules(),
    VEHICLE: CleanRules(max_speed=3_333),
}

REASONS: Final[Mapping[str, str]] = {
    "zero": N_("{count} points at 0°, 0° (no fix)"),
    "hdop": N_("{count} points of poor precision"),
    "duplicate": N_("{count} repeated points"),
    "same_time": N_("{count} points with the time of the point before"),
    "speed": N_("{count} points faster than the limit"),
    "outside": N_("{count} points outside the patrol's times"),
    "untimed": N_("{count} points without a time, while others have one"),
}

SUSPECTS: Final[Mapping[str, str]] = {
    "time.none": N_("{count} points have no time"),
    "time.cold_start": N_("{count} times are from before 1990: the receiver had no date yet"),
    "time.rollover": N_("{count} times are far in the past: the receiver's week count rolled over"),
    "time.future": N_("{count} times lie in the future"),
    "time.back": N_("{count} times go back"),
    "time.stuck": N_("{count} times repeat the one before: the clock stood still"),
    "place.jump": N_("{count} jumps too far for the time between"),
}

_COLD_START_MS: Final = 631_152_000_000  # 1990-01-01; receivers without a fix say 1980-01-05


@dataclass(frozen=True)
class Dropped:
    """Points left out for one reason.

    Attributes:
        reason: key of ``REASONS``.
        count: how many.
        index: place of the first one in the given track.
        time: its UTC ms, or None.
    """

    reason: str
    count: int
    index: int
    time: int | None


@dataclass(frozen=True)
class Suspect:
    """Points kept but not to be believed blindly: key of ``SUSPECTS``, count, first index."""

    code: str
    count: int
    index: int


@dataclass(frozen=True)
class Cleaned:
    """A cleaned track and the account of what happened.

    Attributes:
        track: what stays.
        dropped: reasons in the order in which they were applied.
        suspects: what is odd in ``track``.
    """

    track: Track
    dropped: tuple[Dropped, ...] = ()
    suspects: tuple[Suspect, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Dropped and suspects as JSON carries them."""
        return {
            "dropped": [
                {"reason": row.reason, "count": row.count, "index": row.index, "time": row.time}
                for row in self.dropped
            ],
            "suspects": [
                {"code": row.code, "count": row.count, "index": row.index} for row in self.suspects
            ],
        }


@dataclass
class _Sieve:
    """Keeps the account while points are taken away."""

    track: Track
    keep: Bools = field(init=False)
    dropped: list[Dropped] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keep = np.ones(len(self.track), dtype=np.bool_)

    def drop(self, reason: str, points: npt.NDArray[np.int64]) -> None:
        """Take away the points at these indexes of the given track."""
        if points.size:
            first = int(points.min())
            known = bool(self.track.has_time[first])
            time = int(self.track.time[first]) if known else None
            self.keep[points] = False
            self.dropped.append(Dropped(reason, int(points.size), first, time))

    def left(self) -> npt.NDArray[np.int64]:
        """Indexes of the points that stay."""
        return np.flatnonzero(self.keep)


def clean(track: Track, rules: CleanRules = RULES[FOOT]) -> Cleaned:
    """Drop what cannot be, split at silences, flag odd times.

    Args:
        track: as read.
        rules: the thresholds.

    Returns:
        ``len(track)`` equals the points kept plus every count in ``dropped``.
    """
    sieve = _Sieve(track)
    sieve.drop("zero", np.flatnonzero((track.lon == 0) & (track.lat == 0)))
    if track.hdop is not None:
        sieve.drop("hdop", np.flatnonzero(sieve.keep & (track.hdop > rules.max_hdop)))
    stuck = _drop_repeats(sieve)
    jumps = _drop_fast(sieve, rules)
    left = sieve.left()
    breaks = np.zeros(len(track), dtype=np.bool_)
    breaks[jumps] = True
    both = track.has_time[left[1:]] & track.has_time[left[:-1]]
    silent = np.abs(np.diff(track.time[left])) > rules.gap_ms
    breaks[left[1:][both & silent]] = True
    kept = track.take(sieve.keep, breaks)
    suspects = [*find_suspects(kept, rules), *stuck]
    if jumps:
        suspects.append(Suspect("place.jump", len(jumps), int(np.searchsorted(left, jumps[0]))))
    return Cleaned(kept, tuple(sieve.dropped), tuple(suspects))


def _drop_repeats(sieve: _Sieve) -> list[Suspect]:
    track, left = sieve.track, sieve.left()
    here, before = left[1:], left[:-1]
    same_place = (track.lon[here] == track.lon[before]) & (track.lat[here] == track.lat[before])
    both = track.has_time[here] & track.has_time[before]
    same_time = track.time[here] == track.time[before]
    neither = ~track.has_time[here] & ~track.has_time[before]
    twice = same_place & ((both & same_time) | neither)
    sieve.drop("duplicate", here[twice])
    stuck = here[both & same_time & ~twice]
    # A clock that stands still says nothing about the places: they stay and are flagged.
    if stuck.size * 2 > here.size:
        return [Suspect("time.stuck", int(stuck.size), int(stuck[0]))]
    sieve.drop("same_time", stuck)
    return []


def _drop_fast(sieve: _Sieve, rules: CleanRules) -> list[int]:
    """Drop short runs of points that stand apart; the starts of long runs behind a jump return.

    A run is a chain of fixes each reachable from the one before. A long run is real wherever it
    lies (the receiver was carried by car, or a wrong first fix came before it); a short one is
    kept only when it is reachable from the last point kept.
    """
    track, left = sieve.track, sieve.left()
    timed = left[track.has_time[left]]
    if timed.size < 2:
        return []
    number = track.segment_of()[timed]
    way = measure.distances(
        track.lon[timed[:-1]], track.lat[timed[:-1]], track.lon[timed[1:]], track.lat[timed[1:]]
    )
    fast = (number[1:] == number[:-1]) & _too_fast(way, np.diff(track.time[timed]), rules)
    if not fast.any():
        return []
    jumps: list[int] = []
    lost: list[npt.NDArray[np.int64]] = []
    edges = np.concatenate(([0], np.flatnonzero(np.diff(number)) + 1, [timed.size]))
    cuts = np.flatnonzero(fast) + 1
    for begin, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        inner = cuts[np.searchsorted(cuts, begin, "right") : np.searchsorted(cuts, end)]
        if inner.size:
            _sift(track, timed, [begin, *inner.tolist(), end], rules, jumps, lost)
    if lost:
        sieve.drop("speed", np.concatenate(lost))
    return jumps


def _too_fast(
    way: npt.NDArray[np.float64], passed: npt.NDArray[np.int64], rules: CleanRules
) -> Bools:
    """Whether metres ``way`` cannot be covered in ``passed`` ms; times going back say nothing."""
    return (passed > 0) & ((way * 100 - rules.noise_cm) * 1000 > rules.max_speed * passed)


def _sift(
    track: Track,
    timed: npt.NDArray[np.int64],
    edges: list[int],
    rules: CleanRules,
    jumps: list[int],
    lost: list[npt.NDArray[np.int64]],
) -> None:
    """Go through the runs of one segment; ``edges`` bound them in ``timed``."""
    sizes = [end - begin for begin, end in pairwise(edges)]
    # Where no run is long the first of the longest is believed, the others by their reach.
    anchor = edges[sizes.index(max(sizes))] if max(sizes) < rules.trust_points else -1
    last = -1
    for begin, end in pairwise(edges):
        reachable = last >= 0 and not _apart(track, int(timed[last]), int(timed[begin]), rules)
        if reachable or begin == anchor or end - begin >= rules.trust_points:
            if last >= 0 and not reachable:
                jumps.append(int(timed[begin]))
            last = end - 1
        else:
            lost.append(timed[begin:end])


def _apart(track: Track, first: int, second: int, rules: CleanRules) -> bool:
    a, b = slice(first, first + 1), slice(second, second + 1)
    # A cheap lower bound first: a hostile file has a run for every point. 1e-7 degrees of
    # latitude are at least 1.105 cm anywhere.
    passed = int(track.time[second]) - int(track.time[first])
    if passed <= 0:
        return False
    reach = rules.max_speed * passed + rules.noise_cm * 1000
    if abs(int(track.lat[second]) - int(track.lat[first])) * 1_105 > reach:
        return True
    way = measure.distances(track.lon[a], track.lat[a], track.lon[b], track.lat[b])
    return bool(_too_fast(way, np.array([passed]), rules)[0])


def find_suspects(track: Track, rules: CleanRules = RULES[FOOT]) -> tuple[Suspect, ...]:
    """Odd times of a track; none is changed.

    1980-01-05 is a cold start, 1999-08-22 and 2208 are week counts that rolled over.
    """
    known = track.has_time
    time = track.time
    timed = np.flatnonzero(known)
    back = timed[1:][np.diff(time[timed]) < 0]
    checks = (
        ("time.none", np.flatnonzero(~known)),
        ("time.cold_start", np.flatnonzero(known & (time < _COLD_START_MS))),
        (
            "time.rollover",
            np.flatnonzero(known & (time >= _COLD_START_MS) & (time < rules.earliest_ms)),
        ),
        ("time.future", np.flatnonzero(known & (time > rules.latest_ms))),
        ("time.back", back),
    )
    return tuple(
        Suspect(code, int(points.size), int(points[0])) for code, points in checks if points.size
    )


def cut_to(track: Track, start: int, end: int, rules: CleanRules = RULES[FOOT]) -> Cleaned:
    """The part of a track between two times, both included (a ranger's own time is his own).

    A track without any time stays whole and is flagged.

    Args:
        track: a track.
        start: UTC ms.
        end: UTC ms.
        rules: for the flags.

    Raises:
        ValueError: ``start`` lies after ``end``.
    """
    if start > end:
        raise ValueError("the start lies after the end")
    sieve = _Sieve(track)
    if track.has_time.any():
        sieve.drop("untimed", np.flatnonzero(~track.has_time))
        outside = (track.time < start) | (track.time > end)
        sieve.drop("outside", np.flatnonzero(track.has_time & outside))
    kept = track.take(sieve.keep)
    return Cleaned(kept, tuple(sieve.dropped), find_suspects(kept, rules))


def simplify(track: Track, metres: float) -> tuple[npt.NDArray[np.int64], ...]:
    """Which points to draw: Douglas-Peucker on each segment (shapely).

    Args:
        track: a track.
        metres: largest deviation.

    Returns:
        Indexes of the points to draw, one array a segment, first and last always among them.
    """
    if not len(track):
        return ()
    import shapely

    scale = np.cos(np.radians(float(track.lat.mean()) / 1e7)) * 0.011132
    east = (track.lon.astype(np.float64) - float(track.lon[0])) * scale
    north = (track.lat.astype(np.float64) - float(track.lat[0])) * 0.011132
    index = np.arange(len(track), dtype=np.float64)
    rows = np.column_stack((east, north, index))
    found = []
    for begin, length in zip(track.starts.tolist(), track.segments, strict=True):
        part = rows[begin : begin + length]
        if length < 3:
            found.append(part[:, 2].astype(np.int64))
            continue
        line = shapely.simplify(shapely.linestrings(part), metres, preserve_topology=False)
        kept = shapely.get_coordinates(line, include_z=True)[:, 2]
        found.append(kept.astype(np.int64) if kept.size else part[[0, -1], 2].astype(np.int64))
    return tuple(found)
