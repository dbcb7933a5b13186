"""Rounds of forest chiefs 林长巡林 that the frequency rules ask for (``domain.md`` §1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from patrol_app.domain.instant import date_of, day_start
from patrol_app.domain.period import PERIODS, Span, period_of
from patrol_app.domain.records.patrol import Patrol
from patrol_app.domain.records.person import Person
from patrol_app.domain.rules.patrol import CHIEFS
from patrol_app.domain.rules.task import Standing, standing
from patrol_app.domain.setting import RuleBook, RuleValue
from patrol_app.services.listing import pages
from patrol_app.services.ports import Condition, Listing, Queries, State
from patrol_app.services.rules import rule_book

COUNTED: tuple[State, ...] = ("submitted", "changed")


@dataclass(frozen=True)
class TaskLine:
    """One window of a task, or one period of a chief's rounds.

    Attributes:
        task: record id of the task; empty for a round that a rule asks for.
        title: of the task, or the chief's name.
        person: record id of who has to do it, or None.
        standing: window, required, done, state.
        patrols: numbers of the patrols that were counted.
        rule: the frequency rule of a round, else None.
    """

    task: str
    title: str
    person: str | None
    standing: Standing
    patrols: tuple[str, ...] = ()
    rule: RuleValue | None = None


def rounds(queries: Queries, unit: str, today: str) -> list[TaskLine]:
    """The chiefs of ``unit``: this period's round, and the last one where it was missed.

    Rule keys ``linzhang.freq.<level>``: value = rounds, unit = the period's word.
    """
    chiefs = [
        row.record
        for row in pages(queries, Listing("person", (Condition("unit", "=", unit),)))
        if isinstance(row.record, Person)
        and row.record.chief_level
        and not (row.record.left_on and row.record.left_on < today)
    ]
    if not chiefs:
        return []
    book = rule_book(queries)
    tours = _tours(queries, unit, today)
    return [line for chief in chiefs for line in _rounds(chief, book, tours, today)]


def _tours(queries: Queries, unit: str, today: str) -> list[Patrol]:
    """林长巡林 of the last two years, long enough for a missed yearly round."""
    first = day_start(f"{int(today[:4]) - 1}-01-01")
    conditions = (
        Condition("patrol_type", "=", CHIEFS),
        Condition("unit", "=", unit),
        Condition("start_at", ">=", first),
    )
    rows = pages(queries, Listing("patrol", conditions, COUNTED, descending=False))
    return [row.record for row in rows if isinstance(row.record, Patrol)]


def _rounds(chief: Person, book: RuleBook, tours: Sequence[Patrol], today: str) -> list[TaskLine]:
    rule = book.find(f"linzhang.freq.{chief.chief_level}", today, chief.unit)
    if rule is None or rule.unit not in PERIODS:
        return []
    mine = sorted(
        (date_of(tour.start_at.ms), tour.number)
        for tour in tours
        if tour.start_at and chief.id in (tour.ranger_id, tour.leader_id)
    )
    now = period_of(rule.unit, today)
    before = period_of(rule.unit, date_of(day_start(now.first) - 1))
    lines = [_round(chief, rule, span, mine, today) for span in (before, now)]
    # who was entered here only in this period has missed nothing before
    kept = [
        line for line in lines[:1] if line.standing.state == "overdue" and _known(chief, before)
    ]
    return [*kept, lines[1]]


def _round(
    chief: Person, rule: RuleValue, span: Span, mine: Sequence[tuple[str, str]], today: str
) -> TaskLine:
    stands = standing(span, rule.value, [date for date, _number in mine], (), today)
    numbers = tuple(number for date, number in mine if span.holds(date))
    return TaskLine("", chief.name, chief.id, stands, numbers, rule)


def _known(chief: Person, span: Span) -> bool:
    """Whether the chief stood in the book by the end of ``span``: the number bears the date."""
    parts = chief.number.split("-")
    entered = f"20{parts[2][:2]}-{parts[2][2:4]}-{parts[2][4:6]}" if len(parts) == 4 else ""
    return bool(entered) and entered <= span.last
