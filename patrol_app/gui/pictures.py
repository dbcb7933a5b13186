"""Pictures of the window's pages without a screen: ``python -m patrol_app.gui.pictures``.

The demo and the README use it; the window is the real one on a real data folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer

from patrol_app import i18n
from patrol_app.gui import theme
from patrol_app.gui.app import make_application
from patrol_app.gui.front import Front
from patrol_app.paths import DataPaths
from patrol_app.settings import Settings

SIZE = (1366, 768)
SETTLE_MS = 150  # layouts and timers that start when a page is shown
ROUNDS = 3  # an answer may ask for more: list, then its counts, then its pictures


def grab_pages(
    data_dir: Path, out: Path, prefix: str, keys: Sequence[str] = (), language: str = "zh_CN"
) -> list[Path]:
    """Grab every page of the window on ``data_dir`` (or those of ``keys``) as PNG.

    Args:
        data_dir: a data folder that no other program writes.
        out: folder for the pictures, made when absent.
        prefix: first part of the file names.
        keys: page keys; empty takes every page of the rail.
        language: ``zh_CN`` or ``en``.

    Returns:
        Absolute paths in the order of the rail.
    """
    from patrol_app.bootstrap import build

    settings = Settings()
    i18n.use(language)
    application = make_application(settings)
    front = Front(build(DataPaths(data_dir.absolute()), settings), theme.current())
    out.mkdir(parents=True, exist_ok=True)
    made = []
    try:
        front.window.resize(*SIZE)
        front.window.show()
        for item in front.window.rail.items:
            if keys and item.key not in keys:
                continue
            front.navigate(item.key)
            settle(front)
            path = (out / f"{prefix}-{item.key}.png").absolute()
            front.window.grab().save(str(path))
            made.append(path)
    finally:
        front.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        application.processEvents()
    return made


def settle(front: Front) -> None:
    """Let the page's work end and its layout come to rest."""
    for _round in range(ROUNDS):
        front.work.settle()
        _pause()


def _pause() -> None:
    loop = QEventLoop()
    QTimer.singleShot(SETTLE_MS, loop.quit)
    loop.exec()


def main(arguments: Sequence[str]) -> int:
    """``DATA_DIR OUT PREFIX [PAGE...]``; prints each picture's path."""
    if len(arguments) < 3:
        print(__doc__)
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    data, out, prefix, *keys = arguments
    for path in grab_pages(Path(data), Path(out), prefix, keys):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
