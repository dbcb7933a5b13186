"""The real window: every page, the watch over the GUI thread, palette, user."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from patrol_app.gui.dialogs.palette import Palette
from patrol_app.gui.front import Front, rail_items
from patrol_app.gui.pages.base import AppPage
from patrol_app.gui.pages.records import RecordsPage
from tests.support.windows import Watch, opened, press, settle, typed


def test_every_entry_of_the_rail_has_its_page(front: Front, watch: Watch) -> None:
    """No dead entry, and nothing in a slot touches the store from the GUI thread."""
    for item in rail_items():
        front.window.rail.button(item.key).click()
        settle(front)
        assert front.window.current_key() == item.key
        page = front.window.page(item.key)
        assert isinstance(page, AppPage)
    assert watch.seen == []


def test_pages_fit_the_laptop(front: Front) -> None:
    """What gives way scrolls inside: no page needs more than the laptop's 613 px."""
    for key in ("today", "pest", "grazing", "crew", "base", "settings"):
        front.window.show_page(key)
        settle(front)
        assert front.window.page(key).need().height() <= 613, key


def test_number_keys_go_to_pages(front: Front) -> None:
    press(front.window, "Ctrl+9")
    settle(front)
    assert front.window.current_key() == rail_items()[8].key


def test_f4_starts_a_pest_form(front: Front, watch: Watch) -> None:
    press(front.window, "F4")
    settle(front)
    page = front.window.page("pest")
    assert isinstance(page, RecordsPage)
    assert page.editor is not None
    assert watch.seen == []


def test_the_palette_finds_a_person_by_name(front: Front, qtbot: Any) -> None:
    palette = Palette(front.ctx, front.window)
    palette.show()
    typed(palette.line, "示例站长")
    qtbot.waitUntil(lambda: any("NDEMO01" in one.words for one in palette.list.entries()))
    QTest.keyPress(palette.line, Qt.Key.Key_Return)  # it is gone before a release
    settle(front)
    page = front.window.page("base")
    assert isinstance(page, RecordsPage)
    assert page.editor is not None
    assert page.editor.title == "人员"


def test_the_palette_takes_first_letters_of_commands(front: Front) -> None:
    palette = Palette(front.ctx, front.window)
    palette.show()
    typed(palette.line, "jcsj")  # 基础数据
    QTest.keyPress(palette.line, Qt.Key.Key_Return)  # it is gone before a release
    settle(front)
    assert front.window.current_key() == "base"


def test_another_person_may_act(front: Front) -> None:
    app, actor = front.ctx.app, front.ctx.actor()
    front.work.command(
        lambda: app.records.new("person", {"name": "李护林", "roles": ("ranger",)}, actor)
    )
    settle(front)
    front.window.user_asked.emit()
    settle(front)
    gate = front.guard.gate
    assert gate is not None
    QTest.keyClick(gate.people, Qt.Key.Key_Up)
    QTest.keyClick(gate.people, Qt.Key.Key_Return)
    settle(front)
    assert front.guard.gate is None
    assert front.ctx.actor().name == "李护林"
    assert not front.ctx.actor().may("write:base")


def test_the_inbox_is_looked_at_when_the_window_starts(tmp_path: Path, watch: Watch) -> None:
    """Nobody has to open the exchange page to hear that a package lies there."""
    inbox, folder = tmp_path / "收件", tmp_path / "station"
    for made in (inbox, folder):
        made.mkdir()
    lying = inbox / "HL1-DEMO02-0a1b2c3d-1-3-1.hlb"
    lying.write_bytes(b"")
    kept = str(inbox)
    with opened(folder, watch, lambda app: app.settings.set("inbox_folder", kept)) as front:
        assert front.inbox.offered == (lying,)
        assert front.window.built("exchange") is None
        said = [one.text() for one in front.window.findChildren(QLabel) if one.isVisible()]
        assert "收件夹里有 1 个新文件" in said, said
        front.window.show_page("exchange")
        settle(front)
        said = [one.text() for one in front.window.page("exchange").findChildren(QLabel)]
        assert any("收件夹里有 1 个新文件" in one for one in said)
    assert watch.seen == []
