"""The drill's clock on the lock screen: the next mile-stone by one key, and nothing else of it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from patrol_app.domain.records.drill import step_ms
from patrol_app.gui.drill.live import LiveDrill
from patrol_app.gui.drill.words import clock_words, step_words, watch_words
from patrol_app.gui.kit import Button, h, label
from patrol_app.i18n import _

KEY = "F8"


class LockWatch(QFrame):
    """Clock, last mile-stone, and the button of the next one.

    Nobody is signed in, so the time is marked as taken under the lock; names, the place and the
    roll call are not shown.

    Args:
        drill: the stop-watch that runs.

    Attributes:
        button: takes the time of the next mile-stone.
    """

    def __init__(self, drill: LiveDrill) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._drill = drill
        self._clock = label("", "figure")
        self._last = label("", "strong")
        self.button = Button("", "touch", "timer-outline", KEY)
        self.button.clicked.connect(lambda: drill.tap("locked"))
        says = label(_("A drill is being timed"), "caption")
        self.setLayout(h(says, self._clock, self._last, None, self.button, margins="x2"))
        drill.changed.connect(self._show)
        drill.beat.connect(self._show)
        self._show()

    def _show(self) -> None:
        drill, last, following = self._drill, self._drill.last_step, self._drill.next_step
        self._clock.setText(watch_words(drill.elapsed_s()[1]))
        at = step_ms(drill.record, last) if last else None
        self._last.setText(f"{step_words(last)}  {clock_words(at)}" if at else "")
        words = step_words(following) if following else _("All mile-stones reached")
        if words != self.button.accessibleName():
            self.button.set_words(words)
        self.button.setEnabled(bool(following))
