"""A camera whose clock was wrong: how far, which photos it took, what they would say instead.

The camera's own time is kept: it is the photo's time less the correction. Satellite times and
times typed by hand are never shifted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from patrol_app.domain.instant import Instant
from patrol_app.domain.records.attachment import CLOCK_OFFSET_MAX_S, Attachment
from patrol_app.errors import UserError
from patrol_app.i18n import N_

if TYPE_CHECKING:
    pass

OWN_CLOCK: Final = ("exif", "exif_no_offset")


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
