"""The generic editor: any record type from its field metadata alone."""

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
from patrol_app.gui.forms.deleting import delete_records
from patrol_app.gui.forms.facts import FactsCard
from patrol_app.gui.forms.heading import head_buttons
from patrol_app.gui.forms.keeping import DraftKeeper
from patrol_app.gui.forms.loading import Loaded, draft_values, load
from patrol_app.gui.forms.notes import care_chips, moved_note, restored_note
from patrol_app.gui.forms.photos import PhotoWork
from patrol_app.gui.forms.private import PrivateCard
from patrol_app.gui.forms.sheet import Sheet
from patrol_app.gui.forms.side import PhotosCard, RemarksCard
from patrol_app.gui.forms.target import Target
from patrol_app.gui.forms.values import state_of
from patrol_app.gui.kit import (
    Chip,
    Note,
    SplitColumns,
    confirm,
    pin,
    scroll,
    v,
)
from patrol_app.gui.kit.banners import busy
from patrol_app.gui.pages.base import Editor
from patrol_app.gui.review.acting import withdraw
from patrol_app.gui.review.said import SaidBar, is_locked
from patrol_app.i18n import _
from patrol_app.services.external_show import name_of
from patrol_app.services.ports import Stored


class GenericEditor(Editor):
    """A form over one record.

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
        self._writing = False
        self._begun: dict[str, Any] = {}
        self._waiting_photos: list[str] = []
        self._note: Note | None = None
        self._keeper = DraftKeeper(ctx, target.type, target.rec or target.draft, self._body, self)
        self._remarks = RemarksCard()
        self._facts = FactsCard()
        self._photos = self.photos_card()
        self._photos.asked.connect(self._attach)
        self._photo_work = PhotoWork(ctx, self._photos, self.origin, self)
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
                parts.append(_("Required {total} · filled {done}").format(total=total, done=done))
        return "  ·  ".join(parts)

    def head_actions(self) -> list[QWidget]:
        """Delete or discard, save, submit."""
        return head_buttons(self)

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

    def leave_question(self) -> str:
        """Only where the draft could not be kept."""
        return _("Leave without keeping the text?") if self._keeper.at_risk() else ""

    def take_drop(self, paths: list[str]) -> bool:
        """Photos go to the photo strip where the type takes them."""
        if not self._takes_photos():
            return False
        self._attach(paths)
        return True

    def focus_first(self) -> None:
        """First empty required field."""
        if self.sheet is None or not self.sheet.form.focus_first_empty():
            self.setFocus()

    def changed(self, changes: Changes) -> None:
        """Somebody else wrote this record or one that is offered for choice."""
        if self.stored is None or (self.target.type, self.stored.record.id) not in changes.records:
            return
        self._load(self._merge)

    def keep(self) -> None:
        """Write the draft now."""
        self._keeper.keep()

    def left(self) -> None:
        """Keep what was typed."""
        self._keeper.keep()

    def discard(self) -> None:
        """Give the text of a new record up; asks when there is any."""
        if self._keeper.dirty and not confirm(
            self,
            _("Discard what was typed?"),
            _("The text of this form is removed; there is no record of it yet."),
            _("Discard"),
        ):
            return
        self._keeper.drop()
        self.closed.emit()

    def delete(self) -> None:
        """To the recycle bin, with a toast that takes it back."""
        if self.stored is None:
            return
        delete_records(self.ctx, self.target.type, [self.stored])
        self._keeper.drop()
        self.closed.emit()

    def restore(self) -> None:
        """Out of the recycle bin, and back to the list."""
        if self.stored is None:
            return
        app, actor, rec = self.ctx.app, self.ctx.actor(), self.stored.record.id
        type = self.target.type
        self.ctx.work.command(
            lambda: app.records.restore(type, rec, actor), lambda _stored: self.closed.emit()
        )

    def save(self, submit: bool = False, _checked: bool = False) -> None:
        """Write the record; ``submit`` runs the rules and marks it submitted.

        Args:
            submit: submit too, or close after saving where the type has no such step.
        """
        if self.sheet is None or self._writing:
            return
        problems = self.sheet.unreadable()
        if submit:
            problems = {**self.sheet.form.problems(), **problems}
        if self.sheet.form.show_errors(problems):
            return
        self._writing = True
        app, actor, before, draft = self.ctx.app, self.ctx.actor(), self.stored, self._keeper.id
        values, type = {**self._beside(), **self.sheet.values()}, self.target.type
        self._keeper.settled()
        self.ctx.work.command(
            lambda: saving.save(app, type, before, values, actor, draft, submit=submit),
            partial(self._saved, submit),
            self._refused,
            owner=self,
            origin=self.origin,
        )

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

    def _saved(self, submit: bool, done: saving.Saved) -> None:
        self._writing = False
        first = self.stored is None
        self.stored = done.stored
        self._keeper.id = done.stored.record.id
        self._put_note(None)
        self._follow_stored()
        self._remarks.setVisible(self.kind.submit or bool(done.remarks))
        self._remarks.show_remarks(done.remarks)
        number = name_of(done.stored)
        words = _("Submitted {number}") if done.submitted else _("Saved {number}")
        undo = partial(withdraw, self.ctx, self.target.type, done.stored.record.id)
        self.ctx.toast(words.format(number=number), undo if done.submitted else None)
        if submit:
            self.closed.emit()
            return
        if first and self.sheet is not None:
            self.sheet.fill(dict(done.stored.record))
        self.head_changed.emit()
        waiting, self._waiting_photos = self._waiting_photos, []
        if waiting:
            self._attach(waiting)

    def _refused(self, fault: PatrolError) -> None:
        self._writing = False
        self._keeper.dirty = True
        if fault.code == "heads.moved":
            self._load(self._merge)
            return
        if self.sheet is None:
            return
        errors = saving.errors_by_field(self.kind.cls, fault)
        whole = errors.pop("", "")
        self.sheet.form.show_errors(errors)
        if whole or not errors:
            self._put_note(Note("overdue", fault.message() if errors else whole))
        self._keeper.keep()

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

    def _attach(self, paths: list[str]) -> None:
        if self.stored is None:
            # photos hang on a record, so it is saved first
            self._waiting_photos = paths
            self.save()
            return
        self._photo_work.attach(self.target.type, self.stored.record.id, paths)
