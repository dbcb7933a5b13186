"""Lines put aside that this program can read by now: taken in without being sent again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from patrol_app.domain.journal.canonical import FormatFault
from patrol_app.domain.journal.graph_order import AnyOp
from patrol_app.domain.journal.op import Op, read_op
from patrol_app.domain.journal.upcast import lifted
from patrol_app.domain.records import known
from patrol_app.storage.apply import Applier
from patrol_app.storage.journal import SCHEMAS, load_heads
from patrol_app.storage.op_schema import misfit


def release(connection: Connection, applier: Applier, places: Sequence[tuple[str, int]]) -> int:
    """Fold the lines at ``places`` that can be read and fit; how many did.

    Args:
        connection: in the write transaction.
        applier: folds the records.
        places: (stream, seq) of lines put aside whose writer may write them.
    """
    done = 0
    for stream, seq in places:
        row = connection.exec_driver_sql(
            "SELECT o.raw FROM op o JOIN op_held h ON h.stream = o.stream AND h.seq = o.seq "
            "WHERE o.stream = ? AND o.seq = ?",
            (stream, seq),
        ).first()
        op = _readable(row[0], stream, seq) if row else None
        if op is None:
            continue
        connection.exec_driver_sql(
            "DELETE FROM op_held WHERE stream = ? AND seq = ?", (stream, seq)
        )
        before = {rec: found[0] for rec, found in load_heads(connection, [op.rec]).items()}
        applier.apply([op], before, own=False)
        done += 1
    return done


def _readable(raw: bytes, stream: str, seq: int) -> AnyOp | None:
    """The op as it folds here; None where it still does not."""
    try:
        op = read_op(raw)
        if (op.stream, op.seq) != (stream, seq):
            return None
        if not isinstance(op, Op):
            return op
        if not known(op.type):
            return None
        folding = op if op.schema == SCHEMAS[op.type] else lifted(op, SCHEMAS)
    except FormatFault:
        return None
    return None if misfit(folding.type, folding.fields) else folding
