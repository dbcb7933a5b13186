"""Where receipts go, and the ones that were written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from patrol_app.gui.exchange.parts import path_label
from patrol_app.gui.kit import Button, Card, holder, label, v
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.i18n import _


class ReceiptCard(Card):
    """The folder for receipts, changeable until they are written.

    Args:
        ask: asks the person for another folder.
    """

    def __init__(self, ask: Callable[[], Path | None]) -> None:
        self.change = Button(_("Change"), "quiet")
        super().__init__(_("Receipts"), actions=[self.change])
        self._ask, self._place = ask, Path()
        self._known = False
        self.change.setEnabled(False)
        self.change.clicked.connect(self._choose)
        self._lines = v(gap="x1")
        self._words = label(
            _("One for each station, in a folder of its code"), "caption", wrap=True
        )
        self.put(self._words, holder(self._lines))

    def place(self) -> Path | None:
        """The folder, None while it is not known."""
        return self._place if self._known else None

    def set_place(self, folder: Path) -> None:
        """Show the folder they will go to."""
        self._place, self._known = folder, True
        self.change.setEnabled(True)
        clear_layout(self._lines)
        self._lines.add(path_label(folder))

    def show_written(self, paths: Sequence[Path]) -> None:
        """Show the receipts that stand there now."""
        self.change.setEnabled(False)
        clear_layout(self._lines)
        words = _("{n} written, one for each sender").format(n=len(paths))
        self._words.setText(words if paths else _("No receipt was needed"))
        for path in paths:
            self._lines.add(path_label(path))

    def _choose(self) -> None:
        found = self._ask()
        if found is not None:
            self.set_place(found)
