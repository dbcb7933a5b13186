"""Which photo belongs to which track of the same ranger, also when the camera's clock was wrong."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from patrol_app.domain.instant import MINUTE_MS, date_of
from patrol_app.geo.measure import distances
from patrol_app.geo.track import Track
from patrol_app.geo.track_codec import decode
from patrol_app.services.import_plan import MATCH_MS
from patrol_app.services.import_types import PhotoPlan, TrackPlan

NEAR_M = 40.0  # a photo taken on the walk lies this near to it
AGREE_MS = 3 * MINUTE_MS  # photos of one camera are off by the same time
LEAST_OFF_MS = 10 * MINUTE_MS
_DATE = re.compile(r"(20\d\d)[-_.年]?(0[1-9]|1[0-2])[-_.月]?(0[1-9]|[12]\d|3[01])(?!\d{9})")


@dataclass
class Sorted:
    """Photos of one group of files.

    Attributes:
        of_track: photos by the place of their track, with the time to add to the camera's.
        by_date: timed photos that no track fits, by date.
        left: photos without a time that nothing names.
    """

    of_track: dict[int, list[tuple[PhotoPlan, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_date: dict[str, list[PhotoPlan]] = field(default_factory=lambda: defaultdict(list))
    left: list[PhotoPlan] = field(default_factory=list)


def sort_photos(photos: Sequence[PhotoPlan], tracks: Sequence[TrackPlan]) -> Sorted:
    """Hang each photo on the track of its time, of its place, or of the date in its name.

    Args:
        photos: of one group.
        tracks: of the same group.
    """
    out = Sorted()
    loose: dict[str, list[PhotoPlan]] = defaultdict(list)
    untimed = []
    for photo in photos:
        place = _by_time(photo, tracks)
        if place is not None:
            out.of_track[place].append((photo, 0))
        elif photo.taken_at is not None:
            loose[date_of(photo.taken_at.ms)].append(photo)
        else:
            untimed.append(photo)
    for date, session in loose.items():
        found = wrong_clock(session, tracks)
        if found is None:
            out.by_date[date] += session
        else:
            out.of_track[found[0]] += [(photo, found[1]) for photo in session]
    for photo in untimed:
        place = _by_name(photo, tracks)
        if place is None:
            out.left.append(photo)
        else:
            out.of_track[place].append((photo, 0))
    return out


def _by_time(photo: PhotoPlan, tracks: Sequence[TrackPlan]) -> int | None:
    if photo.taken_at is None:
        return None
    moment = photo.taken_at.ms
    fits = [
        (max(track.start_at.ms - moment, moment - track.end_at.ms, 0), -track.points, place)
        for place, track in enumerate(tracks)
        if track.start_at is not None and track.end_at is not None
    ]
    near = min(fits, default=None)
    return near[2] if near is not None and near[0] <= MATCH_MS else None


def _by_name(photo: PhotoPlan, tracks: Sequence[TrackPlan]) -> int | None:
    """The only track of the date that the photo's name says; the only track of all."""
    found = _DATE.search(photo.name)
    dated = [
        place
        for place, track in enumerate(tracks)
        if found and track.start_at and date_of(track.start_at.ms) == "-".join(found.groups())
    ]
    if len(dated) == 1:
        return dated[0]
    return 0 if not found and len(tracks) == 1 else None


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


def words_in(name: str, hints: Mapping[str, str]) -> str:
    """The category whose hint stands in a file's name, or empty."""
    return next((code for word, code in hints.items() if word in name), "")
