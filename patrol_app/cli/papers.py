"""``report``: daily log, monthly sheet, tours of forest chiefs, conflicts, a day's exchange."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from patrol_app.cli import conflict
from patrol_app.cli.context import Context, Usage
from patrol_app.domain.instant import beijing, date_of, minute_text
from patrol_app.domain.records import RECORD_TYPES
from patrol_app.i18n import N_
from patrol_app.services.city_desk import city_day
from patrol_app.services.exchange_sheets import day_sheet
from patrol_app.services.report_types import PEST_PAPERS, Paper

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

DAILY, MONTHLY, CHIEFS = "daily-log", "patrol-monthly", "chief-tours"
CONFLICTS, DAY = "conflicts", "city-day"
DRILL, LEDGER, CARD = "drill-record", "equipment-ledger", "readiness-card"
CREW = (DRILL, LEDGER, CARD)
LEDGERS = {f"{kind.code}-ledger": kind.code for kind in RECORD_TYPES if kind.tally is not None}
PAPERS = (DAILY, MONTHLY, CHIEFS, CONFLICTS, DAY, *PEST_PAPERS, *CREW, *LEDGERS)
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def report(
    context: typer.Context,
    paper: Annotated[str, typer.Argument(metavar="|".join(PAPERS))],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.pdf|FILE.xlsx")],
    unit: Annotated[str, typer.Option("--unit", metavar="CODE")] = "",
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM")] = "",
    patrol: Annotated[str, typer.Option("--patrol", metavar="NUMBER")] = "",
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="Of a span.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="DATE")] = "",
    day: Annotated[str, typer.Option("--day", metavar="DATE", help="Of city-day.")] = "",
    of: Annotated[str, typer.Option("--of", metavar="NUMBER", help="Drill or team.")] = "",
) -> None:
    """Write a paper; --json gives the record numbers behind each cell."""
    made: Context = context.obj
    if paper not in PAPERS:
        raise Usage("usage", N_("The papers are {papers}"), papers=", ".join(PAPERS))
    if paper == DAILY and not patrol:
        raise Usage("usage", N_("daily-log needs --patrol NUMBER"))
    if month and not _MONTH.fullmatch(month):
        raise Usage("usage", N_("A month is written YYYY-MM"))
    if day and not _DATE.fullmatch(day):
        raise Usage("usage", N_("A day is written YYYY-MM-DD"))
    suffix = out.suffix.lower()
    if suffix not in (".pdf", ".xlsx") or (paper == DAILY and suffix != ".pdf"):
        raise Usage("usage", N_("The paper cannot be written as {suffix}"), suffix=suffix or "?")
    if paper == CONFLICTS:
        conflict.report(made, unit, first, last, out)
        return
    with made.opened(read_only=True) as app:
        app.session.actor.need("papers")
        if paper == DAILY:
            done = app.reports.daily_log(patrol, out.absolute())
        elif paper in PEST_PAPERS:
            until = last or date_of(app.clock.now_ms())
            done = app.reports.pest_paper(paper, unit or None, first, until, out.absolute())
        elif paper in LEDGERS:
            until = last or date_of(app.clock.now_ms())
            start = first or f"{until[:4]}-01-01"
            kind = LEDGERS[paper]
            done = app.reports.type_ledger(kind, unit or None, start, until, out.absolute())
        elif paper in CREW:
            done = _crew(app, paper, of, out.absolute())
        elif paper == DAY:
            done = _city_day(app, day, out)
        else:
            chosen = month or beijing(app.clock.now_ms()).strftime("%Y-%m")
            if paper == MONTHLY:
                done = app.reports.monthly(unit or None, chosen, out.absolute())
            else:
                done = app.reports.chief_tours(unit or None, chosen, out.absolute(), patrol)
    made.output.path(done.path)
    for note in done.notes:
        made.output.note(note)
    made.output.document(
        {
            "title": done.title,
            "pages": done.pages,
            "cells": [asdict(cell) for cell in done.cells],
            "notes": list(done.notes),
        }
    )


def _crew(app: App, paper: str, of: str, out: Path) -> Paper:
    """A crew's paper: of one drill, else of one team (default the first fire crew)."""
    if paper == DRILL:
        return app.reports.drill_sheet(of, out)
    make = app.reports.equipment_ledger if paper == LEDGER else app.reports.readiness_card
    return make(of, out)


def _city_day(app: App, day: str, out: Path) -> Paper:
    """What came on a day, default today (Beijing)."""
    app.session.actor.need("exchange")
    now = app.clock.now_ms()
    found = city_day(app.store.queries, day or date_of(now), now)
    stamp = f"{minute_text(now)} · {app.session.actor.name}"
    return app.reports.sheet(day_sheet(found, stamp), out.absolute())
