"""One row of filters that says what it filters, with the count in words at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from patrol_app.gui.kit.filter_button import FilterButton
from patrol_app.gui.kit.labels import label
from patrol_app.gui.kit.layout import Item, h, pin, v
from patrol_app.gui.theme import current

ABREAST = 3  # filters in a row of large text
BESIDE = 2  # filters that leave room for count and buttons in the second one


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
        self._last: list[QWidget] = [self._count]
        self._row.add(*extra, None)
        self._more, self._foot = h(None), h(None)
        self.setLayout(v(self._row, self._more, self._foot))
        self._refit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_more"):
            self._refit()

    def _refit(self) -> None:
        """Large text takes further rows for what would not fit into the first."""
        large = current().scale >= 1.5
        self._count.setWordWrap(large)
        first = 1 if self.search is not None else 0
        for place, button in enumerate(self.buttons.values()):
            if large and first + place >= ABREAST:
                self._more.insertWidget(first + place - ABREAST, button)
            else:
                self._row.insertWidget(first + place, button)
        count = len(self.buttons) + first
        roomy = not large or count < ABREAST
        last = self._row if roomy else self._foot if count > ABREAST + BESIDE else self._more
        for widget in self._last:
            last.addWidget(widget)

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
        self._last.append(widget)
        self._refit()

    def set_count(self, words: str) -> None:
        """Say what is shown: ``共 41 件 · 超期 3``."""
        self._count.setText(words)
