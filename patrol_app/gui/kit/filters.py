"""One row of filters that says what it filters, with the count in words at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from patrol_app.gui.kit.buttons import Button
from patrol_app.gui.kit.labels import label, restyle
from patrol_app.gui.kit.layout import Item, h, pin, v
from patrol_app.gui.theme import current
from patrol_app.i18n import _

ABREAST = 3  # filters in a row of large text


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


class FilterBar(QWidget):
    """Filters in one row; search first, own widgets last, count in words at the right.

    Args:
        filters: (key, name, choices) in order.
        search: placeholder of a search line; empty for none.

    Signals:
        changed: (key, code); key ``text`` is the search line.
    """

    changed = Signal(str, str)

    def __init__(
        self,
        filters: Sequence[tuple[str, str, Sequence[tuple[str, str]]]] = (),
        search: str = "",
        extra: Sequence[Item] = (),
    ) -> None:
        super().__init__()
        self._row = h()
        self.search: QLineEdit | None = None
        if search:
            self.search = QLineEdit()
            self.search.setProperty("kind", "search")
            self.search.setPlaceholderText(search)
            self.search.setAccessibleName(search)
            self.search.setClearButtonEnabled(True)
            pin(self.search, width="side_xs")
            self.search.setMinimumWidth(current().scaled(120))  # gives way to the filters
            self.search.textChanged.connect(lambda text: self.changed.emit("text", text.strip()))
            self._row.add(self.search)
        self.buttons: dict[str, FilterButton] = {}
        for key, name, choices in filters:
            self.buttons[key] = self._button(key, name, choices)
        self._count = label("", "table")
        self._row.add(*extra, None, self._count)
        self._more = h(None)
        self.setLayout(v(self._row, self._more))
        self._refit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_more"):
            self._refit()

    def _refit(self) -> None:
        """Large text takes a second row for what would not fit into the first."""
        large = current().scale >= 1.5
        first = 1 if self.search is not None else 0
        for place, button in enumerate(self.buttons.values()):
            if large and first + place >= ABREAST:
                self._more.insertWidget(first + place - ABREAST, button)
            else:
                self._row.insertWidget(first + place, button)

    def _button(self, key: str, name: str, choices: Sequence[tuple[str, str]]) -> FilterButton:
        button = FilterButton(name, choices)
        button.changed.connect(lambda code: self.changed.emit(key, code))
        self._row.add(button)
        return button

    def values(self) -> dict[str, str]:
        """Code in force by key, ``text`` for the search line; only active filters."""
        found = {key: button.value() for key, button in self.buttons.items() if button.value()}
        if self.search is not None and self.search.text().strip():
            found["text"] = self.search.text().strip()
        return found

    def words(self) -> str:
        """The filters in force in words: ``类别 违规放牧 · 本月``."""
        parts = [button.words() for button in self.buttons.values() if button.value()]
        if self.search is not None and self.search.text().strip():
            parts.insert(0, f"“{self.search.text().strip()}”")
        return " · ".join(parts)

    def take(self, values: Mapping[str, str]) -> None:
        """Put these values in force without a signal; the others are taken away."""
        for key, button in self.buttons.items():
            button.choose(values.get(key, ""))
        if self.search is not None:
            self.search.blockSignals(True)
            self.search.setText(values.get("text", ""))
            self.search.blockSignals(False)

    def add_last(self, widget: QWidget) -> None:
        """Put a button behind the count."""
        self._row.add(widget)

    def set_count(self, words: str) -> None:
        """Say what is shown: ``共 41 件 · 超期 3``."""
        self._count.setText(words)
