"""Where words have no room: buttons go into a menu, words of the status line give way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from patrol_app.gui import kit, theme
from patrol_app.gui.kit.header import PageHeader
from patrol_app.gui.kit.table import LEAST_OPEN
from patrol_app.gui.models.columns import Column
from patrol_app.gui.shell import Rail, RailItem, StatusBar


def settle() -> None:
    for _round in range(3):
        QApplication.processEvents()


def header(qtbot: QtBot, used: list[str]) -> tuple[PageHeader, dict[str, kit.Button]]:
    made = PageHeader("成批录入")
    qtbot.addWidget(made)
    buttons = {}
    for words, kind, key in (
        ("另选文件夹", "", "Ctrl+O"),
        ("保存", "", ""),
        ("提交", "primary", ""),
    ):
        buttons[words] = kit.Button(words, kind, "check", key)
        buttons[words].clicked.connect(lambda _on=False, words=words: used.append(words))
    made.set_actions(*buttons.values())
    made.resize(1200, 56)
    made.show()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made, 60_000)
    settle()
    return made, buttons


def test_actions_without_room_go_into_a_menu_and_come_back(qtbot: QtBot) -> None:
    used: list[str] = []
    bar, buttons = header(qtbot, used)
    assert bar._more.held() == [] and bar._more.isHidden()
    bar.resize(520, 56)
    settle()
    assert bar._more.held() == ["另选文件夹"] and bar._more.isVisible()
    assert buttons["提交"].isVisible() and not buttons["另选文件夹"].isVisible()
    for button in (buttons["保存"], buttons["提交"]):
        assert button.width() >= button.sizeHint().width()
    QTest.keyClick(bar, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert used == ["另选文件夹"]  # its key acts as before
    buttons["另选文件夹"].setEnabled(False)
    bar._more._follow()
    assert not bar._more.actions()[0].isEnabled()
    bar.resize(1200, 56)
    settle()
    assert bar._more.held() == [] and buttons["另选文件夹"].isVisible()


def test_new_actions_forget_the_menu_of_the_old(qtbot: QtBot) -> None:
    bar, _buttons = header(qtbot, [])
    bar.resize(520, 56)
    settle()
    bar.set_actions(kit.Button("完成", "primary"))
    settle()
    assert bar._more.held() == [] and bar._more.isHidden()


def test_a_button_says_less_before_the_title_is_cut(qtbot: QtBot) -> None:
    bar = PageHeader("Grazing")
    qtbot.addWidget(bar)
    new = kit.Button("New: Block of paper numbers", "primary", "plus", "Ctrl+N")
    new.set_brief("New")
    parts = kit.Segmented([("a", "Grazing violation"), ("b", "Block of paper numbers")], "a")
    bar.set_actions(parts, new)
    bar.resize(1366, 56)
    bar.show()
    settle()
    assert new.text() == "New: Block of paper numbers  Ctrl+N"
    bar.resize(760, 56)
    settle()
    assert new.text() == "New  Ctrl+N" and new.accessibleName() == "New: Block of paper numbers"
    assert bar._title.width() >= bar._title.sizeHint().width()
    assert new.shortcut().toString() == "Ctrl+N"
    bar.resize(1366, 56)
    settle()
    assert new.text() == "New: Block of paper numbers  Ctrl+N"


def test_a_strip_without_second_lines_leaves_no_room_for_them(qtbot: QtBot) -> None:
    strip = kit.Steps([kit.Step("读取"), kit.Step("核对")])
    qtbot.addWidget(strip)
    bare = strip.sizeHint().height()
    strip.show_steps([kit.Step("读取", "8月3日"), kit.Step("核对")])
    assert strip.sizeHint().height() > bare


def test_an_action_bar_keeps_its_last_button(qtbot: QtBot) -> None:
    buttons = [kit.Button(words) for words in ("标记", "历史", "锁定", "退回", "批准")]
    parent = QWidget()
    qtbot.addWidget(parent)
    bar = kit.ActionBar(QLabel("3 条"), buttons)
    bar.setParent(parent)
    bar.resize(900, 52)
    parent.show()
    settle()
    assert bar.more.held() == []
    bar.resize(bar.minimumSizeHint().width(), 52)
    settle()
    assert bar.more.held() == ["标记", "历史", "锁定", "退回"]
    assert buttons[-1].isVisible() and buttons[-1].width() >= buttons[-1].sizeHint().width()


def test_the_status_line_drops_what_is_said_elsewhere_and_keeps_what_is_to_export(
    qtbot: QtBot,
) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    for key, words in (
        ("saved", "已保存 16:12:37"), ("offline", "离线可用"), ("export", "待导出 61 条"),
        ("door", "未设密码"), ("place", "示例林业站"),
    ):  # fmt: skip
        bar.show_words(key, words)
    bar.resize(1200, 28)
    bar.show()
    settle()
    assert all(bar._groups[key].isVisible() for key in ("saved", "offline", "export", "door"))
    bar.resize(330, 28)
    settle()
    assert not bar._groups["offline"].isVisible() and bar._groups["export"].isVisible()
    shown = bar._words["export"]
    assert shown.width() >= shown.sizeHint().width()
    bar.resize(1200, 28)
    settle()
    assert bar._groups["offline"].isVisible()


def test_the_rail_shows_the_page_in_use(qtbot: QtBot) -> None:
    rail = Rail([RailItem(f"p{n}", f"页{n}", "walk") for n in range(20)])
    qtbot.addWidget(rail)
    rail.resize(80, 400)
    rail.show()
    settle()
    assert rail.button("p19").visibleRegion().isEmpty()
    rail.mark("p19")
    settle()
    assert rail.button("p19").visibleRegion().boundingRect().height() == rail.button("p19").height()


def test_parts_are_a_list_where_they_do_not_stand_abreast(qtbot: QtBot) -> None:
    chosen: list[str] = []
    pairs = [("a", "本机"), ("b", "用户")]
    wide = kit.part_switch(pairs, "a", "部分", chosen.append)
    narrow = kit.part_switch(pairs, "a", "部分", chosen.append, room=20)
    theme.apply(QApplication.instance(), "light", 2.0)  # type: ignore[arg-type]
    large = kit.part_switch(pairs, "a", "部分", chosen.append)
    assert isinstance(wide, kit.Segmented)
    for made in (narrow, large):
        assert isinstance(made, kit.CodeCombo) and made.value() == "a"
        made.set_value("b")
        made.edited.emit()
    for made in (wide, narrow, large):
        qtbot.addWidget(made)
    assert chosen == ["b", "b"]


def test_an_open_ended_column_keeps_a_width_in_large_text(qtbot: QtBot) -> None:
    theme.apply(QApplication.instance(), "light", 2.0)  # type: ignore[arg-type]
    table = kit.Table(
        [Column("n", "编号", 220), Column("p", "小班所在地点"), Column("s", "状态", 90)]
    )
    qtbot.addWidget(table)
    table.resize(640, 300)
    table.show()
    settle()
    head = table.view.horizontalHeader()
    words = QFontMetrics(theme.current().font("caption")).horizontalAdvance("小班所在地点")
    assert head.sectionSize(1) >= max(words, theme.current().scaled(LEAST_OPEN))
    table.resize(1600, 300)
    settle()
    assert sum(head.sectionSize(at) for at in range(3)) == table.view.viewport().width()


def test_capped_columns_stand_at_the_left(qtbot: QtBot) -> None:
    left, right = QWidget(), QWidget()
    for one in (left, right):
        one.setMaximumWidth(300)
    columns = kit.SplitColumns(left, right)
    qtbot.addWidget(columns)
    columns.resize(1400, 300)
    columns.show()
    settle()
    assert left.x() == 0 and right.x() == 300 + theme.current().px("card_gap")


def test_a_whole_scroll_area_lets_the_page_scroll_in_large_text(qtbot: QtBot) -> None:
    inner = QWidget()
    inner.setMinimumHeight(900)
    area = kit.scroll(inner, whole=True)
    qtbot.addWidget(area)
    assert isinstance(area, QScrollArea) and area.minimumSizeHint().height() < 900
    theme.apply(QApplication.instance(), "light", 2.0)  # type: ignore[arg-type]
    assert area.minimumSizeHint().height() == 900


def test_a_hugging_scroll_area_grows_with_what_it_holds(qtbot: QtBot) -> None:
    column = kit.v(gap=0)
    area = kit.scroll(kit.holder(column), hug=True)
    card = kit.Card("办理步骤", flush=True)
    card.put(area)
    outer = kit.holder(kit.v(card, None))
    qtbot.addWidget(outer)
    outer.resize(300, 400)
    outer.show()
    settle()
    before = card.height()
    for n in range(3):
        column.add(kit.label(f"第 {n} 步"))
    settle()
    assert area.height() >= column.sizeHint().height() > 0
    assert card.height() == before + column.sizeHint().height()


def test_a_page_scrolls_to_the_top_of_a_table_that_gets_the_focus(qtbot: QtBot) -> None:
    page = kit.Page("页")
    above, table = kit.Button("上面"), QWidget()
    table.setMinimumHeight(2000)
    table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    page.put(above, table)
    qtbot.addWidget(page)
    page.resize(600, 400)
    page.show()
    page.activateWindow()
    assert QTest.qWaitForWindowActive(page, 60_000)
    above.setFocus()
    QTest.keyClick(above, Qt.Key.Key_Tab)
    assert table.hasFocus()
    assert page._content.verticalScrollBar().value() == 0  # half of the window shows it


def test_only_the_leaf_in_front_asks_for_room(qtbot: QtBot) -> None:
    leaves = kit.Leaves()
    qtbot.addWidget(leaves)
    low, high = QWidget(), QWidget()
    low.setMinimumSize(10, 100)
    high.setMinimumSize(900, 2000)
    for one in (low, high):
        leaves.addWidget(one)
    assert leaves.minimumSizeHint().height() == 100
    leaves.setCurrentWidget(high)
    assert leaves.minimumSizeHint().height() == 2000
