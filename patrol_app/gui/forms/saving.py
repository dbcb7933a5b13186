"""The writes of a form: plain functions that run on the writer thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from patrol_app.domain.base import Record
from patrol_app.domain.fields import by_external, specs
from patrol_app.domain.records import record_type
from patrol_app.domain.remark import Remark
from patrol_app.domain.rules.filled import is_empty
from patrol_app.errors import PatrolError
from patrol_app.gui.forms.values import to_json
from patrol_app.services.attachments import Attached, attach
from patrol_app.services.ports import Stored
from patrol_app.services.session import Actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from patrol_app.bootstrap import App


@dataclass(frozen=True)
class Saved:
    """What a save or submit left: the record and what the rules say of it."""

    stored: Stored
    remarks: tuple[Remark, ...]
    submitted: bool = False


def save(
    app: App,
    type: str,
    before: Stored | None,
    values: Mapping[str, Any],
    actor: Actor,
    draft: str,
    *,
    submit: bool,
) -> Saved:
    """Write a form; its draft is dropped when the record stands.

    Args:
        app: the open folder.
        type: record type code.
        before: the record as the person saw it, None for a new one.
        values: every field of the form.
        actor: who writes.
        draft: id under which the form's draft is kept.
        submit: submit it too; for a new record in the same transaction.

    Raises:
        UserError: ``heads.moved``, ``submit.refused``, ``field.value`` ...
    """
    kind = record_type(type)
    submits = submit and kind.submit
    if before is None:
        given = {name: value for name, value in values.items() if not is_empty(value)}
        stored = app.records.new(type, given, actor, submit=submits)
    else:
        changes = differing(before.record, values)
        stored = before
        if changes:
            stored = app.records.save(type, before.record.id, changes, before.heads, actor)
        if submits:
            stored = app.records.submit(type, before.record.id, actor).stored
    app.drafts.forget(actor.id, type, draft)
    judged = kind.submit or len(kind.rules) > 1
    remarks = tuple(app.records.remarks(type, stored.record)) if judged else ()
    return Saved(stored, remarks, submits)


def differing(record: Record, values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields whose value on the form is not the record's."""
    changed = {}
    for name, value in values.items():
        held = getattr(record, name)
        if held != value and not (is_empty(held) and is_empty(value)):
            changed[name] = type(record).model_fields[name].default if is_empty(value) else value
    return changed


def draft_body(values: Mapping[str, Any], before: Stored | None, title: str = "") -> dict[str, Any]:
    """What table ``draft`` holds of a form.

    ``new`` says that no record stands behind it; ``heads`` are those the person saw.
    """
    given = {name: to_json(value) for name, value in values.items() if not is_empty(value)}
    return {
        "new": before is None,
        "title": title,
        "values": given,
        "heads": list(before.heads) if before is not None else [],
    }


def add_photos(
    app: App,
    type: str,
    rec: str,
    paths: Sequence[Path],
    actor: Actor,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
    role: str = "photo",
) -> Attached:
    """Hang photos that show ``role``, and films, on a record."""
    return attach(
        app.store,
        app.clock,
        app.records,
        app.reader,
        app.bus,
        (type, rec),
        paths,
        actor,
        role=role,
        on_progress=progress,
        cancelled=cancelled,
    )


def errors_by_field(cls: type[Record], fault: PatrolError) -> dict[str, str]:
    """Sentence by field name for a refused write; key "" for what belongs to no field."""
    external = by_external(cls)
    names = specs(cls)
    found: dict[str, str] = {}
    rows = [(str(row.get("field") or ""), str(row.get("message") or "")) for row in fault.details]
    for field, words in rows or [(fault.field or "", fault.message())]:
        spec = external.get(field) or names.get(field)
        found.setdefault(spec.name if spec is not None else "", words)
    return found
