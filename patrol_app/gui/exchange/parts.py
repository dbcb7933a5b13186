"""Small parts of the exchange: a place to choose, a path to read, a note that can change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui.exchange.choosing import open_folder
from patrol_app.gui.kit import Box, Button, Card, Note, Steps, TextEdit, h, holder, label, v
from patrol_app.i18n import _


def path_label(path: Path) -> QLabel:
    """The absolute path, whole and selectable."""
    made = label(str(path), "table", wrap=True)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    made.setAccessibleName(_("Path {path}").format(path=path))
    return made


def path_row(path: Path) -> QFrame:
    """A path and the button that opens its folder."""
    button = Button(_("Open folder"), "quiet", "folder-open-outline")
    button.clicked.connect(lambda: open_folder(path))
    return holder(h((path_label(path), 1), button))


class PlaceEdit(QWidget):
    """A folder or file: typed, or chosen by the button beside it.

    Args:
        button: words of the button.
        choose: opens the dialog; None or an empty answer changes nothing.

    Signals:
        edited: another place was typed or chosen.
    """

    edited = Signal()

    def __init__(self, button: str, choose: Callable[[], Path | None]) -> None:
        super().__init__()
        self._choose = choose
        self.line = TextEdit(longest=1_000)
        self.line.textChanged.connect(lambda _text: self.edited.emit())
        self.button = Button(button, icon="folder-outline")
        self.button.clicked.connect(self._ask)
        self.setLayout(h((self.line, 1), self.button))
        self.setFocusProxy(self.line)

    def setAccessibleName(self, name: str) -> None:
        """The line carries the name: it is what gets the focus."""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def value(self) -> Path | None:
        """The place, None while nothing is entered."""
        text = self.line.text().strip().strip('"')
        return Path(text) if text else None

    def set_value(self, place: Path | None) -> None:
        """Show another place."""
        self.line.setText(str(place) if place else "")

    def _ask(self) -> None:
        found = self._choose()
        if found is not None:
            self.set_value(found)


class NotePlace(QWidget):
    """Holds at most one note; empty it takes no room."""

    def __init__(self) -> None:
        super().__init__()
        self._column: Box = v()
        self.setLayout(self._column)
        self.note: Note | None = None
        self.hide()

    def say(self, tone: str, title: str, body: str = "", action: str = "") -> Note:
        """Show one note in place of another."""
        self.clear()
        self.note = Note(tone, title, body, action)
        self._column.addWidget(self.note)
        self.show()
        return self.note

    def fault(self, title: str, fault: PatrolError) -> Note:
        """Say what went wrong in the person's words."""
        return self.say("overdue", title, fault.message())

    def clear(self) -> None:
        """Take the note away."""
        if self.note is not None:
            self._column.removeWidget(self.note)
            self.note.deleteLater()
            self.note = None
        self.hide()


def step_card(steps: Steps) -> Card:
    """The step strip over the whole width, as high as it needs."""
    card = Card(margins=("card_pad", "card_gap", "card_pad", "x1")).put(steps)
    card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return card
