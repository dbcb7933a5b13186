"""``base``: base data in from files, out to files, and what is in use."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from patrol_app.cli.context import Context, Usage
from patrol_app.geo.readers.finding import Finding
from patrol_app.i18n import N_, _
from patrol_app.services.base.kinds import IMPORTED
from patrol_app.services.base.mapping import changed
from patrol_app.services.base_reading import Answers, Look
from patrol_app.services.base_types import BasePlan

SHOWN_FAULTS = 20
group = typer.Typer(name="base", help="Base data.", rich_markup_mode=None, no_args_is_help=True)


@group.command("import")
def import_base(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE")],
    kind: Annotated[str, typer.Option("--kind", help=", ".join(IMPORTED))],
    crs: Annotated[str, typer.Option("--crs", metavar="EPSG", help="4490, 4526, 4547 ...")] = "",
    swapped: Annotated[bool, typer.Option("--swapped", help="Northing comes first.")] = False,
    shift: Annotated[str, typer.Option("--towgs84", metavar="DX,DY,DZ[,RX,RY,RZ,S]")] = "",
    encoding: Annotated[str, typer.Option("--encoding", metavar="E")] = "",
    layer: Annotated[str, typer.Option("--layer")] = "",
    unit: Annotated[str, typer.Option("--unit", help="mu, ha or m2 of the area column")] = "",
    mapped: Annotated[list[str] | None, typer.Option("--map", metavar="FIELD=COLUMN")] = None,
    name: Annotated[str, typer.Option("--name", help="Name of the version.")] = "",
    valid_from: Annotated[str, typer.Option("--valid-from", metavar="YYYY-MM-DD")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be.")] = False,
) -> None:
    """Take base data in from xlsx, CSV, shapefile, GeoPackage, FileGDB, KML or GeoJSON."""
    made: Context = context.obj
    if kind not in IMPORTED:
        raise Usage("base.kind", N_("There is no such kind of base data"), field="kind")
    if unit not in ("", "mu", "ha", "m2"):
        raise Usage("base.unit", N_("Which unit do the areas have?"), field="unit")
    with made.opened(read_only=dry_run) as app:
        actor = app.session.actor
        service = app.base_import
        look = service.look(path, layer=layer, encoding=encoding, on_progress=made.output.progress)
        answers = Answers(
            kind,
            mapping=changed(kind, service.mapping(kind, look), look.columns, mapped or ()),
            layer=layer,
            encoding=encoding,
            epsg=_epsg(crs),
            swapped=swapped,
            shift=_shift(shift),
            unit=unit,
            name=name,
            valid_from=_day(valid_from),
        )
        answers = _stated(look, answers)
        plan = service.plan(look, answers, actor, on_progress=made.output.progress)
        made.output.clear()
        document = _document(look, plan)
        _say(made, plan)
        if not dry_run:
            document |= asdict(service.apply(plan, actor))
            made.output.line(_("{count} rows are in use").format(count=plan.count))
    made.output.document({**document, "dry_run": dry_run})
    raise typer.Exit(1 if dry_run and plan.fault_count else 0)


@group.command("export")
def export_base(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE")],
    kind: Annotated[str, typer.Option("--kind", help=", ".join(IMPORTED))],
    crs: Annotated[str, typer.Option("--crs", metavar="EPSG")] = "",
) -> None:
    """Write base data as gpkg, shp (GBK), geojson, kml, xlsx or csv."""
    made: Context = context.obj
    if kind not in IMPORTED:
        raise Usage("base.kind", N_("There is no such kind of base data"), field="kind")
    with made.opened(read_only=True) as app:
        done = app.base_export.write(
            app.session.actor, kind, path, epsg=_epsg(crs), on_progress=made.output.progress
        )
    made.output.clear()
    for one in done.files:
        made.output.path(one)
    made.output.document({"kind": kind, "total": done.count})


@group.command("list")
def list_base(context: typer.Context) -> None:
    """Every version of base data that is known here, and which is in use."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        loaded = app.store.queries.datasets_loaded()
        waiting = {info.rec for info in app.datasets.waiting()}
        items = []
        for info in app.datasets.known():
            used = info.kind in loaded and loaded[info.kind].rec == info.rec
            state = "in use" if used else "waiting" if info.rec in waiting else "kept"
            items.append({**asdict(info), "state": state})
    for item in items:
        made.output.line(
            f"{item['kind']}  {item['version']}  {item['name']}  {item['count']}  {item['state']}"
        )
    made.output.document({"items": items, "total": len(items)})


def _stated(look: Look, answers: Answers) -> Answers:
    """Take what the file states where its numbers fit it and nothing else is said.

    Only the projected systems: degrees without a word of a person could be shifted ones; KML
    and GeoJSON are WGS84 by their standards.
    """
    from dataclasses import replace

    from patrol_app.geo.crs import zone_of
    from patrol_app.geo.vector.source import ALWAYS_WGS84

    if answers.epsg or not look.proposals or not look.proposals[0].stated:
        return answers
    first = look.proposals[0]
    if zone_of(first.epsg) is not None or look.format in ALWAYS_WGS84:
        return replace(answers, epsg=first.epsg, swapped=first.swapped)
    return answers


def _document(look: Look, plan: BasePlan) -> dict[str, Any]:
    return {
        "kind": plan.answers.kind,
        "format": look.format,
        "layer": look.layer,
        "encoding": look.encoding,
        "encoding_by": look.encoding_by,
        "crs": plan.answers.epsg,
        "bounds": list(plan.bounds),
        "mapping": dict(plan.answers.mapping or {}),
        "left_out": list(plan.left_out),
        "unit": plan.unit,
        "count": plan.count,
        "new": plan.new,
        "changed": plan.changed,
        "same": plan.same,
        "refused": plan.fault_count,
        "faults": [
            {"row": one.row, "field": one.field, "code": one.code, "message": one.message()}
            for one in plan.faults
        ],
        "findings": [
            {"code": one.code, "count": one.count, "message": _finding(one)}
            for one in plan.findings
        ],
    }


def _say(made: Context, plan: BasePlan) -> None:
    out = made.output
    for field, column in (plan.answers.mapping or {}).items():
        out.line(f"  {field} = {column}")
    if plan.left_out:
        out.line(_("Not taken: {names}").format(names=", ".join(plan.left_out)))
    if plan.bounds:
        west, south, east, north = plan.bounds
        out.line(f"  {west:.4f}–{east:.4f}°E {south:.4f}–{north:.4f}°N")
    for one in plan.findings:
        out.line("  " + _finding(one))
    for fault in plan.faults[:SHOWN_FAULTS]:
        words = _("Row {row}: {reason}").format(row=fault.row, reason=fault.message())
        out.line("  " + words)


def _finding(one: Finding) -> str:
    return _(one.msgid).format(count=one.count, **one.params)


def _epsg(text: str) -> int:
    word = text.strip().upper().removeprefix("EPSG:")
    if not word:
        return 0
    if not (word.isascii() and word.isdigit() and len(word) <= 6):
        raise Usage("usage", N_("A coordinate system is given by its EPSG code"))
    return int(word)


def _shift(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(one) for one in text.split(",")) if text else ()
    except ValueError:
        raise Usage("usage", N_("A datum shift has 3 or 7 parameters")) from None


def _day(text: str) -> str:
    from patrol_app.services.base.cells import date

    try:
        return date(text) if text else ""
    except ValueError:
        raise Usage("usage", N_("A date is expected, such as 2026-08-03")) from None
