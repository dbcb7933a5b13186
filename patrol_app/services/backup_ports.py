"""What backups and erasure ask of the store: parts of ``Queries`` and ``UnitOfWork``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from patrol_app.domain.journal.entry import ErasedOp, Op
from patrol_app.services.backup_types import BackupNote, BackupRow, Mirrored, Proof

Cancelled = Callable[[], bool]


class BackupReading(Protocol):
    """Backups made here, and lines dropped on order."""

    def backups(self) -> list[BackupRow]:
        """All that are remembered, newest first."""

    def journal_size(self) -> int:
        """How many lines all journals hold here."""

    def erased(self, streams: Sequence[str] = ()) -> list[str]:
        """Hashes of lines whose bytes were dropped here; of ``streams`` alone where given."""

    def dropped(self) -> dict[str, int]:
        """Hash -> when its bytes were dropped here, UTC ms; the newest first."""

    def erasure_of(self, rec: str) -> str:
        """Id of an order to erase the record ``rec``, or empty."""

    def lost_blobs(self, *, back: bool = False) -> list[tuple[str, str]]:
        """(sha256, number of the record) of files that own entries cite and a look found lost.

        Args:
            back: those that came again since, instead of those still away.
        """


class BackupWriting(Protocol):
    """Remembering backups, and which files a look found."""

    def mark_blobs(self, hashes: Sequence[str], *, held: bool) -> None:
        """Note which files a look found whole (``held``) or lost."""

    def put_backup(self, row: BackupRow) -> None:
        """Add or replace by folder and name."""

    def drop_backup(self, row: BackupRow) -> None:
        """Forget one."""


class BackupFiles(Protocol):
    """Backup files of the open store."""

    def make(self, folder: Path, made_ms: int, cancelled: Cancelled) -> tuple[Path, BackupNote]:
        """Write one whole backup into ``folder``, compared with the store it is of.

        Raises:
            EnvironmentFault: the disk failed, or the copy is not what the store holds.
            UserError: ``backup.cancelled``.
        """

    def copy(self, path: Path, folder: Path) -> Path:
        """The same file in another folder, read back; where it lies."""

    def prove(self, path: Path, cancelled: Cancelled) -> Proof:
        """Restore ``path`` into a private folder and look at everything.

        Raises:
            UserError: ``backup.*``: not a backup, damaged, of another store.
        """

    def mirror(self, folder: Path, cancelled: Cancelled) -> Mirrored:
        """Bring the mirror of the files below ``folder`` up to date and look at a sample."""

    def unsound(self, every: bool, cancelled: Cancelled) -> tuple[int, tuple[str, ...]]:
        """Read cited files of the store; how many, and those that are missing or damaged.

        Args:
            every: all of them; else a sample of twenty.
            cancelled: asked between two files.

        Raises:
            UserError: ``backup.cancelled``.
        """

    def put_aside(self, sha256: str) -> None:
        """Free the name of a damaged file for a whole one; its bytes stay beside it."""

    def refetch(self, sha256: str, folders: Sequence[Path]) -> bool:
        """Fetch a missing or damaged file from a mirror; whether one held it whole."""

    def record(self, path: Path, type: str, name: str) -> tuple[str, list[Op | ErasedOp]]:
        """Id and ops of one record as the backup ``path`` holds it.

        Raises:
            UserError: ``record.unknown``; as ``prove``.
        """

    def drop(self, path: Path) -> None:
        """Remove a backup file; one that is away already is no fault."""

    def recovery(self) -> bool:
        """Whether the city's recovery key opens what is made now."""
