"""The self-check: fold the whole journal again from raw ops and compare with every table."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from patrol_app.storage.check_journal import journal_differences
from patrol_app.storage.check_tables import table_differences
from patrol_app.storage.search_index import search_differences


def check_store(connection: Connection) -> list[str]:
    """Differences between the journal and what was derived from it; empty = clean.

    Lines name kinds and ids only, never a value.
    """
    return list(_all(connection))


def _all(connection: Connection) -> Iterator[str]:
    yield from journal_differences(connection)
    yield from table_differences(connection)
    yield from search_differences(connection)
