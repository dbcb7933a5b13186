"""Options of this machine, straight from their declaration, and where things lie."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from patrol_app import __version__
from patrol_app.errors import PatrolError
from patrol_app.gui import forms, theme
from patrol_app.gui.context import Bin, Context, New, Open
from patrol_app.gui.forms.controls import PlainText
from patrol_app.gui.kit import (
    Button,
    Card,
    CodeCombo,
    FormColumns,
    FormField,
    Leaves,
    ScaledEdit,
    SplitColumns,
    h,
    holder,
    part_switch,
    pin,
    scroll,
    v,
)
from patrol_app.gui.pages.base import AppPage
from patrol_app.gui.safety.panel import SafetyPanel
from patrol_app.gui.users.deeds import DeedsPanel
from patrol_app.gui.users.panel import UsersPanel
from patrol_app.i18n import N_, _
from patrol_app.settings import OPTIONS, Option

LOOKS = ("language", "theme", "scale", "coordinates")
SECURITY = ("lock_minutes",)
MACHINE, USERS, DEEDS, SAFETY = "machine", "users", "deeds", "safety"
BACKUPS = ("backup_folder", "backup_second")
FOLDERS = ("export_folder", "inbox_folder", "paper_folder", "base_map")
OWN_NAMES = {"Chinese": "简体中文", "English": "English"}  # a language is found by its own name
FILES = ("base_map",)  # of them a file, not a folder
EFFECT = {
    "language": N_("From the next start on"),
    "coordinates": N_("Forms that are opened from now on"),
    "lock_minutes": N_("Without a key or mouse; people with a PIN or password only"),
    "export_folder": N_("Offered when a package is written"),
    "inbox_folder": N_("New packages in it are offered on the Exchange page"),
    "paper_folder": N_("Offered when a paper is written"),
    "backup_folder": N_("Empty: inside the data folder; another disk is safer"),
    "backup_second": N_("A stick or a folder elsewhere; photos are mirrored there too"),
    "base_map": N_("An MBTiles file that lies under every map"),
}


class SettingsPage(AppPage):
    """How the program looks and where it writes; users; records of use.

    Args:
        ctx: see ``Context``.

    Attributes:
        users: the part about users; deeds: the part about what was done; safety: about backups.
    """

    types = frozenset({"person", "role_grant"})
    topics = frozenset({"users", "audit", "backup"})
    part: str = MACHINE

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Settings"))
        self._options = {option.name: option for option in OPTIONS}
        self.fields: dict[str, FormField] = {}
        security = self._card(_("Security"), SECURITY)
        looks = v(self._card(_("Appearance"), LOOKS), security, None, gap="card_gap")
        places = v(self._card(_("Folders"), FOLDERS), self._about(), None, gap="card_gap")
        left = pin(holder(looks), max_width="form_max")
        right = pin(holder(places), max_width="form_max")
        self.users, self.deeds = UsersPanel(ctx), DeedsPanel(ctx)
        self.safety = SafetyPanel(ctx, self._card(_("Where backups go"), BACKUPS))
        self._parts = {
            MACHINE: scroll(SplitColumns(left, right)),
            USERS: self.users,
            DEEDS: self.deeds,
            SAFETY: self.safety,
        }
        self._stack = Leaves()
        for part in self._parts.values():
            self._stack.addWidget(part)
        self.put((self._stack, 1))

    def focus_first(self) -> None:
        """The first option."""
        if self.part == MACHINE:
            self.fields["language"].control.setFocus()
        else:
            self._parts[self.part].setFocus()

    def accept(self, argument: object) -> None:
        """A role grant to open or to write, or the name of a part to show."""
        if isinstance(argument, str) and argument in self._parts:
            self.close_editor(refocus=False)
            self.show_part(argument)
            return
        if isinstance(argument, Open):
            self.open_editor(forms.editor(self.ctx, forms.Target(argument.type, argument.rec)))
        elif isinstance(argument, New):
            target = forms.Target(argument.type, "", argument.values, argument.draft)
            self.open_editor(forms.editor(self.ctx, target))

    def refresh(self) -> None:
        """Read the part in front again."""
        if self.part == USERS:
            self.users.refresh()
        elif self.part == DEEDS:
            self.deeds.refresh()
        elif self.part == SAFETY:
            self.safety.refresh()

    def show_part(self, part: str) -> None:
        """Bring ``machine``, ``users``, ``safety`` or ``deeds`` to the front."""
        self.part = part
        self._stack.setCurrentWidget(self._parts[part])
        self.show_head()
        self.refresh()

    def page_actions(self) -> list[QWidget]:
        """The switch between the parts, and a new user."""
        pairs = [(MACHINE, _("This computer")), (USERS, _("Users")), (SAFETY, _("Backups"))]
        if self.ctx.actor().may("audit"):
            pairs.append((DEEDS, _("Records of use")))
        elif self.part == DEEDS:
            self.part = MACHINE
            self._stack.setCurrentWidget(self._parts[MACHINE])
        switch = part_switch(pairs, self.part, _("Part of the settings"), self.show_part)
        if self.part == MACHINE:
            away = Button(_("Recycle bin"), "", "delete-outline")
            away.clicked.connect(lambda: self.ctx.navigate("base", Bin()))
            return [away, switch]
        if self.part == SAFETY:
            return [switch, self.safety.make_button()]
        if self.part != USERS or not self.ctx.actor().may("users"):
            return [switch]
        new = Button(_("New user"), "primary", "account-plus-outline", "Ctrl+N")
        new.clicked.connect(lambda: self.ctx.navigate("base", New("person")))
        return [switch, new]

    def _card(self, title: str, names: tuple[str, ...]) -> Card:
        columns = FormColumns(2)
        for name in names:
            option = self._options[name]
            hint = _(EFFECT[name]) if name in EFFECT else ""
            control = self._control(option)
            field = FormField(_(option.label), control, unit=_(option.unit), hint=hint)
            self.fields[name] = field
            columns.put((field, 2 if option.type == "text" else 1))
        card = Card(title)
        card.body.addLayout(columns)
        return card

    def _control(self, option: Option) -> QWidget:
        value = self.ctx.settings.get(option.name)
        if option.type == "choice":
            pairs = [(code, OWN_NAMES.get(words) or _(words)) for code, words in option.choices]
            combo = CodeCombo(pairs)
            combo.set_value(str(value))
            combo.edited.connect(lambda: self._set(option, combo.value()))
            return combo
        if option.type == "int":
            line = ScaledEdit(0, option.low, option.high)
            line.set_value(int(value))
            line.setReadOnly(option.name in SECURITY and not self.ctx.actor().may("settings"))
            line.editingFinished.connect(lambda: self._set(option, line.value()))
            return line
        return self._folder(option, str(value))

    def _folder(self, option: Option, value: str) -> QWidget:
        line = PlainText(longest=1_000)
        line.setText(value)
        line.editingFinished.connect(lambda: self._set(option, line.value()))
        choose = Button(_("Choose…"), "", "folder-open-outline")
        choose.clicked.connect(partial(self._choose, option, line))
        made = holder(h((line, 1), choose))
        made.setFocusProxy(line)
        return made

    def _choose(self, option: Option, line: PlainText, _checked: bool = False) -> None:
        dialog = QFileDialog(self, _(option.label), line.text())
        if option.name in FILES:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilter("MBTiles (*.mbtiles)")
        else:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(partial(self._chosen, option, line))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _chosen(self, option: Option, line: PlainText, path: str) -> None:
        line.setText(path)
        self._set(option, path)

    def _set(self, option: Option, value: Any) -> None:
        """Keep an option; looks take effect at once."""
        if value is None or value == self.ctx.settings.get(option.name):
            return
        settings, app, actor = self.ctx.settings, self.ctx.app, self.ctx.actor()

        def write() -> None:
            """Keep it, and write down that it was changed."""
            settings.set(option.name, value)
            app.privacy.setting_changed(actor, option.name)

        self.ctx.work.command(
            write,
            lambda _none: self._took(option.name),
            partial(self._refused, option.name),
            owner=self,
        )

    def _took(self, name: str) -> None:
        self.fields[name].set_error("")
        application = QApplication.instance()
        if name in ("theme", "scale") and isinstance(application, QApplication):
            look = self.ctx.settings.text("theme")
            theme.apply(application, look, self.ctx.settings.number("scale") / 100)
        if name == "inbox_folder" and self.ctx.inbox is not None:
            self.ctx.inbox.look()
        self.ctx.toast(_("Setting kept"), None)

    def _refused(self, name: str, fault: PatrolError) -> None:
        self.fields[name].set_error(fault.message())

    def _about(self) -> Card:
        card = Card(_("About"), f"{_('Forest Patrol')} {__version__}")
        for words, path in (
            (_("Data folder"), str(self.ctx.app.paths.root)),
            (_("Logs"), str(self.ctx.app.paths.logs)),
        ):
            line = PlainText(longest=4_000)
            line.setText(path)
            line.setReadOnly(True)
            line.setProperty("state", "computed")
            show = Button(_("Show"), "quiet", "folder-open-outline")
            show.clicked.connect(partial(_open_folder, path))
            row = holder(h((line, 1), show))
            row.setFocusProxy(line)
            card.put(FormField(words, row))
        return card


def _open_folder(path: str, _checked: bool = False) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(path))
