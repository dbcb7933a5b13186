"""Buttons: the only things that can be clicked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QShortcut, QShortcutEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QToolButton, QWidget

from patrol_app.gui.kit.elide import Elide
from patrol_app.gui.kit.labels import IconLabel, label
from patrol_app.gui.kit.layout import h, v
from patrol_app.gui.theme import current

_ICON_ROLE = {
    "primary": "on_accent",
    "quiet": "accent_text",
    "danger": "overdue",
    "tile": "on_tile",
}


class Button(QPushButton):
    """Push button with an icon by name and its key shown two spaces after the word.

    Args:
        text: verb.
        kind: empty, ``primary``, ``quiet``, ``danger``, ``touch``, ``filter`` or ``seg``.
        icon: icon name.
        key: shortcut, e.g. ``Ctrl+S``, ``Ctrl+Enter``; bound to the button and shown.
        icon_role: colour role of the icon, default by kind.
    """

    def __init__(
        self, text: str, kind: str = "", icon: str = "", key: str = "", icon_role: str = ""
    ) -> None:
        super().__init__(text)
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self._icon, self._role = icon, icon_role or _ICON_ROLE.get(kind, "text2")
        self._words, self._key, self._brief = text, key, ""
        self.set_words(text)
        if "Enter" in key:
            pad = QShortcut(QKeySequence(key), self)  # the Enter of the number pad
            pad.activated.connect(self.click)
        self._refill()

    def set_words(self, text: str) -> None:
        """Show other words; the key stays, and is left out where large text needs the room."""
        self._words = text
        self.setAccessibleName(text)
        self._print(text)

    def set_brief(self, text: str) -> None:
        """Words for where the whole ones have no room; the name for the ear stays whole."""
        self._brief = text

    def abridge(self, on: bool) -> bool:
        """Show the brief words, or the whole ones again; whether there are brief ones."""
        if self._brief:
            self._print(self._brief if on else self._words)
        return bool(self._brief)

    def _print(self, text: str) -> None:
        roomy = current().scale < 1.5
        self.setText(f"{text}  {self._key}" if self._key and roomy else text)
        if self._key:  # a new text takes the key away
            self.setShortcut(QKeySequence(self._key.replace("Enter", "Return")))
            self.setToolTip("" if roomy else self._key)

    def minimumSizeHint(self) -> QSize:
        """As the size hint: words are never cut."""
        return self.sizeHint()

    def set_icon(self, name: str, role: str = "") -> None:
        """Show another icon."""
        self._icon, self._role = name, role or self._role
        self._refill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """The key acts at once; Qt would show the button pressed for 100 ms first."""
        if isinstance(event, QShortcutEvent) and not event.isAmbiguous():
            self.click()
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Recolour after a change of theme; show or leave out the key."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._refill()
            if self._key:
                self.set_words(self._words)

    def _refill(self) -> None:
        if self._icon:
            self.setIcon(current().icon(self._icon, self._role))
            edge = current().px("icon")
            self.setIconSize(QSize(edge, edge))


class Tool(QToolButton):
    """Small icon button; its words are the tool tip and the accessible name."""

    def __init__(self, icon: str, words: str, kind: str = "", key: str = "") -> None:
        super().__init__()
        self._icon = icon
        self.setProperty("kind", kind)
        self.setAccessibleName(words)
        self.setToolTip(f"{words}  {key}" if key else words)
        if key:
            self.setShortcut(QKeySequence(key))
        self._refill()

    def changeEvent(self, event: QEvent) -> None:
        """Recolour after a change of theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._refill()

    def _refill(self) -> None:
        self.setIcon(current().icon(self._icon))
        edge = current().px("icon")
        self.setIconSize(QSize(edge, edge))


class _Segment(Button):
    """One choice; as wide as its bold words, so that choosing it cuts and moves nothing."""

    def sizeHint(self) -> QSize:
        """Natural size in the weight of the chosen state."""
        theme, size = current(), super().sizeHint()
        plain = QFontMetrics(theme.font("table")).horizontalAdvance(self.text())
        bold = QFontMetrics(theme.font("table", bold=True)).horizontalAdvance(self.text())
        return QSize(size.width() + max(0, bold - plain), size.height())


class Segmented(QWidget):
    """Two to five choices side by side, one chosen; arrow keys move.

    Args:
        choices: (code, words) in order.
        chosen: code at the start, default the first.
        name: accessible name of the group.

    Signals:
        changed: code chosen by the person.
    """

    changed = Signal(str)

    def __init__(
        self, choices: Sequence[tuple[str, str]], chosen: str = "", name: str = ""
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._codes = [code for code, _words in choices]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for place, (_code, words) in enumerate(choices):
            button = _Segment(words, "seg")
            at = "first" if place == 0 else "last" if place == len(choices) - 1 else "inner"
            button.setProperty("at", at)
            button.setCheckable(True)
            self._group.addButton(button, place)
            row.addWidget(button)
        self._group.idToggled.connect(self._reach)
        self.choose(chosen or self._codes[0])
        for place in range(len(choices)):
            self._reach(place, place == self._group.checkedId())
        self._group.idClicked.connect(lambda place: self.changed.emit(self._codes[place]))

    def value(self) -> str:
        """The chosen code."""
        return self._codes[self._group.checkedId()]

    def choose(self, code: str) -> None:
        """Choose ``code`` without a signal.

        Raises:
            ValueError: no such choice.
        """
        self._group.button(self._codes.index(code)).setChecked(True)

    def _reach(self, place: int, chosen: bool) -> None:
        """Tab leads to the chosen one: the arrows would do nothing from another."""
        policy = Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus
        self._group.button(place).setFocusPolicy(policy)

    def setFocus(self, *_reason: Any) -> None:
        """The chosen one; arrows move from there."""
        self._group.button(self._group.checkedId()).setFocus()

    def set_words(self, code: str, words: str) -> None:
        """Change the words of one choice, e.g. to carry a count."""
        self._group.button(self._codes.index(code)).setText(words)
        self.updateGeometry()


class ActionTile(QPushButton):
    """Large start action of 72 px: icon, words, key and where else it can be done.

    Args:
        text: verb and object.
        icon: icon name.
        key: shortcut shown; the window owns F2-F6 and binds them.
        hint: further caption after the key.
        primary: the one filled tile of the page.
    """

    def __init__(
        self, text: str, icon: str, key: str = "", hint: str = "", *, primary: bool = False
    ) -> None:
        super().__init__()
        self.setProperty("kind", "tile" if primary else "tilecard")
        caption = " · ".join(part for part in (key, hint) if part)
        self.setAccessibleName(text)
        self.setAccessibleDescription(caption)
        role = "on_tile" if primary else "accent_text"
        tone = "on_tile" if primary else "text2"
        words = v(None, label(text, "section"), Elide(caption, "caption", role=tone), None, gap=0)
        margins = ("card_pad", 0, "x1", 0)
        picture = IconLabel(icon, role, "icon_tile")
        self.setLayout(h(picture, (words, 1), gap="card_gap", margins=margins))
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """As wide as the words, as high as the token."""
        layout = self.layout()
        width = layout.sizeHint().width() if layout else 0
        return QSize(width, current().px("action_tile"))

    def minimumSizeHint(self) -> QSize:
        """The verb is never cut; the further caption may be."""
        layout = self.layout()
        width = layout.minimumSize().width() if layout else 0
        return QSize(width, current().px("action_tile"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the tile, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)
