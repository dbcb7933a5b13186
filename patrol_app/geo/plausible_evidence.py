"""What photos, clocks and datum say of a track: findings, never a verdict (``product.md`` §7)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from patrol_app.geo import clean
from patrol_app.geo.matching import match
from patrol_app.geo.measure import distances
from patrol_app.geo.oddity import Limits, Oddity
from patrol_app.geo.track import Track
from patrol_app.geo.types import TRUSTED_DATUMS, Position


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
