"""A record in a form: the fields of its type, remarks, facts, photos, and what others write."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from patrol_app.domain.records import record_type
from patrol_app.errors import PatrolError
from patrol_app.events import Changes
from patrol_app.gui.context import Context
from patrol_app.gui.forms import saving
from patrol_app.gui.forms.facts import FactsCard
from patrol_app.gui.forms.keeping import DraftKeeper
from patrol_app.gui.forms.loading import Loaded, draft_values, load
from patrol_app.gui.forms.notes import care_chips, moved_note, restored_note
from patrol_app.gui.forms.private import PrivateCard
from patrol_app.gui.forms.sheet import Sheet
from patrol_app.gui.forms.side import PhotosCard, RemarksCard
from patrol_app.gui.forms.target import Target
from patrol_app.gui.forms.values import state_of
from patrol_app.gui.kit import Chip, Note, SplitColumns, pin, scroll, v
from patrol_app.gui.kit.banners import busy
from patrol_app.gui.pages.base import Editor
from patrol_app.gui.review.said import SaidBar, is_locked
from patrol_app.i18n import _
from patrol_app.services.external_show import name_of
from patrol_app.services.ports import Stored


class RecordForm(Editor):
    """A record as it was read and as it is typed; a write beside it is taken in.

    Args:
        ctx: see ``Context``.
        target: record, or values and draft of a new one.

    Attributes:
        sheet: the fields; None until the record was read.
        stored: the record as last seen, None for a new one.
    """

    def __init__(self, ctx: Context, target: Target) -> None:
        self.kind = record_type(target.type)
        super().__init__(ctx, _(self.kind.label))
        self.target = target
        self.stored: Stored | None = None
        self._waits = ""
        self.sheet: Sheet | None = None
        self._begun: dict[str, Any] = {}
        self._note: Note | None = None
        self._keeper = DraftKeeper(ctx, target.type, target.rec or target.draft, self._body, self)
        self._remarks = RemarksCard(self.kind.cls)
        self._facts = FactsCard()
        self._photos = self.photos_card()
        self._said = SaidBar(ctx, lambda: self.sheet.form if self.sheet is not None else None)
        self._said.bind(self)
        self._column = v(gap="card_gap")
        self._waiting: QWidget | None = busy(_("Loading"))
        self._column.add((self._waiting, 1))
        self.setLayout(self._column)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.activated.connect(self.closed)
        self._load(self._show)

    def chips(self) -> list[QWidget]:
        """State of the record."""
        if self.stored is None:
            return [Chip("draft", _("New"))]
        made: list[QWidget] = []
        if self.kind.submit:
            made.append(Chip(*state_of(self.stored)))
        return [*made, *care_chips(self.stored, self._waits)]

    def context(self) -> str:
        """Number, and how much of the form is filled."""
        parts = [name_of(self.stored)] if self.stored is not None else []
        if self.sheet is not None:
            done, total = self.sheet.form.filled()
            if total:
                parts.append(_("{done} of {total} required").format(total=total, done=done))
        return "  ·  ".join(parts)

    def side_top(self) -> list[QWidget]:
        """What stands at the right above the remarks; a type's own form may add here."""
        return []

    def photos_card(self) -> PhotosCard:
        """The strip of photos; a type's own form may have another."""
        return PhotosCard()

    def own_controls(self, loaded: Loaded) -> Mapping[str, QWidget]:
        """Controls by field in place of those by kind, for ``loaded``; none of this form."""
        return {}

    def left_out(self, loaded: Loaded) -> Collection[str]:
        """Fields that this form does not show; a new record takes them from its target."""
        return ()

    def _beside(self) -> dict[str, Any]:
        """What a new record was begun with beside the fields of the form."""
        if self.stored is not None or self.sheet is None:
            return {}
        return {name: one for name, one in self._begun.items() if name not in self.sheet.specs}

    def focus_first(self) -> None:
        """First empty required field."""
        if self.sheet is None or not self.sheet.form.focus_first_empty():
            self.setFocus()

    def changed(self, changes: Changes) -> None:
        """Somebody else wrote this record or one that is offered for choice."""
        if self.stored is None or (self.target.type, self.stored.record.id) not in changes.records:
            return
        self._load(self._merge)

    def _load(self, show: Callable[[Loaded], None]) -> None:
        app, target, user = self.ctx.app, self.target, self.ctx.actor().id
        if self.stored is not None:
            target = Target(target.type, self.stored.record.id)
        self.ctx.work.query(lambda: load(app, target, user), show, self._cannot_load, owner=self)

    def _cannot_load(self, fault: PatrolError) -> None:
        self.ctx.toast(fault.message(), None)
        self.closed.emit()

    def _show(self, loaded: Loaded) -> None:
        """Build the form once the record is here."""
        if self._waiting is not None:
            self._column.removeWidget(self._waiting)
            self._waiting.deleteLater()
            self._waiting = None
        self.stored = loaded.stored
        self._waits = loaded.waiting
        dms = self.ctx.settings.text("coordinates") == "dms"
        left_out = self.left_out(loaded)
        self.sheet = Sheet(
            self.kind.cls, loaded.refs, dms=dms, leave_out=left_out, own=self.own_controls(loaded)
        )
        base = dict(self.target.values)
        if loaded.stored is not None:
            base = dict(loaded.stored.record)
        kept = draft_values(self.kind.cls, loaded.draft)
        self._begun = {**base, **kept}
        self.sheet.fill(self._begun)
        self.sheet.edited.connect(self._edited)
        private = []
        if loaded.stored is not None and self.sheet.hide_private(
            {name: value for name, value in base.items() if name not in kept}
        ):
            private = [PrivateCard(self.ctx, self.sheet, loaded.stored)]
        side = v(*(top := self.side_top()), *private, self._remarks, self._facts, gap="card_gap")
        if not self._takes_photos():
            self._photos.hide()
        elif self._photos not in top:
            side.add(self._photos)
        side.add(None)
        self._column.add(self._said)
        main, beside = (
            pin(self.sheet, max_width="form_max"),
            pin(scroll(side, whole=True), max_width="side_max"),
        )
        self._column.add((SplitColumns(main, beside), 1))
        self._remarks.setVisible(self.kind.submit or bool(loaded.remarks))
        self._remarks.show_remarks(loaded.remarks if loaded.stored is not None else None)
        self._facts.book = loaded.book
        self._follow_stored()
        self._photos.show_photos(loaded.photos)
        if loaded.draft is not None and kept:
            self._keeper.dirty = True
            self._say_restored(loaded)
        self.head_changed.emit()
        self.focus_first()

    def _follow_stored(self) -> None:
        """Computed values, what others said of it, and whether it can be changed at all."""
        self._facts.show_stored(self.stored)
        self._said.show_stored(self.stored)
        if self.sheet is not None and self.stored is not None:
            for _name, field in self.sheet.form:
                fixed = self.kind.parent and self.stored.state != "draft"
                field.control.setEnabled(not (is_locked(self.stored) or fixed))

    def _say_restored(self, loaded: Loaded) -> None:
        note = restored_note(loaded.draft)
        note.acted.connect(partial(self._forget_restored, loaded))
        self._put_note(note)

    def _forget_restored(self, loaded: Loaded) -> None:
        self._keeper.drop()
        self._put_note(None)
        if self.sheet is not None:
            record = loaded.stored.record if loaded.stored is not None else None
            self.sheet.fill(dict(record) if record is not None else self.target.values)
        self.head_changed.emit()

    def _edited(self, _name: str) -> None:
        self._keeper.touched()
        self.head_changed_soon()

    def head_changed_soon(self) -> None:
        """Only the line of context follows typing; chips and buttons stay as they are."""
        page = self.window()
        header = getattr(self._page(), "header", None)
        if page is not None and header is not None:
            header.set_context(self.context())

    def _page(self) -> QWidget | None:
        widget = self.parentWidget()
        while widget is not None and not hasattr(widget, "header"):
            widget = widget.parentWidget()
        return widget

    def _merge(self, loaded: Loaded) -> None:
        """The record moved under the form: take what the person did not touch, keep the rest."""
        if self.sheet is None or loaded.stored is None or self.stored is None:
            return
        before, now = self.stored.record, loaded.stored.record
        if now == before:
            self.stored = loaded.stored
            self._follow_stored()
            self._photos.show_photos(loaded.photos)
            self.head_changed.emit()
            return
        mine = saving.differing(before, self.sheet.values())
        theirs = saving.differing(before, {name: getattr(now, name) for name in self.sheet.specs})
        self.stored = loaded.stored
        self.sheet.set_values({k: getattr(now, k) for k in theirs if k not in mine})
        both = [name for name in theirs if name in mine and theirs[name] != mine[name]]
        note = moved_note(self.sheet.specs, theirs, both)
        note.acted.connect(partial(self._take_theirs, {k: getattr(now, k) for k in both}))
        self._put_note(note)
        self._follow_stored()
        self._photos.show_photos(loaded.photos)
        self.head_changed.emit()

    def _take_theirs(self, values: Mapping[str, Any]) -> None:
        if self.sheet is not None:
            self.sheet.set_values(values)
        self._put_note(None)

    def _put_note(self, note: Note | None) -> None:
        if self._note is not None:
            self._column.removeWidget(self._note)
            self._note.hide()
            self._note.deleteLater()
        self._note = note
        if note is not None:
            self._column.insertWidget(0, note)

    def _body(self) -> Mapping[str, Any]:
        values = {**self._beside(), **self.sheet.values()} if self.sheet is not None else {}
        return saving.draft_body(values, self.stored)

    def _takes_photos(self) -> bool:
        return self.kind.evidence or self.kind.photos
