"""Which part of a page is shown: choices side by side, or a list where they have no room."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from patrol_app.gui.kit.buttons import Segmented
from patrol_app.gui.kit.choices import CodeCombo
from patrol_app.gui.kit.layout import FOLD
from patrol_app.gui.theme import current


def part_switch(
    pairs: Sequence[tuple[str, str]],
    shown: str,
    name: str,
    choose: Callable[[str], object],
    room: int | None = None,
) -> QWidget:
    """A switch between parts; a list from 150 % text size on.

    Args:
        pairs: (code, words) in order.
        shown: code of the part in front.
        name: accessible name.
        choose: called with the code that the person chose.
        room: px there is; a list where the choices are wider. None when they are few.
    """
    if current().scale < FOLD:
        switch = Segmented(pairs, shown, name)
        if room is None or switch.sizeHint().width() <= room:
            switch.changed.connect(choose)
            return switch
        switch.deleteLater()
    combo = CodeCombo(pairs)
    combo.setAccessibleName(name)
    combo.setMinimumContentsLength(max(8, *(len(words) for _code, words in pairs)))
    combo.set_value(shown)
    combo.edited.connect(lambda: choose(combo.value() or pairs[0][0]))
    return combo
