"""Writing packages onto a stick: choose the place, watch it, take the stick away safely."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from patrol_app.gui.context import Context
from patrol_app.gui.exchange import jobs
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.exchange.parts import path_row
from patrol_app.gui.exchange.stick import StickWriter
from patrol_app.gui.kit import (
    Button,
    Card,
    FormField,
    Segmented,
    h,
    holder,
    label,
    pin,
    v,
)
from patrol_app.gui.kit.banners import spaced
from patrol_app.gui.pages.base import Editor
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
        self._state = state
        self._done: Exported | None = None
        hint = _("The package is sealed: only the levels above can open it")
        self._stick = StickWriter(ctx, choose, hint, self, self.head_changed.emit)
        self.place, self.note = self._stick.place, self._stick.note
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
        card = Card(_("Where to"), self._words())
        what = FormField(
            _("What goes"),
            self.what,
            hint=_("Sent twice changes nothing above: entries are known by their numbers"),
        )
        card.put(self._stick.field, what, self._stick.work, self.note)
        self._result = v(gap="card_gap")
        column = holder(v(card, self._result, None, gap="card_gap"))
        self.setLayout(h((pin(column, max_width="form_max"), 1), None))

    def head_actions(self) -> list[QWidget]:
        """Export or done."""
        back = Button(_("Go back"), key="Esc")
        back.setEnabled(not self._stick.busy)
        back.clicked.connect(self.closed)
        if self._done is not None:
            done = Button(_("Done"), "primary", "check", "Ctrl+Enter")
            done.clicked.connect(self.closed)
            return [done]
        count = self._state.local_only
        fresh = count and self.what.value() == NEW
        words = _("Export {n} entries").format(n=spaced(count)) if fresh else _("Export again")
        start = Button(words, "primary", "usb-flash-drive-outline", "Ctrl+Enter")
        start.setEnabled(not self._stick.busy)
        start.clicked.connect(self.start)
        return [back, start]

    def focus_first(self) -> None:
        """The place while there is none."""
        self.place.line.setFocus()

    def left(self) -> None:
        """Stop what is under way: a half package never stands under its name."""
        self._stick.cancel()

    def start(self) -> None:
        """Write the packages."""
        folder = self._stick.folder()
        if folder is None:
            return
        app, what = self.ctx.app, self.what.value()
        first = 1 if what == EVERY else None
        self._stick.write(
            lambda progress, cancelled: jobs.export(
                app, folder, progress, cancelled, again=what != NEW, from_seq=first
            ),
            self._finish,
            self.origin,
        )

    def _words(self) -> str:
        state = self._state
        if state.local_only:
            return _("{n} entries are on this computer only").format(n=spaced(state.local_only))
        if state.exported:
            return _("{n} entries wait for a receipt").format(n=spaced(state.exported))
        return _("Everything is acknowledged")

    def _finish(self, done: Exported) -> None:
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
        self._stick.keep(files[0].parent)
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
