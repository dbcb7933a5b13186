"""What the Papers page reads and makes, as plain functions for ``Work``: no widget in here."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from patrol_app.domain.instant import Instant, beijing, date_of, day_start
from patrol_app.domain.records import bearers, record_type
from patrol_app.domain.records.unit import Unit
from patrol_app.domain.rules.case import PAPERED
from patrol_app.domain.rules.patrol import CHIEFS as CHIEF_TYPE
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.papers.asked import CHIEFS, DAILY, MONTHLY, PaperOf
from patrol_app.gui.papers.checks import (
    Check,
    chief_checks,
    daily_checks,
    monthly_checks,
    record_checks,
    table_checks,
    tour_checks,
)
from patrol_app.services.listing import pages
from patrol_app.services.paper_desk import CASE_PAPER, KINDS, MINUTES, RECORD, write_paper
from patrol_app.services.pest_year import year_to
from patrol_app.services.ports import EVERY_STATE, Clock, Condition, Listing, Queries, State, Stored
from patrol_app.services.readiness import crews
from patrol_app.services.report_types import Paper
from patrol_app.services.rules import rule_book
from patrol_app.services.units import below

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

SHOWN = 200  # patrols offered without a search; older ones are found by their number
MONTHS = 24
_CALLED = {"grazing": "place", "problem": "place", "case_step": "step", "drill": "name",
           "forecast": "pest_name", "pest": "pest"}  # fmt: skip
_ONLY = {  # what has no paper of this kind is not offered
    CASE_PAPER: (Condition("step", "in", tuple(PAPERED)),),
    MINUTES: (Condition("met_on", ">=", "2000-01-01"),),
}
TOLD: tuple[State, ...] = ("submitted", "changed")  # what 9.3 of a month lists


@dataclass(frozen=True)
class Choice:
    """A record that a paper can be made of; ``ranger``: who or what it is about."""

    number: str
    rec: str
    day: str
    ranger: str
    draft: bool
    chief: bool = False  # a tour of a forest chief: its paper is 9.3


@dataclass(frozen=True)
class Options:
    """What can be chosen.

    Attributes:
        patrols: newest first; months: ``YYYY-MM``, newest first; month: the proposed one.
        units: (code, name), the own one first.
        tours: the newest tours of forest chiefs.
        today: the day; pest_year: first day of its pest year.
    """

    patrols: tuple[Choice, ...]
    months: tuple[str, ...]
    month: str
    units: tuple[tuple[str, str], ...]
    tours: tuple[Choice, ...] = ()
    today: str = ""
    pest_year: str = ""


@dataclass(frozen=True)
class Rendered:
    """A preview: the paper's facts and its PDF, whose file is gone already."""

    asked: PaperOf
    paper: Paper
    pdf: bytes
    checks: tuple[Check, ...]


def read_options(queries: Queries, clock: Clock) -> Options:
    """Patrols, months and units to choose from."""
    rows = queries.page(Listing("patrol", states=EVERY_STATE, limit=SHOWN)).rows
    patrols = _choices(queries, rows)
    of_chiefs = (Condition("patrol_type", "=", CHIEF_TYPE),)
    tours = _choices(queries, queries.page(Listing("patrol", of_chiefs, TOLD, limit=SHOWN)).rows)
    months = _months(clock.now_ms())
    newest = next((one.day[:7] for one in patrols if not one.draft and one.day), "")
    own = queries.identity().unit
    names = {
        row.record.code or "": row.record.name
        for row in queries.page(Listing("unit", states=EVERY_STATE, limit=1_000)).rows
        if isinstance(row.record, Unit)
    }
    units = tuple((code, names.get(code) or code) for code in below(queries, own))
    month = newest if newest in months else months[0]
    today = date_of(clock.now_ms())
    return Options(patrols, months, month, units, tours, today, year_to(rule_book(queries), today))


def logs_of_month(queries: Queries, unit: str, month: str) -> tuple[Choice, ...]:
    """Every patrol that set out in ``month`` in ``unit`` and below: by ranger, then by day.

    Args:
        queries: of the open data folder.
        unit: unit code; empty for the own one.
        month: ``YYYY-MM``.
    """
    first = day_start(f"{month}-01")
    year, number = (int(part) for part in month.split("-"))
    after = f"{year + number // 12}-{number % 12 + 1:02d}-01"
    conditions = (
        Condition("start_at", ">=", first),
        Condition("start_at", "<", day_start(after)),
        Condition("unit", "in", below(queries, unit or queries.identity().unit)),
    )
    found = _choices(queries, list(pages(queries, Listing("patrol", conditions, EVERY_STATE))))
    return tuple(sorted(found, key=lambda one: (one.ranger, one.day, one.number)))


