"""Check of the journal itself: hashes of raw bytes, links, ends of streams, the audit chain."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from patrol_app.domain.journal.canonical import FormatFault
from patrol_app.domain.journal.entry import ErasedOp, op_hash
from patrol_app.domain.journal.op import read_op
from patrol_app.storage import audit
from patrol_app.storage.journal import StreamHead, load_stream


def journal_differences(connection: Connection) -> Iterator[str]:
    """One line for each wrong hash, link, stream end or audit row."""
    streams = connection.exec_driver_sql(
        "SELECT stream FROM stream UNION SELECT stream FROM op ORDER BY 1"
    )
    for (stream,) in streams.all():
        yield from _stream(connection, stream)
    for n in audit.broken(connection):
        yield f"audit {n}: the chain is broken"
    orphans = connection.exec_driver_sql(
        "SELECT h.stream, h.seq FROM op_held h LEFT JOIN op o "
        "ON o.stream = h.stream AND o.seq = h.seq WHERE o.seq IS NULL"
    )
    for stream, seq in orphans:
        yield f"op_held {stream} {seq}: no such line"


def _stream(connection: Connection, stream: str) -> Iterator[str]:
    counted = StreamHead(stream)
    rows = connection.exec_driver_sql(
        "SELECT seq, op_hash, raw, link FROM op WHERE stream = ? ORDER BY seq", (stream,)
    )
    for seq, name, raw, link in rows:
        if not _right_hash(raw, name.hex()):
            yield f"op {stream} {seq}: the bytes are not those of its hash"
        if counted.take(seq, name.hex()) != link:
            yield f"op {stream} {seq}: wrong link"
    kept = load_stream(connection, stream)
    if kept is None:
        yield f"stream {stream}: not listed"
    elif (kept.upto, kept.last_seq, kept.link) != (counted.upto, counted.last_seq, counted.link):
        yield f"stream {stream}: wrong end"


def _right_hash(raw: bytes, name: str) -> bool:
    if op_hash(raw) == name:
        return True
    if b'"erased"' not in raw[:32]:
        return False
    try:
        op = read_op(raw)
    except FormatFault:
        return False
    return isinstance(op, ErasedOp) and op.op_hash == name
