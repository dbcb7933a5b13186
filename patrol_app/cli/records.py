"""``schema``, ``add``, ``edit``, ``show``, ``list``, ``submit``: records of every type."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from patrol_app.cli.context import Context, type_named
from patrol_app.domain.registry import RecordType
from patrol_app.errors import EnvironmentFault
from patrol_app.i18n import _
from patrol_app.services.external import ExternalReader
from patrol_app.services.external_json import read_file
from patrol_app.services.external_show import ExternalWriter, identity, name_of
from patrol_app.services.history import clock_doubtful
from patrol_app.services.json_schema import schema_of
from patrol_app.services.listing import listing_of, pages
from patrol_app.services.ports import Stored
from patrol_app.services.privacy import has_private, need_filters
from patrol_app.services.records import detail
from patrol_app.services.travel import stages

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

Type = Annotated[str, typer.Argument(metavar="TYPE")]
Number = Annotated[str, typer.Argument(metavar="NUMBER")]
From = Annotated[Path, typer.Option("--from", metavar="FILE.json")]


def schema(context: typer.Context, type: Type) -> None:
    """Print the fields of TYPE as JSON Schema."""
    made: Context = context.obj
    kind = type_named(type)
    document = schema_of(kind)
    made.output.document(document)
    made.output.line(json.dumps(document, ensure_ascii=False, indent=1))


def add(
    context: typer.Context,
    type: Type,
    source: From,
    submit: Annotated[bool, typer.Option("--submit")] = False,
) -> None:
    """Add records from a file: one object, or a list of them; all or none."""
    made: Context = context.obj
    kind = type_named(type)
    data = read_file(source)
    with made.opened() as app:
        reader = ExternalReader(app.store.queries)
        rows = [reader.fields(kind, one) for one in (data if isinstance(data, list) else [data])]
        written = app.records.new_many(kind.code, rows, app.session.actor, submit=submit)
        _answer(made, [app.records.get(kind.code, record.id) for record in written])


def edit(context: typer.Context, type: Type, number: Number, source: From) -> None:
    """Change the fields that a file names."""
    made: Context = context.obj
    kind = type_named(type)
    data = read_file(source)
    with made.opened() as app:
        stored = app.records.named(kind.code, number)
        changes = ExternalReader(app.store.queries).fields(kind, data)
        saved = app.records.save(
            kind.code, stored.record.id, changes, stored.heads, app.session.actor
        )
        _answer(made, [saved])


def show(context: typer.Context, type: Type, number: Number) -> None:
    """Print one record in the form that ``add`` takes, with what is known of it."""
    made: Context = context.obj
    kind = type_named(type)
    with made.opened(read_only=True) as app:
        actor = app.session.actor
        if kind.private:
            actor.need("private")
        stored = app.records.named(kind.code, number)
        clear = _clear(app, [stored])
        other = kind.code == "patrol" and stored.record.unit != app.store.queries.identity().unit
        document = ExternalWriter(app.store.queries, private=False).show(stored)
        known = _come_so_far(app, stored)
        if clear:
            open_document = ExternalWriter(app.store.queries, private=True).show(stored)
    if clear and noted(made, kind.code, [stored]):
        document = open_document
    document.update(known)
    if other:
        _track_noted(made, stored.record.id)
    made.output.document(document)
    for name, value in document.items():
        plain = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        made.output.line(f"{name}: {plain}")


def _come_so_far(app: App, stored: Stored) -> dict[str, Any]:
    """How far the record has come (上报), and whether a clock behind it cannot be right."""
    queries, rec = app.store.queries, stored.record.id
    return {
        "reported": stages(queries, [rec]).get(rec, ""),
        "clock_doubtful": clock_doubtful(queries, rec, app.clock.now_ms()),
    }


def list_records(
    context: typer.Context,
    type: Type,
    drafts: Annotated[bool, typer.Option("--drafts", help="Drafts too.")] = False,
    where: Annotated[list[str] | None, typer.Option("--where", metavar="FIELD=VALUE")] = None,
    first: Annotated[str, typer.Option("--from", metavar="DATE")] = "",
    last: Annotated[str, typer.Option("--to", metavar="DATE")] = "",
    limit: Annotated[int, typer.Option("--limit", min=0, metavar="N")] = 0,
) -> None:
    """List records: submitted ones, with --drafts the others too; 0 lists all."""
    made: Context = context.obj
    kind = type_named(type)
    with made.opened(read_only=True) as app:
        queries = app.store.queries
        actor = app.session.actor
        need_filters(actor, kind, [text.partition("=")[0] for text in where or []])
        wanted = listing_of(queries, kind, where or [], first, last, drafts=drafts)
        rows = list(pages(queries, wanted, limit))
        masked, plain = (ExternalWriter(queries, private=one) for one in (False, True))
        items = [masked.item(row) for row in rows]
        clear = _clear(app, rows)
        open_items = [plain.item(row) for row in rows] if clear else []
        total = queries.count(wanted)
        left = queries.count(listing_of(queries, kind, where or [], first, last, only_drafts=True))
    if clear and noted(made, kind.code, rows):
        items = open_items
    made.output.document({"items": items, "total": total, "drafts": left})
    for row, item in zip(rows, items, strict=True):
        made.output.line("  ".join([item["number"], item["state"], _title(kind, row)]).rstrip())
    made.output.line(_("{total} shown, {drafts} drafts").format(total=total, drafts=left))


def submit(context: typer.Context, type: Type, number: Number) -> None:
    """Judge a record by its rules and submit it."""
    made: Context = context.obj
    kind = type_named(type)
    with made.opened() as app:
        stored = app.records.named(kind.code, number)
        done = app.records.submit(kind.code, stored.record.id, app.session.actor)
    remarks = [{"level": r.level, **detail(kind, r)} for r in done.warnings]
    _answer(made, [done.stored], {"warnings": remarks} if remarks else {})
    for row in remarks:
        made.output.note(f"  {row['field']}: {row['message']}")


def _clear(app: App, rows: list[Stored]) -> bool:
    """Whether there is personal data that the acting person may see."""
    actor, queries = app.session.actor, app.store.queries
    return actor.may("private") and any(has_private(queries, row) for row in rows)


def noted(made: Context, type: str, rows: list[Stored]) -> bool:
    """Write the view of personal data down; where that cannot be done it stays masked."""
    try:
        with made.opened() as app:
            app.privacy.seen(app.session.actor, type, rows)
    except EnvironmentFault as fault:
        made.output.note(_("Personal data stay masked: the view could not be written down"))
        made.output.note(fault.message())
        return False
    return True


def _track_noted(made: Context, rec: str) -> None:
    """Write down a look at another unit's patrol; the window that holds the store is told."""
    try:
        with made.opened() as app:
            app.privacy.track_seen(app.session.actor, rec)
    except EnvironmentFault as fault:
        made.output.note(fault.message())


def _answer(made: Context, rows: list[Stored], more: dict[str, Any] | None = None) -> None:
    items = [identity(row) for row in rows]
    for item in items:
        made.output.line(f"{item['type']} {item['number']} {item['state']}")
    made.output.document({"items": items, "total": len(items), **(more or {})})


def _title(kind: RecordType, stored: Stored) -> str:
    if kind.private or kind.title in ("number", kind.key):
        return ""
    title = str(getattr(stored.record, kind.title) or "")
    return "" if title == name_of(stored) else title.replace("\n", " ")
