"""The import in the window: preview, question, cancel, files of a patrol."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from patrol_app import i18n
from patrol_app.gui import kit, theme
from patrol_app.gui.context import Files
from patrol_app.gui.patrol.preview import dropped_of, rows_of
from tests.support.grab import front
from tests.support.ranger import POINTS, Desk
from tests.support.tracks import gpx_text, walk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def desk(qapp: QApplication, qtbot, tmp_path: Path) -> Iterator[Desk]:
    """A ranger on the page of patrols."""
    i18n.use("zh_CN")
    theme.apply(qapp, "light", 1.0)
    made = Desk(tmp_path)
    made.open()
    front(qtbot, made.window)
    yield made
    made.close()
    i18n.use("en")


def test_each_file_is_named_with_what_becomes_of_it(desk: Desk) -> None:
    first = desk.files(photos=1)
    desk.imported(first)
    other = desk.folder / "notes.txt"
    other.write_text("nothing")
    desk.page.close_editor()
    desk.drop([*desk.files(photos=1, name="new.gpx", seed=9), first[0], other])
    rows = {row.name: row for row in rows_of(desk.importing.plan)}
    assert rows["new.gpx"].fate == "新巡护"
    assert rows["shot-9-0.jpg"].fate == "照片"
    assert rows["walk.gpx"].fate == "已导入过" and desk.patrols()[0].record.number in rows[
        "walk.gpx"].said  # fmt: skip
    assert rows["notes.txt"].tone == "overdue" and rows["notes.txt"].said


def test_nothing_is_written_until_the_datum_is_answered(desk: Desk) -> None:
    desk.drop(desk.files())
    assert desk.importing.plan.asks_datum == ("walk.gpx",)
    desk.press("Ctrl+Return")
    assert len(desk.patrols()) == 1
    desk.importing.answer("shifted")
    desk.press("Ctrl+Return")
    leg = desk.patrol(desk.editor.rec).legs[0]
    assert leg.datum == "shifted" and leg.source_sha256


def test_not_sure_is_an_answer(desk: Desk) -> None:
    desk.drop(desk.files(photos=0))
    desk.importing.answer("unknown")
    desk.press("Ctrl+Return")
    assert desk.patrol(desk.editor.rec).legs[0].datum == "unknown"
    assert ("route", "轨迹（坐标系不确定）") in desk.editor.view.map._painter.shown.legend


def test_dropped_points_are_counted_by_reason(desk: Desk) -> None:
    lines = gpx_text(walk(3, POINTS)).splitlines()
    at = next(n for n, line in enumerate(lines) if "</trkpt>" in line)
    start = next(n for n, line in enumerate(lines) if "<trkpt" in line)
    doubled = lines[: at + 1] + lines[start : at + 1] + lines[at + 1 :]
    path = desk.folder / "doubled.gpx"
    path.write_text("\n".join(doubled))
    desk.drop([path])
    plan = desk.importing.plan
    assert sum(count for _reason, count in plan.tracks[0].dropped) == 1
    assert len(dropped_of(plan)) == 1 and "1" in dropped_of(plan)[0]
    (table,) = desk.importing.findChildren(kit.Table)  # the reason stands in a second line
    assert table.view.rowHeight(0) >= theme.current().px("row_touch")


def test_a_folder_with_two_days_makes_two_drafts(desk: Desk) -> None:
    folder = desk.folder / "stick"
    folder.mkdir()
    for seed, hours in ((1, 0), (2, 24)):
        track = walk(seed, 200, start_ms=1_785_715_200_000 - hours * 3_600_000)
        (folder / f"day{seed}.gpx").write_text(gpx_text(track))
    desk.drop([folder])
    desk.importing.answer("wgs84")
    desk.press("Ctrl+Return")
    assert len(desk.patrols()) == 3
    assert desk.editor.rec in [row.record.id for row in desk.patrols()]


def test_more_files_for_an_open_patrol_become_its_legs(desk: Desk) -> None:
    desk.imported(desk.files(photos=0))
    rec = desk.editor.rec
    track = walk(5, 100, start_ms=1_785_715_200_000 + 3 * 3_600_000)
    second = desk.folder / "afternoon.gpx"
    second.write_text(gpx_text(track))
    desk.imported([second])
    assert desk.editor.rec == rec
    assert [leg.source_name for leg in desk.patrol(rec).legs] == ["walk.gpx", "afternoon.gpx"]


def test_escape_leaves_nothing_behind(desk: Desk) -> None:
    desk.drop(desk.files())
    desk.press("Esc")
    assert desk.page.editor is None
    assert len(desk.patrols()) == 1


def test_cancel_while_reading_writes_nothing(desk: Desk) -> None:
    desk.front.navigate("patrol", Files(tuple(str(path) for path in desk.files())))
    desk.importing._stop()
    desk.settle()
    assert desk.importing.plan is None
    assert desk.importing.head_actions() == []
    assert len(desk.patrols()) == 1


def test_a_drop_without_a_path_says_to_copy_it_first(desk: Desk) -> None:
    desk.drop(["mtp://phone/walk.gpx"])
    assert desk.page.editor is None
    assert "先" in desk.window._toasts._toasts[-1].accessibleName()


@pytest.mark.ci
def test_a_file_of_two_days_is_asked_about(desk: Desk) -> None:
    folder = desk.folder
    days = [walk(7, 200, start_ms=1_785_715_200_000 - hours * 3_600_000) for hours in (24, 0)]
    text = gpx_text(days[0]).split("</trkseg>")[0] + "</trkseg><trkseg>"
    body = gpx_text(days[1])
    text += body[body.index("<trkpt") :]
    (folder / "week.gpx").write_text(text)
    desk.drop([folder / "week.gpx"])
    desk.importing.answer("wgs84")
    rows = [row.fate for row in rows_of(desk.importing.plan)]
    assert rows == ["新巡护", "新巡护"] and desk.importing.days.button(0).isChecked()
    desk.importing.days.button(1).click()
    rows = [row.fate for row in rows_of(desk.importing.plan)]
    assert rows == ["新巡护 · 第 1 段", "新巡护 · 第 2 段"]
    desk.press("Ctrl+Return")
    legs = desk.patrol(desk.editor.rec).legs
    assert [leg.order for leg in legs] == [0, 1] and len(desk.patrols()) == 2
