"""``problem``: states and limits, steps, merging, made of a finding, ledger, closing sheet."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from patrol_app.cli.context import Context, Usage
from patrol_app.cli.written import tell_paper
from patrol_app.domain.records import record_type
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.i18n import N_, _
from patrol_app.services.attachments import attach as add_photos
from patrol_app.services.base_reading import Answers
from patrol_app.services.external import ExternalReader
from patrol_app.services.external_show import identity
from patrol_app.services.patches import progress
from patrol_app.services.problems import Line

problem = typer.Typer(no_args_is_help=True, help="Problems: states, limits, steps, papers.")
Number = Annotated[str, typer.Argument(metavar="NUMBER")]
Out = Annotated[Path, typer.Option("--out", metavar="FILE")]


@problem.command("list")
def list_problems(
    context: typer.Context,
    state: Annotated[str, typer.Option("--state", metavar="STATE")] = "",
    overdue: Annotated[bool, typer.Option("--overdue")] = False,
) -> None:
    """Every submitted problem with its state and limit."""
    made: Context = context.obj
    term = vocabulary("problem_state").find(state) if state else None
    if state and term is None:
        raise Usage("usage", N_("“{word}” is not in the list"), word=state[:40])
    with made.opened(read_only=True) as app:
        lines = app.problems.lines()
    wanted = [
        _row(line)
        for line in lines
        if (term is None or line.now.state == term.code) and (line.overdue or not overdue)
    ]
    for row in wanted:
        made.output.line("  ".join(str(value) for value in row.values()))
    made.output.document({"items": wanted, "total": len(wanted)})


@problem.command("step")
def step(
    context: typer.Context,
    number: Number,
    code: Annotated[str, typer.Argument(metavar="STEP")],
    values: Annotated[
        str, typer.Option("--values", metavar="JSON", help="Further fields of the step.")
    ] = "{}",
    photos: Annotated[list[Path] | None, typer.Option("--photo", metavar="FILE")] = None,
) -> None:
    """Take a step, such as VERIFIED or 销号; photos hang on it."""
    made: Context = context.obj
    term = vocabulary("problem_step").find(code)
    if term is None:
        raise Usage("usage", N_("“{word}” is not in the list"), word=code[:40])
    try:
        given: Any = json.loads(values)
    except ValueError:
        raise Usage("usage", N_("The file must hold one JSON object")) from None
    with made.opened() as app:
        fields = ExternalReader(app.store.queries).fields(record_type("problem_step"), given)
        rec = app.records.named("problem", number).record.id
        done = app.problems.step(app.session.actor, rec, term.code, fields)
        if photos:
            left = add_photos(
                app.store, app.clock, app.records, app.reader, app.bus,
                ("problem_step", done.record.id), photos, app.session.actor,
            ).left_out  # fmt: skip
            for name in left:
                made.output.note(_("left out: {names}").format(names=name))
        line = app.problems.line(rec)
    made.output.line(f"{done.record.number}  {_word(line)}")
    made.output.document({"items": [identity(done)], "total": 1, "problem": _row(line)})


@problem.command("merge")
def merge(
    context: typer.Context,
    number: Number,
    into: Annotated[str, typer.Option("--into", metavar="NUMBER")],
    text: Annotated[str, typer.Option("--text")] = "",
) -> None:
    """Say that a problem is the same as another; both keep their numbers."""
    made: Context = context.obj
    with made.opened() as app:
        rec = app.records.named("problem", number).record.id
        other = app.records.named("problem", into).record.id
        done = app.problems.merge(app.session.actor, rec, other, text)
    made.output.document({"items": [identity(done)], "total": 1})


@problem.command("make")
def make(
    context: typer.Context,
    finding: Annotated[str, typer.Option("--finding", metavar="NUMBER")] = "",
    drill: Annotated[str, typer.Option("--drill", metavar="NUMBER")] = "",
    row: Annotated[str, typer.Option("--row", metavar="KEY", help="Of the drill.")] = "",
    spot: Annotated[str, typer.Option("--fire-spot", metavar="NUMBER")] = "",
) -> None:
    """Make a problem of a finding, of a fire spot, or of a row of a drill's problems."""
    made: Context = context.obj
    if sum(map(bool, (finding, drill, spot))) != 1 or (drill and not row):
        raise Usage("usage", N_("Name a finding, a fire spot, or a drill and its row"))
    with made.opened() as app:
        if finding:
            rec = app.records.named("finding", finding).record.id
            values = app.problems.from_finding(rec)
        elif spot:
            rec = app.records.named("fire_spot", spot).record.id
            values = app.problems.from_spot(rec)
        else:
            rec = app.records.named("drill", drill).record.id
            values = app.problems.from_drill(rec, row)
        done = app.problems.write(app.session.actor, values)
    made.output.line(done.record.number)
    made.output.document({"items": [identity(done)], "total": 1})


