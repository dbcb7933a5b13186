"""A line of text that is cut with an ellipsis where the room ends."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from patrol_app.gui.theme import current
from patrol_app.gui.theme.paint import LEFT, elided


class Elide(QWidget):
    """One line that is cut with an ellipsis; the full text is the tool tip and the name.

    Args:
        text: words.
        size: size token.
        bold: heavy weight.
        role: colour role.
    """

    def __init__(
        self, text: str, size: str = "body", *, bold: bool = False, role: str = "text"
    ) -> None:
        super().__init__()
        self._text, self._size, self._bold, self._role = text, size, bold, role
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def text(self) -> str:
        """The full words."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show other words."""
        self._text = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def set_role(self, role: str) -> None:
        """Draw in another colour role."""
        self._role = role
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the whole text."""
        metrics = QFontMetrics(current().font(self._size, bold=self._bold))
        edge = self.contentsMargins()
        high = metrics.height() + edge.top() + edge.bottom()
        return QSize(metrics.horizontalAdvance(self._text) + 2, high)

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        whole = self.sizeHint()
        return QSize(min(current().scaled(40), whole.width()), whole.height())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.setFont(current().font(self._size, bold=self._bold))
        painter.setPen(current().colour(self._role))
        place = self.contentsRect()
        least = 2 * painter.fontMetrics().height()
        if place.width() < min(least, self.sizeHint().width()):
            return  # an ellipsis alone says nothing; the tool tip has the words
        painter.drawText(place, LEFT, elided(painter, self._text, place.width()))
