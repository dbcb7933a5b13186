"""A big store in minutes: findings through the real tables, without a person's checks.

The service judges and validates every record, reads every line back and links it; for a
workload's store that is an hour's quarter for nothing. Here the same lines, rows, heads and
words are made from the same pure functions and written by ``executemany``. That nothing differs
from what the journal gives is the store's own ``check``: it is run on the first records.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import uuid_utils
from sqlalchemy import Connection

from patrol_app.bootstrap import App
from patrol_app.domain.journal.link import link
from patrol_app.domain.journal.number import record_number
from patrol_app.domain.records.finding import Finding, own
from patrol_app.services.clock import OWN_WALL
from patrol_app.services.ports import Stored
from patrol_app.services.record_making import facts_of
from patrol_app.storage import own_tables, search_index, tables
from patrol_app.storage.journal import SCHEMAS, StreamHead, load_stream, save_stream
from patrol_app.storage.repository import repository
from patrol_app.storage.sqltext import insert_sql, run_many

BATCH = 20_000
_DAY = "251231"
_OP, _HEAD = insert_sql(tables.op), insert_sql(tables.record_head)


class Filler:
    """Writes findings into the open store of ``app``.

    Args:
        app: a station's folder, open for writing.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._identity = app.store.queries.identity()
        self._now = app.clock.now_ms()
        self._actor = app.session.actor.id
        self._store = repository("finding")

    def fill(self, rows: Iterator[dict[str, Any]], drafts: float) -> int:
        """Write ``rows``; how many there were.

        Args:
            rows: field values as ``records.new_many`` takes them.
            drafts: share of them that stays a draft, at the end of each batch.
        """
        count = 0
        while part := list(islice(rows, BATCH)):
            kept = round(len(part) * (1 - drafts))
            with self._app.store.begin("bench") as work:
                connection = work._connection
                self._write(connection, part, kept)
                work._own_moved = True
                work.commit()
            count += len(part)
        return count

    def _write(self, connection: Connection, part: Sequence[dict[str, Any]], kept: int) -> None:
        identity = self._identity
        head = load_stream(connection, identity.stream)
        assert head is not None
        last = own_tables.take_numbers(connection, "F", _DAY, len(part))
        ops: list[tuple[Any, ...]] = []
        heads: list[tuple[Any, ...]] = []
        made: list[tuple[Any, ...]] = []
        for place, values in enumerate(part):
            seq = last - len(part) + place + 1
            number = record_number("F", identity.unit, identity.device_no, _DAY, seq)
            record = Finding(
                **values,
                id=str(uuid_utils.uuid7()),
                number=number,
                unit=identity.unit,
                device=identity.device_no,
            )
            first = self._line(ops, head, record.id, facts_of(record), [])
            begun = ended = self._now
            newest, state = first, "draft"
            if place < kept:
                said = {"at": self._now, "by": self._actor, "heads": [first]}
                newest = self._line(ops, head, record.id, {"_submitted": said}, [first])
                ended, state = self._now, "submitted"
            stored = Stored(
                "finding", record, state, (newest,), own(record), created_ms=begun,
                changed_ms=ended, review=state,
            )  # fmt: skip
            made.append(self._store.values(stored))
            text = f'["{newest}"]'
            heads.append((record.id, "finding", identity.unit, number, text, 1 + (place < kept)))
        arrived = int(own_meta(connection, "arrived") or "0") + 1
        run_many(connection, _OP, [(*op, arrived + n) for n, op in enumerate(ops)])
        run_many(connection, self._store.upsert, made)
        run_many(connection, _HEAD, heads)
        at = [column.name for column in self._store.table.columns].index("id")
        words = {row[at]: search_index.entries_of("finding", row) for row in made}
        search_index.renew(connection, {}, words)
        save_stream(connection, head)
        for key, value in (
            ("arrived", str(arrived + len(ops) - 1)),
            ("hlc", f"{self._now},0"),
            (OWN_WALL, str(self._now)),
        ):
            own_tables.put_meta(connection, key, value)

    def _line(
        self,
        ops: list[tuple[Any, ...]],
        head: StreamHead,
        rec: str,
        fields: dict[str, Any],
        parents: list[str],
    ) -> str:
        """Add the row of one op but its arrival; the op's hash."""
        self._now += 1
        seq = head.last_seq + 1
        if "_submitted" in fields:
            fields["_submitted"]["at"] = self._now
        raw = json.dumps(
            {
                "v": 1,
                "stream": head.stream,
                "seq": seq,
                "rec": rec,
                "type": "finding",
                "parents": parents,
                "hlc": [self._now, 0],
                "actor": self._actor,
                "device_time": {"wall": self._now, "uptime": 1, "gnss": None},
                "city_time_seen": None,
                "schema": SCHEMAS["finding"],
                "salt": secrets.token_hex(16),
                "fields": fields,
                "judged": {},
            },
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        ).encode()
        digest = hashlib.sha256(raw)
        value = link(head.stream, seq, head.link, digest.hexdigest())
        head.last_seq = head.upto = seq
        head.link = value
        ops.append((head.stream, seq, digest.digest(), rec, "finding", raw, value, self._now, 0))
        return digest.hexdigest()


def own_meta(connection: Connection, key: str) -> str | None:
    """A value of the store's own table, inside the transaction."""
    found = connection.exec_driver_sql("SELECT value FROM meta WHERE key = ?", (key,))
    return found.scalar()
