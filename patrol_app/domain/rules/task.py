"""Rules of a patrol task and its computed state: due, overdue, done, excused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from patrol_app.domain.period import Span, spans
from patrol_app.domain.records.task import Excuse, Task
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.i18n import N_

TaskState = Literal["planned", "due", "overdue", "done", "excused"]


def window(task: Task, context: RuleContext) -> list[Remark]:
    """The window begins before it ends."""
    if task.first_day is None or task.due_on is None or task.first_day <= task.due_on:
        return []
    return [Remark("task.window", "error", "due_on", N_("The end must be after the start"))]


def somebody(task: Task, context: RuleContext) -> list[Remark]:
    """A task names who or where; else no patrol could be counted for it."""
    if task.assignee_id or task.team_id or task.grid_id:
        return []
    return [Remark("task.nobody", "warning", "assignee_id", N_("Name a person, a team or a grid"))]


def excused_why(task: Task, context: RuleContext) -> list[Remark]:
    """An excuse without a reason or days excuses nothing."""
    bare = [one for one in task.excuses if not (one.reason and one.first_day)]
    if not bare:
        return []
    return [
        Remark("task.excuse", "error", "excuses", N_("An excuse needs its first day and a reason"))
    ]


@dataclass(frozen=True)
class Standing:
    """How one window of a task stands.

    Attributes:
        span: first and last day.
        required, done: patrols asked for and counted.
        excused: the reason when the whole window is excused, else empty.
        state: what follows.
    """

    span: Span
    required: int
    done: int
    excused: str
    state: TaskState


def windows(task: Task) -> tuple[Span, ...]:
    """The windows of a task: its periods cut to its own days, else the whole of it."""
    if task.first_day is None or task.due_on is None or task.first_day > task.due_on:
        return ()
    whole = Span(task.first_day, task.due_on)
    return tuple(spans(task.period, whole)) if task.period else (whole,)


def excused_days(excuses: Iterable[Excuse], span: Span) -> dict[str, str]:
    """Each excused day of ``span`` with its reason."""
    found: dict[str, str] = {}
    for one in excuses:
        if not (one.first_day and one.reason):
            continue
        first, last = max(one.first_day, span.first), min(one.last_day or one.first_day, span.last)
        if first > last:
            continue
        day, end = date.fromisoformat(first), date.fromisoformat(last)
        while day <= end:
            found.setdefault(day.isoformat(), one.reason)
            day += timedelta(days=1)
    return found


def standing(
    span: Span, required: int, dates: Sequence[str], excuses: Iterable[Excuse], today: str
) -> Standing:
    """The state of one window.

    Done as soon as enough patrols fall into it; excused when every day of it is excused, or when
    every day that was left is; overdue after its last day; planned before its first.

    Args:
        span: the window.
        required: patrols asked for.
        dates: Beijing dates of the patrols that count, one for each.
        excuses: of the task.
        today: Beijing date.
    """
    done = sum(1 for day in dates if span.first <= day <= span.last)
    excused = excused_days(excuses, span)
    reason = next(iter(excused.values()), "") if len(excused) == span.days else ""
    state: TaskState = "due"
    if done >= required:
        state = "done"
    elif reason:
        state = "excused"
    elif today > span.last:
        state = "overdue"
    elif today < span.first:
        state = "planned"
    return Standing(span, required, done, reason, state)


RULES = (window, somebody, excused_why)
