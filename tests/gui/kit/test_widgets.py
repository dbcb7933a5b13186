from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QWidget

from patrol_app.gui import kit, theme
from patrol_app.gui.kit import h, v
from patrol_app.gui.models import Column, PageRequest, chip
from tests.support.gallery import components, patrol, start
from tests.support.grab import front

KINDS = [
    (f"{n:02d}", name)
    for n, name in enumerate(
        "日常巡护 防火巡护 联合巡护 专项巡护 林长巡林 复查 取样 普查 宣传 其他".split()
    )
]


def commit(widget: QWidget, text: str) -> None:
    """Type as an input method does; key clicks with Chinese abort the process."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def test_first_error_gets_the_focus(qtbot) -> None:
    form, box = kit.Form(), QWidget()
    fields = {
        key: form.add(key, kit.FormField(key, kit.ScaledEdit(0, 0, 12), required=key != "b"))
        for key in "abc"
    }
    box.setLayout(v(*fields.values()))
    qtbot.addWidget(box)
    box.show()
    QTest.keyClicks(fields["a"].control, "3")
    QTest.keyClicks(fields["b"].control, "99")
    problems = form.problems()
    assert set(problems) == {"b", "c"}
    assert form.show_errors(problems)
    assert box.focusWidget() is fields["b"].control
    assert fields["b"].control.property("state") == "error"
    assert "12" in fields["b"].error()
    assert fields["b"].control.accessibleDescription() == fields["b"].error()
    QTest.keyClick(fields["b"].control, Qt.Key.Key_Backspace)
    assert fields["b"].error() == "" and fields["b"].control.property("state") == ""


def test_error_does_not_push_its_neighbour(qtbot) -> None:
    left = kit.FormField("左", kit.TextEdit())
    right = kit.FormField("右", kit.TextEdit())
    box = QWidget()
    box.setLayout(kit.FormColumns(2).put(left, right))
    qtbot.addWidget(box)
    box.resize(400, 200)
    box.show()
    top = right.control.mapTo(box, right.control.rect().topLeft()).y()
    left.set_error("错")
    QApplication.processEvents()
    assert right.control.mapTo(box, right.control.rect().topLeft()).y() == top


def test_chinese_typed_into_a_field(qtbot) -> None:
    edit = kit.TextEdit()
    qtbot.addWidget(edit)
    with qtbot.waitSignal(edit.edited):
        commit(edit, "示例沟")
    assert edit.value() == "示例沟"


def test_moment_is_tidied_on_leaving(qtbot) -> None:
    edit = kit.MomentEdit()
    qtbot.addWidget(edit)
    QTest.keyClicks(edit, "2026-08-03 9:20")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "2026年8月3日 09时20分"
    assert edit.value() == 1_785_720_000_000


def test_unreadable_text_is_kept_and_explained(qtbot) -> None:
    edit = kit.ScaledEdit(2)
    qtbot.addWidget(edit)
    QTest.keyClicks(edit, "9.4x")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert (edit.text(), edit.value()) == ("9.4x", None)
    assert "数字" in edit.problem()


def test_position_in_dms_keeps_its_last_digit(qtbot) -> None:
    edit = kit.PositionEdit(dms=True)
    qtbot.addWidget(edit)
    edit.set_value((388_611_234, 1_119_700_321))
    assert edit.value() == (388_611_234, 1_119_700_321)


def test_long_vocabulary_takes_pinyin_initials(qtbot) -> None:
    combo = kit.CodeCombo(KINDS)
    qtbot.addWidget(combo)
    line = combo.lineEdit()
    assert line is not None
    line.setText("fhxh")  # set, not typed: a popup cannot be raised offscreen
    with qtbot.waitSignal(combo.edited):
        line.editingFinished.emit()
    assert combo.value() == "01"
    line.setText("没有")
    assert combo.value() is None and combo.problem()


def test_short_vocabulary_jumps_by_letters(qtbot) -> None:
    combo = kit.CodeCombo(KINDS[:4])
    qtbot.addWidget(combo)
    assert combo.value() is None
    QTest.keyClicks(combo, "lh")
    assert combo.value() == "02"
    combo.set_value("old-code")
    assert combo.value() == "old-code"


def test_segments_by_keyboard(qtbot) -> None:
    seg = kit.Segmented([("m", "月"), ("q", "季"), ("y", "年")], name="期间")
    qtbot.addWidget(seg)
    front(qtbot, seg)
    first = seg.findChildren(QPushButton)[0]
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    QTest.keyClick(seg.focusWidget(), Qt.Key.Key_Space)
    assert seg.value() == "q"


def test_toast_undoes_by_key_and_goes(qtbot) -> None:
    body, done = QWidget(), []
    qtbot.addWidget(body)
    body.resize(800, 400)
    host = kit.ToastHost(body)
    front(qtbot, body)
    first = host.show_toast("已删除 1 条", lambda: done.append("old"))
    toast = host.show_toast("已删除 3 条", lambda: done.append("new"))
    assert not first.isVisible() and toast.isVisible()
    assert toast.timer.interval() == 8000
    assert body.rect().contains(toast.geometry())
    assert toast.button is not None
    toast.button.setFocus()
    assert not toast.timer.isActive()
    QTest.keyClick(toast.button, Qt.Key.Key_Return)
    assert done == ["new"] and not toast.isVisible()


def test_wizard_goes_on_with_enter_and_waits_until_ready(qtbot) -> None:
    ready = [False]
    steps = [
        kit.WizardStep("一", QLineEdit(), lambda: ready[0], can_skip=False),
        kit.WizardStep("二", QWidget()),
    ]
    wizard = kit.WizardFrame(steps)
    qtbot.addWidget(wizard)
    wizard.show()
    QTest.keyClick(wizard, Qt.Key.Key_Return)
    assert wizard.at() == 0 and not wizard.skip.isVisible()
    ready[0] = True
    QTest.keyClick(wizard, Qt.Key.Key_Return)
    assert wizard.at() == 1
    with qtbot.waitSignal(wizard.finished):
        QTest.keyClick(wizard, Qt.Key.Key_Return)


def test_question_puts_the_focus_on_the_way_back(qtbot) -> None:
    asked = kit.Question("删除 3 条巡护？", "照片一起进回收站。", "删除 3 条")
    qtbot.addWidget(asked)
    asked.show()
    assert asked.focusWidget() is asked.cancel
    with qtbot.waitSignal(asked.rejected):
        QTest.keyClick(asked, Qt.Key.Key_Escape)


def test_filter_is_named_and_cleared_by_key(qtbot) -> None:
    bar = kit.FilterBar([("town", "乡镇", [("a", "示例乡")])], "编号")
    qtbot.addWidget(bar)
    button = bar.buttons["town"]
    button.choose("a")
    assert bar.values() == {"town": "a"} and "示例乡" in button.accessibleName()
    with qtbot.waitSignal(bar.changed) as caught:
        QTest.keyClick(button, Qt.Key.Key_Delete)
    assert caught.args == ["town", ""] and bar.values() == {}


def table(provider=None) -> kit.Table:
    """Three columns with a sums row."""
    columns = [
        Column("n", "编号", 120, kind="link", sort_key="n"),
        Column("p", "地点"),
        Column("km", "km", 80, "right", format=lambda c: f"{c / 100:.2f}", sort_key="km"),
    ]
    return kit.Table(columns, provider, name="巡护", sums=True)


def test_table_asks_for_pages_and_drops_old_answers(qtbot) -> None:
    asked: list[PageRequest] = []
    grid = table(asked.append)
    qtbot.addWidget(grid)
    grid.resize(600, 300)
    grid.show()
    grid.model.reload()
    qtbot.waitUntil(lambda: bool(asked))
    old = asked[0]
    grid.model.reload()
    qtbot.waitUntil(lambda: len(asked) == 2)
    rows = [{"n": f"P-{n}", "p": "示例", "km": n} for n in range(100)]
    grid.model.set_total(5000, old.generation)
    grid.model.put_page(0, rows, old.generation)
    assert grid.model.rowCount() == 0
    grid.model.set_total(5000, asked[1].generation)
    grid.model.put_page(0, rows, asked[1].generation)
    assert grid.model.rowCount() == 5000
    grid.view.scrollToBottom()
    QApplication.processEvents()
    qtbot.waitUntil(lambda: len(asked) > 2)
    assert asked[-1].start == 4900


def test_table_sorts_by_native_value_and_copies(qtbot) -> None:
    grid = table()
    qtbot.addWidget(grid)
    grid.set_rows(
        [
            {"n": "b", "p": "乙", "km": 942},
            {"n": "a", "p": "甲", "km": 1005},
            {"n": "c", "p": "丙", "km": None},
        ]
    )
    grid.model.sort(2)
    assert [row["km"] for row in grid.model.rows(range(3))] == [942, 1005, None]
    grid.select(1)
    QTest.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "编号\t地点\tkm\na\t甲\t10.05"
    with qtbot.waitSignal(grid.opened) as caught:
        QTest.keyClick(grid.view, Qt.Key.Key_Return)
    assert caught.args[0]["n"] == "a"


def test_sums_follow_the_head_despite_a_scroll_bar(qtbot) -> None:
    grid = table()
    qtbot.addWidget(grid)
    grid.resize(500, 200)
    grid.show()
    grid.set_rows([{"n": str(n), "p": "", "km": n} for n in range(100)])
    grid.set_sums({"n": "合计 100", "km": "49.50"})
    QApplication.processEvents()
    heads = [view.horizontalHeader() for view in (grid.view, grid._sums) if view is not None]
    assert [heads[0].sectionSize(n) for n in range(3)] == [
        heads[1].sectionSize(n) for n in range(3)
    ]


def test_empty_table_says_what_to_do(qtbot) -> None:
    grid = table()
    qtbot.addWidget(grid)
    grid.show()
    face = kit.EmptyState("map-outline", "还没有巡护", "按 F2 记一条。", "记巡护")
    grid.set_empty(face)
    assert face.isVisible() and not grid.view.isVisible()
    grid.set_rows([{"n": "a", "p": "", "km": 1}])
    assert grid.view.isVisible() and not face.isVisible()


def test_two_columns_become_one_for_large_text(qtbot, qapp) -> None:
    split = kit.SplitColumns(QWidget(), QWidget(), "side_xl")
    qtbot.addWidget(split)
    assert not split.is_folded
    theme.apply(qapp, "light", 1.5)
    assert split.is_folded
    theme.apply(qapp, "light", 1.25)
    assert not split.is_folded


def test_page_faces(qtbot) -> None:
    page = kit.Page("巡护")
    qtbot.addWidget(page)
    text = kit.label("内容")
    page.put(text)
    page.show()
    tried: list[int] = []
    page.set_error("磁盘不可读", lambda: tried.append(1))
    assert not text.isVisible()
    again = [b for b in page.findChildren(QPushButton) if b.accessibleName() == "再试一次"]
    QTest.keyClick(again[0], Qt.Key.Key_Return)
    assert tried == [1]
    page.set_ready()
    assert text.isVisible()


def test_header_refuses_a_fourth_action(qtbot) -> None:
    import pytest

    header = kit.PageHeader("巡护")
    qtbot.addWidget(header)
    with pytest.raises(ValueError):
        header.set_actions(*[kit.Button(str(n)) for n in range(4)])


def test_everything_that_takes_the_focus_has_a_name(qtbot) -> None:
    for build in (components, patrol, start):
        page = build()
        qtbot.addWidget(page)
        for widget in page.findChildren(QWidget):
            if not isinstance(widget, (QPushButton, QLineEdit, QComboBox)):
                continue
            if isinstance(widget.parent(), QComboBox):
                continue
            made = QAccessible.queryAccessibleInterface(widget)
            assert made is not None and made.text(QAccessible.Text.Name), widget


def test_nothing_is_cut_at_double_size(qtbot, qapp) -> None:
    theme.apply(qapp, "dark", 2.0)
    page = patrol()
    qtbot.addWidget(page)
    page.resize(1366, 600)
    page.show()
    QApplication.processEvents()
    small = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisible()
        and isinstance(widget, (QPushButton, QLineEdit, kit.Chip))
        and not isinstance(widget.parent(), QComboBox)
        and widget.height() < widget.minimumSizeHint().height()
    ]
    assert not small


def test_chip_carries_the_state_in_words(qtbot) -> None:
    plain = kit.Chip("overdue")
    told = kit.Chip("overdue", "超期 2 天")
    box = kit.holder(h(plain, told))
    qtbot.addWidget(box)
    assert (plain.accessibleName(), told.accessibleName()) == ("超期", "超期 2 天")
    assert chip("due", "今天").tone == "due"
