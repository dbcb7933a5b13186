"""Text and icons on a surface."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

from patrol_app.gui.theme import current

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
