"""One reason asked for: to unlock a record, to delete records."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from patrol_app.gui import kit
from patrol_app.i18n import _

MOST = 400


class UnlockDialog(QDialog):
    """Asks why a locked record is opened again; Enter agrees, Esc closes.

    Args:
        number: of the record.
        parent: window it stands over.

    Signals:
        agreed: the reason.
    """

    agreed = Signal(str)

    def __init__(self, number: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        title = _("Unlock {number}?").format(number=number)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.edit = QLineEdit()
        self.edit.setMaxLength(MOST)
        self.field = kit.FormField(_("Reason"), self.edit, required=True)
        cancel = kit.Button(f"{_('Cancel')}  Esc")
        cancel.clicked.connect(self.reject)
        verb = kit.Button(_("Unlock"), "primary", "lock-open-outline")
        verb.setDefault(True)
        verb.clicked.connect(self.send)
        body = kit.label(_("What came after the lock is merged then."), "muted", wrap=True)
        self.setLayout(
            kit.v(
                kit.label(title, "section"), body, self.field, kit.h(None, cancel, verb),
                gap="card_gap", margins="x2",
            )
        )  # fmt: skip
        kit.pin(self, width="width.dialog")
        self.edit.setFocus()

    def send(self) -> None:
        """Close and tell the reason; without one the field asks for it."""
        reason = self.edit.text().strip()
        if not reason:
            self.field.set_error(_("Please say why"))
            self.edit.setFocus()
            return
        self.agreed.emit(reason)
        self.accept()
