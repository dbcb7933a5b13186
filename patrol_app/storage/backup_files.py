"""Making, proving and copying backup files of an open store (port ``BackupFiles``)."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Engine

from patrol_app import __version__
from patrol_app.domain.instant import beijing
from patrol_app.domain.journal.entry import ErasedOp, Op
from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.i18n import N_
from patrol_app.paths import DataPaths
from patrol_app.services.backup_types import BackupNote, Mirrored, Proof
from patrol_app.storage import blob_care, blob_mirror, upgrade, vault
from patrol_app.storage.backup_container import SUFFIX, open_backup, other_store, write_backup
from patrol_app.storage.backup_proof import blobs_of, prove_store, stopper
from patrol_app.storage.blobs import BlobStore
from patrol_app.storage.engine import copy_store, open_engine
from patrol_app.storage.exchange_files import ExchangeFiles
from patrol_app.storage.faults import disk_faults
from patrol_app.storage.files import ensure_folder, remove_file, sha256_of
from patrol_app.storage.queries import SqlQueries
from patrol_app.storage.store_totals import held_blobs, totals
from patrol_app.storage.vault import StoreKey

Cancelled = Callable[[], bool]


class StoreBackups:
    """Backup files of one data folder.

    Args:
        paths: the data folder.
        key: its store key.
        blobs: its encrypted files.
        unit: gives the unit's code for the file name.
    """

    def __init__(
        self, paths: DataPaths, key: StoreKey, blobs: BlobStore, unit: Callable[[], str]
    ) -> None:
        self._paths, self._key, self._blobs, self._unit = paths, key, blobs, unit

    def make(self, folder: Path, made_ms: int, cancelled: Cancelled) -> tuple[Path, BackupNote]:
        """Write one whole backup into ``folder``, compared with the store it is of.

        The store's state is that of one moment; nobody who writes is stopped.

        Raises:
            EnvironmentFault: the disk failed, or the copy is not what the store holds.
            UserError: ``backup.cancelled``.
        """
        stop = stopper(cancelled)
        with disk_faults(folder):
            ensure_folder(folder)
        target = _free(folder, f"patrol-{self._unit()}-{beijing(made_ms):%y%m%d-%H%M%S}")
        with self._private() as place, self._engine(self._paths.store) as engine:
            copy = place / "patrol.db"
            with engine.connect() as connection:
                # this read holds the state that the copy is then taken of
                live = totals(connection)
                revision = upgrade.revision_of(connection) or ""
                raw = connection.connection.driver_connection
                copy_store(raw, copy, self._key.database_key(), lambda *_left: stop())
            with self._engine(copy) as other, other.connect() as connection:
                if totals(connection) != live:
                    raise EnvironmentFault(
                        "store.backup", N_("The backup copy is not whole. Use another disk.")
                    )
            with disk_faults(copy):
                digest = sha256_of(copy, dropped=True)
            note = BackupNote(
                store_id=self._key.store_id,
                unit=self._unit(),
                made_ms=made_ms,
                revision=revision,
                recovery=self.recovery(),
                totals=live,
                db_sha256=digest,
                app=__version__,
            )
            keys = self._paths.vault.read_bytes()

            def fill(out: BinaryIO) -> None:
                """The three members."""
                write_backup(out, note, keys, copy)

            stop()
            ExchangeFiles(self._paths).write(target, fill)
        return target, note

    def copy(self, path: Path, folder: Path) -> Path:
        """The same file in another folder, read back; where it lies.

        Raises:
            EnvironmentFault: a disk failed.
        """
        with disk_faults(folder):
            ensure_folder(folder)
        target = folder / path.name
        blob_mirror.copy_file(path, target)
        return target

    def prove(self, path: Path, cancelled: Cancelled) -> Proof:
        """Restore ``path`` into a private folder and look at everything.

        Raises:
            UserError: ``backup.*``: not a backup, damaged, of another store, stopped.
            EnvironmentFault: the disk failed.
        """
        stop = stopper(cancelled)
        with self._extracted(path) as (copy, note):
            folders = [path.parent / blob_mirror.FOLDER, self._paths.blobs]
            key = self._key.database_key()
            return prove_store(copy, key, note, folders, stop)

    def mirror(self, folder: Path, cancelled: Cancelled) -> Mirrored:
        """Bring the mirror of the files below ``folder`` up to date and look at a sample.

        Raises:
            UserError: ``backup.cancelled``.
            EnvironmentFault: a disk failed.
        """
        target = folder / blob_mirror.FOLDER
        copied, held = blob_mirror.copy_missing(self._paths.blobs, target, stopper(cancelled))
        with self._engine(self._paths.store) as engine:
            with engine.connect() as connection:
                hashes = blob_mirror.sampled(held_blobs(connection))
            mended = blob_mirror.mend(self._blobs, blobs_of(engine, target), hashes)
        return Mirrored(copied, held, mended)

    def unsound(self, every: bool, cancelled: Cancelled) -> tuple[int, tuple[str, ...]]:
        """Read cited files of the store; how many, and those that are missing or damaged.

        Raises:
            UserError: ``backup.cancelled``.
            EnvironmentFault: the disk failed.
        """
        with self._engine(self._paths.store) as engine, engine.connect() as connection:
            hashes = held_blobs(connection)
        looked = hashes if every else blob_mirror.sampled(hashes)
        stop, bad = stopper(cancelled), []
        for sha256 in looked:
            stop()
            if not self._blobs.verify(sha256):
                bad.append(sha256)
        return len(looked), tuple(sorted(bad))

    def put_aside(self, sha256: str) -> None:
        """Free the name of a damaged file for a whole one; its bytes stay beside it.

        Raises:
            EnvironmentFault: the disk failed.
        """
        blob_care.put_aside(self._blobs, sha256)

    def refetch(self, sha256: str, folders: Sequence[Path]) -> bool:
        """Fetch a missing or damaged file from a mirror; whether one held it whole.

        Raises:
            EnvironmentFault: a disk failed.
        """
        with self._engine(self._paths.store) as engine:
            for folder in folders:
                source = blobs_of(engine, folder / blob_mirror.FOLDER)
                if source.has(sha256) and blob_mirror.fetch(sha256, source, self._blobs):
                    return True
        return False

    def record(self, path: Path, type: str, name: str) -> tuple[str, list[Op | ErasedOp]]:
        """Id and ops of one record as the backup ``path`` holds it.

        Raises:
            UserError: ``record.unknown``; as ``prove``.
        """
        with self._extracted(path) as (copy, _note), self._engine(copy) as engine:
            queries = SqlQueries(engine.connect, lambda _sha256: False)
            stored = queries.find(type, name)
            if stored is None:
                raise UserError("record.unknown", N_("No record is called {name}"), name=name)
            return stored.record.id, list(queries.ops(stored.record.id))

    def drop(self, path: Path) -> None:
        """Remove a backup file; one that is away already is no fault.

        Raises:
            EnvironmentFault: the disk failed.
        """
        remove_file(path)

    def recovery(self) -> bool:
        """Whether the city's recovery key opens what is made now."""
        return any(slot.kind == "recovery" for slot in vault.slots(self._paths))

    @contextmanager
    def _extracted(self, path: Path) -> Iterator[tuple[Path, BackupNote]]:
        with self._private() as place, open_backup(path) as found:
            if found.note.store_id != self._key.store_id:
                raise other_store()
            copy = place / "patrol.db"
            found.extract(copy)
            yield copy, found.note

    @contextmanager
    def _private(self) -> Iterator[Path]:
        """A folder beside the store that goes again, also after a fault."""
        place = self._paths.spool / f"backup-{secrets.token_hex(4)}"
        with disk_faults(place):
            ensure_folder(place)
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    @contextmanager
    def _engine(self, path: Path) -> Iterator[Engine]:
        engine = open_engine(path, self._key.database_key(), read_only=True)
        try:
            yield engine
        finally:
            engine.dispose()


def _free(folder: Path, stem: str) -> Path:
    """A name that nothing has yet: a backup never takes another's place."""
    path, count = folder / f"{stem}{SUFFIX}", 1
    while path.exists():
        count += 1
        path = folder / f"{stem}-{count}{SUFFIX}"
    return path
