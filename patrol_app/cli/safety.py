"""``backup`` and ``erase``: copies that are proved, restores, a person's data dropped."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from patrol_app.cli.context import Context, Usage, at_terminal
from patrol_app.cli.recovery import recovery_identity
from patrol_app.domain.instant import minute_text
from patrol_app.i18n import N_, _
from patrol_app.services.backup_types import BackupRow

backup = typer.Typer(no_args_is_help=True, help="Copies of the whole data folder.")
File = Annotated[Path, typer.Argument(metavar="FILE")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
PARTLY = 4


@backup.command("make")
def make(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option("--out", help="Another folder.")] = None,
) -> None:
    """Make a backup and prove it by a restore into a private folder."""
    made: Context = context.obj
    with made.opened() as app:
        done = app.backups.make(app.session.actor, out.absolute() if out else None)
    for row in done.rows:
        made.output.path(row.path)
    made.output.line(_("Proved: {n} entries").format(n=done.rows[0].ops))
    if not done.recovery:
        made.output.note(
            _("Before enrolment only this computer's key or a password opens this backup")
        )
    for folder, code in done.failed.items():
        made.output.note(_("Not written: {folder} ({code})").format(folder=folder, code=code))
    made.output.document(
        {
            "items": [_row(row) for row in done.rows],
            "total": len(done.rows),
            "mirrored": asdict(done.mirrored) if done.mirrored else None,
            "dropped": [str(path) for path in done.dropped],
            "recovery": done.recovery,
            "failed": dict(done.failed),
        }
    )
    raise typer.Exit(PARTLY if done.failed else 0)


@backup.command("list")
def list_backups(context: typer.Context) -> None:
    """List the backups that were made, newest first, and the last proved one."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        state = app.backups.state()
    for row in state.rows:
        here = "" if row.path.exists() else _("not here")
        made.output.line(f"{minute_text(row.made_ms)}  {row.state}  {row.path}  {here}".rstrip())
    if state.last is None:
        made.output.note(_("No backup was proved yet"))
    made.output.document(
        {
            "items": [_row(row) for row in state.rows],
            "total": len(state.rows),
            "last_proved": state.last.proven_ms if state.last else None,
            "old": state.old,
            "second_due": state.nag,
        }
    )


@backup.command("prove")
def prove(context: typer.Context, file: File) -> None:
    """Restore a backup into a private folder and compare everything."""
    made: Context = context.obj
    with made.opened() as app:
        proof = app.backups.prove(file, app.session.actor)
    made.output.line(_("Proved: {n} entries").format(n=proof.note.totals.ops))
    for sha256 in (*proof.missing, *proof.damaged):
        made.output.note(_("A file is missing or damaged: {name}").format(name=sha256[:12]))
    made.output.document(
        {
            "ok": True,
            "ops": proof.note.totals.ops,
            "made": proof.note.made_ms,
            "blobs": proof.blobs,
            "missing": list(proof.missing),
            "damaged": list(proof.damaged),
        }
    )


@backup.command("files")
def look_at_files(context: typer.Context) -> None:
    """Read every stored file; mend from a mirror, else ask above by the next package."""
    made: Context = context.obj
    with made.opened() as app:
        looked = app.backups.look_at_files(app.session.actor)
    made.output.line(_("{n} files read, {m} mended").format(n=looked.files, m=looked.mended))
    for sha256, number in looked.lost:
        made.output.note(
            _("Lost: {name} of record {number}; asked for by the next package").format(
                name=sha256[:12], number=number
            )
        )
    made.output.document(
        {
            "files": looked.files,
            "mended": looked.mended,
            "lost": [{"sha256": sha256, "number": number} for sha256, number in looked.lost],
        }
    )
    raise typer.Exit(PARTLY if looked.lost else 0)


