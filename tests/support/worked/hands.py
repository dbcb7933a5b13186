"""Two hands at the keyboard of the real window: keys go to what is in front, to nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from patrol_app.gui.front import Front
from tests.support.windows import settle

FARTHEST = 160  # presses of Tab from one control of a page to another


class Hands:
    """Presses keys; never touches a widget.

    Attributes:
        front: the window.
        pressed: how many keys were pressed.
    """

    def __init__(self, front: Front) -> None:
        self.front, self.pressed = front, 0

    def window(self) -> QWindow:
        """The window that gets the keys."""
        found = QGuiApplication.focusWindow()
        if found is None:  # a dialog closed: window managers give the keyboard back by themselves
            self.front.window.activateWindow()
            assert QTest.qWaitForWindowActive(self.front.window, 60_000)
            found = QGuiApplication.focusWindow()
        assert found is not None, "no window has the keyboard"
        return found

    def focus(self) -> QWidget | None:
        """The control that has the focus."""
        return QApplication.focusWidget()

    def key(self, keys: str) -> None:
        """One key such as ``Tab`` or ``Shift+Tab``; what follows from it is not waited for."""
        *words, last = keys.split("+")
        held = Qt.KeyboardModifier.NoModifier
        for word in words:
            held |= getattr(Qt.KeyboardModifier, f"{word.replace('Ctrl', 'Control')}Modifier")
        self.pressed += 1
        QTest.keyClick(self.window(), getattr(Qt.Key, f"Key_{last}"), held)

    def press(self, keys: str) -> None:
        """One key, and all that follows from it."""
        self.key(keys)
        settle(self.front)
        settle(self.front)

    def write(self, text: str) -> None:
        """Type; what no key bears comes from the input method."""
        self.pressed += len(text)
        if text.isascii():
            for char in text:
                QTest.keyClick(self.window(), char)  # type: ignore[call-overload]
            return
        event = QInputMethodEvent()
        event.setCommitString(text)
        place = QGuiApplication.focusObject()
        assert place is not None
        QCoreApplication.sendEvent(place, event)
        QCoreApplication.processEvents()  # the list that it opened takes its keys from then on

    def rewrite(self, text: str) -> None:
        """Type over what stands in the line."""
        self.key("Ctrl+A")
        if text:
            self.write(text)
        else:
            self.key("Delete")

    def stands_in(self, place: QWidget) -> bool:
        """Whether the focus is in ``place``."""
        focus = self.focus()
        return focus is not None and (focus is place or place.isAncestorOf(focus))

    def go(self, place: QWidget, key: str = "Tab") -> None:
        """Press ``key`` until the focus is in ``place``."""
        name = _name(place)
        self.until(lambda: self.stands_in(place), key, name)

    def until(self, there: Callable[[], bool], key: str, name: str) -> None:
        """Press ``key`` until ``there``; fails when it leads nowhere."""
        seen: list[str] = []
        for _step in range(FARTHEST):
            if there():
                return
            self.key(key)
            focus = self.focus()
            seen.append(_name(focus) if focus is not None else "—")
        raise AssertionError(f"{key} does not lead to {name}: {' | '.join(seen)}")


def _name(widget: Any) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()}".strip()
