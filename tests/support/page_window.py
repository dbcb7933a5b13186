"""One page in the real window on a real data folder, and file dialogs that tests answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from patrol_app.bootstrap import App
from patrol_app.gui import theme
from patrol_app.gui.bridge import Bridge
from patrol_app.gui.context import Context
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.kit import Elide, Page
from patrol_app.gui.main_window import MainWindow
from patrol_app.gui.shell import RailItem
from patrol_app.gui.work import Work


class Answers(Chooser):
    """Says at once what a person would choose in a dialog."""

    def __init__(self) -> None:
        self.place: Path | None = None
        self.given: list[Path] = []

    def folder(self, parent: QWidget, title: str, start: str = "") -> Path | None:
        """The place set before."""
        return self.place

    def files(self, parent: QWidget, title: str, start: str = "") -> list[Path]:
        """The files set before."""
        return self.given

    def keys(self, parent: QWidget, title: str) -> list[Path]:
        """The files set before."""
        return self.given

    def open(self, parent: QWidget, title: str, kinds: Sequence[str]) -> Path | None:
        """The first of the files set before."""
        return self.given[0] if self.given else None

    def save(self, parent: QWidget, title: str, name: str, kinds: Sequence[str]) -> Path | None:
        """The proposed name in the place set before."""
        return self.place / Path(name).name if self.place else None


class PageWindow:
    """A window with one page.

    Attributes:
        navigated: (page key, argument) that the page asked for.
        toasts: words of its toasts.
    """

    def __init__(self, app: App, make: Callable[[Context, Chooser], Page]) -> None:
        self.work, self.bridge, self.answers = Work(), Bridge(app.bus), Answers()
        self.navigated: list[tuple[str, object]] = []
        self.toasts: list[str] = []
        self.faults: list[Any] = []
        self.work.failed.connect(self.faults.append)
        self.ctx = Context(
            app=app,
            work=self.work,
            bridge=self.bridge,
            theme=theme.current(),
            navigate=lambda key, argument: self.navigated.append((key, argument)),
            toast=lambda words, _undo: self.toasts.append(words),
            settings=app.settings,
            actor=lambda: app.session.actor,
            parent=lambda: self.window,
        )
        item = RailItem("page", "页", "walk")
        self.window = MainWindow([item], {"page": lambda: make(self.ctx, self.answers)})
        self.window.resize(1366, 697)
        self.window.show_page("page")
        self.window.show()
        self.page: Any = self.window.page("page")
        self.settle()

    def settle(self) -> None:
        """Until all work and what follows from it is done."""
        self.work.settle()
        QApplication.processEvents()
        if self.work.busy():
            self.settle()

    def press(self, qtbot: QtBot, key: str) -> None:
        """Press the key that a visible button shows, until that button was clicked."""
        self.settle()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        wanted = QKeySequence(key)
        found = [
            one
            for one in self.page.findChildren(QAbstractButton)
            if one.isVisible() and one.isEnabled() and one.shortcut() == wanted
        ]
        assert len(found) == 1, [one.text() for one in found]
        # Qt shows the button pressed for a tenth of a second before it clicks
        with qtbot.waitSignal(found[0].clicked):
            under = self.window.focusWidget() or self.page
            QTest.keySequence(under, wanted)
        self.settle()

    def close(self) -> None:
        """End the window and its threads; a bug met in the background fails the test."""
        self.settle()
        self.bridge.close()
        self.work.close()
        self.window.hide()
        self.window.deleteLater()
        assert not self.work.bugs, self.work.bugs
        assert not self.faults, [fault.code for fault in self.faults]

    def button(self, words: str) -> Any:
        """The visible button that says ``words`` first."""
        self.settle()
        found = [
            one
            for one in self.page.findChildren(QAbstractButton)
            if one.isVisible() and one.text().startswith(words)
        ]
        assert found, [one.text() for one in self.page.findChildren(QAbstractButton)]
        return found[0]

    def words(self) -> str:
        """Every visible label, for tests that look for a sentence."""
        self.settle()
        labels = [*self.page.findChildren(QLabel), *self.page.findChildren(Elide)]
        return "\n".join(one.text() for one in labels if one.isVisible())


def column(table: Any, key: str) -> list[str]:
    """The words of one column of a kit table."""
    model = table.model
    place = [one.key for one in model.columns].index(key)
    rows = range(model.rowCount())
    return [str(model.data(model.index(row, place))) for row in rows]
