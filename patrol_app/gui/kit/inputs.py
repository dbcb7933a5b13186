"""Line edits that read what people write and give back whole numbers and dates.

Every input has ``value()``, ``set_value()``, ``problem()`` (a sentence, empty when fine) and the
signal ``edited``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy

from patrol_app.errors import UserError
from patrol_app.gui.kit import reading
from patrol_app.gui.theme import current


def china_today() -> date:
    """Today by the bureau's clock."""
    return datetime.now(UTC).astimezone(reading.ZONE).date()


class ParsedEdit(QLineEdit):
    """A line whose text stands for a value; tidied when the person leaves it.

    Signals:
        edited: the person typed.
    """

    edited = Signal()

    def __init__(self, placeholder: str = "") -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.textEdited.connect(lambda _text: self.edited.emit())
        self.editingFinished.connect(self.tidy)

    def parse(self, text: str) -> Any:
        """Value of a text that is not empty; raises UserError when it cannot be read."""
        return text.strip()

    def show_value(self, value: Any) -> str:
        """Text of a value."""
        return str(value)

    def value(self) -> Any:
        """The value; None when empty or not readable."""
        try:
            return self.parse(self.text()) if self.text().strip() else None
        except UserError:
            return None

    def set_value(self, value: Any) -> None:
        """Show ``value``; None empties the line."""
        self.setText("" if value is None else self.show_value(value))
        self.setCursorPosition(0)

    def problem(self) -> str:
        """Why the text cannot be read, empty when it can."""
        try:
            if self.text().strip():
                self.parse(self.text())
        except UserError as fault:
            return fault.message()
        return ""

    def tidy(self) -> None:
        """Rewrite a readable text in the usual form."""
        value = self.value()
        if value is not None and not self.isReadOnly():
            self.setText(self.show_value(value))


class TextEdit(ParsedEdit):
    """A line of free text.

    Args:
        placeholder: example shown while empty.
        longest: most characters.
    """

    def __init__(self, placeholder: str = "", longest: int = 200) -> None:
        super().__init__(placeholder)
        self.setMaxLength(longest)


class DateEdit(ParsedEdit):
    """A calendar day; ``value()`` is a ``date``.

    Args:
        today: reference for dates without a year.
    """

    def __init__(self, today: Callable[[], date] = china_today) -> None:
        super().__init__("2026-08-03")
        self._today = today

    def parse(self, text: str) -> date:
        """See ``reading.read_date``."""
        return reading.read_date(text, self._today())

    def show_value(self, value: date) -> str:
        """As the bureau writes days."""
        return reading.show_date(value)


class ClockEdit(ParsedEdit):
    """A time of day; ``value()`` is minutes after midnight."""

    def __init__(self) -> None:
        super().__init__("09:20")

    def parse(self, text: str) -> int:
        """See ``reading.read_clock``."""
        return reading.read_clock(text)

    def show_value(self, value: int) -> str:
        """``09:20``."""
        return reading.show_clock(value)


class MomentEdit(ParsedEdit):
    """Date and time; ``value()`` is UTC ms.

    Args:
        today: reference for dates without a year and times without a date.
    """

    def __init__(self, today: Callable[[], date] = china_today) -> None:
        super().__init__("2026-08-03 09:20")
        self._today = today

    def parse(self, text: str) -> int:
        """See ``reading.read_moment``."""
        return reading.read_moment(text, self._today())

    def show_value(self, value: int) -> str:
        """As the bureau writes moments."""
        return reading.show_moment(value)


class ScaledEdit(ParsedEdit):
    """A number kept as a whole number of 10**-decimals.

    Args:
        decimals: digits after the point; 0 for whole numbers.
        minimum: lowest scaled value.
        maximum: highest scaled value.
        placeholder: example or range.
    """

    def __init__(
        self,
        decimals: int = 0,
        minimum: int | None = 0,
        maximum: int | None = None,
        placeholder: str = "",
    ) -> None:
        super().__init__(placeholder)
        self.decimals, self.minimum, self.maximum = decimals, minimum, maximum
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)

    def parse(self, text: str) -> int:
        """See ``reading.read_scaled``."""
        return reading.read_scaled(text, self.decimals, self.minimum, self.maximum)

    def show_value(self, value: int) -> str:
        """With all its decimals."""
        return reading.show_scaled(value, self.decimals)


class PositionEdit(ParsedEdit):
    """A place; ``value()`` is (latitude, longitude) in 1e-7 degrees.

    Args:
        dms: show degrees, minutes, seconds instead of decimals.
    """

    def __init__(self, *, dms: bool = False) -> None:
        super().__init__("111.9700000, 38.8611111")
        self.dms = dms
        self._exact: tuple[str, tuple[int, int]] | None = None

    def parse(self, text: str) -> tuple[int, int]:
        """See ``reading.read_position``; an untouched value keeps its last digit in DMS too."""
        if self._exact is not None and self._exact[0] == text:
            return self._exact[1]
        return reading.read_position(text)

    def show_value(self, value: tuple[int, int]) -> str:
        """In the chosen notation."""
        text = reading.show_position(*value, dms=self.dms)
        self._exact = (text, value)
        return text


class ProseEdit(QPlainTextEdit):
    """Several lines of text; Tab leaves the field.

    Args:
        placeholder: example shown while empty.
        lines: height in lines of text.

    Signals:
        edited: the text changed.
    """

    edited = Signal()

    def __init__(self, placeholder: str = "", lines: int = 3) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self._lines = lines
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._quiet = False
        self.textChanged.connect(self._tell)

    def sizeHint(self) -> QSize:
        """As many lines as were asked for; a tall window does not make it taller."""
        theme = current()
        return QSize(
            theme.scaled(160), round(self._lines * theme.px("body") * 1.5) + theme.px("x1")
        )

    def minimumSizeHint(self) -> QSize:
        """As high as the hint, but narrow."""
        return QSize(current().scaled(60), self.sizeHint().height())

    def value(self) -> str | None:
        """The text; None when empty."""
        return self.toPlainText().strip() or None

    def set_value(self, value: str | None) -> None:
        """Show ``value`` without a signal."""
        self._quiet = True
        self.setPlainText(value or "")
        self._quiet = False

    def problem(self) -> str:
        """Free text is always readable."""
        return ""

    def _tell(self) -> None:
        if not self._quiet:
            self.edited.emit()
