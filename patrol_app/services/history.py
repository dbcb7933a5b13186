"""The history of one record: who changed what and when, with what others said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from patrol_app.domain.instant import date_of
from patrol_app.domain.journal.clock import Hlc
from patrol_app.domain.journal.entry import DELETED, SUBMITTED, Op
from patrol_app.domain.journal.fold import fold
from patrol_app.domain.journal.graph import Graph, graph
from patrol_app.domain.journal.seal import sealed_text
from patrol_app.domain.journal.settling import settlements
from patrol_app.domain.records import record_type
from patrol_app.domain.records.person import Person
from patrol_app.domain.records.review import APPROVE, Review, Seal
from patrol_app.domain.review import Decision, standing
from patrol_app.services.clock import ANY_TIME, doubtful
from patrol_app.services.ports import EVERY_STATE, Condition, Listing, Queries, Stored
from patrol_app.services.roles import effective_roles, rights

Kind = Literal[
    "created",
    "changed",
    "settled",
    "submitted",
    "withdrawn",
    "deleted",
    "restored",
    "judged",
    "erased",
    "approved",
    "returned",
    "locked",
    "undone",
]
_SAID_MOST = 500


@dataclass(frozen=True)
class FieldChange:
    """One field or item before and after, as JSON values of the op; None = empty."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Entry:
    """One line of the history.

    Attributes:
        hlc: the writing device's clock; orders the entries.
        actor: person id or ""; who: the name as known here.
        unit / device: of the writing installation; empty where it is not known.
        kind: what was done; ``settled`` chose among changes of one field, ``undone`` takes a
            review or lock back.
        changes: field by field; ``reasons``: by field name, of a return.
        words: reason of a deletion, note of a review.
        late: came after a lock and is not merged.
        flagged: the person had no right to say it that day; it is kept and shown so.
        clock_doubtful: written under a clock that cannot be right (sync.md §5).
    """

    hlc: Hlc
    kind: Kind
    actor: str = ""
    who: str = ""
    unit: str = ""
    device: str = ""
    changes: tuple[FieldChange, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    late: bool = False
    flagged: bool = False
    clock_doubtful: bool = False

    @property
    def at_ms(self) -> int:
        """The writing device's clock, UTC ms."""
        return self.hlc.ms


@dataclass(frozen=True)
class Verdict:
    """What the newest standing return says.

    Attributes:
        reasons: by field name; "" = the record as a whole.
    """

    reasons: Mapping[str, str]
    note: str
    who: str
    at_ms: int


def history(queries: Queries, type: str, rec: str, now_ms: int = ANY_TIME) -> tuple[Entry, ...]:
    """Everything that happened to the record ``rec``, newest first.

    Args:
        now_ms: the reader's clock, UTC ms: an entry far ahead of it is marked; without it only
            what an entry says itself counts.
    """
    known = graph(queries.ops(rec))
    stored = queries.get(type, rec)
    sealed = fold(known.ops, seals=_seals(queries, rec)) if known.ops else None
    late = set(sealed.late) if sealed else set()
    settling = {one.op.op_hash for one in settlements(known.ops)}
    found = [_entry(known, place, late, settling, now_ms) for place in range(len(known.ops))]
    if stored is not None and record_type(type).reviewed:
        found += _said(queries, rec, now_ms)
    names = queries.names("person", {one.actor for one in found if one.actor})
    devices = {info.stream: (info.unit, info.device_no) for info in queries.streams()}
    shown = []
    for one in found:
        unit, device = devices.get(one.device, ("", ""))
        who = names.get(one.actor, "")
        shown.append(replace(one, who=who, unit=unit, device=device))
    return tuple(sorted(shown, key=lambda one: one.hlc, reverse=True))


def changes_since(queries: Queries, rec: str) -> tuple[FieldChange, ...]:
    """What changed after the approval or the lock that stands, field by field.

    Both texts are folds: of the ancestors of the approved (or locked) heads, and of all ops.
    Empty where nothing of the kind stands.
    """
    ops = queries.ops(rec)
    heads = {head for seal in _seals(queries, rec) for head in seal.heads}
    if not heads:
        approved = [one for one in standing(_decisions(queries, rec)) if one.approve]
        if not approved:
            return ()
        heads = set(approved[-1].heads)
    if not ops:
        return ()
    before, after = sealed_text(ops, heads).values, fold(ops).values
    return tuple(
        FieldChange(key, before.get(key), after.get(key))
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    )


def verdict(queries: Queries, stored: Stored) -> Verdict | None:
    """Why the record was returned; None unless it stands as returned."""
    if stored.review != "returned":
        return None
    reviews = {one.record.id: one.record for one in _reviews(queries, stored.record.id)}
    alive = [one for one in standing(_decisions(queries, stored.record.id)) if not one.approve]
    returns = [reviews[one.id] for one in alive]
    review = returns[-1] if returns else None
    if not isinstance(review, Review):
        return None
    writers = [op.actor for op in queries.ops(review.id) if isinstance(op, Op) and op.actor]
    names = queries.names("person", writers)
    return Verdict(
        reasons={one.field: one.text for one in review.reasons},
        note=review.note,
        who=names.get(writers[0], "") if writers else "",
        at_ms=review.at.ms if review.at else 0,
    )


def first_writer(queries: Queries, rec: str) -> str:
    """Person id of whoever wrote the record's first entry; "" where nobody is named."""
    written = [op for op in queries.ops(rec) if isinstance(op, Op)]
    first = min(written, key=lambda op: (op.hlc, op.op_hash), default=None)
    return first.actor if first is not None else ""


def _entry(known: Graph, place: int, late: set[str], settling: set[str], now_ms: int) -> Entry:
    op = known.ops[place]
    if not isinstance(op, Op):
        return Entry(Hlc(0, 0), "erased", device=op.stream, late=op.op_hash in late)
    words = ""
    kind: Kind
    if DELETED in op.fields:
        mark = op.fields[DELETED]
        kind = "restored" if mark is None else "deleted"
        words = "" if mark is None else str(mark["reason"])
    elif SUBMITTED in op.fields:
        kind = "withdrawn" if op.fields[SUBMITTED] is None else "submitted"
    elif not op.fields:
        kind = "judged"
    else:
        kind = "changed" if op.parents else "created"
        kind = "settled" if op.op_hash in settling else kind
    changes = tuple(
        FieldChange(key, _before(known, place, key), value)
        for key, value in sorted(op.fields.items())
        if key not in (DELETED, SUBMITTED)
    )
    return Entry(
        op.hlc,
        kind,
        op.actor,
        device=op.stream,
        changes=changes,
        words=words,
        late=op.op_hash in late,
        clock_doubtful=doubtful(op, now_ms),
    )


def clock_doubtful(queries: Queries, rec: str, now_ms: int) -> bool:
    """Whether any entry of the record was written under a clock that cannot be right.

    Args:
        rec: of the record; now_ms: the reader's clock, UTC ms.
    """
    return any(isinstance(op, Op) and doubtful(op, now_ms) for op in queries.ops(rec))


def _before(known: Graph, place: int, key: str) -> Any:
    """The value of ``key`` that the op at ``place`` knew; None where there was none."""
    best: tuple[Any, Any] | None = None
    covered = 0
    for earlier in range(place - 1, -1, -1):
        op = known.ops[earlier]
        if not known.ancestors[place] >> earlier & 1 or covered >> earlier & 1:
            continue
        if key in op.keys:
            covered |= known.ancestors[earlier]
            if isinstance(op, Op):
                entry = ((op.hlc, op.op_hash), op.fields[key])
                best = entry if best is None or entry[0] > best[0] else best
    return best[1] if best else None


def _said(queries: Queries, rec: str, now_ms: int) -> list[Entry]:
    """Reviews and locks, those taken back too, with the entry that took them back."""
    found = []
    for code in ("review", "seal"):
        for deleted in (False, True):
            condition = Condition("target", "=", rec)
            listing = Listing(code, (condition,), EVERY_STATE, limit=_SAID_MOST, deleted=deleted)
            for stored in queries.page(listing).rows:
                found += _spoken(queries, stored, now_ms)
    return found


def _spoken(queries: Queries, stored: Stored, now_ms: int) -> list[Entry]:
    record = stored.record
    kind: Kind = "locked"
    reasons: dict[str, str] = {}
    note = record.note if isinstance(record, (Review, Seal)) else ""
    if isinstance(record, Review):
        kind = "approved" if record.decision == APPROVE else "returned"
        reasons = {one.field: one.text for one in record.reasons}
    found = []
    for op in queries.ops(record.id):
        if not isinstance(op, Op):
            continue
        said = Entry(
            op.hlc,
            kind,
            op.actor,
            device=op.stream,
            flagged=not _may(queries, op, "lock" if stored.type == "seal" else "review"),
            clock_doubtful=doubtful(op, now_ms),
        )
        if not op.parents:
            found.append(replace(said, reasons=reasons, words=note))
        elif op.fields.get(DELETED):
            words = str(op.fields[DELETED]["reason"])
            found.append(replace(said, kind="undone", words=words))
    return found


def _may(queries: Queries, op: Op, right: str) -> bool:
    """Whether the writer held ``right`` on the day; an unknown person did not."""
    stored = queries.get("person", op.actor) if op.actor else None
    if stored is None or not isinstance(stored.record, Person):
        return False
    return right in rights(effective_roles(queries, stored.record, date_of(op.hlc.ms)))


def _reviews(queries: Queries, rec: str) -> Sequence[Stored]:
    return queries.children("review", "target", rec)


def _decisions(queries: Queries, rec: str) -> list[Decision]:
    return [
        Decision(one.record.id, one.record.heads, one.record.decision == APPROVE,
                 one.record.replaces)
        for one in _reviews(queries, rec)
        if isinstance(one.record, Review)
    ]  # fmt: skip


def _seals(queries: Queries, rec: str) -> list[Seal]:
    rows: Iterable[Stored] = queries.children("seal", "target", rec)
    return [one.record for one in rows if isinstance(one.record, Seal) and one.record.heads]