@problem.command("ledger")
def ledger(
    context: typer.Context,
    out: Out,
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM")] = "",
    unit: Annotated[str, typer.Option("--unit", metavar="CODE")] = "",
) -> None:
    """问题台账 (9.11), PDF or xlsx; without a month all of them."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        done = app.problem_papers.ledger(unit or None, month, out.absolute())
    tell_paper(made.output, done)


@problem.command("closing")
def closing(context: typer.Context, number: Number, out: Out) -> None:
    """The closing sheet of a problem as PDF."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        done = app.problem_papers.closing(number, out.absolute())
    tell_paper(made.output, done)


def _row(line: Line) -> dict[str, Any]:
    return {
        "number": line.problem.number,
        "state": line.now.state,
        "grade": line.now.grade,
        "due_on": line.due_on,
        "days_over": max(line.days_over, 0),
        "supervision": line.now.supervision,
        "pass_on": line.crime.line if line.crime.reached else "",
    }


def _word(line: Line) -> str:
    return vocabulary("problem_state").label(line.now.state)


@problem.command("patches")
def patches(
    context: typer.Context,
    batch: Annotated[str, typer.Option("--inspection", metavar="NAME")] = "",
) -> None:
    """Patches of inspections with their answers, and how far each township is."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        lines = app.patches.lines(batch) if batch else app.patches.every()
    for one in lines:
        made.output.line(f"{one.patch.patch_no}  {one.patch.township}  {one.state or '-'}")
    rows = [
        {
            "number": one.patch.number,
            "inspection": one.patch.patch_batch,
            "patch_no": one.patch.patch_no,
            "township": one.patch.township,
            "answer": one.state,
            **(asdict(one.answer) if one.answer else {}),
        }
        for one in lines
    ]
    told = [asdict(row) for row in progress(lines)]
    made.output.document({"items": rows, "total": len(rows), "progress": told})


@problem.command("import-patches")
def import_patches(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    batch: Annotated[str, typer.Option("--inspection", metavar="NAME")],
    day: Annotated[str, typer.Option("--given-out", metavar="YYYY-MM-DD")] = "",
    epsg: Annotated[int, typer.Option("--crs", metavar="EPSG")] = 0,
    unit: Annotated[str, typer.Option("--area-unit", metavar="mu|ha|m2")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
) -> None:
    """Take in polygons or the table of an inspection; they meet by patch number."""
    made: Context = context.obj
    with made.opened(read_only=dry_run) as app:
        look = app.patch_import.look(file.absolute())
        known = look.proposals
        if look.shapes and not epsg and len(known) == 1 and known[0].stated:
            epsg = known[0].epsg
        answers = Answers("patch", epsg=epsg, unit=unit, name=batch, valid_from=day)
        plan = app.patch_import.plan(look, answers, app.session.actor)
        if not dry_run:
            app.patch_import.apply(plan, app.session.actor)
    for name, words in plan.changes:
        made.output.line(f"{name}  {words}")
    counts = {"new": plan.new, "changed": plan.changed, "same": plan.same}
    changes = [{"patch": name, "fields": words} for name, words in plan.changes]
    made.output.document({"items": changes, "total": len(changes), **counts})


@problem.command("export-patches")
def export_patches(
    context: typer.Context,
    batch: Annotated[str, typer.Argument(metavar="INSPECTION")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER")],
) -> None:
    """The folder for the level above: table, polygons, photos by patch number, hashes."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        done = app.patch_export.write(app.session.actor, batch, out.absolute())
    made.output.path(done.path)
    counts = {"patches": done.count, "photos": done.photos, "missing": done.missing}
    made.output.document({"items": [], "total": done.count, **counts})
