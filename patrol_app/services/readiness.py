"""Whether a crew is ready: hours of the year, last drills, equipment that is due, who to call.

Sources: ``domain.md`` §6.2–§6.4. Hours count training sessions that were submitted; drills are
counted beside them. The rules' numbers are 本单位设定 until somebody confirms them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from patrol_app.domain.instant import date_of, day_start
from patrol_app.domain.records.crew import Equipment, Training, minutes_of
from patrol_app.domain.records.drill import Drill
from patrol_app.domain.records.person import Person
from patrol_app.domain.records.team import FIRE_CREWS, Team
from patrol_app.domain.rules.drill import drill_score
from patrol_app.domain.setting import RuleBook, RuleValue
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.kit_standard import lacking, standards
from patrol_app.services.listing import pages
from patrol_app.services.ports import EVERY_STATE, Clock, Condition, Listing, Queries, State
from patrol_app.services.rules import rule_book

DONE: tuple[State, ...] = ("submitted", "changed")
TREND = 6  # drills shown, newest first
OVERDUE, SOON, SCRAP, UNSOUND = "overdue", "soon", "scrap", "unsound"
SCRAP_SOON = "scrap_soon"


@dataclass(frozen=True)
class Member:
    """One person of the crew.

    Attributes:
        minutes: of training in the year; numbers: the sessions they come from.
        drills, called: drills attended of those whose roster named the person.
    """

    person: Person
    leads: bool
    minutes: int
    numbers: tuple[str, ...]
    drills: int
    called: int


@dataclass(frozen=True)
class DrillLine:
    """One drill of the trend; times in seconds, None where not known."""

    number: str
    day: str
    name: str
    due: int
    present: int
    assembly_s: int | None
    travel_s: int | None
    attack_s: int | None
    total_e2: int | None
    grade: str


@dataclass(frozen=True)
class KitLine:
    """Equipment that asks for something: why (``OVERDUE`` ...) and in days."""

    thing: Equipment
    why: str
    days: int


@dataclass(frozen=True)
class Readiness:
    """The card of one crew on one day.

    Attributes:
        hours: rule for the year, None where none is set; quarter: drills a quarter.
        drills_quarter: drills of the quarter that ``day`` lies in.
        held: everything the crew holds; kit: what of it asks for something, worst first.
        short: sound pieces that are missing to the standard, by kind.
    """

    team: Team
    unit_name: str
    day: str
    members: tuple[Member, ...]
    drills: tuple[DrillLine, ...]
    drills_quarter: int
    hours: RuleValue | None
    quarter: RuleValue | None
    held: tuple[Equipment, ...]
    kit: tuple[KitLine, ...]
    short: Mapping[str, int]


def crews(queries: Queries, day: str) -> list[Team]:
    """Teams that stand on ``day``: fire crews first, then the others."""
    found = [
        row.record for row in pages(queries, Listing("team", states=EVERY_STATE, descending=False))
    ]
    teams = [
        team
        for team in found
        if isinstance(team, Team) and not (team.valid_to and team.valid_to < day)
    ]
    return sorted(teams, key=lambda team: team.team_type not in FIRE_CREWS)


def readiness(queries: Queries, clock: Clock, team: str = "") -> Readiness:
    """The card of ``team``.

    Args:
        queries: of the open store.
        clock: for today and the year.
        team: number or id; empty for the first fire crew.

    Raises:
        UserError: ``crew.none``: there is no such team.
    """
    day = date_of(clock.now_ms())
    teams = crews(queries, day)
    chosen = next((one for one in teams if team in ("", one.id, one.number)), None)
    if chosen is None:
        raise UserError("crew.none", N_("Enter a team with its members first (base data)"))
    return readiness_of(queries, chosen, day, rule_book(queries))


def readiness_of(queries: Queries, chosen: Team, day: str, book: RuleBook) -> Readiness:
    """The card of a crew on the ISO date ``day``.

    Args:
        queries: of the open store.
        chosen: the crew.
        day: for the year, the quarter and what is due.
        book: rule values in force.
    """
    sessions = _sessions(queries, day[:4])
    drills = _drills(queries, chosen.id)
    held = _held(queries, chosen.id)
    unit = queries.find("unit", chosen.unit)
    members = _members(queries, chosen, day, sessions, drills)
    wanted = standards(book, day, chosen.unit, len(members))
    return Readiness(
        team=chosen,
        unit_name=str(getattr(unit.record, "name", "")) if unit else chosen.unit,
        day=day,
        members=members,
        drills=tuple(_line(drill, book) for drill in drills[:TREND]),
        drills_quarter=sum(1 for drill in drills if _quarter(_day(drill)) == _quarter(day)),
        hours=book.find("training.hours_year", day, chosen.unit),
        quarter=book.find("training.drills_quarter", day, chosen.unit),
        held=tuple(held),
        kit=kit_lines(held, day, book),
        short=lacking(held, wanted),
    )


def drill_before(queries: Queries, drill: Drill) -> Drill | None:
    """The submitted drill of the same team and type that came last before ``drill``."""
    if drill.team_id is None:
        return None
    start = drill.start_at.ms if drill.start_at is not None else None
    for one in _drills(queries, drill.team_id):
        earlier = one.start_at is not None and (start is None or one.start_at.ms < start)
        if one.id != drill.id and earlier and one.drill_type == drill.drill_type:
            return one
    return None


def kit_lines(held: Sequence[Equipment], day: str, book: RuleBook) -> tuple[KitLine, ...]:
    """What asks for something on ``day``, worst first: check overdue, to be scrapped, unsound,
    check due soon (``equipment.check_days``), to be scrapped soon (``equipment.scrap_days``)."""
    soon = book.find("equipment.check_days", day)
    last = book.find("equipment.scrap_days", day)
    least = book.find("equipment.sound", day)
    found = []
    for thing in held:
        if thing.check_due and thing.check_due < day:
            found.append(KitLine(thing, OVERDUE, _days(thing.check_due, day)))
        elif thing.check_due and soon and thing.check_due <= _after(day, soon.value):
            found.append(KitLine(thing, SOON, _days(day, thing.check_due)))
        if thing.scrap_on and thing.scrap_on <= day:
            found.append(KitLine(thing, SCRAP, _days(thing.scrap_on, day)))
        elif thing.scrap_on and last and thing.scrap_on <= _after(day, last.value):
            found.append(KitLine(thing, SCRAP_SOON, _days(day, thing.scrap_on)))
        count, sound = thing.count or 0, thing.sound or 0
        if least and count and sound * 10_000 < least.value * count:
            found.append(KitLine(thing, UNSOUND, count - sound))
    order = (OVERDUE, SCRAP, UNSOUND, SOON, SCRAP_SOON)
    return tuple(sorted(found, key=lambda line: (order.index(line.why), -line.days)))


def _members(
    queries: Queries,
    team: Team,
    day: str,
    sessions: Sequence[Training],
    drills: Sequence[Drill],
) -> tuple[Member, ...]:
    ids = dict.fromkeys(one for one in (team.leader_id, *team.member_ids) if one)
    made = []
    for rec in ids:
        stored = queries.get("person", rec)
        if stored is None or stored.deleted or not isinstance(stored.record, Person):
            continue
        person = stored.record
        if person.left_on and person.left_on < day:
            continue
        there = [one for one in sessions if minutes_of(one, rec)]
        of_year = [one for one in drills if _day(one)[:4] == day[:4]]
        called = [row for one in of_year for row in one.attendance if row.person_id == rec]
        made.append(
            Member(
                person,
                rec == team.leader_id,
                sum(minutes_of(one, rec) for one in there),
                tuple(one.number for one in there),
                sum(1 for row in called if row.present),
                len(called),
            )
        )
    return tuple(made)


def _sessions(queries: Queries, year: str) -> list[Training]:
    span = (
        Condition("start_at", ">=", day_start(f"{year}-01-01")),
        Condition("start_at", "<", day_start(f"{int(year) + 1}-01-01")),
    )
    rows = pages(queries, Listing("training", span, DONE, descending=False))
    return [row.record for row in rows if isinstance(row.record, Training)]


def _drills(queries: Queries, team: str) -> list[Drill]:
    """Submitted drills of a team, newest first."""
    rows = pages(queries, Listing("drill", (), DONE))
    return [
        row.record for row in rows if isinstance(row.record, Drill) and row.record.team_id == team
    ]


def _held(queries: Queries, team: str) -> list[Equipment]:
    of_team = (Condition("team_id", "=", team),)
    rows = pages(queries, Listing("equipment", of_team, EVERY_STATE, descending=False))
    return [row.record for row in rows if isinstance(row.record, Equipment)]


def _line(drill: Drill, book: RuleBook) -> DrillLine:
    from patrol_app.domain.records.drill import own

    values, score = own(drill), drill_score(drill, book)
    return DrillLine(
        drill.number,
        _day(drill),
        drill.name,
        values["due"],
        values["present"],
        values["assembly_s"],
        values["travel_s"],
        values["attack_s"],
        score.total_e2,
        score.grade,
    )


def _day(drill: Drill) -> str:
    return date_of(drill.start_at.ms) if drill.start_at else ""


def _quarter(day: str) -> tuple[str, int]:
    return (day[:4], (int(day[5:7]) - 1) // 3) if day else ("", -1)


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def _after(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
