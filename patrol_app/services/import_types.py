"""What an import would do, as plain data that a preview shows and ``apply`` carries out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from patrol_app.services.import_items import Note, PhotoPlan, TrackPlan

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


FileItem = TrackPlan | PhotoPlan | RefusedFile | AlreadyHere  # what one file is by itself


@dataclass(frozen=True)
class ImportPlan:
    """A preview of an import; nothing is written until it is applied.

    Attributes:
        tracks: each becomes a leg; of a file with several days each day is one.
        photos: attachments with what they hang on.
        known: files imported before; refused: files not taken.
        patrol: (record id, number) of the named patrol, or None.
        prefill: field values for new patrols (ranger, grid, type, means).
        answered: the question about the datum was put; "not known" is an answer too.
        each_day: the days of one file become a patrol each, not one of several legs.
    """

    tracks: tuple[TrackPlan, ...] = ()
    photos: tuple[PhotoPlan, ...] = ()
    known: tuple[AlreadyHere, ...] = ()
    refused: tuple[RefusedFile, ...] = ()
    patrol: tuple[str, str] | None = None
    prefill: Mapping[str, Any] = field(default_factory=dict)
    answered: bool = False
    each_day: bool = False

    @property
    def patrols(self) -> tuple[tuple[int, ...], ...]:
        """Places of the tracks that become one new patrol together."""
        groups: dict[str, list[int]] = {}
        for place, track in enumerate(self.tracks):
            mark = f"{track.sha256}/{track.part}" if self.each_day else track.sha256
            groups.setdefault(mark, []).append(place)
        return tuple(tuple(places) for places in groups.values())

    @property
    def days(self) -> int:
        """Most days that one of the files holds."""
        return max((track.parts for track in self.tracks), default=1)

    @property
    def asks_datum(self) -> tuple[str, ...]:
        """Names of the files whose datum a person must say: tracks, and photos with a place."""
        if self.answered:
            return ()
        tracks = dict.fromkeys(t.name for t in self.tracks if t.datum == "unknown")
        photos = [
            photo.name
            for photo in self.photos
            if photo.position is not None and photo.position.datum == "unknown"
        ]
        return (*tracks, *photos)


@dataclass(frozen=True)
class Imported:
    """What an import wrote: record ids of the patrols, one for each track, and of the photos."""

    patrols: tuple[str, ...]
    attachments: tuple[str, ...]
    known: tuple[AlreadyHere, ...]
    refused: tuple[RefusedFile, ...]
