"""What the data base driver says, as faults for people or as our own bug, without values."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any, Final

from patrol_app.errors import EnvironmentFault
from patrol_app.i18n import N_

# Primary result codes of SQLite (sqlite.org/rescode.html).
_FAULTS: Final = {
    5: ("store.busy", N_("The data are in use by another program. Try again in a moment.")),
    6: ("store.busy", N_("The data are in use by another program. Try again in a moment.")),
    8: ("store.read_only", N_("The data cannot be changed here: they are open for reading.")),
    10: ("disk.error", N_("The disk reports an error. Try another disk.")),
    11: ("store.damaged", N_("The data are damaged. Restore a backup; the file is kept.")),
    13: ("disk.full", N_("No space is left on the disk. Free some space and try again.")),
    14: ("store.unopenable", N_("The data file cannot be opened. Check the folder's permission.")),
    26: ("store.key", N_("The data cannot be opened with this key, or they are damaged.")),
}
INDEX_BYTES: Final = 64 * 1024  # the index starts with 32 KiB
# Messages that name tables and columns only, never a value.
_SAFE: Final = re.compile(
    r"((UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed(: [\w., ]+)?"
    r"|cannot store \w+ value in \w+ column [\w.]+"
    r"|no such (table|column|index|savepoint): [\w.]+"
    r"|table \w+ (has no column named \w+|already exists))"
)


class StoreError(Exception):
    """The data base refused a statement: a bug of ours, not the person's or the disk's.

    Attributes:
        code: ``store.constraint`` or ``store.statement``.
        reason: SQLite's name of the error and, where it is free of values, its text.
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason


def store_fault(error: Any, folder: Path | None = None) -> EnvironmentFault | StoreError:
    """The exception to raise in place of a driver's ``error``.

    Args:
        error: a DB-API exception; ``sqlite_errorcode`` may hold an extended code.
        folder: of the store: SQLite says "disk error" where there is no room for the index
            beside the write-ahead log, which readers need too.
    """
    number = getattr(error, "sqlite_errorcode", None)
    primary = number & 0xFF if isinstance(number, int) else 0
    if primary == 10 and folder is not None and _full(folder):
        primary = 13
    text = str(error.args[0]) if error.args else ""
    if primary in _FAULTS:
        code, msgid = _FAULTS[primary]
        return EnvironmentFault(code, msgid)
    name = str(getattr(error, "sqlite_errorname", None) or type(error).__name__)
    safe = _SAFE.fullmatch(text)
    reason = f"{name} {text}" if safe else name
    return StoreError("store.constraint" if primary == 19 else "store.statement", reason)


def _full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < INDEX_BYTES
    except OSError:
        return False


def no_store() -> EnvironmentFault:
    """There is no store at the place named."""
    return EnvironmentFault("store.missing", N_("There is no data in this folder yet."))


def not_ours() -> EnvironmentFault:
    """The file is a data base of something else."""
    return EnvironmentFault("store.not_ours", N_("The data file belongs to another program."))


def old_library(sqlite: str, cipher: str) -> EnvironmentFault:
    """The data base library is too old or has no encryption."""
    return EnvironmentFault(
        "store.library",
        N_("The data base library is too old (SQLite {sqlite}, SQLCipher {cipher})."),
        sqlite=sqlite,
        cipher=cipher or "-",
    )
