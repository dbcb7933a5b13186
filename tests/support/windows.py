"""The real window for tests: opened on a temporary folder, settled, watched, closed cleanly."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from patrol_app import i18n
from patrol_app.bootstrap import App
from patrol_app.gui.front import Front
from patrol_app.gui.theme import apply, current
from tests.support.folders import station_copy


class Watch:
    """Notes which store methods the GUI thread called while it was on.

    Attributes:
        seen: names, in order.
        on: whether calls are noted now.
    """

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.on = False

    def guard(self, app: App) -> None:
        """Wrap every public method of the store, its queries and its blobs."""
        for thing in (app.store.queries, app.store.blobs):
            for name in dir(type(thing)):
                method = getattr(thing, name)
                if not name.startswith("_") and callable(method):
                    setattr(thing, name, self._noting(f"{type(thing).__name__}.{name}", method))
        app.store.begin = self._noting("begin", app.store.begin)  # type: ignore[method-assign]

    def _noting(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if self.on and threading.current_thread() is threading.main_thread():
                self.seen.append(name)
            return method(*args, **kwargs)

        return call


@contextmanager
def dressed(application: QApplication) -> Iterator[None]:
    """Chinese, light, 100 %; the language is put back."""
    before = i18n.language()
    i18n.use("zh_CN")
    apply(application, "light", 1.0)
    yield
    i18n.use(before)


@contextmanager
def opened(
    folder: Path, watch: Watch | None = None, fill: Callable[[App], None] | None = None
) -> Iterator[Front]:
    """A station's window; at the end no bug may have happened beside it."""
    app = station_copy(folder, "示例站长")
    if fill is not None:
        fill(app)
    if watch is not None:
        watch.guard(app)
    front = Front(app, current())
    front.window.resize(1366, 697)
    front.window.show_page("today")
    present(front)
    if watch is not None:
        watch.on = True
    try:
        yield front
        settle(front)
    finally:
        if watch is not None:
            watch.on = False
        front.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not front.work.bugs, front.work.bugs


def present(front: Front) -> None:
    """Show the window and make it the active one: shortcuts go to the active window only."""
    front.window.show()
    front.window.activateWindow()
    assert QTest.qWaitForWindowActive(front.window, 60_000)
    settle(front)


def settle(front: Front) -> None:
    """Until nothing is under way and every change has been told.

    A button used by its key stays down for a tenth of a second before it acts: that is waited for.
    """
    while any(one.isDown() for one in front.window.findChildren(QAbstractButton)):
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    for _round in range(3):
        front.work.settle()
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def press(widget: QWidget, keys: str) -> None:
    """A shortcut such as ``Ctrl+S`` on a widget or window."""
    parts = keys.split("+")
    modifier = Qt.KeyboardModifier.NoModifier
    for word in parts[:-1]:
        modifier |= getattr(Qt.KeyboardModifier, f"{word.replace('Ctrl', 'Control')}Modifier")
    QTest.keyClick(widget, getattr(Qt.Key, f"Key_{parts[-1]}"), modifier)


def retype(widget: QWidget, text: str) -> None:
    """Replace the text of a line as a person does."""
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    typed(widget, text)


def typed(widget: QWidget, text: str) -> None:
    """Type; what no key bears comes as from an input method (QTest aborts on it)."""
    if text.isascii():
        QTest.keyClicks(widget, text)
        return
    event = QInputMethodEvent()
    event.setCommitString(text)
    QCoreApplication.sendEvent(widget, event)
