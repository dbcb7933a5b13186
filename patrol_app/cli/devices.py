"""``device``, ``root``, ``quarantine``: whom this folder believes, and files kept aside."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from patrol_app.cli.context import Context
from patrol_app.domain.instant import beijing
from patrol_app.i18n import _
from patrol_app.services.device_words import aside_words, decision_words, status_words

if TYPE_CHECKING:
    from patrol_app.services.device_types import DeviceRow, RootState

device = typer.Typer(no_args_is_help=True, help="Devices: list, revoke, confirm.")
root = typer.Typer(no_args_is_help=True, help="The city's root keys.")
quarantine = typer.Typer(no_args_is_help=True, help="Files kept aside: list, take, reject.")
Name = Annotated[str, typer.Argument(metavar="DEVICE", help="Key id, UNIT-01, or the unit.")]
File = Annotated[str, typer.Argument(metavar="FILE", help="Beginning of its sum, or its name.")]
Note = Annotated[str, typer.Option("--note", metavar="TEXT")]
RootKeys = Annotated[
    list[Path] | None,
    typer.Option("--root-key", metavar="FILE", help="A further root key; may be repeated."),
]


@device.command("list")
def list_devices(context: typer.Context) -> None:
    """List this device, those above and those below."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        rows = app.exchange.devices.list()
    for row in rows:
        words = (f"{row.unit}-{row.device_no}" if row.device_no else row.unit, row.name, row.kid)
        last = _day(row.last_ms)
        made.output.line("  ".join(w for w in (*words, status_words(row), last, row.version) if w))
    made.output.document({"items": [_device(row) for row in rows], "total": len(rows)})


@device.command("revoke")
def revoke(context: typer.Context, name: Name, note: Note = "", root_key: RootKeys = None) -> None:
    """Close a device for ever; its later files are kept aside."""
    made: Context = context.obj
    with made.opened() as app:
        row = app.exchange.devices.revoke(name, note=note, root_keys=root_key or ())
    _said(made, row)


@device.command("confirm")
def confirm(
    context: typer.Context,
    name: Name,
    checked: Annotated[bool, typer.Option("--checked", help="Compared by telephone.")] = False,
    root_key: RootKeys = None,
) -> None:
    """Confirm new journals of a device and renew its certificate."""
    made: Context = context.obj
    with made.opened() as app:
        row = app.exchange.devices.confirm(name, checked=checked, root_keys=root_key or ())
    _said(made, row)


@device.command("unfreeze")
def unfreeze(context: typer.Context, name: Name) -> None:
    """Decide after two histories: what is held counts, the journal is closed."""
    made: Context = context.obj
    with made.opened() as app:
        row = app.exchange.devices.unfreeze(name)
    _said(made, row)


@device.command("new-journal")
def new_journal(context: typer.Context) -> None:
    """Begin a new journal here, after the level above has closed the present one."""
    made: Context = context.obj
    with made.opened() as app:
        done = app.exchange.begin_journal()
    made.output.line(_("New journal; {count} entries written again").format(count=done.moved))
    made.output.document(asdict(done))


@root.command("show")
def show_root(context: typer.Context) -> None:
    """Show the root keys and how many must sign."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        state = app.exchange.roots.show()
    _root(made, state)


@root.command("add-key")
def add_key(
    context: typer.Context, out: Annotated[Path, typer.Option("--out", help="A new file.")]
) -> None:
    """Make a root key for a second person; it counts after ``root rotate``."""
    made: Context = context.obj
    with made.opened() as app:
        done = app.exchange.roots.add_key(out)
    if done.path is not None:
        made.output.path(done.path)
    made.output.line(done.kid)
    made.output.document({"kid": done.kid, "version": done.state.version})


@root.command("rotate")
def rotate(
    context: typer.Context,
    threshold: Annotated[int, typer.Option("--threshold", help="How many must sign.")],
    add: Annotated[list[Path] | None, typer.Option("--add", metavar="FILE")] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", metavar="KEYID")] = None,
    root_key: RootKeys = None,
) -> None:
    """Change the root keys; every certificate is signed anew."""
    made: Context = context.obj
    with made.opened() as app:
        done = app.exchange.roots.rotate(
            threshold=threshold, add=add or (), remove=remove or (), root_keys=root_key or ()
        )
    _root(made, done.state)


@quarantine.command("list")
def list_aside(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Also those decided about.")] = False,
) -> None:
    """List files kept aside."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        rows = app.exchange.quarantine.list(decided=every)
    for row in rows:
        span = f"{row.first}–{row.upto}" if row.upto else ""
        sender = f"{row.unit} {row.device_no}".strip()
        words = (row.sha256[:12], row.name, sender, _day(row.received_ms), span)
        said = decision_words(row)
        made.output.line(
            "  ".join(w for w in (*words, aside_words(row.reason), said, row.note) if w)
        )
    made.output.document({"items": [asdict(row) for row in rows], "total": len(rows)})


@quarantine.command("take")
def take(
    context: typer.Context,
    file: File,
    upto: Annotated[int | None, typer.Option("--upto", help="Last entry that counts.")] = None,
    note: Note = "",
) -> None:
    """Let a file count, whole or up to an entry."""
    made: Context = context.obj
    with made.opened() as app:
        item = app.exchange.quarantine.take(file, upto=upto, note=note)
    made.output.line(_("Taken in: {count} entries").format(count=item.ops))
    made.output.document({"status": item.status, "ops": item.ops, "new": item.new})


@quarantine.command("reject")
def reject(context: typer.Context, file: File, note: Note = "") -> None:
    """Decide that a file does not count; it is kept."""
    made: Context = context.obj
    with made.opened() as app:
        app.exchange.quarantine.reject(file, note=note)
    made.output.line(_("Rejected"))
    made.output.document({"status": "rejected"})


def _said(made: Context, row: DeviceRow) -> None:
    made.output.line(f"{row.unit}-{row.device_no}  {row.kid}  {status_words(row)}")
    made.output.document(_device(row))


def _device(row: DeviceRow) -> dict[str, Any]:
    return {**asdict(row), "frozen": row.frozen, "unconfirmed": row.unconfirmed}


def _root(made: Context, state: RootState) -> None:
    words = _("Version {version}: {threshold} of {count} keys must sign")
    made.output.line(
        words.format(version=state.version, threshold=state.threshold, count=len(state.keys))
    )
    for key in state.keys:
        made.output.line(f"{key.kid}  {_('in this folder') if key.here else _('on a stick')}")
    made.output.document(asdict(state))


def _day(ms: int) -> str:
    return beijing(ms).strftime("%Y-%m-%d %H:%M") if ms else ""
