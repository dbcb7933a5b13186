"""Dialogs that take a new PIN or password, typed twice."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui.kit import Button, Fitted, FormField, h, label, pin, v
from patrol_app.gui.users.gate import SECRET_CHARS
from patrol_app.i18n import _

Done = Callable[[], None]
Failed = Callable[[PatrolError], None]
# (new secret, old password or None, when done, when refused)
Keep = Callable[[str, str | None, Done, Failed], None]


class SecretDialog(Fitted):
    """Asks for a new secret twice, and for the old one where it is one's own.

    Args:
        title: whose secret it is.
        words: what it is called.
        says: what it opens and what not.
        keep: writes it and calls back.
        parent: window it stands over.
        old: whether the present password is asked.
    """

    def __init__(
        self,
        title: str,
        words: str,
        says: str,
        keep: Keep,
        parent: QWidget | None = None,
        *,
        old: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAccessibleName(title)
        self._keep = keep
        self.old = self._line(_("Present password"))
        self.first = self._line(words)
        self.again = self._line(_("Once more"))
        self.ok = Button(_("Set"), "primary")
        self.ok.clicked.connect(self.set_secret)
        cancel = Button(f"{_('Cancel')}  Esc")
        cancel.clicked.connect(self.reject)
        fields = [self.old] if old else []
        fields += [self.first, self.again]
        column = v(
            label(title, "section", wrap=True),
            label(says, "table", wrap=True),
            *fields,
            h(None, cancel, self.ok),
            gap="card_gap",
            margins="x2",
        )
        self.setLayout(column)
        if not old:
            self.old.setParent(self)
            self.old.hide()
        self.finished.connect(self.deleteLater)
        pin(self, width="width.dialog")
        fields[0].control.setFocus()

    def set_secret(self) -> None:
        """Compare the two and hand the secret over."""
        first, again = self._text(self.first), self._text(self.again)
        self.first.set_error("" if first else _("Please fill in"))
        self.again.set_error("" if first == again else _("The two are not the same"))
        if not first or first != again:
            return
        self.ok.setEnabled(False)
        old = self._text(self.old) if self.old.isVisible() else None
        self._keep(first, old, self.accept, self._refused)

    def _refused(self, fault: PatrolError) -> None:
        self.ok.setEnabled(True)
        wrong = fault.code in ("password.wrong", "password.wait") and self.old.isVisible()
        field = self.old if wrong else self.first
        field.set_error(fault.message())
        field.control.setFocus()

    def _text(self, field: FormField) -> str:
        control = field.control
        return control.text() if isinstance(control, QLineEdit) else ""

    def _line(self, words: str) -> FormField:
        line = QLineEdit()
        line.setEchoMode(QLineEdit.EchoMode.Password)
        line.setMaxLength(SECRET_CHARS)
        line.returnPressed.connect(self.set_secret)
        return FormField(words, line)
