"""``init``: a new data folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from patrol_app import logs
from patrol_app.cli.context import Context, Usage
from patrol_app.errors import UserError
from patrol_app.i18n import N_, _
from patrol_app.services.external_show import identity
from patrol_app.services.profiles import profiles
from patrol_app.services.setup import DEFAULT_PERSON, ROLES, InitRequest

SECRET_BYTES = 64 * 1024


def init(
    context: typer.Context,
    role: Annotated[str, typer.Option("--role", help="station, county or city")],
    unit: Annotated[str, typer.Option("--unit", help="Unit code.")],
    name: Annotated[str, typer.Option("--name", help="Name of the unit.")],
    person: Annotated[str, typer.Option("--person", help="First user.")] = DEFAULT_PERSON,
    recovery_out: Annotated[Path | None, typer.Option("--recovery-out")] = None,
    recover: Annotated[
        list[Path] | None,
        typer.Option(
            "--recover",
            metavar="FILE",
            help="Recovery file of a city whose computer is lost, then root-key files.",
        ),
    ] = None,
    profile: Annotated[str, typer.Option("--profile", help="xinzhou or ganzhou")] = "",
) -> None:
    """Set up a data folder: the unit, its first person, its keys."""
    from patrol_app.bootstrap import initialise

    made: Context = context.obj
    if recover and role != "city":
        raise Usage("usage", N_("Only a city is recovered from its recovery file"))
    if role not in ROLES or (profile and profile not in profiles()):
        raise Usage("usage", N_("The role is station, county or city"))
    app, done = initialise(
        made.paths,
        made.settings,
        InitRequest(
            role,
            unit,
            name,
            person,
            profile,
            recovery_out,
            recover=tuple(secret_file(path) for path in recover or ()),
        ),
    )
    try:
        logs.configure(made.paths.logs)
        out = made.output
        out.line(_("Data folder of {unit} is ready").format(unit=unit))
        items = [identity(done.unit), identity(done.person)]
        for item in items:
            out.line(f"{item['type']} {item['number']}")
        if done.recovery is not None:
            out.path(done.recovery)
        out.document({"items": items, "total": len(items)})
    finally:
        app.close()


def secret_file(path: Path) -> bytes:
    """The content of a recovery or root-key file.

    Raises:
        UserError: ``file.missing``.
    """
    if not path.is_file():
        raise UserError("file.missing", N_("{name} is not there."), name=path.name)
    with path.open("rb") as stream:
        return stream.read(SECRET_BYTES)
