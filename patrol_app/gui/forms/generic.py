"""The generic editor: any record type from its field metadata alone."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.forms import saving
from patrol_app.gui.forms.deleting import delete_records
from patrol_app.gui.forms.heading import head_buttons
from patrol_app.gui.forms.photos import PhotoWork
from patrol_app.gui.forms.record_form import RecordForm
from patrol_app.gui.forms.target import Target
from patrol_app.gui.kit import Note, confirm
from patrol_app.gui.review.acting import withdraw
from patrol_app.i18n import _
from patrol_app.services.external_show import name_of


class GenericEditor(RecordForm):
    """A form that is kept as a draft, saved, submitted, thrown away and taken back.

    Args:
        ctx: see ``Context``.
        target: record, or values and draft of a new one.
    """

    def __init__(self, ctx: Context, target: Target) -> None:
        self._writing = False
        self._waiting_photos: list[str] = []
        super().__init__(ctx, target)
        self._photo_work = PhotoWork(ctx, self._photos, self.origin, self)
        self._photos.asked.connect(self._attach)

    def head_actions(self) -> list[QWidget]:
        """Delete or discard, save, submit."""
        return head_buttons(self)

    def leave_question(self) -> str:
        """Only where the draft could not be kept."""
        return _("Leave without keeping the text?") if self._keeper.at_risk() else ""

    def take_drop(self, paths: list[str]) -> bool:
        """Photos go to the photo strip where the type takes them."""
        if not self._takes_photos():
            return False
        self._attach(paths)
        return True

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
        here = {key for key, _field in self.sheet.form}
        # what no field of this form can show stands above it, or nobody would know why
        beside = [words for name, words in errors.items() if name not in here]
        self.sheet.form.show_errors({name: errors[name] for name in errors.keys() & here})
        if beside or not errors:
            said, whole = " · ".join(beside), fault.message()
            self._put_note(Note("overdue", whole, said if said != whole else ""))
        self._keeper.keep()

    def _attach(self, paths: list[str]) -> None:
        if self.stored is None:
            # photos hang on a record, so it is saved first
            self._waiting_photos = paths
            self.save()
            return
        self._photo_work.attach(self.target.type, self.stored.record.id, paths)
