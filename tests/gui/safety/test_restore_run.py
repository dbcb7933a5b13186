"""Restore of everything from the settings, by the program's own start: close, swap, open again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from patrol_app import i18n, logs
from patrol_app.bootstrap import build
from patrol_app.gui import app as start
from patrol_app.gui.kit import Question
from patrol_app.gui.main_window import MainWindow
from patrol_app.settings import Settings
from tests.support.folders import station_copy
from tests.support.grab import grab

STEP_MS = 20


class Person:
    """Who restores everything and closes the window that opens again.

    Attributes:
        windows: those seen with a page in front, in order.
        asked: title of the question that was agreed to.
    """

    def __init__(self, pictures: Path) -> None:
        self.windows: list[MainWindow] = []
        self.asked = ""
        self._pictures = pictures

    def look(self) -> None:
        """Do the next thing that can be done, until the second window was closed."""
        if len(self.windows) == 2:
            return
        QTimer.singleShot(STEP_MS, self.look)
        box = QApplication.activeModalWidget()
        if isinstance(box, Question):
            self.asked = box.windowTitle()
            grab(box, self._pictures / "question.png")
            box.verb.click()
            return
        window = next((one for one in _open_windows() if one not in self.windows), None)
        if window is not None and not self.windows:
            self._restore(window)
        elif window is not None:
            self.windows.append(window)
            window.close()

    def _restore(self, window: MainWindow) -> None:
        """Settings, backups, the newest row, the red button; waits until the row is there."""
        window.show_page("settings")
        page: Any = window.page("settings")
        if page.part != "safety":
            page.show_part("safety")
        table = page.safety.table
        if table.model.rowCount() == 0:
            return
        self.windows.append(window)
        table.view.selectRow(0)
        page.safety.everything.click()


def _open_windows() -> list[MainWindow]:
    shown = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)]
    return [one for one in shown if one.isVisible() and one.current_key()]


@pytest.mark.ci
def test_everything_comes_back(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = station_copy(tmp_path)
    actor = app.session.actor
    old = app.records.new("finding", {"description": "示例：备份前"}, actor).record
    app.backups.make(actor)
    late = app.records.new("finding", {"description": "示例：备份后"}, actor).record
    stream = app.store.queries.identity().stream
    paths = app.paths
    app.close()
    settings = Settings(tmp_path / "run.json")
    person = Person(tmp_path)
    refused: list[object] = []
    monkeypatch.setattr(start, "_refuse", refused.append)
    before = i18n.language()
    QTimer.singleShot(0, person.look)
    assert start.run(paths, settings) == 0
    i18n.use(before)
    assert refused == []
    assert person.asked
    assert len(person.windows) == 2  # it opened again by itself
    logs.close()
    again = build(paths, settings)
    assert again.store.queries.get("finding", old.id) is not None
    assert again.store.queries.get("finding", late.id) is None
    assert again.store.queries.identity().stream != stream  # a new numbering
    assert list(paths.root.glob("before-restore-*"))  # kept aside
    assert again.store.check() == []
    again.close()
