"""Nobody at the machine: ten minutes without a key or mouse, or the machine was asleep."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

MINUTE_MS = 60_000
BEAT_MS = 15_000
ASLEEP_MS = 60_000  # a beat that is this much late: the machine was suspended
INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class IdleWatch(QObject):
    """Tells when nobody has touched the program for a while.

    It listens to the windows of the toolkit, which get each input once, and not to every
    event of every widget.

    Args:
        minutes: how long, asked anew each time.
        now_ms: wall clock, UTC ms.
        parent: whoever locks.

    Attributes:
        timer: runs out when nobody was there; tests let it run out themselves.

    Signals:
        expired: lock now.
    """

    expired = Signal()

    def __init__(
        self, minutes: Callable[[], int], now_ms: Callable[[], int], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._minutes, self._now = minutes, now_ms
        self._watched: list[QWindow] = []
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.expired)
        self._beat = QTimer(self)
        self._beat.setInterval(BEAT_MS)
        self._beat.timeout.connect(self.beat)
        self._last_ms = now_ms()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._watch)
        self._watch(QGuiApplication.focusWindow())
        self._beat.start()
        self.touch()

    def touch(self) -> None:
        """Somebody is there: begin anew."""
        self.timer.start(self._minutes() * MINUTE_MS)

    def beat(self) -> None:
        """Look whether the machine slept since the last look."""
        now = self._now()
        if now - self._last_ms > BEAT_MS + ASLEEP_MS:
            self.expired.emit()
        self._last_ms = now

    def close(self) -> None:
        """Stop."""
        self.timer.stop()
        self._beat.stop()
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.disconnect(self._watch)
        for window in self._watched:
            window.removeEventFilter(self)
        self._watched.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Input of any kind counts; nothing is taken."""
        if event.type() in INPUT:
            self.touch()
        return False

    def _watch(self, window: QWindow | None) -> None:
        """A window came to the front: listen to it."""
        if window is None or window in self._watched:
            return
        window.installEventFilter(self)
        window.destroyed.connect(lambda: self._forget(window))
        self._watched.append(window)

    def _forget(self, window: QWindow) -> None:
        if window in self._watched:
            self._watched.remove(window)
