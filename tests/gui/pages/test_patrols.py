"""The list of patrols: filters, sums, empty states, opening."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from patrol_app import i18n
from patrol_app.domain.instant import parse_iso
from patrol_app.gui import theme
from patrol_app.gui.context import New, Open
from patrol_app.gui.pages.patrols_table import SPAN, sums
from patrol_app.gui.patrol.editor import PatrolEditor
from tests.support.grab import front
from tests.support.ranger import Desk


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    """A ranger who walked the day before, on the page of patrols."""
    i18n.use("zh_CN")
    theme.apply(qapp, "light", 1.0)
    made = Desk(tmp_path)
    made.open()
    yield made
    made.close()
    i18n.use("en")


def numbers(desk: Desk) -> list[str]:
    """The numbers listed."""
    model = desk.page.table.model
    return [model.row_at(row).stored.record.number for row in range(model.rowCount())]


def draft(desk: Desk, **values: object) -> str:
    """Another draft; its number."""
    made = desk.app.records.new("patrol", {"ranger_id": desk.user.id, **values}, desk.user)
    desk.settle()
    return made.record.number


def test_the_count_names_drafts_and_the_sums_add_up(desk: Desk) -> None:
    draft(desk, distance_cm=250_000, start_at=parse_iso("2026-08-01T08:00+08:00"),
          end_at=parse_iso("2026-08-01T09:30+08:00"))  # fmt: skip
    assert len(numbers(desk)) == 2
    found = sums(desk.app.store.queries, desk.page.filters.listing())
    assert (found.total, found.drafts, found.length_cm, found.minutes) == (2, 1, 850_000, 270)
    assert desk.page.filters.bar._count.text() == "共 2 条 · 草稿 1"
    row = desk.page.table._sums_model.row_at(0)
    assert row is not None and row["km"] == "8.50"


def test_filters_narrow_the_list_and_can_be_cleared(desk: Desk) -> None:
    number = draft(desk, patrol_type="FIRE", start_at=parse_iso("2026-07-01T08:00+08:00"))
    buttons = desk.page.filters.bar.buttons
    for key, code in (("type", "FIRE"), ("state", "draft"), ("evidence", "D")):
        buttons[key].choose(code)
    buttons["state"].changed.emit("draft")
    desk.settle()
    assert numbers(desk) == [number]
    buttons["evidence"].choose("A")
    buttons["evidence"].changed.emit("A")
    desk.settle()
    assert numbers(desk) == []
    desk.page.filters.clear()
    desk.settle()
    assert len(numbers(desk)) == 2


def test_a_span_of_days_takes_its_last_day_in(qtbot, desk: Desk) -> None:
    front(qtbot, desk.window)
    number = draft(desk, start_at=parse_iso("2026-07-31T23:30+08:00"))
    filters = desk.page.filters
    filters.bar.buttons["period"]._pick(SPAN)
    assert not filters.first.isHidden()
    qtbot.keyClicks(filters.first, "2026-07-01")
    qtbot.keyClicks(filters.last, "2026-07-31\r")
    desk.settle()
    assert numbers(desk) == [number]


def test_enter_opens_the_patrol_and_escape_comes_back(qtbot, desk: Desk) -> None:
    front(qtbot, desk.window)
    desk.page.table.select(0)
    desk.page.table.view.setFocus()
    qtbot.keyClick(desk.page.table.view, "\r")
    desk.settle()
    assert isinstance(desk.page.editor, PatrolEditor)
    desk.press("Esc")
    assert desk.page.editor is None


def test_a_new_patrol_begins_with_what_the_last_one_had(qtbot, desk: Desk) -> None:
    front(qtbot, desk.window)
    desk.press("Ctrl+N")
    log = desk.editor.view.log
    before = desk.patrols()[0].record
    for name in ("ranger_id", "grid_id", "patrol_type", "means"):
        assert log.form[name].control.value() == getattr(before, name), name
    assert len(desk.patrols()) == 1  # nothing is written before it is saved


def test_a_finding_opens_its_patrol(desk: Desk) -> None:
    patrol = desk.patrols()[0].record.id
    values = {"patrol_id": patrol, "category": "P06"}
    finding = desk.app.records.new("finding", values, desk.user).record.id
    desk.open(Open("finding", finding))
    assert desk.editor.rec == patrol
    assert [one.id for one in desk.editor.loaded.finding_records] == [finding]


def test_deleting_is_undone_by_the_toast(desk: Desk) -> None:
    desk.page.table.select(0)
    desk.page.delete()
    desk.settle()
    assert numbers(desk) == []
    toast = desk.window._toasts._toasts[-1]
    toast.undo()
    desk.settle()
    assert len(numbers(desk)) == 1


def test_an_empty_folder_says_what_to_do(qapp: QApplication, tmp_path: Path) -> None:
    i18n.use("zh_CN")
    desk = Desk(tmp_path, before=False)
    try:
        desk.open()
        face = desk.page.table._empty
        assert face is not None and face.isVisible()
        assert face.accessibleName() == "还没有巡护"
        desk.open(New("patrol"))
        assert desk.editor.loaded.record.ranger_id == desk.user.id
    finally:
        desk.close()
        i18n.use("en")


def test_the_map_takes_the_filter_and_looks_at_what_is_selected(desk: Desk) -> None:
    """By the button of the selection, under every filter of the list."""
    box = (1_120_000_000, 388_000_000, 1_120_200_000, 388_100_000)
    leg = {"key": "aaaaaaaa", "track_source": "file", "bounds": box}
    for day in (1, 2):
        draft(desk, start_at=parse_iso(f"2026-07-0{day}T08:00+08:00"), legs=(leg,))
    bar = desk.page.filters.bar
    bar.buttons["state"].choose("draft")
    bar.buttons["ranger"].choose(desk.user.id)
    bar.buttons["evidence"].choose("B")
    desk.page.filters.changed.emit()
    desk.settle()
    desk.page.table.view.selectAll()
    desk.settle()
    button = next(one for one in desk.page._bar.findChildren(QPushButton) if "地图" in one.text())
    desk.click(button)
    desk.settle()
    page: Any = desk.window.page("map")
    assert page.isVisible()
    wanted = {"ranger": desk.user.id, "state": "draft", "evidence": "B"}
    assert page.filters.state() == wanted
    page.map.settle()
    west, south, east, north = box
    plane, view = page.map.plane(), page.map.view()
    corners = plane.metres(np.array([south, north]), np.array([west, east]))
    pixels = view.to_pixels(corners)
    assert (pixels > 0).all()
    assert (pixels < [[view.width, view.height]] * 2).all()
    assert pixels[1][0] - pixels[0][0] > view.width / 3, "it fills the map"
