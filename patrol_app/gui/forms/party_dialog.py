"""A party written down from the form that names it: a small dialog, and the form goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from patrol_app.domain.records.party import Party
from patrol_app.domain.rules.filled import is_empty
from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.forms.loading import reference_words
from patrol_app.gui.forms.sheet import Sheet
from patrol_app.gui.kit import Button, Fitted, Form, Note, Tool, h, label, pin, scroll, v
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.kit.dialogs import leave
from patrol_app.i18n import _
from patrol_app.services.ports import Listing, Stored
from patrol_app.services.session import Actor

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

EVERY = 1_000_000
NOBODY = "00000000-0000-7000-8000-000000000000"  # id of a party that was never saved


@dataclass(frozen=True)
class Kept:
    """What came of saving: the record and how a list calls it, or what speaks against it.

    Attributes:
        known: the party was there before, by its ID number: nothing was written.
    """

    rec: str = ""
    words: str = ""
    known: bool = False
    warnings: tuple[tuple[str, str], ...] = ()


def keep_party(app: App, values: Mapping[str, Any], actor: Actor, *, told: bool) -> Kept:
    """Write a party, unless a rule warns of it and the person was not told yet.

    Whoever has the same ID number is the same party: no second record holds the same data.

    Args:
        app: the open folder.
        values: what was typed; actor: who writes.
        told: the warnings were shown: they hold nothing up.

    Raises:
        UserError: as ``Records.new``.
    """
    unit = app.store.queries.identity().unit
    judged = app.records.remarks("party", Party(id=NOBODY, unit=unit, **values))
    warnings = tuple((one.field, one.message()) for one in judged if one.level == "warning")
    if warnings and not told:
        return Kept(warnings=warnings)
    known = _same(app, str(values.get("id_number", "")))
    stored = known or app.records.new("party", values, actor)
    words = reference_words(stored, masks=not actor.may("private"))
    return Kept(stored.record.id, words, known is not None)


def _same(app: App, id_number: str) -> Stored | None:
    """The party of this ID number; spaces and small letters do not count."""
    wanted = _plain(id_number)
    if not wanted:
        return None
    rows = app.store.queries.values(Listing("party", limit=EVERY), ("id", "id_number"))
    recs = [str(rec) for rec, number in rows if _plain(str(number or "")) == wanted]
    return app.store.queries.get("party", min(recs)) if recs else None


def _plain(id_number: str) -> str:
    return "".join(id_number.split()).upper()


class PartyDialog(Fitted):
    """The four entries of a party; Ctrl+Enter saves it and leads back to the form.

    Args:
        ctx: see ``Context``.
        role: what the party is to the record: the label of the field.
        made: is given the record's id and its words in a list.
        parent: window it stands over.

    Attributes:
        sheet: the entries; go: saves them.
    """

    def __init__(
        self, ctx: Context, role: str, made: Callable[[str, str], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._ctx, self._made = ctx, made
        self._told: dict[str, Any] = {}
        title = _("New party: {role}").format(role=role)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAccessibleName(title)
        self.sheet = Sheet(Party, {}, bare=True)
        self._notes = v()
        self.go = Button(_("Save and choose"), "primary", "account-plus-outline", "Ctrl+Enter")
        self.go.clicked.connect(self.save)
        close = Button(f"{_('Cancel')}  Esc")
        close.clicked.connect(self.reject)
        said = _("Name and ID number stand in the party's own record; the form only names it.")
        self.setLayout(
            v(
                label(title, "section"),
                label(said, "muted", wrap=True),
                scroll(self.sheet, hug=True),
                self._notes,
                h(None, close, self.go),
                gap="card_gap",
                margins="x2",
            )
        )
        pin(self, width="width.dialog")
        self.sheet.form.focus_first_empty()

    def save(self) -> None:
        """Write the party; a warning is shown once, then it may be saved all the same."""
        if self.sheet.form.show_errors(self.sheet.form.problems()):
            return
        values = {name: one for name, one in self.sheet.values().items() if not is_empty(one)}
        app, actor, told = self._ctx.app, self._ctx.actor(), self._told == values
        self.go.setEnabled(False)
        self._ctx.work.command(
            lambda: keep_party(app, values, actor, told=told),
            partial(self._kept, values),
            self._refused,
            owner=self,
        )

    def reject(self) -> None:
        """Esc asks only where something would be lost."""
        filled, _fields = self.sheet.filled()
        body = _("What was typed here is lost; the form behind it stays as it is.")
        if not filled or leave(self, _("Leave this party?"), body):
            super().reject()

    def _kept(self, values: dict[str, Any], kept: Kept) -> None:
        self.go.setEnabled(True)
        if kept.warnings:
            self._told = values
            self.sheet.form.show_errors(dict(kept.warnings))
            self._note("due", _("Save once more to keep it as it is"))
            return
        if kept.known:
            self._ctx.toast(
                _("This ID number is known already: {name}").format(name=kept.words), None
            )
        self._made(kept.rec, kept.words)
        self.accept()

    def _refused(self, fault: PatrolError) -> None:
        self.go.setEnabled(True)
        self._note("overdue", fault.message())

    def _note(self, tone: str, words: str) -> None:
        clear_layout(self._notes)
        self._notes.addWidget(Note(tone, words))


class PartyTools:
    """A button beside each field that names a party: it writes down a new one.

    Args:
        ctx: see ``Context``; form: the fields; names: those of parties; over: the form's widget.
    """

    def __init__(self, ctx: Context, form: Form, names: Iterable[str], over: QWidget) -> None:
        self._ctx, self._form, self._over = ctx, form, over
        self.tools: dict[str, Tool] = {}
        self.dialog: PartyDialog | None = None
        for name in names:
            field = form[name]
            words = _("New party: {role}").format(role=field.words)
            tool = Tool("account-plus-outline", words)
            tool.clicked.connect(partial(self.ask, name))
            field.put_beside(tool)
            self.tools[name] = tool

    def ask(self, name: str, _checked: bool = False) -> None:
        """The dialog for the field ``name``."""
        words = self._form[name].words
        self.dialog = PartyDialog(self._ctx, words, partial(self._made, name), self._over)
        self.dialog.finished.connect(partial(self._closed, name))
        self.dialog.open()

    def follow(self) -> None:
        """No party is added to a field that cannot be changed."""
        may = self._ctx.actor().may("write:grazing")
        for name, tool in self.tools.items():
            tool.setEnabled(may and self._form[name].control.isEnabled())

    def _closed(self, name: str, _how: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
        self._form[name].control.setFocus()

    def _made(self, name: str, rec: str, words: str) -> None:
        for one in self.tools:
            control: Any = self._form[one].control
            if rec not in control.known():
                control.know(rec, words)
            if one == name:
                control.take(rec)
