"""The patrol editor beyond the ranger's day: a line drawn by hand, places picked on the map,
what is judged at the side, tasks, a forest chief's tour."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.records.patrol import Patrol, evidence_grade
from patrol_app.gui.context import New, Open
from tests.support.grab import front
from tests.support.photos import jpeg
from tests.support.ranger import Desk
from tests.support.windows import dressed

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """A ranger who walked the day before; a chief and a task are known."""
    with dressed(qapp):
        made = Desk(tmp_path)
        made.app.records.new("person", {"name": "示例林长", "chief_level": "county"}, made.user)
        task = {
            "name": "清明重点巡护",
            "first_day": "2026-08-01",
            "due_on": "2026-08-31",
            "times": 2,
        }
        made.app.records.new("task", task, made.user)
        made.open()
        front(qtbot, made.window)
        yield made
        made.close()


def view(desk: Desk) -> Any:
    """The face of the open editor."""
    assert desk.editor is not None
    return desk.editor.view


def record(desk: Desk) -> Patrol:
    """The saved patrol of the open editor."""
    return desk.patrol(desk.editor.rec)


def key(desk: Desk, *keys: Qt.Key) -> None:
    for one in keys:
        QTest.keyClick(view(desk).map, one)


def told(widget: Any) -> str:
    """Every text inside, and the names of its parts."""
    texts = [one.text() for one in widget.findChildren(QLabel)]
    names = [one.accessibleName() for one in widget.findChildren(QWidget)]
    return "\n".join((*texts, *names))


def take_back(desk: Desk) -> None:
    """The 撤销 of the newest toast."""
    desk.window._toasts._toasts[-1].undo()
    desk.settle()


@pytest.mark.ci
def test_a_line_drawn_by_keyboard_is_a_leg_of_grade_c(desk: Desk, tmp_path: Path) -> None:
    """Enter sets points, Esc ends, the toast takes it back; the paper says C."""
    desk.open(New("patrol"))
    assert not view(desk).has_map()
    desk.click(view(desk).no_map.buttons[1])
    assert view(desk).has_map()
    key(desk, Qt.Key.Key_Return, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Down)
    key(desk, Qt.Key.Key_Return)
    desk.press("Esc")
    assert desk.editor is not None, "Esc ended the line, not the editor"
    leg = record(desk).legs[0]
    assert (leg.track_source, leg.points, leg.datum) == ("drawn", 3, "cgcs2000")
    assert leg.length_cm and evidence_grade(record(desk)) == "C"
    assert "手绘线路已存（佐证 C）" in told(desk.window._toasts._toasts[-1])
    paper = desk.app.reports.daily_log(record(desk).number, tmp_path / "log.pdf")
    shown = QPdfDocument()
    shown.load(str(paper.path))
    assert "佐证等级：C" in str(shown.getAllText(0).text()).replace(" ", "")
    take_back(desk)
    assert not record(desk).legs
    assert not view(desk).legs.legs


def test_a_place_is_picked_on_the_track_itself(desk: Desk) -> None:
    """By the button of the finding's form; Esc stops the picking and nothing else."""
    desk.imported(desk.files(photos=0))
    desk.click(view(desk).findings.add)
    form = view(desk).findings.open_form
    buttons = [one for one in form.findChildren(type(form.keep_button)) if one.text() == "图上点选"]
    desk.click(buttons[0])
    assert view(desk).map.mode is not None
    desk.press("Esc")
    assert view(desk).map.mode is None
    assert view(desk).findings.open_form is form
    desk.click(buttons[0])
    key(desk, Qt.Key.Key_Return)  # the middle of the map
    desk.settle()
    place = form.values()["position"]
    assert place is not None and place.source == "hand"
    bounds = record(desk).legs[0].bounds
    assert bounds is not None
    assert bounds[0] <= place.lon <= bounds[2] and bounds[1] <= place.lat <= bounds[3]


