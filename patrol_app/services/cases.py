"""A grazing case as it stands: its steps, the limits that run, the numbers of its papers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from patrol_app.domain.instant import date_of
from patrol_app.domain.records.case import CaseStep, DocBlock
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.domain.rules.case import VOID
from patrol_app.domain.rules.case_limits import Limit, limits, payment
from patrol_app.domain.setting import RuleBook
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.listing import pages
from patrol_app.services.ports import EVERY_STATE, Condition, Listing, Queries, Stored
from patrol_app.services.rules import rule_book
from patrol_app.services.working_days import due_after, months_after

STEP, GRAZING, BLOCK = "case_step", "grazing", "doc_block"
SHOWN_DAYS: Final = 10  # Today names a limit so many days before it ends
_OWN: Final = 500


@dataclass(frozen=True)
class Due:
    """A limit with the last day that keeps it.

    Attributes:
        rec: id of the violation; number: of the violation.
        code: of ``domain.rules.case_limits.Limit``; day: ``YYYY-MM-DD``, the last day in time.
        step: number of the step it runs from; source: where the limit stands.
    """

    rec: str
    number: str
    code: str
    day: str
    step: str
    source: str


@dataclass(frozen=True)
class Case:
    """A violation with its submitted steps, oldest first, and the limits that run."""

    violation: Stored
    steps: tuple[Stored, ...]
    dues: tuple[Due, ...]


@dataclass(frozen=True)
class PaperNo:
    """One number of a block: ``used``, ``void`` or ``free``, and every step that holds it."""

    number: str
    state: str
    step: str = ""
    day: str = ""


def case_of(queries: Queries, rec: str) -> Case:
    """The case of the violation ``rec``.

    Raises:
        UserError: ``record.unknown``.
    """
    stored = queries.get(GRAZING, rec)
    if stored is None or not isinstance(stored.record, GrazingViolation):
        raise UserError("record.unknown", N_("No record is called {name}"), name=rec)
    steps = steps_of(queries, rec)
    return Case(stored, steps, dues_of(queries, stored.record, steps, rule_book(queries)))


def steps_of(queries: Queries, rec: str) -> tuple[Stored, ...]:
    """The submitted steps of a case, in the order in which they happened."""
    rows = [row for row in queries.children(STEP, "parent_id", rec) if row.state != "draft"]
    return tuple(sorted(rows, key=lambda row: (_ms(row), row.record.id)))


def _ms(row: Stored) -> int:
    return row.record.at.ms if isinstance(row.record, CaseStep) and row.record.at else 0


def dues_of(
    queries: Queries, violation: GrazingViolation, steps: Iterable[Stored], book: RuleBook
) -> tuple[Due, ...]:
    """The limits of a case with their last days, the nearest first."""
    records = [row.record for row in steps if isinstance(row.record, CaseStep)]
    found = [*limits(violation, records, book), *payment(records, book)]
    made = [
        Due(violation.id, violation.number, one.code, last_day(queries, one), one.step, one.source)
        for one in found
    ]
    return tuple(sorted(made, key=lambda due: due.day))


def last_day(queries: Queries, limit: Limit) -> str:
    """The last day that keeps a limit; the day it runs from does not count.

    Working days follow the calendar of the folder (行政处罚法85); months and years end on the
    same day of the month, else on its last.
    """
    if limit.counting == "date":
        return limit.start
    if limit.counting == "work":
        return due_after(queries, limit.start, limit.count)
    if limit.counting == "days":
        return (date.fromisoformat(limit.start) + timedelta(days=limit.count)).isoformat()
    return months_after(limit.start, limit.count * (12 if limit.counting == "years" else 1))


def due_cases(queries: Queries, day: str) -> list[Due]:
    """Limits of all cases that have ended or end within ``SHOWN_DAYS``, the nearest first.

    Args:
        queries: of the open store.
        day: Beijing day, ``YYYY-MM-DD``.
    """
    book = rule_book(queries)
    until = (date.fromisoformat(day) + timedelta(days=SHOWN_DAYS)).isoformat()
    roots = {
        row.record.parent_id
        for row in pages(queries, Listing(STEP))
        if isinstance(row.record, CaseStep)
    }
    found: list[Due] = []
    for rec in sorted(one for one in roots if one):
        stored = queries.get(GRAZING, rec)
        if stored is None or stored.deleted or not isinstance(stored.record, GrazingViolation):
            continue
        dues = dues_of(queries, stored.record, steps_of(queries, rec), book)
        found += [due for due in dues if due.day <= until]
    return sorted(found, key=lambda due: (due.day, due.number))


def paper_no(block: DocBlock, number: int) -> str:
    """A paper's number as printed: ``示林罚〔2026〕12号``."""
    return f"{block.prefix}〔{block.year}〕{number}号"


def numbers(queries: Queries, unit: str = "", year: int = 0) -> list[PaperNo]:
    """Every number of the blocks of ``unit`` (the own one), void ones listed as void.

    Args:
        queries: of the open store.
        unit: unit code; empty for the own.
        year: of the blocks; 0 for every year.
    """
    found = []
    for block in _blocks(queries, unit or queries.identity().unit):
        if year and block.year != year:
            continue
        for number in range(block.first or 0, (block.last or -1) + 1):
            found.append(_state(queries, paper_no(block, number)))
    return found


def next_no(queries: Queries, year: int, prefix: str = "") -> str:
    """The lowest number of the own unit's blocks of ``year`` that no step names.

    Raises:
        UserError: ``doc.none``: no block, or all of its numbers are used.
    """
    for block in _blocks(queries, queries.identity().unit):
        if block.year != year or (prefix and block.prefix != prefix):
            continue
        for number in range(block.first or 0, (block.last or -1) + 1):
            text = paper_no(block, number)
            if _state(queries, text).state == "free":
                return text
    raise UserError(
        "doc.none", N_("No paper number of {year} is left: ask the county for a block"), year=year
    )


def _blocks(queries: Queries, unit: str) -> list[DocBlock]:
    rows = queries.page(Listing(BLOCK, (Condition("for_unit", "=", unit),), limit=_OWN)).rows
    found = [row.record for row in rows if isinstance(row.record, DocBlock)]
    return sorted(found, key=lambda one: (one.year or 0, one.prefix, one.first or 0))


def _state(queries: Queries, number: str) -> PaperNo:
    same = (Condition("doc_no", "=", number),)
    rows = queries.page(Listing(STEP, same, EVERY_STATE, limit=50)).rows
    steps = [row.record for row in rows if isinstance(row.record, CaseStep)]
    void = [one for one in steps if one.step == VOID]
    if not steps:
        return PaperNo(number, "free")
    # two laptops of one unit may have used one number: every step that names it is listed
    named = sorted(void or steps, key=lambda one: one.id)
    day = date_of(named[0].at.ms) if named[0].at else ""
    numbers = "、".join(one.number for one in named)
    return PaperNo(number, "void" if void else "used", numbers, day)
