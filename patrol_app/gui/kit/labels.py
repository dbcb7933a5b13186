"""Text and icons on a surface."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from patrol_app.gui.theme import current
from patrol_app.gui.theme.paint import LEFT, elided

ROLES = frozenset("body page section strong muted table caption label figure fact clock".split())


def restyle(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties and have the style sheet read again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def label(text: str, role: str = "body", tone: str = "", *, wrap: bool = False) -> QLabel:
    """A text label.

    Args:
        text: words, shown as plain text.
        role: one of ``ROLES``.
        tone: state colour; the words must carry the state as well.
        wrap: prose over several lines.
    """
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    if tone:
        made.setProperty("tone", tone)
    made.setWordWrap(wrap)
    return made


class IconLabel(QLabel):
    """An icon beside words; decoration for the eye, skipped by screen readers.

    Args:
        name: icon name.
        role: colour role.
        size: height token of the edge.
    """

    def __init__(self, name: str, role: str = "text2", size: str = "icon") -> None:
        super().__init__()
        self._name, self._role, self._size = name, role, size
        self._refill()

    def show_icon(self, name: str, role: str = "text2") -> None:
        """Change icon and colour."""
        self._name, self._role = name, role
        self._refill()

    def changeEvent(self, event: QEvent) -> None:
        """Recolour after a change of theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._refill()

    def _refill(self) -> None:
        edge = current().px(self._size)
        self.setFixedSize(edge, edge)
        if self._name:
            self.setPixmap(current().pixmap(self._name, self._role, self._size))


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
        painter.drawText(place, LEFT, elided(painter, self._text, place.width()))
