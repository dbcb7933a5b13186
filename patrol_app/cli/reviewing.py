"""``review``, ``restore``, ``history``: what others said of records, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from patrol_app.cli.context import Context, Usage, type_named
from patrol_app.domain.fields import specs
from patrol_app.domain.instant import Instant, to_iso
from patrol_app.domain.masking import MASK, masked_field
from patrol_app.domain.registry import RecordType
from patrol_app.domain.review import WAITING
from patrol_app.i18n import N_, _
from patrol_app.services.external_show import identity
from patrol_app.services.history import Entry
from patrol_app.services.history import history as history_of
from patrol_app.services.listing import pages
from patrol_app.services.ports import Condition, Listing, Stored
from patrol_app.services.privacy import concealed
from patrol_app.services.reviews import Said, Seen

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

PARTLY = 4
Type = Annotated[str, typer.Argument(metavar="TYPE")]
Number = Annotated[str, typer.Argument(metavar="NUMBER")]
Numbers = Annotated[list[str], typer.Argument(metavar="NUMBER...")]
Note = Annotated[str, typer.Option("--note", metavar="TEXT")]

review = typer.Typer(no_args_is_help=True, help="Approve, return, lock.")


@review.command("queue")
def queue(context: typer.Context, type: Type = "patrol") -> None:
    """List what waits for a review: submitted records, and approved ones that changed."""
    made: Context = context.obj
    kind = type_named(type)
    if not kind.reviewed:
        raise Usage("review.type", N_("Records of this kind are not reviewed"))
    with made.opened(read_only=True) as app:
        listing = Listing(kind.code, (Condition("review", "in", WAITING),), descending=False)
        rows = [identity(row) for row in pages(app.store.queries, listing)]
    _show(made, rows)


@review.command("approve")
def approve(context: typer.Context, type: Type, numbers: Numbers, note: Note = "") -> None:
    """Approve records as they stand now."""

    def act(app: App, seen: Sequence[Seen]) -> Said:
        """All of them in one transaction."""
        return app.reviews.approve(app.session.actor, type, seen, note=note)

    _each(context, type, numbers, act)


@review.command("lock")
def lock(context: typer.Context, type: Type, numbers: Numbers, note: Note = "") -> None:
    """Lock approved records: nothing in them can change any more."""

    def act(app: App, seen: Sequence[Seen]) -> Said:
        """All of them in one transaction."""
        return app.reviews.lock(app.session.actor, type, seen, note=note)

    _each(context, type, numbers, act)


@review.command("unlock")
def unlock(
    context: typer.Context,
    type: Type,
    number: Number,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT")],
) -> None:
    """Take the lock of the own unit off a record; what came late is merged then."""
    made: Context = context.obj
    kind = type_named(type)
    with made.opened() as app:
        stored = app.records.named(kind.code, number)
        app.reviews.unlock(app.session.actor, kind.code, stored.record.id, reason)
        _show(made, [identity(app.records.get(kind.code, stored.record.id))])


@review.command("return")
def give_back(
    context: typer.Context,
    type: Type,
    number: Number,
    reason: Annotated[
        list[str] | None,
        typer.Option("--reason", metavar="FIELD=TEXT", help="Why, by field; several times."),
    ] = None,
    note: Note = "",
) -> None:
    """Give a record back with a reason for each field."""
    made: Context = context.obj
    kind = type_named(type)
    reasons = _reasons(kind, reason or [])
    with made.opened() as app:
        stored = app.records.named(kind.code, number)
        app.reviews.give_back(app.session.actor, kind.code, stored.record.id, reasons, note)
        _show(made, [identity(app.records.get(kind.code, stored.record.id))])


def restore(context: typer.Context, type: Type, number: Number) -> None:
    """Take a record out of the recycle bin."""
    made: Context = context.obj
    kind = type_named(type)
    with made.opened() as app:
        stored = app.records.named(kind.code, number)
        app.records.restore(kind.code, stored.record.id, app.session.actor)
        _show(made, [identity(app.records.get(kind.code, stored.record.id))])


def history(context: typer.Context, type: Type, number: Number) -> None:
    """Tell who changed what and when, newest first, reviews and locks too."""
    made: Context = context.obj
    kind = type_named(type)
    with made.opened(read_only=True) as app:
        stored = app.records.named(kind.code, number)
        now = app.clock.now_ms()
        entries = history_of(app.store.queries, kind.code, stored.record.id, now)
        hidden = concealed(stored, queries=app.store.queries)
    items = [_item(kind, one, hidden) for one in entries]
    made.output.document({"items": items, "total": len(items)})
    for item in items:
        mark = _("(clock doubtful)") if item.get("clock_doubtful") else ""
        words = [item["at"], mark, item["who"], item["kind"], item.get("words", "")]
        made.output.line("  ".join(word for word in words if word))
        for change in item.get("changes", []):
            made.output.line(f"    {change['field']}: {change['before']} -> {change['after']}")


def _item(kind: RecordType, entry: Entry, hidden: frozenset[str]) -> dict[str, Any]:
    """One entry as JSON; empty parts are left out, ``hidden`` fields are masked."""
    known = specs(kind.cls)

    def plain(key: str, value: Any) -> Any:
        """The value, in part where it is personal data."""
        if key.partition("/")[0] in hidden and value:
            return MASK
        spec = known.get(key.partition("/")[0])
        return masked_field(key, value) if spec and spec.ui.private and value else value

    changes = [
        {"field": c.key, "before": plain(c.key, c.before), "after": plain(c.key, c.after)}
        for c in entry.changes
    ]
    found = {
        "at": to_iso(Instant(entry.at_ms)),
        "who": entry.who,
        "unit": entry.unit,
        "kind": entry.kind,
        "words": entry.words,
        "reasons": dict(entry.reasons),
        "changes": changes,
        "late": entry.late,
        "flagged": entry.flagged,
        "clock_doubtful": entry.clock_doubtful,
    }
    always = ("at", "who", "kind")
    return {name: value for name, value in found.items() if value or name in always}


def _reasons(kind: RecordType, given: Sequence[str]) -> dict[str, str]:
    """``FIELD=TEXT`` by the names of the record class; the outer names are taken too.

    Raises:
        Usage: no equals sign.
    """
    outer = {spec.external: spec.name for spec in specs(kind.cls).values()}
    found = {}
    for text in given:
        name, equals, words = text.partition("=")
        if not equals:
            raise Usage("review.reason_form", N_("A reason is FIELD=TEXT"))
        found[outer.get(name, name)] = words
    return found


def _each(
    context: typer.Context,
    type: str,
    numbers: Sequence[str],
    act: Callable[[App, Sequence[Seen]], Said],
) -> None:
    """Carry out ``act`` on the named records; exit 4 when some were refused."""
    made: Context = context.obj
    kind = type_named(type)
    with made.opened() as app:
        found = {row.record.id: row for row in (app.records.named(kind.code, n) for n in numbers)}
        said = act(app, [Seen(rec, row.heads) for rec, row in found.items()])
        rows: list[Stored] = [app.records.get(kind.code, rec) for _type, rec in said.done]
    refused = [
        {"number": found[rec].record.number, "code": fault.code, "message": fault.message()}
        for rec, fault in said.refused.items()
    ]
    _show(made, [identity(row) for row in rows], {"refused": refused} if refused else {})
    for one in refused:
        made.output.note(f"  {one['message']}")
    if refused:
        raise typer.Exit(PARTLY)


def _show(
    made: Context, items: Sequence[dict[str, Any]], more: dict[str, Any] | None = None
) -> None:
    for item in items:
        made.output.line(f"{item['type']} {item['number']} {item['state']}")
    made.output.document({"items": list(items), "total": len(items), **(more or {})})
    if not items and not more:
        made.output.line(_("Nothing waits"))
