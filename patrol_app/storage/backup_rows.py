"""The tables ``backup`` and ``erased``, and files found lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, select

from patrol_app.services.backup_types import BackupRow
from patrol_app.storage import tables_exchange
from patrol_app.storage.reading import Reading
from patrol_app.storage.sqltext import marks, sliced, upsert_sql

_SAVE = upsert_sql(tables_exchange.backup)


class BackupQueries(Reading):
    """Backups made here, and lines dropped on order."""

    def backups(self) -> list[BackupRow]:
        """All that are remembered, newest first."""
        table = tables_exchange.backup
        wanted = select(table).order_by(table.c.made_ms.desc(), table.c.folder, table.c.name)
        with self._connect() as connection:
            return [BackupRow(**row) for row in connection.execute(wanted).mappings()]

    def journal_size(self) -> int:
        """How many lines all journals hold here."""
        with self._connect() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM op").scalar() or 0)

    def erased(self, streams: Sequence[str] = ()) -> list[str]:
        """Hashes of lines whose bytes were dropped here; of ``streams`` alone where given."""
        table = tables_exchange.erased
        wanted = select(table.c.op_hash).where(table.c.at_ms > 0).order_by(table.c.op_hash)
        if streams:
            wanted = wanted.where(table.c.stream.in_(list(streams)))
        with self._connect() as connection:
            return sorted({row[0] for row in connection.execute(wanted)})

    def dropped(self) -> dict[str, int]:
        """Hash -> when its bytes were dropped here, UTC ms; the newest first."""
        table = tables_exchange.erased
        wanted = (
            select(table.c.op_hash, table.c.at_ms)
            .where(table.c.at_ms > 0)
            .order_by(table.c.at_ms.desc(), table.c.op_hash)
        )
        with self._connect() as connection:
            return {op_hash: at_ms for op_hash, at_ms in connection.execute(wanted)}

    def erasure_of(self, rec: str) -> str:
        """Id of an order to erase the record ``rec``, or empty."""
        table = tables_exchange.erased
        wanted = select(table.c.order_rec).where(table.c.target == rec).limit(1)
        with self._connect() as connection:
            return connection.execute(wanted).scalar() or ""

    def lost_blobs(self, *, back: bool = False) -> list[tuple[str, str]]:
        """(sha256, number of the record) of files that own entries cite and a look found lost.

        Whoever wrote the entry had them. Deleted records want nothing.

        Args:
            back: those that came again since, instead of those still away.
        """
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT DISTINCT b.sha256, h.number FROM blob_ref b "
                "JOIN record_head h ON h.rec = b.rec "
                "JOIN stream s ON s.stream = b.stream AND s.own "
                "LEFT JOIN attachment a ON a.id = b.rec LEFT JOIN patrol p ON p.id = b.rec "
                "WHERE NOT b.held AND NOT coalesce(a.deleted, p.deleted, 0) ORDER BY 2, 1"
            ).all()
        return [(sha, number) for sha, number in rows if self._has_blob(sha) == back]


def put_backup(connection: Connection, row: BackupRow) -> None:
    """Add or replace by folder and name."""
    values = asdict(row)
    names = [column.name for column in tables_exchange.backup.columns]
    connection.exec_driver_sql(_SAVE, tuple(values[name] for name in names))


def drop_backup(connection: Connection, row: BackupRow) -> None:
    """Forget one."""
    connection.exec_driver_sql(
        "DELETE FROM backup WHERE folder = ? AND name = ?", (row.folder, row.name)
    )


class BackupWork:
    """The same tables, written inside a unit of work."""

    _connection: Connection
    _topics: set[str]

    def put_backup(self, row: BackupRow) -> None:
        """Add or replace by folder and name."""
        put_backup(self._connection, row)
        self._topics.add("backup")

    def mark_blobs(self, hashes: Sequence[str], *, held: bool) -> None:
        """Note which files a look found whole (``held``) or lost."""
        for part in sliced(hashes):
            self._connection.exec_driver_sql(
                f"UPDATE blob_ref SET held = ? WHERE sha256 IN ({marks(part)})",
                (int(held), *part),
            )
        self._topics.add("backup")

    def drop_backup(self, row: BackupRow) -> None:
        """Forget one."""
        drop_backup(self._connection, row)
        self._topics.add("backup")
