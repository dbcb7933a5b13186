"""The fold: a record's values as a pure function of the set of its ops (sync.md §2).

Neither the order of arrival nor any clock of the reader enters it. Its cost is linear in
ops x fields (see ``graph`` for the bit sets).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.journal.document import assemble, difference, flatten
from patrol_app.domain.journal.entry import DELETED, JUDGED_MARK, SUBMITTED, ErasedOp, Op
from patrol_app.domain.journal.extend import extend, extendable
from patrol_app.domain.journal.folded import Conflict, Deleted, Folded, Live, State
from patrol_app.domain.journal.graph import Graph, Sealing, graph
from patrol_app.domain.journal.graph_order import AnyOp

__all__ = [
    "Conflict",
    "Deleted",
    "Folded",
    "Live",
    "assemble",
    "difference",
    "extend",
    "extendable",
    "flatten",
    "fold",
]


def fold(ops: Iterable[Op | ErasedOp], *, seals: Iterable[Sealing] = ()) -> Folded:
    """The record that a set of ops makes.

    Args:
        ops: all known ops of one record, in any order, repeats allowed.
        seals: seals set on the record; ops outside their ancestry are listed as late, not
            merged. A seal whose own ancestry is not complete cannot tell what is late: then
            all ops are folded and the absent ones are listed as missing.

    Raises:
        ValueError: ops of two records.
        FormatFault: ``fold.limit``, ``fold.circle`` (the record is held).
    """
    known = graph(ops)
    inside, sealed = 0, False
    absent: set[str] = set()
    for seal in seals:
        sealed = True
        before, unknown = known.closure(seal.heads)
        inside |= before
        absent.update(unknown)
    everything = (1 << len(known.ops)) - 1
    unsure = bool(absent or inside & known.incomplete)
    if not sealed or unsure or inside == everything:
        return _folded(known, tuple(sorted(absent.union(known.missing))), (), sealed)
    late = tuple(sorted(op.op_hash for op in known.chosen(everything & ~inside)))
    return _folded(graph(known.chosen(inside)), (), late, sealed)


def _folded(known: Graph, missing: tuple[str, ...], late: tuple[str, ...], sealed: bool) -> Folded:
    live = _live(known)
    values: dict[str, Any] = {}
    judged: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    erased: list[str] = []
    for key, places in sorted(live.items()):
        entries = _entries(known, key, places)
        if len(entries) < len(places):
            erased.append(key)
        if not entries or key in (DELETED, SUBMITTED):
            continue
        winner = entries[0]
        if key.startswith(JUDGED_MARK):
            judged[key.removeprefix(JUDGED_MARK)] = winner.value
            continue
        if winner.value is not None or "/" not in key:
            values[key] = winner.value
        conflicts.extend(_conflict(known, key, entries))
    deleted, contested = _deletion(known, live.get(DELETED, []))
    submitted, state, submissions = _submission(known, live.get(SUBMITTED, []))
    clocks = [op.hlc for op in known.ops if isinstance(op, Op)]
    return Folded(
        values=values,
        conflicts=tuple(sorted((*conflicts, *contested), key=lambda one: one.key)),
        heads=known.heads,
        missing=missing,
        deleted=deleted,
        submitted=submitted,
        state=state,
        first_hlc=min(clocks, default=None),
        last_hlc=max(clocks, default=None),
        ops=len(known.ops),
        erased=tuple(erased),
        judged=judged,
        submissions=submissions,
        late=late,
        sealed=sealed,
    )


def _live(known: Graph) -> dict[str, list[int]]:
    """For each key the places of the writes that no descendant write of it supersedes."""
    writes: dict[str, list[int]] = {}
    superseded: dict[str, int] = {}
    for place, op in enumerate(known.ops):
        for key in op.keys:
            writes.setdefault(key, []).append(place)
            superseded[key] = superseded.get(key, 0) | known.ancestors[place]
    return {
        key: [place for place in places if not superseded[key] >> place & 1]
        for key, places in writes.items()
    }


def _entry(op: Op, value: Any) -> Live:
    return Live(op.op_hash, op.hlc, op.actor, op.stream, value)


def _entries(known: Graph, key: str, places: Iterable[int]) -> list[Live]:
    """The writes of ``key`` that were not erased, the winner first."""
    entries = []
    for place in places:
        op = known.ops[place]
        if isinstance(op, Op):
            judged = key.startswith(JUDGED_MARK)
            value = op.judged[key.removeprefix(JUDGED_MARK)] if judged else op.fields[key]
            entries.append(_entry(op, value))
    return sorted(entries, key=_strength, reverse=True)


def _strength(entry: Live) -> tuple[Any, str]:
    return entry.hlc, entry.op_hash


def _conflict(known: Graph, key: str, entries: list[Live]) -> list[Conflict]:
    """The conflict among live writes of one key: none or one.

    Only writes with all their ancestors here can make one: any other may yet turn out to
    descend from its rival.
    """
    if len(entries) < 2:
        return []
    forms = {entry.op_hash: canonical(entry.value) for entry in entries}
    sure = {forms[entry.op_hash] for entry in entries if _complete(known, entry.op_hash)}
    if len(sure) < 2:
        return []
    winner = entries[0]
    losers = [one for one in entries if forms[one.op_hash] != forms[winner.op_hash]]
    return [Conflict(key, winner, tuple(losers))]


def _complete(known: Graph, name: str) -> bool:
    return not known.incomplete >> known.index[name] & 1


def _deletion(known: Graph, places: list[int]) -> tuple[Deleted | None, list[Conflict]]:
    """Whether the record is deleted, and what stands against it.

    An op stands against the deletions when none of them knew it and it did not know all of
    them. It need not be live: a later edit of the same field must not hide the record again.
    """
    entries = _entries(known, DELETED, places)
    deletions = [entry for entry in entries if entry.value is not None]
    restored = len(deletions) < len(entries)
    if not deletions and (restored or not places):
        return None, []
    against = _against(known, places)
    conflicts = _conflict(known, DELETED, entries)
    losers = [
        _entry(op, dict(op.fields))
        for op in against
        if isinstance(op, Op) and deletions and _complete(known, op.op_hash)
    ]
    if losers and any(_complete(known, one.op_hash) for one in deletions):
        losers.extend(one for one in entries if one != deletions[0])
        losers.sort(key=_strength, reverse=True)
        conflicts = [Conflict(DELETED, deletions[0], tuple(losers))]
    if restored or against:
        return None, conflicts
    if not deletions:
        return Deleted("", None), []
    return Deleted(deletions[0].value["reason"], deletions[0]), conflicts


def _against(known: Graph, deletions: list[int]) -> list[AnyOp]:
    """The ops with facts that are concurrent with the live writes of ``_del``."""
    heads = sum(1 << place for place in deletions)
    before = heads
    for place in deletions:
        before |= known.ancestors[place]
    return [
        op
        for place, op in enumerate(known.ops)
        if not before >> place & 1
        and known.ancestors[place] & heads != heads
        and any(not key.startswith(JUDGED_MARK) for key in op.keys)
    ]


def _submission(
    known: Graph, places: list[int]
) -> tuple[dict[str, Any] | None, State, tuple[Live, ...]]:
    """The standing submission and whether it covers every change.

    A submission covers the heads it names, all before them, and what its own op wrote. A
    deletion taken back leaves the record as it was submitted, so it is no change.
    Concurrent ones are no conflict: one that covers everything is enough. An erased one still
    counts, by its parents, so that an erasure does not drop the record from the books.
    """
    changes = 0
    for place, op in enumerate(known.ops):
        if changes_facts(op):
            changes |= 1 << place
    entries = [one for one in _entries(known, SUBMITTED, places) if one.value is not None]
    covering = [
        one for one in entries if not changes & ~_covered(known, one.op_hash, one.value["heads"])
    ]
    erased = [known.ops[place] for place in places if isinstance(known.ops[place], ErasedOp)]
    whole = any(not changes & ~_covered(known, op.op_hash, op.parents) for op in erased)
    if not entries and not erased:
        return None, "draft", ()
    standing = [*covering, *entries]
    state: State = "submitted" if covering or whole else "changed"
    return standing[0].value if standing else None, state, tuple(entries)


def changes_facts(op: AnyOp) -> bool:
    """Whether an op writes a field of the record, not only its submission, its deletion or
    a judgement."""
    silent = (SUBMITTED, DELETED)
    return any(key not in silent and not key.startswith(JUDGED_MARK) for key in op.keys)


def _covered(known: Graph, name: str, heads: Iterable[str]) -> int:
    """Bit set of the ops a submission was judged on; heads it did not descend from count not."""
    place = known.index[name]
    before, _absent = known.closure(heads)
    return before & known.ancestors[place] | 1 << place
