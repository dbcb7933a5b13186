"""Stores for tests: real encrypted files in a temporary folder, with a clock that tests own."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uuid_utils

from patrol_app.paths import DataPaths
from patrol_app.services.ports import Identity, OpDraft
from patrol_app.storage.store import SqlStore, create_store

DUMPED = ("finding", "patrol", "person", "unit", "review", "seal", "record_head", "conflict")
START_MS = 1_785_000_000_000  # 2026-07-25 in Beijing


@dataclass
class FixedClock:
    """A clock that stands still unless a test moves it."""

    now: int = START_MS
    uptime: int = 1_000

    def now_ms(self) -> int:
        """Wall time, UTC ms."""
        return self.now

    def uptime_ms(self) -> int:
        """Monotonic time, ms."""
        return self.uptime


def identity(unit: str = "DEMO01", device_no: str = "01", store_id: str = "") -> Identity:
    """A station with a fresh stream."""
    return Identity(
        unit, "station", device_no, str(uuid.uuid4()), "kid-" + unit, False, False, store_id
    )


def new_store(
    folder: Path, unit: str = "DEMO01", device_no: str = "01", clock: FixedClock | None = None
) -> SqlStore:
    """A store in ``folder`` with an identity."""
    store = create_store(DataPaths(folder), clock=clock or FixedClock())
    with store.begin("test") as work:
        work.put_identity(identity(unit, device_no, store.key.store_id))
        work.commit()
    return store


def new_id() -> str:
    """A record id."""
    return str(uuid_utils.uuid7())


def append(store: SqlStore, *drafts: OpDraft) -> list[str]:
    """Write own ops and commit."""
    with store.begin("test") as work:
        hashes = work.append(drafts)
        work.commit()
    return hashes


def finding(
    rec: str, at_ms: int | None = START_MS, submitted: bool = True, **fields: Any
) -> OpDraft:
    """A new finding."""
    values: dict[str, Any] = {"unit": "DEMO01", "category": "fire", **fields}
    if at_ms is not None:
        values["found_at"] = [at_ms, "minute"]
    if submitted:
        values["_submitted"] = {"by": "", "at": START_MS, "heads": []}
    return OpDraft(rec, "finding", values)


def change(rec: str, fields: Mapping[str, Any], type: str = "finding", **more: Any) -> OpDraft:
    """A change of a record."""
    return OpDraft(rec, type, fields, **more)


def carry(source: SqlStore, target: SqlStore, *, reverse: bool = False) -> None:
    """Take every line of every stream of ``source`` into ``target``."""
    for stream in source.queries.streams():
        lines = [
            (line.seq, line.raw) for line in source.queries.lines(stream.stream, 1, stream.last_seq)
        ]
        if reverse:
            lines.reverse()
        with target.begin("test") as work:
            work.take(stream.stream, stream.kid, stream.unit, stream.device_no, lines)
            work.commit()


def dump(store: SqlStore) -> dict[str, list[tuple[Any, ...]]]:
    """Rows, heads and conflicts, without what differs between stores (arrival, blobs held)."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with store.begin("test") as work:
        connection = work._connection
        for table in DUMPED:
            rows = connection.exec_driver_sql(f'SELECT * FROM "{table}"').all()
            found[table] = sorted((tuple(row) for row in rows), key=repr)
    return found
