"""Who may take which step of a problem (``domain.md`` §1.8)."""

from __future__ import annotations

from collections.abc import Mapping

from patrol_app.domain.base import Record
from patrol_app.domain.records.problem import ProblemStep
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.session import Actor

# The right that a step asks for beside the writing of problems. ``verify``: supervisors of the
# station and the offices; ``oversee``: the offices of the forest chiefs; ``transfer``: those and
# enforcement. What is not named (action taken, ready for re-check, notes) is everybody's.
RIGHT_OF: Mapping[str, str] = {
    "VERIFIED": "verify",
    "REJECTED": "verify",
    "ASSIGNED": "verify",
    "RETURNED": "verify",
    "RECTIFIED": "verify",
    "GRADED": "verify",
    "MERGED": "verify",
    "SUSPENDED": "oversee",
    "CLOSED": "oversee",
    "SUPERVISED": "oversee",
    "REOPENED": "oversee",
    "TRANSFERRED": "transfer",
    "RESULT": "transfer",
}


def may_step(actor: Actor, step: str) -> bool:
    """Whether ``actor`` may take the step at all."""
    right = RIGHT_OF.get(step, "")
    return actor.may("write:problem") and (not right or actor.may(right))


def need_step(actor: Actor, record: Record) -> None:
    """Refuse the submission of a problem step that is not this person's to take.

    A decision is signed by whoever takes it; what was done on the ground may be written down
    for somebody else.

    Raises:
        UserError: ``session.forbidden``; ``step.by`` for a decision in another's name.
    """
    if not isinstance(record, ProblemStep) or record.step not in RIGHT_OF:
        return
    actor.need(RIGHT_OF[record.step])
    if record.by_id != actor.id:
        raise UserError("step.by", N_("A decision is written by whoever takes it"), field="by")
