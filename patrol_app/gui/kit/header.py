"""Page header: title, state chips, one line of context, actions, find, user."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QLayout, QWidget

from patrol_app.gui.kit.buttons import Button
from patrol_app.gui.kit.labels import Elide, label
from patrol_app.gui.kit.layout import h, holder, line, pin
from patrol_app.gui.theme import current
from patrol_app.i18n import _

MAX_ACTIONS = 3


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
        self._title = label(title, "page")
        self._context = Elide("", "table", role="text2")
        self._context.setMinimumWidth(1)  # the first to give way: its words are a tool tip too
        self._chips = h()
        self._actions = h()
        self._rule = pin(holder(h(line(vertical=True))), height="height.icon")
        self._find = find = Button("", "filter", "magnify", icon_role="text3")
        find.setAccessibleName(_("Find"))
        find.clicked.connect(self.find_asked)
        self._user = Button("", "filter", "account-circle-outline")
        self._user.clicked.connect(self.user_asked)
        self._user.setAccessibleName(_("User"))
        self._user.hide()
        row = h(self._title, self._chips, "half", (self._context, 1), self._actions, "half")
        row.add(self._rule, "half", find, self._user)
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

    def _refit(self) -> None:
        key = "" if current().scale >= 1.5 else "  Ctrl+K"
        self._find.setText(f"{_('Find')}{key}")

    def title(self) -> str:
        """The title shown."""
        return self._title.text()

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)

    def set_context(self, text: str) -> None:
        """Change the line of context."""
        self._context.set_text(text)

    def set_chips(self, *chips: QWidget) -> None:
        """Replace the state chips."""
        _empty(self._chips, keep=())
        self._chips.add(*chips)

    def set_actions(self, *actions: QWidget) -> None:
        """Replace the page actions; the rightmost is the filled one.

        Raises:
            ValueError: more than three.
        """
        if len(actions) > MAX_ACTIONS:
            raise ValueError(f"{len(actions)} page actions, at most {MAX_ACTIONS}")
        _empty(self._actions, keep=actions)
        self._actions.add(*actions)
        self._rule.setVisible(bool(actions))

    def set_user(self, name: str) -> None:
        """Name on the user button; empty hides it."""
        self._user.setText(name)
        self._user.setAccessibleName(_("User {name}").format(name=name))
        self._user.setVisible(bool(name))


def _empty(row: QLayout, keep: Sequence[QWidget]) -> None:
    """Take everything out of a row; what is not kept is destroyed."""

    while (item := row.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None and widget not in keep:
            widget.hide()
            widget.deleteLater()
