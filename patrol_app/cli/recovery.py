"""``user recover`` and the files by which a city helps a forgotten password."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from patrol_app.cli.context import Context, Usage
from patrol_app.cli.users import Name, Secret, answer, new_secret
from patrol_app.errors import UserError
from patrol_app.i18n import N_, _
from patrol_app.services.user_types import need_password

RECOVERY_BYTES = 64 * 1024
Out = Annotated[Path, typer.Option("--out")]


def recover(
    context: typer.Context,
    name: Name,
    recovery_file: Annotated[
        Path | None, typer.Option("--recovery-file", help="The city's recovery file.")
    ] = None,
    by: Annotated[
        Path | None, typer.Option("--answer", help="The city's answer to this folder's request.")
    ] = None,
    new_password_file: Secret = None,
) -> None:
    """Set a forgotten password by the city's recovery file, or by its answer."""
    made: Context = context.obj
    if (recovery_file is None) == (by is None):
        raise Usage("usage", N_("Give --recovery-file or --answer"))
    identity = recovery_identity(recovery_file) if recovery_file else ""
    given = _bytes(by) if by else None
    new = new_secret(new_password_file, _("New password"))
    need_password(new)
    with made.opened(recovery=identity, answer=given) as app:
        person = app.users.named(name).id
        app.users.recover(person, new)
        done = app.users.one(person)
    if given is not None:
        from patrol_app.bootstrap_recovery import recovery_done

        recovery_done(made.paths)
    answer(made, done)


def ask(context: typer.Context, out: Out) -> None:
    """Write a locked folder's request to the city for a forgotten password."""
    from patrol_app.bootstrap_recovery import ask_recovery

    made: Context = context.obj
    target = out.absolute()
    code = ask_recovery(made.paths, target)
    made.output.path(target)
    made.output.line(_("Number code: {code}").format(code=code))
    made.output.document({"code": code})


def answer_one(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    recovery_file: Annotated[
        Path, typer.Option("--recovery-file", help="The city's recovery file.")
    ],
    out: Out,
    code: Annotated[str, typer.Option("--code", help="The 12 digits read out by telephone.")] = "",
) -> None:
    """Answer the request of a station that forgot its password."""
    from patrol_app.bootstrap_recovery import answer_recovery

    made: Context = context.obj
    target = out.absolute()
    identity = recovery_identity(recovery_file)
    with made.opened() as app:
        app.privacy.note_recovery(app.session.actor, compared=bool(code))
        checked = answer_recovery(_bytes(file), identity, code or None, target)
    made.output.path(target)
    if not checked:
        made.output.note(_("The request's number code was not compared"))
    made.output.document({"checked": checked})


def recovery_identity(file: Path) -> str:
    """The age identity that a recovery file holds.

    Raises:
        UserError: ``vault.identity``, ``recovery.file``.
    """
    from patrol_app.bootstrap_recovery import identity_of

    return identity_of(_bytes(file))


def _bytes(file: Path) -> bytes:
    """A small file whole.

    Raises:
        UserError: ``recovery.file``.
    """
    try:
        with file.open("rb") as stream:
            return stream.read(RECOVERY_BYTES + 1)
    except OSError:
        raise UserError("recovery.file", N_("{name} cannot be read"), name=file.name) from None


def commands(group: typer.Typer) -> typer.Typer:
    """``group`` (``user``) with the commands of this module."""
    group.command("recover")(recover)
    group.command("ask-recovery")(ask)
    group.command("answer-recovery")(answer_one)
    return group
