"""Base data taken in by the window: dropped, asked, rehearsed, written; rows named."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from patrol_app.gui.base.importing import ImportBaseEditor
from patrol_app.gui.base.importing_parts import OLD
from patrol_app.gui.front import Front
from patrol_app.gui.pages.base_data import BaseDataPage
from tests.support.basefiles import compartments
from tests.support.windows import press, settle, typed

pytestmark = pytest.mark.keeps_threads("worker-frames of the reader process")


def page_of(front: Front) -> BaseDataPage:
    front.window.show_page("base")
    settle(front)
    page = front.window.page("base")
    assert isinstance(page, BaseDataPage)
    return page


def editor_of(page: BaseDataPage) -> ImportBaseEditor:
    assert isinstance(page.editor, ImportBaseEditor)
    return page.editor


def used(front: Front, kind: str) -> int:
    """Rows of the version in use."""
    found: list[int] = []
    app = front.ctx.app

    def count() -> int:
        info = app.datasets.current(kind)
        return info.count if info else 0

    front.work.query(count, found.append)
    settle(front)
    return found[0]


def test_a_dropped_shapefile_is_asked_rehearsed_and_written(front: Front, tmp_path: Path) -> None:
    page = page_of(front)
    page.show_section("tables")
    settle(front)
    assert page.take_drop([str(compartments(tmp_path / "f", 30))])
    settle(front)
    editor = editor_of(page)
    assert editor.look is not None and editor.answers is not None
    assert editor.answers.kind.value() == "compartment"
    assert editor.answers.encoding is not None
    assert editor.answers.encoding.value() == "gb18030"
    press(front.window, "Ctrl+Return")
    settle(front)
    assert editor.plan is None, "the coordinate system is not answered yet"
    system = editor.answers.system
    assert system is not None
    radio = system._group.button(0)
    QTest.mouseClick(radio, Qt.MouseButton.LeftButton, pos=QPoint(10, radio.height() // 2))
    settle(front)
    press(front.window, "Ctrl+Return")
    settle(front)
    assert editor.plan is not None
    assert (editor.plan.count, editor.plan.left_out) == (30, ("备注",))
    assert used(front, "compartment") == 0
    press(front.window, "Ctrl+Return")
    settle(front)
    assert editor.done is not None and used(front, "compartment") == 30
    press(front.window, "Ctrl+Return")
    settle(front)
    assert page.editor is None


def test_an_old_system_is_shifted_and_the_version_named_and_dated(
    front: Front, tmp_path: Path
) -> None:
    page = page_of(front)
    page.show_section("tables")
    settle(front)
    assert page.take_drop([str(compartments(tmp_path / "f", 5))])
    settle(front)
    editor = editor_of(page)
    column = editor.answers
    assert column is not None and column.system is not None and column.version is not None
    old = column.system.old
    column.system.choose(OLD)
    assert old.isVisible() and column.asked()
    old.system.set_value("2362")  # Xian 1980, 3-degree zone 38
    for text, shift in (("1, 2", ()), ("12,x,3", ()), ("-11.5 7，3", (-11.5, 7.0, 3.0))):
        old.shift.setText(text)
        old.shift.editingFinished.emit()
        assert column.system.shift() == shift and column.asked() is not bool(shift)
        assert bool(old._fields[1].error()) is not bool(shift)
    assert old.shift.text() == "-11.5, 7, 3"
    typed(column.version.name, "二类调查")
    typed(column.version.valid_from, "2099-01-01")
    settle(front)
    press(front.window, "Ctrl+Return")
    settle(front)
    plan = editor.plan
    assert plan is not None and plan.count == 5
    assert (plan.answers.epsg, plan.answers.shift) == (2362, (-11.5, 7.0, 3.0))
    press(front.window, "Ctrl+Return")
    settle(front)
    assert editor.done is not None and used(front, "compartment") == 0  # not yet its day
    waiting: list[tuple[str, str]] = []
    app = front.ctx.app
    front.work.query(
        lambda: [(one.name, one.valid_from) for one in app.datasets.known()], waiting.extend
    )
    settle(front)
    assert waiting == [("二类调查", "2099-01-01")]


def test_refused_rows_are_named_and_nothing_is_written(front: Front, tmp_path: Path) -> None:
    path = tmp_path / "z.csv"
    path.write_text("编号,名称,类型\nZ1,一,休牧\nZ2,二,牧场\n", encoding="gbk")
    page = page_of(front)
    page.import_file("zone", path)
    settle(front)
    editor = editor_of(page)
    editor.rehearse()
    settle(front)
    assert editor.plan is not None and editor.plan.fault_count == 1
    press(front.window, "Ctrl+Return")
    settle(front)
    assert editor.done is None and used(front, "zone") == 0
    editor.change()
    settle(front)
    path.write_text("编号,名称,类型\nZ1,一,休牧\n", encoding="gbk")
    editor.rehearse()
    settle(front)
    editor.confirm()
    settle(front)
    assert used(front, "zone") == 1


def test_a_file_that_is_none_and_another_kind(front: Front, tmp_path: Path) -> None:
    page = page_of(front)
    assert not page.take_drop([str(tmp_path / "a.gpx")])
    bad = tmp_path / "bad.gpkg"
    bad.write_bytes(b"nothing")
    assert page.take_drop([str(bad)])
    settle(front)
    editor = editor_of(page)
    assert editor.look is None and editor.answers is None
    people = tmp_path / "people.csv"
    people.write_text("姓名,手机\n张三,13800000001\n", encoding="utf-8-sig")
    assert page.take_drop([str(people)])
    settle(front)
    assert editor.answers is not None
    editor.answers.kind.set_value("person")
    editor.answers.kind.edited.emit()
    settle(front)
    assert editor.answers.mapping() == {"name": "姓名", "phone": "手机"}
    assert not editor.answers.asked()
    press(front.window, "Escape")
    settle(front)
    assert page.editor is None
