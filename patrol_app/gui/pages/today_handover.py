"""Notes for whoever uses this laptop next, on Today."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.forms.values import short_moment
from patrol_app.gui.kit import Button, Card, Fitted, FormField, h, holder, label, pin, v
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.kit.inputs import ProseEdit
from patrol_app.i18n import _
from patrol_app.services.handover import CHARS, Handover, HandoverNote


class HandoverCard(Card):
    """The notes, each with who and when; hidden where one person alone uses the folder.

    Args:
        ctx: see ``Context``.
        again: shows the page anew.
    """

    def __init__(self, ctx: Context, again: Callable[[], None]) -> None:
        super().__init__(_("Handover notes"), hug=True)
        self._ctx, self._again = ctx, again
        self._desk = Handover(ctx.app.store, ctx.app.clock)
        self.write = Button(_("Leave a note"), "quiet", "note-plus-outline")
        self.write.clicked.connect(self.ask)
        self._rows = v(gap="x1")
        self.put(holder(self._rows), h(None, self.write))
        self.hide()

    def show_notes(
        self, notes: tuple[HandoverNote, ...], names: dict[str, str], *, shared: bool
    ) -> None:
        """Show what lies there.

        Args:
            notes: newest first.
            names: of their writers, by person id.
            shared: several people use the folder.
        """
        clear_layout(self._rows)
        self.setVisible(shared or bool(notes))
        if not notes:
            self._rows.add(label(_("Nobody left a note"), "muted"))
        for note in notes:
            self._rows.add(self._row(note, names.get(note.by, "")))

    def ask(self) -> None:
        """Type a note."""
        made = NoteDialog(self._ctx, self._desk, self)
        made.accepted.connect(self._again)
        made.open()

    def _row(self, note: HandoverNote, name: str) -> QWidget:
        read = Button(_("Put away"), "quiet")
        read.setAccessibleName(f"{_('Put away')} {note.text[:40]}")
        read.clicked.connect(partial(self._away, note.id))
        who = " · ".join(part for part in (name, short_moment(note.at_ms)) if part)
        column = v(label(note.text, wrap=True), h(label(who, "caption"), None, read), gap="half")
        return holder(column)

    def _away(self, note: str) -> None:
        self._ctx.work.command(
            lambda: self._desk.put_away(note), lambda _nothing: self._again(), owner=self
        )


class NoteDialog(Fitted):
    """Takes the words of a note.

    Args:
        ctx: see ``Context``.
        desk: keeps it.
        parent: window it stands over.
    """

    def __init__(self, ctx: Context, desk: Handover, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = _("A note for whoever comes next")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setModal(True)
        self._ctx, self._desk = ctx, desk
        self.text = ProseEdit()
        self.field = FormField(_("Note"), self.text)
        self.ok = Button(f"{_('Leave it')}  Ctrl+Enter", "primary")
        self.ok.setShortcut("Ctrl+Return")
        self.ok.clicked.connect(self.leave)
        cancel = Button(f"{_('Cancel')}  Esc")
        cancel.clicked.connect(self.reject)
        says = _("It stays in this data folder and is never sent. At most {limit} characters.")
        self.setLayout(
            v(
                label(title, "section"),
                label(says.format(limit=CHARS), "caption", wrap=True),
                self.field,
                h(None, cancel, self.ok),
                gap="card_gap",
                margins="x2",
            )
        )
        pin(self, width="width.dialog")
        self.finished.connect(self.deleteLater)
        self.text.setFocus()

    def leave(self) -> None:
        """Keep the note and close."""
        words, actor = self.text.toPlainText(), self._ctx.actor()
        self._ctx.work.command(
            lambda: self._desk.leave(actor, words), self._left, self._refused, owner=self
        )

    def _left(self, _note: object) -> None:
        self.accept()

    def _refused(self, fault: PatrolError) -> None:
        self.field.set_error(fault.message())
