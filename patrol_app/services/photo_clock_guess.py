"""How far a camera clock was off, proposed from places or from whole hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from patrol_app.services.photo_clock import CameraClock, own_ms

if TYPE_CHECKING:
    from patrol_app.geo.track import Track


BY_PLACE: Final = "place"
BY_HOURS: Final = "hours"
NEAR_M: Final = 50.0  # a photo's own place and the track may differ by this much
AGREE_MS: Final = 90_000  # photos that tell the same correction differ by no more
LEAST: Final = 2  # photos that have to agree
HOURS: Final = range(-14, 15)  # offsets of clocks set to another zone
HOUR_MS: Final = 3_600_000


@dataclass(frozen=True)
class Suggestion:
    """A correction that the track itself tells.

    Attributes:
        offset_s: to add to the camera's own time.
        agree: photos that say so; of: photos that could say it.
        by: ``place`` (the photos' own places lie on the track at other times) or ``hours`` (the
            clock stands in another time zone).
    """

    offset_s: int
    agree: int
    of: int
    by: str


def suggest(clock: CameraClock, tracks: Sequence[Track]) -> Suggestion | None:
    """The correction that the tracks make obvious; None where they do not.

    Args:
        clock: one camera's photos.
        tracks: cleaned tracks of the patrol with a datum.
    """
    timed = [track for track in tracks if track.has_time.any()]
    if not timed:
        return None
    found = _by_place(clock, timed) or _by_hours(clock, timed)
    if found is None or abs(found.offset_s - clock.offset_s) * 1000 <= AGREE_MS:
        return None  # corrected so already
    return found


def _by_place(clock: CameraClock, tracks: Sequence[Track]) -> Suggestion | None:
    """Photos that know their own place say when the ranger was there."""
    away = []
    for photo in clock.photos:
        own = own_ms(photo)
        if own is not None and photo.position is not None and photo.position.source == "photo":
            moment = _passed(tracks, photo.position.lon, photo.position.lat)
            if moment is not None:
                away.append(moment - own)
    if len(away) < LEAST:
        return None
    middle = median(away)
    agree = [one for one in away if abs(one - middle) <= AGREE_MS]
    if len(agree) < max(LEAST, len(away) - len(away) // 3):
        return None
    offset = round(median(agree) / 1000)
    if abs(offset * 1000) <= AGREE_MS:
        return None  # within what the fixes themselves scatter
    return Suggestion(offset, len(agree), len(away), BY_PLACE)


def _passed(tracks: Sequence[Track], lon: int, lat: int) -> int | None:
    """UTC ms at which the nearest timed fix was made, if it is near enough."""
    import numpy as np

    from patrol_app.geo.measure import distances

    best: tuple[float, int] | None = None
    for track in tracks:
        timed = np.flatnonzero(track.has_time)
        here = np.full(timed.size, lon, np.int32), np.full(timed.size, lat, np.int32)
        metres = distances(*here, track.lon[timed], track.lat[timed])
        nearest = int(np.argmin(metres))
        if best is None or float(metres[nearest]) < best[0]:
            best = float(metres[nearest]), int(track.time[timed[nearest]])
    return best[1] if best is not None and best[0] <= NEAR_M else None


def _by_hours(clock: CameraClock, tracks: Sequence[Track]) -> Suggestion | None:
    """All photos lie outside the track's times, and one number of whole hours brings all in."""
    owns = [own for photo in clock.photos if (own := own_ms(photo)) is not None]
    start = min(first for track in tracks if (first := track.first_time()) is not None)
    end = max(last for track in tracks if (last := track.last_time()) is not None)
    if len(owns) < LEAST or any(start <= own <= end for own in owns):
        return None
    fits = [
        hours
        for hours in HOURS
        if hours and all(start <= own + hours * HOUR_MS <= end for own in owns)
    ]
    if len(fits) != 1:
        return None
    return Suggestion(fits[0] * 3600, len(owns), len(owns), BY_HOURS)
