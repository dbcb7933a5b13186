"""Does a track look walked? Findings for a person to judge, never a verdict (``product.md`` §7).

All thresholds are the unit's own setting and unverified; they are chosen so that a receiver's
ordinary track says nothing. Nothing is dropped or changed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from patrol_app.geo import clean
from patrol_app.geo.matching import match
from patrol_app.geo.measure import F64, distances, hops, within
from patrol_app.geo.track import I64, Track
from patrol_app.geo.types import TRUSTED_DATUMS, Position
from patrol_app.i18n import N_

WARNING: Final = "warning"
NOTE: Final = "note"

# code -> (level, sentence)
ODDITIES: Final[Mapping[str, tuple[str, str]]] = {
    "speed.over": (WARNING, N_("{minutes} min faster than {limit} km/h, which fits no {means}")),
    "speed.even": (WARNING, N_("The speed hardly changes over {km} km: no walk is so even")),
    "line.straight": (WARNING, N_("{km} km in a straight line through {points} fixes")),
    "line.sparse": (NOTE, N_("{km} km between two fixes: the way between is not known")),
    "copy.shifted": (WARNING, N_("The same points as patrol {number}, with other times")),
    "copy.same": (WARNING, N_("The same file as in patrol {number}")),
    "copy.like": (WARNING, N_("Place after place and pace like patrol {number} ({percent} %)")),
    "copy.back": (WARNING, N_("Patrol {number} run backwards ({percent} %)")),
    "photo.far": (WARNING, N_("{count} photos were taken {metres} m off the track at that time")),
    "photo.off_time": (NOTE, N_("{count} photos were taken outside the times of the track")),
    "photo.no_info": (NOTE, N_("{count} photos carry no time or place of their own")),
    "time.outside": (WARNING, N_("{count} fixes lie outside the times of the patrol")),
    "time.odd": (WARNING, N_("{count} times of the track cannot be right")),
    "time.none": (NOTE, N_("The track has no times")),
    "clock.doubtful": (NOTE, N_("The clock of this device was doubtful")),
    "datum.untrusted": (NOTE, N_("The coordinate system is shifted or not known: no zone tests")),
}


@dataclass(frozen=True)
class Oddity:
    """One odd thing about a track.

    Attributes:
        code: key of ``ODDITIES``.
        params: values for its sentence.
        first, last: index range of the points it is about, or -1.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    first: int = -1
    last: int = -1

    @property
    def level(self) -> str:
        """``warning`` or ``note``."""
        return ODDITIES[self.code][0]


@dataclass(frozen=True)
class Limits:
    """Thresholds, all set by the unit and unverified.

    Attributes:
        over_ms: time above the limit of the means that is worth a word.
        window_ms: speed is looked at over this time, so that noise is none.
        even_share: coefficient of variation below which a pace is too even.
        even_hops: hops needed to say so.
        straight_m: length of a straight line worth a word; straight_off_m its width.
        straight_points: fewer fixes make it a hole, not a line.
        copy_m: two tracks are alike where they are this near at the same time since the start.
        copy_share: share of the time for which they have to be alike.
        photo_m: a photo's own place may lie this far from the track's.
        margin_ms: a fix may lie this far outside the patrol's times.
    """

    over_ms: int = 120_000
    window_ms: int = 60_000
    even_share: float = 0.02
    even_hops: int = 120
    straight_m: float = 1_000.0
    straight_off_m: float = 1.5
    straight_points: int = 8
    copy_m: float = 12.0
    copy_share: float = 0.95
    photo_m: float = 300.0
    margin_ms: int = 300_000


@dataclass(frozen=True)
class Earlier:
    """A track of the store to compare with: the number of its patrol, and its points."""

    number: str
    track: Track


def pace(track: Track, limit_kmh: float, means: str, limits: Limits) -> list[Oddity]:
    """Too fast for the means, or too even for legs.

    Args:
        track: a cleaned track.
        limit_kmh: highest speed that the means allows.
        means: its word, for the sentence.
        limits: thresholds.
    """
    found: list[Oddity] = []
    timed = np.flatnonzero(track.has_time)
    time = track.time[timed]
    if timed.size < 3 or (np.diff(time) < 0).any():
        return found
    way = np.concatenate(([0.0], np.cumsum(np.where(within(track), hops(track), 0.0))))[timed]
    later = np.searchsorted(time, time + limits.window_ms)
    whole = later < time.size
    begin, end = np.flatnonzero(whole), later[whole]
    passed = (time[end] - time[begin]) / 1000
    same = track.segment_of()[timed[end]] == track.segment_of()[timed[begin]]
    speed = np.where(same & (passed > 0), (way[end] - way[begin]) / np.maximum(passed, 0.001), 0.0)
    fast = speed * 3.6 > limit_kmh
    if fast.any():
        step = np.diff(np.append(time[begin], time[end[-1]]))
        spent = int(np.minimum(step[fast], limits.window_ms).sum())
        if spent >= limits.over_ms:
            at = np.flatnonzero(fast)
            params = {
                "minutes": round(spent / 60_000),
                "limit": round(limit_kmh),
                "means": means,
            }
            first, last = int(timed[begin[at[0]]]), int(timed[end[at[-1]]])
            found.append(Oddity("speed.over", params, first, last))
    return found + _even(track, limits)


