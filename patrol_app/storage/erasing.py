"""Dropping the bytes of lines on order, whichever comes first: the order or the line (sync.md §10).

An order counts for a line with its hash, of its record, in a journal of the unit it names. All of
that is in the order and in the journal's own row, so every holder decides alike in any order of
arrival. The line's place, hash and link stay; its stand-in says which keys it wrote.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection

from patrol_app.domain.journal.canonical import FormatFault
from patrol_app.domain.journal.entry import Op
from patrol_app.domain.journal.op import erase, read_op
from patrol_app.storage import search_index
from patrol_app.storage.apply import Applier
from patrol_app.storage.sqltext import marks, run_many, sliced


class Order(NamedTuple):
    """One line that is to be dropped."""

    op_hash: str
    order_rec: str
    target: str
    unit: str


@dataclass
class Dropped:
    """What was dropped: records to fold again, and files that no line cites any more."""

    lines: int = 0
    recs: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


def orders(connection: Connection) -> list[Order]:
    """Every order that is known here."""
    rows = connection.exec_driver_sql(
        "SELECT op_hash, order_rec, target, unit FROM erased ORDER BY op_hash, order_rec"
    )
    return [Order(*row) for row in rows]


def remember(connection: Connection, found: Iterable[Order]) -> None:
    """Keep orders; those known already stay as they are."""
    run_many(
        connection,
        "INSERT INTO erased (op_hash, order_rec, target, unit, stream, seq, at_ms) "
        "VALUES (?, ?, ?, ?, '', 0, 0) ON CONFLICT DO NOTHING",
        [tuple(one) for one in found],
    )


def note(connection: Connection, recs: Sequence[str]) -> None:
    """Keep what the erasure records ``recs`` order; one that was taken back still counts."""
    for part in sliced(recs):
        rows = connection.exec_driver_sql(
            "SELECT id, target, target_unit, op_hashes FROM erasure "
            f"WHERE target_type = 'party' AND id IN ({marks(part)})",
            tuple(part),
        ).all()
        for rec, target, unit, hashes in rows:
            if target and unit:
                remember(connection, [Order(one, rec, target, unit) for one in json.loads(hashes)])


def ordered(connection: Connection, unit: str) -> dict[str, str]:
    """Hash -> record of the lines of the unit's journals that are to be dropped."""
    rows = connection.exec_driver_sql("SELECT op_hash, target FROM erased WHERE unit = ?", (unit,))
    return {op_hash: target for op_hash, target in rows}


def execute(connection: Connection, now_ms: int, applier: Applier) -> Dropped:
    """Drop what is here of all orders not carried out yet, and fold its records again.

    Args:
        connection: in the write transaction.
        now_ms: UTC ms.
        applier: refolds.
    """
    done = Dropped()
    rows: list[Any] = list(
        connection.exec_driver_sql(
            "SELECT op_hash, target, unit FROM erased WHERE at_ms = 0 ORDER BY op_hash"
        )
    )
    for op_hash, target, unit in rows:
        line = connection.exec_driver_sql(
            "SELECT o.stream, o.seq, o.raw FROM op o JOIN stream s ON s.stream = o.stream "
            "WHERE o.op_hash = ? AND o.rec = ? AND s.unit = ?",
            (bytes.fromhex(op_hash), target, unit),
        ).first()
        if line is None:
            continue
        stream, seq, raw = line
        if _drop(connection, stream, seq, raw, done):
            done.recs.add(target)
        connection.exec_driver_sql(
            "UPDATE erased SET stream = ?, seq = ?, at_ms = ? WHERE op_hash = ? AND target = ?",
            (stream, seq, now_ms, op_hash, target),
        )
    if done.recs:
        _forget(connection, done)
        applier.refold(sorted(done.recs))
        search_index.purge(connection)
    return done


def _drop(connection: Connection, stream: str, seq: int, raw: bytes, done: Dropped) -> bool:
    """Put the stand-in in place of one line; whether there were bytes to drop."""
    try:
        op = read_op(raw)
    except FormatFault:
        return False
    if not isinstance(op, Op):
        return False
    connection.exec_driver_sql(
        "UPDATE op SET raw = ?, type = '', hlc_ms = 0, hlc_counter = 0 "
        "WHERE stream = ? AND seq = ?",
        (erase(op).raw, stream, seq),
    )
    cited = connection.exec_driver_sql(
        "DELETE FROM blob_ref WHERE stream = ? AND seq = ? RETURNING sha256", (stream, seq)
    )
    done.files |= {row[0] for row in cited}
    connection.exec_driver_sql("DELETE FROM op_held WHERE stream = ? AND seq = ?", (stream, seq))
    done.lines += 1
    return True


def _forget(connection: Connection, done: Dropped) -> None:
    """What people typed and did not save, and files that other lines still cite."""
    for part in sliced(sorted(done.recs)):
        connection.exec_driver_sql(f"DELETE FROM draft WHERE rec IN ({marks(part)})", tuple(part))
    for part in sliced(sorted(done.files)):
        rows = connection.exec_driver_sql(
            f"SELECT DISTINCT sha256 FROM blob_ref WHERE sha256 IN ({marks(part)})", tuple(part)
        )
        done.files -= {row[0] for row in rows}
