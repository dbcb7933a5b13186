"""Cards beside the form of a pest record: its steps, its thread, the clock of a first case."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal

from patrol_app.domain.records import record_type
from patrol_app.domain.rules.first_report import Call
from patrol_app.gui.kit import Button, Card, Chip, h, holder, label, unverified, v
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.kit.timeline import Moment, VTimeline
from patrol_app.gui.pest.words import call_rows
from patrol_app.i18n import _


class StepsCard(Card):
    """What hangs on the record as a time line, and what can be added to it.

    Args:
        title: of the card.
        offered: type codes that a button adds.

    Signals:
        asked: type code of what is to be added.
    """

    asked = Signal(str)

    def __init__(self, title: str, offered: Sequence[str]) -> None:
        super().__init__(title)
        self._line = VTimeline(())
        self._none = label(_("No steps yet"), "caption", wrap=True)
        self.buttons: dict[str, Button] = {}
        column = v(gap="half")
        for code in offered:
            kind = record_type(code)
            words = _("Add: {kind}").format(kind=_(kind.label))
            button = Button(words, "quiet", "plus")
            button.clicked.connect(lambda _on=False, code=code: self.asked.emit(code))
            self.buttons[code] = button
            column.add(h(button, None))
        self.put(self._line, self._none)
        self.body.addLayout(column)
        self.show_moments(())

    def show_moments(self, moments: Sequence[Moment]) -> None:
        """Show other steps."""
        self._line.show_moments(moments)
        self._line.setVisible(bool(moments))
        self._none.setVisible(not moments)

    def allow(self, may: bool) -> None:
        """Whether something can be added now."""
        for button in self.buttons.values():
            button.setEnabled(may)


class CallsCard(Card):
    """First detection: who has to be told until when, and who was.

    Signals:
        asked: level of which is to be written down that it was told; empty for an addendum.
    """

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("First detection: who was told"))
        self._rows = v(gap="x1")
        self._shown: tuple[tuple[str, str, str], ...] = ()
        self.told: dict[str, Button] = {}
        self.body.addLayout(self._rows)
        self.addendum = Button(_("Addendum"), "quiet", "text-box-plus-outline")
        self.addendum.clicked.connect(lambda: self.asked.emit(""))
        self.put(h(self.addendum, None))
        self.hide()

    def allow(self, may: bool) -> None:
        """Whether something can be added now: only to a sighting that was submitted."""
        for button in (*self.told.values(), self.addendum):
            button.setEnabled(may)

    def show_calls(self, calls: Sequence[Call], now_ms: int) -> None:
        """Show each level with its clock."""
        rows = call_rows(calls, now_ms)
        if tuple(rows) == self._shown:  # a button under the pointer stays the same one
            return
        self._shown, self.told = tuple(rows), {}
        clear_layout(self._rows)
        for call, (tone, level, words) in zip(calls, rows, strict=True):
            chip = Chip(tone, words) if tone else label(words, "caption")
            row = h(label(level, "caption"), None, chip)
            if call.told_ms is None:
                button = Button(_("Told"), "quiet", "phone-check-outline")
                button.setAccessibleName(_("Told: {level}").format(level=level))
                button.clicked.connect(partial(self.asked.emit, call.level))
                self.told[call.level] = button
                row.add(button)
            self._rows.add(holder(row))
        if any(call.unverified for call in calls):
            hours = label(_("The law says: at once. The hours are the unit's own."), "caption",
                          wrap=True)  # fmt: skip
            self._rows.add(holder(v(hours, h(unverified(), None), gap="half")))
