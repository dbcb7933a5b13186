"""Foreign ops into the journal (sync design, section 6, step 9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from patrol_app.domain.journal.canonical import FormatFault
from patrol_app.domain.journal.clock import Hlc, merge
from patrol_app.domain.journal.entry import Op, op_hash
from patrol_app.domain.journal.graph_order import AnyOp
from patrol_app.domain.journal.op import erase, read_op
from patrol_app.domain.journal.upcast import Newer, lifted
from patrol_app.domain.records import known
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import HeldOp, LineJudge, Taken
from patrol_app.storage import erasing
from patrol_app.storage.apply import Applier, Outcome
from patrol_app.storage.journal import (
    SCHEMAS,
    Line,
    StreamHead,
    hashes_between,
    insert_lines,
    load_heads,
    relink,
    save_stream,
)
from patrol_app.storage.op_schema import misfit
from patrol_app.storage.sqltext import marks, sliced


class Taking:
    """One call of ``UnitOfWork.take``.

    Args:
        connection: in the write transaction.
        applier: refolds; its outcome may hold earlier calls' records.
        head: the stream's end, updated and saved here.
        judge: a reason to put a new line aside, or "".
    """

    def __init__(
        self,
        connection: Connection,
        applier: Applier,
        head: StreamHead,
        judge: LineJudge | None = None,
    ) -> None:
        self._judge = judge
        self._connection = connection
        self._applier = applier
        self._head = head
        self._remote = Hlc(0, 0)
        self._held: list[HeldOp] = []
        self._ordered = erasing.ordered(connection, head.unit)

    def run(self, lines: Sequence[tuple[int, bytes]], arrived: Callable[[], int]) -> Taken:
        """Take ``lines``; the fork check comes before anything is written.

        Args:
            lines: (seq, raw) in any order.
            arrived: gives the first arrival number.

        Raises:
            UserError: ``journal.repeated``.
        """
        if self._head.frozen_at is not None:
            return Taken(0, 0, (), (), (), (), (), fork=self._head.frozen_at)
        fresh, repeats, fork = self._sort(lines)
        if fork is not None:
            self._head.frozen_at = fork
            save_stream(self._connection, self._head)
            return Taken(0, 0, (), (), (), (), (), fork=fork)
        outcome = self._applier.outcome = Outcome()
        place = arrived()
        for part in sliced(fresh):
            self._take(part, place)
            place += len(part)
        relink(self._connection, self._head)
        save_stream(self._connection, self._head)
        self._note_held(fresh)
        return Taken(
            new=len(fresh),
            known=repeats,
            held=tuple(self._held),
            created=tuple(outcome.created),
            updated=tuple(outcome.updated),
            conflicted=tuple(outcome.conflicted),
            incomplete=tuple(outcome.incomplete),
        )

    def merged(self, last: Hlc, wall_ms: int) -> Hlc:
        """The own clock after these ops."""
        return merge(last, self._remote, wall_ms)

    def _sort(
        self, lines: Sequence[tuple[int, bytes]]
    ) -> tuple[list[tuple[int, bytes]], int, int | None]:
        """What is new in order of seq, how many lines are known, and where histories part."""
        if not lines:
            return [], 0, None
        ordered = sorted(lines, key=lambda line: line[0])
        held = hashes_between(self._connection, self._head.stream, ordered[0][0], ordered[-1][0])
        fresh, repeats = [], 0
        for seq, raw in ordered:
            name = _name(raw)
            before = held.get(seq)
            if before is None:
                held[seq] = name
                fresh.append((seq, raw))
            elif before == name:
                repeats += 1
            else:
                return [], 0, seq
        return fresh, repeats, None

    def _take(self, part: Sequence[tuple[int, bytes]], arrived: int) -> None:
        """Store one slice and apply what folds."""
        lines = [self._line(seq, raw) for seq, raw in part]
        self._refuse_repeats(lines)
        recs = list({line.rec for line in lines if line.rec})
        before = load_heads(self._connection, recs)
        ops: list[AnyOp] = []
        for line in lines:
            if line.op is not None and not line.reason:
                ops.append(line.op)
                if isinstance(line.op, Op):
                    self._remote = max(self._remote, line.op.hlc)
        insert_lines(self._connection, lines, arrived)
        self._applier.apply(ops, {rec: found[0] for rec, found in before.items()}, own=False)
        folding = {op.rec for op in ops}
        self._applier.refold(
            [line.rec for line in lines if line.rec in before and line.rec not in folding]
        )

    def _line(self, seq: int, raw: bytes) -> Line:
        """One line as it will be stored, with the reason why it is put aside."""
        line = self._formed(seq, self._allowed(raw))
        if self._judge is None or line.op is None or line.reason:
            return line
        reason = self._judge(line.op)
        return replace(line, reason=reason) if reason else line

    def _allowed(self, raw: bytes) -> bytes:
        """The line, or its stand-in where it was ordered dropped: its bytes are never written."""
        target = self._ordered.get(op_hash(raw)) if self._ordered else None
        if target is None:
            return raw
        try:
            op = read_op(raw)
        except FormatFault:
            return raw
        return erase(op).raw if isinstance(op, Op) and op.rec == target else raw

    def _formed(self, seq: int, raw: bytes) -> Line:
        """One line judged by itself: its form, its place, its type, its fields."""
        stream = self._head.stream
        try:
            op = read_op(raw)
        except FormatFault as fault:
            name = op_hash(raw)
            return Line(
                stream, seq, name, "", "", raw, (0, 0), None, fault.code, self._head.take(seq, name)
            )
        link = self._head.take(seq, op.op_hash)
        if not isinstance(op, Op):
            reason = "" if (op.stream, op.seq) == (stream, seq) else "op.place"
            return Line(stream, seq, op.op_hash, op.rec, "", raw, (0, 0), op, reason, link)
        reason = "" if (op.stream, op.seq) == (stream, seq) else "op.place"
        if not reason and not known(op.type):
            reason = "op.newer"
        folding = op
        if not reason:
            try:
                folding = op if op.schema == SCHEMAS[op.type] else lifted(op, SCHEMAS)
                reason = misfit(op.type, folding.fields)
            except Newer as fault:
                reason = fault.code
        return Line(stream, seq, op.op_hash, op.rec, op.type, raw, op.hlc, folding, reason, link)

    def _refuse_repeats(self, lines: Sequence[Line]) -> None:
        """One hash at two places is a forgery: an honest line carries its own place."""
        names = [bytes.fromhex(line.op_hash) for line in lines]
        found = self._connection.exec_driver_sql(
            f"SELECT 1 FROM op WHERE op_hash IN ({marks(names)}) LIMIT 1", tuple(names)
        ).first()
        if found or len(set(names)) < len(names):
            raise UserError(
                "journal.repeated", N_("One entry stands at two places of the journal (forged).")
            )

    def _note_held(self, fresh: Sequence[tuple[int, bytes]]) -> None:
        if not fresh:
            return
        rows = self._connection.exec_driver_sql(
            "SELECT h.seq, h.rec, h.type, h.reason, o.raw FROM op_held h "
            "JOIN op o ON o.stream = h.stream AND o.seq = h.seq "
            "WHERE h.stream = ? AND h.seq BETWEEN ? AND ? ORDER BY h.seq",
            (self._head.stream, fresh[0][0], fresh[-1][0]),
        )
        seqs = {seq for seq, _raw in fresh}
        for seq, rec, kind, reason, raw in rows:
            if seq in seqs:
                self._held.append(HeldOp(self._head.stream, seq, rec, kind, reason, raw))


def _name(raw: bytes) -> bytes:
    """The hash a line stands for; of an erased line the one it names."""
    if b'"erased"' in raw[:32]:
        try:
            return bytes.fromhex(read_op(raw).op_hash)
        except FormatFault:
            pass
    return bytes.fromhex(op_hash(raw))
