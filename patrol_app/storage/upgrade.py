"""The version of the store's tables: asserted at every start, raised with a copy kept first.

The start reads one value and compares; Alembic is imported only when there is work.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect

from patrol_app.errors import EnvironmentFault
from patrol_app.i18n import N_
from patrol_app.storage.engine import backup_store
from patrol_app.storage.files import remove_file

_SCRIPT: Final = re.compile(r"r(\d{4})_\w+\.py")
# Every revision in order, by the names of the scripts; a test compares it with their contents.
REVISIONS: Final = tuple(
    sorted(
        found[1]
        for one in files("patrol_app.storage.migrations.versions").iterdir()
        if (found := _SCRIPT.fullmatch(one.name))
    )
)
HEAD: Final = REVISIONS[-1]
COPIES: Final = 3  # from before an upgrade, the newest stay


def revision_of(connection: Connection) -> str | None:
    """The revision the tables stand at; None in a store without tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def require_head(engine: Engine) -> None:
    """Refuse tables of another version; for readers, which change nothing.

    Raises:
        EnvironmentFault: ``store.newer``, or ``store.older`` (open it for writing once).
    """
    with engine.connect() as connection:
        found = revision_of(connection)
    if found not in REVISIONS and found is not None:
        raise _newer()
    if found != HEAD:
        raise EnvironmentFault(
            "store.older", N_("The data must be upgraded first. Start the program once.")
        )


def upgrade(engine: Engine, path: Path, key: bytes) -> str | None:
    """Bring the tables to this program's version, in one transaction.

    Args:
        engine: the writer's engine; the caller holds the writer lock.
        path: the store file; a copy of an older one is left beside it as
            ``<name>.before-<new revision>``.
        key: raw key of the store, used for the copy as well.

    Returns:
        The revision before, None when the store was new or up to date.

    Raises:
        EnvironmentFault: ``store.newer``, or the copy failed; the store is as it was.
    """
    with engine.connect() as connection:
        found = revision_of(connection)
    if found == HEAD:
        return None
    if found is not None and found not in REVISIONS:
        raise _newer()
    if found is not None:
        backup_store(engine, path.with_name(f"{path.name}.before-{HEAD}"), key)
    with engine.begin() as connection:
        _run(connection)
    # only now: until the new tables stand every copy may be wanted
    for old in sorted(path.parent.glob(f"{path.name}.before-*"))[:-COPIES]:
        remove_file(old)
    return found


def differences(engine: Engine) -> list[str]:
    """Where the tables differ from the row classes (what ``alembic check`` tells)."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from patrol_app.storage import tables  # noqa: F401  (fills the metadata)
    from patrol_app.storage.rows import whole_metadata

    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": _by_models}
        context = MigrationContext.configure(connection, opts=options)
        return [str(found) for found in compare_metadata(context, whole_metadata())]


def _by_models(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a name is compared; the index of words is no row class, and keeps its own tables."""
    return kind != "table" or not (name or "").startswith("search_")


def _run(connection: Connection, to: str = "head") -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    # A path from the import system holds in the built program too.
    config.set_main_option("script_location", str(files("patrol_app.storage") / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _newer() -> EnvironmentFault:
    return EnvironmentFault(
        "store.newer",
        N_("This data folder was made by a newer program. Install the update."),
    )
