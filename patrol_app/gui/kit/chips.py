"""Small facts with icon, word and colour. None of them can be clicked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from patrol_app.gui.theme import current, paint
from patrol_app.i18n import _


class _Painted(QWidget):
    """A painted fact that keeps its natural size at every text size."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
            self.update()


class Chip(_Painted):
    """State chip: 22 px, icon and word.

    Args:
        tone: ``ok info due overdue conflict locked draft`` or ``plain``.
        text: the fact ("超期 2 天"); empty gives the state's own word.
        icon: icon name; None takes the state's, empty draws none.
        dashed: outline only.
    """

    def __init__(
        self, tone: str = "draft", text: str = "", icon: str | None = None, *, dashed: bool = False
    ) -> None:
        self._look = paint.ChipLook(tone, text, icon, dashed)
        super().__init__(self._look.words())

    def words(self) -> str:
        """The words shown."""
        return self._look.words()

    def sizeHint(self) -> QSize:
        """Natural size."""
        return QSize(paint.chip_width(self._look), current().px("height.chip"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chip."""
        paint.draw_chip(QPainter(self), QRectF(self.rect()), self._look)


def unverified() -> Chip:
    """The dashed badge of a rule value whose source was not confirmed."""
    return Chip("due", _("Unverified"), "help-circle-outline", dashed=True)


def no_evidence() -> Chip:
    """The dashed badge of a sentence that no record backs."""
    return Chip("due", _("No evidence"), "alert-outline", dashed=True)


class Grade(_Painted):
    """Evidence grade A-D: letter box, word beside it when wanted."""

    def __init__(self, letter: str, *, word: bool = True) -> None:
        self._letter = letter
        self._word = paint.grade_words(letter) if word else ""
        super().__init__(f"{letter} {paint.grade_words(letter)}")

    def sizeHint(self) -> QSize:
        """Natural size."""
        theme = current()
        text = QFontMetrics(theme.font("table")).horizontalAdvance(self._word)
        box = theme.px("height.chip")
        return QSize(box + (theme.scaled(10) + text if self._word else 0), box)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the badge."""
        theme = current()
        painter = QPainter(self)
        box = theme.px("height.chip")
        paint.draw_grade(painter, QRectF(1, 1, box - 2, box - 2), self._letter)
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font("table"))
        place = QRectF(box + theme.scaled(8), -0.5, self.width(), box)
        painter.drawText(place, paint.LEFT, self._word)


class Danger(_Painted):
    """Danger level 1-5: solid badge with flame, number and name."""

    def __init__(self, level: int) -> None:
        self._level = level
        super().__init__(paint.danger_words(level))

    def sizeHint(self) -> QSize:
        """Natural size."""
        return QSize(paint.danger_width(self._level), current().scaled(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the badge."""
        paint.draw_danger(QPainter(self), QRectF(self.rect()), self._level)
