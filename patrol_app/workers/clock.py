"""The time a worker process has: to load its program, then for the work itself."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Clock:
    """Ends a process that takes too long.

    Args:
        end: kills the process, which ends every read and write that waits for it.
        loading_s: seconds from now to load its program.
        work_s: seconds for the work from the moment it says that it begins.

    Attributes:
        seconds: what it has now.
        late: it was ended.
    """

    def __init__(self, end: Callable[[], None], loading_s: float, work_s: float) -> None:
        self.seconds = loading_s
        self.late = False
        self._end, self._work_s = end, work_s
        self._begun = False
        self._timer = self._started(loading_s)

    def begins(self) -> None:
        """The work begins. Only the first word counts: a bad process would say it for ever."""
        if self._begun:
            return
        self._begun = True
        self.stop()
        self.seconds = self._work_s
        self._timer = self._started(self._work_s)

    def stop(self) -> None:
        """It may take as long as it likes; an end that began is waited for."""
        self._timer.cancel()
        self._timer.join()

    def _started(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._too_late)
        timer.start()
        return timer

    def _too_late(self) -> None:
        self.late = True
        self._end()
