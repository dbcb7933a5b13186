"""A root that wants several keys: the files of the others are asked for, then it goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.exchange.parts import NotePlace
from patrol_app.i18n import _

MORE_KEYS = "root.more_keys"


def ask_for_keys(
    fault: PatrolError,
    note: NotePlace,
    choose: Chooser,
    parent: QWidget,
    again: Callable[[Sequence[Path]], None],
) -> bool:
    """Offer to choose the files of the further root keys; whether that is what is lacking.

    Args:
        fault: why it was not done.
        note: where it is said, with the button.
        choose: file dialogs; parent: their window.
        again: does it once more with the files chosen; nothing of them is kept.
    """
    if fault.code != MORE_KEYS:
        return False
    advice = _("Their sticks or files are needed once; nothing of them is kept here.")
    said = note.say("due", fault.message(), advice, _("Choose key files…"))

    def chosen() -> None:
        """Once more, if the person chose any."""
        files = choose.keys(parent, _("Further root keys"))
        if files:
            again(files)

    said.acted.connect(chosen)
    button = said.findChild(QAbstractButton)
    if button is not None:
        button.setFocus()  # Enter goes on
    return True
