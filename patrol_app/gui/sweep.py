"""Garbage is collected in the GUI thread alone.

Python collects garbage in whichever thread happens to allocate. A window that is garbage would then
be destroyed by a thread that reads the store, which Qt does not allow: its timers cannot be stopped
from there, and at worst the program ends.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500
_under_way: set[int] = set()


class Sweep(QObject):
    """From its making to ``end`` the collector works in this thread, a few times a second.

    Args:
        parent: whoever owns it; lives in the GUI thread.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        _under_way.add(id(self))
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    def sweep(self) -> None:
        """Collect the generations that are due, as the collector itself would."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return

    def end(self) -> None:
        """No thread reads any more: the collector goes on by itself, once nobody else needs it."""
        self._timer.stop()
        _under_way.discard(id(self))
        if not _under_way:
            gc.enable()
