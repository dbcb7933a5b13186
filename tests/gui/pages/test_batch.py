"""Batch entry in the real window: a sample month entered by keyboard, and the grid's own keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from patrol_app import i18n
from patrol_app.domain.instant import beijing
from patrol_app.gui import theme
from patrol_app.gui.front import Front
from patrol_app.gui.theme import current
from patrol_app.reports.monthly_model import build
from patrol_app.services.patrols import hundredths
from patrol_app.services.sampling.month import StationMonth, Sums
from patrol_app.services.sampling.roster import enter_roster
from tests.support.clerk import CONTROL, SHIFT, Clerk
from tests.support.folders import station_copy
from tests.support.grab import front as bring_front

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def clerk_at(folder: Path, month: StationMonth) -> Clerk:
    """The window of a station whose rangers have handed in their files."""
    app = station_copy(folder, "示例站长")
    enter_roster(app, month)
    month.write(folder / "in")
    front = Front(app, current())
    front.window.resize(1366, 697)
    front.window.show()
    return Clerk(front, month)


@pytest.fixture
def clerk(qapp: QApplication, qtbot, tmp_path: Path) -> Iterator[Clerk]:
    """Three rangers, eight days."""
    i18n.use("zh_CN")
    theme.apply(qapp, "light", 1.0)
    made = clerk_at(tmp_path, StationMonth(people=3, days=8))
    bring_front(qtbot, made.front.window)
    yield made
    made.leave()
    i18n.use("en")


def paper(clerk: Clerk) -> dict[str, str]:
    """The figures of paper 9.2."""
    app = clerk.front.ctx.app
    total = build(app.store.queries, app.clock, None, clerk.month.month).total
    return {key: figure.text for key, figure in total.figures.items()}


def expected(sums: Sums, people: int) -> dict[str, str]:
    """What the generator knows, as the paper prints it."""
    return {
        "rangers": str(people),
        "due": str(sums.due),
        "days": str(sums.days),
        "valid": str(sums.valid),
        "km": hundredths(sums.length_cm, 1000),
        "inside": hundredths(sums.inside_cm, 1000),
        "found": str(sums.findings),
        **{grade: str(count) for grade, count in sums.grades.items()},
    }


def enter(clerk: Clerk, folder: Path) -> None:
    """The whole month by keyboard."""
    clerk.open(folder)
    clerk.type_heads()
    clerk.tick_normal()
    clerk.type_findings()
    clerk.submit()


def agrees(clerk: Clerk) -> None:
    """The paper says what the generator knows; every row was submitted."""
    results = clerk.editor.results
    assert results is not None
    assert {one.state for _row, one in results.done} == {"submitted"}
    assert len(results.done) == len(clerk.month.truths)
    wanted = expected(clerk.month.sums(), len(clerk.month.rangers))
    found = paper(clerk)
    assert {key: found[key] for key in wanted} == wanted
    assert clerk.front.ctx.app.store.check() == []


def test_a_cut_of_the_month_is_entered_by_keyboard(clerk: Clerk, tmp_path: Path) -> None:
    enter(clerk, tmp_path / "in")
    agrees(clerk)
    clerk.open(tmp_path / "in")  # the same folder again brings nothing new
    assert not any(row.take for row in clerk.editor.batch.rows)
    assert len(clerk.editor.batch.known) >= len(clerk.month.truths)


@pytest.mark.ci
def test_a_station_month_of_twenty_rangers(qapp: QApplication, qtbot, tmp_path: Path) -> None:
    i18n.use("zh_CN")
    theme.apply(qapp, "light", 1.0)
    made = clerk_at(tmp_path, StationMonth())
    bring_front(qtbot, made.front.window)
    try:
        enter(made, tmp_path / "in")
        agrees(made)
    finally:
        made.leave()
        i18n.use("en")


def test_the_keys_of_the_grid(clerk: Clerk, tmp_path: Path) -> None:
    clerk.open(tmp_path / "in")
    grid, editor = clerk.grid, clerk.editor
    clerk.to(grid, 0, "weather")
    QTest.keyClicks(grid, "q")  # typing begins at once; first letters are enough
    assert grid.state() == grid.State.EditingState
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    clerk.settle()
    assert editor.batch.rows[0].values["weather"] == "晴"
    clerk.to(grid, 0, "weather")
    for _row in range(3):
        QTest.keyClick(grid, Qt.Key.Key_Down, SHIFT)
    QTest.keyClick(grid, Qt.Key.Key_D, CONTROL)
    assert [row.values.get("weather") for row in editor.batch.rows[:5]] == ["晴"] * 4 + [None]
    # what cannot be read stays in its cell with the reason, and hinders writing
    clerk.to(grid, 0, "temp_c_e1")
    QGuiApplication.clipboard().setText("暖和")
    QTest.keyClick(grid, Qt.Key.Key_V, CONTROL)
    index = grid.currentIndex()
    assert grid.grid.words(index) == "暖和" and grid.grid.problem(index).level == "error"
    clerk.submit()
    assert editor.results is None and not clerk.front.ctx.app.store.queries.children(
        "patrol", "ranger_id", editor.batch.rows[0].values["ranger_id"]
    )
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    assert grid.grid.problem(index) is None or grid.grid.words(index) == ""


def test_what_the_form_would_refuse_is_never_submitted(clerk: Clerk, tmp_path: Path) -> None:
    clerk.open(tmp_path / "in")
    clerk.submit()
    editor, table = clerk.editor, clerk.editor.table
    assert editor.results is None and table.errors() == sum(r.take for r in editor.batch.rows)
    place = table.rows.columns.index(next(c for c in table.rows.columns if c.key == "weather"))
    assert grid_error(table, place) == "请填写"
    assert clerk.grid.currentIndex().column() == place  # the first error has the focus


def grid_error(table, place: int) -> str:
    """The sentence in the first row's cell."""
    found = table.rows.problem(table.rows.index(0, place))
    return found.words if found else ""


def test_times_typed_in_the_grid_cut_the_track(clerk: Clerk, tmp_path: Path) -> None:
    clerk.open(tmp_path / "in")
    editor, grid = clerk.editor, clerk.grid
    before = editor.batch.rows[0]
    middle = (before.start_at.ms + before.end_at.ms) // 2
    grid.grid.write([(0, grid_column(grid, "end_at"), f"{beijing(middle):%H:%M}")])
    clerk.settle()
    after = editor.batch.rows[0]
    assert after.track.points < before.track.points == after.whole.points
    assert dict(after.track.dropped)["outside"] == before.track.points - after.track.points
    assert "batch.cut" in {note.code for note in after.notes}


def grid_column(grid, key: str) -> int:
    """Place of a column."""
    return [one.key for one in grid.grid.columns].index(key)
