"""Wizard: step strip on top, one question a step, skip always possible, Enter goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from patrol_app.gui.kit.buttons import Button
from patrol_app.gui.kit.cards import Card
from patrol_app.gui.kit.labels import label
from patrol_app.gui.kit.layout import h, pin, scroll
from patrol_app.gui.kit.steps import AHEAD, DONE, NOW, Step, Steps
from patrol_app.i18n import _


@dataclass(frozen=True, slots=True)
class WizardStep:
    """One question.

    Attributes:
        name: words in the strip.
        body: the widget with the question.
        ready: called before going on; False keeps the person here.
        can_skip: whether the step may be left out.
    """

    name: str
    body: QWidget
    ready: Callable[[], bool] | None = None
    can_skip: bool = True


class WizardFrame(QWidget):
    """Runs through the steps.

    Args:
        steps: in order.
        finish: verb of the last button.

    Signals:
        finished: the last step was confirmed.
        skipped: number of a step that was left out.
        moved: number of the step shown.
    """

    finished = Signal()
    skipped = Signal(int)
    moved = Signal(int)

    def __init__(self, steps: Sequence[WizardStep], finish: str = "") -> None:
        super().__init__()
        self._steps = tuple(steps)
        self._finish = finish or _("Finish")
        self._notes = [""] * len(self._steps)
        self._at = 0
        self._strip = Steps([])
        self._bodies = QStackedWidget()
        for step in self._steps:
            self._bodies.addWidget(scroll(step.body))  # large text on a small screen
        self.back = Button(_("Back"))
        self.skip = Button(_("Skip"), "quiet")
        self.next = Button("", "primary")
        self._count = label("", "caption")
        self.back.clicked.connect(self.go_back)
        self.skip.clicked.connect(self.skip_step)
        self.next.clicked.connect(self.go_on)
        card = Card(margins="card_pad")
        card.put(
            self._strip, (self._bodies, 1), h(self.back, None, self._count, self.skip, self.next)
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(pin(card, max_width="form_max"))
        self._show()

    def at(self) -> int:
        """Number of the step shown, from 0."""
        return self._at

    def set_note(self, number: int, words: str) -> None:
        """Second line of a step in the strip, e.g. what was chosen."""
        self._notes[number] = words
        self._show()

    def go_on(self) -> None:
        """Next step when this one is ready."""
        ready = self._steps[self._at].ready
        if ready is None or ready():
            self._leave()

    def skip_step(self) -> None:
        """Next step without an answer."""
        if self._steps[self._at].can_skip:
            self.skipped.emit(self._at)
            self._leave()

    def go_back(self) -> None:
        """The step before."""
        self._at = max(0, self._at - 1)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()
            return
        super().keyPressEvent(event)

    def _leave(self) -> None:
        if self._at + 1 == len(self._steps):
            self.finished.emit()
            return
        self._at += 1
        self._show()

    def _show(self) -> None:
        last = self._at + 1 == len(self._steps)
        states = [
            DONE if n < self._at else NOW if n == self._at else AHEAD
            for n in range(len(self._steps))
        ]
        self._strip.show_steps(
            [
                Step(step.name, note, state)
                for step, note, state in zip(self._steps, self._notes, states, strict=True)
            ]
        )
        words = self._finish if last else _("Next")
        self.next.setText(f"{words}  Enter")
        self.next.setAccessibleName(words)
        self.back.setEnabled(self._at > 0)
        self.skip.setVisible(self._steps[self._at].can_skip)
        self._count.setText(_("Step {n} of {total}").format(n=self._at + 1, total=len(self._steps)))
        self._bodies.setCurrentIndex(self._at)
        self._steps[self._at].body.setFocus()
        self.moved.emit(self._at)
