"""Saving and submitting from the editor, and what comes back from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from patrol_app.errors import PatrolError
from patrol_app.gui import kit
from patrol_app.gui.patrol import saving
from patrol_app.gui.review.acting import withdraw
from patrol_app.i18n import _

if TYPE_CHECKING:
    from patrol_app.gui.patrol.editor import PatrolEditor

STAMPS = ("id", "number", "unit", "device")


class PatrolWriter(QObject):
    """Writes what stands on the form.

    Args:
        editor: it belongs to.
    """

    def __init__(self, editor: PatrolEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Write what was typed; afterwards ``then``."""
        if not self._ready():
            return
        editor = self._editor
        what, app, actor = self._saving(), editor.ctx.app, editor.ctx.actor()
        editor.ctx.work.command(
            lambda: saving.save(app, actor, what),
            lambda rec: self._saved(rec, then),
            self.refused,
            owner=editor,
            origin=editor.origin,
        )

    def submit(self) -> None:
        """Save, then let the rules judge; errors come back beside their fields."""
        if not self._ready():
            return
        editor = self._editor
        what, app, actor = self._saving(), editor.ctx.app, editor.ctx.actor()
        editor.ctx.work.command(
            lambda: saving.submit(app, actor, what),
            self._submitted,
            self.refused,
            owner=editor,
            origin=editor.origin,
        )

    def _ready(self) -> bool:
        """Whether all that is typed can be read; the first bad field gets the focus."""
        editor = self._editor
        if editor.view is None or editor.loaded is None or not editor.loaded.own_unit:
            return False
        focus = QApplication.focusWidget()
        tidy = getattr(focus, "tidy", None)
        if focus is not None and editor.isAncestorOf(focus) and tidy is not None:
            tidy()
        bad = editor.view.log.unreadable()
        if bad:
            editor.view.log.form.show_errors(bad)
            editor.reveal_focus()
            return False
        form = editor.view.findings.open_form
        if form is not None and not form.is_blank() and not editor.ground.keeping:
            editor.view.reveal(form)
            editor.ctx.toast(_("Keep the finding first, or cancel it"), None)
            form.keep_button.setFocus()
            return False
        return True

    def _saving(self) -> saving.Saving:
        editor = self._editor
        assert editor.view is not None and editor.loaded is not None
        editor.keep_soon.stop()
        changes = editor.view.log.changes()
        editor.sent = dict(changes)
        if not editor.rec:
            known = {k: v for k, v in dict(editor.loaded.record).items() if k not in STAMPS}
            changes = {**{k: v for k, v in known.items() if v not in (None, "", ())}, **changes}
        return saving.Saving(editor.rec, changes, editor.loaded.heads, editor.draft)

    def _saved(self, rec: str, then: Callable[[], None] | None) -> None:
        if then is None:
            self._editor.ctx.toast(_("Saved"), None)
        self._editor.written(rec, then)

    def _submitted(self, outcome: saving.Outcome) -> None:
        editor = self._editor
        if outcome.fault is None:
            words = _("Submitted {number}").format(number=outcome.number)
            editor.ctx.toast(words, partial(withdraw, editor.ctx, "patrol", outcome.rec))
        if outcome.fault is None and not outcome.warnings:
            editor.sent = {}
            editor.gone = True  # everything typed is in the record: nothing is to be kept
            editor.closed.emit()
            return
        editor.written(outcome.rec, lambda: self._show(outcome))

    def _show(self, outcome: saving.Outcome) -> None:
        """Errors beside their fields, or warnings, above what they speak of."""
        view = self._editor.view
        assert view is not None
        if outcome.fault is None:
            title = _("Submitted; {n} points to look at").format(n=len(outcome.warnings))
            view.show_note(kit.Note("due", title, " · ".join(outcome.warnings)))
            return
        details = outcome.fault.details
        if outcome.about:
            words = [str(row["message"]) for row in details]
            title = _("Finding {number} is not complete").format(number=outcome.about)
        else:
            words = view.log.show_faults(details)
            title = outcome.fault.message()
        view.show_note(kit.Note("overdue", title, " · ".join(words)))
        self._editor.reveal_focus()

    def refused(self, fault: PatrolError) -> None:
        """A write did not go through; what was typed stays."""
        editor = self._editor
        editor.sent = {}
        assert editor.view is not None
        if fault.code == "heads.moved":
            editor.show_moved()
            return
        if fault.details and not editor.view.log.show_faults(fault.details):
            editor.reveal_focus()
            return
        editor.view.show_note(kit.Note("overdue", fault.message()))
