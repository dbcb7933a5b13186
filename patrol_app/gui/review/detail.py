"""What a reviewer sees of one record: track, facts, remarks, differences, findings, photos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from patrol_app.domain.fields import specs
from patrol_app.domain.records import RECORD_TYPES, record_type
from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.remark import Remark
from patrol_app.domain.review import LOCKED
from patrol_app.gui import kit
from patrol_app.gui.forms.facts import facts_of
from patrol_app.gui.forms.loading import photos_of
from patrol_app.gui.forms.side import RemarksCard, Thumb
from patrol_app.gui.forms.values import short_moment, state_of, words
from patrol_app.gui.map import MapPanel
from patrol_app.gui.patrol.drawing import picture
from patrol_app.gui.patrol.loading import Loaded, load
from patrol_app.gui.review.history import DifferenceRow
from patrol_app.gui.review.wording import Difference, differences, reason_lines
from patrol_app.gui.theme import current
from patrol_app.i18n import _
from patrol_app.services.external_show import name_of
from patrol_app.services.history import Verdict, changes_since, verdict
from patrol_app.services.ports import Stored
from patrol_app.services.privacy import shown_names
from patrol_app.services.rules import rule_book

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

PHOTOS_MOST = 12
PHOTOS_ABREAST = 3
THUMB = (112, 75)  # px; three of them and the scroll bar fit the side column
MAP_HEIGHT = 232
CM_PER_KM = 100_000


@dataclass(frozen=True, eq=False)
class Detail:
    """One record as a reviewer needs it.

    Attributes:
        facts: (name, words) in the order of the form, computed ones first.
        parts: findings and sightings that hang on it and go with an approval.
        changes: since the approval or the lock; late: they came after a lock.
        patrol: track and photos of a patrol, else None.
    """

    stored: Stored
    facts: tuple[tuple[str, str], ...] = ()
    remarks: tuple[Remark, ...] = ()
    parts: tuple[Stored, ...] = ()
    changes: tuple[Difference, ...] = ()
    verdict: Verdict | None = None
    photos: tuple[tuple[Attachment, bytes | None], ...] = ()
    patrol: Loaded | None = None


def read_detail(app: App, type: str, rec: str) -> Detail:
    """Everything the panel shows; call it from a query.

    Raises:
        UserError: ``record.unknown``.
    """
    queries = app.store.queries
    stored = app.records.get(type, rec)
    changes: tuple[Difference, ...] = ()
    if stored.review in ("approved_changed", "locked_late"):
        changes = differences(queries, stored, changes_since(queries, rec))
    parts = parts_of(app, type, rec)
    photos = photos_of(app, rec)
    for part in parts:
        photos += photos_of(app, part.record.id)
    return Detail(
        stored=stored,
        facts=_facts(app, stored),
        remarks=tuple(app.records.remarks(type, stored.record)),
        parts=parts,
        changes=changes,
        verdict=verdict(queries, stored),
        photos=photos[:PHOTOS_MOST],
        patrol=load(app, "", rec, {}) if type == "patrol" else None,
    )


def parts_of(app: App, type: str, rec: str) -> tuple[Stored, ...]:
    """The reviewed records that hang on a patrol."""
    if type != "patrol":
        return ()
    found: list[Stored] = []
    for kind in RECORD_TYPES:
        if kind.reviewed and "patrol_id" in kind.cls.model_fields:
            found += app.store.queries.children(kind.code, "patrol_id", rec)
    return tuple(found)


def _facts(app: App, stored: Stored) -> tuple[tuple[str, str], ...]:
    queries, known = app.store.queries, specs(type(stored.record))
    names: dict[str, str] = {}
    for spec in known.values():
        value = getattr(stored.record, spec.name)
        if spec.ui.ref and value:
            recs = (value,) if isinstance(value, str) else value
            names |= shown_names(queries, spec.ui.ref, recs)
    found: list[tuple[str, str]] = []
    length, minutes = stored.own.get("length_cm"), stored.own.get("minutes")
    if length is not None:
        found.append((_("Length"), f"{length / CM_PER_KM:.2f} km"))
    if minutes is not None:
        found.append((_("Time spent"), f"{minutes / 60:.2f} h"))
    computed = [(fact.name, fact.words) for fact in facts_of(stored, rule_book(queries))]
    stamps = {_("Entered"), _("Last change"), _("Device")}
    found += [fact for fact in computed if fact[0] not in stamps]
    for spec in known.values():
        if spec.ui.kind in ("hidden", "items") or spec.name in ("number", "distance_cm"):
            continue
        text = words(spec, getattr(stored.record, spec.name), names, private=False)
        if text:
            found.append((_(spec.ui.label), " ".join(text.split())))
    return (*found, *(fact for fact in computed if fact[0] in stamps))


class DetailPanel(QWidget):
    """The right side of the queue."""

    def __init__(self, *, dms: bool) -> None:
        super().__init__()
        self.map = MapPanel(_("Track of the patrol"), dms=dms, legend=False)
        self.map.setFixedHeight(current().scaled(MAP_HEIGHT))
        self.remarks = RemarksCard()
        self._head = kit.v(gap="half")
        self._top = kit.Card(margins="card_gap")
        self._top.put(self._head)
        self._facts = kit.Card(_("Record"), hug=True)
        self._changes = kit.Card(_("What changed since"), hug=True)
        self._parts = kit.Card(_("Findings"), flush=True, hug=True)
        self._photos = kit.Card(_("Photos"), hug=True)
        self._grid = QGridLayout()
        self._photos.put(kit.scroll(kit.holder(self._grid), hug=True))
        self._area = kit.scroll(
            kit.v(
                self._top, self._changes, self.map, self.remarks, self._parts, self._facts,
                self._photos, None,
                gap="card_gap",
            )
        )  # fmt: skip
        self.setLayout(kit.v((self._area, 1)))
        self.detail: Detail | None = None
        self.show_detail(None)

    def show_detail(self, detail: Detail | None) -> None:
        """Show another record; None shows nothing."""
        self.detail = detail
        self.setVisible(detail is not None)  # the list has the room while nothing is chosen
        if detail is None:
            return
        self._show_head(detail)
        shapes = picture(detail.patrol) if detail.patrol is not None else None
        self.map.setVisible(shapes is not None and bool(shapes.shapes))
        if shapes is not None and shapes.shapes:
            self.map.show_list(shapes)
        self.remarks.show_remarks(detail.remarks)
        _refill(self._changes.body, [DifferenceRow(one) for one in detail.changes])
        self._changes.setVisible(bool(detail.changes))
        _refill(self._facts.body, [_fact(name, text) for name, text in detail.facts])
        _refill(self._parts.body, [_part(one) for one in detail.parts])
        self._parts.setVisible(bool(detail.parts))
        self._show_photos(detail)
        self._area.verticalScrollBar().setValue(0)

    def _show_head(self, detail: Detail) -> None:
        stored = detail.stored
        rows: list[QWidget] = [
            kit.holder(kit.h(kit.label(name_of(stored), "strong"), None, _chip(stored)))
        ]
        if detail.verdict is not None:
            told = detail.verdict
            lines = reason_lines(record_type(stored.type), told.reasons)
            said = "\n".join(one for one in (*lines, told.note) if one)
            by = " · ".join(one for one in (told.who, short_moment(told.at_ms)) if one)
            rows += [kit.label(by, "caption"), kit.label(said, "table", "overdue", wrap=True)]
        elif stored.review in LOCKED and detail.changes:
            rows.append(
                kit.label(
                    _("What came after the lock is kept apart and not merged."),
                    "table", "conflict", wrap=True,
                )
            )  # fmt: skip
        _refill(self._head, rows)

    def _show_photos(self, detail: Detail) -> None:
        kit.clear_layout(self._grid)
        for place, (photo, shown) in enumerate(detail.photos):
            row, column = divmod(place, PHOTOS_ABREAST)
            self._grid.addWidget(Thumb(photo, shown, THUMB), row, column)
        self._photos.setVisible(bool(detail.photos))


def _chip(stored: Stored) -> kit.Chip:
    return kit.Chip(*state_of(stored))


def _fact(name: str, text: str) -> QWidget:
    shown = kit.label(text, "table", wrap=True)
    row = kit.h(kit.pin(kit.label(name, "caption"), width="due_column"), (shown, 1))
    return kit.holder(row)


def _part(stored: Stored) -> QWidget:
    kind = record_type(stored.type)
    record = stored.record
    spec = next((s for s in specs(kind.cls).values() if s.ui.kind == "vocab" and s.ui.listed), None)
    title = words(spec, getattr(record, spec.name), {}, private=False) if spec else ""
    caption = str(getattr(record, "description", "") or getattr(record, "place", ""))
    return kit.ListRow(
        title or _(kind.label), " ".join(caption.split()) or name_of(stored), chip=_chip(stored)
    )


def _refill(layout: kit.Box, widgets: Sequence[QWidget]) -> None:
    kit.clear_layout(layout)
    for widget in widgets:
        layout.add(widget)