@backup.command("restore")
def restore(
    context: typer.Context,
    file: File,
    recovery_file: Annotated[
        Path | None, typer.Option("--recovery-file", help="The city's recovery file.")
    ] = None,
    yes: Yes = False,
) -> None:
    """Put a backup in place of the data folder; what was there is kept aside."""
    # lazily: no other command loads it
    from patrol_app.bootstrap_safety import restore as restore_folder

    made: Context = context.obj
    _asked(yes, _("Put this backup in place of the present data?"))
    done = restore_folder(
        made.paths,
        made.settings,
        file.absolute(),
        password=None if recovery_file else made.password(),
        recovery=recovery_identity(recovery_file) if recovery_file else "",
    )
    made.output.line(_("Restored: {n} entries").format(n=done.note.totals.ops))
    if done.kept:
        made.output.line(_("The data before lie in {folder}").format(folder=done.kept))
    if done.missing:
        made.output.note(_("{n} files are missing; the city may send them").format(n=done.missing))
    made.output.document(
        {
            "ops": done.note.totals.ops,
            "made": done.note.made_ms,
            "kept": str(done.kept) if done.kept else None,
            "fetched": done.blobs,
            "missing": done.missing,
            "erased": done.erased,
        }
    )


@backup.command("restore-record")
def restore_record(
    context: typer.Context,
    file: File,
    type: Annotated[str, typer.Argument(metavar="TYPE")],
    number: Annotated[str, typer.Argument(metavar="NUMBER")],
    yes: Yes = False,
) -> None:
    """Show one record as the backup holds it and bring those values back by a new entry."""
    made: Context = context.obj
    with made.opened() as app:
        found = app.old_records.look(app.session.actor, file, type, number)
        for key, (old, now) in found.changes.items():
            made.output.line(f"{key}: {now!r} → {old!r}")
        if not found.changes:
            made.output.line(_("Nothing differs"))
        written = False
        if found.changes:
            _asked(yes, _("Bring these values back?"))
            written = app.old_records.bring_back(app.session.actor, found)
    changes = {key: {"old": old, "now": now} for key, (old, now) in found.changes.items()}
    made.output.document(
        {
            "type": found.type,
            "number": found.number,
            "id": found.rec,
            "lacking": found.lacking,
            "changes": changes,
            "written": written,
        }
    )


def erase(
    context: typer.Context,
    type: Annotated[str, typer.Argument(metavar="TYPE")],
    number: Annotated[str, typer.Argument(metavar="NUMBER")],
    ground: Annotated[str, typer.Option("--ground", metavar="TEXT", help="Why.")],
    yes: Yes = False,
) -> None:
    """Order the data of a party dropped, here and wherever packages go; for good."""
    made: Context = context.obj
    with made.opened() as app:
        rec = app.erasures.named(type, number)
        _asked(yes, _("Erase these data for good?"))
        done = app.erasures.erase(app.session.actor, type, rec, ground)
        holding = app.backups.holding(done.at_ms)
    made.output.line(_("Erased: {n} entries").format(n=done.lines))
    for row, until in holding:
        made.output.note(
            _("Still in the backup {name} until {date}").format(
                name=row.name, date=minute_text(until)
            )
        )
    made.output.document(
        {
            "orders": list(done.numbers),
            "entries": done.lines,
            "backups": [{**_row(row), "expires": until} for row, until in holding],
        }
    )


def erasures(context: typer.Context) -> None:
    """List orders to erase: what is dropped here, who has not confirmed, which backups hold it."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        found = [
            (one, app.backups.holding(one.dropped_ms) if one.dropped_ms else [])
            for one in app.erasures.orders()
        ]
    for one, holding in found:
        waiting = " ".join(f"{who.unit}-{who.device_no}" for who in one.holders) or "-"
        here = f"{one.lines - one.left}/{one.lines}"
        when = minute_text(one.at_ms)
        made.output.line(f"{when}  {one.number}  {one.unit}  {here}  {waiting}  {len(holding)}")
    made.output.document(
        {
            "items": [
                {**asdict(one), "backups": [{**_row(row), "expires": end} for row, end in holding]}
                for one, holding in found
            ],
            "total": len(found),
        }
    )


def _asked(yes: bool, words: str) -> None:
    """Go on only after a yes.

    Raises:
        Usage: nobody can be asked.
    """
    if yes:
        return
    if not at_terminal():
        raise Usage("usage", N_("This needs --yes where nobody can be asked"))
    if not typer.confirm(words, err=True):
        raise typer.Exit(0)


def _row(row: BackupRow) -> dict[str, Any]:
    return {
        "file": str(row.path),
        "place": row.place,
        "made": row.made_ms,
        "proven": row.proven_ms or None,
        "bytes": row.bytes,
        "ops": row.ops,
        "state": row.state,
        "reason": row.reason,
        "here": row.path.exists(),
    }