def _even(track: Track, limits: Limits) -> list[Oddity]:
    known = track.has_time[1:] & track.has_time[:-1] & within(track)
    passed = np.diff(track.time)[known] / 1000
    way = hops(track)[known]
    moving = (passed > 0) & (way > 0)
    if int(moving.sum()) < limits.even_hops:
        return []
    speed = way[moving] / passed[moving]
    if float(speed.std()) > limits.even_share * float(speed.mean()):
        return []
    return [Oddity("speed.even", {"km": round(float(way.sum()) / 1000, 1)})]


def straight(track: Track, limits: Limits) -> list[Oddity]:
    """The longest straight line: drawn by hand, or a hole in the fixes."""
    lines: list[tuple[float, int, int]] = []
    for index in clean.simplify(track, limits.straight_off_m):
        if index.size < 2:
            continue
        first, last = index[:-1], index[1:]
        way = distances(track.lon[first], track.lat[first], track.lon[last], track.lat[last])
        at = int(way.argmax())
        lines.append((float(way[at]), int(first[at]), int(last[at])))
    found: list[Oddity] = []
    for code, few in (("line.straight", False), ("line.sparse", True)):
        fitting = [
            line
            for line in lines
            if line[0] >= limits.straight_m
            and (line[2] - line[1] + 1 < limits.straight_points) is few
        ]
        if fitting:
            way_m, first_at, last_at = max(fitting)
            params = {"km": round(way_m / 1000, 1), "points": last_at - first_at + 1}
            found.append(Oddity(code, params, first_at, last_at))
    return found


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


def photos(
    track: Track, taken: Sequence[tuple[int | None, Position | None]], limits: Limits
) -> list[Oddity]:
    """The photos' own times and places against the track.

    Args:
        track: a cleaned track.
        taken: UTC ms and EXIF place of each photo; a place that came from the track is None.
        limits: thresholds.
    """
    bare = sum(1 for time, place in taken if time is None and place is None)
    found = [Oddity("photo.no_info", {"count": bare})] if bare else []
    if not track.has_time.any():
        return found
    matches = match(track, [time for time, _place in taken], tolerance_ms=limits.margin_ms)
    outside, far = 0, []
    for (time, place), hit in zip(taken, matches, strict=True):
        if time is not None and hit is None:
            outside += 1
        if hit is None or place is None or not place.trusted or not hit.position.trusted:
            continue
        way = distances(
            np.array([place.lon]), np.array([place.lat]),
            np.array([hit.position.lon]), np.array([hit.position.lat]),
        )  # fmt: skip
        if float(way[0]) > limits.photo_m:
            far.append(float(way[0]))
    if far:
        found.append(Oddity("photo.far", {"count": len(far), "metres": round(max(far))}))
    if outside:
        found.append(Oddity("photo.off_time", {"count": outside}))
    return found


def times(track: Track, start: int | None, end: int | None, limits: Limits) -> list[Oddity]:
    """Fixes outside the patrol's times, odd times, no times at all.

    Args:
        track: a cleaned track.
        start, end: the patrol's times in UTC ms, or None.
        limits: thresholds.
    """
    if len(track) and not track.has_time.any():
        return [Oddity("time.none")]
    found: list[Oddity] = []
    low = np.iinfo(np.int64).min if start is None else start - limits.margin_ms
    high = np.iinfo(np.int64).max if end is None else end + limits.margin_ms
    outside = np.flatnonzero(track.has_time & ((track.time < low) | (track.time > high)))
    if outside.size:
        params = {"count": int(outside.size)}
        found.append(Oddity("time.outside", params, int(outside[0]), int(outside[-1])))
    suspects = [one for one in clean.find_suspects(track) if one.code != "time.none"]
    odd = sum(one.count for one in suspects)
    if odd:
        found.append(Oddity("time.odd", {"count": odd}, suspects[0].index, suspects[0].index))
    return found


def datum(track: Track) -> list[Oddity]:
    """The note that the track is kept out of zone tests."""
    return [] if track.datum in TRUSTED_DATUMS else [Oddity("datum.untrusted")]
