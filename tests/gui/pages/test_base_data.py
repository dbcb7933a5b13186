"""Base data by keyboard and mouse: rules confirmed, words added, holidays filled in."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.base.calendar import CalendarView
from patrol_app.gui.base.rules import RulesView
from patrol_app.gui.base.tables import TablesView
from patrol_app.gui.base.words import WordsView
from patrol_app.gui.front import Front
from patrol_app.gui.pages.base_data import BaseDataPage
from patrol_app.services.calendar_desk import is_working
from patrol_app.services.rules import rule_book
from tests.support.windows import Watch, press, retype, settle


def section(front: Front, name: str) -> Any:
    front.navigate("base", name)
    settle(front)
    page = front.window.page("base")
    assert isinstance(page, BaseDataPage)
    return page.desk(name)


def test_base_data_is_kept_by_hand(front: Front, watch: Watch) -> None:
    """One folder, one walk through the sections."""
    queries = front.ctx.app.store.queries
    rules = section(front, "rules")
    assert isinstance(rules, RulesView)
    rules.choose("patrol.valid.min")
    retype(rules.value, "四十")
    press(front.window, "Ctrl+S")
    settle(front)
    assert rules.fields["value"].error()
    retype(rules.value, "45")
    QTest.mouseClick(
        rules.confirmed, Qt.MouseButton.LeftButton, pos=rules.confirmed.rect().center()
    )
    rules.confirmed.setChecked(True)
    press(front.window, "Ctrl+S")
    settle(front)
    assert rules.fields["source"].error(), "a confirmed value names where it stands"
    retype(rules.source, "示例市林长办〔2026〕1号")
    press(front.window, "Ctrl+S")
    settle(front)
    watch.on = False
    found = rule_book(queries).find("patrol.valid.min")
    assert found is not None and (found.value, found.unverified) == (45, False)
    watch.on = True
    QTest.mouseClick(rules.restore_button, Qt.MouseButton.LeftButton)
    settle(front)
    watch.on = False
    again = rule_book(queries).find("patrol.valid.min")
    assert again is not None and (again.value, again.unverified) == (60, True)
    watch.on = True

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

    calendar = section(front, "calendar")
    assert isinstance(calendar, CalendarView)
    assert calendar.table.model.rowCount() == 0
    QTest.mouseClick(calendar.empty.buttons[0], Qt.MouseButton.LeftButton)
    settle(front)
    assert calendar.table.model.rowCount() > 20
    watch.on = False
    assert not is_working(queries, "2026-10-01")
    watch.on = True

    tables = section(front, "tables")
    assert isinstance(tables, TablesView)
    asked: list[str] = []
    tables.import_asked.connect(asked.append)
    tables.choose("zone")
    press(front.window, "Ctrl+I")
    settle(front)
    assert asked == ["zone"]
    assert watch.seen == []
