"""The table of a batch as plain data: rows, proposed findings, what was not understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from patrol_app.domain.instant import Instant, date_of
from patrol_app.domain.remark import Remark
from patrol_app.services.import_items import PhotoPlan, TrackPlan
from patrol_app.services.import_types import AlreadyHere, RefusedFile


@dataclass(frozen=True)
class Proposed:
    """A finding that a photo may show.

    Attributes:
        key: unlike within the batch.
        take: it is written; offered only while False.
        photo: sha256 of the photo.
        name: of the photo.
        values: field values of the finding.
    """

    key: int
    take: bool
    photo: str
    name: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def edited(self, **changes: Any) -> Proposed:
        """With other field values; whoever names a category means it."""
        take = self.take or bool(changes.get("category"))
        return replace(self, values={**self.values, **changes}, take=take)


@dataclass(frozen=True)
class BatchRow:
    """One proposed patrol.

    Attributes:
        key: unlike within the batch; stays for its life.
        take: it is to be written.
        values: field values of the patrol, without legs.
        track: as it will be written; None without one.
        whole: the track as read, before it was cut to the typed times.
        photos: of this patrol; findings: what they may show.
        notes: what reading showed; errors of the fields are asked from the service.
        source: the file or folder it came from, as a path below the chosen folder.
        by: how the ranger was found: ``folder``, ``file``, ``serial`` or empty.
        group: rows of one group were handed in together: the same ranger goes for all.
        mode: which speeds were believed when the track was cleaned: ``foot`` or ``vehicle``.
    """

    key: int
    take: bool
    values: Mapping[str, Any]
    track: TrackPlan | None = None
    whole: TrackPlan | None = None
    photos: tuple[PhotoPlan, ...] = ()
    findings: tuple[Proposed, ...] = ()
    notes: tuple[Remark, ...] = ()
    source: str = ""
    by: str = ""
    group: str = ""
    mode: str = "foot"

    @property
    def start_at(self) -> Instant | None:
        """When it began."""
        return self.values.get("start_at")

    @property
    def end_at(self) -> Instant | None:
        """When it ended."""
        return self.values.get("end_at")

    @property
    def date(self) -> str:
        """Beijing date, empty while the start is not known."""
        return date_of(self.start_at.ms) if self.start_at else ""

    @property
    def taken(self) -> tuple[Proposed, ...]:
        """The findings that are to be written."""
        return tuple(one for one in self.findings if one.take)

    def edited(self, **changes: Any) -> BatchRow:
        """With other field values."""
        return replace(self, values={**self.values, **changes})

    def with_finding(self, changed: Proposed) -> BatchRow:
        """With one finding in its other form; "nothing found" goes where one is taken."""
        rows = tuple(changed if one.key == changed.key else one for one in self.findings)
        row = replace(self, findings=rows)
        return row.edited(nothing_found=None) if row.taken else row


@dataclass(frozen=True)
class Batch:
    """A read folder.

    Attributes:
        rows: by ranger and time.
        known: files that records hold already.
        refused: files that were not understood or belong to nothing, each with its reason.
        answered: the question about the datum was put.
    """

    rows: tuple[BatchRow, ...] = ()
    known: tuple[AlreadyHere, ...] = ()
    refused: tuple[RefusedFile, ...] = ()
    answered: bool = False

    @property
    def asks_datum(self) -> tuple[str, ...]:
        """Names of the files whose datum a person must say."""
        if self.answered:
            return ()
        tracks = [r.track.name for r in self.rows if r.track and r.track.datum == "unknown"]
        photos = [
            photo.name
            for row in self.rows
            for photo in row.photos
            if photo.position is not None and photo.position.datum == "unknown"
        ]
        return (*tracks, *photos)

    def with_row(self, changed: BatchRow) -> Batch:
        """With one row in its other form."""
        rows = tuple(changed if row.key == changed.key else row for row in self.rows)
        return replace(self, rows=rows)


@dataclass(frozen=True)
class RowDone:
    """What became of one row.

    Attributes:
        key: of the row.
        rec / number: of the patrol; empty where nothing was written.
        state: ``submitted``, ``draft``, ``refused`` or ``left`` (cancelled before it).
        faults: ``{field, code, message}`` of a refusal.
        message: why it was refused.
        findings, photos: how many were written.
    """

    key: int
    rec: str = ""
    number: str = ""
    state: str = "left"
    faults: Sequence[Mapping[str, str]] = ()
    message: str = ""
    findings: int = 0
    photos: int = 0
