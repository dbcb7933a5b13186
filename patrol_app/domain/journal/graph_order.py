"""Ops once each, and in an order in which no op stands before one it knew."""

from __future__ import annotations

from collections.abc import Iterable

from patrol_app.domain.journal.canonical import FormatFault
from patrol_app.domain.journal.entry import ErasedOp, Op
from patrol_app.i18n import N_
from patrol_app.limits import RECORD_OPS

AnyOp = Op | ErasedOp


def unique(ops: Iterable[AnyOp]) -> dict[str, AnyOp]:
    """Each op once by hash."""
    known: dict[str, AnyOp] = {}
    for op in ops:
        before = known.get(op.op_hash)
        # Erasure is final; among two erased lines of one op the choice only has to be fixed.
        if before is None or _rank(op) > _rank(before):
            known[op.op_hash] = op
    if len(known) > RECORD_OPS:
        raise FormatFault(
            "fold.limit", N_("One record has more than {limit} changes"), limit=RECORD_OPS
        )
    if len({op.rec for op in known.values()}) > 1:
        raise ValueError("a fold takes the ops of one record")
    return known


def _rank(op: AnyOp) -> tuple[bool, bytes]:
    return isinstance(op, ErasedOp), op.raw


def by_descent(known: dict[str, AnyOp]) -> list[AnyOp]:
    """Parents before children, without recursion (a recursive fold died at 1,200 ops)."""
    children: dict[str, list[str]] = {}
    waiting: dict[str, int] = {}
    ready: list[str] = []
    for name, op in known.items():
        present = [parent for parent in op.parents if parent in known]
        waiting[name] = len(present)
        for parent in present:
            children.setdefault(parent, []).append(name)
        if not present:
            ready.append(name)
    ordered: list[AnyOp] = []
    while ready:
        name = ready.pop()
        ordered.append(known[name])
        for child in children.get(name, ()):
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)
    if len(ordered) < len(known):
        raise FormatFault("fold.circle", N_("The history of a record runs in a circle"))
    return ordered
