"""``user`` and ``audit``: who may use the folder, what opens it, who did what."""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from typing import Annotated

import typer

from patrol_app.cli.context import Context, Usage, at_terminal, first_line
from patrol_app.domain.instant import minute_text
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import UserError
from patrol_app.i18n import N_, _
from patrol_app.services.user_types import UserInfo, need_password

user = typer.Typer(help="Who may use this data folder.")
audit = typer.Typer(help="Who did and saw what.")

Name = Annotated[str, typer.Argument(metavar="NUMBER|NAME")]
Secret = Annotated[
    Path | None, typer.Option("--new-password-file", help="Its first line is the password.")
]


@user.command("list")
def list_users(
    context: typer.Context,
    retired: Annotated[bool, typer.Option("--retired", help="Retired ones too.")] = False,
) -> None:
    """List who may act here, with roles and which secrets there are."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        found = app.users.list(retired=retired)
        doors = app.users.doors()
    for one in found:
        roles = ",".join(one.roles)
        made.output.line("  ".join((one.number, one.name, roles, _secrets(one))).rstrip())
    if doors.device:
        made.output.line(_("No password is asked"))
    items = [_document(one) for one in found]
    made.output.document({"items": items, "total": len(items), "password_needed": not doors.device})


@user.command("add")
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    role: Annotated[list[str] | None, typer.Option("--role", help="Code or zh label.")] = None,
    new_password_file: Secret = None,
) -> None:
    """Enter a person with roles, and a password where one is given."""
    made: Context = context.obj
    roles = [_role(one) for one in role or []]
    password = first_line(new_password_file) if new_password_file else None
    with made.opened() as app:
        done = app.users.add(app.session.actor, name, roles, password)
    answer(made, done)


@user.command("pin")
def pin(
    context: typer.Context,
    name: Name,
    pin_file: Annotated[
        Path | None, typer.Option("--new-pin-file", help="Its first line is the PIN.")
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Take the PIN away.")] = False,
) -> None:
    """Set or clear the PIN of a person; it switches people and never opens the folder."""
    made: Context = context.obj
    if clear and pin_file:
        raise Usage("usage", N_("Give --new-pin-file or --clear, not both"))
    digits = "" if clear else new_secret(pin_file, _("New PIN"))
    with made.opened() as app:
        person = app.users.named(name).id
        if clear:
            app.users.clear_pin(app.session.actor, person)
        else:
            app.users.set_pin(app.session.actor, person, digits)
        done = app.users.one(person)
    answer(made, done)


@user.command("password")
def password(context: typer.Context, name: Name, new_password_file: Secret = None) -> None:
    """Set the password of a person; it opens the folder."""
    made: Context = context.obj
    new = new_secret(new_password_file, _("New password"))
    need_password(new)
    with made.opened() as app:
        person = app.users.named(name).id
        # whoever changes his own gives the present one as the command's own password
        app.users.set_password(app.session.actor, person, new, made.password())
        done = app.users.one(person)
    answer(made, done)


@user.command("retire")
def retire(
    context: typer.Context,
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="Admit the person again.")] = False,
) -> None:
    """A person may not use this folder any more; what he wrote stays."""
    made: Context = context.obj
    with made.opened() as app:
        person = app.users.named(name).id
        act = app.users.reopen if undo else app.users.retire
        act(app.session.actor, person)
        done = app.users.one(person)
    answer(made, done)


@user.command("require-password")
def require_password(
    context: typer.Context,
    undo: Annotated[bool, typer.Option("--undo", help="Open without a password again.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """From now on only passwords and the recovery key open this folder."""
    made: Context = context.obj
    if not yes and not at_terminal():
        raise Usage("usage", N_("This needs --yes where nobody can be asked"))
    if not yes and not typer.confirm(_("Ask for a password at every start?"), err=True):
        raise typer.Exit(0)
    with made.opened() as app:
        act = app.users.allow_without_password if undo else app.users.require_passwords
        act(app.session.actor)
        needed = not app.users.doors().device
    words = _("A password is asked at every start") if needed else _("No password is asked")
    made.output.line(words)
    made.output.document({"password_needed": needed})


@audit.command("list")
def list_audit(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, metavar="N")] = 200,
) -> None:
    """List who did and saw what, newest first."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        lines = app.privacy.audit(app.session.actor, limit=limit)
    for one in lines:
        detail = json.dumps(one.detail, ensure_ascii=False)
        made.output.line(f"{one.n}  {minute_text(one.at_ms)}  {one.who}  {one.deed}  {detail}")
    items = [{"n": one.n, "at": one.at_ms, "what": one.what, **one.detail} for one in lines]
    made.output.document({"items": items, "total": len(items)})


@audit.command("verify")
def verify_audit(context: typer.Context) -> None:
    """Check that no row was changed or taken out."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        broken = app.privacy.audit_broken(app.session.actor)
        cut = app.privacy.audit_cut(app.session.actor)
        last = app.privacy.audit(app.session.actor, limit=1)
    count = last[0].n if last else 0
    if broken:
        made.output.note(_("Rows were changed or taken out"))
        made.output.note(", ".join(map(str, broken[:50])))
    else:
        made.output.line(_("The chain of {n} rows holds").format(n=count))
    for unit in cut:
        made.output.note(_("Entries that {unit} has seen are missing here").format(unit=unit))
    bad = bool(broken or cut)
    made.output.document({"ok": not bad, "broken": broken, "cut": cut, "total": count})
    raise typer.Exit(3 if bad else 0)


def _role(word: str) -> str:
    for term in vocabulary("role").terms:
        if word in (term.code, term.zh):
            return term.code
    raise UserError("user.role", N_("There is no role {name}"), field="role", name=word[:40])


def new_secret(file: Path | None, words: str) -> str:
    """A new secret from a file, or typed twice at a terminal.

    Raises:
        Usage: nobody can be asked.
        UserError: ``password.file``, ``password.differs``.
    """
    if file is not None:
        return first_line(file)
    if not at_terminal():
        raise Usage("usage", N_("Name a file with the new secret where nobody can be asked"))
    first = getpass.getpass(f"{words}: ")
    if getpass.getpass(f"{_('Once more')}: ") != first:
        raise UserError("password.differs", N_("The two are not the same"))
    return first


def _secrets(one: UserInfo) -> str:
    kinds = [_("PIN")] if one.has_pin else []
    kinds += [_("Password")] if one.has_password else []
    return "+".join(kinds)


def _document(one: UserInfo) -> dict[str, object]:
    return {
        "number": one.number,
        "id": one.id,
        "name": one.name,
        "roles": list(one.roles),
        "granted": one.granted,
        "pin": one.has_pin,
        "password": one.has_password,
        "retired": one.closed,
        "seen": one.seen_ms,
    }


def answer(made: Context, one: UserInfo) -> None:
    """Say how a person stands now."""
    made.output.line("  ".join((one.number, one.name, _secrets(one))).rstrip())
    made.output.document({"items": [_document(one)], "total": 1})
