"""The fold after one more op, for the common case of a save on the present heads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from patrol_app.domain.journal.canonical import FormatFault
from patrol_app.domain.journal.entry import DELETED, SUBMITTED, Op
from patrol_app.domain.journal.folded import Deleted, Folded, Live, State
from patrol_app.i18n import N_
from patrol_app.limits import RECORD_OPS


def extendable(folded: Folded, op: Op) -> bool:
    """Whether ``extend`` may be used: the op knew everything, nothing is missing or sealed,
    and a submission in it names the heads it was written on."""
    submitted = op.fields.get(SUBMITTED)
    whole = op.parents == folded.heads and not folded.missing and not folded.sealed
    return whole and (submitted is None or tuple(submitted["heads"]) == op.parents)


def extend(folded: Folded, op: Op) -> Folded:
    """The fold of all ops in ``folded`` and ``op``, equal to a full fold.

    Since the op descends from all others, each key it writes has it as the one live write.

    Raises:
        ValueError: the op is not ``extendable``.
        FormatFault: ``fold.limit``.
    """
    if not extendable(folded, op):
        raise ValueError("this op takes a full fold")
    if folded.ops >= RECORD_OPS:
        raise FormatFault(
            "fold.limit", N_("One record has more than {limit} changes"), limit=RECORD_OPS
        )
    written = frozenset(op.keys)
    clocks = [clock for clock in (folded.first_hlc, folded.last_hlc) if clock is not None]
    submitted, state, submissions = _submission(folded, op)
    return replace(
        folded,
        values=_values(folded, op),
        conflicts=tuple(one for one in folded.conflicts if one.key not in written),
        heads=(op.op_hash,),
        deleted=_deleted(folded, op),
        submitted=submitted,
        state=state,
        first_hlc=min(*clocks, op.hlc, op.hlc),
        last_hlc=max(*clocks, op.hlc, op.hlc),
        ops=folded.ops + 1,
        erased=tuple(key for key in folded.erased if key not in written),
        judged={**folded.judged, **op.judged},
        submissions=submissions,
    )


def _live(op: Op, value: Any) -> Live:
    return Live(op.op_hash, op.hlc, op.actor, op.stream, value)


def _values(folded: Folded, op: Op) -> dict[str, Any]:
    values = {**folded.values, **op.fields}
    for key, value in op.fields.items():
        if key in (DELETED, SUBMITTED) or (value is None and "/" in key):
            del values[key]
    return values


def _deleted(folded: Folded, op: Op) -> Deleted | None:
    if DELETED not in op.fields:
        return folded.deleted
    tombstone = op.fields[DELETED]
    return None if tombstone is None else Deleted(tombstone["reason"], _live(op, tombstone))


def _submission(folded: Folded, op: Op) -> tuple[Any, State, tuple[Live, ...]]:
    if SUBMITTED in op.fields:
        value = op.fields[SUBMITTED]
        if value is None:
            return None, "draft", ()
        return value, "submitted", (_live(op, value),)
    if op.fields.keys() <= {DELETED} or folded.state == "draft":
        return folded.submitted, folded.state, folded.submissions
    # With a change that none of them covers, the latest submission stands.
    latest = folded.submissions[0].value if folded.submissions else None
    return latest, "changed", folded.submissions
