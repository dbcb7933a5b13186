"""How far the clock of a camera was off, told by the track that its photos lie on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from patrol_app.domain.instant import MINUTE_MS, date_of
from patrol_app.geo.measure import distances
from patrol_app.geo.track import Track
from patrol_app.geo.track_codec import decode
from patrol_app.services.import_items import PhotoPlan, TrackPlan

NEAR_M = 40.0  # a photo taken on the walk lies this near to it
AGREE_MS = 3 * MINUTE_MS  # photos of one camera are off by the same time
LEAST_OFF_MS = 10 * MINUTE_MS


def wrong_clock(
    session: Sequence[PhotoPlan], tracks: Sequence[TrackPlan]
) -> tuple[int, int] | None:
    """The track on which all photos lie by their places, and how far the camera was off, ms.

    The places say it, not the clock: each photo lies within 40 m of the track and all of them
    are off by the same time. A track of the date on the photos goes before other ones.

    Args:
        session: photos of one camera and date.
        tracks: that may be meant.
    """
    placed = [photo for photo in session if photo.position and photo.taken_at]
    if not placed or len(placed) != len(session):
        return None
    best: tuple[bool, float, int, int] | None = None
    for place, plan in enumerate(tracks):
        if plan.start_at is None:
            continue
        hit = _offset(placed, decode(plan.blob))
        if hit is not None:
            shown = placed[0].taken_at
            other = shown is None or date_of(shown.ms) != date_of(plan.start_at.ms)
            found = (other, hit[0], place, hit[1])
            best = found if best is None or found < best else best
    return (best[2], best[3]) if best is not None else None


def _offset(photos: Sequence[PhotoPlan], track: Track) -> tuple[float, int] | None:
    """(mean distance in m, time to add) when every photo lies on the track and they agree."""
    ways, offs = [], []
    for photo in photos:
        assert photo.position is not None and photo.taken_at is not None
        size = len(track)
        lon = np.full(size, photo.position.lon, dtype=np.int64)
        lat = np.full(size, photo.position.lat, dtype=np.int64)
        way = distances(track.lon, track.lat, lon, lat)
        near = int(np.argmin(way))
        if way[near] > NEAR_M or not track.has_time[near]:
            return None
        ways.append(float(way[near]))
        offs.append(int(track.time[near]) - photo.taken_at.ms)
    if max(offs) - min(offs) > AGREE_MS or abs(offs[0]) < LEAST_OFF_MS:
        return None
    return sum(ways) / len(ways), sorted(offs)[len(offs) // 2]
