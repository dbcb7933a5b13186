"""Ten keys for a PIN, for a finger; the keyboard types into the line beside it all the same."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from patrol_app.gui.kit import Button
from patrol_app.gui.theme import current
from patrol_app.i18n import _

DIGITS = ("1", "2", "3", "4", "5", "6", "7", "8", "9")
BACK, CLEAR = "back", "clear"


class PinPad(QWidget):
    """Keys 1 to 9, delete, 0, clear.

    Signals:
        typed: a digit.
        erased: the last digit goes.
        cleared: all digits go.
    """

    typed = Signal(str)
    erased = Signal()
    cleared = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Keys for the PIN"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.keys: dict[str, Button] = {}
        for place, digit in enumerate(DIGITS):
            self._put(digit, digit, place // 3, place % 3)
        self._put(CLEAR, _("Clear"), 3, 0)
        self._put("0", "0", 3, 1)
        self._put(BACK, "⌫", 3, 2)
        self.keys[BACK].setAccessibleName(_("Delete the last digit"))
        for column in range(3):
            self._grid.setColumnStretch(column, 1)
        self._refit()
        current().changed.connect(self._refit)

    def _put(self, key: str, words: str, row: int, column: int) -> None:
        button = Button(words, "touch")
        # the line keeps the focus: digits come from the keyboard as well
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self._press(key))
        self.keys[key] = button
        self._grid.addWidget(button, row, column)

    def _press(self, key: str) -> None:
        if key == BACK:
            self.erased.emit()
        elif key == CLEAR:
            self.cleared.emit()
        else:
            self.typed.emit(key)

    def _refit(self) -> None:
        self._grid.setSpacing(current().px("x1"))
        widest = max(key.sizeHint().width() for key in self.keys.values())
        for column in range(3):  # keys of one size, also where a word is wide
            self._grid.setColumnMinimumWidth(column, widest)
