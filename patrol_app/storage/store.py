"""An open data folder: the port ``Store`` over the vault, the engine, the lock and the blobs."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final

import uuid_utils
from sqlalchemy import Connection, Engine, event

from patrol_app.errors import EnvironmentFault
from patrol_app.i18n import N_
from patrol_app.paths import DataPaths
from patrol_app.services.ports import Clock
from patrol_app.storage import own_tables, search_index, upgrade
from patrol_app.storage.blobs import NAME_KEY_BYTES, BlobStore
from patrol_app.storage.check import check_store
from patrol_app.storage.clock import SystemClock
from patrol_app.storage.engine import open_engine, quick_check, wal_checkpoint
from patrol_app.storage.epoch import REASON, Epoch, renewed
from patrol_app.storage.files import remove_parts
from patrol_app.storage.instance import Verdict
from patrol_app.storage.lock import WriterLock
from patrol_app.storage.queries import SqlQueries
from patrol_app.storage.unit_of_work import SqlUnitOfWork
from patrol_app.storage.vault import StoreKey, create_vault, open_vault
from patrol_app.storage.volumes import refuse_unfit_folder

_log = logging.getLogger(__name__)

WAIT_S: Final = 5.0
BEGIN_WAIT_S: Final = 60.0
# Above this size the start leaves the full look at the pages to the nightly check.
QUICK_CHECK_BYTES: Final = 32 * 1024 * 1024
WRITER_CACHE_KIB: Final = 64 * 1024
BLOB_NAME_KEY: Final = "blob_name_key"
BLOB_IDENTITY: Final = "blob_identity"
NEW_STORE: Final = N_("Setting up the data folder")
OPEN_STORE: Final = N_("Patrol")


class SqlStore:
    """The port ``Store``; made by :func:`create_store` and :func:`open_store` alone.

    Attributes:
        paths: the data folder.
        key: the store key; a worker process gets it over its standard input.
        queries: reading, in any thread.
        blobs: content-addressed files.
        read_only: opened beside the writer.
        verdict: what the instance marker said when the folder was opened for writing; a new
            stream was begun unless it is ``SAME``.
    """

    def __init__(
        self,
        paths: DataPaths,
        key: StoreKey,
        clock: Clock,
        writer: Engine | None,
        lock: WriterLock | None,
    ) -> None:
        self.paths = paths
        self.key = key
        self.read_only = writer is None
        self._clock = clock
        self._writer = writer
        self._lock = lock
        self._turn = threading.Lock()
        self._reader = open_engine(paths.store, key.database_key(), read_only=True)
        self.queries = SqlQueries(self._reader.connect, self._has_blob)
        name_key, identity = self.queries.secret(BLOB_NAME_KEY), self.queries.secret(BLOB_IDENTITY)
        if name_key is None or identity is None:
            self._reader.dispose()
            raise _unfinished()
        self.blobs = BlobStore(paths.blobs, name_key, identity.decode("ascii"))
        self.verdict = Verdict.SAME
        self._epoch = Epoch(paths.root, key.store_id)

    @contextmanager
    def begin(self, work: str) -> Iterator[SqlUnitOfWork]:
        """A write transaction; ``work`` names it to whoever waits. Rolls back unless committed.

        Raises:
            EnvironmentFault: ``store.read_only``, ``store.busy`` (another thread writes for
                longer than a minute), or the disk failed.
        """
        if self._writer is None:
            raise EnvironmentFault(
                "store.read_only",
                N_("The data cannot be changed here: they are open for reading."),
            )
        if not self._turn.acquire(timeout=BEGIN_WAIT_S):
            raise EnvironmentFault(
                "store.busy",
                N_("The data are in use by another program. Try again in a moment."),
            )
        try:
            with self._writer.connect() as connection:
                connection.begin()
                unit = SqlUnitOfWork(
                    connection, self._inside(connection), self._clock, self._has_blob, self._after
                )
                yield unit
            if unit.dropped is not None:
                self._wipe(unit.dropped)
        finally:
            self._turn.release()

    def begin_epoch_if_moved(self) -> None:
        """Begin a new stream in a restored, cloned or moved folder, before anything is written.

        The reason stays in meta ``epoch_reason`` for the screen.
        """
        self.verdict = self._epoch.verdict(self.queries)
        if not self.verdict.new_epoch:
            return
        with self.begin(N_("Beginning a new numbering")) as work:
            work.put_identity(renewed(work.queries.identity()))
            work.put_meta(REASON, self.verdict.value)
            work.commit()

    def check(self) -> list[str]:
        """Fold the whole journal again and compare; one line a difference, empty = clean."""
        with self._reader.connect() as connection:
            return check_store(connection)

    def close(self) -> None:
        """Close files and release the lock; calling it again does nothing."""
        self._reader.dispose()
        if self._writer is not None:
            wal_checkpoint(self._writer)
            self._writer.dispose()
            self._writer = None
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> SqlStore:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _wipe(self, files: set[str]) -> None:
        """After an erasure: its files go, and the log no longer holds pages of before."""
        for sha256 in sorted(files):
            self.blobs.delete(sha256)
        if self._writer is not None:
            wal_checkpoint(self._writer)

    def _has_blob(self, sha256: str) -> bool:
        return self.blobs.has(sha256)

    def _inside(self, connection: Connection) -> SqlQueries:
        def own() -> AbstractContextManager[Connection]:
            """The transaction's own connection, left open."""
            return nullcontext(connection)

        return SqlQueries(own, self._has_blob)

    def _after(self, own_moved: bool) -> None:
        """After a commit: remember outside the folder how far the own stream has come."""
        if not own_moved:
            return
        try:
            self._epoch.remember(self.queries)
        except EnvironmentFault as fault:
            # The save is durable already; a marker left behind costs at most a new stream.
            _log.warning("instance marker not written: %s", fault.code)


