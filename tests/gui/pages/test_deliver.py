"""The tab 下发 by keyboard on a real city, and the note about a newer program at a station."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from patrol_app import i18n
from patrol_app.gui import theme
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.exchange.deliver import DeliverPanel, waiting_state
from patrol_app.gui.pages.exchange import ExchangePage
from patrol_app.services.delivery_types import Waiting
from tests.support.exchange import World
from tests.support.page_window import PageWindow


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    before = i18n.language()
    i18n.use("zh_CN")
    theme.apply(qapp, "light", 1.0)
    yield
    i18n.use(before)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World.new(tmp_path_factory.mktemp("deliver"))
    made.station("DEMO01")
    yield made
    made.close()


def test_states_of_a_device() -> None:
    words = []
    for changes in ({"missing": 1}, {"records": 2}, {"unacknowledged": 1}, {}):
        cell = waiting_state(Waiting("k", "DEMO01", "示例", "01", **changes))
        words.append((cell.tone, cell.text))
    assert words == [
        ("overdue", "要求补发 1 个包"),
        ("due", "待下发"),
        ("info", "已下发，未回执"),
        ("ok", "已全部收到"),
    ]


def test_a_clerk_sends_down(qtbot: QtBot, world: World, tmp_path: Path) -> None:
    window = PageWindow(world.city.app, ExchangePage)
    try:
        window.settle()
        window.page.show_tab("deliver")
        window.settle()
        panel = window.page.panel
        assert isinstance(panel, DeliverPanel) and [one.due for one in panel.rows] == [True]
        window.window.activateWindow()
        qtbot.waitUntil(window.window.isActiveWindow)
        panel.place.set_value(None)
        key = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
        qtbot.keyClick(window.window, *key)
        assert list(tmp_path.iterdir()) == []
        panel.place.set_value(tmp_path)
        qtbot.keyClick(window.window, *key)
        qtbot.waitUntil(lambda: [one.due for one in panel.rows] == [False])
        assert [path.name for path in tmp_path.iterdir()] == ["down-DEMO01-01-DEMO00-1-1.hlb"]
        assert panel.note.note is not None and "安全弹出" in panel.note.note.accessibleName()
    finally:
        window.close()


class Saving(Chooser):
    """Answers with one path."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def save(self, parent: object, title: str, name: str, kinds: object) -> Path | None:
        """The target."""
        return self.target / name


def test_a_newer_program_is_offered_and_saved(qtbot: QtBot, world: World, tmp_path: Path) -> None:
    file = tmp_path / "setup.exe"
    file.write_bytes(b"MZ" * 100)
    world.city.app.exchange.publish_installer(file, "9.0.0")
    done = world.city.app.exchange.deliver(tmp_path / "base", base=True)
    station = world.stations["DEMO01"]
    station.receive(*done.paths)
    window = PageWindow(station.app, lambda ctx, _answers: ExchangePage(ctx, Saving(tmp_path)))
    try:
        window.settle()
        newer = window.page.newer
        qtbot.waitUntil(lambda: newer.note is not None)
        assert newer.note is not None and "9.0.0" in newer.note.accessibleName()
        newer.note.acted.emit()
        qtbot.waitUntil(lambda: (tmp_path / "patrol-9.0.0.exe").exists())
        assert (tmp_path / "patrol-9.0.0.exe").read_bytes() == file.read_bytes()
    finally:
        window.close()
