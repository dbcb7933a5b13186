"""Seals: a record's text fixed at certain heads (sync.md §2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from patrol_app.domain.journal.fold import fold
from patrol_app.domain.journal.folded import Folded
from patrol_app.domain.journal.graph import graph
from patrol_app.domain.journal.graph_order import AnyOp


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal on a record.

    Attributes:
        target: id of the sealed record.
        heads: hashes of the heads it was set on, sorted.
        hashes: SHA-256 of everything sealed: all ops up to the heads and the attached
            originals; sorted.
    """

    target: str
    heads: tuple[str, ...]
    hashes: tuple[str, ...]

    def value(self) -> dict[str, Any]:
        """The facts of the seal's own record."""
        return {"target": self.target, "heads": list(self.heads), "hashes": list(self.hashes)}

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Seal:
        """The seal in the facts of its record."""
        return cls(value["target"], tuple(value["heads"]), tuple(value["hashes"]))


def seal(target: str, ops: Iterable[AnyOp], blobs: Iterable[str] = ()) -> Seal:
    """A seal on the present heads of a record.

    Args:
        target: id of the record.
        ops: all its ops.
        blobs: SHA-256 of the attached originals, hex.

    Raises:
        ValueError: the record is incomplete or has no ops.
    """
    known = graph(ops)
    if known.missing or not known.ops:
        raise ValueError("an incomplete record takes no seal")
    return Seal(target, known.heads, tuple(sorted({*known.index, *blobs})))


def sealed_text(ops: Iterable[AnyOp], heads: Iterable[str]) -> Folded:
    """The fold of a seal's ancestors: it never changes, whatever arrives later.

    Where ancestors are absent they are listed in ``missing`` and the text is not final.
    """
    known = graph(ops)
    inside, absent = known.closure(heads)
    text = fold(known.chosen(inside))
    return replace(text, missing=tuple(sorted({*text.missing, *absent})))


def late(ops: Iterable[AnyOp], heads: Iterable[str]) -> tuple[AnyOp, ...]:
    """The ops outside a seal, kept and not merged, by stream and seq."""
    known = graph(ops)
    inside, _absent = known.closure(heads)
    outside = known.chosen((1 << len(known.ops)) - 1 & ~inside)
    return tuple(sorted(outside, key=lambda op: (op.stream, op.seq, op.op_hash)))
