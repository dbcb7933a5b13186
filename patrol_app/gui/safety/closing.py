"""The backup at closing: a small window that can be skipped; it never keeps the program open."""

from __future__ import annotations

import logging

from PySide6.QtCore import QEventLoop, Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.kit import ProgressLine, pin, v
from patrol_app.gui.work import Task
from patrol_app.i18n import _
from patrol_app.services.backup_types import BackupMade

MOST_MS = 120_000  # a large store has its daily backup; nobody waits longer at the door
_log = logging.getLogger(__name__)


class ClosingBackup(QDialog):
    """Makes and proves a backup before the folder closes, where one is due.

    Args:
        ctx: see ``Context``; a folder of sample data has no backups.

    Attributes:
        line: progress, with the button that skips.
        made: what was made, or None.

    Signals:
        begun: a backup is due and the window stands.
    """

    begun = Signal()

    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self._ctx = ctx
        self._task: Task | None = None
        self._loop = QEventLoop(self)
        self._left = False
        self.made: BackupMade | None = None
        self.setWindowTitle(_("Closing"))
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.line = ProgressLine(
            _("Making and proving the backup"),
            _("The program closes by itself then. Skipping loses nothing; the next one is due."),
        )
        self.line.cancel.setText(_("Skip"))
        self.line.cancelled.connect(self.reject)
        self.setLayout(v(self.line, margins="x2"))
        pin(self, width="width.dialog")

    def run(self) -> None:
        """Come back when a backup was made, was not due, failed, or was skipped."""
        app = self._ctx.app
        if self._ctx.sample or app.store.read_only:
            return
        self._ctx.work.query(app.backups.due_at_close, self._begin, self._failed)
        if not self._left:
            self._loop.exec()
        self.hide()
        self.deleteLater()

    def reject(self) -> None:
        """Skip: what is under way stops between two steps, and nothing of it stays."""
        if self._task is not None:
            self._task.cancel()
        self._leave()

    def _begin(self, due: bool) -> None:
        if not due:
            self._leave()
            return
        backups = self._ctx.app.backups
        self._task = self._ctx.work.heavy(
            lambda _progress, cancelled: backups.make_if_due(cancelled), self._done, self._failed
        )
        QTimer.singleShot(MOST_MS, self, self.reject)
        self.show()
        self.begun.emit()

    def _done(self, made: BackupMade | None) -> None:
        self.made = made
        self._leave()

    def _failed(self, fault: PatrolError) -> None:
        _log.warning("backup at closing: %s", fault.code)
        self._leave()

    def _leave(self) -> None:
        self._left = True
        self._loop.quit()
