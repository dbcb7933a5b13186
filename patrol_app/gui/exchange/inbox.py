"""A folder that is watched for packages: what lies there is offered, never taken by itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from patrol_app.gui.work import Work
from patrol_app.services.inbox import waiting_files

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

QUIET_MS = 1_500  # a file that is still being copied changes its folder again and again


class Inbox(QObject):
    """Watches the folder of the setting ``inbox_folder``.

    A file counts as new while no file of its name was received here and nobody said "later" to
    it. Names alone are looked at: nothing is opened before the person asks for the preview.

    Args:
        app: the open folder.
        work: the threads beside the window.

    Signals:
        changed: other files are offered.
    """

    changed = Signal()

    def __init__(self, app: App, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self._app, self._work = app, work
        self.offered: tuple[Path, ...] = ()
        self._later: frozenset[Path] = frozenset()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(QUIET_MS)
        self._soon.timeout.connect(self.look)
        self._watcher: QFileSystemWatcher | None = None  # made for the first folder

    def folder(self) -> Path | None:
        """The folder watched; None for none."""
        text = self._app.settings.text("inbox_folder").strip()
        return Path(text) if text else None

    def look(self) -> None:
        """Look now, beside the window: at the start, and after the folder changed."""
        folder = self.folder()
        watched = self._watcher.directories() if self._watcher else []
        if self._watcher and watched and (folder is None or str(folder) not in watched):
            self._watcher.removePaths(watched)
        if folder is None:
            self._show(())
            return
        queries = self._app.store.queries
        self._work.query(lambda: waiting_files(queries, folder), self._show, owner=self)

    def later(self) -> None:
        """Do not offer these again before the next start."""
        self._later |= frozenset(self.offered)
        self._show(self.offered)

    def close(self) -> None:
        """Watch no longer; while the window is alive, so that its thread ends the watcher."""
        self._soon.stop()
        self.deleteLater()

    def _changed(self, _folder: str) -> None:
        self._soon.start()

    def _show(self, found: tuple[Path, ...]) -> None:
        folder = self.folder()
        if folder is not None and folder.is_dir():
            if self._watcher is None:
                self._watcher = QFileSystemWatcher(self)
                self._watcher.directoryChanged.connect(self._changed)
            if not self._watcher.directories():
                self._watcher.addPath(str(folder))
        offered = tuple(path for path in found if path not in self._later)
        if offered != self.offered:
            self.offered = offered
            self.changed.emit()
