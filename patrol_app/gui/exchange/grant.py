"""The city grants a device: its request, the digits read out by telephone, the answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.exchange.codes import CodeEdit, CodeShow
from patrol_app.gui.exchange.parts import NotePlace, PlaceEdit, path_row
from patrol_app.gui.exchange.root_keys import ask_for_keys
from patrol_app.gui.kit import (
    Button,
    Card,
    Chip,
    CodeCombo,
    FormField,
    YesNo,
    h,
    holder,
    label,
    pin,
    v,
)
from patrol_app.gui.pages.base import Editor
from patrol_app.i18n import _
from patrol_app.services.exchange_types import Grant
from patrol_app.services.units import parents


class GrantEditor(Editor):
    """Answer an enrolment request.

    Args:
        ctx: see ``Context``.
        choose: file dialogs.
        request: the request file when it was dropped, else None.
    """

    def __init__(self, ctx: Context, choose: Chooser, request: Path | None = None) -> None:
        super().__init__(ctx, _("Enrol a device"))
        self._choose = choose
        self._grant: Grant | None = None
        self._running = False
        self.request = PlaceEdit(_("Choose…"), self._ask)
        self.request.set_value(request)
        self._file = FormField(
            _("Request file"), self.request, required=True, hint=_("enrol-….hlb from the station")
        )
        self.code = CodeEdit()
        self._code = FormField(
            _("Number code"),
            self.code,
            hint=_("Have the station read out its 12 digits on the telephone"),
        )
        self.above = CodeCombo([])
        self._parent = FormField(
            _("Stands below"), self.above, hint=_("A station of a county: choose the county")
        )
        self.same = YesNo(_("A second device of a unit that is enrolled already"))
        self.note = NotePlace()
        self._card = Card(_("Request"))
        self._card.put(self._file, self._code, self._parent, self.same, self.note)
        self._ask_parents()
        self._result = v(gap="card_gap")
        column = holder(v(self._card, self._result, None, gap="card_gap"))
        self.setLayout(h((pin(column, max_width="form_max"), 1), None))

    def head_actions(self) -> list[QWidget]:
        """Grant or done."""
        if self._grant is not None:
            done = Button(_("Done"), "primary", "check", "Ctrl+Enter")
            done.clicked.connect(self.closed)
            return [done]
        back = Button(_("Go back"), key="Esc")
        back.clicked.connect(self.closed)
        start = Button(_("Grant"), "primary", "shield-check-outline", "Ctrl+Enter")
        start.setEnabled(not self._running)
        start.clicked.connect(lambda _on=False: self.start())
        return [back, start]

    def focus_first(self) -> None:
        """The file, or the digits when the file is known."""
        (self.code if self.request.value() else self.request.line).setFocus()

    def take_drop(self, paths: list[str]) -> bool:
        """A request that was dropped."""
        if self._grant is None and len(paths) == 1:
            self.request.set_value(Path(paths[0]))
            self.code.setFocus()
            return True
        return False

    def start(self, root_keys: Sequence[Path] = ()) -> None:
        """Write the grant beside the request.

        Args:
            root_keys: files of further root keys, where the root wants several.
        """
        path, code = self.request.value(), self.code.value()
        self._file.set_error("" if path else _("Please choose the request file"))
        self._code.set_error(self.code.problem())
        if path is None or self.code.problem():
            (self.request.line if path is None else self.code).setFocus()
            return
        self.note.clear()
        app, out, same = self.ctx.app, path.absolute().parent, self.same.value()
        parent = self.above.value() or ""
        self._running = True
        self.head_changed.emit()
        self.ctx.work.command(
            lambda: app.exchange.grant(
                path, out, code=code, same_unit=same, parent=parent, root_keys=root_keys
            ),
            self._finish,
            self._failed,
            owner=self,
            origin=self.origin,
        )

    def _ask_parents(self) -> None:
        """This unit and the counties below it; without a county there is nothing to choose."""
        queries = self.ctx.app.store.queries
        self._parent.hide()

        def show(pairs: list[tuple[str, str]]) -> None:
            """Fill the choice."""
            self.above.set_pairs([("", _("This unit, or where it stands already")), *pairs])
            self._parent.setVisible(bool(pairs))

        self.ctx.work.query(lambda: parents(queries), show, owner=self)

    def _ask(self) -> Path | None:
        found = self._choose.files(self, _("Request file"), self.request.line.text())
        return found[0] if found else None

    def _failed(self, fault: PatrolError) -> None:
        self._running = False
        if fault.field == "code" or fault.code == "enrol.code":
            self._code.set_error(fault.message())
            self.code.setFocus()
        elif not ask_for_keys(fault, self.note, self._choose, self, self.start):
            self.note.fault(_("Not granted"), fault)
        self.head_changed.emit()

    def _finish(self, grant: Grant) -> None:
        self._running = False
        self._grant = grant
        for field in (self._file, self._code, self._parent, self.same):
            field.setEnabled(False)
        chip = Chip("ok", _("Checked")) if grant.checked else Chip("due", _("Not checked"))
        card = Card(
            _("Grant for {unit}, device {no}").format(unit=grant.unit, no=grant.device_no),
            actions=[chip],
        )
        card.put(
            path_row(grant.path),
            CodeShow(
                grant.code,
                _("Read these digits to the station. It types them when it takes the grant."),
            ),
        )
        if not grant.checked:
            advice = _("The digits of the request were not compared: the device stays marked.")
            card.put(label(advice, "caption", "due", wrap=True))
        self._result.add(card)
        self.note.say("ok", _("The stick can be removed safely"))
        self.head_changed.emit()
