"""``desk``: the stations below, what is carried for them, what waits for a person."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from patrol_app.cli.context import Context
from patrol_app.domain.instant import minute_text
from patrol_app.i18n import _
from patrol_app.services import city_desk, exchange_sheets, held_work

desk = typer.Typer(invoke_without_command=True, rich_markup_mode=None)
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE.xlsx|FILE.pdf|FILE.csv")]
Look = Annotated[bool, typer.Option("--look", help="Only those that need a look.")]


@desk.callback()
def table(context: typer.Context, out: Out = None, look: Look = False) -> None:
    """Show every device below: last package, gaps, silent days, what is amiss."""
    if context.invoked_subcommand is not None:
        return
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        app.session.actor.need("exchange")
        now = app.clock.now_ms()
        rows = city_desk.read_desk(app.store.queries, now)
        shown = city_desk.needs_look(rows) if look else rows
        if out is not None:
            sheet = exchange_sheets.desk_sheet(shown, minute_text(now))
            made.output.path(app.reports.sheet(sheet, out.absolute()).path)
    for row in shown:
        made.output.line("  ".join(exchange_sheets.desk_cells(row)))
    items = [{**asdict(row), "late": row.late, "looks": list(row.looks())} for row in shown]
    made.output.document({"items": items, "total": len(items)})


@desk.command("hand-out")
def hand_out(
    context: typer.Context,
    units: Annotated[list[str], typer.Argument(metavar="UNIT...")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR")],
    again: Annotated[bool, typer.Option("--again", help="Also those given before.")] = False,
) -> None:
    """Lay the files that came from above for these units into a folder for each."""
    made: Context = context.obj
    with made.opened() as app:
        codes = [unit.strip().upper() for unit in units]
        found = app.exchange.hand_out(codes, out.absolute(), again=again)
    items = [{"unit": unit, "file": str(path)} for unit in found for path in found[unit]]
    for item in items:
        made.output.path(Path(item["file"]))
    if not items:
        made.output.line(_("Nothing waits for them"))
    made.output.document({"items": items, "total": len(items)})


@desk.command("carried")
def carried(
    context: typer.Context,
    drop: Annotated[bool, typer.Option("--drop-given", help="Drop those handed on.")] = False,
) -> None:
    """Show the files kept here for others, or drop those that were handed on."""
    made: Context = context.obj
    with made.opened(read_only=not drop) as app:
        app.session.actor.need("exchange")
        gone = app.exchange.drop_carried() if drop else 0
        rows = app.store.queries.carried()
    for row in rows:
        state = _("handed on") if row.given_ms else _("waits")
        made.output.line(f"{row.name}  {row.kind}  {row.unit} > {row.target or '*'}  {state}")
    size = sum(row.bytes for row in rows)
    made.output.line(_("{n} files, {bytes} bytes").format(n=len(rows), bytes=size))
    items = [asdict(row) for row in rows]
    made.output.document({"items": items, "total": len(items), "bytes": size, "dropped": gone})


@desk.command("waiting")
def waiting(context: typer.Context) -> None:
    """Show entries put aside and records that wait for an entry."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        app.session.actor.need("exchange")
        held = held_work.held_lines(app.store.queries)
        records = held_work.waiting_records(app.store.queries)
    for line in held:
        made.output.line(f"{line.unit} {line.device_no} {line.seq}  {line.number}  {line.words}")
    for one in records:
        made.output.line(f"{one.unit}  {one.number}  {one.words()}")
    made.output.document(
        {
            "items": [asdict(line) for line in held],
            "records": [{**asdict(one), "words": one.words()} for one in records],
            "total": len(held) + len(records),
        }
    )
