"""The dialog of a return: a reason for each field, by keyboard."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from patrol_app.domain.fields import specs
from patrol_app.domain.records import record_type
from patrol_app.gui import kit
from patrol_app.gui.theme import current
from patrol_app.i18n import _

MOST = 400  # characters of one reason
LINES = 3
LARGE = 1.5  # text size from which the dialog is narrower than a form


class ReturnDialog(QDialog):
    """Asks for reasons; Ctrl+Enter returns the record, Esc closes.

    Args:
        type: record type code.
        number: of the record.
        parent: window it stands over.
        offered: field name and words of remarks the rules made, offered as reasons.

    Signals:
        agreed: reasons by field name; the empty name stands for the whole record.
    """

    agreed = Signal(dict)

    def __init__(
        self,
        type: str,
        number: str,
        parent: QWidget | None,
        offered: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(parent)
        title = _("Send {number} back?").format(number=number)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._pairs = [("", _("Whole record")), *_fields(type)]
        self.lines: list[tuple[kit.CodeCombo, QLineEdit]] = []
        self._column = kit.v(gap="x1")
        self._error = kit.label("", "caption", "overdue")
        known = {code for code, _words in self._pairs}
        given = [(name, text) for name, text in (offered or {}).items() if name in known]
        for place in range(max(LINES, len(given))):
            self._add(*(given[place] if place < len(given) else ("", "")))
        more = kit.Button(_("One more reason"), "quiet", "plus")
        more.clicked.connect(lambda: self._add("", ""))
        cancel = kit.Button(f"{_('Cancel')}  Esc")
        cancel.clicked.connect(self.reject)
        self.verb = kit.Button(f"{_('Send back')}  Ctrl+Enter", "primary", "undo-variant")
        self.verb.clicked.connect(self.send)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.send)
        hint = _("The reason stands beside the field in the form of whoever wrote it.")
        self.setLayout(
            kit.v(
                kit.label(title, "section"), kit.label(hint, "muted", wrap=True), self._column,
                kit.h(more, None), self._error, kit.h(None, cancel, self.verb),
                gap="card_gap", margins="x2",
            )
        )  # fmt: skip
        kit.pin(self, width="form_max" if current().scale < LARGE else "width.dialog")
        self.lines[0][1].setFocus()

    def reasons(self) -> dict[str, str]:
        """What was typed, by field name."""
        found: dict[str, str] = {}
        for combo, edit in self.lines:
            text, name = edit.text().strip(), str(combo.value() or "")
            if text:
                found[name] = f"{found[name]}; {text}" if name in found else text
        return found

    def send(self) -> None:
        """Close and tell the reasons; without any the line asks for one."""
        found = self.reasons()
        if not found:
            self._error.setText(_("Please say why it is returned"))
            self.lines[0][1].setFocus()
            return
        self.agreed.emit(found)
        self.accept()

    def _add(self, name: str, text: str) -> None:
        combo = kit.CodeCombo(self._pairs)
        combo.set_value(name)
        combo.setAccessibleName(_("Field"))
        kit.pin(combo, width="side_xs")
        edit = QLineEdit(text)
        edit.setMaxLength(MOST)
        edit.setAccessibleName(_("Reason"))
        edit.setPlaceholderText(_("Reason"))
        self.lines.append((combo, edit))
        self._column.add(kit.h(combo, (edit, 1)))


def _fields(type: str) -> list[tuple[str, str]]:
    """The fields a person fills, in the order of the form."""
    return [
        (name, _(spec.ui.label))
        for name, spec in specs(record_type(type).cls).items()
        if spec.ui.kind != "hidden" and not spec.ui.computed
    ]
