"""Patches of forest inspections: the list to be walked, what was answered, how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from patrol_app.domain.instant import date_of
from patrol_app.domain.records.problem import Problem, ProblemStep
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.listing import pages
from patrol_app.services.patch_facts import SOURCE, patch_key
from patrol_app.services.ports import EVERY_STATE, Condition, Listing, Queries, Store, Stored
from patrol_app.services.problems import Line, ProblemDesk
from patrol_app.services.session import Actor

OPEN: Final = ""  # nobody was there yet
TRUE: Final = "true"
FALSE: Final = "false"
DOUBT: Final = "doubt"  # one person says not true; a second one has to
MERGED: Final = "merged"
_JUDGING: Final = ("VERIFIED", "REJECTED")


@dataclass(frozen=True)
class Answer:
    """What was found at a patch.

    Attributes:
        true: whether it is what the list says (是否属实).
        verdict: word of ``patch_verdict`` (判定); change: of ``patch_change`` (现状).
        text: explanation (说明).
    """

    true: bool
    verdict: str = ""
    change: str = ""
    text: str = ""


@dataclass(frozen=True)
class PatchLine:
    """A patch on the list.

    Attributes:
        line: the problem with its state.
        state: ``OPEN``, ``TRUE``, ``FALSE``, ``DOUBT`` or ``MERGED``.
        answer: the last one; None before the first.
        day: Beijing date of that answer; by_id: who gave it.
    """

    line: Line
    state: str
    answer: Answer | None = None
    day: str = ""
    by_id: str = ""

    @property
    def patch(self) -> Problem:
        """The record."""
        return self.line.problem


@dataclass(frozen=True)
class Progress:
    """How far a township is: patches, answered ones, true and not true ones, area 1/10,000 亩."""

    township: str
    count: int
    answered: int
    true: int
    false: int
    mu_e4: int


def patches_of(queries: Queries, batch: str, *, deleted: bool = False) -> list[Stored]:
    """Every patch of an inspection, drafts too, newest first."""
    conditions = (Condition("patch_batch", "=", batch), Condition("source", "=", SOURCE))
    return list(pages(queries, Listing("problem", conditions, EVERY_STATE, deleted=deleted)))


class PatchDesk:
    """The inspections of one data folder.

    Args:
        store: the open data folder.
        problems: states and steps.
    """

    def __init__(self, store: Store, problems: ProblemDesk) -> None:
        self._store = store
        self._problems = problems

    def every(self) -> list[PatchLine]:
        """All patches, inspections in the order of their names, patches by number."""
        lines = self._problems.lines(Condition("source", "=", SOURCE))
        return sorted(
            (patch_line(line) for line in lines if line.problem.patch_no),
            key=lambda one: (one.patch.patch_batch, *_number(one.patch.patch_no)),
        )

    def lines(self, batch: str) -> list[PatchLine]:
        """The patches of one inspection, by number."""
        return [one for one in self.every() if one.patch.patch_batch == batch]

    def answer(self, actor: Actor, rec: str, said: Answer) -> Stored:
        """Write what was found at a patch: the step 核实属实 or 核实不属实, or a correction of it.

        Args:
            actor: who was there; "not true" takes two people, also after it was found true.
            rec: the problem's id.
            said: the answer.

        Raises:
            UserError: ``field.required`` for an open question; ``patch.answered`` where it was
                found not true, or merged, before; as ``ProblemDesk.step``.
        """
        for name in ("verdict", "change", "text"):
            if not getattr(said, name).strip():
                raise UserError("field.required", N_("Please fill in"), field=name)
        now = patch_line(self._problems.line(rec))
        values = {"verdict": said.verdict, "change": said.change, "text": said.text.strip()}
        if now.state in (OPEN, DOUBT) or (now.state == TRUE and not said.true):
            return self._problems.step(actor, rec, _JUDGING[not said.true], values)
        if (now.state != FALSE) != said.true:
            raise UserError(
                "patch.answered",
                N_("{number} was answered otherwise before: open the problem again first"),
                number=now.patch.patch_no,
            )
        actor.need("verify")
        return self._problems.step(actor, rec, "NOTE", values)


def patch_line(line: Line) -> PatchLine:
    """A problem as a line of its inspection's list."""
    last = None
    for one in line.known.steps:
        if one.step.id not in line.now.idle and _speaks(one.step):
            last = one
    now = line.now
    if now.state == "MERGED":
        state = MERGED
    elif now.state == "REJECTED":
        state = FALSE
    elif now.doubted_by:
        state = DOUBT
    elif now.state == "NEW":
        state = OPEN
    else:
        state = TRUE
    if last is None or not state:
        return PatchLine(line, state)
    step = last.step
    answer = Answer(state in (TRUE, MERGED), step.verdict, step.change, step.text)
    return PatchLine(line, state, answer, date_of(step.at.ms) if step.at else "", step.by_id or "")


def progress(lines: Iterable[PatchLine]) -> list[Progress]:
    """How far each township is, by its name."""
    found: dict[str, list[PatchLine]] = {}
    for one in lines:
        found.setdefault(one.patch.township, []).append(one)
    return [_progress(name, found[name]) for name in sorted(found)]


def next_open(lines: Sequence[PatchLine], rec: str) -> str:
    """Id of the next patch nobody was at, after ``rec`` and round again; empty for none."""
    at = next((n for n, one in enumerate(lines) if one.patch.id == rec), -1)
    for one in (*lines[at + 1 :], *lines[: max(at, 0)]):
        if one.state == OPEN:
            return one.patch.id
    return ""


def _progress(name: str, lines: Sequence[PatchLine]) -> Progress:
    def count(*states: str) -> int:
        """How many are in one of these states."""
        return sum(one.state in states for one in lines)

    area = sum(one.patch.patch_mu_e4 or 0 for one in lines)
    return Progress(
        name, len(lines), count(TRUE, FALSE, MERGED), count(TRUE), count(FALSE), area
    )  # fmt: skip


def _speaks(step: ProblemStep) -> bool:
    return step.step in _JUDGING or bool(step.verdict)


def _number(text: str) -> tuple[int, str]:
    key = patch_key(text)
    return (int(key), "") if key.isascii() and key.isdigit() else (10**18, key)