def create_store(paths: DataPaths, *, clock: Clock | None = None) -> SqlStore:
    """Make a new data folder and open it for writing; identity and records come after.

    A set-up that was interrupted before its tables were made is finished.

    Raises:
        EnvironmentFault: unfit folder, already set up, in use, or the disk failed.
    """
    refuse_unfit_folder(paths.root)
    lock = WriterLock(paths).acquire(NEW_STORE, WAIT_S)
    try:
        if paths.vault.exists() and not paths.store.exists():
            key = open_vault(paths)
        else:
            key = create_vault(paths, str(uuid_utils.uuid4()))
        return _open_writing(paths, key, lock, clock or SystemClock(), new=True)
    except BaseException:
        lock.release()
        raise


def open_store(
    paths: DataPaths,
    *,
    read_only: bool = False,
    work: str = OPEN_STORE,
    key: StoreKey | None = None,
    clock: Clock | None = None,
    wait_s: float = WAIT_S,
) -> SqlStore:
    """Open a data folder.

    Args:
        paths: the data folder.
        read_only: beside the window: takes no lock and writes nothing.
        work: message id of what this process does, for whoever waits for the lock.
        key: the store key where it is known already (worker process, password).
        wait_s: seconds to wait for the writer lock.

    Raises:
        UserError: ``vault.password``.
        EnvironmentFault: unfit folder, no store, in use (named), damaged, of a newer program,
            disk failed.
    """
    refuse_unfit_folder(paths.root)
    if read_only:
        key = key or open_vault(paths)
        return _open_reading(paths, key, clock or SystemClock())
    if not paths.vault.exists():
        open_vault(paths)
    lock = WriterLock(paths).acquire(work, wait_s)
    try:
        key = key or open_vault(paths)
        return _open_writing(paths, key, lock, clock or SystemClock(), new=False)
    except BaseException:
        lock.release()
        raise


def _open_reading(paths: DataPaths, key: StoreKey, clock: Clock) -> SqlStore:
    engine = open_engine(paths.store, key.database_key(), read_only=True)
    try:
        upgrade.require_head(engine)
    finally:
        engine.dispose()
    return SqlStore(paths, key, clock, None, None)


def _open_writing(
    paths: DataPaths, key: StoreKey, lock: WriterLock, clock: Clock, *, new: bool
) -> SqlStore:
    if not new and not paths.store.exists():
        raise EnvironmentFault(
            "store.missing", N_("The data file of this folder is missing. Restore a backup.")
        )
    remove_parts(paths.root)
    engine = open_engine(paths.store, key.database_key(), read_only=False)
    event.listen(engine, "connect", _widen_cache)
    engine.dispose()  # the connection of the first look came before the listener
    try:
        if not new and paths.store.stat().st_size <= QUICK_CHECK_BYTES and quick_check(engine):
            raise EnvironmentFault(
                "store.damaged", N_("The data are damaged. Restore a backup; the file is kept.")
            )
        upgrade.upgrade(engine, paths.store, key.database_key())
        _ensure_secrets(engine)
        _ensure_search(engine)
        store = SqlStore(paths, key, clock, engine, lock)
    except BaseException:
        engine.dispose()
        raise
    try:
        store.begin_epoch_if_moved()
    except BaseException:
        store.close()
        raise
    return store


def _widen_cache(connection: Any, _record: Any) -> None:
    """Room for the indexes of one large import: each page thrown out is encrypted again."""
    connection.execute(f"PRAGMA cache_size=-{WRITER_CACHE_KIB}")


def _ensure_secrets(engine: Engine) -> None:
    """The keys of the blob folder, made once and kept inside the store."""
    with engine.begin() as connection:
        found = connection.exec_driver_sql(
            "SELECT count(*) FROM secret WHERE key IN (?, ?)", (BLOB_NAME_KEY, BLOB_IDENTITY)
        ).scalar()
        if found:
            return
        import pyrage

        identity = str(pyrage.x25519.Identity.generate()).encode("ascii")
        own_tables.put_secret(connection, BLOB_NAME_KEY, secrets.token_bytes(NAME_KEY_BYTES))
        own_tables.put_secret(connection, BLOB_IDENTITY, identity)


def _ensure_search(engine: Engine) -> None:
    """The index of words is this program's and of these tables, or is made anew."""
    with engine.begin() as connection:
        if not search_index.current(connection):
            search_index.rebuild(connection)


def _unfinished() -> EnvironmentFault:
    return EnvironmentFault(
        "store.no_identity", N_("This data folder is not set up yet. Finish the set-up.")
    )
