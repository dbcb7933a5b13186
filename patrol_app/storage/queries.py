"""Reading the store: the port ``Queries``, put together from its parts."""

from __future__ import annotations

from patrol_app.storage.backup_rows import BackupQueries
from patrol_app.storage.desk_rows import DeskQueries
from patrol_app.storage.exchange_rows import DeliveryQueries
from patrol_app.storage.paper_rows import PaperQueries
from patrol_app.storage.queries_conflicts import ConflictQueries
from patrol_app.storage.queries_datasets import DatasetQueries
from patrol_app.storage.queries_journal import JournalQueries
from patrol_app.storage.queries_own import OwnQueries
from patrol_app.storage.queries_records import RecordQueries
from patrol_app.storage.queries_search import SearchQueries
from patrol_app.storage.queries_travel import TravelRows


class SqlQueries(
    RecordQueries,
    SearchQueries,
    JournalQueries,
    OwnQueries,
    DatasetQueries,
    PaperQueries,
    DeliveryQueries,
    ConflictQueries,
    DeskQueries,
    BackupQueries,
    TravelRows,
):
    """The port ``Queries``; safe in several threads, each call on a connection of its own."""
