"""``enrol``, ``export``, ``receive``: files between station and city."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from patrol_app.cli.context import Context, Usage, at_terminal
from patrol_app.cli.devices import RootKeys
from patrol_app.cli.initialise import secret_file
from patrol_app.domain.instant import minute_text
from patrol_app.i18n import N_, _
from patrol_app.services.city_desk import unit_names
from patrol_app.services.exchange_sheets import rehearsal_sheet, total_words
from patrol_app.services.exchange_types import BundlePreview, ReceivedItem, Rehearsal
from patrol_app.services.rehearsal_rows import passed_words
from patrol_app.services.rehearsal_words import FATES

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

enrol = typer.Typer(no_args_is_help=False, rich_markup_mode=None)
Out = Annotated[Path, typer.Option("--out")]
File = Annotated[Path, typer.Argument(metavar="FILE")]
Code = Annotated[str, typer.Option("--code", help="The 12 digits read out by telephone.")]

_COUNTS = {
    "new": N_("new"),
    "changed": N_("changed"),
    "conflicts": N_("conflicts"),
    "incomplete": N_("incomplete"),
    "missing_blobs": N_("photos missing"),
    "unknown_people": N_("unknown people"),
    "held": N_("held"),
    "clock_marks": N_("with a doubtful clock"),
    "datum_pending": N_("without a datum"),
}


@enrol.command("request")
def request(context: typer.Context, out: Out) -> None:
    """Write the file with which this device asks to be enrolled."""
    made: Context = context.obj
    with made.opened() as app:
        app.session.actor.need("exchange")
        done = app.exchange.request(out.absolute())
    made.output.path(done.path)
    made.output.line(_("Number code: {code}").format(code=done.code))
    made.output.document({"code": done.code})


@enrol.command("grant")
def grant(
    context: typer.Context,
    file: File,
    out: Out,
    code: Code = "",
    same_unit: Annotated[bool, typer.Option("--same-unit")] = False,
    parent: Annotated[str, typer.Option("--parent", help="Unit that it stands below.")] = "",
    root_key: RootKeys = None,
) -> None:
    """Answer a request."""
    made: Context = context.obj
    with made.opened() as app:
        app.session.actor.need("enrol")
        done = app.exchange.grant(
            file,
            out.absolute(),
            code=code or None,
            same_unit=same_unit,
            parent=parent.strip().upper(),
            root_keys=root_key or (),
        )
    made.output.path(done.path)
    made.output.line(f"{done.unit} {done.device_no}")
    made.output.line(_("Number code: {code}").format(code=done.code))
    if not done.checked:
        made.output.note(_("The request's number code was not compared"))
    made.output.document(
        {"code": done.code, "unit": done.unit, "device_no": done.device_no, "checked": done.checked}
    )


@enrol.command("accept")
def accept(context: typer.Context, file: File, code: Code = "") -> None:
    """Take the answer to the own request."""
    made: Context = context.obj
    with made.opened() as app:
        app.session.actor.need("exchange")
        done = app.exchange.accept(file, code=code or None)
    made.output.line(f"{done.unit} {done.device_no}")
    if not done.checked:
        made.output.note(_("The grant's number code was not compared"))
    made.output.document({"unit": done.unit, "device_no": done.device_no, "checked": done.checked})


def export(
    context: typer.Context,
    out: Out,
    again: Annotated[
        bool, typer.Option("--again", help="All that is not acknowledged, also what was sent.")
    ] = False,
    from_seq: Annotated[
        int | None, typer.Option("--from-seq", min=1, help="With --again: from this entry on.")
    ] = None,
) -> None:
    """Write what the levels above have not acknowledged into packages."""
    made: Context = context.obj
    if from_seq is not None and not again:
        raise Usage("usage", N_("--from-seq needs --again"))
    with made.opened() as app:
        app.session.actor.need("exchange")
        done = app.exchange.export(
            out.absolute(), progress=_progress(made), again=again, from_seq=from_seq
        )
    made.output.clear()
    for path in (*done.paths, *done.receipts, *done.carried):
        made.output.path(path)
    if not done.paths:
        made.output.line(_("Nothing new to export"))
    if done.carried:
        words = _("{n} files for others, handed on").format(n=len(done.carried))
        made.output.line(words)
    left = [asdict(row) for row in done.left_out]
    for row in done.left_out:
        made.output.note(f"{row.message} ({row.count})")
    items = [{"file": str(path)} for path in done.paths]
    counts = {"ops": done.ops, "blobs": done.blobs, "upto": done.upto}
    counts["carried"] = len(done.carried)
    counts["receipts"] = len(done.receipts)
    made.output.document({"items": items, "total": len(items), **counts, "left_out": left})


def receive(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...")],
    rehearse: Annotated[bool, typer.Option("--rehearse", help="Only say what would be.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Take it without asking.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for receipts.")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", help="Write the preview there.")] = None,
    recovery: Annotated[
        Path | None,
        typer.Option("--recovery-file", help="Reads packages to a computer that was lost."),
    ] = None,
) -> None:
    """Take in packages and receipts."""
    made: Context = context.obj
    asking = not rehearse and not yes
    if pdf is not None and yes:
        raise Usage("usage", N_("--pdf writes a preview: it needs --rehearse"))
    if (rehearse and yes) or (asking and (made.output.as_json or not at_terminal())):
        raise Usage("usage", N_("receive needs --yes or --rehearse"))
    with made.opened() as app, _old(app, recovery):
        app.session.actor.need("exchange")
        if rehearse or asking:
            seen = app.exchange.rehearse(paths, progress=_progress(made))
            _show(made, seen)
            if pdf is not None:
                names = unit_names(app.store.queries, {one.unit for one in seen.bundles})
                stamp = f"{minute_text(app.clock.now_ms())} · {app.session.actor.name}"
                sheet = rehearsal_sheet(seen, names, stamp)
                made.output.path(app.reports.sheet(sheet, pdf.absolute()).path)
            if rehearse:
                made.output.document(_document(seen))
                raise typer.Exit(_code([bundle.fate for bundle in seen.bundles]))
            if not typer.confirm(_("Take them in?"), err=True):
                raise typer.Exit(0)
        done = app.exchange.receive(
            paths, out=out.absolute() if out else None, progress=_progress(made)
        )
    made.output.clear()
    for path in (*done.receipts, *done.handed):
        made.output.path(path)
    for item in done.items:
        _say(made, item)
    code = _code([item.status for item in done.items])
    if made.output.as_json and code == 1:
        first = done.refused[0]
        made.output.failure(first.code, first.message, [_row(item) for item in done.items])
    else:
        rows = [_row(item) for item in done.items]
        made.output.document({"items": rows, "total": len(rows)})
    raise typer.Exit(code)


def _old(app: App, recovery: Path | None) -> AbstractContextManager[None]:
    """Packages to a lost computer are read with the recovery file."""
    return app.exchange.reading_old(secret_file(recovery)) if recovery else nullcontext()


def _progress(made: Context) -> Any:
    def told(done: int, total: int) -> bool:
        """Show how far it is; never cancels (the keyboard does)."""
        made.output.progress(done, total)
        return True

    return told


def _code(fates: list[str]) -> int:
    """0 all taken or known, 1 all refused, 4 some."""
    bad = sum(1 for fate in fates if fate in ("quarantined", "refused", "held"))
    if not bad:
        return 0
    return 1 if bad == len(fates) else 4


def _show(made: Context, seen: Rehearsal) -> None:
    for bundle in seen.bundles:
        _say(made, bundle)
    for one in seen.passed:
        made.output.line(f"{one.path}  {passed_words(one.code)}")
    made.output.line(total_words(seen))


def _say(made: Context, item: ReceivedItem | BundlePreview) -> None:
    """One line for a file: its fate, its counts, its reason."""
    fate = item.status if isinstance(item, ReceivedItem) else item.fate
    counts = [
        f"{value} {_(word)}" for name, word in _COUNTS.items() if (value := getattr(item, name, 0))
    ]
    if item.carried and fate != "carried":
        counts.append(_("handed on"))
    gaps = [_("gap {first}–{last}").format(first=a, last=b) for a, b in item.gaps]
    told = _(FATES[fate][1]) if fate in FATES else _("Taken in")
    words = [str(item.path), told, item.unit, ", ".join(counts + gaps), item.message]
    line = "  ".join(word for word in words if word)
    if fate in ("quarantined", "refused", "held"):
        made.output.note(line)
    else:
        made.output.line(line)


def _document(seen: Rehearsal) -> dict[str, Any]:
    rows = [_row(bundle) for bundle in seen.bundles]
    passed = [{"file": str(one.path), "code": one.code} for one in seen.passed]
    return {
        "items": rows,
        "total": len(rows),
        "rehearsal": True,
        "passed": passed,
        "passed_more": seen.more,
    }


def _row(item: ReceivedItem | BundlePreview) -> dict[str, Any]:
    row = asdict(item)
    row["file"] = str(row.pop("path"))
    if isinstance(item, BundlePreview):
        row["status"] = row.pop("fate")
    else:
        path = row.pop("receipt_path")
        row["receipt"] = str(path) if path else None
    return row
