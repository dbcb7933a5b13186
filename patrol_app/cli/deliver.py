"""``deliver``: what goes down to the devices below, and ``installer``: the program that came."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from patrol_app.cli.context import Context, Usage
from patrol_app.i18n import N_, _
from patrol_app.services.delivery_types import Delivered, DeliveredItem
from patrol_app.services.exchange_types import Progress

Out = Annotated[Path, typer.Option("--out")]


def deliver(
    context: typer.Context,
    out: Out,
    unit: Annotated[list[str] | None, typer.Option("--unit", help="Only this unit.")] = None,
    base: Annotated[bool, typer.Option("--base", help="Base data for everybody below.")] = False,
    installer: Annotated[
        Path | None, typer.Option("--installer", help="A new version of the program.")
    ] = None,
    version: Annotated[str, typer.Option("--installer-version")] = "",
    root_key: Annotated[
        list[Path] | None, typer.Option("--root-key", help="A further root key.")
    ] = None,
) -> None:
    """Write decisions for the devices below, or base data."""
    made: Context = context.obj
    if (installer is not None or version) and not (base and installer and version):
        raise Usage("usage", N_("--installer goes with --base and --installer-version"))
    if base and unit:
        raise Usage("usage", N_("Base data is for everybody below: leave out --unit"))
    with made.opened() as app:
        if installer is not None:
            app.exchange.publish_installer(installer, version, root_key or ())
        done = app.exchange.deliver(
            out.absolute(), units=unit or (), base=base, progress=_told(made)
        )
    made.output.clear()
    _say(made, done)


def save_installer(context: typer.Context, out: Out) -> None:
    """Save the newer version of the program that came with base data."""
    made: Context = context.obj
    with made.opened() as app:
        app.session.actor.need("exchange")
        offer = app.exchange.installer()
        path = app.exchange.save_installer(out.absolute())
    made.output.path(path)
    version = offer.version if offer else ""
    made.output.document({"file": str(path), "version": version})


def _told(made: Context) -> Progress:
    def told(done: int, total: int) -> bool:
        """Show how far it is; the keyboard cancels."""
        made.output.progress(done, total)
        return True

    return told


def _say(made: Context, done: Delivered) -> None:
    for path in done.paths:
        made.output.path(path)
    if not done.paths:
        made.output.line(_("Nothing waits for a device below"))
    for item in done.items:
        made.output.line(
            _("{unit} {device}: delivery {no}, {records} records").format(
                unit=item.unit, device=item.device_no, no=item.no, records=item.records
            )
        )
    for row in done.left_out:
        made.output.note(f"{row.message} ({row.count})")
    items: list[dict[str, Any]] = [_row(item) for item in done.items]
    document: dict[str, Any] = {"items": items, "total": len(items)}
    if done.base is not None:
        document["base"] = {**asdict(done.base), "paths": [str(path) for path in done.base.paths]}
    left = [asdict(row) for row in done.left_out]
    made.output.document({**document, "left_out": left})


def _row(item: DeliveredItem) -> dict[str, Any]:
    return {**asdict(item), "paths": [str(path) for path in item.paths]}
