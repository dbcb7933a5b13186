"""How patrol tasks stand, and which rounds of 林长巡林 are due (``domain.md`` §1.2).

State is computed from submitted patrols and the day, never stored (``rules.task``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from patrol_app.domain.instant import DAY_MS, date_of, day_start
from patrol_app.domain.records.patrol import Patrol, everybody
from patrol_app.domain.records.task import Task
from patrol_app.domain.records.team import Team
from patrol_app.domain.rules.task import standing, windows
from patrol_app.services.listing import pages
from patrol_app.services.ports import Clock, Condition, Listing, Queries
from patrol_app.services.rounds import COUNTED, TaskLine, rounds

__all__ = ["TaskLine", "TaskService"]

LOOK_BACK_DAYS: Final = 92  # an overdue window is shown this long
MOST_TASKS: Final = 500
ORDER: Final = {"overdue": 0, "due": 1, "planned": 2, "excused": 3, "done": 4}


class TaskService:
    """Standing of tasks and rounds; reads only.

    Args:
        queries: of the open store.
        clock: the device's clocks.
    """

    def __init__(self, queries: Queries, clock: Clock) -> None:
        self._queries = queries
        self._clock = clock

    def of_task(self, task: Task) -> list[TaskLine]:
        """Every window of ``task`` in order."""
        counted = self._counted(task)
        today = date_of(self._clock.now_ms())
        dates = [date for date, _number in counted]
        return [
            TaskLine(
                task.id,
                task.name,
                task.assignee_id,
                standing(span, task.times or 1, dates, task.excuses, today),
                tuple(number for date, number in counted if span.holds(date)),
            )
            for span in windows(task)
        ]

    def open_lines(self, unit: str) -> list[TaskLine]:
        """What is due or overdue in ``unit`` today, overdue first, then by the last day."""
        now = self._clock.now_ms()
        today, early = date_of(now), date_of(now - LOOK_BACK_DAYS * DAY_MS)
        conditions = (
            Condition("unit", "=", unit),
            Condition("due_on", ">=", early),
            Condition("first_day", "<", date_of(now + DAY_MS)),
        )
        found: list[TaskLine] = []
        for row in pages(self._queries, Listing("task", conditions), MOST_TASKS):
            if isinstance(row.record, Task):
                found += self.of_task(row.record)
        found += self.rounds(unit, today)
        shown = [
            line
            for line in found
            if line.standing.state in ("due", "overdue") and line.standing.span.last >= early
        ]
        return sorted(shown, key=_urgency)

    def rounds(self, unit: str, today: str) -> list[TaskLine]:
        """The chiefs of ``unit``: this period's round, and the last one where it was missed."""
        return rounds(self._queries, unit, today)

    def _counted(self, task: Task) -> list[tuple[str, str]]:
        """(date, number) of the patrols that count for ``task``, in order.

        Those that name it, and those that name no task but fit who, where and what it asks for.
        """
        if task.first_day is None or task.due_on is None:
            return []
        members = self._members(task)
        found: dict[str, tuple[str, str]] = {}
        span = [
            Condition("start_at", ">=", day_start(task.first_day)),
            Condition("start_at", "<", day_start(task.due_on) + DAY_MS),
        ]
        asked = [Condition("task_id", "=", task.id)]
        for row in pages(self._queries, _patrols(span + asked)):
            found[row.record.id] = (str(row.own.get("date")), row.record.number)
        if members or task.grid_id:
            where = [Condition("grid_id", "=", task.grid_id)] if task.grid_id else []
            who = [Condition("ranger_id", "in", tuple(members))] if members and not where else []
            for row in pages(self._queries, _patrols(span + where + who)):
                if isinstance(row.record, Patrol) and _fits(row.record, task, members):
                    found[row.record.id] = (str(row.own.get("date")), row.record.number)
        return sorted(found.values())

    def _members(self, task: Task) -> tuple[str, ...]:
        """Whoever may do the task: the assignee, or the team."""
        if task.assignee_id:
            return (task.assignee_id,)
        stored = self._queries.get("team", task.team_id) if task.team_id else None
        if stored is None or not isinstance(stored.record, Team):
            return ()
        leader = (stored.record.leader_id,) if stored.record.leader_id else ()
        return tuple(dict.fromkeys((*leader, *stored.record.member_ids)))


def _patrols(conditions: Sequence[Condition]) -> Listing:
    return Listing("patrol", tuple(conditions), COUNTED, descending=False)


def _fits(patrol: Patrol, task: Task, members: Sequence[str]) -> bool:
    """Whether a patrol that names no task counts for ``task``."""
    if patrol.task_id or (task.patrol_type and patrol.patrol_type != task.patrol_type):
        return False
    if task.grid_id and patrol.grid_id != task.grid_id:
        return False
    return not (task.assignee_id or task.team_id) or bool({*everybody(patrol)} & set(members))


def _urgency(line: TaskLine) -> tuple[int, str, str]:
    return (ORDER[line.standing.state], line.standing.span.last, line.title)
