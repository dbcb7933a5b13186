"""Under a root of 2 of 3 the window asks for the further keys and goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from patrol_app.gui.devices.panel import DevicesPanel
from patrol_app.gui.exchange.grant import GrantEditor
from patrol_app.gui.pages.exchange import ExchangePage
from tests.support.exchange import World
from tests.support.page_window import PageWindow


def enter(window: PageWindow, qtbot: QtBot, inside: DevicesPanel | GrantEditor) -> None:
    """The note's button has the focus; Space uses it."""
    window.settle()
    focus = window.window.focusWidget()
    assert focus is not None and inside.isAncestorOf(focus)
    QTest.keyClick(focus, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not focus.isDown())  # type: ignore[attr-defined]
    window.settle()


@pytest.mark.ci
def test_two_of_three_by_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    """Without the second key nothing is signed; a wrong file changes nothing; then it goes on."""
    world = World.new(tmp_path)
    world.station("DEMO01")
    later = world.unenrolled("DEMO02")
    asked = later.app.exchange.request(later.out / "enrol.hlb")
    roots = world.city.app.exchange.roots
    third = roots.add_key(tmp_path / "third.txt").path
    assert third is not None
    roots.rotate(threshold=2, add=[third], root_keys=[tmp_path / "DEMO00.recovery.txt"])
    queries = world.city.app.store.queries
    window = PageWindow(world.city.app, ExchangePage)
    try:
        window.window.activateWindow()
        qtbot.waitUntil(window.window.isActiveWindow)
        window.page.show_tab("devices")
        window.settle()
        panel = window.page.panel
        assert isinstance(panel, DevicesPanel)
        panel.ask = lambda *_words: True
        panel.choose = window.answers
        at = next(n for n, row in enumerate(panel._rows) if row.unit == "DEMO01")
        panel.table.select(at)
        panel.confirm()
        enter(window, qtbot, panel)  # no file chosen
        assert panel.note.note is not None
        window.answers.given = [third]
        panel.revoke()
        enter(window, qtbot, panel)
        assert panel.row is not None and panel.row.status == "revoked"

        window.page.open_grant(asked.path)
        editor = window.page.editor
        assert isinstance(editor, GrantEditor)
        window.settle()
        editor.start()
        enter(window, qtbot, editor)
        assert "DEMO02" in {device.unit for device in queries.devices()}
    finally:
        window.close()
        world.close()
