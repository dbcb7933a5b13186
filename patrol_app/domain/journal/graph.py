"""Who descends from whom among a record's ops.

Ancestors are bit sets in Python integers: one machine word covers 64 ops, so the sets of a
chain of 5,000 ops take 1.5 MB and joining two of them is one pass over 625 bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from patrol_app.domain.journal.graph_order import AnyOp, by_descent, unique


class Sealing(Protocol):
    """Anything that fixes a record at certain heads."""

    @property
    def heads(self) -> Sequence[str]:
        """Hashes of the ops the seal was set on."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A record's ops with parents before children.

    Attributes:
        ops: each op once.
        index: place in ``ops`` by hash.
        ancestors: by place, the bit set of all known ancestors.
        incomplete: bit set of ops that have an absent ancestor.
        missing: hashes named as parents but absent, sorted.
        heads: hashes that no op here names as parent, sorted.
    """

    ops: tuple[AnyOp, ...]
    index: dict[str, int]
    ancestors: tuple[int, ...]
    incomplete: int
    missing: tuple[str, ...]
    heads: tuple[str, ...]

    def closure(self, heads: Iterable[str]) -> tuple[int, tuple[str, ...]]:
        """The ops at and before ``heads``.

        Returns:
            Their bit set, and the hashes among ``heads`` that are absent, sorted.
        """
        found, absent = 0, set()
        for head in heads:
            if head in self.index:
                place = self.index[head]
                found |= self.ancestors[place] | 1 << place
            else:
                absent.add(head)
        return found, tuple(sorted(absent))

    def chosen(self, places: int) -> tuple[AnyOp, ...]:
        """The ops of a bit set, parents before children."""
        return tuple(op for place, op in enumerate(self.ops) if places >> place & 1)


def graph(ops: Iterable[AnyOp]) -> Graph:
    """Sort one record's ops by descent.

    Args:
        ops: in any order; repeats are harmless. An erased line stands before the op itself.

    Raises:
        ValueError: ops of two records.
        FormatFault: ``fold.limit`` (more than 5,000 ops) or ``fold.circle`` (only a forged
            erased line can make one: its parents are not covered by its hash).
    """
    known = unique(ops)
    ordered = by_descent(known)
    index = {op.op_hash: place for place, op in enumerate(ordered)}
    ancestors: list[int] = []
    incomplete = 0
    missing: set[str] = set()
    named: set[str] = set()
    for place, op in enumerate(ordered):
        before = 0
        for parent in op.parents:
            at = index.get(parent)
            if at is None:
                missing.add(parent)
                incomplete |= 1 << place
            else:
                before |= ancestors[at] | 1 << at
        if before & incomplete:
            incomplete |= 1 << place
        ancestors.append(before)
        named.update(op.parents)
    heads = tuple(sorted(index.keys() - named))
    return Graph(tuple(ordered), index, tuple(ancestors), incomplete, tuple(sorted(missing)), heads)
