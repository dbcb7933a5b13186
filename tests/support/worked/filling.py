"""How each control of a form is filled by keys alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from patrol_app.gui.drill.roster import RosterEdit
from patrol_app.gui.drill.timeline import TimelineEdit
from patrol_app.gui.forms.controls import PlaceEdit, RefList
from patrol_app.gui.forms.items import ItemsEdit
from patrol_app.gui.kit import CodeCombo, TickList
from tests.support.worked.hands import Hands

Said = Any  # what a person puts into a field: words, or several of them


def fill(hands: Hands, control: QWidget, said: Said) -> None:
    """Go to ``control`` by Tab and put ``said`` into it.

    Args:
        hands: at the keyboard.
        control: of a field.
        said: words as they stand on the paper; a list for several; ``{column: words}`` for each
            row of a table; for a roll call ``{name: "" or reason of absence}``.
    """
    if isinstance(control, RosterEdit):
        roll_call(hands, control, said)
    elif isinstance(control, TimelineEdit):
        mile_stones(hands, control, said)
    elif isinstance(control, ItemsEdit):
        rows(hands, control, said)
    elif isinstance(control, TickList):
        ticks(hands, control, said)
    elif isinstance(control, RefList):
        several(hands, control, said)
    elif isinstance(control, PlaceEdit):
        place(hands, control, said)
    else:
        hands.go(control)
        one(hands, control, said)


def one(hands: Hands, control: QWidget, said: str) -> None:
    """A control of one value that has the focus."""
    if isinstance(control, CodeCombo):
        choose(hands, control, said)
    elif isinstance(control, QCheckBox):
        if control.isChecked() != (said == "是"):
            hands.key("Space")
    else:
        assert isinstance(control, QLineEdit | QPlainTextEdit), control
        first, *more = said.split("\n")
        hands.rewrite(first)
        for line in more:
            hands.key("Return")
            hands.write(line)


def choose(hands: Hands, combo: CodeCombo, words: str) -> None:
    """An entry of a list: typed where the list is long, by arrows where it is short."""
    if combo.isEditable():
        hands.rewrite(words)  # the Tab that leaves it takes the entry
        return
    wanted = _row(combo, words)
    while combo.currentIndex() != wanted:
        before = combo.currentIndex()
        hands.key("Down" if before < wanted else "Up")
        assert combo.currentIndex() != before, f"the arrows do not lead to {words}"


def pick(hands: Hands, combo: CodeCombo, words: str) -> None:
    """An entry of a list that acts at once when something is chosen."""
    if combo.isEditable():
        hands.rewrite(words)
        hands.key("Return")
        return
    hands.key("Space")
    view = combo.view()
    wanted = _row(combo, words)
    while view.currentIndex().row() != wanted:
        hands.key("Down" if view.currentIndex().row() < wanted else "Up")
    hands.key("Return")


def ticks(hands: Hands, control: TickList, said: Sequence[str]) -> None:
    """Boxes ticked by Space, in the order they stand."""
    boxes = control.findChildren(QCheckBox)
    known = [box.text() for box in boxes]
    assert set(said) <= set(known), (said, known)
    for box in boxes:
        if box.isChecked() != (box.text() in said):
            hands.go(box)
            hands.key("Space")


def several(hands: Hands, control: RefList, said: Sequence[str]) -> None:
    """Records added one by one."""
    hands.go(control)
    shown = {button.text().split("  ")[0] for button in control.findChildren(QPushButton)}
    for words in said:
        if words in shown:
            continue  # proposed already
        before = len(control.value())
        pick(hands, control.focusProxy(), words)  # type: ignore[arg-type]
        assert len(control.value()) == before + 1, f"{words} was not added"


def place(hands: Hands, control: PlaceEdit, said: str) -> None:
    """Coordinates and datum: ``112.5, 38.9 WGS84``."""
    point, _space, datum = said.rpartition(" ")
    hands.go(control)
    hands.rewrite(point)
    combo = control.findChild(CodeCombo)
    assert combo is not None
    hands.go(combo)
    choose(hands, combo, datum)


def rows(hands: Hands, control: ItemsEdit, said: Sequence[Mapping[str, str]]) -> None:
    """A table: cells by Tab, a further row by Enter."""
    for number, row in enumerate(said):
        if number == control.rows():
            hands.key("Return")
        assert control.rows() > number, "Enter adds no row"
        for column, words in row.items():
            cell = control.cell(number, column)
            fill(hands, cell, words)


def roll_call(hands: Hands, control: RosterEdit, said: Mapping[str, Any]) -> None:
    """Space on a tile says present, a second one absent; the reason stands below."""
    for name, reason in said.items():
        (tile,) = [one for one in control.tiles.values() if one.name == name]
        hands.go(tile)
        hands.key("Space")
        if isinstance(reason, str) and reason:
            hands.key("Space")
    for name, reason in said.items():
        if not isinstance(reason, str) or not reason:
            continue
        (combo,) = [
            one
            for one in control.findChildren(CodeCombo)
            if one.isVisible() and one.accessibleName().startswith(f"{name} ")
        ]
        hands.go(combo)
        choose(hands, combo, reason)
    more = {name: row for name, row in said.items() if isinstance(row, Mapping)}
    if more:
        _own_fields(hands, control, more)


def _own_fields(hands: Hands, control: RosterEdit, said: Mapping[str, Mapping[str, str]]) -> None:
    """Minutes and points of one person, behind a button that opens them."""
    (show,) = [one for one in control.findChildren(QPushButton) if "·" in one.text()]
    hands.go(show)
    hands.press("Return")
    keys = {tile.name: key for key, tile in control.tiles.items()}
    for name, row in said.items():
        for column, words in row.items():
            edit = control.more[keys[name], column]
            hands.go(edit)
            hands.rewrite(words)


def mile_stones(hands: Hands, control: TimelineEdit, said: Mapping[str, str]) -> None:
    """T0 to T8: a time, or after ``!`` the reason why there is none."""
    for step, words in said.items():
        row = control.row(step)
        edit = row.reason if words.startswith("!") else row.at
        hands.go(edit)
        hands.rewrite(words.removeprefix("!"))


def _row(combo: CodeCombo, words: str) -> int:
    entries = [combo.itemText(row) for row in range(combo.count())]
    fitting = [row for row, text in enumerate(entries) if text.split("  ")[0] == words]
    fitting = fitting or [row for row, text in enumerate(entries) if text.startswith(words)]
    assert len(fitting) == 1, f"{words!r} among {entries}"
    return fitting[0]
