"""What an import would do, as plain data that a preview shows and ``apply`` carries out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from patrol_app.domain.instant import Instant
from patrol_app.domain.position import Place

OnProgress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]


class FileAnswer(Protocol):
    """What the reader process gave for one file; ``fault`` in the result when it gave nothing."""

    @property
    def result(self) -> Mapping[str, Any]:
        """Plain values."""

    @property
    def parts(self) -> Sequence[bytes]:
        """Binary parts that the result names by number."""


class FileReader(Protocol):
    """Foreign files, read in a bounded process of their own."""

    def read(
        self,
        paths: Sequence[Path],
        arguments: Mapping[str, Any],
        *,
        on_progress: OnProgress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Sequence[FileAnswer]:
        """Every file's answer, in order.

        Raises:
            UserError: ``work.cancelled``.
        """


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


@dataclass(frozen=True)
class AlreadyHere:
    """A file that was imported before, with the record that holds it."""

    path: Path
    type: str
    rec: str
    number: str


@dataclass(frozen=True)
class RefusedFile:
    """A file that is not taken, and why; ``notes`` tell what was found in it instead."""

    path: Path
    code: str
    msgid: str
    params: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class ImportPlan:
    """A preview of an import; nothing is written until it is applied.

    Attributes:
        tracks: each becomes a draft patrol, or a leg of ``patrol``.
        photos: attachments with what they hang on.
        known: files imported before; refused: files not taken.
        patrol: (record id, number) of the named patrol, or None.
        prefill: field values for new patrols (ranger, grid, type, means).
        answered: the question about the datum was put; "not known" is an answer too.
    """

    tracks: tuple[TrackPlan, ...] = ()
    photos: tuple[PhotoPlan, ...] = ()
    known: tuple[AlreadyHere, ...] = ()
    refused: tuple[RefusedFile, ...] = ()
    patrol: tuple[str, str] | None = None
    prefill: Mapping[str, Any] = field(default_factory=dict)
    answered: bool = False

    @property
    def asks_datum(self) -> tuple[str, ...]:
        """Names of the files whose datum a person must say: tracks, and photos with a place."""
        if self.answered:
            return ()
        tracks = [track.name for track in self.tracks if track.datum == "unknown"]
        photos = [
            photo.name
            for photo in self.photos
            if photo.position is not None and photo.position.datum == "unknown"
        ]
        return (*tracks, *photos)


@dataclass(frozen=True)
class Imported:
    """What an import wrote: (type, record id) pairs, patrols first."""

    patrols: tuple[str, ...]
    attachments: tuple[str, ...]
    known: tuple[AlreadyHere, ...]
    refused: tuple[RefusedFile, ...]
