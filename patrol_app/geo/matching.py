"""Photos to the track by time: the place where the ranger was when the picture was taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from patrol_app.geo.track import Track
from patrol_app.geo.types import TRACK, Position

# Set by the unit, unverified: how far a fix may lie from the picture's time.
TOLERANCE_MS: Final = 300_000


@dataclass(frozen=True)
class Match:
    """A photo on a track.

    Attributes:
        index: the nearest fix.
        away_ms: time of the photo less time of that fix.
        position: place between the two fixes around the time, source ``track``.
    """

    index: int
    away_ms: int
    position: Position


def match(
    track: Track,
    times: Sequence[int | None],
    *,
    tolerance_ms: int = TOLERANCE_MS,
    offset_ms: int = 0,
) -> tuple[Match | None, ...]:
    """For each photo the place on the track at its time.

    Args:
        track: a cleaned track; fixes without a time are passed over.
        times: UTC ms of each photo, or None.
        tolerance_ms: the nearest fix may lie this far away; None is returned beyond it.
        offset_ms: added to each photo's time (a camera's clock that is known to be wrong).
    """
    timed = np.flatnonzero(track.has_time)
    if not timed.size:
        return tuple(None for _ in times)
    order = timed[np.argsort(track.time[timed], kind="stable")]
    clock = track.time[order]
    return tuple(
        None if time is None else _match(track, order, clock, time + offset_ms, tolerance_ms)
        for time in times
    )


def _match(
    track: Track,
    order: np.ndarray[tuple[int], np.dtype[np.int64]],
    clock: np.ndarray[tuple[int], np.dtype[np.int64]],
    time: int,
    tolerance_ms: int,
) -> Match | None:
    after = int(np.searchsorted(clock, time))
    last = clock.size - 1
    right, left = min(after, last), max(after - 1, 0)
    near = left if abs(time - int(clock[left])) <= abs(int(clock[right]) - time) else right
    away = time - int(clock[near])
    if abs(away) > tolerance_ms:
        return None
    first, second = int(order[left]), int(order[right])
    span = int(clock[right]) - int(clock[left])
    inside = 0 < span <= 2 * tolerance_ms and int(clock[left]) <= time <= int(clock[right])
    lon, lat = int(track.lon[order[near]]), int(track.lat[order[near]])
    apart = abs(int(track.lon[second]) - int(track.lon[first]))
    if inside and apart < 1_800_000_000:
        gone = time - int(clock[left])
        lon = _between(int(track.lon[first]), int(track.lon[second]), gone, span)
        lat = _between(int(track.lat[first]), int(track.lat[second]), gone, span)
    return Match(int(order[near]), away, Position(lon, lat, track.datum, TRACK))


def _between(first: int, second: int, gone: int, span: int) -> int:
    """``first`` plus the share ``gone``/``span`` of the way to ``second``, rounded, exact."""
    return first + (2 * (second - first) * gone + span) // (2 * span)
