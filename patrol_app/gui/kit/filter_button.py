"""One filter of a row of filters: a button that says what it filters, with its choices."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu

from patrol_app.gui.kit.buttons import Button
from patrol_app.gui.kit.labels import restyle
from patrol_app.gui.theme import current
from patrol_app.i18n import _


class FilterButton(Button):
    """One filter: a menu of choices; active it is tinted and carries a cross.

    Args:
        name: what is filtered.
        choices: (code, words); "all" is added before them.

    Signals:
        changed: code chosen, empty for all.
    """

    changed = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__("", "filter", "chevron-down", icon_role="text3")
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._name, self._choices, self._code = name, tuple(choices), ""
        self.clicked.connect(self.open_menu)
        self.choose("")

    def value(self) -> str:
        """Code in force, empty for all."""
        return self._code

    def choose(self, code: str) -> None:
        """Set ``code`` without a signal."""
        self._code = code
        words = dict(self._choices).get(code, _("All"))
        self.setText(f"{self._name}  {words}")
        self.setAccessibleName(_("Filter {name}: {value}").format(name=self._name, value=words))
        self.set_icon("close" if code else "chevron-down", "accent_text" if code else "text3")
        restyle(self, on="true" if code else "false")

    def words(self) -> str:
        """Name and choice in force: ``类别 违规放牧``."""
        return f"{self._name} {dict(self._choices).get(self._code, self._code)}"

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other choices; a code that is gone falls back to all."""
        self._choices = tuple(choices)
        self.choose(self._code if self._code in dict(choices) else "")

    def open_menu(self) -> None:
        """Show the choices below the button."""
        menu = QMenu(self)
        for code, words in (("", _("All")), *self._choices):
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(code == self._code)
            action.setData(code)
        menu.triggered.connect(lambda action: self._pick(str(action.data())))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the cross takes the filter away."""
        cross = self.width() - current().px("icon") - current().px("x1")
        if self._code and event.position().x() >= cross:
            self.setDown(False)
            self._pick("")
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes the filter away."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._code:
            self._pick("")
            return
        super().keyPressEvent(event)

    def _pick(self, code: str) -> None:
        if code != self._code:
            self.choose(code)
            self.changed.emit(code)
