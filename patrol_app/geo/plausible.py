"""Does a track look walked? Findings for a person to judge, never a verdict (``product.md`` §7).

Nothing is dropped or changed here. Copies of other tracks: ``copies``.
"""

from __future__ import annotations

import numpy as np

from patrol_app.geo import clean
from patrol_app.geo.measure import distances, hops, within
from patrol_app.geo.oddity import Limits, Oddity
from patrol_app.geo.track import Track


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
