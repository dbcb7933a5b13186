"""A camera whose clock was wrong: how far, which photos it took, what they would say instead.

The camera's own time is kept: it is the photo's time less the correction. Satellite times and
times typed by hand are never shifted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from patrol_app.domain.instant import Instant
from patrol_app.domain.records.attachment import CLOCK_OFFSET_MAX_S, Attachment
from patrol_app.errors import UserError
from patrol_app.i18n import N_

if TYPE_CHECKING:
    from patrol_app.geo.track import Track

OWN_CLOCK: Final = ("exif", "exif_no_offset")
BY_PLACE: Final = "place"
BY_HOURS: Final = "hours"
NEAR_M: Final = 50.0  # a photo's own place and the track may differ by this much
AGREE_MS: Final = 90_000  # photos that tell the same correction differ by no more
LEAST: Final = 2  # photos that have to agree
HOURS: Final = range(-14, 15)  # offsets of clocks set to another zone
HOUR_MS: Final = 3_600_000
_COLONS = re.compile(r"([+-]?)(\d{1,6}):([0-5]?\d)(?::([0-5]?\d))?", re.ASCII)
_UNITS = re.compile(
    r"([+-]?)(?:(\d{1,6})(?:h|小时|时))?(?:(\d{1,6})(?:min|m|分钟|分))?(?:(\d{1,9})(?:s|秒))?",
    re.ASCII,
)


@dataclass(frozen=True)
class CameraClock:
    """The photos of one camera that carry its own time.

    Attributes:
        camera: maker and model; empty where the photos do not say.
        photos: in order of time.
    """

    camera: str
    photos: tuple[Attachment, ...]

    @property
    def offset_s(self) -> int:
        """The correction that all of them have; 0 where they differ or have none."""
        found = {photo.clock_offset_s or 0 for photo in self.photos}
        return found.pop() if len(found) == 1 else 0


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


def own_ms(photo: Attachment) -> int | None:
    """UTC ms as the camera itself has it; None where the time is not the camera's."""
    if photo.taken_at is None or photo.taken_source not in OWN_CLOCK:
        return None
    return photo.taken_at.ms - (photo.clock_offset_s or 0) * 1000


def cameras(photos: Iterable[Attachment]) -> tuple[CameraClock, ...]:
    """The cameras of some photos, the one with most photos first."""
    groups: dict[str, list[tuple[int, Attachment]]] = {}
    for photo in photos:
        own = own_ms(photo)
        if own is not None:
            groups.setdefault(photo.camera, []).append((own, photo))
    found = [
        CameraClock(camera, tuple(photo for _own, photo in sorted(rows, key=lambda row: row[0])))
        for camera, rows in groups.items()
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.photos), one.camera)))


def corrected(photo: Attachment, offset_s: int) -> Attachment:
    """The photo as it would be with this correction; one without the camera's time stays.

    Raises:
        UserError: ``photo.offset`` when the correction is larger than a record takes.
    """
    own = own_ms(photo)
    if own is None or photo.taken_at is None:
        return photo
    return photo.edited(**_values(photo.taken_at, own, offset_s))


def edits(clock: CameraClock, offset_s: int) -> list[tuple[str, Mapping[str, Any], None]]:
    """What to write so that all photos of the camera have this correction; those that have it
    already are left out.

    Raises:
        UserError: ``photo.offset``.
    """
    found: list[tuple[str, Mapping[str, Any], None]] = []
    for photo in clock.photos:
        own = own_ms(photo)
        if own is None or photo.taken_at is None:
            continue
        values = _values(photo.taken_at, own, offset_s)
        if values["taken_at"] != photo.taken_at:
            found.append((photo.id, values, None))
    return found


def _values(taken: Instant, own: int, offset_s: int) -> dict[str, Any]:
    if abs(offset_s) > CLOCK_OFFSET_MAX_S or own + offset_s * 1000 < 0:
        raise UserError("photo.offset", N_("The camera's clock cannot be corrected by so much"))
    moment = Instant(own + offset_s * 1000, taken.precision)
    return {"taken_at": moment, "clock_offset_s": offset_s or None}


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


def read_offset(text: str) -> int:
    """Read ``+1:02:03``, ``-8:00`` (hours first), ``8h``, ``5m30s``, ``8时5分`` as seconds.

    Raises:
        UserError: ``form.offset``.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").lower().replace("\u2212", "-")
    match = _COLONS.fullmatch(plain) or _UNITS.fullmatch(plain)
    if match is None or not any(match.groups()[1:]):
        raise UserError("form.offset", N_("Write the correction like +1:02:03"))
    sign, hours, minutes, seconds = match.groups()
    total = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return -total if sign == "-" else total


def show_offset(seconds: int) -> str:
    """A correction as ``+1:02:03``; days go into the hours."""
    minutes, second = divmod(abs(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{'-' if seconds < 0 else '+'}{hours}:{minute:02d}:{second:02d}"
