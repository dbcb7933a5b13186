"""Which photo belongs to which track of the same ranger, also when the camera's clock was wrong."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from patrol_app.domain.instant import date_of
from patrol_app.services.batch.camera_clock import wrong_clock
from patrol_app.services.import_items import PhotoPlan, TrackPlan
from patrol_app.services.import_plan import MATCH_MS

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


def words_in(name: str, hints: Mapping[str, str]) -> str:
    """The category whose hint stands in a file's name, or empty."""
    return next((code for word, code in hints.items() if word in name), "")
