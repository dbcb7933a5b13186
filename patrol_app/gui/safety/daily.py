"""The backup of the day: made beside the window, never waited for."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.work import Task
from patrol_app.services.backup_types import BackupMade

FIRST_MS = 5 * 60_000  # after the start: the first minutes belong to the person
AGAIN_MS = 60 * 60_000
_log = logging.getLogger(__name__)


class DailyBackup(QObject):
    """Looks once an hour whether the backup of the day was made.

    Args:
        ctx: see ``Context``; a folder of sample data has no backups.
    """

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx.bridge)
        self._ctx = ctx
        self.task: Task | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        if not ctx.sample and not ctx.app.store.read_only:
            self._timer.start(FIRST_MS)

    def close(self) -> None:
        """The window closes: look no more; what is under way is given up with the other work."""
        self._timer.stop()

    def look(self) -> None:
        """Make it if it is due; one that could not be made is told on Today after a week."""
        self._timer.setInterval(AGAIN_MS)
        if self.task is None:
            self._ctx.work.query(self._ctx.app.backups.due, self._begin, self._failed, owner=self)

    def _begin(self, due: bool) -> None:
        if due and self.task is None:
            app = self._ctx.app
            self.task = self._ctx.work.heavy(
                lambda _progress, cancelled: app.backups.make(None, cancelled=cancelled),
                self._made,
                self._failed,
                owner=self,
            )

    def _made(self, _made: BackupMade) -> None:
        self.task = None

    def _failed(self, fault: PatrolError) -> None:
        self.task = None
        _log.warning("daily backup: %s", fault.code)
