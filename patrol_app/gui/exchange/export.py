"""Writing packages onto a stick: choose the place, watch it, take the stick away safely."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.exchange import jobs
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.exchange.parts import NotePlace, PlaceEdit, path_row
from patrol_app.gui.kit import (
    Button,
    Card,
    FormField,
    ProgressLine,
    Segmented,
    h,
    holder,
    label,
    pin,
    v,
)
from patrol_app.gui.kit.banners import spaced
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.pages.base import Editor
from patrol_app.gui.work import Task
from patrol_app.i18n import _
from patrol_app.services.exchange_state import ExchangeState
from patrol_app.services.exchange_types import Exported

NEW, AGAIN, EVERY = "new", "again", "every"
SHOWN = 8  # files named one by one


class ExportEditor(Editor):
    """Export.

    Args:
        ctx: see ``Context``.
        state: how far the own entries have come.
        choose: file dialogs.
    """

    def __init__(self, ctx: Context, state: ExchangeState, choose: Chooser) -> None:
        super().__init__(ctx, _("Export"))
        self._state, self._choose = state, choose
        self._task: Task | None = None
        self._done: Exported | None = None
        self.place = PlaceEdit(_("Choose…"), self._ask)
        kept = ctx.settings.text("export_folder")
        self.place.set_value(Path(kept) if kept else None)
        self._field = FormField(
            _("USB stick or folder"),
            self.place,
            required=True,
            hint=_("The package is sealed: only the levels above can open it"),
        )
        self.what = Segmented(
            [
                (NEW, _("What is new")),
                (AGAIN, _("All that is not acknowledged")),
                (EVERY, _("All from the first entry")),
            ],
            NEW,
            _("What goes"),
        )
        self.what.changed.connect(lambda _code: self.head_changed.emit())
        self.note = NotePlace()
        self._work = v()
        card = Card(_("Where to"), self._words())
        what = FormField(
            _("What goes"),
            self.what,
            hint=_("Sent twice changes nothing above: entries are known by their numbers"),
        )
        card.put(self._field, what, holder(self._work), self.note)
        self._result = v(gap="card_gap")
        column = holder(v(card, self._result, None, gap="card_gap"))
        self.setLayout(h((pin(column, max_width="form_max"), 1), None))

    def head_actions(self) -> list[QWidget]:
        """Export or done."""
        back = Button(_("Go back"), key="Esc")
        back.setEnabled(self._task is None)
        back.clicked.connect(self.closed)
        if self._done is not None:
            done = Button(_("Done"), "primary", "check", "Ctrl+Enter")
            done.clicked.connect(self.closed)
            return [done]
        count = self._state.local_only
        fresh = count and self.what.value() == NEW
        words = _("Export {n} entries").format(n=spaced(count)) if fresh else _("Export again")
        start = Button(words, "primary", "usb-flash-drive-outline", "Ctrl+Enter")
        start.setEnabled(self._task is None)
        start.clicked.connect(self.start)
        return [back, start]

    def focus_first(self) -> None:
        """The place while there is none."""
        self.place.line.setFocus()

    def left(self) -> None:
        """Stop what is under way: a half package never stands under its name."""
        if self._task is not None:
            self._task.cancel()

    def start(self) -> None:
        """Write the packages."""
        folder = self.place.value()
        if folder is None:
            self._field.set_error(_("Please choose where to"))
            self.place.line.setFocus()
            return
        self._field.set_error("")
        self.note.clear()
        line = ProgressLine(
            _("Writing packages"), _("Cancel leaves nothing half done on the stick.")
        )
        self._work.add(line)
        app, what = self.ctx.app, self.what.value()
        first = 1 if what == EVERY else None
        self._task = self.ctx.work.heavy(
            lambda progress, cancelled: jobs.export(
                app, folder, progress, cancelled, again=what != NEW, from_seq=first
            ),
            self._finish,
            self._failed,
            line.show_progress,
            owner=self,
            origin=self.origin,
        )
        line.cancelled.connect(self._task.cancel)
        self.place.setEnabled(False)
        self.head_changed.emit()

    def _words(self) -> str:
        state = self._state
        if state.local_only:
            return _("{n} entries are on this computer only").format(n=spaced(state.local_only))
        if state.exported:
            return _("{n} entries wait for a receipt").format(n=spaced(state.exported))
        return _("Everything is acknowledged")

    def _ask(self) -> Path | None:
        start = self.place.line.text()
        return self._choose.folder(self, _("USB stick or folder"), start)

    def _end(self) -> None:
        self._task = None
        self.place.setEnabled(True)
        clear_layout(self._work)

    def _failed(self, fault: PatrolError) -> None:
        self._end()
        if fault.code == "work.cancelled":
            self.note.say("info", _("Cancelled"), _("Nothing was written."))
        else:
            self.note.fault(_("Nothing was written"), fault)
        self.head_changed.emit()

    def _finish(self, done: Exported) -> None:
        self._end()
        if not (done.paths or done.receipts or done.carried):
            self.note.say(
                "info",
                _("Nothing new to export"),
                _("The levels above have acknowledged everything."),
            )
            self.head_changed.emit()
            return
        self._done = done
        files = (*done.paths, *done.receipts, *done.carried)
        settings, folder = self.ctx.settings, str(files[0].parent)
        self.ctx.work.command(lambda: settings.set("export_folder", folder), owner=self)
        card = Card(
            _("Written and read back"),
            _("{ops} entries · {blobs} photos and tracks").format(
                ops=spaced(done.ops), blobs=spaced(done.blobs)
            ),
        )
        for path in files[:SHOWN]:
            card.put(path_row(path))
        if len(files) > SHOWN:
            card.put(label(_("{n} more files").format(n=len(files) - SHOWN), "caption"))
        if done.carried:
            words = _("{n} files for others, handed on").format(n=len(done.carried))
            card.put(label(words, "caption"))
        card.put(
            label(
                _("Carry it to the level above. Its receipt comes back on the same stick."),
                "caption",
                wrap=True,
            )
        )
        if done.left_out:
            left = sum(one.count for one in done.left_out)
            self.note.say(
                "due",
                _("{n} files could not go along").format(n=left),
                " ".join(one.message for one in done.left_out),
            )
        else:
            self.note.say("ok", _("The stick can be removed safely"))
        self._result.add(card)
        self.head_changed.emit()
