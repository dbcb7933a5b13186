"""Restore of everything: prove, keep the present store aside, swap by one rename, begin anew.

At every moment the folder holds the store before or the store of the backup under its name,
never neither (drill 4). The next start sees no marker of this installation and begins a new
stream, as it must: the level above may hold lines that the backup does not.
"""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from patrol_app.domain.instant import beijing
from patrol_app.errors import EnvironmentFault
from patrol_app.i18n import N_
from patrol_app.paths import DataPaths
from patrol_app.services.backup_types import BackupNote, Restored
from patrol_app.storage import audit, blob_mirror, erasing, upgrade, vault
from patrol_app.storage.apply import Applier
from patrol_app.storage.backup_container import BackupFile, open_backup, other_store
from patrol_app.storage.backup_key import key_of
from patrol_app.storage.backup_proof import blobs_of, prove_store
from patrol_app.storage.engine import open_engine, wal_checkpoint
from patrol_app.storage.erasing import Order
from patrol_app.storage.faults import disk_faults
from patrol_app.storage.files import ensure_folder, land, remove_file, sync_folder, write_atomic
from patrol_app.storage.instance import marker_path
from patrol_app.storage.lock import WriterLock
from patrol_app.storage.own_tables import put_meta
from patrol_app.storage.store_totals import held_blobs
from patrol_app.storage.vault import StoreKey

RESTORING: Final = N_("Restoring a backup")
WAIT_S: Final = 5.0
LOGS: Final = ("-wal", "-shm")


def restore_all(
    paths: DataPaths,
    file: Path,
    now_ms: int,
    *,
    password: str | None = None,
    recovery: str = "",
    key: StoreKey | None = None,
    folders: tuple[Path, ...] = (),
) -> Restored:
    """Put the store of the backup ``file`` in place of the one in ``paths``.

    Args:
        paths: a data folder that nobody has open; an empty or absent one is set up.
        file: the backup.
        now_ms: UTC ms, names the folder of what was there before.
        password / recovery: see ``backup_key.key_of``.
        key: the store key where it is known already.
        folders: further places with a mirror of files; the one beside ``file`` is looked into.

    Raises:
        UserError: ``backup.*``, ``vault.*``, ``password.wrong``; nothing was changed.
        EnvironmentFault: the folder is in use, the disk failed.
    """
    with disk_faults(paths.root):
        ensure_folder(paths.root)
    lock = WriterLock(paths).acquire(RESTORING, WAIT_S)
    place = paths.spool / f"restore-{secrets.token_hex(4)}"
    try:
        with disk_faults(place):
            ensure_folder(place)
        with open_backup(file) as found:
            _need_same_store(paths, found.note)
            store_id = found.note.store_id
            if key is None or key.store_id != store_id:
                key = key_of(
                    paths, found.vault, store_id, place, password=password, recovery=recovery
                )
            incoming = place / f"{paths.store.name}.part"
            found.extract(incoming)
            mirrors = [one / blob_mirror.FOLDER for one in (file.absolute().parent, *folders)]
            prove_store(incoming, key.database_key(), found.note, [*mirrors, paths.blobs], _on)
            orders = _orders(paths, key)
            erased = _prepare(incoming, key, found.note, orders, now_ms)
            fetched, missing = _files(paths, incoming, key, mirrors)
            kept = _swap(paths, incoming, found, key, now_ms)
            return Restored(found.note, kept, fetched, missing, erased)
    finally:
        shutil.rmtree(place, ignore_errors=True)
        lock.release()


def _on() -> None:
    """Nobody asks to stop."""


def _need_same_store(paths: DataPaths, note: BackupNote) -> None:
    """A folder of another store is not overwritten: its key would be lost with it."""
    if paths.vault.exists() and vault.store_id(paths) != note.store_id:
        raise other_store()
    if paths.store.exists() and not paths.vault.exists():
        raise EnvironmentFault(
            "vault.lost", N_("The key file of this data folder is missing. Restore a backup.")
        )


def _orders(paths: DataPaths, key: StoreKey) -> list[Order]:
    """What was ordered erased since the backup: it must not come back."""
    if not paths.store.exists():
        return []
    try:
        engine = open_engine(paths.store, key.database_key(), read_only=True)
    except EnvironmentFault:
        return []  # the present store cannot be read: that is why a backup is wanted
    try:
        with engine.connect() as connection:
            return erasing.orders(connection)
    except EnvironmentFault:
        return []
    finally:
        engine.dispose()


