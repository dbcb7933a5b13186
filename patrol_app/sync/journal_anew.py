"""A new journal of this device, when the old one was closed after two histories (decision 118).

What the levels above do not hold of the closed journal is put aside there and written again in
the new one: same record, same fields, same person. Its entries stand on what the levels above
have, so no parent is missing; nothing is lost, and nothing counts twice.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from patrol_app.domain.journal.entry import Op
from patrol_app.domain.journal.number import temporary_device
from patrol_app.domain.journal.reading import read_op
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.device_types import EpochBegun
from patrol_app.services.ports import OpDraft, Queries, StreamInfo, UnitOfWork
from patrol_app.sync.desk import Desk

REASON = "epoch_reason"
CLOSED = "stream.closed"


def begin(desk: Desk) -> EpochBegun:
    """Begin a new journal; what was not taken of closed ones is written again in it.

    Raises:
        UserError: ``epoch.open``: no level above has closed the present journal;
            ``record.locked``: a record was locked in the meantime.
    """
    actor = desk.session.actor
    actor.need("settings")
    queries = desk.store.queries
    identity = queries.identity()
    marks = queries.stream_marks()
    mark = marks.get(identity.stream)
    if mark is None or mark.revoked_after is None:
        raise UserError(
            "epoch.open", N_("No level above has closed this folder's journal: nothing to do.")
        )
    old = next(info for info in queries.streams() if info.stream == identity.stream)
    stream = str(uuid.uuid4())
    number = temporary_device(secrets.token_bytes(2))
    with desk.store.begin(N_("beginning a new journal")) as work:
        moved = _again(work, old, first_unheld(queries, old, mark.revoked_after), stream, number)
        work.put_meta(REASON, "closed")
        work.audit("exchange.new_journal", {"stream": stream, "moved": moved, "person": actor.id})
        changes = work.commit()
    desk.publish(changes)
    return EpochBegun(stream, number, moved)


def first_unheld(queries: Queries, info: StreamInfo, closed_after: int) -> int:
    """The first entry of an own journal that some level above does not hold.

    A level whose link agrees holds this very history up to there; another one holds it up to
    the entry before the two part.
    """
    reached = []
    for row in queries.receipts():
        if row.stream != info.stream:
            continue
        if "other_history" in row.flags or "ahead" in row.flags:
            reached.append(min(closed_after, info.last_seq))
        else:
            reached.append(row.contiguous_upto)
    return min(reached, default=closed_after) + 1


def _again(work: UnitOfWork, old: StreamInfo, first: int, stream: str, number: str) -> int:
    lines = list(work.queries.lines(old.stream, first, old.last_seq))
    ops = [op for op in (read_op(line.raw) for line in lines if line.rec) if isinstance(op, Op)]
    work.hold(old.stream, [op.seq for op in ops], CLOSED)
    identity = work.queries.identity()
    work.put_identity(replace(identity, stream=stream, device_no=number))
    renamed: dict[str, str] = {}
    for op in ops:
        (name,) = work.append(
            [
                OpDraft(
                    op.rec,
                    op.type,
                    _renamed(op.fields, renamed),
                    judged=op.judged,
                    actor=op.actor,
                    gnss_ms=op.device_time.gnss,
                )
            ]
        )
        renamed[op.op_hash] = name
    return len(ops)


def _renamed(fields: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The fields with hashes of entries written again replaced (heads of reviews, submissions)."""
    return {key: _value(value, names) for key, value in fields.items()}


def _value(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, list | tuple):
        parts = [_value(one, names) for one in value]
        hashes = all(isinstance(one, str) and len(one) == 64 for one in parts)
        return sorted(parts) if hashes else parts  # heads stand in ascending order
    if isinstance(value, Mapping):
        return {key: _value(one, names) for key, one in value.items()}
    return value
