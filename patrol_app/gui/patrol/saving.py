"""What the editor writes, as plain functions for ``Work.command``; nothing of Qt in here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from patrol_app.errors import PatrolError
from patrol_app.services.ports import Stored
from patrol_app.services.session import Actor

if TYPE_CHECKING:
    from patrol_app.bootstrap import App


@dataclass(frozen=True)
class Saving:
    """What is to be written.

    Attributes:
        rec: record id; empty for a new patrol.
        changes: field values.
        heads: that the person saw.
        draft: id under which the typed text was kept.
    """

    rec: str
    changes: Mapping[str, Any]
    heads: tuple[str, ...] | None
    draft: str


@dataclass(frozen=True)
class Outcome:
    """What became of a submission.

    Attributes:
        rec: the patrol, saved in any case.
        fault: why it was not submitted, or None.
        warnings: sentences that do not hinder.
        about: number of the finding that was refused, or empty.
        number: of the patrol.
    """

    rec: str
    fault: PatrolError | None = None
    warnings: tuple[str, ...] = ()
    about: str = ""
    number: str = ""


def save(app: App, actor: Actor, what: Saving) -> str:
    """Write the changes and forget the kept text; the record id.

    Raises:
        UserError: ``heads.moved``, ``record.writer``, ``field.value`` ...
    """
    rec = what.rec
    if not rec:
        rec = app.records.new("patrol", what.changes, actor).record.id
    elif what.changes:
        app.records.save("patrol", rec, what.changes, what.heads, actor)
    app.drafts.forget(actor.id, "patrol", what.draft)
    return rec


def submit(app: App, actor: Actor, what: Saving) -> Outcome:
    """Save, then submit the findings and the patrol; a refusal leaves it saved.

    Raises:
        UserError: as ``save``.
    """
    rec = save(app, actor, what)
    try:
        for row in app.store.queries.children("finding", "patrol_id", rec):
            if row.state != "submitted":
                _submit_finding(app, actor, row)
        done = app.records.submit("patrol", rec, actor)
    except _Refused as refused:
        return Outcome(rec, refused.fault, about=refused.number)
    except PatrolError as fault:
        if fault.code != "submit.refused":
            raise
        return Outcome(rec, fault)
    warnings = tuple(remark.message() for remark in done.warnings)
    return Outcome(rec, warnings=warnings, number=done.stored.record.number)


class _Refused(Exception):
    """A finding was refused, not the patrol."""

    def __init__(self, number: str, fault: PatrolError) -> None:
        super().__init__(number)
        self.number, self.fault = number, fault


def _submit_finding(app: App, actor: Actor, row: Stored) -> None:
    try:
        app.records.submit("finding", row.record.id, actor)
    except PatrolError as fault:
        raise _Refused(row.record.number, fault) from None


def keep_finding(
    app: App, actor: Actor, patrol: str, rec: str, values: Mapping[str, Any], photo: str
) -> str:
    """Write a finding of ``patrol``; its photo is hung on it as evidence.

    The originals of a finding's photos travel to the city, those of a patrol do not.

    Raises:
        UserError: ``field.value`` ...
    """
    if rec:
        app.records.save("finding", rec, values, None, actor)
    else:
        rec = app.records.new("finding", {**values, "patrol_id": patrol}, actor).record.id
    if photo:
        moved = {"parent_id": rec, "parent_type": "finding"}
        app.records.save("attachment", photo, moved, None, actor)
    return rec


def drop_leg(app: App, actor: Actor, patrol: str, key: str) -> None:
    """Take one leg out of a saved patrol; its track stays in the journal.

    Raises:
        UserError: ``record.unknown``, ``record.writer``, ``record.locked``.
    """
    record = app.records.get("patrol", patrol).record
    legs = tuple(leg for leg in getattr(record, "legs", ()) if leg.key != key)
    app.records.save("patrol", patrol, {"legs": legs}, None, actor)


def keep_photo(app: App, actor: Actor, photo: str, values: Mapping[str, Any]) -> None:
    """Write what a person says of a photo: its place, its time, or that there is none.

    Raises:
        UserError: ``record.unknown``, ``record.writer``.
    """
    app.records.save("attachment", photo, values, None, actor)