def _prepare(
    incoming: Path, key: StoreKey, note: BackupNote, orders: list[Order], now_ms: int
) -> int:
    """Write the deed into the copy, and drop again what was erased meanwhile."""
    engine = open_engine(incoming, key.database_key(), read_only=False)
    try:
        upgrade.upgrade(engine, incoming, key.database_key())
        with engine.begin() as connection:
            erased = _again(connection, orders, now_ms)
            detail = {"made": note.made_ms, "ops": note.totals.ops, "count": erased}
            audit.add(connection, now_ms, "backup.restore", detail)
            put_meta(connection, "audit_head", audit.head(connection)[1].hex())
            put_meta(connection, "backup.restored", f"{now_ms} {note.made_ms}")
        wal_checkpoint(engine)
    finally:
        engine.dispose()
    with disk_faults(incoming):
        with incoming.open("r+b") as stream:
            os.fsync(stream.fileno())
        if any(incoming.with_name(incoming.name + end).exists() for end in LOGS):
            raise EnvironmentFault(
                "store.backup", N_("The backup copy is not whole. Use another disk.")
            )
    return erased


def _again(connection: Connection, orders: list[Order], now_ms: int) -> int:
    if not orders:
        return 0
    erasing.remember(connection, orders)
    rows = connection.exec_driver_sql("SELECT stream, unit FROM stream")
    units: dict[str, str] = {stream: unit for stream, unit in rows}
    applier = Applier(connection, lambda _sha256: False, lambda one: units.get(one, ""))
    return erasing.execute(connection, now_ms, applier).lines


def _files(paths: DataPaths, incoming: Path, key: StoreKey, mirrors: list[Path]) -> tuple[int, int]:
    """Fetch files that records of the backup cite and the folder lacks; how many, and how
    many nobody holds (the level above may send them)."""
    engine = open_engine(incoming, key.database_key(), read_only=True)
    try:
        with engine.connect() as connection:
            hashes = held_blobs(connection)
        live, sources = blobs_of(engine, paths.blobs), [blobs_of(engine, one) for one in mirrors]
    finally:
        engine.dispose()
    fetched = missing = 0
    for sha256 in hashes:
        if live.has(sha256):
            continue
        if any(one.has(sha256) and blob_mirror.fetch(sha256, one, live) for one in sources):
            fetched += 1
        else:
            missing += 1
    return fetched, missing


def _swap(
    paths: DataPaths, incoming: Path, found: BackupFile, key: StoreKey, now_ms: int
) -> Path | None:
    """The present store gets a second name, then the new one its place; each step lasts."""
    kept = _keep_aside(paths, key, now_ms) if paths.store.exists() else None
    if not paths.vault.exists():
        _install_vault(paths, found.vault, key)
    # before the swap: a start between the two at most begins a needless new stream
    remove_file(marker_path(paths.root))
    with disk_faults(paths.store):
        land(incoming, paths.store)
    return kept


def _keep_aside(paths: DataPaths, key: StoreKey, now_ms: int) -> Path:
    folder = paths.root / f"before-restore-{beijing(now_ms):%y%m%d-%H%M%S}"
    logs = [paths.store.with_name(paths.store.name + end) for end in LOGS]
    try:
        engine = open_engine(paths.store, key.database_key(), read_only=False)
        try:
            whole = wal_checkpoint(engine)
        finally:
            engine.dispose()
    except EnvironmentFault:
        whole = False  # damaged: it is kept as it lies, with its log
    with disk_faults(folder):
        while folder.exists():
            folder = folder.with_name(f"{folder.name}-{secrets.token_hex(2)}")
        ensure_folder(folder)
        for source in (paths.store, *(log for log in logs if not whole and log.exists())):
            _second_name(source, folder / source.name)
        sync_folder(folder)
        # a log of the store before must never meet the new one
        for log in logs:
            log.unlink(missing_ok=True)
        sync_folder(paths.root)
    return folder


def _second_name(source: Path, target: Path) -> None:
    """A hard link, or a copy where the disk knows none."""
    try:
        os.link(source, target)
    except OSError:
        blob_mirror.copy_file(source, target)


def _install_vault(paths: DataPaths, raw: bytes, key: StoreKey) -> None:
    """The backup's doors on a new computer; its own key stands in for the lost one's."""
    device = b'"kind":"device"' in raw
    write_atomic(paths.vault, raw)
    if device:
        vault.add_device_slot(paths, key)
