"""A forgotten password: the request and the answer at the door, and the city's side of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from patrol_app.errors import PatrolError, UserError
from patrol_app.gui.context import Context
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.exchange.codes import CodeEdit, CodeShow
from patrol_app.gui.kit import Button, Fitted, FormField, h, holder, label, pin, v
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.users.gate import SECRET_CHARS
from patrol_app.i18n import N_, _
from patrol_app.paths import DataPaths

ASK, ANSWER, RECOVERY = ("json",), ("age",), ("txt",)
BYTES = 64 * 1024
# (answer's bytes, new password): opens the folder or raises
Take = Callable[[bytes, str], None]


class _Steps(Fitted):
    """A dialog of steps with the buttons at its end."""

    def __init__(self, title: str, parent: QWidget | None, choose: Chooser) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setModal(True)
        self.choose = choose
        self.go = Button("", "primary")
        self.cancel = Button(f"{_('Cancel')}  Esc")
        self.cancel.clicked.connect(self.reject)
        self.said = label("", "caption", wrap=True)
        self.said.setVisible(False)
        self.finished.connect(self.deleteLater)
        pin(self, width="width.dialog")

    def lay(self, title: str, *rows: QWidget) -> None:
        """Title, steps, buttons."""
        self.setLayout(
            v(
                label(title, "section", wrap=True),
                *rows,
                self.said,
                h(None, self.cancel, self.go),
                gap="card_gap",
                margins="x2",
            )
        )

    def picked(self, title: str, kinds: tuple[str, ...]) -> Path | None:
        """A file to read."""
        return self.choose.open(self, title, kinds)

    def tell(self, words: str) -> None:
        """Say what happened, or why not."""
        self.said.setText(words)
        self.said.setVisible(bool(words))


class Forgotten(_Steps):
    """At the door: write a request, later take the answer and set a new password.

    Args:
        paths: the locked folder.
        take: opens it by the answer and sets the password.
        parent: window it stands over.
        choose: file dialogs.
    """

    def __init__(
        self, paths: DataPaths, take: Take, parent: QWidget | None, choose: Chooser | None = None
    ) -> None:
        title = _("Forgotten password")
        super().__init__(title, parent, choose or Chooser())
        self._paths, self._take = paths, take
        self._answer: bytes | None = None
        self.ask = Button(_("1  Write a request to the city"), "", "file-export-outline")
        self.ask.clicked.connect(self.write)
        self.read = Button(_("2  Choose the city's answer"), "", "file-import-outline")
        self.read.clicked.connect(self.open_answer)
        self._code = v(gap=0)
        self._shown = holder(self._code)
        self._shown.hide()
        self.first, self.again = _secret(_("New password")), _secret(_("Once more"))
        self.go.set_words(_("Set and open"))
        self.go.setEnabled(False)
        self.go.clicked.connect(self.set_password)
        self.lay(
            title,
            label(
                _("The request goes to the city on a stick; its number code is read out by phone."),
                "table",
                wrap=True,
            ),
            holder(h(self.ask, None)),
            self._shown,
            holder(h(self.read, None)),
            holder(h((self.first, 1), (self.again, 1), gap="card_gap")),
        )
        for field in (self.first, self.again):
            field.setEnabled(False)

    def write(self) -> None:
        """Write the request and show its number code."""
        from patrol_app.bootstrap_recovery import ask_recovery

        target = self.choose.save(
            self, _("Save the request"), f"recovery-{self._paths.root.name}.json", ASK
        )
        if target is None:
            return
        try:
            code = ask_recovery(self._paths, target)
        except PatrolError as fault:
            self.tell(fault.message())
            return
        clear_layout(self._code)
        self._code.add(CodeShow(code, _("Read this code out to the city by telephone.")))
        self._shown.show()
        self.tell(str(target))

    def open_answer(self) -> None:
        """Choose the answer; the new password can be typed then."""
        found = self.picked(_("The city's answer"), ANSWER)
        if found is None:
            return
        try:
            self._answer = _bytes(found)
        except PatrolError as fault:
            self.tell(fault.message())
            return
        for part in (self.first, self.again, self.go):
            part.setEnabled(True)
        self.tell(str(found))
        self.first.control.setFocus()

    def set_password(self) -> None:
        """Open the folder by the answer with the new password."""
        first, again = _text(self.first), _text(self.again)
        self.first.set_error("" if first else _("Please fill in"))
        self.again.set_error("" if first == again else _("The two are not the same"))
        if not first or first != again or self._answer is None:
            return
        try:
            self._take(self._answer, first)
        except PatrolError as fault:
            self.first.set_error(fault.message())
            return
        self.accept()


class Answering(_Steps):
    """The city's side: request, digits, recovery file, and where the answer goes.

    Args:
        ctx: see ``Context``.
        parent: window it stands over.
        choose: file dialogs.
    """

    def __init__(
        self, ctx: Context, parent: QWidget | None = None, choose: Chooser | None = None
    ) -> None:
        title = _("Answer a forgotten password")
        super().__init__(title, parent, choose or Chooser())
        self._ctx = ctx
        self._asked: Path | None = None
        self._recovery: Path | None = None
        self.request = Button(_("1  Choose the station's request"), "", "file-import-outline")
        self.request.clicked.connect(self.open_request)
        self.digits = CodeEdit()
        self.code = FormField(_("Number code, as read out"), self.digits)
        self.file = Button(_("2  Choose the recovery file"), "", "key-outline")
        self.file.clicked.connect(self.open_recovery)
        self.go.set_words(_("Write the answer"))
        self.go.clicked.connect(self.write)
        self.lay(
            title,
            label(
                _(
                    "Ask the station by telephone for the digits. Without them anybody who took "
                    "the laptop could have written the request."
                ),
                "table",
                wrap=True,
            ),
            holder(h(self.request, None)),
            self.code,
            holder(h(self.file, None)),
        )

    def open_request(self) -> None:
        """Choose the request."""
        self._asked = self.picked(_("The station's request"), ASK) or self._asked
        self._show()

    def open_recovery(self) -> None:
        """Choose the recovery file."""
        self._recovery = self.picked(_("Recovery file"), RECOVERY) or self._recovery
        self._show()

    def write(self) -> None:
        """Write the answer where the person says."""
        if self._asked is None or self._recovery is None:
            self.tell(_("Choose both files first"))
            return
        if not self.digits.text().strip():
            self.code.set_error(_("Please fill in"))
            return
        target = self.choose.save(self, _("Save the answer"), f"{self._asked.stem}.age", ANSWER)
        if target is None:
            return
        asked, recovery = self._asked, self._recovery
        try:
            code = self.digits.parse(self.digits.text())
        except PatrolError as fault:
            self._refused(fault)
            return
        self.go.setEnabled(False)
        app, actor = self._ctx.app, self._ctx.actor()

        def answer() -> None:
            """Note who answers, then write."""
            from patrol_app.bootstrap_recovery import answer_recovery, identity_of

            identity = identity_of(_bytes(recovery))
            app.privacy.note_recovery(actor, compared=True)
            answer_recovery(_bytes(asked), identity, code, target)

        def done(_nothing: object) -> None:
            """Say where it lies."""
            self._ctx.toast(_("Answer written: {name}").format(name=target.name), None)
            self.accept()

        self._ctx.work.command(answer, done, self._refused, owner=self)

    def _refused(self, fault: PatrolError) -> None:
        self.go.setEnabled(True)
        place = self.code.set_error if fault.code.endswith("code") else self.tell
        place(fault.message())

    def _show(self) -> None:
        names = [path.name for path in (self._asked, self._recovery) if path]
        self.tell(" · ".join(names))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(BYTES + 1)
    except OSError:
        raise UserError("recovery.file", N_("{name} cannot be read"), name=path.name) from None


def _secret(words: str) -> FormField:
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setMaxLength(SECRET_CHARS)
    return FormField(words, line)


def _text(field: FormField) -> str:
    control = field.control
    return control.text() if isinstance(control, QLineEdit) else ""
