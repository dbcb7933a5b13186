"""``import``: tracks and photos from files and folders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from patrol_app.cli.context import Context, Usage, at_terminal
from patrol_app.cli.output import Output
from patrol_app.geo.readers.recognise import PHOTOS, SUFFIXES
from patrol_app.geo.types import CGCS2000, SHIFTED, WGS84
from patrol_app.i18n import N_, _
from patrol_app.services.external_show import identity
from patrol_app.services.import_items import Note, TrackPlan
from patrol_app.services.import_plan import expand, with_datum
from patrol_app.services.import_types import ImportPlan, RefusedFile

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

SLICE = 200  # files in one transaction
ASK = "ask"
DATUM_WORDS = (WGS84, CGCS2000, SHIFTED)
_PHOTOS = frozenset(suffix for suffix, kind in SUFFIXES.items() if kind in PHOTOS)


@dataclass
class _Sum:
    """What all slices together did."""

    items: list[dict[str, Any]] = field(default_factory=list)
    known: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    planned: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def code(self) -> int:
        """0 all taken, 1 none, 4 some."""
        if not self.refused:
            return 0
        return 4 if self.items or self.known or self.planned else 1


@dataclass(frozen=True)
class _Asked:
    """One slice of what the command was given: ``begun`` of ``count`` files lie before it."""

    files: Sequence[Path]
    begun: int
    count: int
    patrol: str
    each_day: bool


def import_files(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...")],
    patrol: Annotated[str, typer.Option("--patrol", metavar="NUMBER")] = "",
    datum: Annotated[str, typer.Option("--datum", help="wgs84, cgcs2000, shifted, ask")] = ASK,
    each_day: Annotated[
        bool, typer.Option("--each-day", help="A patrol for each day of a file.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be.")] = False,
) -> None:
    """Take in tracks (GPX, KML, KMZ, CSV, GeoJSON, NMEA, FIT, TCX) and photos (JPEG, HEIC)."""
    made: Context = context.obj
    if datum not in (*DATUM_WORDS, ASK):
        raise Usage("usage", N_("The datum is wgs84, cgcs2000, shifted or ask"))
    total = _Sum()
    with made.opened(read_only=dry_run) as app:
        files = expand(paths)
        # tracks first: photos of a later slice find the patrols that these have made
        files.sort(key=lambda path: path.suffix.lower() in _PHOTOS)
        size = len(files) if dry_run else SLICE
        for start in range(0, len(files), max(size, 1)):
            asked = _Asked(files[start : start + size], start, len(files), patrol, each_day)
            datum = _slice(made, app, asked, datum, total, dry_run)
    made.output.clear()
    _answer(made.output, total, dry_run)
    raise typer.Exit(total.code())


def _slice(
    made: Context,
    app: App,
    asked: _Asked,
    datum: str,
    total: _Sum,
    dry_run: bool,
) -> str:
    """Import one slice; the datum as answered for the next ones."""
    actor = app.session.actor
    plan = app.imports.plan(
        asked.files,
        actor,
        patrol=asked.patrol or None,
        datum=None if datum == ASK else datum,
        each_day=asked.each_day,
        preview_only=dry_run,
        on_progress=lambda done, _of: made.output.progress(asked.begun + done, asked.count),
    )
    if plan.asks_datum and at_terminal() and not made.output.as_json and not dry_run:
        datum = _ask(made.output, plan)
        plan = with_datum(plan, datum)
    total.refused += [_refused(row) for row in plan.refused]
    total.known += [
        {"file": str(row.path), "type": row.type, "number": row.number} for row in plan.known
    ]
    if dry_run:
        total.planned += _preview(plan)
        total.asked += plan.asks_datum
        return datum
    done = app.imports.apply(plan, actor)
    told: dict[tuple[str, Path], TrackPlan] = {}
    for rec, track in zip(done.patrols, plan.tracks, strict=True):
        first = told.get((rec, track.path))  # what was dropped stands at the first day
        whole = track if first is None else replace(first, points=first.points + track.points)
        told[rec, track.path] = whole
    for (rec, path), track in told.items():
        item = identity(app.records.get("patrol", rec))
        total.items.append({**item, "file": str(path), **_points(track)})
    for rec, photo in zip(done.attachments, plan.photos, strict=True):
        item = identity(app.records.get("attachment", rec))
        total.items.append({**item, "file": str(photo.path)})
    return datum


def _ask(output: Output, plan: ImportPlan) -> str:
    output.clear()
    output.note(
        _("Which datum do the coordinates of {name} have? (--datum)").format(
            name=plan.asks_datum[0]
        )
    )
    while True:
        answer = typer.prompt("/".join(DATUM_WORDS), err=True)
        if answer in DATUM_WORDS:
            return str(answer)


def _preview(plan: ImportPlan) -> list[dict[str, Any]]:
    tracks = [
        {"type": "patrol", "file": str(track.path), "new": plan.patrol is None, **_points(track)}
        for track in plan.tracks
    ]
    photos = [
        {
            "type": "attachment",
            "file": str(photo.path),
            "patrol": photo.patrol[1] if photo.patrol else "",
            "track": plan.tracks[photo.track].name if photo.track is not None else "",
        }
        for photo in plan.photos
    ]
    return tracks + photos


def _points(track: Any) -> dict[str, Any]:
    return {
        "points": track.points,
        "dropped": [{"reason": reason, "count": count} for reason, count in track.dropped],
        "notes": [{"code": note.code, "message": _said(note)} for note in track.notes],
    }


def _said(note: Note) -> str:
    return _(note.msgid).format(**{"count": note.count, **note.params})


def _refused(row: RefusedFile) -> dict[str, Any]:
    said = {"file": str(row.path), "code": row.code, "message": _(row.msgid).format(**row.params)}
    notes = [{"code": note.code, "message": _said(note)} for note in row.notes]
    return {**said, "notes": notes} if notes else said


def _answer(output: Output, total: _Sum, dry_run: bool) -> None:
    if output.as_json and total.code() == 1:
        output.failure(
            total.refused[0]["code"],
            total.refused[0]["message"],
            [{"field": row["file"], **row} for row in total.refused],
        )
        return
    rows = total.planned if dry_run else total.items
    document: dict[str, Any] = {"items": rows, "total": len(rows)}
    document |= {"known": total.known, "refused": total.refused}
    if dry_run:
        document |= {"dry_run": True, "datum_asked": total.asked}
    for row in rows:
        words = [row["type"], row.get("number", ""), row.get("state", ""), row["file"]]
        output.line("  ".join(word for word in words if word))
        for drop in row.get("dropped", ()):
            output.line(f"    {drop['reason']}: -{drop['count']}")
        for note in row.get("notes", ()):
            output.line(f"    {note['message']}")
    for row in total.known:
        said = _("imported already as {number}").format(number=row["number"] or "?")
        output.line(f"{row['file']}: {said}")
    for row in total.refused:
        output.note(f"{row['file']}: {row['message']}")
        for note in row.get("notes", ()):
            output.note(f"    {note['message']}")
    for name in total.asked:
        output.line(_("Which datum do the coordinates of {name} have? (--datum)").format(name=name))
    output.document(document)
