"""The one way into the encrypted SQLite store, with the settings that keep it whole.

SQLCipher's driver through SQLAlchemy. Settings: reliability design, section 3. Two SQLite
libraries must never open one file, so nothing else in the program opens the store.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import QueuePool

from patrol_app.errors import EnvironmentFault
from patrol_app.i18n import N_
from patrol_app.storage import strict_types
from patrol_app.storage.engine_faults import no_store, not_ours, old_library, store_fault
from patrol_app.storage.faults import disk_faults
from patrol_app.storage.files import PRIVATE, land

strict_types.register()

APPLICATION_ID: Final = 0x484C3031  # "HL01"
STORE_VERSION: Final = 1
# 3.51.3 mended the WAL reset that could corrupt a store (reliability design, section 3).
SQLITE_LEAST: Final = (3, 51, 3)
CIPHER_LEAST: Final = (4, 6)
KEY_BYTES: Final = 32
POOL_SIZE: Final = 4
BUSY_MS: Final = 5_000
COPY_PAGES: Final = 2_000  # of 4 KiB, between two looks whether to stop

NAMING_CONVENTION: Final = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_SETTINGS: Final = (
    "foreign_keys=ON",
    f"busy_timeout={BUSY_MS}",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "temp_store=MEMORY",  # nothing readable is spilt beside the store
)
_WRITER_SETTINGS: Final = ("synchronous=FULL", "secure_delete=ON")


def use_naming_convention(metadata: MetaData) -> MetaData:
    """Give ``metadata`` the constraint names that migrations rely on, before any table."""
    metadata.naming_convention = NAMING_CONVENTION
    return metadata


def open_engine(path: Path, key: bytes, *, read_only: bool) -> Engine:
    """An engine on the store at ``path``, opened and checked once.

    The writer's transactions begin IMMEDIATE, so that a busy store is told before any work;
    schema changes are part of the transaction. A read-only engine sees one state per
    transaction and cannot write.

    Args:
        path: the store file; the writer makes it when absent.
        key: the raw 32-byte key.
        read_only: open beside a writer.

    Raises:
        EnvironmentFault: no store, wrong key, damaged, of a newer program, not a store, or
            the SQLite in use is too old.
        ValueError: the key has another length.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("the store key has 32 bytes")
    require_library()
    if read_only and not path.exists():
        raise no_store()
    if not read_only:
        _make_private(path)

    engine = create_engine(
        "sqlite://",
        creator=lambda: _connect(path, read_only),
        module=driver,
        poolclass=QueuePool,
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        hide_parameters=True,
    )

    def configure(connection: Any, _record: Any) -> None:
        """Key first, then the settings; a wrong key shows at the first page read."""
        try:
            _configure(connection, key, read_only)
        except driver.Error as error:
            raise store_fault(error, path.parent) from None

    def begin(connection: Connection) -> None:
        """Begin by hand: the driver's own begin would leave schema changes outside."""
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", begin)
    event.listen(engine, "handle_error", _handle_error, retval=True)
    try:
        _check_identity(engine, read_only)
    except BaseException:
        engine.dispose()
        raise
    return engine


def require_library() -> None:
    """Refuse a SQLite older than 3.51.3 or one without SQLCipher 4.6.

    Raises:
        EnvironmentFault: ``store.library``.
    """
    with closing(driver.connect(":memory:")) as connection:
        row = connection.execute("PRAGMA cipher_version").fetchone()
    cipher = str(row[0]).split(" ")[0] if row else ""
    found = tuple(int(part) for part in cipher.split(".") if part.isdigit())
    if driver.sqlite_version_info < SQLITE_LEAST or found < CIPHER_LEAST:
        raise old_library(driver.sqlite_version, cipher)


def quick_check(engine: Engine) -> list[str]:
    """SQLite's own quick check: what it found, empty when the store is whole.

    Raises:
        EnvironmentFault: the store cannot be read at all.
    """
    return [line for line in _lines(engine, "PRAGMA quick_check") if line != "ok"]


def cipher_integrity_check(engine: Engine) -> list[str]:
    """SQLCipher's check of every page's seal: the bad pages, empty when all are right.

    Raises:
        EnvironmentFault: the store cannot be read at all.
    """
    return _lines(engine, "PRAGMA cipher_integrity_check")


def wal_checkpoint(engine: Engine) -> bool:
    """Bring the write-ahead log into the store file and cut it; False when readers hold it."""
    raw = engine.raw_connection()
    try:
        with closing(raw.cursor()) as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            row = cursor.fetchone()
            return row is not None and row[0] == 0
    except driver.Error as error:
        raise store_fault(error) from None
    finally:
        raw.close()


