"""Page header: title, state chips, one line of context, actions, find, user."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QSizePolicy, QWidget

from patrol_app.gui.kit.buttons import Button
from patrol_app.gui.kit.elide import Elide
from patrol_app.gui.kit.layout import h, holder, line, pin
from patrol_app.gui.kit.overflow import Overflow, put_away
from patrol_app.gui.theme import current
from patrol_app.i18n import _

MAX_ACTIONS = 3
TIGHT = 1.75  # from this text size on, find and user keep only icon, tool tip and name


class PageHeader(QFrame):
    """The 56 px bar over every page.

    Args:
        title: page name or record kind.

    Signals:
        find_asked: the find button was used (its key belongs to the window).
        user_asked: the user button was used.
    """

    find_asked = Signal()
    user_asked = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        self._name = ""
        self._title = Elide(title, "page", bold=True)
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._context = Elide("", "table", role="text2")
        self._context.setMinimumWidth(1)  # the first to give way: its words are a tool tip too
        self._chips = h()
        self._actions = h()
        self._more = Overflow()
        self._rule = pin(holder(h(line(vertical=True))), height="height.icon")
        self._find = find = Button("", "filter", "magnify", icon_role="text3")
        find.setAccessibleName(_("Find"))
        find.clicked.connect(self.find_asked)
        self._user = Button("", "filter", "account-circle-outline")
        self._user.clicked.connect(self.user_asked)
        self._user.setAccessibleName(_("User"))
        self._user.hide()
        row = h(self._title, self._chips, "half", (self._context, 1), self._more)
        row.add(self._actions, "half", self._rule, "half", find, self._user)
        row.setContentsMargins(0, 0, 0, 0)
        outer = h((row, 1), margins=("page_margin", 0, "page_margin", 0))
        self.setLayout(outer)
        pin(self, height="header")
        self._refit()

    def changeEvent(self, event: QEvent) -> None:
        """Leave the key of the find button out where large text needs the room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_find"):
            self._refit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Chips give way to the actions."""
        super().resizeEvent(event)
        self._give_way()

    def _refit(self) -> None:
        scale = current().scale
        words = _("Find") if scale < TIGHT else ""
        self._find.setText(f"{words}  Ctrl+K" if scale < 1.5 else words)
        self._find.setToolTip("" if scale < 1.5 else f"{_('Find')}  Ctrl+K")
        self._user.setText(self._name if scale < TIGHT else "")
        self._user.setToolTip("" if scale < TIGHT else self._name)
        self._give_way()

    def _give_way(self) -> None:
        """Where there is no room, chips are hidden and the first actions go into a menu."""
        gap = current().px("x1")
        self._more.release()
        actions = [widget for widget in _widgets(self._actions) if not put_away(widget)]
        rows = [self._title, self._find, *((self._user,) if self._name else ()), *actions]
        whole = self.width() - 2 * current().px("page_margin") - 4 * gap
        for brief in (False, True):  # the title is read whole: rather a button says less
            able = [one.abridge(brief) for one in actions if isinstance(one, Button)]
            room = whole - sum(widget.sizeHint().width() + gap for widget in rows)
            if room >= 0 or not any(able):
                break
        room = self._stow(actions, room)
        for chip in _widgets(self._chips):
            room -= chip.sizeHint().width() + gap
            chip.setVisible(room >= 0)

    def _stow(self, actions: Sequence[QWidget], room: int) -> int:
        """Put actions into the menu, the leftmost first, never the filled one; the room left."""
        gap = current().px("x1")
        away: list[Button] = []
        if room < 0 and self.width() > 0:
            room -= self._more.sizeHint().width() + gap
            for button in actions[:-1]:
                filled = button.property("kind") == "primary"
                if room < 0 and isinstance(button, Button) and not filled:
                    room += button.sizeHint().width() + gap
                    away.append(button)
        self._more.hold(away)
        return room

    def title(self) -> str:
        """The title shown."""
        return self._title.text()

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.set_text(title)

    def set_context(self, text: str) -> None:
        """Change the line of context."""
        self._context.set_text(text)

    def set_chips(self, *chips: QWidget) -> None:
        """Replace the state chips."""
        _empty(self._chips, keep=())
        self._chips.add(*chips)
        self._give_way()

    def set_actions(self, *actions: QWidget) -> None:
        """Replace the page actions; the rightmost is the filled one.

        Raises:
            ValueError: more than three.
        """
        if len(actions) > MAX_ACTIONS:
            raise ValueError(f"{len(actions)} page actions, at most {MAX_ACTIONS}")
        held = self._held()
        self._more.forget()
        _empty(self._actions, keep=actions)
        self._actions.add(*actions)
        self._rule.setVisible(bool(actions))
        self._give_way()
        for one in actions:
            if held == (type(one), one.accessibleName()):
                # the arrows of a switch go on where the person was; the key that made it act
                # is not done yet and would take the focus to the old one
                QTimer.singleShot(0, one, partial(_refocus, one))
                break

    def _held(self) -> tuple[type[QWidget], str] | None:
        """Kind and name of the action that has the focus; it is about to be made anew."""
        focus = QApplication.focusWidget()
        for one in _widgets(self._actions):
            if focus is not None and (focus is one or one.isAncestorOf(focus)):
                return type(one), one.accessibleName()
        return None

    def set_user(self, name: str) -> None:
        """Name on the user button; empty hides it."""
        self._name = name
        self._user.setAccessibleName(_("User {name}").format(name=name))
        self._user.setVisible(bool(name))
        self._refit()


def _refocus(action: QWidget) -> None:
    """Give the focus back, unless somebody else took it meanwhile."""
    focus = QApplication.focusWidget()
    if focus is None or not focus.isVisible():
        action.setFocus()


def _widgets(row: QLayout) -> list[QWidget]:
    """The widgets of a row in order."""
    items = [row.itemAt(place) for place in range(row.count())]
    return [widget for item in items if item and (widget := item.widget()) is not None]


def _empty(row: QLayout, keep: Sequence[QWidget]) -> None:
    """Take everything out of a row; what is not kept is destroyed."""

    while (item := row.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None and widget not in keep:
            widget.hide()
            widget.deleteLater()
