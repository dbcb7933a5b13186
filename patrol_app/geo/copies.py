"""Tracks that repeat another one point by point or second by second (``product.md`` §7 no. 6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from patrol_app.geo.measure import F64, distances
from patrol_app.geo.oddity import Limits, Oddity
from patrol_app.geo.track import I64, Track


@dataclass(frozen=True)
class Earlier:
    """A track of the store to compare with: the number of its patrol, and its points."""

    number: str
    track: Track


def same_points(track: Track, other: Track) -> bool:
    """Whether both hold the same places in the same order, whatever the times."""
    return (
        len(track) == len(other)
        and np.array_equal(track.lon, other.lon)
        and np.array_equal(track.lat, other.lat)
    )


def likeness(track: Track, other: Track, near_m: float, *, back: bool = False) -> float:
    """Share 0..1 of the time for which both are at the same place since their starts.

    A ranger walks his round again and again, but never at the same pace to the second; a copied
    file with other dates, or with a little noise, does.

    Args:
        track: with times.
        other: with times; read backwards for ``back``.
        near_m: how near is the same place.
        back: compare with the other's way back.
    """
    mine, theirs = _clocked(track), _clocked(other)
    if mine is None or theirs is None:
        return 0.0
    since, lon, lat = mine
    theirs_since, their_lon, their_lat = theirs
    if back:
        theirs_since = theirs_since[-1] - theirs_since[::-1]
        their_lon, their_lat = their_lon[::-1], their_lat[::-1]
    span = max(int(since[-1]), int(theirs_since[-1]))
    if min(int(since[-1]), int(theirs_since[-1])) < _least(span):
        return 0.0
    moments = np.linspace(0, min(int(since[-1]), int(theirs_since[-1])), 240)
    way = distances(
        np.interp(moments, since, lon),
        np.interp(moments, since, lat),
        np.interp(moments, theirs_since, their_lon),
        np.interp(moments, theirs_since, their_lat),
    )
    return float((way <= near_m).mean())


def _least(span_ms: int) -> float:
    """Two tracks of very different length are no copies: nine tenths of the longer one, in ms."""
    return 0.9 * span_ms


def _clocked(track: Track) -> tuple[I64, F64, F64] | None:
    timed = np.flatnonzero(track.has_time)
    if timed.size < 20:
        return None
    order = timed[np.argsort(track.time[timed], kind="stable")]
    since = track.time[order] - int(track.time[order[0]])
    if int(since[-1]) <= 0:
        return None
    return (
        np.asarray(since, dtype=np.int64),
        track.lon[order].astype(np.float64),
        track.lat[order].astype(np.float64),
    )


def copied(track: Track, earlier: Iterable[Earlier], limits: Limits) -> list[Oddity]:
    """Tracks of other patrols that this one repeats point by point or second by second."""
    found: list[Oddity] = []
    for one in earlier:
        if same_points(track, one.track):
            same = np.array_equal(track.time, one.track.time)
            code = "copy.same" if same else "copy.shifted"
            found.append(Oddity(code, {"number": one.number}))
            continue
        for code, back in (("copy.like", False), ("copy.back", True)):
            share = likeness(track, one.track, limits.copy_m, back=back)
            if share >= limits.copy_share:
                params = {"number": one.number, "percent": round(share * 100)}
                found.append(Oddity(code, params))
                break
    return found


def may_be_copy(track: Track, bounds: Sequence[int], reach: int = 5_000) -> bool:
    """Cheap test before a track is read: its corners lie where these bounds have them.

    Args:
        track: the track in question.
        bounds: west, south, east, north of the other in 1e-7 degrees.
        reach: how far a corner may be off, 1e-7 degrees (5,000 are about 50 m).
    """
    if not len(track):
        return False
    mine = (
        int(track.lon.min()), int(track.lat.min()), int(track.lon.max()), int(track.lat.max()),
    )  # fmt: skip
    return all(abs(a - b) <= reach for a, b in zip(mine, bounds, strict=True))
