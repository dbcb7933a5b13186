"""The review state of a record: a pure function of its ops, its reviews and its seals.

Neither clocks nor order of arrival enter it: a review names the heads it speaks of and the
reviews it replaces (``sync.md`` §1, "Who writes what").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from patrol_app.domain.journal.entry import SUBMITTED, ErasedOp
from patrol_app.domain.journal.fold import changes_facts
from patrol_app.domain.journal.folded import Folded
from patrol_app.domain.journal.graph import Graph, graph
from patrol_app.domain.journal.graph_order import AnyOp

ReviewState = Literal[
    "draft",
    "submitted",
    "changed",
    "returned",
    "approved",
    "approved_changed",
    "locked",
    "locked_late",
]
REVIEW_STATES: tuple[ReviewState, ...] = (
    "draft",
    "submitted",
    "changed",
    "returned",
    "approved",
    "approved_changed",
    "locked",
    "locked_late",
)
LOCKED: frozenset[str] = frozenset({"locked", "locked_late"})
# What a reviewer has to look at: new ones, and changes after an approval.
WAITING: tuple[ReviewState, ...] = ("submitted", "approved_changed")


@dataclass(frozen=True, slots=True)
class Decision:
    """What one standing review says.

    Attributes:
        id: of the review.
        heads: hashes of the heads it speaks of.
        approve: else it gives the record back.
        replaces: ids of the reviews it supersedes.
    """

    id: str
    heads: tuple[str, ...]
    approve: bool
    replaces: tuple[str, ...] = ()


def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that no other one replaces, by id.

    Args:
        decisions: reviews that were not taken back; a review that was replaces nothing.
    """
    every = sorted(decisions, key=lambda one: one.id)
    gone = {name for one in every for name in one.replaces if name != one.id}
    return tuple(one for one in every if one.id not in gone)


def review_state(
    ops: Iterable[AnyOp], folded: Folded, decisions: Sequence[Decision] = ()
) -> ReviewState:
    """The state of a record.

    A lock stands before all; else a return that no later submission answers; else an approval
    that covers every change; else 批准后有改动 where an approval covers older ones only.
    A decision on heads that have not arrived says nothing yet. Of an approval and a return
    that did not know of each other the return stands: the record is looked at once more.

    Args:
        ops: all its ops that fold.
        folded: their fold, its seals considered.
        decisions: its reviews that were not taken back.

    Raises:
        ValueError: ops of two records.
        FormatFault: as ``graph``.
    """
    if folded.sealed:
        return "locked_late" if folded.late else "locked"
    alive = standing(decisions)
    if folded.state == "draft" or not alive:
        return folded.state
    known = graph(ops)
    changes, submissions = _marked(known)
    approved: list[bool] = []
    for one in alive:
        before, absent = known.closure(one.heads)
        if absent or not one.heads:
            continue
        if one.approve:
            approved.append(not changes & ~before)
        elif not submissions & ~before:
            return "returned"
    if any(approved):
        return "approved"
    return "approved_changed" if approved else folded.state


def _marked(known: Graph) -> tuple[int, int]:
    """Bit sets of the ops that change facts, and of those that submit."""
    changes = submissions = 0
    for place, op in enumerate(known.ops):
        if changes_facts(op):
            changes |= 1 << place
        if SUBMITTED in op.keys and (
            isinstance(op, ErasedOp) or op.fields.get(SUBMITTED) is not None
        ):
            submissions |= 1 << place
    return changes, submissions
