"""What is told of backups: plain data for window, command line and storage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

Place = Literal["first", "second", "hand"]
State = Literal["made", "proven", "failed"]
FIRST: Final = "first"
SECOND: Final = "second"
HAND: Final = "hand"


@dataclass(frozen=True)
class Totals:
    """What a store holds, to be compared between a store and its copy.

    Attributes:
        ops: lines of the journal; records: records that fold; blobs: files cited and held.
        head: sha256 over every stream's end and link, hex.
        fold: sha256 over every record's heads and rows, hex.
    """

    ops: int
    records: int
    blobs: int
    head: str
    fold: str


@dataclass(frozen=True)
class BackupRow:
    """One backup as the store remembers it.

    Attributes:
        folder: absolute folder; name: file in it.
        place: ``first``, ``second``, or ``hand`` (made by hand elsewhere).
        made_ms: UTC ms; proven_ms: of the last proof, 0 = never.
        bytes: size of the file; ops: lines in it; head: see ``Totals``.
        state: ``made``, ``proven`` or ``failed``; reason: code of the failure.
    """

    folder: str
    name: str
    place: str
    made_ms: int
    proven_ms: int
    bytes: int
    ops: int
    head: str
    state: str
    reason: str = ""

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self.folder) / self.name


@dataclass(frozen=True)
class BackupNote:
    """What the file itself says, in ``manifest.json``.

    Attributes:
        store_id: of the store; unit: its unit; made_ms: UTC ms; revision: of its tables.
        recovery: the city's recovery key can open it.
        totals: what it must hold.
        db_sha256: hex SHA-256 of the member ``patrol.db``.
        app: version of the program.
    """

    store_id: str
    unit: str
    made_ms: int
    revision: str
    recovery: bool
    totals: Totals
    db_sha256: str
    app: str = ""


@dataclass(frozen=True)
class Proof:
    """What a restore into a private folder gave.

    Attributes:
        note: what the file says of itself.
        blobs: files of the sample that were read and are right.
        missing: hashes of files of the sample that nobody holds any more.
        damaged: hashes of files of the sample that read back wrong.
    """

    note: BackupNote
    blobs: int
    missing: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mirrored:
    """What the mirror of files took: copied now, held in all, mended after a bad sample."""

    copied: int
    held: int
    mended: int = 0


@dataclass(frozen=True)
class Looked:
    """A look at the stored files.

    Attributes:
        files: read; mended: fetched whole from a mirror.
        lost: (sha256, number of the record that cites it) of those that no mirror holds; they
            are asked for from above with the next package.
    """

    files: int
    mended: int = 0
    lost: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class BackupMade:
    """A backup that was made and proved.

    Attributes:
        rows: one for each place written.
        mirrored: the mirror's last run, None where there is none.
        dropped: old ones that rotation took away.
        recovery: the city's recovery key can open it; else only this computer and passwords.
        failed: places that could not be written, with the code of the fault.
    """

    rows: tuple[BackupRow, ...]
    mirrored: Mirrored | None
    dropped: tuple[Path, ...]
    recovery: bool
    failed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Restored:
    """A restore of everything.

    Attributes:
        note: of the backup; kept: where the store before lies, None where there was none.
        blobs: files fetched from the mirror; missing: files that nobody holds.
        erased: lines that were dropped again because they had been erased since.
    """

    note: BackupNote
    kept: Path | None
    blobs: int
    missing: int
    erased: int


@dataclass(frozen=True)
class OldRecord:
    """One record as a backup holds it, against the present.

    Attributes:
        type, rec, number: which one.
        changes: key -> (value in the backup, value now) where they differ.
        lacking: lines of the backup that the present store does not have.
        made_ms: of the backup.
    """

    type: str
    rec: str
    number: str
    changes: Mapping[str, tuple[Any, Any]]
    lacking: int
    made_ms: int


@dataclass(frozen=True)
class SafetyState:
    """What the card and Today say.

    Attributes:
        last: the last proved backup, None = none yet.
        second: the last proved one at the second place.
        first_folder / second_folder: where they go; the second may be empty.
        old: none was proved for seven days; nag: none at the second place for seven days.
        recovery: the city's recovery key opens new ones.
        rows: all, newest first.
        lost: (sha256, number of its record) of own files found lost and not back yet.
    """

    last: BackupRow | None
    second: BackupRow | None
    first_folder: Path
    second_folder: Path | None
    old: bool
    nag: bool
    recovery: bool
    rows: tuple[BackupRow, ...]
    lost: tuple[tuple[str, str], ...] = ()
