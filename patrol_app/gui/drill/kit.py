"""Equipment of a drill that is being timed: taken out, sound, standard; counted by taps."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from patrol_app.domain.journal.op import new_item_key
from patrol_app.domain.records.drill import Kit
from patrol_app.gui.drill.live import LiveDrill
from patrol_app.gui.kit import Button, label, pin, restyle
from patrol_app.gui.theme import current
from patrol_app.i18n import _
from patrol_app.services.kit_standard import Held


class KitCount(QWidget):
    """A row for each kind of thing with one key less and one more.

    What is tapped is written as soon as no other write of the drill is under way.

    Args:
        drill: the stop-watch whose record keeps the counts.
        held: what the team holds.

    Attributes:
        unverified: a standard that is shown is 未核实.

    Signals:
        edited: a count changed on the screen.
    """

    edited = Signal()

    def __init__(self, drill: LiveDrill, held: Sequence[Held]) -> None:
        super().__init__()
        self._drill, self._waiting = drill, False
        self._held = {one.name: one for one in held}
        names = dict.fromkeys([*(row.name for row in drill.record.kit), *self._held])
        self.unverified = any(one.standard and one.standard.unverified for one in held)
        self.rows: dict[str, Kit] = {row.name: row for row in drill.record.kit}
        self._counts = {name: label("", "strong") for name in names}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(current().px("x1"))
        grid.setVerticalSpacing(current().px("half"))
        grid.setColumnStretch(0, 1)
        heads = (_("Equipment"), "", _("Taken out"), "", _("Sound"), _("Standard"))
        for place, words in enumerate(heads):
            grid.addWidget(label(words, "caption"), 0, place)
        self.buttons: dict[tuple[str, int], Button] = {}
        for line, name in enumerate(names, 1):
            self._put(grid, line, name)
        drill.changed.connect(self._flush)
        drill.failed.connect(self._take_back)
        self._show()

    def _put(self, grid: QGridLayout, line: int, name: str) -> None:
        grid.addWidget(label(name), line, 0)
        for place, step, sign in ((1, -1, "−"), (3, 1, "+")):
            button = Button(sign, "touch")
            words = _("{name}: one more") if step > 0 else _("{name}: one less")
            button.setAccessibleName(words.format(name=name))
            button.clicked.connect(partial(self.tap, name, step))
            self.buttons[name, step] = button
            grid.addWidget(pin(button, width="touch_min"), line, place)
        grid.addWidget(self._counts[name], line, 2)
        held = self._held.get(name)
        grid.addWidget(label(str(held.sound) if held else "—"), line, 4)
        standard = held.standard if held else None
        grid.addWidget(label(standard.words if standard else "—"), line, 5)

    def tap(self, name: str, step: int) -> None:
        """One piece more or less was taken out; never below none."""
        row = self.rows.get(name) or Kit(key=_key(), order=len(self.rows), name=name)
        self.rows[name] = row.model_copy(update={"taken": max((row.taken or 0) + step, 0)})
        self._waiting = True
        self._show()
        self.edited.emit()
        self._flush()

    def _flush(self) -> None:
        if self._waiting and self._drill.set_values(kit=tuple(self.rows.values())):
            self._waiting = False

    def _take_back(self, _words: str) -> None:
        """A write was refused: what lies on the disk is shown."""
        self._waiting = False
        self.rows = {row.name: row for row in self._drill.record.kit}
        self._show()

    def _show(self) -> None:
        """Counts, and in red what is lacking to the standard."""
        for name, said in self._counts.items():
            row, held = self.rows.get(name), self._held.get(name)
            taken = row.taken if row is not None else None
            least = held.standard.low if held and held.standard else 0
            short = least - taken if taken is not None else 0
            words = "—" if taken is None else str(taken)
            said.setText(
                _("{n}, {short} short").format(n=words, short=short) if short > 0 else words
            )
            restyle(said, tone="overdue" if short > 0 else "")
            over = held is not None and taken is not None and taken >= held.count > 0
            self.buttons[name, 1].setEnabled(not over)
            self.buttons[name, -1].setEnabled(bool(taken))


def _key() -> str:
    return new_item_key(secrets.token_bytes(5))
