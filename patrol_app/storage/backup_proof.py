"""Proving a copy of the store: opened with its key, every page, every line, every count."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.i18n import N_
from patrol_app.services.backup_types import BackupNote, Proof
from patrol_app.storage.backup_container import damaged
from patrol_app.storage.blob_mirror import sampled
from patrol_app.storage.blobs import BlobStore
from patrol_app.storage.check_journal import journal_differences
from patrol_app.storage.engine import cipher_integrity_check, open_engine, quick_check
from patrol_app.storage.store_totals import held_blobs, totals

NAME_KEY = "blob_name_key"
IDENTITY = "blob_identity"


def prove_store(
    path: Path, key: bytes, note: BackupNote, folders: list[Path], stop: Callable[[], None]
) -> Proof:
    """Look at the extracted store ``path`` and at a sample of the files it cites.

    Args:
        path: the copy; read only.
        key: its raw key.
        note: what it must hold.
        folders: of encrypted files, the first that holds a file is asked.
        stop: raises to end the work.

    Raises:
        UserError: ``backup.damaged``.
    """
    try:
        engine = open_engine(path, key, read_only=True)
    except EnvironmentFault as fault:
        raise damaged() from fault
    try:
        _look(engine, note, stop)
        with engine.connect() as connection:
            hashes = sampled(held_blobs(connection))
        stores = [blobs_of(engine, folder) for folder in folders]
    except EnvironmentFault as fault:
        raise damaged() from fault
    finally:
        engine.dispose()
    return _sample(note, hashes, stores, stop)


def _look(engine: Engine, note: BackupNote, stop: Callable[[], None]) -> None:
    for look in (quick_check, cipher_integrity_check):
        stop()
        if look(engine):
            raise damaged()
    stop()
    with engine.connect() as connection:
        if totals(connection) != note.totals:
            raise damaged()
        stop()
        if next(journal_differences(connection), None) is not None:
            raise damaged()


def _sample(
    note: BackupNote, hashes: list[str], stores: list[BlobStore], stop: Callable[[], None]
) -> Proof:
    good, missing, bad = 0, [], []
    for sha256 in hashes:
        stop()
        holders = [one for one in stores if one.has(sha256)]
        if not holders:
            missing.append(sha256)
        elif holders[0].verify(sha256):
            good += 1
        else:
            bad.append(sha256)
    return Proof(note, good, tuple(missing), tuple(bad))


def blobs_of(engine: Engine, folder: Path) -> BlobStore:
    """The files in ``folder`` under the keys that lie in the store of ``engine``.

    Raises:
        UserError: ``backup.damaged``: the keys are not there.
    """
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT key, value FROM secret WHERE key IN (?, ?)", (NAME_KEY, IDENTITY)
        )
        found = {name: value for name, value in rows}
    if set(found) != {NAME_KEY, IDENTITY}:
        raise damaged()
    return BlobStore(folder, found[NAME_KEY], found[IDENTITY].decode("ascii"))


def stopper(cancelled: Callable[[], bool]) -> Callable[[], None]:
    """A function that raises once somebody asked to stop.

    Raises:
        UserError: ``backup.cancelled``, when it is called then.
    """

    def stop() -> None:
        """Raise if asked to."""
        if cancelled():
            raise UserError("backup.cancelled", N_("The backup was stopped."))

    return stop
