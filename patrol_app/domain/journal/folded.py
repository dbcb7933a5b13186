"""What a fold gives: the values of one record and all that a person must know beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

from patrol_app.domain.journal.clock import Hlc

State = Literal["draft", "submitted", "changed"]
EVERY_STATE: Final[tuple[State, ...]] = ("draft", "submitted", "changed")


class Live(NamedTuple):
    """A write that no later write of the same key supersedes.

    Attributes:
        op_hash: hash of the op.
        hlc: its clock as written.
        actor: rec of the person, or "".
        stream: UUID text of the writing installation's epoch.
        value: what it wrote; None = nothing, or an item removed.
    """

    op_hash: str
    hlc: Hlc
    actor: str
    stream: str
    value: Any


class Conflict(NamedTuple):
    """Two changes of one field or item that did not know of each other.

    Attributes:
        key: field key; ``_del`` where a deletion meets other changes.
        winner: the write whose value stands; where a deletion meets other changes the
            deletion, though the record stays visible until a person settles it.
        losers: the other writes, latest clock first; for ``_del`` each with all it wrote
            as its value.
    """

    key: str
    winner: Live
    losers: tuple[Live, ...]


class Deleted(NamedTuple):
    """The record is deleted.

    Attributes:
        reason: as typed; "" where the deleting op itself was erased.
        live: the deletion that stands; None where it was erased.
    """

    reason: str
    live: Live | None


@dataclass(frozen=True, slots=True)
class Folded:
    """The fold of a record's ops.

    Attributes:
        values: winning value by field key; removed items are absent.
        conflicts: by key.
        heads: hashes of ops without a child, sorted: the parents of the next op.
        missing: hashes of absent ancestors, sorted; not empty = incomplete.
        deleted: the tombstone, or None.
        submitted: value of the submission that stands, or None.
        state: ``draft`` without a submission, ``submitted`` if one covers every change,
            else ``changed``.
        first_hlc: earliest clock as written; None without ops.
        last_hlc: latest clock as written.
        ops: how many ops were folded.
        erased: keys whose standing write was erased, sorted.
        judged: name -> {value, rule_version, inputs_sha256}, the latest judgement.
        submissions: standing submissions, latest clock first.
        late: hashes of ops that came after a seal and are not merged, sorted.
        sealed: a seal limits what was merged.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    heads: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    deleted: Deleted | None = None
    submitted: Mapping[str, Any] | None = None
    state: State = "draft"
    first_hlc: Hlc | None = None
    last_hlc: Hlc | None = None
    ops: int = 0
    erased: tuple[str, ...] = ()
    judged: Mapping[str, Any] = field(default_factory=dict)
    submissions: tuple[Live, ...] = ()
    late: tuple[str, ...] = ()
    sealed: bool = False
