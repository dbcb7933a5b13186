"""Before the first export: ask the city, read the digits out, take its answer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.exchange.codes import CodeEdit, CodeShow
from patrol_app.gui.exchange.parts import NotePlace, PlaceEdit, path_row, step_card
from patrol_app.gui.kit import Button, Card, FormField, Step, Steps, h, holder, v
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.kit.steps import AHEAD, DONE, NOW
from patrol_app.i18n import _
from patrol_app.services.exchange_types import Accepted, EnrolRequest


class EnrolPanel(QWidget):
    """Request and grant side by side under a step strip.

    Args:
        ctx: see ``Context``.
        choose: file dialogs.
        origin: name of the page for ``Work.command``.

    Signals:
        accepted: the grant was taken (``Accepted``).
    """

    accepted = Signal(object)

    def __init__(self, ctx: Context, choose: Chooser, origin: str) -> None:
        super().__init__()
        self._ctx, self._choose, self._origin = ctx, choose, origin
        self.steps = Steps([])
        self._show_steps(0)
        self.folder = PlaceEdit(_("Choose…"), self._ask_folder)
        self._folder = FormField(
            _("USB stick or folder"), self.folder, hint=_("The request holds no records")
        )
        self.ask = Button(_("Write the request"), "primary", "card-account-details-outline")
        self.ask.clicked.connect(self.request)
        self._asked = v(gap="x1")
        self._ask_note = NotePlace()
        request = Card(_("1  Ask to be enrolled"), _("once for each computer"))
        request.put(self._folder, h(self.ask, None), self._ask_note, holder(self._asked), None)
        self.grant = PlaceEdit(_("Choose…"), self._ask_grant)
        self._grant = FormField(
            _("Grant file"), self.grant, hint=_("grant-….hlb that came back from the city")
        )
        self.code = CodeEdit()
        self._code = FormField(
            _("Number code"), self.code, hint=_("The 12 digits the city reads back to you")
        )
        self.take = Button(_("Take the grant"), icon="shield-check-outline")
        self.take.clicked.connect(self.accept)
        self._take_note = NotePlace()
        answer = Card(_("2  Take the grant"), _("opens export and receipts"))
        answer.put(self._grant, self._code, h(self.take, None), self._take_note, None)
        strip = step_card(self.steps)
        both = h((request, 1), (answer, 1), gap="card_gap")
        self.setLayout(v(strip, holder(both), None, gap="card_gap"))

    def set_grant(self, path: Path) -> None:
        """A grant that was dropped or met on the stick."""
        self.grant.set_value(path)
        self._show_steps(2)
        self.code.setFocus()

    def request(self) -> None:
        """Write the request file."""
        folder = self.folder.value()
        if folder is None:
            self._folder.set_error(_("Please choose where to"))
            self.folder.line.setFocus()
            return
        self._folder.set_error("")
        self._ask_note.clear()
        self.ask.setEnabled(False)
        app = self._ctx.app
        self._ctx.work.command(
            lambda: app.exchange.request(folder.absolute()),
            self._requested,
            self._not_requested,
            owner=self,
            origin=self._origin,
        )

    def accept(self) -> None:
        """Take the answer; without digits the device stays marked as not checked."""
        path, code = self.grant.value(), self.code.value()
        self._grant.set_error("" if path else _("Please choose the grant file"))
        self._code.set_error(self.code.problem())
        if path is None or self.code.problem():
            (self.grant.line if path is None else self.code).setFocus()
            return
        self._take_note.clear()
        self.take.setEnabled(False)
        app = self._ctx.app
        self._ctx.work.command(
            lambda: app.exchange.accept(path, code=code),
            self._taken,
            self._not_taken,
            owner=self,
            origin=self._origin,
        )

    def _show_steps(self, now: int) -> None:
        words = [
            (_("Write the request"), _("onto a stick")),
            (_("Read out the digits"), _("by telephone to the city")),
            (_("Fetch the grant"), _("on the same stick")),
            (_("Take the grant"), _("with the city's digits")),
        ]
        states = [DONE if at < now else NOW if at == now else AHEAD for at in range(len(words))]
        self.steps.show_steps(
            [Step(*pair, state) for pair, state in zip(words, states, strict=True)]
        )

    def _ask_folder(self) -> Path | None:
        return self._choose.folder(self, _("USB stick or folder"), self.folder.line.text())

    def _ask_grant(self) -> Path | None:
        found = self._choose.files(self, _("Grant file"), self.grant.line.text())
        return found[0] if found else None

    def _requested(self, done: EnrolRequest) -> None:
        self.ask.setEnabled(True)
        clear_layout(self._asked)
        self._asked.add(
            CodeShow(
                done.code,
                _("Read these digits to the city by telephone before it grants."),
            ),
            path_row(done.path),
        )
        self._ask_note.say("ok", _("The stick can be removed safely"))
        self._show_steps(1)

    def _not_requested(self, fault: PatrolError) -> None:
        self.ask.setEnabled(True)
        self._ask_note.fault(_("No request was written"), fault)

    def _taken(self, done: Accepted) -> None:
        self.take.setEnabled(True)
        self._show_steps(4)
        self.accepted.emit(done)

    def _not_taken(self, fault: PatrolError) -> None:
        self.take.setEnabled(True)
        if fault.field == "code" or fault.code == "enrol.code":
            self._code.set_error(fault.message())
            self.code.setFocus()
        else:
            self._take_note.fault(_("The grant was not taken"), fault)
