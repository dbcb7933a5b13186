"""What a form needs from the store, read off the GUI thread in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from patrol_app.domain.base import Record
from patrol_app.domain.fields import specs
from patrol_app.domain.instant import date_of
from patrol_app.domain.masking import masked_name
from patrol_app.domain.records import record_type
from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.remark import Remark
from patrol_app.domain.setting import RuleBook
from patrol_app.gui.forms.target import Target
from patrol_app.gui.forms.values import from_json
from patrol_app.services.external_show import name_of
from patrol_app.services.held_work import waiting_words
from patrol_app.services.ports import EVERY_STATE, FormDraft, Listing, Stored
from patrol_app.services.rules import rule_book

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

OFFERED = 2_000  # people, grids, parties in a type-ahead list
RECENT = 300  # dated records (patrols) in one


@dataclass(frozen=True)
class Loaded:
    """One record with all that its form shows.

    Attributes:
        stored: the record, None for a new one.
        draft: text that was being typed, None when there is none.
        refs: (record id, words) by type code.
        photos: attachments with the bytes of a small picture, or None where it is not held.
        remarks: what the rules say of the stored record.
        book: rule values in force.
        waiting: what an incomplete record waits for, in words.
    """

    stored: Stored | None = None
    draft: FormDraft | None = None
    refs: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    photos: tuple[tuple[Attachment, bytes | None], ...] = ()
    remarks: tuple[Remark, ...] = ()
    book: RuleBook = field(default_factory=RuleBook)
    waiting: str = ""


def load(app: App, target: Target, user: str) -> Loaded:
    """Read everything for ``target``; call it from a query.

    Args:
        app: the open folder.
        target: what the form is for.
        user: person whose draft is looked for.

    Raises:
        UserError: ``record.unknown``.
    """
    kind = record_type(target.type)
    stored = app.records.get(target.type, target.rec) if target.rec else None
    draft_id = target.rec or target.draft
    draft = app.drafts.find(user, target.type, draft_id) if draft_id else None
    photos: tuple[tuple[Attachment, bytes | None], ...] = ()
    remarks: tuple[Remark, ...] = ()
    if stored is not None:
        photos = photos_of(app, stored.record.id)
        if kind.submit or len(kind.rules) > 1:
            remarks = tuple(app.records.remarks(target.type, stored.record))
    book = rule_book(app.store.queries)
    waiting = waiting_words(app.store.queries, stored)
    return Loaded(stored, draft, refs_of(app, kind.cls), photos, remarks, book, waiting)


def refs_of(app: App, cls: type[Record]) -> dict[str, tuple[tuple[str, str], ...]]:
    """The records that the reference fields of ``cls`` may name, by type code."""
    wanted: set[str] = set()
    for spec in specs(cls).values():
        inner = specs(spec.item).values() if spec.item is not None else ()
        wanted |= {one.ui.ref for one in (spec, *inner) if one.ui.ref}
    return {code: offered(app, code) for code in sorted(wanted)}


def offered(app: App, code: str) -> tuple[tuple[str, str], ...]:
    """(record id, words) of the records of a type that a form may choose from."""
    kind = record_type(code)
    limit = RECENT if kind.time else OFFERED
    order = "" if kind.time else kind.title
    listing = Listing(code, (), EVERY_STATE, order=order, descending=bool(kind.time), limit=limit)
    rows = app.store.queries.page(listing).rows
    masks = kind.private and not app.session.actor.may("private")
    return tuple((row.record.id, reference_words(row, masks=masks)) for row in rows)


def reference_words(stored: Stored, *, masks: bool = False) -> str:
    """How a record is called in a type-ahead list: title (in part if ``masks``), number, day."""
    kind = record_type(stored.type)
    name = name_of(stored)
    title = str(getattr(stored.record, kind.title) or "")
    title = masked_name(title) if masks else title
    if stored.type == "grid":
        title, name = name, str(getattr(stored.record, "name", ""))
    moment = getattr(stored.record, kind.time, None) if kind.time else None
    day = moment if isinstance(moment, str) else date_of(moment.ms) if moment else ""
    parts = [title, name if name != title else "", day]
    return "  ".join(part for part in parts if part)


def photos_of(app: App, rec: str) -> tuple[tuple[Attachment, bytes | None], ...]:
    """The photos that hang on a record, each with its travel copy where it is held."""
    found = []
    for row in app.store.queries.children("attachment", "parent_id", rec):
        if isinstance(row.record, Attachment):
            found.append((row.record, _picture(app, row.record)))
    return tuple(found)


def _picture(app: App, photo: Attachment) -> bytes | None:
    for copy in photo.derived:
        if app.store.blobs.has(copy.sha256):
            return app.store.blobs.get(copy.sha256)
    return None


def draft_values(cls: type[Record], draft: FormDraft | None) -> dict[str, Any]:
    """Field values that a draft holds."""
    body = draft.body.get("values") if draft is not None else None
    return from_json(cls, body) if isinstance(body, Mapping) else {}
