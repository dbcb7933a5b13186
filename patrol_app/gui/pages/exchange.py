"""交换 Exchange: enrolment, packages out, rehearsal and receipt, ledgers (look/07)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from patrol_app.domain.records import RECORD_TYPES
from patrol_app.gui.conflict.panel import ConflictPanel
from patrol_app.gui.context import Context, Files, Settle
from patrol_app.gui.exchange.choosing import Chooser, open_folder
from patrol_app.gui.exchange.enrol import EnrolPanel
from patrol_app.gui.exchange.export import ExportEditor
from patrol_app.gui.exchange.grant import GrantEditor
from patrol_app.gui.exchange.inbox import Inbox
from patrol_app.gui.exchange.ledger import (
    AsideList,
    SenderLedger,
    SentLedger,
    city_facts,
    own_facts,
)
from patrol_app.gui.exchange.parts import NotePlace
from patrol_app.gui.exchange.receive import ReceiveEditor
from patrol_app.gui.exchange.tabs import FIRST, ExchangePanel, TabLine, counts, exchange_tabs
from patrol_app.gui.exchange.updates import InstallerNote
from patrol_app.gui.exchange.view import View, read_view
from patrol_app.gui.kit import Button, Chip, Leaves, SplitColumns, holder, topped, v
from patrol_app.gui.kit.banners import spaced
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.pages.base import AppPage, Editor
from patrol_app.i18n import _
from patrol_app.services.exchange_types import Accepted

ENDING = ".hlb"


class CheckEditor(Editor):
    """The grant again, this time with the digits that were not compared."""

    def __init__(self, ctx: Context, choose: Chooser) -> None:
        super().__init__(ctx, _("Check the grant"))
        self.panel = EnrolPanel(ctx, choose, self.origin)
        self.panel.accepted.connect(lambda _done: self.closed.emit())
        self.setLayout(v((self.panel, 1)))

    def head_actions(self) -> list[QWidget]:
        """Only the way back; the steps have their own buttons."""
        back = Button(_("Go back"), key="Esc")
        back.clicked.connect(self.closed)
        return [back]


class ExchangePage(AppPage):
    """The page.

    Args:
        ctx: see ``Context``.
        choose: file dialogs.
    """

    types = frozenset(kind.code for kind in RECORD_TYPES)
    topics = frozenset({"exchange", "identity", "devices"})

    def __init__(self, ctx: Context, choose: Chooser | None = None) -> None:
        self.view: View | None = None
        self._choose = choose or Chooser()
        self._waiting: tuple[Path, ...] | None = None
        super().__init__(ctx, _("Exchange"))
        self.note = NotePlace()
        self.enrol = EnrolPanel(ctx, self._choose, self.origin)
        self.enrol.accepted.connect(self._accepted)
        self._facts = v()
        self.senders, self.sent, self.aside = SenderLedger(), SentLedger(), AsideList()
        self.senders.empty.primary.connect(self.open_grant)
        self.sent.empty.primary.connect(self.open_export)
        self.aside.table.opened.connect(lambda shown: open_folder(Path(shown[0].path)))
        main = topped(self.sent, self.senders)
        ledgers = SplitColumns(main, topped(self.aside), "side_l")
        self._files = holder(v(holder(self._facts), (ledgers, 1), gap="card_gap"))
        self.tabs = TabLine(self)
        self.tabs.changed.connect(self.show_tab)
        self._panels: dict[str, ExchangePanel] = {}
        self._shelf = Leaves()
        self._shelf.addWidget(self._files)
        self._rest = holder(v(self.tabs, (self._shelf, 1), gap="card_gap"))
        self._stand = Leaves()
        self._stand.addWidget(self._rest)
        self._stand.addWidget(self.enrol)
        self.newer = InstallerNote(ctx, self._choose)
        self.put(self.note, self.newer, (self._stand, 1))
        self.inbox = ctx.inbox or Inbox(ctx.app, ctx.work, self)
        self.inbox.changed.connect(self._offer)
        if ctx.inbox is None:
            self.inbox.look()
        self.set_busy()

    def accept(self, argument: object) -> None:
        """``Files``: rehearse them, with none ask for some; a word: the tab of that code;
        ``Settle``: a record with two changes."""
        if isinstance(argument, str):
            self.show_tab(argument)
            return
        if isinstance(argument, Settle):
            self.show_tab("conflicts")
            if argument.rec and isinstance(self.panel, ConflictPanel):
                self.panel.show_record(argument.type, argument.rec)
            return
        if not isinstance(argument, Files):
            return
        if argument.paths:
            self.take_drop(list(argument.paths))
        else:
            self.choose_files()

    def refresh(self) -> None:
        """Read the page's data anew."""
        app = self.ctx.app
        queries, clock = app.store.queries, app.clock
        self.ctx.work.query(
            lambda: (read_view(queries, clock), counts(queries)),
            lambda found: self._show_view(*found),
            self.fail,
            owner=self,
        )
        self.newer.refresh()
        if self.panel is not None:
            self.panel.refresh()

    def page_chips(self) -> list[QWidget]:
        """Enrolled, not enrolled, or not checked."""
        if self.view is None:
            return []
        identity = self.view.identity
        if not identity.enrolled:
            return [Chip("due", _("Not enrolled"), "shield-off-outline")]
        if not identity.checked:
            return [Chip("due", _("Not checked by the city"), "help-circle-outline")]
        words = _("City, own root") if self.view.is_root else _("Enrolled")
        return [Chip("ok", words, "shield-check-outline")]

    def page_context(self) -> str:
        """Unit and device."""
        if self.view is None:
            return ""
        identity = self.view.identity
        device = _("device {no}").format(no=identity.device_no)
        return " · ".join((f"{self.view.unit_name} {identity.unit}", device))

    def page_actions(self) -> list[QWidget]:
        """What this unit does most: a station exports, a city receives."""
        view = self.view
        if view is None or not view.identity.enrolled:
            return []
        if self.panel is not None:
            return self.panel.head_actions()
        receive = Button(
            _("Receive"),
            "primary" if view.is_root else "",
            "database-import-outline",
            "Ctrl+Enter" if view.is_root else "",
        )
        receive.clicked.connect(self.choose_files)
        stick = Button(_("Receive a stick or folder"), icon="usb-flash-drive-outline")
        stick.clicked.connect(self.choose_folder)
        if view.is_root:
            grant = Button(_("Enrol a device"), icon="shield-check-outline")
            grant.clicked.connect(self.open_grant)
            return [grant, stick, receive]
        count = view.state.local_only
        words = _("Export {n} entries").format(n=spaced(count)) if count else _("Export")
        export = Button(words, "primary", "usb-flash-drive-outline", "Ctrl+Enter")
        export.clicked.connect(self.open_export)
        return [stick, receive, export]

    def focus_first(self) -> None:
        """The first thing to type, or the ledger."""
        if self.editor is not None:
            self.editor.focus_first()
        elif self._stand.currentWidget() is self.enrol:
            self.enrol.folder.line.setFocus()
        elif self.panel is not None:
            self.panel.focus()
        elif self.view is not None:
            ledger = self.senders if self.view.is_root else self.sent
            ledger.table.view.setFocus()

    @property
    def panel(self) -> ExchangePanel | None:
        """The panel of the tab shown; None while the page's own is."""
        return self._panels.get(self.tabs.value())

    def show_tab(self, code: str) -> None:
        """Show another tab; one that this folder does not have is passed over."""
        if self.view is not None and code not in self.tabs.codes():
            return
        self.tabs.choose(code)
        if code != FIRST and code not in self._panels:
            made = next(tab for tab in exchange_tabs if tab.code == code).make(self.ctx)
            made.head_changed.connect(self.show_head)
            made.editor_asked.connect(self.open_editor)
            made.receive_asked.connect(lambda paths: self._route(tuple(paths)))
            self._panels[code] = made
            self._shelf.addWidget(made)
        panel = self.panel
        self._shelf.setCurrentWidget(panel or self._files)
        if panel is not None:
            panel.refresh()
        if self.editor is None:
            self.show_head()
            self.focus_first()

    def take_drop(self, paths: list[str]) -> bool:
        """Packages, requests, grants, folders and sticks."""
        if super().take_drop(paths):
            return True
        found = tuple(Path(path) for path in paths)
        if not any(path.suffix.lower() == ENDING or path.is_dir() for path in found):
            return False
        if self.view is None:
            self._waiting = found
        else:
            self._route(found)
        return True

    def choose_files(self) -> None:
        """Ask for files and rehearse them."""
        found = self._choose.files(self, _("Receive"), self.ctx.settings.text("export_folder"))
        if found:
            self._route(tuple(found))

    def choose_folder(self) -> None:
        """Ask for a folder or stick and rehearse what lies on it."""
        found = self._choose.folder(
            self, _("Receive a stick or folder"), self.ctx.settings.text("export_folder")
        )
        if found is not None:
            self.open_receive((found,))

    def open_receive(self, paths: Sequence[Path]) -> None:
        """The rehearsal of these files."""
        self.open_editor(ReceiveEditor(self.ctx, paths, self._choose))

    def open_export(self) -> None:
        """The export of what is new."""
        if self.view is not None:
            self.open_editor(ExportEditor(self.ctx, self.view.state, self._choose))

    def open_grant(self, request: Path | None = None) -> None:
        """The answer to a request."""
        given = request if isinstance(request, Path) else None
        self.open_editor(GrantEditor(self.ctx, self._choose, given))

    def close_editor(self, refocus: bool = True) -> None:
        """Back to the ledgers, which the editor has changed."""
        self._stale = self._stale or self.editor is not None
        super().close_editor(refocus)

    def _route(self, paths: tuple[Path, ...]) -> None:
        """Open what fits the files: their names say what the program itself wrote."""
        first = paths[0]
        lone = len(paths) == 1
        view = self.view
        if lone and first.name.startswith("enrol-") and view is not None and view.is_root:
            self.open_grant(first)
        elif lone and first.name.startswith("grant-") and view is not None and not view.is_root:
            self._offer_grant(first)
        else:
            self.open_receive(paths)

    def _offer_grant(self, path: Path) -> None:
        if self._stand.currentWidget() is self.enrol:
            self.close_editor()
            self.enrol.set_grant(path)
            return
        checking = CheckEditor(self.ctx, self._choose)
        self.open_editor(checking)
        checking.panel.set_grant(path)

    def _show_view(self, view: View, numbers: Mapping[str, int]) -> None:
        first, self.view = self.view is None, view
        enrolled = view.identity.enrolled
        self._stand.setCurrentWidget(self._rest if enrolled else self.enrol)
        clear_layout(self._facts)
        below = view.is_root or bool(view.senders)
        self.tabs.show_tabs(view.identity.level, below, numbers)
        self._shelf.setCurrentWidget(self.panel or self._files)
        self._facts.add(city_facts(view) if view.is_root else own_facts(view.state))
        self.sent.setVisible(not view.is_root)
        self.senders.setVisible(below)
        self.sent.show_sent(view.sent)
        self.senders.show_senders(view.senders)
        self.aside.show_aside(view)
        self._show_note(view)
        self.set_ready()
        if self.editor is None:
            self.show_head()
        waiting, self._waiting = self._waiting, None
        if waiting:
            self._route(waiting)
        elif first and self.isVisible() and self.editor is None:
            self.focus_first()

    def _show_note(self, view: View) -> None:
        """One note at most: the recovery key, the check that is owed, the inbox."""
        if view.recovery:
            note = self.note.say(
                "overdue",
                _("The recovery key is still on this computer"),
                _("Move {path} to a stick, lock it away, then confirm.").format(path=view.recovery),
                _("It has left"),
            )
            note.acted.connect(self._confirm_recovery)
        elif view.identity.enrolled and not view.identity.checked:
            note = self.note.say(
                "due",
                _("The city's digits were not compared"),
                _("Telephone the city, take the grant again and type its 12 digits."),
                _("Check"),
            )
            note.acted.connect(partial(self._open_check))
        elif self.inbox.offered:
            words = _("{n} new files lie in the inbox").format(n=len(self.inbox.offered))
            why = _("Nothing is taken without your yes: first the preview.")
            note = self.note.say("info", words, why, _("Preview"))
            note.acted.connect(self._open_inbox)
        else:
            self.note.clear()

    def _offer(self) -> None:
        """Other files lie in the watched folder."""
        if self.view is not None:
            self._show_note(self.view)

    def _open_inbox(self) -> None:
        offered = self.inbox.offered
        # whatever the person decides on the preview, these are not offered twice a day
        self.inbox.later()
        self.open_receive(offered)

    def _open_check(self) -> None:
        self.open_editor(CheckEditor(self.ctx, self._choose))

    def _confirm_recovery(self) -> None:
        app, actor = self.ctx.app, self.ctx.actor()
        self.ctx.work.command(lambda: app.setup.confirm_recovery(actor), owner=self)

    def _accepted(self, done: Accepted) -> None:
        words = _("Enrolled as {unit}, device {no}").format(unit=done.unit, no=done.device_no)
        self.ctx.toast(words, None)
        self.refresh()
