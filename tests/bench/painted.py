"""Started by P1 in a process of its own: prints the moment of the first painted window.

``python -m tests.bench.painted trivial|real|filled|read [DATA_FOLDER]``: ``filled`` waits until the
folder behind the window is open and its first page painted, ``read`` until that page shows what
was read for it. The answer is the monotonic clock
of the machine in ns, one line, so that the parent counts the interpreter's start as well.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any


def main(arguments: list[str]) -> int:
    """Open the window, tell when it was painted, end."""
    if arguments[0] == "trivial":
        return _trivial()
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    application = QApplication(sys.argv[:1])
    watch = _watch("today" if arguments[0] in ("filled", "read") else "", arguments[0] == "read")
    application.installEventFilter(watch)
    from patrol_app.gui.app import run_gui

    return run_gui(Path(arguments[1]))


def _trivial() -> int:
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication(sys.argv[:1])
    watch = _watch()
    application.installEventFilter(watch)
    window = QMainWindow()
    window.resize(1200, 800)
    window.show()
    return application.exec()


def _watch(page: str = "", whole: bool = False) -> Any:
    """An event filter that waits for the first paint of a main window, with ``page`` in front.

    Args:
        page: key of the page; empty for any.
        whole: also wait until the page names its unit, which it does with what was read.
    """
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QMainWindow, QWidget

    class Watch(QObject):
        """Ends the process after the first paint has been through."""

        seen = False

        def eventFilter(self, target: QObject, event: QEvent) -> bool:  # noqa: N802
            """Look at paint events of windows only."""
            if event.type() == QEvent.Type.Paint and isinstance(target, QWidget):
                window = target.window()
                if isinstance(window, QMainWindow) and not self.seen and self.ready(window):
                    # the filter hears of the event before the widget: tell once it is through
                    self.seen = True
                    QTimer.singleShot(0, self.told)
            return False

        def ready(self, window: Any) -> bool:
            """Whether the page waited for is in front."""
            if page and window.current_key() != page:
                return False
            return not whole or bool(window.page(page)._unit)

        def told(self) -> None:
            """The clock goes out; what Qt would do at the end is not part of the start."""
            print(time.monotonic_ns(), flush=True)
            os._exit(0)

    return Watch()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
