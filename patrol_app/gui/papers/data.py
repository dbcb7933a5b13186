"""What the Papers page reads and makes, as plain functions for ``Work``: no widget in here."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from patrol_app.domain.instant import beijing, day_start
from patrol_app.domain.records import bearers
from patrol_app.domain.records.unit import Unit
from patrol_app.domain.rules.patrol import CHIEFS as CHIEF_TYPE
from patrol_app.gui.papers.asked import DAILY, MONTHLY, PaperOf
from patrol_app.gui.papers.checks import (
    Check,
    chief_checks,
    daily_checks,
    monthly_checks,
    tour_checks,
)
from patrol_app.services.listing import pages
from patrol_app.services.ports import Clock, Condition, Listing, Queries, State, Stored
from patrol_app.services.report_types import Paper
from patrol_app.services.units import below

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

SHOWN = 200  # patrols offered without a search; older ones are found by their number
MONTHS = 24
ALL_STATES: tuple[State, ...] = ("draft", "submitted", "changed")
TOLD: tuple[State, ...] = ("submitted", "changed")  # what 9.3 of a month lists


@dataclass(frozen=True)
class Choice:
    """A patrol that can be printed."""

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
    """

    patrols: tuple[Choice, ...]
    months: tuple[str, ...]
    month: str
    units: tuple[tuple[str, str], ...]
    tours: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Rendered:
    """A preview: the paper's facts and its PDF, whose file is gone already."""

    asked: PaperOf
    paper: Paper
    pdf: bytes
    checks: tuple[Check, ...]


def read_options(queries: Queries, clock: Clock) -> Options:
    """Patrols, months and units to choose from."""
    rows = queries.page(Listing("patrol", states=ALL_STATES, limit=SHOWN)).rows
    patrols = _choices(queries, rows)
    of_chiefs = (Condition("patrol_type", "=", CHIEF_TYPE),)
    tours = _choices(queries, queries.page(Listing("patrol", of_chiefs, TOLD, limit=SHOWN)).rows)
    months = _months(clock.now_ms())
    newest = next((one.day[:7] for one in patrols if not one.draft and one.day), "")
    own = queries.identity().unit
    names = {
        row.record.code or "": row.record.name
        for row in queries.page(Listing("unit", states=ALL_STATES, limit=1_000)).rows
        if isinstance(row.record, Unit)
    }
    units = tuple((code, names.get(code) or code) for code in below(queries, own))
    month = newest if newest in months else months[0]
    return Options(patrols, months, month, units, tours)


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
    found = _choices(queries, list(pages(queries, Listing("patrol", conditions, ALL_STATES))))
    return tuple(sorted(found, key=lambda one: (one.ranger, one.day, one.number)))


def find_patrol(queries: Queries, text: str) -> Choice | None:
    """The patrol with exactly this number, however old."""
    found = queries.find("patrol", text.strip())
    return _choices(queries, [found])[0] if found is not None else None


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
    queries = app.store.queries
    if asked.paper == DAILY:
        checks = daily_checks(queries, asked.patrol, paper)
    elif asked.patrol:
        checks = tour_checks(queries, asked.patrol, paper)
    else:
        about = monthly_checks if asked.paper == MONTHLY else chief_checks
        checks = about(queries, asked.unit, asked.month, paper)
    return Rendered(asked, paper, pdf, checks)


def write(app: App, asked: PaperOf, out: Path) -> Paper:
    """Write the paper to ``out``, PDF or xlsx by its ending.

    Raises:
        UserError: no such patrol, unit or month, wrong ending, no right to it.
        EnvironmentFault: the file cannot be written.
    """
    app.session.actor.need("papers")
    if asked.paper == DAILY:
        return app.reports.daily_log(asked.patrol, out)
    if asked.patrol:
        return app.reports.chief_tours(None, "", out, asked.patrol)
    make = app.reports.monthly if asked.paper == MONTHLY else app.reports.chief_tours
    return make(asked.unit or None, asked.month, out)


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
