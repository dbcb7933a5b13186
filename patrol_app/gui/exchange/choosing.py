"""Asking the person for folders and files with the system's own dialogs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from patrol_app.i18n import _


class Chooser:
    """Native dialogs; tests hand in their own answers instead."""

    def folder(self, parent: QWidget, title: str, start: str = "") -> Path | None:
        """A folder or stick, None when the person thought better of it."""
        found = QFileDialog.getExistingDirectory(parent, title, start)
        return Path(found) if found else None

    def files(self, parent: QWidget, title: str, start: str = "") -> list[Path]:
        """Exchange files, several at once."""
        kinds = f"{_('Exchange files')} (*.hlb);;{_('All files')} (*)"
        found, _kind = QFileDialog.getOpenFileNames(parent, title, start, kinds)
        return [Path(name) for name in found]

    def keys(self, parent: QWidget, title: str) -> list[Path]:
        """Recovery and root-key files, several at once."""
        found, _kind = QFileDialog.getOpenFileNames(parent, title, "", f"{_('All files')} (*)")
        return [Path(name) for name in found]

    def open(self, parent: QWidget, title: str, kinds: Sequence[str]) -> Path | None:
        """One file to read.

        Args:
            parent: window of the dialog.
            title: its title.
            kinds: endings without a dot.
        """
        known = " ".join(f"*.{kind}" for kind in kinds)
        found, _kind = QFileDialog.getOpenFileName(
            parent, title, "", f"{known} ({known});;{_('All files')} (*)"
        )
        return Path(found) if found else None

    def save(self, parent: QWidget, title: str, name: str, kinds: Sequence[str]) -> Path | None:
        """A file to write; the dialog itself asks before an existing one is replaced.

        Args:
            parent: window of the dialog.
            title: its title.
            name: proposed path.
            kinds: endings without a dot, the first is proposed.
        """
        filters = ";;".join(f"{kind.upper()} (*.{kind})" for kind in kinds)
        found, _kind = QFileDialog.getSaveFileName(parent, title, name, filters)
        return Path(found) if found else None


def open_folder(path: Path) -> None:
    """Show the folder of ``path`` in the system's file manager."""
    folder = path if path.is_dir() else path.parent
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
