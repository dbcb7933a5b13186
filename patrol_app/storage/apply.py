"""The only writer of what is derived from the journal: rows, heads, conflicts, blob citations.

A new record of one op is extended from nothing; any other is folded from all its stored ops.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from patrol_app.domain.journal.canonical import FormatFault
from patrol_app.domain.journal.entry import Op
from patrol_app.domain.journal.extend import extend, extendable
from patrol_app.domain.journal.fold import fold
from patrol_app.domain.journal.folded import Conflict, Folded, Live
from patrol_app.domain.journal.graph_order import AnyOp
from patrol_app.domain.records import known, record_type
from patrol_app.domain.review import review_state
from patrol_app.services.ports import Stored
from patrol_app.storage import search_index, tables
from patrol_app.storage.citations import cited
from patrol_app.storage.journal import hold, load_ops, recs_with_held
from patrol_app.storage.repository import repository
from patrol_app.storage.said import (
    NOTHING_SAID,
    SAYING,
    Said,
    load_said,
    reviewed_among,
    targets_of,
)
from patrol_app.storage.sqltext import insert_sql, marks, run_many, sliced, text_of, upsert_sql

EMPTY = Folded()
_SAVE_HEAD = upsert_sql(tables.record_head)
_SAVE_CONFLICT = insert_sql(tables.conflict)
_SAVE_CITED = f"{insert_sql(tables.blob_ref)} ON CONFLICT DO NOTHING"

Pair = tuple[str, str]


@dataclass
class Outcome:
    """What happened to records, as pairs (type, id).

    Attributes:
        held: hashes of ops that were put aside, with the reason.
    """

    created: dict[Pair, None] = field(default_factory=dict)
    updated: dict[Pair, None] = field(default_factory=dict)
    conflicted: dict[Pair, None] = field(default_factory=dict)
    incomplete: dict[Pair, None] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)

    def note(self, pair: Pair, new: bool, conflicts: int, incomplete: bool) -> None:
        """Count one refolded record; a later refold stands before an earlier one."""
        if new:
            self.created[pair] = None
        elif pair not in self.created:
            self.updated[pair] = None
        for flag, pairs in ((conflicts > 0, self.conflicted), (incomplete, self.incomplete)):
            if flag:
                pairs[pair] = None
            else:
                pairs.pop(pair, None)

    @property
    def touched(self) -> set[Pair]:
        """Every record that was refolded."""
        return {*self.created, *self.updated}


@dataclass(frozen=True)
class Derived:
    """What a record's ops give for the tables.

    Attributes:
        stored: None where the values make no record.
    """

    rec: str
    type: str
    folded: Folded
    stored: Stored | None

    @property
    def head(self) -> tuple[Any, ...]:
        """Its row in ``record_head``."""
        record = self.stored.record if self.stored else None
        return (
            self.rec,
            self.type,
            # only as an op states it: whose record it is must not hang on order of arrival
            str(self.folded.values.get("unit") or "") if record else "",
            record.number if record else "",
            '["' + '","'.join(self.folded.heads) + '"]' if self.folded.heads else "[]",
            self.folded.ops,
        )

    @property
    def conflicts(self) -> list[tuple[str, str, str, str]]:
        """Its rows in ``conflict``."""
        return [_conflict_row(self.rec, one) for one in self.folded.conflicts]


def type_of(ops: Iterable[AnyOp]) -> str:
    """The record type that ``ops`` speak of: of the earliest by clock and hash; "" if erased.

    Ops of one record with two types can only be forged; all stores must choose alike.
    """
    typed = [op for op in ops if isinstance(op, Op)]
    if not typed:
        return ""
    return min(typed, key=lambda op: (op.hlc, op.op_hash)).type


def derive(
    rec: str,
    ops: Sequence[AnyOp],
    *,
    held: bool,
    units: Callable[[str], str],
    before: str = "",
    said: Said = NOTHING_SAID,
) -> Derived:
    """The tables' content for one record from all its ops that fold.

    Args:
        held: an op of the record is put aside.
        units: unit code of a stream.
        before: the record's type where no op tells it.
        said: its reviews and seals; they count for types that are reviewed.

    Raises:
        FormatFault: ``fold.limit``, ``fold.circle``.
    """
    # a record of which no line is left as written has no type: a store that never saw one
    # must come to the same
    type = type_of(ops) or (before if not ops else "")
    fitting = [op for op in ops if not isinstance(op, Op) or op.type == type]
    reviewed = known(type) and record_type(type).reviewed
    first, seals = fitting[0], said.seals if reviewed else ()
    if len(fitting) == 1 and not seals and isinstance(first, Op) and extendable(EMPTY, first):
        folded = extend(EMPTY, first)
    else:
        folded = fold(fitting, seals=seals)
    stored = None
    if known(type):
        held = held or len(fitting) < len(ops)
        unit = "" if "unit" in folded.values else units(_earliest(fitting).stream)
        review = review_state(fitting, folded, said.decisions) if reviewed else ""
        stored = repository(type).stored(rec, folded, held=held, unit=unit, review=review)
    return Derived(rec, type, folded, stored)


class Applier:
    """Brings the derived tables up to date after lines were stored.

    Args:
        connection: in the write transaction.
        has_blob: whether a blob is held.
        units: unit code of a stream.
    """

    def __init__(
        self,
        connection: Connection,
        has_blob: Callable[[str], bool],
        units: Callable[[str], str],
    ) -> None:
        self._connection = connection
        self._has_blob = has_blob
        self._units = units
        self.outcome = Outcome()
        self._said: Mapping[str, Said] = {}
        self._targets: set[str] = set()

    def apply(self, ops: Sequence[AnyOp], before: Mapping[str, str], *, own: bool) -> None:
        """Refold the records of ``ops``, which are stored already.

        Args:
            ops: new ops that fold.
            before: type by id of those of their records that were known before.
            own: written here: a fault is told to the writer instead of holding the op.

        Raises:
            FormatFault: own op, ``fold.limit``.
            ValueError: own op whose fields do not fit its type.
        """
        fresh: dict[str, list[AnyOp]] = defaultdict(list)
        for op in ops:
            fresh[op.rec].append(op)
        for part in sliced(fresh):
            stored = load_ops(self._connection, [rec for rec in part if rec in before])
            held = recs_with_held(self._connection, part)
            self._said = load_said(self._connection, part)
            made = []
            for rec in part:
                every = stored.get(rec) or fresh[rec]
                one = self._derive(rec, every, fresh[rec], before.get(rec, ""), rec in held, own)
                if one is not None:
                    made.append(one)
            self._write(made, before)
        if any(not isinstance(op, Op) for op in ops):
            search_index.purge(self._connection)
        self._cite(ops)
        self._tell_targets()

    def refold(self, recs: Iterable[str]) -> None:
        """Fold known records again from all their ops."""
        self._refold(recs)
        self._tell_targets()

    def _tell_targets(self) -> None:
        """Fold what the reviews and seals just written speak of, or spoke of before."""
        targets, self._targets = self._targets, set()
        self._refold(reviewed_among(self._connection, sorted(targets)))

    def _refold(self, recs: Iterable[str]) -> None:
        for part in sliced(recs):
            rows = self._connection.exec_driver_sql(
                f"SELECT rec, type FROM record_head WHERE rec IN ({marks(part)})", tuple(part)
            )
            before = {rec: kind for rec, kind in rows}
            found = load_ops(self._connection, part)
            held = recs_with_held(self._connection, part)
            said = load_said(self._connection, part)
            self._forget([(rec, kind) for rec, kind in before.items() if rec not in found])
            self._write(
                [
                    derive(
                        rec,
                        ops,
                        held=rec in held,
                        units=self._units,
                        before=before.get(rec, ""),
                        said=said.get(rec, NOTHING_SAID),
                    )
                    for rec, ops in found.items()
                ],
                before,
            )

    def _derive(
        self, rec: str, ops: list[AnyOp], fresh: list[AnyOp], before: str, held: bool, own: bool
    ) -> Derived | None:
        """Derive one record; foreign ops that make its fold impossible are put aside."""
        try:
            said = self._said.get(rec, NOTHING_SAID)
            made = derive(rec, ops, held=held, units=self._units, before=before, said=said)
        except FormatFault as fault:
            if own:
                raise
            return self._without(rec, ops, fresh, before, fault.code)
        if own and made.stored is None:
            raise ValueError(f"the fields do not fit the record type {made.type}")
        return made

    def _without(
        self, rec: str, ops: list[AnyOp], fresh: list[AnyOp], before: str, reason: str
    ) -> Derived | None:
        hold(self._connection, fresh, before or type_of(fresh), reason)
        self.outcome.held.update({op.op_hash: reason for op in fresh})
        aside = {op.op_hash for op in fresh}
        rest = [op for op in ops if op.op_hash not in aside]
        if not rest:
            return None
        said = self._said.get(rec, NOTHING_SAID)
        return derive(rec, rest, held=True, units=self._units, before=before, said=said)

    def _write(self, made: Sequence[Derived], before: Mapping[str, str]) -> None:
        rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        saying = [one.rec for one in made if {one.type, before.get(one.rec)} & SAYING]
        self._targets |= targets_of(self._connection, saying)
        known_before = {one.rec: before[one.rec] for one in made if one.rec in before}
        filed = search_index.standing(self._connection, known_before)
        entries: dict[str, str] = {}
        for one in made:
            if one.stored is not None:
                values = repository(one.type).values(one.stored)
                rows[one.type].append(values)
                entries[one.rec] = search_index.entries_of(one.type, values)
            old = before.get(one.rec)
            if old and known(old) and (old != one.type or one.stored is None):
                self._drop_row(old, one.rec)
            self.outcome.note(
                (one.type, one.rec),
                one.rec not in before,
                len(one.folded.conflicts),
                one.stored is None or one.stored.incomplete,
            )
        for type, several in rows.items():
            run_many(self._connection, repository(type).upsert, several)
        self._targets |= targets_of(self._connection, saying)
        run_many(self._connection, _SAVE_HEAD, [one.head for one in made])
        gone = [(rec,) for rec in known_before]
        run_many(self._connection, "DELETE FROM conflict WHERE rec = ?", gone)
        run_many(self._connection, _SAVE_CONFLICT, [row for one in made for row in one.conflicts])
        search_index.renew(self._connection, filed, entries)

    def _forget(self, pairs: Sequence[Pair]) -> None:
        """Take records out of which no op folds any more."""
        self._targets |= targets_of(self._connection, [rec for rec, _type in pairs])
        filed = search_index.standing(self._connection, dict(pairs))
        search_index.renew(self._connection, filed, {})
        for rec, type in pairs:
            if known(type):
                self._drop_row(type, rec)
            for table in ("record_head", "conflict"):
                self._connection.exec_driver_sql(f"DELETE FROM {table} WHERE rec = ?", (rec,))
            self.outcome.note((type, rec), False, 0, True)

    def _drop_row(self, type: str, rec: str) -> None:
        table = repository(type).table.name
        self._connection.exec_driver_sql(f'DELETE FROM "{table}" WHERE id = ?', (rec,))

    def _cite(self, ops: Sequence[AnyOp]) -> None:
        rows = [
            (op.stream, op.seq, role, sha256, op.rec, op.type, size, self._has_blob(sha256))
            for op in ops
            if isinstance(op, Op) and op.op_hash not in self.outcome.held
            for role, sha256, size in cited(op)
        ]
        run_many(self._connection, _SAVE_CITED, rows)


def _earliest(ops: Sequence[AnyOp]) -> AnyOp:
    clocks = [op for op in ops if isinstance(op, Op)]
    return min(clocks, key=lambda op: (op.hlc, op.op_hash)) if clocks else ops[0]


def _conflict_row(rec: str, conflict: Conflict) -> tuple[str, str, str, str]:
    losers = [live_value(one) for one in conflict.losers]
    return rec, conflict.key, text_of(live_value(conflict.winner)), text_of(losers)


def live_value(live: Live) -> dict[str, Any]:
    """One live write of a conflict as JSON."""
    return {
        "op_hash": live.op_hash,
        "hlc": list(live.hlc),
        "actor": live.actor,
        "stream": live.stream,
        "value": live.value,
    }
