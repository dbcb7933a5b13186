"""Choosing from a vocabulary: combo with type-ahead, tick list, single check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QGridLayout,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from patrol_app.gui.kit.initials import initials
from patrol_app.gui.theme import current
from patrol_app.gui.theme.paint import LEFT, elided
from patrol_app.i18n import _

SHORT = 8
_CODE = int(Qt.ItemDataRole.UserRole)
_SEARCH = _CODE + 1


class _Completer(QCompleter):
    """Matches label and first letters, inserts the label."""

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """The label, not the search text."""
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class CodeCombo(QComboBox):
    """One code of a vocabulary.

    Lists of more than eight entries can be typed into: part of the label or first pinyin
    letters. Shorter ones jump to the entry whose first letters are typed.

    Args:
        pairs: (code, label) in the order shown.
        placeholder: words while nothing is chosen.

    Signals:
        edited: the person chose.
    """

    edited = Signal()
    short = SHORT  # longest list that is not typed into

    def __init__(self, pairs: Sequence[tuple[str, str]], placeholder: str = "") -> None:
        super().__init__()
        self.setPlaceholderText(placeholder or _("Choose"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._typed = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(1200)
        self._pause.timeout.connect(self._forget)
        self.set_pairs(pairs)
        self.activated.connect(lambda _row: self.edited.emit())

    def set_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Fill with other entries; a value that is still there stays chosen."""
        kept = self.value()
        model = QStandardItemModel(self)
        for code, words in pairs:
            item = QStandardItem(words)
            item.setData(code, _CODE)
            item.setData(f"{words} {initials(words)}", _SEARCH)
            model.appendRow(item)
        self.setModel(model)
        self.setEditable(len(pairs) > self.short)
        line = self.lineEdit()
        if line is not None:
            completer = _Completer(model, self)
            completer.setCompletionRole(_SEARCH)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.activated.connect(self._take_text)
            self.setCompleter(completer)
            line.setPlaceholderText(self.placeholderText())
            line.editingFinished.connect(self._take_text)
        self.set_value(kept)

    def value(self) -> str | None:
        """The chosen code, None for nothing."""
        if self.isEditable() and self.currentText() != self.itemText(self.currentIndex()):
            return None
        code = self.currentData(_CODE)
        return None if code is None else str(code)

    def set_value(self, code: str | None) -> None:
        """Choose ``code`` without a signal; an unknown one is shown as it is and kept."""
        row = -1 if code is None else self.findData(code, _CODE)
        if row < 0 and code is not None:
            self.addItem(code, code)
            row = self.count() - 1
        self.setCurrentIndex(row)
        if row < 0 and self.isEditable():
            self.clearEditText()
        if (line := self.lineEdit()) is not None:
            line.setCursorPosition(0)  # long words show their beginning

    def problem(self) -> str:
        """Why the typed words are no entry."""
        # a subclass may call "nothing chosen" by another value
        if self.isEditable() and self.currentText().strip() and CodeCombo.value(self) is None:
            return _("Choose one from the list")
        return ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """As the style does, but long words end in an ellipsis and "Choose" is grey."""
        if self.isEditable():
            super().paintEvent(event)
            return
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self)
        empty = self.currentIndex() < 0
        words = self.placeholderText() if empty else self.currentText()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        on = self.isEnabled()  # what is chosen is read when it is off, too
        role = ("text3" if on else "disabled") if empty else "text" if on else "text2"
        painter.setPen(current().colour(role))
        room.adjust(current().scaled(2), 0, 0, 0)
        painter.drawText(room, LEFT, elided(painter, words, room.width()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the form, never change the value by accident."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Jump to the entry whose first letters are typed."""
        letter = event.text().lower()
        if self.isEditable() or not (letter.isascii() and letter.isalnum()):
            super().keyPressEvent(event)
            return
        self._typed += letter
        self._pause.start()
        for row in range(self.count()):
            words = self.itemText(row)
            if initials(words).startswith(self._typed) or words.lower().startswith(self._typed):
                self.setCurrentIndex(row)
                self.edited.emit()
                return

    def _forget(self) -> None:
        self._typed = ""

    def _take_text(self) -> None:
        """Choose the entry whose label or first letters were typed."""
        typed = self.currentText().strip()
        exact = self.findText(typed, Qt.MatchFlag.MatchFixedString) if typed else -1
        if exact < 0 and typed:
            hits = [
                row
                for row in range(self.count())
                if typed.lower() in str(self.itemData(row, _SEARCH)).lower()
            ]
            # a name is meant whole where others begin with it
            named = [row for row in hits if self.itemText(row).split("  ")[0] == typed]
            exact = next((rows[0] for rows in (hits, named) if len(rows) == 1), -1)
        if exact >= 0 and (
            exact != self.currentIndex() or self.currentText() != self.itemText(exact)
        ):
            self.setCurrentIndex(exact)
            self.setEditText(self.itemText(exact))
            self.edited.emit()


class TickList(QWidget):
    """Several codes of a vocabulary as check boxes in columns.

    Args:
        pairs: (code, label) in reading order.
        columns: boxes side by side at 100 % text size.

    Signals:
        edited: the person ticked or unticked.
    """

    edited = Signal()

    def __init__(self, pairs: Sequence[tuple[str, str]], columns: int = 3) -> None:
        super().__init__()
        self._boxes: dict[str, QCheckBox] = {}
        self._columns = columns
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for code, words in pairs:
            box = QCheckBox(words)
            box.setAccessibleName(words)
            box.clicked.connect(lambda _on: self.edited.emit())
            self._boxes[code] = box
        self._refit()

    def value(self) -> tuple[str, ...]:
        """The ticked codes in the order of the vocabulary."""
        return tuple(code for code, box in self._boxes.items() if box.isChecked())

    def set_value(self, codes: Sequence[str] | None) -> None:
        """Tick exactly these codes without a signal."""
        for code, box in self._boxes.items():
            box.setChecked(code in (codes or ()))

    def setFocus(self, *_reason: Any) -> None:
        """The first box."""
        for box in self._boxes.values():
            box.setFocus()
            break

    def problem(self) -> str:
        """Ticks are always readable."""
        return ""

    def changeEvent(self, event: QEvent) -> None:
        """One column fewer for large text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._boxes:
            self._refit()

    def _refit(self) -> None:
        columns = max(1, round(self._columns / current().scale))
        self._grid.setHorizontalSpacing(current().px("x2"))
        self._grid.setVerticalSpacing(current().px("half"))
        for place in range(self._columns + 1):
            self._grid.setColumnStretch(place, int(place == columns))
        for place, box in enumerate(self._boxes.values()):
            self._grid.addWidget(box, place // columns, place % columns)


class YesNo(QCheckBox):
    """A single check.

    Signals:
        edited: the person ticked or unticked.
    """

    edited = Signal()

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.clicked.connect(lambda _on: self.edited.emit())

    def value(self) -> bool:
        """Whether it is ticked."""
        return self.isChecked()

    def set_value(self, value: bool | None) -> None:
        """Tick or untick without a signal."""
        self.setChecked(bool(value))

    def problem(self) -> str:
        """A tick is always readable."""
        return ""
