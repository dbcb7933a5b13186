"""Does a track look walked? Findings for a person to judge, never a verdict (``product.md`` §7).

Nothing is dropped or changed here. Copies of other tracks: ``copies``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from patrol_app.geo import clean
from patrol_app.geo.matching import match
from patrol_app.geo.measure import distances, hops, within
from patrol_app.geo.oddity import Limits, Oddity
from patrol_app.geo.track import Track
from patrol_app.geo.types import TRUSTED_DATUMS, Position


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