def backup_store(engine: Engine, target: Path, key: bytes) -> None:
    """Copy the live store to ``target`` under ``key``, whole or not at all.

    SQLite's online backup: one consistent state, writers are not stopped. The copy passes
    ``quick_check`` before it gets its name.

    Args:
        engine: the store, read-only or not.
        target: the file to make, on any disk; replaced when it exists.
        key: raw 32-byte key of the copy.

    Raises:
        EnvironmentFault: the store or the disk failed, or the copy is not whole.
    """
    raw = engine.raw_connection()
    try:
        copy_store(raw.driver_connection, target, key)
    finally:
        raw.close()


def copy_store(
    source: Any, target: Path, key: bytes, step: Callable[[int, int, int], None] | None = None
) -> None:
    """As :func:`backup_store`, from an open driver connection.

    Args:
        source: where it stands in a transaction the copy is of that state.
        target: the file to make.
        key: raw 32-byte key of the copy.
        step: called between slices with (status, pages left, pages in all); what it raises
            ends the copying and nothing is left.

    Raises:
        EnvironmentFault: the store or the disk failed, or the copy is not whole.
    """
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with disk_faults(target):
            part.unlink(missing_ok=True)
            part.touch(mode=PRIVATE)
            _copy(source, part, key, step)
            with part.open("r+b") as stream:
                os.fsync(stream.fileno())
            land(part, target)
    finally:
        for name in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm"))):
            name.unlink(missing_ok=True)


def _copy(
    source: Any, part: Path, key: bytes, step: Callable[[int, int, int], None] | None
) -> None:
    """Back the store up into the new file ``part`` and check it."""
    try:
        with closing(driver.connect(str(part), isolation_level=None)) as copy:
            _unlock(copy, key)
            source.backup(copy, pages=COPY_PAGES if step else -1, progress=step)
            # the copy is one file: no log beside it
            copy.execute("PRAGMA journal_mode=DELETE").fetchall()
            copy.execute("PRAGMA synchronous=FULL")
            rows = copy.execute("PRAGMA quick_check").fetchall()
    except driver.Error as error:
        raise store_fault(error) from None
    if rows != [("ok",)]:
        raise EnvironmentFault(
            "store.backup", N_("The backup copy is not whole. Use another disk.")
        )


def _lines(engine: Engine, statement: str) -> list[str]:
    with engine.connect() as connection:
        return [str(row[0]) for row in connection.exec_driver_sql(statement)]


def _make_private(path: Path) -> None:
    """Make the store file for its owner alone; its log files take over the permissions.

    Only where there is none yet: opening a store beside SQLite would drop its locks.
    """
    if not path.exists():
        with disk_faults(path):
            path.touch(mode=PRIVATE)


def _connect(path: Path, read_only: bool) -> Any:
    """A raw connection that begins nothing by itself and may change threads."""
    mode = "ro" if read_only else "rwc"
    try:
        return driver.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=BUSY_MS / 1000,
        )
    except driver.Error as error:
        raise store_fault(error) from None


def _unlock(connection: Any, key: bytes) -> None:
    """Give the raw key and keep SQLCipher's own log off the terminal."""
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA cipher_log_level = NONE")


def _configure(connection: Any, key: bytes, read_only: bool) -> None:
    _unlock(connection, key)
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    if read_only:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA user_version").fetchone()
        return
    mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()
    if mode != ("wal",):
        raise EnvironmentFault(
            "store.no_wal", N_("This disk cannot hold the data safely. Choose another folder.")
        )
    for setting in _WRITER_SETTINGS:
        connection.execute(f"PRAGMA {setting}")


def _check_identity(engine: Engine, read_only: bool) -> None:
    """Refuse another program's file and a newer store; mark a new one as ours."""
    with engine.begin() as connection:
        application = connection.exec_driver_sql("PRAGMA application_id").scalar()
        version = connection.exec_driver_sql("PRAGMA user_version").scalar() or 0
        tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema").scalar()
        if application == APPLICATION_ID:
            if version > STORE_VERSION:
                raise EnvironmentFault(
                    "store.newer",
                    N_("This data folder was made by a newer program. Install the update."),
                )
        elif application == 0 and not tables and not read_only:
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={STORE_VERSION}")
        else:
            raise not_ours()


def _handle_error(context: ExceptionContext) -> BaseException | None:
    """Every driver error becomes a fault or a ``StoreError``; neither carries values."""
    error = context.original_exception
    if not isinstance(error, driver.Error):
        return None
    fault = store_fault(error)
    if fault.code in ("disk.error", "disk.full", "store.damaged", "store.key"):
        # a failed sync is not retried: the connection is thrown away (drill 7)
        context.is_disconnect = True
    # the driver's text may quote what was searched for; the fault keeps what is safe of it
    error.args = (fault.code,)
    return fault


__all__ = [
    "APPLICATION_ID",
    "NAMING_CONVENTION",
    "STORE_VERSION",
    "backup_store",
    "cipher_integrity_check",
    "copy_store",
    "open_engine",
    "quick_check",
    "require_library",
    "use_naming_convention",
    "wal_checkpoint",
]
