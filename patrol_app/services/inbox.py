"""Which files of a watched folder nobody has seen yet: by their names alone."""

from __future__ import annotations

from pathlib import Path

from patrol_app.limits import FOLDER_FILES
from patrol_app.services.ports import Queries

ENDING = ".hlb"


def waiting_files(queries: Queries, folder: Path) -> tuple[Path, ...]:
    """Exchange files in ``folder`` (not in folders below it) that were not received here.

    A name says which entries of which journal a file holds, so a name received is a file
    received. A folder that is not there holds nothing.

    Args:
        queries: of the store.
        folder: watched.
    """
    if not folder.is_dir():
        return ()
    found = sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() == ENDING and not path.name.startswith(".") and path.is_file()
    )[:FOLDER_FILES]  # the next ones when these were received
    known = queries.received_names([path.name for path in found])
    return tuple(path for path in found if path.name not in known)
