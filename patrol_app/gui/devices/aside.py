"""The tab 待查: files kept aside, what is known of each, and a person's decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from patrol_app.domain.instant import minute_text
from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.exchange.panel import ExchangePanel
from patrol_app.gui.exchange.parts import NotePlace
from patrol_app.gui.kit import (
    Button,
    Card,
    EmptyState,
    FormField,
    Segmented,
    SplitColumns,
    Table,
    TextEdit,
    holder,
    label,
    scroll,
    topped,
    v,
)
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.models import Cell, Column, chip
from patrol_app.gui.models.columns import two
from patrol_app.i18n import _
from patrol_app.services.device_types import AsideRow
from patrol_app.services.device_words import aside_advice, aside_words, decision_words

OPEN, ALL = "open", "all"


class AsidePanel(ExchangePanel):
    """List left, the file under the cursor with its decision right.

    Args:
        ctx: see ``Context``.
    """

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self._rows: tuple[AsideRow, ...] = ()
        self._sha = ""
        self.place = NotePlace()
        self.pick = Segmented([(OPEN, _("To decide")), (ALL, _("All"))], OPEN, _("Show"))
        self.pick.changed.connect(lambda _code: self.refresh())
        self.table = Table(
            [
                Column("name", _("File"), 0, value=_file),
                Column("reason", _("Why"), 148, value=_why),
                Column("received", _("Came on"), 132, value=_received),
            ],
            name=_("Files kept aside"),
            row="row_touch",
            hug=True,
        )
        self.table.set_empty(
            EmptyState(
                "shield-check-outline",
                _("No file waits for a decision"),
                _("Files of unknown, revoked or doubtful senders are kept here, never deleted."),
            )
        )
        self.table.view.selectionModel().currentRowChanged.connect(lambda *_rows: self._show())
        self.card = Card(_("Kept aside"), actions=[self.pick], flush=True).put((self.table, 1))
        self.detail = Card(_("What is decided"))
        self._known = v(gap="card_gap")
        self.upto, self.why = TextEdit(), TextEdit()
        self._upto = FormField(_("Up to entry"), self.upto, hint=_("Empty: the whole file"))
        self._why = FormField(_("Note"), self.why, hint=_("Kept with the decision"))
        self._form = holder(v(self._upto, self._why, gap="card_gap"))
        self.detail.put((scroll(holder(v(self._known, self._form, None, gap="card_gap"))), 1))
        split = SplitColumns(topped(self.card), self.detail, "side_l")
        self.setLayout(v(self.place, (split, 1), gap="card_gap"))

    def refresh(self) -> None:
        """Read the list anew; the cursor stays on its file."""
        desk, every = self.ctx.app.exchange.quarantine, self.pick.value() == ALL
        self.ctx.work.query(lambda: desk.list(decided=every), self._fill, owner=self)

    def head_actions(self) -> list[QWidget]:
        """Reject or take the file under the cursor."""
        row = self.row
        if row is None or not self.ctx.app.session.actor.may("devices"):
            return []
        made: list[QWidget] = []
        if row.decision != "reject":
            no = Button(_("Reject"), icon="close")
            no.clicked.connect(self.reject)
            made.append(no)
        if row.can_take and row.status != "done":
            yes = Button(_("Take in"), "primary", "check", "Ctrl+Enter")
            yes.clicked.connect(self.take)
            made.append(yes)
        return made if row.status != "done" else []

    def focus(self) -> None:
        """The list."""
        self.table.view.setFocus()

    @property
    def row(self) -> AsideRow | None:
        """The file under the cursor."""
        return next((row for row in self._rows if row.sha256 == self._sha), None)

    def take(self) -> None:
        """Let the file count, whole or up to the entry typed."""
        row = self.row
        if row is None:
            return
        text = (self.upto.value() or "").strip()
        if text and not text.isdecimal():
            self._upto.set_error(_("A number of an entry"))
            self.upto.setFocus()
            return
        self._upto.set_error("")
        desk, note = self.ctx.app.exchange.quarantine, self.why.value() or ""
        upto = int(text) if text else None
        self._run(
            lambda: desk.take(row.sha256, upto=upto, note=note),
            lambda done: _("Taken in: {count} entries").format(count=getattr(done, "ops", 0)),
        )

    def reject(self) -> None:
        """Decide that it does not count; the note says why."""
        row = self.row
        if row is None:
            return
        desk, note = self.ctx.app.exchange.quarantine, self.why.value() or ""
        self._run(lambda: desk.reject(row.sha256, note=note), lambda _done: _("Rejected"))

    def _run(self, act: Callable[[], object], words: Callable[[object], str]) -> None:
        self.place.clear()

        def done(result: object) -> None:
            """Say it and read the list anew."""
            self.ctx.toast(words(result), None)
            self.why.set_value("")
            self.upto.set_value("")
            self.refresh()

        self.ctx.work.command(act, done, self._failed, owner=self)

    def _failed(self, fault: PatrolError) -> None:
        if fault.field == "note":
            self._why.set_error(fault.message())
            self.why.setFocus()
        elif fault.field == "upto":
            self._upto.set_error(fault.message())
            self.upto.setFocus()
        else:
            self.place.fault(_("Not done"), fault)

    def _fill(self, rows: Sequence[AsideRow]) -> None:
        self._rows = tuple(rows)
        self.card.set_caption(_("{n} files").format(n=len(rows)))
        self.table.set_rows(self._rows)
        at = next((n for n, row in enumerate(self._rows) if row.sha256 == self._sha), 0)
        self.detail.setVisible(bool(self._rows))
        if self._rows:
            self.table.select(at)
            self._show()
        else:
            self._sha = ""
            self.head_changed.emit()

    def _show(self) -> None:
        row = self.table.model.row_at(self.table.view.currentIndex().row())
        if not isinstance(row, AsideRow):
            return
        self._sha = row.sha256
        for field in (self._upto, self._why):
            field.set_error("")
        clear_layout(self._known)
        for name, value in _facts(row):
            self._known.add(
                holder(v(label(name, "caption", "text3"), label(value, wrap=True), gap=0))
            )
        self._form.setVisible(row.status != "done" and row.decision != "reject")
        self._upto.setVisible(row.can_take)
        self.head_changed.emit()


def _facts(row: AsideRow) -> list[tuple[str, str]]:
    sender = f"{row.unit} {row.device_no}".strip() or _("unknown")
    facts = [
        (_("Sender"), f"{sender} · {row.kid}" if row.kid else sender),
        (_("Why"), aside_words(row.reason)),
        (_("What to do"), aside_advice(row.reason)),
        (_("Came on"), minute_text(row.received_ms)),
    ]
    if row.upto:
        words = _("{first} to {last}").format(first=row.first, last=row.upto)
        if row.beyond:
            words += " · " + _("open up to {n}").format(n=row.beyond - 1)
        facts.append((_("Entries"), words))
    if row.decision:
        said = f"{decision_words(row)} · {minute_text(row.decided_ms)}"
        facts.append((_("What is decided"), f"{said} · {row.note}" if row.note else said))
    return facts


def _file(row: AsideRow) -> Cell:
    sender = f"{row.unit} {row.device_no}".strip()
    return two(row.name, sender or row.kid)


def _why(row: AsideRow) -> Cell:
    if row.decision:
        return chip("draft" if row.decision == "reject" else "ok", decision_words(row))
    return chip("overdue" if row.status == "quarantined" else "due", aside_words(row.reason))


def _received(row: AsideRow) -> Cell:
    return Cell(minute_text(row.received_ms))
