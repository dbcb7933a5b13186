"""One form field: label above, control, unit at the right, hint or error below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from patrol_app.gui.kit.labels import IconLabel, label, restyle
from patrol_app.gui.kit.layout import h, holder, v
from patrol_app.i18n import _


class FormField(QWidget):
    """A labelled control.

    Args:
        words: label.
        control: input widget; it gets the accessible name.
        required: red star before anything is typed.
        unit: unit word at the right, outside the control.
        hint: words below; they break into lines where no badge stands beside them.
        badge: widget after the hint (unverified).
        computed: sunken look, "auto" beside the label; still focusable for copying.
        headline: the label is the head of its card.
    """

    def __init__(
        self,
        words: str,
        control: QWidget,
        *,
        required: bool = False,
        unit: str = "",
        hint: str = "",
        badge: QWidget | None = None,
        computed: bool = False,
        headline: bool = False,
    ) -> None:
        super().__init__()
        self.words, self.control, self.required = words, control, required
        self._name = name = label(words, "section" if headline else "label")
        name.setBuddy(control)
        head = h(name, gap="half")
        self._star = label("*", "label", "overdue")
        self._star.setToolTip(_("Required"))
        head.add(self._star)
        if computed:
            head.add(label(f"· {_('auto')}", "caption"))
            self._compute()
        self._row = row = h((control, 1))
        if unit:
            row.add(label(unit, "label"))
        self._hint = label(hint, "caption", wrap=badge is None)
        self._error = label("", "caption", "overdue", wrap=False)
        self._error_row = holder(
            h(
                IconLabel("alert-circle-outline", "overdue", "icon_small"),
                self._error,
                None,
                gap="half",
            )
        )
        self._error_row.hide()
        below = ((self._hint, 1),) if badge is None else (self._hint, badge, None)
        self._below = holder(h(*below, gap="half"))
        if not hint and badge is None:
            self._below.hide()
        self.setLayout(v(head.add(None), row, self._error_row, self._below, gap="label_gap"))
        self._unit = unit
        self.set_required(required)
        control.setAccessibleDescription(hint)

    def set_required(self, required: bool) -> None:
        """Mark as required, or no longer."""
        self.required = required
        self._star.setVisible(required)
        suffix = _("required") if required else ""
        words = (self.words, self._unit, suffix)
        spoken = " ".join(part for part in words if part)
        self.control.setAccessibleName(spoken)
        inner = self.control.focusProxy()  # the focus lands on it: it must say the name too
        if inner is not None:
            inner.setAccessibleName(spoken)

    def _compute(self) -> None:
        if isinstance(self.control, (QLineEdit, QPlainTextEdit, QTextEdit)):
            self.control.setReadOnly(True)
        self.control.setProperty("state", "computed")

    def put_beside(self, tool: QWidget) -> None:
        """A deed of this field at its right, the next one by Tab."""
        self._row.add(tool)
        last = self.control.focusProxy() or self.control
        QWidget.setTabOrder(last, tool)

    def error(self) -> str:
        """The sentence shown below, empty when the field is fine."""
        return self._error.text()

    def set_error(self, text: str) -> None:
        """Show ``text`` under the control in red, or take it away when empty."""
        if text == self._error.text():
            return
        self._error.setText(text)
        self._error.setToolTip(text)
        self._error_row.setVisible(bool(text))
        self._below.setVisible(not text and (bool(self._hint.text()) or self._has_badge()))
        self.control.setAccessibleDescription(text or self._hint.text())
        restyle(self.control, state="error" if text else "")

    def set_words(self, words: str) -> None:
        """Change the label."""
        self.words = words
        self._name.setText(words)
        self.set_required(self.required)

    def set_hint(self, text: str) -> None:
        """Change the line below."""
        self._hint.setText(text)
        self._below.setVisible((bool(text) or self._has_badge()) and not self.error())
        if not self.error():
            self.control.setAccessibleDescription(text)

    def _has_badge(self) -> bool:
        layout = self._below.layout()
        return layout is not None and layout.count() > 2

    def is_empty(self) -> bool:
        """Whether nothing was entered yet."""
        read: Callable[[], Any] | None = getattr(self.control, "value", None)
        if read is not None:
            return read() in (None, "", ())
        if isinstance(self.control, QLineEdit):
            return not self.control.text().strip()
        if isinstance(self.control, QPlainTextEdit):
            return not self.control.toPlainText().strip()
        if isinstance(self.control, QComboBox):
            return self.control.currentIndex() < 0
        return False


class Form(QObject):
    """The fields of one form in tab order.

    Signals:
        edited: key of a field that the person changed.
    """

    edited = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fields: dict[str, FormField] = {}

    def add(self, key: str, field: FormField) -> FormField:
        """Register ``field`` under its record key; returns the field."""
        self._fields[key] = field
        signal = getattr(field.control, "edited", None)
        if signal is not None:
            signal.connect(lambda *_args: self._on_edit(key))
        elif isinstance(field.control, QLineEdit):
            field.control.textEdited.connect(lambda _text: self._on_edit(key))
        return field

    def __iter__(self) -> Iterator[tuple[str, FormField]]:
        """(key, field) in tab order."""
        return iter(self._fields.items())

    def __getitem__(self, key: str) -> FormField:
        """The field of ``key``."""
        return self._fields[key]

    def problems(self) -> dict[str, str]:
        """Sentence by key for what cannot be read and for required fields left empty."""
        found: dict[str, str] = {}
        for key, field in self:
            ask: Callable[[], str] | None = getattr(field.control, "problem", None)
            words = ask() if ask is not None else ""
            if not words and field.required and field.is_empty():
                words = _("Please fill in {field}").format(field=field.words)
            if words:
                found[key] = words
        return found

    def show_errors(self, errors: Mapping[str, str]) -> bool:
        """Show sentences beside their fields and focus the first.

        Returns:
            True when a field has an error.
        """
        first: FormField | None = None
        for key, field in self:
            field.set_error(errors.get(key, ""))
            if key in errors and first is None:
                first = field
        if first is not None:
            first.control.setFocus()
        return first is not None

    def focus_first_empty(self) -> bool:
        """Focus the first empty required field; False when there is none."""
        for _key, field in self:
            if field.required and field.is_empty():
                field.control.setFocus()
                return True
        return False

    def filled(self) -> tuple[int, int]:
        """How many required fields are filled, of how many."""
        required = [field for _key, field in self if field.required]
        return sum(not field.is_empty() for field in required), len(required)

    def _on_edit(self, key: str) -> None:
        self._fields[key].set_error("")
        self.edited.emit(key)
