"""``batch``: a folder of many rangers' tracks and photos, entered in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from patrol_app import limits
from patrol_app.cli.context import Context, Usage
from patrol_app.cli.importing import ASK, DATUM_WORDS
from patrol_app.domain.remark import Remark
from patrol_app.errors import UserError
from patrol_app.i18n import N_, _
from patrol_app.services.batch.check import Checked
from patrol_app.services.batch.days import MOST_BYTES, read_days
from patrol_app.services.batch.types import Batch, BatchRow, RowDone


def batch(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER")],
    submit: Annotated[bool, typer.Option("--submit", help="Submit what the rules pass.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be.")] = False,
    days: Annotated[Path | None, typer.Option("--days", help="CSV: weather by date.")] = None,
    datum: Annotated[str, typer.Option("--datum", help="wgs84, cgcs2000, shifted, ask")] = ASK,
    normal: Annotated[
        bool, typer.Option("--normal", help="Days without findings are entered as normal.")
    ] = False,
) -> None:
    """Propose patrols from a folder of tracks and photos, and write them."""
    made: Context = context.obj
    if datum not in (*DATUM_WORDS, ASK):
        raise Usage("usage", N_("The datum is wgs84, cgcs2000, shifted or ask"))
    sheet = _sheet(days)
    with made.opened(read_only=dry_run) as app:
        actor = app.session.actor
        read = app.batch.plan(
            [folder],
            actor,
            days=sheet,
            datum=None if datum == ASK else datum,
            on_progress=made.output.progress,
        )
        if normal:
            rows = [row if row.taken else row.edited(nothing_found=True) for row in read.rows]
            read = replace(read, rows=tuple(rows))
        checked = app.batch.check(read.rows)
        done = (
            []
            if dry_run
            else app.batch.apply(read, actor, submit=submit, on_progress=made.output.progress)
        )
    made.output.clear()
    by_key = {one.key: one for one in done}
    items = [_item(row, checked.get(row.key), by_key.get(row.key)) for row in read.rows]
    _answer(made, read, items)
    bad = sum(one.state == "refused" for one in done)
    if bad or read.refused:
        raise typer.Exit(4 if len(done) > bad or dry_run else 1)


def _sheet(path: Path | None) -> dict[str, dict[str, Any]]:
    """The sheet of days; nothing without one.

    Raises:
        UserError: ``file.absent``, ``file.too_large``, ``batch.days``.
    """
    if path is None:
        return {}
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError:
        raise UserError("file.absent", N_("There is no file {name}"), name=path.name) from None
    if len(data) > MOST_BYTES:
        raise UserError(
            "file.too_large",
            N_("The file is larger than {most} MB"),
            most=MOST_BYTES // limits.MIB,
        )
    return read_days(data)[0]


def _item(row: BatchRow, checked: Checked | None, done: RowDone | None) -> dict[str, Any]:
    """One row for the answer."""
    remarks: list[Remark] = [*row.notes]
    if checked is not None:
        remarks += [*checked.remarks, *(one for own in checked.findings.values() for one in own)]
    return {
        "file": row.source,
        "date": row.date,
        "take": row.take,
        "ranger": str(row.values.get("ranger_id") or ""),
        "found_by": row.by,
        "length_cm": row.track.length_cm if row.track else None,
        "photos": len(row.photos),
        "findings": len(row.taken),
        "state": done.state if done else "",
        "number": done.number if done else "",
        "message": done.message if done else "",
        "details": [dict(one) for one in done.faults] if done else [],
        "notes": [
            {"level": one.level, "field": one.field, "code": one.code, "message": one.message()}
            for one in remarks
        ],
    }


def _answer(made: Context, read: Batch, items: Sequence[Mapping[str, Any]]) -> None:
    """Everything that was read and written."""
    output = made.output
    for item in items:
        mark = "+" if item["take"] else "-"
        words = [mark, item["date"], item["file"], item["number"], item["state"], item["message"]]
        output.line("  ".join(word for word in words if word))
        for note in item["notes"]:
            if note["level"] != "note":
                output.line(f"    {note['field']}: {note['message']}")
    known = [{"file": str(row.path), "number": row.number} for row in read.known]
    refused = [
        {"file": str(row.path), "code": row.code, "message": _(row.msgid).format(**row.params)}
        for row in read.refused
    ]
    for one in refused:
        output.note(f"{one['file']}: {one['message']}")
    document = {"items": list(items), "total": len(items), "known": known, "refused": refused}
    output.document({**document, "datum_asked": list(read.asks_datum)})
