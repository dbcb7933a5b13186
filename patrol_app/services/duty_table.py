"""Which lines of the page Today are whose: one table of rights (``docs/today.md``).

A line is shown to whoever may do something about it: one of its rights is enough, a line without
any is everybody's. By region and date the lines decide themselves (``duties``, ``seasons``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from patrol_app.domain.records.task import Task
from patrol_app.domain.records.team import Team
from patrol_app.services.ports import Queries
from patrol_app.services.rounds import TaskLine
from patrol_app.services.session import Actor

_CREW: Final = frozenset({"write:drill"})
_PEST: Final = frozenset({"write:pest"})
_MOVES: Final = frozenset({"exchange"})
SHOWN: Final[Mapping[str, frozenset[str]]] = {
    # about this computer and its folder
    "clock": frozenset(),
    "recovery": frozenset({"settings", "backup"}),
    "enrolment": _MOVES,
    "receipt": _MOVES,
    "backup": frozenset({"backup"}),
    "export": _MOVES,
    "arrivals": _MOVES,
    "stations": frozenset({"enrol"}),
    "sending": frozenset({"deliver"}),
    "handing": _MOVES,
    # about records
    "conflicts": _MOVES,
    "incomplete": _MOVES,
    "returned": frozenset({"write:patrol"}),
    "review": frozenset({"review"}),
    # about the work of the field
    "task": frozenset({"write:patrol"}),
    "round": frozenset({"review", "write:base"}),
    "case": frozenset({"transfer", "review"}),
    "problem": frozenset({"write:problem"}),
    "first_report": _PEST,
    "survey_round": _PEST,
    "trap": _PEST,
    # about the fire crew
    "drill_running": _CREW,
    "drill_quarter": _CREW,
    "drill_problem": _CREW,
    "training": _CREW,
    "kit": _CREW,
    "crew_fit": _CREW,
}
TILES: Final[Mapping[str, str]] = {
    "patrol": "write:patrol",
    "files": "write:patrol",
    "pest": "write:pest",
    "grazing": "write:grazing",
    "drill": "write:drill",
}
# whose first action is not the patrol: role -> tile
FIRST_TILE: Final[Mapping[str, str]] = {"crew_leader": "drill"}


def shown(actor: Actor, line: str) -> bool:
    """Whether the lines of a kind are for ``actor``.

    Raises:
        KeyError: there is no such kind.
    """
    asked = SHOWN[line]
    return not asked or any(actor.may(right) for right in asked)


def own_only(actor: Actor) -> bool:
    """Whether tasks of others are left out: everybody who neither reviews nor leads base data."""
    return not (actor.may("review") or actor.may("write:base"))


def own_lines(queries: Queries, lines: Sequence[TaskLine], actor: Actor) -> Iterator[TaskLine]:
    """Tasks and rounds that are for ``actor``: all of them, or the own ones and the own team's."""
    everybody = not own_only(actor)
    for line in lines:
        if line.person == actor.id:
            yield line
        elif line.rule is not None:
            if shown(actor, "round"):
                yield line
        elif shown(actor, "task") and (everybody or _asked_of_team(queries, line, actor)):
            yield line


def _asked_of_team(queries: Queries, line: TaskLine, actor: Actor) -> bool:
    """The task names nobody, or a team that the person belongs to."""
    stored = queries.get("task", line.task) if line.task else None
    task = stored.record if stored is not None else None
    if line.person or not isinstance(task, Task):
        return False
    team = queries.get("team", task.team_id) if task.team_id else None
    if team is None or not isinstance(team.record, Team):
        return task.team_id is None
    return actor.id in (team.record.leader_id, *team.record.member_ids)


def tiles(actor: Actor) -> tuple[str, ...]:
    """The start actions that ``actor`` may take, the one that comes first for the role in front."""
    allowed = [name for name, right in TILES.items() if actor.may(right)]
    roles = [role for role in actor.roles if role in FIRST_TILE]
    front = FIRST_TILE[roles[0]] if roles and len(actor.roles) == 1 else ""
    return tuple(sorted(allowed, key=lambda name: name != front))
