"""Where the buttons of a row go that have no room: a menu, with their words and keys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QMenu, QWidget

from patrol_app.gui.kit.buttons import Button
from patrol_app.gui.kit.layout import h, pin
from patrol_app.gui.theme import current
from patrol_app.i18n import _


class Overflow(Button):
    """Button that opens a menu of the buttons that had to go; hidden while there are none."""

    def __init__(self) -> None:
        super().__init__("", "", "dots-horizontal")
        self.setAccessibleName(_("More actions"))
        self.setToolTip(_("More actions"))
        self._held: list[tuple[Button, QAction]] = []
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._follow)
        self.clicked.connect(self._open)
        self.hide()

    def held(self) -> list[str]:
        """Words of the buttons in the menu, in order."""
        return [action.text() for _button, action in self._held]

    def release(self) -> None:
        """Show every button again where it stands."""
        for button, action in self._held:
            self._drop(action)
            button.show()
        self._held.clear()
        self.hide()

    def forget(self) -> None:
        """Empty the menu; the buttons go their own way."""
        for _button, action in self._held:
            self._drop(action)
        self._held.clear()
        self.hide()

    def hold(self, buttons: Sequence[Button]) -> None:
        """Take these buttons in; a hidden button hears no key, so its action does."""
        for button in buttons:
            keys = button.shortcut()
            button.hide()
            action = QAction(button.icon(), button.accessibleName(), self)
            action.setShortcut(keys)
            action.triggered.connect(partial(_click, button))
            self._menu.addAction(action)
            self.addAction(action)
            self._held.append((button, action))
        self.setVisible(bool(self._held))

    def _drop(self, action: QAction) -> None:
        self._menu.removeAction(action)
        self.removeAction(action)
        action.deleteLater()

    def _follow(self) -> None:
        for button, action in self._held:
            action.setEnabled(button.isEnabled())

    def _open(self) -> None:
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))


def put_away(widget: QWidget) -> bool:
    """Whether somebody hid the widget; one that was never shown yet counts as shown."""
    explicit = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
    return widget.isHidden() and widget.testAttribute(explicit)


def _click(button: QAbstractButton, _on: bool = False) -> None:
    button.click()


class ActionBar(QFrame):
    """Words at the left, buttons at the right; what has no room is in the menu.

    Args:
        lead: what the buttons act on.
        buttons: in order; the last one never goes.
        kind: of the frame.
    """

    def __init__(self, lead: QWidget, buttons: Sequence[Button], kind: str = "card") -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self._lead, self._buttons = lead, tuple(buttons)
        self.more = Overflow()
        self.setLayout(h(lead, None, self.more, *buttons, margins=("x1", 0, "x1", 0)))
        pin(self, height="list_row")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for other buttons."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Put into the menu what has no room, the leftmost first; call it after new words."""
        self.more.release()
        gap = current().px("x1")
        shown = [button for button in self._buttons if not put_away(button)]
        room = self.width() - 3 * gap - self._lead.sizeHint().width()
        room -= sum(button.sizeHint().width() + gap for button in shown)
        away: list[Button] = []
        if room < 0 < self.width():
            room -= self.more.sizeHint().width() + gap
            for button in shown[:-1]:
                if room < 0:
                    room += button.sizeHint().width() + gap
                    away.append(button)
        self.more.hold(away)

    def minimumSizeHint(self) -> QSize:
        """Room for the words, the menu and the last button."""
        gap = current().px("x1")
        parts = (self._lead, self.more, *self._buttons[-1:])
        wide = sum(part.sizeHint().width() + gap for part in parts) + 2 * gap
        return QSize(wide, super().minimumSizeHint().height())
