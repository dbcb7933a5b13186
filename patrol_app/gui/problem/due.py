"""What problems leave to do, for the page Today, by what the acting person may decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from patrol_app.gui.context import Open
from patrol_app.gui.pages.today_task import Task
from patrol_app.gui.problem.words import SOON, limit_words
from patrol_app.i18n import _
from patrol_app.services.problem_rights import may_step
from patrol_app.services.problems import Line
from patrol_app.services.session import Actor

MOST = 5  # lines of single problems; the rest is one number


def problem_tasks(lines: Sequence[Line], actor: Actor) -> list[Task]:
    """Problems whose next step is this person's: overdue and due ones first, by their limit.

    Args:
        lines: every problem with its state.
        actor: who acts.
    """
    if not actor.may("write:problem"):
        return []
    mine = [line for line in lines if _waits_for(line, actor)]
    urgent = sorted(
        (line for line in mine if line.due_on and line.days_over >= -SOON),
        key=lambda line: (line.due_on, line.problem.number),
    )
    found = [_single(line) for line in urgent[:MOST]]
    if len(urgent) > MOST:
        tone = "overdue" if any(line.overdue for line in urgent[MOST:]) else "due"
        found.append(_group(urgent[MOST:], tone, _("{n} more problems are due")))
    rights: tuple[tuple[str, str, Callable[[Line], bool]], ...] = (
        ("CLOSED", _("{n} mended problems wait to be closed"), _to_close),
        ("SUPERVISED", _("{n} problems should be supervised"), lambda line: line.press),
    )
    for step, words, wanted in rights:
        rest = [line for line in lines if wanted(line)]
        if rest and may_step(actor, step):
            found.append(_group(rest, "due" if step == "SUPERVISED" else "info", words))
    return found


def _waits_for(line: Line, actor: Actor) -> bool:
    """Whether the person may take the step that the state waits for."""
    state = line.now.state
    if state in ("NEW", "VERIFIED", "SUBMITTED"):
        return may_step(actor, "VERIFIED")
    return state in ("ASSIGNED", "HANDLING", "SUSPENDED") and (
        line.now.person_id in (None, actor.id) or actor.may("verify")
    )


def _to_close(line: Line) -> bool:
    state = line.now.state
    return state == "RECTIFIED" or (state == "TRANSFERRED" and bool(line.now.result))


def _single(line: Line) -> Task:
    tone, words = limit_words(line)
    problem = line.problem
    caption = " · ".join(part for part in (problem.number, problem.place) if part)
    go = ("problem", Open("problem", problem.id))
    return Task(tone, words, " ".join(problem.description.split()), caption, _("Open"), go=go)


def _group(lines: Sequence[Line], tone: str, words: str) -> Task:
    title = words.format(n=len(lines))
    first = lines[0].problem.number
    caption = first if len(lines) == 1 else _("{number} and others").format(number=first)
    return Task(tone, _("Problems"), title, caption, _("Look"), go=("problem", None))
