"""Reading the store: the port ``Queries``, put together from its parts."""

from __future__ import annotations

from patrol_app.storage.queries_journal import JournalQueries
from patrol_app.storage.queries_own import OwnQueries
from patrol_app.storage.queries_records import RecordQueries


class SqlQueries(RecordQueries, JournalQueries, OwnQueries):
    """The port ``Queries``; safe in several threads, each call on a connection of its own."""
