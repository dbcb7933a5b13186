"""``report``: every paper of the window, the conflicts, a day's exchange."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from patrol_app.cli import conflict
from patrol_app.cli.context import Context, Usage
from patrol_app.cli.written import tell_paper
from patrol_app.domain.instant import date_of, minute_text
from patrol_app.i18n import N_
from patrol_app.services.city_desk import city_day
from patrol_app.services.exchange_sheets import day_sheet
from patrol_app.services.paper_desk import DAILY, KINDS, MONTH, RECORD, PaperOf, write_paper
from patrol_app.services.report_types import Paper

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

CONFLICTS, DAY = "conflicts", "city-day"
PAPERS = (*KINDS, CONFLICTS, DAY)
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
    of: Annotated[
        str, typer.Option("--of", metavar="NUMBER", help="The record a paper is made of.")
    ] = "",
    year: Annotated[int, typer.Option("--year", metavar="YYYY", help="Of doc-numbers.")] = 0,
) -> None:
    """Write a paper; --json gives the record numbers behind each cell."""
    made: Context = context.obj
    if paper not in PAPERS:
        raise Usage("usage", N_("The papers are {papers}"), papers=", ".join(PAPERS))
    if paper == DAILY and not (of or patrol):
        raise Usage("usage", N_("daily-log needs --patrol NUMBER"))
    if paper in KINDS and _needs_record(paper) and not (of or patrol):
        raise Usage("usage", N_("{paper} needs --of NUMBER"), paper=paper)
    if month and not _MONTH.fullmatch(month):
        raise Usage("usage", N_("A month is written YYYY-MM"))
    if day and not _DATE.fullmatch(day):
        raise Usage("usage", N_("A day is written YYYY-MM-DD"))
    suffix = out.suffix.lower()
    if suffix not in (".pdf", ".xlsx") or _is_pdf_only(paper, suffix):
        raise Usage("usage", N_("The paper cannot be written as {suffix}"), suffix=suffix or "?")
    if paper == CONFLICTS:
        conflict.report(made, unit, first, last, out)
        return
    with made.opened(read_only=True) as app:
        app.session.actor.need("papers")
        if paper == DAY:
            done = _city_day(app, day, out)
        else:
            today = date_of(app.clock.now_ms())
            asked = PaperOf(
                paper,
                number=of or patrol,
                unit=unit,
                month=month or (today[:7] if KINDS[paper].asks == MONTH else ""),
                first=first,
                last=last or today,
                year=year or int(today[:4]),
            )
            done = write_paper(app, asked, out.absolute())
    tell_paper(made.output, done)


def _needs_record(paper: str) -> bool:
    """Teams have a default: the first fire crew."""
    kind = KINDS[paper]
    return kind.asks == RECORD and kind.of != "team"


def _is_pdf_only(paper: str, suffix: str) -> bool:
    return suffix != ".pdf" and paper in KINDS and not KINDS[paper].book


def _city_day(app: App, day: str, out: Path) -> Paper:
    """What came on a day, default today (Beijing)."""
    app.session.actor.need("exchange")
    now = app.clock.now_ms()
    found = city_day(app.store.queries, day or date_of(now), now)
    stamp = f"{minute_text(now)} · {app.session.actor.name}"
    return app.reports.sheet(day_sheet(found, stamp), out.absolute())