def choices(queries: Queries, paper: str) -> tuple[Choice, ...]:
    """The newest records that ``paper`` can be made of; teams: fire crews first."""
    of = KINDS[paper].of
    if of == "team":
        return tuple(Choice(one.number, one.id, "", one.name, False) for one in crews(queries, ""))
    if paper in _ONLY:
        told = Listing(of, _ONLY[paper], TOLD, limit=SHOWN)
        return tuple(_one(row) for row in queries.page(told).rows)
    return tuple(_one(row) for row in queries.page(Listing(of, (), EVERY_STATE, limit=SHOWN)).rows)


def find_one(queries: Queries, paper: str, text: str) -> Choice | None:
    """The record with exactly this number, however old."""
    of = KINDS[paper].of
    found = queries.find(of, text.strip())
    if found is None:
        return None
    return _choices(queries, [found])[0] if of == "patrol" else _one(found)


def _one(row: Stored) -> Choice:
    """A record of another type than a patrol, by its day and what it is called."""
    kind, record = record_type(row.type), row.record
    when = getattr(record, kind.time, None) if kind.time else None
    day = date_of(when.ms) if isinstance(when, Instant) else str(when or "")
    words = str(getattr(record, _CALLED.get(row.type, kind.title), "") or "")
    if row.type == "case_step":
        term = vocabulary("case_step").find(words)
        words = term.label() if term else words
    draft = row.state == "draft" and kind.submit
    return Choice(record.number, record.id, day, words, draft)


def find_rec(queries: Queries, rec: str) -> Choice | None:
    """The patrol with this record id."""
    found = queries.get("patrol", rec)
    return _choices(queries, [found])[0] if found is not None else None


def record_of(queries: Queries, number: str) -> tuple[str, str] | None:
    """(type, record id) of a record number."""
    for kind in bearers(number):
        found = queries.find(kind.code, number)
        if found is not None:
            return kind.code, found.record.id
    return None


def render(app: App, asked: PaperOf) -> Rendered:
    """Make the preview in a private folder that is gone when this returns.

    Raises:
        UserError: no such patrol, unit or month.
    """
    # The spool is private, on the data folder's own disk, and emptied at every start.
    app.paths.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=app.paths.spool) as folder:
        paper = write(app, asked, Path(folder) / "preview.pdf")
        pdf = paper.path.read_bytes()
    return Rendered(asked, paper, pdf, _checks(app.store.queries, asked, paper))


def _checks(queries: Queries, asked: PaperOf, paper: Paper) -> tuple[Check, ...]:
    if asked.paper == DAILY:
        return daily_checks(queries, asked.number, paper)
    if asked.paper == CHIEFS and asked.number:
        return tour_checks(queries, asked.number, paper)
    if asked.paper in (MONTHLY, CHIEFS):
        about = monthly_checks if asked.paper == MONTHLY else chief_checks
        return about(queries, asked.unit, asked.month, paper)
    kind = KINDS[asked.paper]
    if kind.asks == RECORD:
        return record_checks(queries, kind.of, asked.number, paper)
    return table_checks(queries, kind.of, asked.unit, paper)


def write(app: App, asked: PaperOf, out: Path) -> Paper:
    """Write the paper to ``out``, PDF or xlsx by its ending.

    Raises:
        UserError: no such record, unit or time, wrong ending, no right to it.
        EnvironmentFault: the file cannot be written.
    """
    app.session.actor.need("papers")
    return write_paper(app, asked, out)


def _choices(queries: Queries, rows: Sequence[Stored]) -> tuple[Choice, ...]:
    rangers = {str(getattr(row.record, "ranger_id", "") or "") for row in rows} - {""}
    names: Mapping[str, str] = queries.names("person", rangers)
    return tuple(_choice(row, names) for row in rows)


def _choice(row: Stored, names: Mapping[str, str]) -> Choice:
    record: Any = row.record
    return Choice(
        number=record.number,
        rec=record.id,
        day=str(row.own.get("date") or ""),
        ranger=names.get(record.ranger_id or "", ""),
        draft=row.state == "draft",
        chief=record.patrol_type == CHIEF_TYPE,
    )


def _months(now_ms: int) -> tuple[str, ...]:
    today = beijing(now_ms)
    last = today.year * 12 + today.month - 1
    return tuple(f"{at // 12}-{at % 12 + 1:02d}" for at in range(last, last - MONTHS, -1))
