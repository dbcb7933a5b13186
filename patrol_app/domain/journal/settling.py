"""Settling conflicts: which writes stand against each other, and what the settling op writes.

Pure. Both halves are functions of the ops alone, so that two devices that settle the same
conflict in the same way write equal values, which are no new conflict.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.journal.entry import DELETED, JUDGED_MARK, SUBMITTED, Op
from patrol_app.domain.journal.fold import fold
from patrol_app.domain.journal.folded import Conflict, Live
from patrol_app.domain.journal.graph import Graph, graph
from patrol_app.domain.journal.graph_order import AnyOp

JOINT = "；"  # between two texts that are both kept


@dataclass(frozen=True, slots=True)
class Take:
    """One of the sides as it was written.

    Attributes:
        place: 0 = the one that stands, 1.. = the others, as ``sides`` gives them.
    """

    place: int


@dataclass(frozen=True, slots=True)
class Typed:
    """A new value, as JSON in the op; None empties the field."""

    value: Any


@dataclass(frozen=True, slots=True)
class Both:
    """Every side is kept: entries of a list side by side."""


Choice = Take | Typed | Both


@dataclass(frozen=True, slots=True)
class Settlement:
    """One conflict that one op settled.

    Attributes:
        op: the settling op.
        key: field key, or ``_del``.
        sides: what stood against each other, the one that stood first.
        chosen: what the op wrote for the key; for ``_del`` None = the record was kept.
    """

    op: Op
    key: str
    sides: tuple[Live, ...]
    chosen: Any


def sides(conflict: Conflict) -> tuple[Live, ...]:
    """The writes that a person chooses among: the winner, then others of another value.

    Of writes with one value the latest stands for all. Where a deletion meets changes each
    change is a side of its own, since each wrote something else.
    """
    found = [conflict.winner]
    seen = {canonical(conflict.winner.value)}
    for one in conflict.losers:
        form = canonical(one.value)
        if form not in seen or (conflict.key == DELETED and not is_deletion(one)):
            seen.add(form)
            found.append(one)
    return tuple(found)


def is_deletion(side: Live) -> bool:
    """Whether a side of a ``_del`` conflict is a deletion, not a change of fields."""
    return isinstance(side.value, Mapping) and set(side.value) == {"reason"}


def can_keep_both(conflict: Conflict) -> bool:
    """Whether ``Both`` fits: several entries of a list, none of them removed."""
    return "/" in conflict.key and all(one.value is not None for one in sides(conflict))


def settling(conflict: Conflict, choice: Choice) -> dict[str, Any]:
    """The fields that settle one conflict.

    Args:
        conflict: as the fold gives it.
        choice: what was chosen; for a deletion, taking any change keeps the record.

    Raises:
        ValueError: there is no such side, or ``choice`` does not fit the field.
    """
    shown = sides(conflict)
    if isinstance(choice, Take):
        if not 0 <= choice.place < len(shown):
            raise ValueError("there is no such side")
        side = shown[choice.place]
        if conflict.key == DELETED and not is_deletion(side):
            return {DELETED: None}
        return {conflict.key: side.value}
    if conflict.key == DELETED:
        raise ValueError("a deletion stands or it does not")
    if isinstance(choice, Typed):
        return {conflict.key: choice.value}
    if not can_keep_both(conflict):
        raise ValueError("only entries of a list are kept side by side")
    name = conflict.key.partition("/")[0]
    fields = {conflict.key: shown[0].value}
    for side in shown[1:]:
        fields[f"{name}/{second_key(conflict.key, side)}"] = side.value
    return fields


def second_key(key: str, side: Live) -> str:
    """Key of the entry that keeps ``side`` beside the one at ``key``: 8 base32 characters.

    It follows from the op alone, so that two devices that keep both make one second entry.
    """
    digest = hashlib.sha256(f"{key} {side.op_hash}".encode()).digest()
    return base64.b32encode(digest[:5]).decode("ascii").lower()


def joined(texts: Iterable[str]) -> str:
    """Texts of all sides in one line each once; a side that holds another stands for it."""
    kept: list[str] = []
    for text in (one.strip() for one in texts):
        if text and not any(text in one for one in kept):
            kept = [one for one in kept if one not in text] + [text]
    return JOINT.join(kept)


def settlements(ops: Iterable[AnyOp]) -> tuple[Settlement, ...]:
    """Every conflict of one record that an op settled, in the order of descent.

    An op settles a conflict of a key when it writes the key and, among what it knew, several
    writes of other values stood. What was erased since is no side any more. An op with an
    absent ancestor is passed over: its sides may yet turn out to follow from each other.
    """
    known = graph(ops)
    writes: dict[str, list[int]] = {}
    found: list[Settlement] = []
    for place, op in enumerate(known.ops):
        if isinstance(op, Op) and not known.incomplete >> place & 1:
            for key in op.fields:
                if key != SUBMITTED and not key.startswith(JUDGED_MARK):
                    stood = _stood(known, place, key, writes.get(key, []))
                    if len(stood) > 1:
                        found.append(Settlement(op, key, stood, op.fields[key]))
        for key in op.keys:
            writes.setdefault(key, []).append(place)
    return tuple(found)


def _stood(known: Graph, place: int, key: str, writes: list[int]) -> tuple[Live, ...]:
    """The sides of the conflict of ``key`` that the op at ``place`` knew; else fewer than two."""
    before = known.ancestors[place]
    if key == DELETED:
        return _deletion(known, before)
    inside = [at for at in writes if before >> at & 1]
    beaten = 0
    for at in inside:
        beaten |= known.ancestors[at]
    live = [known.ops[at] for at in inside if not beaten >> at & 1]
    entries = [
        Live(op.op_hash, op.hlc, op.actor, op.stream, op.fields[key])
        for op in live
        if isinstance(op, Op)
    ]
    if len(entries) < 2:
        return ()
    entries.sort(key=lambda one: (one.hlc, one.op_hash), reverse=True)
    return sides(Conflict(key, entries[0], tuple(entries[1:])))


def _deletion(known: Graph, before: int) -> tuple[Live, ...]:
    """As ``_stood`` for a deletion: what the fold of all that was known says."""
    for one in fold(known.chosen(before)).conflicts:
        if one.key == DELETED:
            return sides(one)
    return ()
