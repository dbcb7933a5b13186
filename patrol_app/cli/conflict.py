"""``conflict``: records that two people changed without knowing of each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from patrol_app.cli.context import Context, Usage, type_named
from patrol_app.cli.records import noted
from patrol_app.domain.instant import Instant, beijing, to_iso
from patrol_app.domain.registry import RecordType
from patrol_app.i18n import N_, _
from patrol_app.services.conflict_types import Both, Choice, RecordConflict, Side, Take, Typed
from patrol_app.services.conflict_view import origin
from patrol_app.services.conflicts import alike
from patrol_app.services.external import ExternalReader
from patrol_app.services.external_show import identity
from patrol_app.services.value_words import to_json

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

Type = Annotated[str, typer.Argument(metavar="TYPE")]
Number = Annotated[str, typer.Argument(metavar="NUMBER")]
Texts = list[str] | None

conflict = typer.Typer(no_args_is_help=True, help="Two changes of one field: show and settle.")


@conflict.command("list")
def list_open(context: typer.Context) -> None:
    """List the records with open conflicts."""
    made: Context = context.obj
    with made.opened(read_only=True) as app:
        rows = app.conflicts.rows(app.session.actor)
        total = app.conflicts.count()
    items = [
        {
            "type": row.type,
            "number": row.number,
            "id": row.rec,
            "fields": list(row.labels),
            "settable": row.settable,
        }
        for row in rows
    ]
    made.output.document({"items": items, "total": total})
    for row in rows:
        mark = "" if row.settable else "  " + _("Not here")
        made.output.line(f"{row.type} {row.number}  {', '.join(row.labels)}{mark}")
    if not rows:
        made.output.line(_("No conflict is open"))


@conflict.command("show")
def show(context: typer.Context, type: Type, number: Number) -> None:
    """Show the values of each field: who wrote them, where and when."""
    made: Context = context.obj
    kind = type_named(type)
    with made.opened(read_only=True) as app:
        found = _found(app, kind, number)
        actor, whole = app.session.actor, None
        if found is not None and found.masked and actor.may("private"):
            stored = app.records.get(kind.code, found.rec)
            whole = app.conflicts.open(actor, kind.code, found.rec, clear=True)
    if whole is not None and noted(made, kind.code, [stored]):
        found = whole
    made.output.document(_document(found))
    if found is None:
        made.output.line(_("No conflict is open"))
        return
    for one in found.fields:
        made.output.line(f"{one.key}  {one.label}")
        for side in one.sides:
            made.output.line(f"  {side.place}  {side.words or '—'}  ({origin(side)})")
    if found.masked:
        made.output.note(_("Places of this record are told to 0.01° only"))
    if found.refusal is not None:
        made.output.note(found.refusal.message())


@conflict.command("settle")
def settle(
    context: typer.Context,
    type: Type,
    number: Number,
    take: Annotated[
        Texts,
        typer.Option("--take", metavar="FIELD=N", help="A value by its number, or ``both``."),
    ] = None,
    value: Annotated[
        Texts, typer.Option("--value", metavar="FIELD=VALUE", help="A new value.")
    ] = None,
    every: Annotated[
        str, typer.Option("--all", metavar="standing|other|both", help="All fields alike.")
    ] = "",
) -> None:
    """Settle conflicts of one record; those that are not named stay open."""
    made: Context = context.obj
    kind = type_named(type)
    if every not in ("", "standing", "other", "both"):
        raise Usage("conflict.all", N_("--all is standing, other or both"))
    with made.opened() as app:
        found = _found(app, kind, number)
        if found is None:
            made.output.document({"items": [], "total": 0, "left": 0})
            made.output.line(_("No conflict is open"))
            return
        choices: dict[str, Choice] = {}
        if every:
            choices |= alike(found.fields, every)  # type: ignore[arg-type]
        choices |= _taken(take or ()) | _typed(app, kind, value or ())
        if not choices:
            raise Usage("conflict.choice", N_("Say what to take: --take, --value or --all"))
        app.conflicts.settle(app.session.actor, kind.code, found.rec, choices, found.heads)
        stored = app.records.get(kind.code, found.rec)
    item = identity(stored)
    made.output.document({"items": [item], "total": 1, "left": stored.conflicts})
    made.output.line(f"{item['type']} {item['number']} {item['state']}")
    if stored.conflicts:
        made.output.line(_("{n} conflicts").format(n=stored.conflicts))


def report(made: Context, unit: str, first: str, last: str, out: Path) -> None:
    """The printed list: what is open, and what was settled in the span (this month by default)."""
    with made.opened(read_only=True) as app:
        app.session.actor.need("papers")
        today = beijing(app.clock.now_ms())
        span = (first or f"{today:%Y-%m}-01", last or f"{today:%Y-%m-%d}")
        done = app.reports.conflicts(unit or None, *span, out.absolute())
    made.output.path(done.path)
    made.output.document(
        {"title": done.title, "pages": done.pages, "rows": int(done.facts["rows"])}
    )


def _found(app: App, kind: RecordType, number: str) -> RecordConflict | None:
    stored = app.records.named(kind.code, number)
    return app.conflicts.open(app.session.actor, kind.code, stored.record.id)


def _document(found: RecordConflict | None) -> dict[str, Any]:
    if found is None:
        return {"fields": [], "total": 0}
    fields = [
        {
            "field": one.key,
            "label": one.label,
            "sides": [_side(side) for side in one.sides],
            "merge": one.merge,
            "both": one.both,
        }
        for one in found.fields
    ]
    return {
        "type": found.type,
        "number": found.number,
        "id": found.rec,
        "fields": fields,
        "total": len(fields),
        "masked": found.masked,
        "refusal": found.refusal.code if found.refusal is not None else None,
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "n": side.place,
        "value": side.words,
        "who": side.who,
        "unit": side.unit,
        "device": side.device,
        "at": to_iso(Instant(side.at_ms)),
        "doubtful": side.doubtful,
        "own": side.own,
    }


def _pairs(given: Sequence[str]) -> dict[str, str]:
    """``FIELD=TEXT`` apart.

    Raises:
        Usage: no equals sign.
    """
    found = {}
    for text in given:
        name, equals, words = text.partition("=")
        if not equals:
            raise Usage("conflict.form", N_("A choice is FIELD=VALUE, not {text}"), text=text[:60])
        found[name] = words
    return found


def _taken(given: Sequence[str]) -> dict[str, Choice]:
    found: dict[str, Choice] = {}
    for name, words in _pairs(given).items():
        if words != "both" and not (words.isascii() and words.isdigit()):
            raise Usage("conflict.number", N_("{name}: a number or both"), name=name)
        found[name] = Both() if words == "both" else Take(int(words))
    return found


def _typed(app: App, kind: RecordType, given: Sequence[str]) -> dict[str, Choice]:
    """New values as files hold them: words of vocabularies, decimal numbers, times."""
    pairs = _pairs(given)
    fields = ExternalReader(app.store.queries).fields(kind, pairs) if pairs else {}
    return {name: Typed(to_json(value)) for name, value in fields.items()}
