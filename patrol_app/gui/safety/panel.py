"""Settings, 备份与恢复: the last proved backup, where backups go, what can be brought back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.forms.values import short_moment
from patrol_app.gui.kit import (
    Box,
    Button,
    Card,
    EmptyState,
    Note,
    ProgressLine,
    SplitColumns,
    Table,
    confirm,
    h,
    holder,
    label,
    v,
)
from patrol_app.gui.models.columns import Column
from patrol_app.gui.safety.record import OldRecordDialog
from patrol_app.i18n import N_, _
from patrol_app.services.backup_types import BackupMade, BackupRow, Proof, SafetyState
from patrol_app.services.value_words import listed

RIGHT = "backup"
PLACES = {"first": N_("Folder"), "second": N_("Second place"), "hand": N_("By hand")}
STATES = {"made": N_("not proved"), "proven": N_("proved"), "failed": N_("did not pass")}
MB = 1_000_000
WORST = ("overdue", "due", "info", "ok")
Finding = tuple[str, str, str]  # tone, title, sentence or empty


def columns() -> list[Column]:
    """Made, place, size, entries, proof, file."""
    return [
        Column("made", _("Made"), 184, value=lambda row: short_moment(row.made_ms)),
        Column("place", _("Kept at"), 96, value=lambda row: _(PLACES.get(row.place, row.place))),
        Column("mb", _("MB"), 64, "right", value=lambda row: f"{row.bytes / MB:.1f}"),
        Column("ops", _("Entries"), 80, "right", value=lambda row: str(row.ops)),
        Column("state", _("Proof"), 232, value=_proof),
        Column("file", _("File"), 0, value=lambda row: str(row.path)),
    ]


class SafetyPanel(QWidget):
    """The part about backups.

    Args:
        ctx: see ``Context``.
        places: card with the folders, made by the page.

    Attributes:
        table: the backups; row objects are ``BackupRow``.
    """

    def __init__(self, ctx: Context, places: QWidget) -> None:
        super().__init__()
        self._ctx = ctx
        self._said: Box = v(gap="card_gap")
        self.progress = ProgressLine(
            _("Making and proving the backup"), _("You can go on working meanwhile.")
        )
        self.progress.hide()
        self.table = Table(columns(), name=_("Backups"), hug=True)
        self.table.set_empty(
            EmptyState(
                "backup-restore",
                _("No backup yet"),
                _("One is made and proved every day while the window is open."),
            )
        )
        self.prove = Button(_("Prove…"), "", "check-decagram-outline")
        self.prove.clicked.connect(lambda: self._choose(self._prove))
        self.record = Button(_("One record…"), "", "file-restore-outline")
        self.record.clicked.connect(lambda: self._choose(self._look))
        self.everything = Button(_("Restore everything…"), "danger", "backup-restore")
        self.everything.clicked.connect(lambda: self._choose(self._restore))
        self.orders = Button(_("Erased by law…"), "", "account-off-outline")
        self.orders.clicked.connect(self._show_orders)
        deeds = Card(_("Bring back"))
        words = label(
            _("Choose a backup. What is there now is kept aside and can be gone back to."),
            "caption",
            wrap=True,
        )
        deeds.put(v(words, h(self.prove, self.record, None), h(self.everything, self.orders, None)))
        lists = Card(_("Backups made"), flush=True)
        lists.put((self.table, 1))
        top = SplitColumns(places, holder(v(deeds, None)))
        top.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)  # it hugs
        self.setLayout(v(self._said, self.progress, top, (lists, 1), None, gap="card_gap"))
        self._buttons = (self.prove, self.record, self.everything)

    def make_button(self) -> Button:
        """A fresh button for the page's head."""
        made = Button(_("Back up now"), "primary", "content-save-all-outline", "Ctrl+N")
        made.setEnabled(self._ctx.actor().may(RIGHT) and not self.progress.isVisible())
        made.clicked.connect(self.make)
        return made

    def refresh(self) -> None:
        """Read what there is."""
        for button in self._buttons:
            button.setEnabled(self._ctx.actor().may(RIGHT))
        self._ctx.work.query(self._ctx.app.backups.state, self._show, owner=self)

    def notes(self) -> list[Note]:
        """What is said above the cards."""
        items = (self._said.itemAt(at) for at in range(self._said.count()))
        widgets = [item.widget() for item in items if item is not None]
        return [one for one in widgets if isinstance(one, Note)]

    def _show(self, state: SafetyState) -> None:
        for old in self.notes():
            self._said.removeWidget(old)
            old.deleteLater()
        self._said.add(note_of(findings(state)))
        self.table.set_rows(list(state.rows))

    def make(self) -> None:
        """Make a backup now and prove it."""
        app, actor = self._ctx.app, self._ctx.actor()
        self._begin()
        self._ctx.work.heavy(
            lambda _progress, cancelled: app.backups.make(actor, cancelled=cancelled),
            self._made,
            self._failed,
            owner=self,
        )

    def _made(self, made: BackupMade) -> None:
        self._end()
        if made.failed:
            self._ctx.toast(_("Made and proved; the second place is not there"), None)
        else:
            self._ctx.toast(_("Backup made and proved"), None)
        self.refresh()

    def _prove(self, path: Path) -> None:
        app, actor = self._ctx.app, self._ctx.actor()
        self._begin()
        self._ctx.work.heavy(
            lambda _progress, cancelled: app.backups.prove(path, actor, cancelled),
            self._proved,
            self._failed,
            owner=self,
        )

    def _proved(self, proof: Proof) -> None:
        self._end()
        self._ctx.toast(_("Proved: {n} entries").format(n=proof.note.totals.ops), None)
        self.refresh()

    def _look(self, path: Path) -> None:
        OldRecordDialog(self._ctx, path, self._ctx.parent()).open()

    def _show_orders(self) -> None:
        from patrol_app.gui.safety.erasing import OrdersDialog

        OrdersDialog(self._ctx, self._ctx.parent()).open()

    def _restore(self, path: Path) -> None:
        """Ask, then leave the folder: nobody may have it open."""
        title = _("Put this backup in place of the present data?")
        body = _(
            "The window closes and opens again. What is there now is kept aside; this computer "
            "begins a new numbering, and the city sends what it has."
        )
        if confirm(self, title, f"{path.name}\n\n{body}", _("Restore")):
            self._ctx.navigate("restore", path)

    def _choose(self, then: Callable[[Path], None]) -> None:
        """The backup of the table's chosen row, else one from the disk."""
        rows = self.table.selected()
        if rows and isinstance(rows[0], BackupRow) and rows[0].path.exists():
            then(rows[0].path)
            return
        folder = str(self._ctx.app.backups.first_folder())
        dialog = QFileDialog(self, _("Backup"), folder, "*.backup.zip")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: then(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _begin(self) -> None:
        for button in self._buttons:
            button.setEnabled(False)
        self.progress.show()

    def _end(self) -> None:
        self.progress.hide()
        self.refresh()

    def _failed(self, fault: PatrolError) -> None:
        self._end()
        self._ctx.toast(fault.message(), None)


def note_of(found: Sequence[Finding]) -> Note:
    """One note for all: the worst coloured and on top, each other one on a line below."""
    worst = min(found, key=lambda one: WORST.index(one[0]))
    rest = [" · ".join(filter(None, one[1:])) for one in found if one is not worst]
    tone, title, body = worst
    return Note(tone, title, "\n".join(filter(None, (body, *rest))))


def findings(state: SafetyState) -> list[Finding]:
    """What a person has to know: tone, what is the case, what to do."""
    found: list[Finding] = []
    if state.last is None:
        found.append(("overdue", _("No backup was proved yet"), ""))
    elif state.old:
        when = short_moment(state.last.proven_ms)
        found.append(("overdue", _("The last proved backup is of {time}").format(time=when), ""))
    else:
        when = short_moment(state.last.proven_ms)
        found.append(("ok", _("Last proved backup: {time}").format(time=when), ""))
    if state.lost:
        numbers = listed(dict.fromkeys(number for _sha, number in state.lost[:5]))
        found.append(
            (
                "overdue",
                _("{n} stored files are damaged or missing").format(n=len(state.lost)),
                _("Records {numbers}. They are asked for from above by the next package.").format(
                    numbers=numbers
                ),
            )
        )
    if state.nag:
        title = _("No proved copy at a second place for a week")
        found.append(("due", title, _("Put the stick in and choose its folder below.")))
    if not state.recovery:
        title = _("Only this computer's key or a password opens these backups")
        found.append(("info", title, _("After enrolment the city's recovery key does too.")))
    return found


def _proof(row: BackupRow) -> str:
    words = _(STATES.get(row.state, row.state))
    return f"{words} {short_moment(row.proven_ms)}" if row.state == "proven" else words
