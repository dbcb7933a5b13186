"""``case``: papers, index, numbers and evidence package of a grazing case; the city's counts."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from patrol_app.cli.context import Context, Usage
from patrol_app.cli.written import tell_paper
from patrol_app.domain.instant import date_of
from patrol_app.i18n import N_, _
from patrol_app.services import cases, offenders

case = typer.Typer(no_args_is_help=True, help="Papers and evidence of a grazing case.")
Number = Annotated[str, typer.Argument(metavar="NUMBER")]
Out = Annotated[Path, typer.Option("--out", metavar="FILE")]


@case.command("show")
def show(context: typer.Context, number: Number) -> None:
    """Steps of a case and the limits that run."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        stored = app.records.named("grazing", number)
        found = cases.case_of(app.store.queries, stored.record.id)
    rows = [
        {"number": row.record.number, "step": getattr(row.record, "step", "")}
        for row in found.steps
    ]
    for row in rows:
        made.output.line(f"{row['number']}  {row['step']}")
    for due in found.dues:
        made.output.line(_("{code} until {day} ({source})").format(**asdict(due)))
    limits = [asdict(due) for due in found.dues]
    made.output.document({"number": number, "steps": rows, "limits": limits})


@case.command("paper")
def paper(context: typer.Context, number: Number, out: Out) -> None:
    """The paper of a step (NUMBER/1), or the index of a case."""
    made: Context = context.obj
    stepped = "/" in number  # an ID number on its paper is written down
    with made.opened(read_only=not stepped) as app:
        papers = app.case_papers
        target = out.absolute()
        done = papers.step(number, target) if stepped else papers.index(number, target)
    tell_paper(made.output, done)


@case.command("ledger")
def ledger(
    context: typer.Context,
    out: Out,
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM")] = "",
    unit: Annotated[str, typer.Option("--unit", metavar="CODE")] = "",
) -> None:
    """违规放牧台账 (9.10) of a month, PDF or xlsx."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        chosen = month or date_of(app.clock.now_ms())[:7]
        done = app.case_papers.ledger(unit or None, chosen, out.absolute())
    tell_paper(made.output, done)


@case.command("numbers")
def numbers(
    context: typer.Context,
    out: Out,
    year: Annotated[int, typer.Option("--year")],
    unit: Annotated[str, typer.Option("--unit", metavar="CODE")] = "",
) -> None:
    """文书号登记表 of a year: used, void and free numbers."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        done = app.case_papers.number_book(unit or None, year, out.absolute())
    tell_paper(made.output, done)


@case.command("pack")
def pack(
    context: typer.Context,
    number: Number,
    out: Out,
    recipient: Annotated[str, typer.Option("--to", metavar="age1…")] = "",
) -> None:
    """The evidence package of a case, checked with sha256sum, openssl and age alone."""
    made: Context = context.obj
    with made.opened() as app:
        done = app.pack_case(number, out, recipient=recipient)
    words = _("{files} files, {ops} entries").format(files=done.files, ops=done.ops)
    made.output.path(done.path)
    made.output.note(words)
    if done.absent:
        made.output.note(_("not held here: {names}").format(names=", ".join(done.absent)))
    made.output.document({"entries": done.ops, "absent": list(done.absent)})


@case.command("counts")
def counts(context: typer.Context) -> None:
    """The city's table of repeat offenders (tags, no names) for the next base package."""
    made: Context = context.obj
    with made.opened() as app:
        if app.store.queries.identity().level != "city":
            raise Usage("usage", N_("Only the city counts for all its stations"))
        day = date_of(app.clock.now_ms())
        info = offenders.publish(app.store.queries, app.datasets, app.session.actor, day)
    made.output.line(f"{info.code}  {info.count}")
    made.output.document({"version": info.version, "rows": info.count})
