"""The table ``op``: lines, their places in streams, and the links beside them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from patrol_app.domain.journal.graph_order import AnyOp
from patrol_app.domain.journal.link import ZERO_LINK, link
from patrol_app.domain.journal.op import read_op
from patrol_app.domain.journal.upcast import lifted
from patrol_app.domain.records import RECORD_TYPES
from patrol_app.storage import tables
from patrol_app.storage.sqltext import insert_sql, marks, run_many, sliced, upsert_sql

SCHEMAS = {kind.code: kind.schema for kind in RECORD_TYPES}
_INSERT = insert_sql(tables.op)
_INSERT_HELD = insert_sql(tables.op_held)
_SAVE_STREAM = upsert_sql(tables.stream)
_NOT_HELD = "NOT EXISTS (SELECT 1 FROM op_held h WHERE h.stream = op.stream AND h.seq = op.seq)"


@dataclass
class StreamHead:
    """The end of one stream, as table ``stream`` holds it.

    Attributes:
        upto: highest n such that 1..n are held; link: the link there.
        last_seq: highest seq held.
        frozen_at: first seq seen with two hashes, or None.
    """

    stream: str
    unit: str = ""
    device_no: str = ""
    kid: str = ""
    own: bool = False
    upto: int = 0
    last_seq: int = 0
    link: bytes = ZERO_LINK
    frozen_at: int | None = None

    def take(self, seq: int, op_hash: str) -> bytes | None:
        """Count line ``seq`` as held; its link, None above a gap."""
        self.last_seq = max(self.last_seq, seq)
        if seq != self.upto + 1:
            return None
        self.upto = seq
        self.link = link(self.stream, seq, self.link, op_hash)
        return self.link


@dataclass(frozen=True, slots=True)
class Line:
    """One line to be stored.

    Attributes:
        op: the entry, None where it cannot be read.
        reason: why it is held, "" where it folds.
        link: None above a gap.
    """

    stream: str
    seq: int
    op_hash: str
    rec: str
    type: str
    raw: bytes
    hlc: tuple[int, int]
    op: AnyOp | None
    reason: str = ""
    link: bytes | None = None


def load_stream(connection: Connection, stream: str) -> StreamHead | None:
    """The end of ``stream``; None where nothing of it is known."""
    row = connection.exec_driver_sql(
        "SELECT stream, unit, device_no, kid, own, contiguous_upto, last_seq, link, frozen_at "
        "FROM stream WHERE stream = ?",
        (stream,),
    ).one_or_none()
    if row is None:
        return None
    head = StreamHead(*row)
    head.own = bool(head.own)
    return head


def save_stream(connection: Connection, head: StreamHead) -> None:
    """Write ``head`` to table ``stream``."""
    run_many(
        connection,
        _SAVE_STREAM,
        [
            (
                head.stream,
                head.unit,
                head.device_no,
                head.kid,
                head.own,
                head.upto,
                head.last_seq,
                head.link,
                head.frozen_at,
            )
        ],
    )


def insert_lines(connection: Connection, lines: Sequence[Line], arrived: int) -> None:
    """Store ``lines``; the first gets the arrival number ``arrived``."""
    rows = [
        (
            line.stream,
            line.seq,
            bytes.fromhex(line.op_hash),
            line.rec,
            line.type,
            line.raw,
            line.link,
            *line.hlc,
            arrived + place,
        )
        for place, line in enumerate(lines)
    ]
    run_many(connection, _INSERT, rows)
    held = [(one.stream, one.seq, one.rec, one.type, one.reason) for one in lines if one.reason]
    run_many(connection, _INSERT_HELD, held)


def hold(connection: Connection, ops: Iterable[AnyOp], type: str, reason: str) -> None:
    """Put stored ops aside: they keep their slots and fold no longer."""
    rows = [(op.stream, op.seq, op.rec, type, reason) for op in ops]
    run_many(connection, f"{_INSERT_HELD} ON CONFLICT DO NOTHING", rows)


def hashes_between(connection: Connection, stream: str, first: int, last: int) -> dict[int, bytes]:
    """Hash by seq of what is held in ``first..last``."""
    found = connection.exec_driver_sql(
        "SELECT seq, op_hash FROM op WHERE stream = ? AND seq BETWEEN ? AND ?",
        (stream, first, last),
    )
    return {seq: op_hash for seq, op_hash in found}


def relink(connection: Connection, head: StreamHead) -> None:
    """Carry the links on through lines that were above a gap and are so no longer."""
    while head.upto < head.last_seq:
        found = connection.exec_driver_sql(
            "SELECT seq, op_hash FROM op WHERE stream = ? AND seq > ? ORDER BY seq LIMIT 1000",
            (head.stream, head.upto),
        ).all()
        made = []
        for seq, op_hash in found:
            value = head.take(seq, op_hash.hex())
            if value is None:
                break
            made.append((value, head.stream, seq))
        run_many(connection, "UPDATE op SET link = ? WHERE stream = ? AND seq = ?", made)
        if len(made) < len(found) or not found:
            return


def foldable(raw: bytes) -> AnyOp:
    """The stored line as the fold takes it: in today's version of its type."""
    op = read_op(raw)
    schema = getattr(op, "schema", None)
    if schema is None or SCHEMAS.get(op.type) == schema:  # type: ignore[union-attr]
        return op
    return lifted(op, SCHEMAS)  # type: ignore[arg-type]


def load_ops(connection: Connection, recs: Sequence[str]) -> dict[str, list[AnyOp]]:
    """All ops of the records ``recs`` that fold."""
    found: dict[str, list[AnyOp]] = defaultdict(list)
    for part in sliced(recs):
        rows = connection.exec_driver_sql(
            f"SELECT rec, raw FROM op WHERE rec IN ({marks(part)}) AND {_NOT_HELD}",
            tuple(part),
        )
        for rec, raw in rows:
            found[rec].append(foldable(raw))
    return found


def recs_with_held(connection: Connection, recs: Sequence[str]) -> set[str]:
    """Those of ``recs`` of which an op is put aside."""
    rows = connection.exec_driver_sql(
        f"SELECT DISTINCT rec FROM op_held WHERE rec IN ({marks(recs)})", tuple(recs)
    )
    return {row[0] for row in rows}


def load_heads(
    connection: Connection, recs: Sequence[str]
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Type and heads of those of ``recs`` that are known."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for part in sliced(recs):
        rows: Any = connection.exec_driver_sql(
            f"SELECT rec, type, heads FROM record_head WHERE rec IN ({marks(part)})", tuple(part)
        )
        for rec, kind, heads in rows:
            found[rec] = (kind, tuple(json.loads(heads)))
    return found
