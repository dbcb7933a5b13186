"""The tabs of the Exchange page by keyboard, with numbers, whoever adds them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from patrol_app.gui.context import Context
from patrol_app.gui.exchange import tabs
from patrol_app.gui.exchange.tabs import FIRST, ExchangePanel, ExchangeTab
from patrol_app.gui.kit import Button
from patrol_app.gui.pages.exchange import ExchangePage
from patrol_app.i18n import N_
from tests.support.exchange import World
from tests.support.page_window import PageWindow


class Panel(ExchangePanel):
    """A panel that counts how often it was asked to read."""

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.read = 0

    def refresh(self) -> None:
        """Count."""
        self.read += 1

    def head_actions(self) -> list[QWidget]:
        """One button."""
        return [Button("own")]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World.new(tmp_path_factory.mktemp("tabs"))
    yield made
    made.close()


def turn(qtbot: QtBot, window: PageWindow, key: Qt.Key) -> None:
    """Ctrl with ``key``, typed wherever the keyboard is."""
    window.settle()
    window.window.activateWindow()
    qtbot.waitUntil(window.window.isActiveWindow)
    qtbot.keyClick(
        QApplication.focusWidget() or window.window, key, Qt.KeyboardModifier.ControlModifier
    )


def test_tabs_show_numbers_and_are_changed_by_key(
    qtbot: QtBot, city: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl+Page Down goes round; the head and the reading belong to the tab shown."""
    added = [
        ExchangeTab("one", N_("Conflicts"), Panel, lambda _queries: 2),
        ExchangeTab("two", N_("Devices"), Panel, lambda _queries: 0),
        ExchangeTab("never", N_("Sent"), Panel, shown=lambda level, _below: level == "station"),
    ]
    monkeypatch.setattr(tabs, "exchange_tabs", added)
    monkeypatch.setattr("patrol_app.gui.pages.exchange.exchange_tabs", added)
    window = PageWindow(city.city.app, ExchangePage)
    try:
        page = window.page
        assert page.tabs.codes() == [FIRST, "one", "two"]
        assert page.tabs.words()[1].endswith(" 2")
        assert not page.tabs.words()[2].endswith(" 0")
        turn(qtbot, window, Qt.Key.Key_PageDown)
        assert page.tabs.value() == "one"
        assert page.panel.read == 1
        assert [one.text() for one in page.page_actions()] == ["own"]
        page.refresh()
        window.settle()
        assert page.panel.read == 2
        turn(qtbot, window, Qt.Key.Key_PageUp)
        turn(qtbot, window, Qt.Key.Key_PageUp)
        assert page.tabs.value() == "two"
        turn(qtbot, window, Qt.Key.Key_PageDown)
        assert page.tabs.value() == FIRST
        assert page.panel is None
        page.accept("never")
        assert page.tabs.value() == FIRST
        page.accept("two")
        assert page.tabs.value() == "two"
    finally:
        window.close()
