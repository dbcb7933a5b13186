"""Tables of the root's papers, of what is known of journals, and of decisions on files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

from sqlalchemy import Connection

from patrol_app.services.paper_ports import Decision, PaperRow, StreamMark
from patrol_app.storage import tables_exchange as tables
from patrol_app.storage.reading import Reading
from patrol_app.storage.sqltext import upsert_sql

_PAPER: Final = "SELECT kind, key, body, at_ms FROM paper WHERE kind = ?"


class PaperQueries(Reading):
    """Papers, states of journals, decisions."""

    def papers(self, kind: str) -> list[PaperRow]:
        """Papers of one kind, by key."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(f"{_PAPER} ORDER BY key", (kind,)).all()
        return [PaperRow(*row) for row in rows]

    def paper(self, kind: str, key: str) -> PaperRow | None:
        """One paper."""
        with self._connect() as connection:
            row = connection.exec_driver_sql(f"{_PAPER} AND key = ?", (kind, key)).first()
        return PaperRow(*row) if row else None

    def stream_marks(self) -> Mapping[str, StreamMark]:
        """What is known of journals; one without a mark is confirmed and open."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT stream, confirmed, revoked_after, noticed_ms FROM stream_state"
            ).all()
        return {row[0]: StreamMark(row[0], bool(row[1]), row[2], row[3]) for row in rows}

    def decisions(self) -> Mapping[str, Decision]:
        """Decisions by the file's sha256."""
        with self._connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT sha256, decision, person, at_ms, note FROM decision"
            ).all()
        return {row[0]: Decision(*row) for row in rows}

    def frozen_at(self, stream: str) -> int | None:
        """The seq at which two histories of ``stream`` part; None for an open one."""
        with self._connect() as connection:
            found: int | None = connection.exec_driver_sql(
                "SELECT frozen_at FROM stream WHERE stream = ?", (stream,)
            ).scalar()
        return found


class PaperWork:
    """The same tables, written inside a unit of work."""

    _connection: Connection
    _topics: set[str]

    def put_paper(self, row: PaperRow) -> None:
        """Add or replace by kind and key."""
        values = asdict(row)
        self._put(upsert_sql(tables.paper), tuple(values[c.name] for c in tables.paper.columns))

    def put_stream_mark(self, mark: StreamMark) -> None:
        """Add or replace by stream."""
        values = asdict(mark)
        names = [column.name for column in tables.stream_state.columns]
        self._put(upsert_sql(tables.stream_state), tuple(values[name] for name in names))

    def put_decision(self, row: Decision) -> None:
        """Add or replace by file."""
        values = asdict(row)
        names = [column.name for column in tables.decision.columns]
        self._put(upsert_sql(tables.decision), tuple(values[name] for name in names))

    def thaw(self, stream: str) -> None:
        """A person decided about two histories: the journal is no longer frozen."""
        self._put("UPDATE stream SET frozen_at = NULL WHERE stream = ? AND NOT own", (stream,))

    def _put(self, sql: str, values: tuple[object, ...]) -> None:
        self._connection.exec_driver_sql(sql, values)
        self._topics.add("devices")
