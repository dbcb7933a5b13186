"""What the form of a drill reads beside the record: teams with their people, what they hold."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from patrol_app.domain.instant import date_of
from patrol_app.domain.journal.op import new_item_key
from patrol_app.domain.records.crew import Equipment
from patrol_app.domain.records.drill import Drill
from patrol_app.domain.records.person import Person
from patrol_app.domain.records.team import FIRE_CREWS, Team
from patrol_app.services.kit_standard import Held, held_things, standards
from patrol_app.services.listing import pages
from patrol_app.services.people import people
from patrol_app.services.ports import EVERY_STATE, Listing, Queries
from patrol_app.services.readiness import drill_before
from patrol_app.services.rules import rule_book

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

CREW_ROLES = ("crew_leader", "ranger")


@dataclass(frozen=True)
class Crews:
    """Teams, people and equipment of this unit as forms of the crew need them.

    Attributes:
        rosters: person ids by team, the leader first; "" = everybody with a crew's role.
        leaders: leader's id by team.
        held: equipment by team.
        first: the team proposed: the only fire crew there is, else none.
    """

    rosters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    leaders: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, tuple[Equipment, ...]] = field(default_factory=dict)
    first: str = ""


def read_crews(app: App) -> Crews:
    """Read them; call it from a query."""
    queries = app.store.queries
    today = date_of(app.clock.now_ms())
    there = people(queries, on=today)
    rosters: dict[str, tuple[str, ...]] = {"": _with_roles(there)}
    leaders: dict[str, str] = {}
    crews = []
    known = {person.id for person in there}
    for team in _teams(queries, today):
        named = [team.leader_id, *team.member_ids]
        rosters[team.id] = tuple(dict.fromkeys(one for one in named if one and one in known))
        if team.leader_id:
            leaders[team.id] = team.leader_id
        if team.team_type in FIRE_CREWS:
            crews.append(team.id)
    held: dict[str, list[Equipment]] = {}
    for row in pages(queries, Listing("equipment", states=EVERY_STATE, descending=False)):
        if isinstance(row.record, Equipment):
            held.setdefault(row.record.team_id or "", []).append(row.record)
    first = crews[0] if len(crews) == 1 else ""
    return Crews(rosters, leaders, {team: tuple(rows) for team, rows in held.items()}, first)


@dataclass(frozen=True)
class Beside:
    """What the stop-watch shows beside its drill.

    Attributes:
        held: what the team holds, with the standard of each kind.
        last: the drill of the same team and type before it, or None.
    """

    held: tuple[Held, ...] = ()
    last: Drill | None = None


def read_beside(app: App, drill: Drill) -> Beside:
    """Read it; call it from a query."""
    queries = app.store.queries
    crews = read_crews(app)
    day = date_of(app.clock.now_ms())
    team = drill.team_id or ""
    people = len(crews.rosters.get(team, ())) if team else len(drill.attendance)
    wanted = standards(rule_book(queries), day, drill.unit, people)
    return Beside(held_things(crews.held.get(team, ()), wanted), drill_before(queries, drill))


def roster_rows(cls: type[BaseModel], persons: Sequence[str]) -> tuple[Any, ...]:
    """Entries of ``cls``, one a person, nobody marked yet."""
    return tuple(
        cls.model_validate(
            {"key": new_item_key(secrets.token_bytes(5)), "order": place, "person_id": rec}
        )
        for place, rec in enumerate(persons)
    )


def _with_roles(there: Sequence[Person]) -> tuple[str, ...]:
    return tuple(person.id for person in there if set(person.roles) & set(CREW_ROLES))


def _teams(queries: Queries, today: str) -> list[Team]:
    found = [row.record for row in pages(queries, Listing("team", states=EVERY_STATE))]
    return [
        team
        for team in found
        if isinstance(team, Team) and not (team.valid_to and team.valid_to < today)
    ]
