"""One file of an import preview: a track or a photo, with what there is to say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from patrol_app.domain.instant import Instant
from patrol_app.domain.position import Place

VEHICLES = frozenset({"摩托", "车辆", "无人机"})  # means whose speed a walker's limit would drop


@dataclass(frozen=True)
class Note:
    """Something a person should know: message id, its values, how many points it is about."""

    code: str
    msgid: str
    count: int = 1
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TrackPlan:
    """One track file that becomes a leg.

    Attributes:
        path: the file; name its name; sha256 and size of the file as it is.
        blob: ``track/1`` bytes of the cleaned track.
        start_at / end_at: None where the file has no believable time.
        length_cm, points, stops, bounds: of the cleaned track.
        raw_points: points in the file; ``dropped`` says where the others went, by reason.
        datum: ``unknown`` until the question is answered.
        kind: the format, as the reader names it (``gpx``, ``kml`` ...).
        gnss_ms: the receiver's last time, UTC ms, as it stands: a witness, not the truth.
        receiver: serial number of the receiver as the file says it, or empty.
        file_end_at: last fix of the whole file, where this is one day of it.
        part, parts: which of how many days of the file.
    """

    path: Path
    name: str
    sha256: str
    size: int
    kind: str
    blob: bytes
    start_at: Instant | None
    end_at: Instant | None
    length_cm: int
    points: int
    raw_points: int
    stops: int
    bounds: tuple[int, int, int, int] | None
    datum: str
    dropped: tuple[tuple[str, int], ...] = ()
    notes: tuple[Note, ...] = ()
    gnss_ms: int | None = None
    receiver: str = ""
    file_end_at: Instant | None = None
    part: int = 0
    parts: int = 1


@dataclass(frozen=True)
class PhotoPlan:
    """One photo that becomes an attachment.

    Attributes:
        taken_source: where the time comes from (see ``Attachment``).
        track: index of the new track it belongs to, or None.
        patrol: (record id, number) of a stored patrol it belongs to, or None.
        travel: the travel copy (JPEG), empty in a mere preview.
        gnss_ms: satellite time beside the picture, UTC ms, as it stands; or None.
        mime: type of the original.
    """

    path: Path
    name: str
    sha256: str
    size: int
    width: int
    height: int
    taken_at: Instant | None
    taken_source: str
    position: Place | None
    heading_cd: int | None
    camera: str
    notes: tuple[Note, ...] = ()
    track: int | None = None
    patrol: tuple[str, str] | None = None
    travel: bytes = b""
    gnss_ms: int | None = None
    mime: str = "image/jpeg"
