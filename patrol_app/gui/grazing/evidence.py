"""The evidence package in the window: where to, for whom, progress, where it lies, how to check."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.exchange.parts import PlaceEdit, path_row
from patrol_app.gui.forms.controls import PlainText
from patrol_app.gui.kit import (
    Button,
    Fitted,
    FormField,
    Note,
    ProgressLine,
    h,
    holder,
    label,
    pin,
    scroll,
    v,
)
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.i18n import _
from patrol_app.services.value_words import listed

if TYPE_CHECKING:
    from patrol_app.gui.work import Task
    from patrol_app.services.evidence_check import Packed

KEY_CHARS = 200  # an age recipient has 62
SHOWN = 80  # characters of a command; the whole one is copied
NAMES = 3  # absent originals that are named


class EvidenceDialog(Fitted):
    """Makes the package of one case.

    Args:
        ctx: see ``Context``.
        number: of the violation.
        parent: window it stands over.

    Attributes:
        place: the file; recipient: who may open it; go: makes it.
    """

    def __init__(self, ctx: Context, number: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx, self._number = ctx, number
        self._task: Task | None = None
        self._choose = Chooser()
        title = _("Evidence package of {number}").format(number=number)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.place = PlaceEdit(_("Choose…"), self._ask)
        self.place.line.setText(str(self._proposed()))
        self.recipient = PlainText("age1…", longest=KEY_CHARS)
        self.recipient.textChanged.connect(self._other_ending)
        self._where = FormField(_("File"), self.place, required=True)
        self._who = FormField(
            _("Only for the holder of this key"),
            self.recipient,
            hint=_("Empty: anybody who has the file can read it"),
        )
        self.go = Button(_("Make the package"), "primary", "package-variant-closed", "Ctrl+Enter")
        self.go.clicked.connect(self.make)
        self._close = Button(f"{_('Close')}  Esc")
        self._close.clicked.connect(self.reject)
        self._progress: ProgressLine | None = None
        self._said = v(gap="x1")
        words = _(
            "Papers, original photos, entries of the journal with their proof, and the checks."
        )
        self._about = label(words, "muted", wrap=True)
        self.setLayout(
            v(
                label(title, "section"),
                self._about,
                self._where,
                self._who,
                scroll(self._said, hug=True),
                h(None, self._close, self.go),
                gap="card_gap",
                margins="x2",
            )
        )
        pin(self, width="width.dialog")
        self.finished.connect(lambda _how: self._stop())
        self.place.setFocus()

    def make(self) -> None:
        """Write the package to the place named."""
        target = Path(self.place.line.text().strip())
        if not target.name or not target.parent.is_dir():
            self._where.set_error(_("There is no such folder"))
            self.place.setFocus()
            return
        self._where.set_error("")
        self._wipe()
        app, number, recipient = self._ctx.app, self._number, self.recipient.value()
        self._progress = ProgressLine(_("Making the package"), _("After a cancel there is no file"))
        self._said.addWidget(self._progress)
        self.go.setEnabled(False)
        self._task = self._ctx.work.heavy(
            lambda progress, cancelled: app.pack_case(
                number, target, recipient=recipient, on_progress=progress, cancelled=cancelled
            ),
            self._done,
            self._failed,
            self._progress.show_progress,
            owner=self,
        )
        self._progress.cancelled.connect(self._task.cancel)

    def _done(self, packed: Packed) -> None:
        self._wipe()
        for done in (self._about, self._where, self._who, self.go):
            done.hide()
        self._close.setFocus()
        counted = _("{files} files, {ops} entries").format(files=packed.files, ops=packed.ops)
        self._said.add(Note("ok", _("The package is made"), counted), path_row(packed.path))
        if packed.absent:
            names = listed(packed.absent[:NAMES])
            words = _("not held here: {names}").format(names=names)
            self._said.add(Note("due", _("{n} originals are missing").format(n=len(packed.absent)),
                                words))  # fmt: skip
        self._explain(packed.checks)
        settings, folder = self._ctx.settings, str(packed.path.parent)
        self._ctx.work.command(lambda: settings.set("paper_folder", folder), owner=self)

    def _explain(self, checks: Sequence[str]) -> None:
        """How whoever gets the file checks it, to be read and copied."""
        words = _("Anybody checks it with public tools, see CHECK.txt in it:")
        both = Qt.TextInteractionFlag.TextSelectableByMouse
        shown = (one if len(one) <= SHOWN else f"{one[:SHOWN]}…" for one in checks)
        lines = label("\n".join(shown), "caption", wrap=True)
        lines.setTextInteractionFlags(both | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        copy = Button(_("Copy the commands"), "quiet", "content-copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText("\n".join(checks)))
        self._said.add(label(words, "table", wrap=True), lines, holder(h(copy, None)))

    def _failed(self, fault: PatrolError) -> None:
        self._wipe()
        if fault.code != "work.cancelled":
            self._said.add(Note("overdue", _("The package could not be made"), fault.message()))

    def _wipe(self) -> None:
        self._progress, self._task = None, None
        self.go.setEnabled(True)
        clear_layout(self._said)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _proposed(self) -> Path:
        folder = self._ctx.settings.text("paper_folder")
        return (Path(folder) if folder else Path.home()) / f"{self._number}.zip"

    def _ask(self) -> Path | None:
        kinds = ["zip.age"] if self.recipient.value() else ["zip"]
        found = self._choose.save(self, _("Evidence package"), self.place.line.text(), kinds)
        if found is not None:
            self.place.line.setText(str(found))
        return found

    def _other_ending(self) -> None:
        """The name says whether the file is encrypted."""
        text = self.place.line.text().removesuffix(".age")
        self.place.line.setText(f"{text}.age" if self.recipient.value() else text)
