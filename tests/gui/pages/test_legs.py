"""Legs in the patrol editor: parted, removed and brought back, saved; the track cut when agreed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from patrol_app import i18n
from patrol_app.domain.instant import Instant
from patrol_app.gui import kit, theme
from patrol_app.gui.context import Open
from patrol_app.gui.forms.controls import RefList
from tests.support.grab import front
from tests.support.ranger import POINTS, Desk
from tests.support.tracks import START_MS

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def desk(qapp: QApplication, qtbot, tmp_path: Path) -> Iterator[Desk]:
    """A walk of an hour, imported."""
    i18n.use("zh_CN")
    theme.apply(qapp, "light", 1.0)
    made = Desk(tmp_path)
    made.open()
    front(qtbot, made.window)
    made.imported(made.files(photos=0))
    yield made
    made.close()
    i18n.use("en")


@pytest.mark.ci
def test_a_leg_is_parted_removed_and_brought_back(desk: Desk) -> None:
    board = desk.editor.view.legs
    board.split_asked.emit(board.legs[0], Instant(START_MS + 1_800_000))
    desk.settle()
    assert [leg.points for leg in board.legs] == [361, POINTS - 361]
    second = board.legs[1].key
    board.remove(second)
    board.bring_back(second)
    board.remove(board.legs[0].key)
    desk.press("Ctrl+S")
    saved = desk.patrol(desk.editor.rec).legs
    assert [leg.key for leg in saved] == [second] and saved[0].source_sha256


@pytest.mark.ci
def test_a_leg_without_a_track_is_typed(desk: Desk) -> None:
    start, end = Instant(START_MS + 7_200_000), Instant(START_MS + 9_000_000)
    desk.editor.view.legs.add_asked.emit("车辆", start, end, 1_200_000)
    desk.settle()
    desk.editor.view.legs.times_asked.emit()
    desk.press("Ctrl+S")
    patrol = desk.patrol(desk.editor.rec)
    assert [leg.means for leg in patrol.legs][1:] == ["车辆"] and patrol.legs[1].typed_length
    assert patrol.end_at == end and patrol.start_at.ms == START_MS


def test_the_track_is_cut_only_after_saying_what_goes(desk: Desk) -> None:
    editor = desk.editor
    editor.view.log.set_times(Instant(START_MS), Instant(START_MS + 1_800_000))
    editor.desk.judge()
    desk.settle()
    assert editor.view.note() is not None and editor.desk.cuts[0].outside > 300
    assert editor.view.log.legs()[0].points == POINTS  # said, not done
    editor.view.note().acted.emit()
    desk.settle()
    desk.press("Ctrl+S")
    leg = desk.patrol(editor.rec).legs[0]
    assert (leg.points or 0) + dict(leg.dropped)["outside"] == POINTS


@pytest.mark.ci
def test_people_of_a_leg_are_chosen_and_the_hours_follow(desk: Desk) -> None:
    values = {"name": "乙护林员", "roles": ("ranger",)}
    other = desk.app.records.new("person", values, desk.user)
    rec = desk.editor.rec
    desk.open()
    desk.open(Open("patrol", rec))
    board = desk.editor.view.legs
    board.split_asked.emit(board.legs[0], Instant(START_MS + 1_800_000))
    desk.settle()
    board.ask_people(board.legs[0].key)
    asked = board.findChild(RefList)
    assert asked is not None and other.record.id in dict(board._choices)
    asked.set_value((desk.user.id, other.record.id))
    asked.edited.emit()
    assert "示例护林员、乙护林员" in str(
        {row.accessibleName() for row in board.findChildren(kit.ListRow)}
    )
    desk.press("Ctrl+S")
    saved = desk.patrol(desk.editor.rec)
    assert saved.legs[0].people == (desk.user.id, other.record.id)
    minutes = saved.end_at.ms - saved.start_at.ms
    assert desk.app.records.get("patrol", saved.id).own["person_minutes"] > minutes // 60_000
