"""Base data by keyboard and mouse: rules confirmed, words added, holidays filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.base.calendar import CalendarView
from patrol_app.gui.base.exporting import export_table
from patrol_app.gui.base.rules import RulesView
from patrol_app.gui.base.tables import TablesView
from patrol_app.gui.base.words import WordsView
from patrol_app.gui.context import Bin, New
from patrol_app.gui.front import Front
from patrol_app.gui.pages.base_data import BaseDataPage
from patrol_app.gui.pages.settings import SettingsPage
from patrol_app.services.rules import rule_book
from patrol_app.services.working_days import is_working
from tests.support.windows import Watch, press, retype, settle


def section(front: Front, name: str) -> Any:
    front.navigate("base", name)
    settle(front)
    page = front.window.page("base")
    assert isinstance(page, BaseDataPage)
    return page.desk(name)


def test_base_data_is_kept_by_hand(front: Front, watch: Watch, tmp_path: Path) -> None:
    """One folder, one walk through the sections; the window's thread touches no store."""
    change_a_rule(front, watch)
    add_a_word(front)
    fill_the_calendar(front, watch)
    front.navigate("base", Bin())
    settle(front)
    tables = section(front, "tables")
    assert isinstance(tables, TablesView) and tables.isVisible(), "the bin gives way to it"
    front.navigate("settings", New("person"))
    front.navigate("settings", "users")
    settings = front.window.page("settings")
    assert isinstance(settings, SettingsPage) and settings.editor is None
    tables = section(front, "tables")
    asked: list[str] = []
    tables.import_asked.connect(asked.append)
    tables.choose("zone")
    press(front.window, "Ctrl+I")
    settle(front)
    assert asked == ["zone"]
    target = tmp_path / "日历.csv"
    export_table(front.window, front.ctx, "calendar", target)
    settle(front)
    assert "国庆节" in target.read_text(encoding="utf-8-sig")
    assert watch.seen == []


def in_force(front: Front, watch: Watch, key: str) -> tuple[int, bool]:
    """Value of a rule and whether it is unverified."""
    watch.on = False
    found = rule_book(front.ctx.app.store.queries).find(key)
    watch.on = True
    assert found is not None
    return found.value, found.unverified


def change_a_rule(front: Front, watch: Watch) -> None:
    """A value that cannot be read, one without a source, a good one, and back."""
    rules = section(front, "rules")
    assert isinstance(rules, RulesView)
    rules.choose("patrol.valid.min")
    retype(rules.value, "四十")
    press(front.window, "Ctrl+S")
    settle(front)
    assert rules.fields["value"].error()
    retype(rules.value, "45")
    rules.confirmed.setChecked(True)
    press(front.window, "Ctrl+S")
    settle(front)
    assert rules.fields["source"].error(), "a confirmed value names where it stands"
    retype(rules.source, "示例市林长办〔2026〕1号")
    press(front.window, "Ctrl+S")
    settle(front)
    assert in_force(front, watch, "patrol.valid.min") == (45, False)
    QTest.mouseClick(rules.restore_button, Qt.MouseButton.LeftButton)
    settle(front)
    assert in_force(front, watch, "patrol.valid.min") == (60, True)


def add_a_word(front: Front) -> None:
    """A new word is offered at once; the same again is refused."""
    words = section(front, "words")
    assert isinstance(words, WordsView)
    words.show_list("weather")
    settle(front)
    words.start()
    retype(words.zh, "冰雹")
    press(front.window, "Ctrl+S")
    settle(front)
    assert [term.code for term in vocabulary("weather").terms][-1] == "冰雹"
    words.start()
    retype(words.zh, "冰雹")
    press(front.window, "Ctrl+S")
    settle(front)
    assert words.fields["zh"].error()


def fill_the_calendar(front: Front, watch: Watch) -> None:
    """The empty year is filled by its one button."""
    calendar = section(front, "calendar")
    assert isinstance(calendar, CalendarView)
    assert calendar.table.model.rowCount() == 0
    QTest.mouseClick(calendar.empty.buttons[0], Qt.MouseButton.LeftButton)
    settle(front)
    assert calendar.table.model.rowCount() > 20
    watch.on = False
    assert not is_working(front.ctx.app.store.queries, "2026-10-01")
    watch.on = True
