"""Where things lie: bundled resources, data, configuration, logs, backups."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

APP_DIR = "Patrol"


def resource(name: str) -> Path:
    """Path of a bundled resource such as ``icons/x.svg``; works frozen and from source."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parent.parent
    return root / "resources" / name


def program() -> list[str]:
    """How this program starts itself once more as a command; its arguments follow.

    Frozen on Windows the window's executable has no streams, so the console one beside it is
    taken whichever of the two is running.
    """
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", "patrol_app"]
    if sys.platform == "win32":
        return [str(Path(sys.executable).with_name("patrol-app.exe"))]
    return [sys.executable]


def default_data_dir() -> Path:
    """The data folder without ``--data-dir``: shared per machine on Windows, per user elsewhere."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / APP_DIR
    import platformdirs

    return Path(platformdirs.user_data_dir(APP_DIR, appauthor=False))


def config_dir() -> Path:
    """The configuration folder; ``PATROL_CONFIG_DIR`` overrides it (tests do)."""
    named = os.environ.get("PATROL_CONFIG_DIR")
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_config_dir(APP_DIR, appauthor=False))


@dataclass(frozen=True)
class DataPaths:
    """The layout of one data folder.

    Attributes:
        root: the data folder, absolute.
    """

    root: Path

    @property
    def store(self) -> Path:
        """The encrypted SQLite file."""
        return self.root / "patrol.db"

    @property
    def vault(self) -> Path:
        """The key slots, ``vault.json``."""
        return self.root / "vault.json"

    @property
    def login(self) -> Path:
        """Who may open by a password, and wrong tries so far."""
        return self.root / "login.json"

    @property
    def device_key(self) -> Path:
        """The wrapping key of the ``device`` slot where the system offers no keeper."""
        return self.root / "device.key"

    @property
    def blobs(self) -> Path:
        """Encrypted content-addressed files."""
        return self.root / "blob"

    @property
    def spool(self) -> Path:
        """Copies of bundles being received; emptied at start."""
        return self.root / "spool"

    @property
    def quarantine(self) -> Path:
        """Bundles kept aside for a person to decide."""
        return self.root / "quarantine"

    @property
    def backups(self) -> Path:
        """Backups where no other folder is chosen."""
        return self.root / "backup"

    @property
    def logs(self) -> Path:
        """Rotating logs without personal data."""
        return self.root / "log"

    @property
    def lock(self) -> Path:
        """The writer's lock file."""
        return self.root / "writer.lock"
