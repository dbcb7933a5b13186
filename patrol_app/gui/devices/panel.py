"""The tab 设备: whom this folder believes, and what a person decides about a device."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.devices.detail import DeviceCard
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.exchange.panel import ExchangePanel
from patrol_app.gui.exchange.parts import NotePlace
from patrol_app.gui.exchange.root_keys import ask_for_keys
from patrol_app.gui.forms.values import short_moment
from patrol_app.gui.kit import Button, Card, Question, SplitColumns, Table, topped, v
from patrol_app.gui.models import Cell, Column, chip
from patrol_app.gui.models.columns import two
from patrol_app.i18n import _
from patrol_app.services.device_types import DeviceRow, RootState
from patrol_app.services.device_words import status_words


class DevicesPanel(ExchangePanel):
    """Table of devices; the one under the cursor stands beside it with its journals.

    Args:
        ctx: see ``Context``.

    Attributes:
        choose: file dialogs; ask: the question before a decision; tests hand in their own.
    """

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.choose = Chooser()
        self.ask: Callable[[str, str, str, bool], bool] = self._question
        self._rows: tuple[DeviceRow, ...] = ()
        self._kid = ""
        self._root: RootState | None = None
        self.note = NotePlace()
        self.table = Table(
            [
                Column("unit", _("Device"), 0, value=_device),
                Column("status", _("Status"), 172, value=_status),
                Column("last", _("Last package"), 156, value=_last),
            ],
            name=_("Devices"),
            row="row_touch",
            hug=True,
        )
        self.table.view.selectionModel().currentRowChanged.connect(lambda *_rows: self._show())
        self.card = Card(_("Devices"), flush=True).put((self.table, 1))
        self.detail = DeviceCard()
        self._side = QStackedWidget()
        self._side.addWidget(self.detail)
        split = SplitColumns(topped(self.card), self._side, "side_l")
        self.setLayout(v(self.note, (split, 1), gap="card_gap"))

    def refresh(self) -> None:
        """Read the list anew; the cursor stays on its device."""
        app = self.ctx.app

        def read() -> tuple[tuple[DeviceRow, ...], RootState | None]:
            """Both, on a reader thread."""
            enrolled = app.store.queries.identity().enrolled
            desk, roots = app.exchange.devices, app.exchange.roots
            return desk.list(), roots.show() if enrolled else None

        self.ctx.work.query(read, self._fill, owner=self)

    def head_actions(self) -> list[QWidget]:
        """What the device under the cursor needs, the most urgent last."""
        row = self.row
        if row is None or not self.ctx.app.session.actor.may("devices"):
            return []
        if row.status == "own":
            return self._own_actions(row)
        if row.status != "active":
            return []
        can_sign = self._root is not None and any(key.here for key in self._root.keys)
        made: list[QWidget] = []
        if can_sign:
            made.append(self._button(_("Revoke…"), "shield-off-outline", self.revoke))
            words = _("Confirm new journal") if row.unconfirmed else _("Renew certificate")
            made.append(self._button(words, "shield-check-outline", self.confirm))
        if row.frozen:
            decide = self._button(_("Decide about two histories…"), "", self.unfreeze)
            made.append(decide)
        return made

    def focus(self) -> None:
        """The list."""
        self.table.view.setFocus()

    @property
    def row(self) -> DeviceRow | None:
        """The device under the cursor."""
        return next((row for row in self._rows if row.kid == self._kid), None)

    def revoke(self) -> None:
        """Close the device for ever, after asking."""
        row = self.row
        if row is None:
            return
        body = _(
            "What has come from it so far stays. Packages that come later are kept aside, and "
            "a person decides about each. This cannot be taken back: a device that is found "
            "again is set up anew."
        )
        if self.ask(_("Revoke {device}?").format(device=name_of(row)), body, _("Revoke"), True):
            desk = self.ctx.app.exchange.devices
            self._run(lambda keys: desk.revoke(row.kid, root_keys=keys), _("{device} is revoked"))

    def confirm(self) -> None:
        """Sign its certificate anew; the next package down brings it."""
        row = self.row
        if row is None:
            return
        body = _(
            "Telephone the unit first: was its folder restored, moved or copied? The new "
            "certificate goes with the next package down."
        )
        title = _("Confirm {device}?").format(device=name_of(row))
        if self.ask(title, body, _("Confirm"), False):
            desk = self.ctx.app.exchange.devices
            self._run(
                lambda keys: desk.confirm(row.kid, checked=True, root_keys=keys),
                _("{device} is confirmed"),
            )

    def unfreeze(self) -> None:
        """Close the journal that has two histories; nothing is lost."""
        row = self.row
        if row is None:
            return
        body = _(
            "Two copies of one folder wrote different entries under the same numbers. What is "
            "held here stays. Each copy then begins a new journal and brings in it what is not "
            "held here, so nothing is lost. Find out who copied the folder."
        )
        title = _("Close the old journal of {device}?").format(device=name_of(row))
        if self.ask(title, body, _("Close the journal"), False):
            desk = self.ctx.app.exchange.devices
            self._run(
                lambda _keys: desk.unfreeze(row.kid), _("{device}: the old journal is closed")
            )

    def begin_journal(self) -> None:
        """This folder goes on in a new journal."""
        exchange = self.ctx.app.exchange
        body = _(
            "The level above has closed this folder's journal. What it does not hold is written "
            "again in a new one and goes with the next package."
        )
        if self.ask(_("Begin a new journal?"), body, _("Begin"), False):
            self.ctx.work.command(
                exchange.begin_journal,
                lambda done: self._done(
                    _("New journal; {count} entries written again").format(count=done.moved)
                ),
                self._failed,
                owner=self,
            )

    def _own_actions(self, row: DeviceRow) -> list[QWidget]:
        closed = any(one.present and one.closed_after is not None for one in row.journals)
        if not closed or not self.ctx.app.session.actor.may("settings"):
            return []
        return [self._button(_("Begin a new journal…"), "", self.begin_journal)]

    def _button(self, words: str, icon: str, act: Callable[[], None]) -> Button:
        button = Button(words, icon=icon) if icon else Button(words, "primary", key="Ctrl+Enter")
        button.clicked.connect(lambda _on=False: act())
        return button

    def _run(
        self,
        act: Callable[[Sequence[Path]], DeviceRow],
        words: str,
        root_keys: Sequence[Path] = (),
    ) -> None:
        """Do it; where the root wants several keys, once more with the files chosen."""
        self.note.clear()

        def failed(fault: PatrolError) -> None:
            """Ask for what is lacking, else say it."""
            again = partial(self._run, act, words)
            if not ask_for_keys(fault, self.note, self.choose, self, again):
                self._failed(fault)

        self.ctx.work.command(
            lambda: act(root_keys),
            lambda row: self._done(words.format(device=name_of(row))),
            failed,
            owner=self,
        )

    def _done(self, words: str) -> None:
        self.ctx.toast(words, None)
        self.refresh()

    def _failed(self, fault: PatrolError) -> None:
        self.note.fault(_("Not done"), fault)

    def _question(self, title: str, body: str, verb: str, danger: bool) -> bool:
        asked = Question(title, body, verb, self.window(), danger=danger)
        return asked.exec() == Question.DialogCode.Accepted

    def _fill(self, found: tuple[Sequence[DeviceRow], RootState | None]) -> None:
        rows, self._root = found
        self._rows = tuple(rows)
        below = sum(row.status in ("active", "revoked") for row in rows)
        self.card.set_caption(_("{n} below").format(n=below) if below else "")
        self.table.set_rows(self._rows)
        at = next((n for n, row in enumerate(self._rows) if row.kid == self._kid), -1)
        if at < 0:  # what waits for somebody, else the first
            waits = [n for n, r in enumerate(self._rows) if r.frozen or r.unconfirmed]
            at = waits[0] if waits else 0
        self.table.select(at)
        self._show()

    def _show(self) -> None:
        row = self.table.model.row_at(self.table.view.currentIndex().row())
        if isinstance(row, DeviceRow):
            self._kid = row.kid
            self.detail.show_device(row, self._root)
            self.head_changed.emit()


def name_of(row: DeviceRow) -> str:
    """``示例林业站 DEMO01-01``."""
    number = f"{row.unit}-{row.device_no}" if row.device_no else row.unit
    return f"{row.name} {number}" if row.name != row.unit else number


def _device(row: DeviceRow) -> Cell:
    number = f"{row.unit}-{row.device_no}" if row.device_no else row.unit
    return two(row.name, f"{number} · {row.kid}")


def _status(row: DeviceRow) -> Cell:
    words = status_words(row)
    tone = "ok"
    if row.status == "revoked" or row.frozen:
        tone = "overdue"
    elif row.unconfirmed or not row.checked:
        tone = "due"
    elif row.status in ("own", "issuer"):
        tone = "info"
    first, _dot, second = words.partition(" · ")
    return chip(tone, second.split(" · ")[0] or first)


def _last(row: DeviceRow) -> Cell:
    if not row.last_ms:
        return Cell("—")
    aside = _("{n} kept aside").format(n=row.aside) if row.aside else row.version
    return two(short_moment(row.last_ms), aside)
