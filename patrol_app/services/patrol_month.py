"""A month of patrols counted by unit: what paper 9.2 and the statistics are made of.

Formulas: ``domain.indicators`` (``domain.md`` §7.2); validity is the one judged on submit, never
judged again here. 林长巡林 is counted on its own paper (9.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from patrol_app.domain.instant import DAY_MS, date_of, day_start
from patrol_app.domain.period import Span
from patrol_app.domain.records.finding import Finding
from patrol_app.domain.records.grid import Grid
from patrol_app.domain.records.patrol import Patrol, days, walker
from patrol_app.domain.records.person import Person
from patrol_app.domain.records.task import Task
from patrol_app.domain.rules.patrol import CHIEFS
from patrol_app.domain.rules.task import excused_days
from patrol_app.domain.season import required_days
from patrol_app.domain.setting import RuleBook
from patrol_app.services.listing import pages
from patrol_app.services.ports import Condition, Listing, Queries, State, Stored
from patrol_app.services.unit_month import DayFigures, UnitMonth

__all__ = ["UnitMonth", "count_month"]

STATES: tuple[State, ...] = ("submitted", "changed")
LEAVE = frozenset({"休假", "病假"})  # reasons of substitution that excuse the day
REACH_DAYS = 10  # a patrol of several days may have begun this long before the month


def count_month(
    queries: Queries, codes: Mapping[str, str], span: Span, book: RuleBook
) -> dict[str, UnitMonth]:
    """The month's counts of each unit.

    Args:
        queries: of the open store.
        codes: unit code -> name.
        span: first and last day of the month.
        book: the rule values in force.
    """
    found = {code: UnitMonth() for code in codes}
    for code, unit in found.items():
        row = required_days(book, span.first[:7], code)
        unit.required = None if row is None else row.value
    _people(queries, found, span)
    _patrols(queries, found, span)
    _findings(queries, found, span)
    _tasks(queries, found, span)
    return found


def _people(queries: Queries, found: dict[str, UnitMonth], span: Span) -> None:
    """Rangers of a unit: those of its grids, and persons with the role who do not administer."""
    left: set[str] = set()
    for row in pages(queries, Listing("person")):
        person = row.record
        if not isinstance(person, Person) or person.unit not in found:
            continue
        if person.left_on and person.left_on < span.first:
            left.add(person.id)
        elif "ranger" in person.roles and "admin" not in person.roles:
            found[person.unit].rangers[person.id] = person.number
    for row in pages(queries, Listing("grid")):
        grid = row.record
        if not isinstance(grid, Grid) or grid.unit not in found:
            continue
        if (grid.valid_from or "") > span.last or (grid.valid_to or "9") < span.first:
            continue
        found[grid.unit].grids[grid.id] = (0, grid.area_mu_e4 or 0)
        if grid.ranger_id and grid.ranger_id not in left:
            found[grid.unit].rangers.setdefault(grid.ranger_id, "")


def _patrols(queries: Queries, found: dict[str, UnitMonth], span: Span) -> None:
    first_ms = day_start(span.first)
    early = date_of(first_ms - REACH_DAYS * DAY_MS)
    conditions = (Condition("date", ">=", early), Condition("date", "<", _after(span)))
    for row in pages(queries, Listing("patrol", conditions, STATES, descending=False)):
        unit = found.get(row.record.unit)
        patrol = row.record
        if unit is None or not isinstance(patrol, Patrol) or patrol.patrol_type == CHIEFS:
            continue
        dates = [date for date in days(patrol) if span.holds(date)]
        if not dates:
            continue
        _one_patrol(unit, row, patrol, dates)
        if span.holds(str(row.own.get("date"))):
            _lengths(unit, row)


def _one_patrol(unit: UnitMonth, row: Stored, patrol: Patrol, dates: list[str]) -> None:
    person = walker(patrol) or ""
    if patrol.ranger_id:
        unit.rangers.setdefault(patrol.ranger_id, "")
    if patrol.substitute_id and patrol.substitute_reason in LEAVE and patrol.ranger_id:
        unit.excused |= {(patrol.ranger_id, date): patrol.substitute_reason for date in dates}
    judged = {one["date"]: one for one in _value(row, "days") or ()}
    for date in dates:
        day = unit.days.setdefault((person, date), DayFigures())
        # A day with several patrols counts once, by its weakest evidence.
        day.grade = max(day.grade, str(row.own.get("evidence") or "D"))
        day.numbers.append(patrol.number)
        said = judged.get(date, {}).get("valid")
        day.judged |= said is not None
        if said:
            day.valid = True
            day.valid_cm += int(judged[date].get("inside_cm") or 0)
    unit.versions |= {one.get("rule_version", "") for one in row.judged.values()} - {""}
    if patrol.grid_id in unit.grids:
        share, area = unit.grids[patrol.grid_id]
        now = _value(row, "month_coverage_e2")
        if now is not None:
            unit.grids[patrol.grid_id] = (max(int(now), share or 0), area)
            unit.covered = True
        elif not share:
            unit.grids[patrol.grid_id] = (None, area)


def _lengths(unit: UnitMonth, row: Stored) -> None:
    unit.patrols.append(row.record.number)
    if _value(row, "late_days"):
        unit.late.append(row.record.number)
    length = row.own.get("length_cm")
    if length is None:
        unit.without_length += 1
        return
    unit.length_cm += int(length)
    unit.typed += row.own.get("evidence") == "D"


def _findings(queries: Queries, found: dict[str, UnitMonth], span: Span) -> None:
    conditions = (Condition("date", ">=", span.first), Condition("date", "<", _after(span)))
    for row in pages(queries, Listing("finding", conditions, STATES, descending=False)):
        if row.record.unit in found and isinstance(row.record, Finding):
            found[row.record.unit].found.append(row.record.number)


def _tasks(queries: Queries, found: dict[str, UnitMonth], span: Span) -> None:
    """Excused days of tasks that are given to one person."""
    for row in pages(queries, Listing("task", (Condition("due_on", ">=", span.first),))):
        task = row.record
        if not isinstance(task, Task) or not task.assignee_id:
            continue
        excused = excused_days(task.excuses, span)
        for unit in found.values():
            if excused and task.assignee_id in unit.rangers:
                unit.excused |= {(task.assignee_id, day): why for day, why in excused.items()}


def _value(row: Stored, name: str) -> Any:
    """A judged value, or None."""
    return (row.judged.get(name) or {}).get("value")


def _after(span: Span) -> str:
    return date_of(day_start(span.last) + DAY_MS)