@pytest.mark.ci
def test_a_photo_is_placed_by_a_pick_that_esc_gives_up(desk: Desk) -> None:
    bare = desk.folder / "bare.jpg"
    bare.write_bytes(jpeg(colour="white"))
    desk.imported([*desk.files(photos=0), bare])
    shown = next(one for one in desk.editor.loaded.photos if not one.source)
    for give_up in (True, False):
        view(desk).photos.thumb(shown.photo.id)._use()
        assert view(desk).map.mode is not None
        assert view(desk).note() is not None
        if give_up:
            desk.press("Esc")
            assert view(desk).note() is None and not desk.editor.ground.placing
    desk.click(view(desk).map, QPoint(view(desk).map.width() // 2, view(desk).map.height() // 2))
    placed = desk.app.records.get("attachment", shown.photo.id).record
    assert isinstance(placed, Attachment) and placed.position is not None
    assert view(desk).map.mode is None


@pytest.mark.ci
def test_what_is_judged_and_odd_stands_at_the_side(desk: Desk) -> None:
    """No boundary here: unknown in words; the same walk on another day is told as a copy."""
    desk.imported(desk.files(photos=0))
    card = view(desk).judgement
    assert not card.isHidden()
    assert "本机没有该网格的边界" in told(card)
    assert "未核实" in told(card)
    number = record(desk).number
    again = record(desk).model_dump(include={"legs", "ranger_id", "means", "start_at", "end_at"})
    copy = desk.app.records.new("patrol", again, desk.user)
    desk.page.close_editor()
    desk.settle()
    desk.open(Open("patrol", copy.record.id))
    assert number in told(view(desk).judgement), "names the patrol whose points it has"


def test_a_task_is_chosen_and_stands_in_the_text(desk: Desk) -> None:
    desk.open(New("patrol"))
    field = view(desk).log.form["task_id"]
    assert not field.isHidden()
    field.control.setFocus()
    QTest.keyClick(field.control, Qt.Key.Key_Down)
    QTest.keyClick(field.control, Qt.Key.Key_Down)
    desk.editor._follow()
    assert "执行任务：清明重点巡护。" in told(view(desk).text)
    assert "巡护任务" in told(view(desk).text).splitlines()
    desk.press("Ctrl+S")
    assert record(desk).task_id


@pytest.mark.ci
def test_a_chiefs_tour_asks_for_other_things(desk: Desk) -> None:
    """The card of the chief comes with the type; weather and grid may stay empty."""
    desk.open(New("patrol"))
    log = view(desk).log
    assert view(desk).chief.isHidden()
    before = log.hand_count()[0]
    choose(desk, "patrol_type", "LINZHANG")
    assert not view(desk).chief.isHidden()
    assert not log.form["weather"].required
    assert log.form["linzhang_level"].required
    assert log.hand_count()[0] == before - 5 + 3, "weather and danger go, level, mode, area come"
    desk.press("Ctrl+Return")
    wrong = [name for name, field in log.form if field.error()]
    assert {"linzhang_level", "linzhang_mode"} <= set(wrong)
    assert not {"weather", "grid_id", "danger_level"} & set(wrong)
    chiefs = [log.form["ranger_id"].control.itemText(at) for at in range(3)]
    assert "示例林长" in chiefs
    choose(desk, "linzhang_level", "county")
    desk.type("instructions", "一周内清理林缘可燃物")
    desk.editor._follow()
    assert "交办意见：一周内清理林缘可燃物。" in told(view(desk).text)
    desk.press("Ctrl+S")
    saved = record(desk)
    assert (saved.linzhang_level, saved.instructions) == ("county", "一周内清理林缘可燃物")
    choose(desk, "patrol_type", "ROUTINE")
    assert view(desk).chief.isHidden()
    assert log.form["weather"].required


def choose(desk: Desk, field: str, code: str) -> None:
    """Choose an entry of a list as the person does."""
    control = view(desk).log.form[field].control
    control.set_value(code)
    control.edited.emit()
    desk.editor._follow()
    desk.settle()
