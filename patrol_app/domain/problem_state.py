"""Where a problem stands: computed from its steps alone, the same on every device (§1.8).

Steps come from several levels in any order, so nothing is stored. Each step carries its turn
(``ProblemStep.turn``): what its writer knew of comes before it, whatever the clocks say; steps
of one turn, written without knowing of each other, follow by clock. Each either moves the state
or, where it does not follow, stays in the log without effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from patrol_app.domain.instant import date_of
from patrol_app.domain.records.problem import Problem, ProblemStep

SUSPENSIONS = 2  # §1.8: at most two
OPEN = ("NEW", "VERIFIED", "ASSIGNED", "HANDLING", "SUSPENDED", "SUBMITTED")
DONE = ("RECTIFIED", "CLOSED", "REJECTED", "MERGED")
SUPERVISION = ("提示", "督办函", "挂牌督办", "约谈")
# Step -> states that it follows -> the state it leads to; "" leaves the state as it is.
MOVES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "VERIFIED": (OPEN, "VERIFIED"),
    "REJECTED": (OPEN, "REJECTED"),
    "ASSIGNED": (("VERIFIED", "ASSIGNED", "HANDLING", "SUSPENDED", "TRANSFERRED"), "ASSIGNED"),
    "HANDLING": (("ASSIGNED", "HANDLING", "SUSPENDED"), "HANDLING"),
    "SUSPENDED": (("ASSIGNED", "HANDLING"), "SUSPENDED"),
    "TRANSFERRED": (("VERIFIED", "ASSIGNED", "HANDLING", "SUSPENDED"), "TRANSFERRED"),
    "RESULT": (("TRANSFERRED",), ""),
    "SUBMITTED": (("HANDLING",), "SUBMITTED"),
    "RETURNED": (("SUBMITTED", "RECTIFIED"), "HANDLING"),
    "RECTIFIED": (("SUBMITTED",), "RECTIFIED"),
    "CLOSED": (("RECTIFIED", "TRANSFERRED"), "CLOSED"),
    "SUPERVISED": ((*OPEN, "TRANSFERRED"), ""),
    "GRADED": ((*OPEN, "TRANSFERRED"), ""),
    "MERGED": (("NEW", "VERIFIED", "ASSIGNED", "HANDLING"), "MERGED"),
    "REOPENED": (("CLOSED", "REJECTED", "MERGED"), ""),
    "NOTE": ((*OPEN, "TRANSFERRED", *DONE), ""),
}


@dataclass(frozen=True)
class Written:
    """A submitted step.

    Attributes:
        ms: the clock of its first entry, UTC ms (``Stored.created_ms``).
        step: the record.
        strange: its unit may not add to this problem (``domain.problem_reach``); it stays in the
            log without effect.
    """

    ms: int
    step: ProblemStep
    strange: bool = False


@dataclass(frozen=True)
class ProblemState:
    """What the steps say.

    Attributes:
        state: word of the vocabulary ``problem_state``.
        grade: the grade in force.
        since: Beijing date of the step that led into the state; of the finding at first.
        for_unit_id, person_id, due_on: of the last assignment; ``due_on`` also of a later
            suspension. assigned_on: Beijing date of that assignment.
        suspensions, returns: how often.
        supervision: the strongest word of supervision, or empty.
        doubted_by: who says that it is not true while nobody has agreed yet; also of one that
            was found true before (``docs/decisions/194``).
        organ, result: of the last transfer.
        merged_into: id of the problem that goes on for both.
        handled_on, submitted_on, rectified_on, closed_on: Beijing dates, None while it is not.
        idle: ids of steps without effect, in their order.
    """

    state: str
    grade: str
    since: str = ""
    for_unit_id: str | None = None
    person_id: str | None = None
    due_on: str | None = None
    assigned_on: str | None = None
    suspensions: int = 0
    returns: int = 0
    supervision: str = ""
    doubted_by: str | None = None
    organ: str = ""
    result: str = ""
    merged_into: str | None = None
    handled_on: str | None = None
    submitted_on: str | None = None
    rectified_on: str | None = None
    closed_on: str | None = None
    idle: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state in OPEN or (self.state == "TRANSFERRED" and not self.result)


def in_order(steps: Iterable[Written]) -> list[Written]:
    """The steps as they count: by turn, clock and id; the same list wherever it is made."""
    return sorted(steps, key=lambda one: (one.step.turn or 0, one.ms, one.step.id))


def state_of(problem: Problem, steps: Iterable[Written]) -> ProblemState:
    """Where ``problem`` stands after ``steps``, given in any order.

    Args:
        problem: what was found.
        steps: its submitted steps, none of them deleted.
    """
    found = date_of(problem.found_at.ms) if problem.found_at else ""
    now = ProblemState("NEW", problem.grade, found, for_unit_id=problem.for_unit_id)
    for one in in_order(steps):
        if one.strange or hinders(now, one.step):
            now = replace(now, idle=(*now.idle, one.step.id))
        else:
            now = _after(now, one.step)
    return now


def hinders(now: ProblemState, step: ProblemStep) -> str:
    """Why ``step`` cannot follow on ``now``: a word, or empty where it can.

    ``order``: not from this state; ``twice``: a third suspension; ``same``: the same person
    says "not true" again; ``result``: closed after a transfer without its result.
    """
    states, _to = MOVES.get(step.step, ((), ""))
    if now.state not in states:
        return "order"
    if step.step == "VERIFIED" and now.state != "NEW" and now.doubted_by is None:
        return "order"  # it was found true already and nobody says otherwise
    if step.step == "SUSPENDED" and now.suspensions >= SUSPENSIONS:
        return "twice"
    if step.step == "REJECTED" and (step.by_id is None or step.by_id == now.doubted_by):
        return "same"
    if step.step == "CLOSED" and now.state == "TRANSFERRED" and not now.result:
        return "result"
    return ""


def next_steps(now: ProblemState, by: str = "") -> tuple[str, ...]:
    """The steps that may follow on ``now``, in the order of the vocabulary.

    Args:
        now: where the problem stands.
        by: id of the person who would take them; empty for anybody.
    """
    who = by or _NOBODY
    return tuple(
        code
        for code in MOVES
        if hinders(now, ProblemStep(id=_NOBODY, unit="XX", step=code, by_id=who)) == ""
    )


def _after(now: ProblemState, step: ProblemStep) -> ProblemState:
    """The state that ``step``, which may follow, leads to."""
    day = date_of(step.at.ms) if step.at else now.since
    to = MOVES[step.step][1]
    moved = replace(now, state=to, since=day) if to else now
    match step.step:
        case "REJECTED" if now.doubted_by is None:
            return replace(now, doubted_by=step.by_id)
        case "VERIFIED":  # of a doubted one that was found true: it stays where it is
            return replace(moved if now.state == "NEW" else now, doubted_by=None)
        case "ASSIGNED":
            return replace(
                moved,
                for_unit_id=step.for_unit_id or now.for_unit_id,
                person_id=step.person_id,
                due_on=step.due_on,
                assigned_on=day,
                organ="" if now.state == "TRANSFERRED" else now.organ,
                result="" if now.state == "TRANSFERRED" else now.result,
            )
        case "HANDLING":
            return replace(moved, handled_on=now.handled_on or day)
        case "SUSPENDED":
            return replace(moved, suspensions=now.suspensions + 1, due_on=step.due_on or now.due_on)
        case "RETURNED":
            return replace(moved, returns=now.returns + 1, submitted_on=None, rectified_on=None)
        case "REOPENED":
            return _opened(now, day)
    return replace(moved, **_noted(now, step, day))


def _noted(now: ProblemState, step: ProblemStep, day: str) -> Mapping[str, Any]:
    """What a step of the plain kinds writes down."""
    strongest = max((now.supervision, step.level), key=_weight)
    told: Mapping[str, Mapping[str, Any]] = {
        "TRANSFERRED": {"organ": step.organ, "result": "", "doubted_by": None},
        "RESULT": {"result": step.result.strip() or step.text.strip()},
        "SUBMITTED": {"submitted_on": day},
        "RECTIFIED": {"rectified_on": day, "doubted_by": None},
        "CLOSED": {"closed_on": day},
        "SUPERVISED": {"supervision": strongest},
        "GRADED": {"grade": step.grade or now.grade},
        "MERGED": {"merged_into": step.other_id},
    }
    return told.get(step.step, {})


def _opened(now: ProblemState, day: str) -> ProblemState:
    """A closed one goes back to whoever had it in hand, any other to its verification."""
    state = "HANDLING" if now.state == "CLOSED" and now.assigned_on else "NEW"
    return replace(
        now,
        state=state,
        since=day,
        doubted_by=None,
        merged_into=None,
        submitted_on=None,
        rectified_on=None,
        closed_on=None,
    )


def _weight(word: str) -> int:
    return SUPERVISION.index(word) if word in SUPERVISION else -1


_NOBODY = "00000000-0000-0000-0000-000000000000"
