"""GeoPackages from outside: a database somebody else made, looked at before GDAL opens it.

The file is a private copy, opened read-only and immutable, its schema untrusted: views and
triggers are never run, a statement that takes long is stopped (limits table, row GeoPackage).
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Final

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.i18n import N_

_STEPS: Final = 10_000  # virtual machine steps between two looks at the clock


def layers_of(path: Path) -> tuple[str, ...]:
    """The feature and attribute tables of a GeoPackage that may be read; views are left out.

    Raises:
        UserError: ``base.sqlite``: damaged, hostile, slow, or no GeoPackage; ``base.layers``.
    """
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None
        )
    except sqlite3.Error as error:
        raise _refused() from error
    try:
        return _looked_at(connection)
    except (sqlite3.Error, OverflowError, UnicodeError, MemoryError) as error:
        raise _refused() from error
    finally:
        connection.close()


def _looked_at(connection: sqlite3.Connection) -> tuple[str, ...]:
    until = time.monotonic() + limits.SQLITE_SECONDS
    connection.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.DATASET_LINE_BYTES)
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, limits.MIB)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 0)
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"):
        connection.execute(f"PRAGMA {pragma}")
    found = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found is None or found[0] != "ok":
        raise _refused()
    tables = {
        str(row[0]).lower()
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        )
    }
    if "gpkg_contents" not in tables:
        raise _refused()
    rows = connection.execute(
        "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes') "
        "ORDER BY data_type DESC, table_name LIMIT ?",
        (limits.SQLITE_LAYERS + 1,),
    ).fetchall()
    if len(rows) > limits.SQLITE_LAYERS:
        raise UserError(
            "base.layers", N_("The file has more than {limit} tables"), limit=limits.SQLITE_LAYERS
        )
    return tuple(str(row[0]) for row in rows if str(row[0]).lower() in tables)


def _refused() -> UserError:
    return UserError("base.sqlite", N_("The file is damaged or no GeoPackage"))
