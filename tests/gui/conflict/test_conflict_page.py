"""Conflicts settled by keyboard in the real window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from patrol_app.domain.records import record_type
from patrol_app.gui.context import Settle
from patrol_app.gui.front import Front
from patrol_app.gui.kit import Button, ListRow, Note
from patrol_app.gui.pages.filters import TWICE, state_choices, state_filter
from patrol_app.gui.review.said import SaidBar
from patrol_app.gui.theme import current
from patrol_app.services.conflict_types import Both, Take, Typed
from patrol_app.services.stored import Listing
from tests.support.forest import WILDLIFE
from tests.support.meeting import Pair, pair
from tests.support.page_window import Answers
from tests.support.windows import dressed, present, press, settle


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Two devices of one unit; the first is enrolled as far as its page can see."""
    with pair(tmp_path_factory.mktemp("two")) as made:
        store = made.here.store
        with store.begin("test") as work:
            work.put_identity(replace(store.queries.identity(), enrolled=True, checked=True))
            work.commit()
        yield made


@pytest.fixture
def front(qapp: QApplication, two: Pair, monkeypatch: pytest.MonkeyPatch) -> Iterator[Front]:
    """The window of the first device; its folder stays open for the next test."""
    monkeypatch.setattr(two.here, "close", lambda: None)
    with dressed(qapp):
        made = Front(two.here, current())
        made.window.resize(1366, 697)
        made.window.show_page("exchange")
        present(made)
        yield made
        settle(made)
        made.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert not made.work.bugs, made.work.bugs


def panel(front: Front, argument: Settle | None = None) -> Any:
    """The tab with the conflicts."""
    page: Any = front.window.page("exchange")
    page.accept(argument or Settle())
    settle(front)
    settle(front)
    return page.panel


def keys(front: Front, *names: str) -> None:
    """Each key goes to what has the focus."""
    for name in names:
        press(front.window.focusWidget() or front.window, name)
        settle(front)
        settle(front)


def test_two_records_are_settled_by_keyboard_and_taken_back(front: Front, two: Pair) -> None:
    first, second = two.add(), two.add()
    two.differ(first, {"weather": "阴"}, {"weather": "雨"})
    two.differ(second, {"weather": "阴", "route": "甲"}, {"weather": "雨", "route": "乙"})
    shown = panel(front)
    assert [row.rec for row in shown._rows] == [second.record.id, first.record.id]
    keys(front, "Ctrl+Return")
    assert shown.note.note is not None  # nothing is chosen yet
    keys(front, "Left", "Down", "B")
    weather, route = shown.compare.rows
    assert weather.choice == Take(1) and route.choice == Typed("乙；甲")
    keys(front, "Ctrl+Return")
    record: Any = two.here.records.get("patrol", second.record.id)
    assert (record.record.weather, record.record.route, record.conflicts) == ("阴", "乙；甲", 0)
    # the next record is shown and its first field has the focus
    assert shown.compare.shown.conflict.rec == first.record.id
    keys(front, "Right", "Left", "Right", "Ctrl+Return")
    record = two.here.records.get("patrol", first.record.id)
    assert (record.record.weather, record.conflicts) == ("雨", 0)
    assert not shown._rows and not shown.compare.rows
    keys(front, "Ctrl+Z")
    assert two.here.records.get("patrol", first.record.id).conflicts == 0


@pytest.mark.ci
def test_a_sensitive_place_is_shown_in_full_after_a_click_alone(front: Front, two: Pair) -> None:
    values = {**WILDLIFE, "observer_ids": (two.actor.id,)}
    made = two.here.records.new("wildlife", values, two.actor)
    two.meet()
    two.differ(made, {"place": "示例甲处"}, {"place": "示例乙处"})
    shown = panel(front, Settle("wildlife", made.record.id))
    (row,) = shown.compare.rows
    assert [box.side.words for box in row.boxes] == ["***", "***"] and not row.field.merge
    keys(front, "B")
    assert row.choice is None
    (whole,) = (one for one in shown.compare.findChildren(Button) if "完整" in one.text())
    noted = sum(row.what == "private.view" for row in two.here.privacy.audit(two.actor))
    whole.click()
    settle(front)
    settle(front)
    (row,) = shown.compare.rows
    assert {box.side.words for box in row.boxes} == {"示例甲处", "示例乙处"} and row.field.merge
    views = [row for row in two.here.privacy.audit(two.actor) if row.what == "private.view"]
    assert len(views) == noted + 1 and views[0].detail["rec"] == made.record.id
    shown.refresh()
    settle(front)
    settle(front)
    assert shown.compare.rows[0].boxes[0].side.words != "***"  # read anew, not asked anew
    keys(front, "Left", "Ctrl+Return")
    assert two.here.records.get("wildlife", made.record.id).conflicts == 0


@pytest.mark.ci
def test_a_new_value_is_typed_and_a_wrong_one_is_no_choice(front: Front, two: Pair) -> None:
    stored = two.add()
    two.differ(stored, {"wind_force": 1}, {"wind_force": 4})
    shown = panel(front, Settle("patrol", stored.record.id))
    (row,) = shown.compare.rows
    keys(front, "M")
    assert row.choice == Typed(4)
    row._control.setText("99")
    row._control.edited.emit()
    assert row.choice is None and row.problem()
    row._control.setText("3")
    row._control.edited.emit()
    assert row.choice == Typed(3)
    keys(front, "Escape")
    assert row.choice is None
    keys(front, "B")
    assert row.choice == Both()
    keys(front, "Ctrl+Return")
    record: Any = two.here.records.get("patrol", stored.record.id).record
    assert record.wind_force == 4 and "风力另一值：1" in record.remark


@pytest.mark.ci
def test_many_are_settled_alike(front: Front, two: Pair, tmp_path: Path) -> None:
    made = [two.add() for _n in range(3)]
    for stored in made:
        two.differ(stored, {"weather": "阴"}, {"weather": "雨"})
    shown = panel(front)
    shown.table.view.selectAll()
    settle(front)
    assert shown._many.isVisible()
    shown.settle_selected("other")
    settle(front)
    settle(front)
    for stored in made:
        record: Any = two.here.records.get("patrol", stored.record.id).record
        assert record.weather == "阴"
    shown.choose = answers = Answers()  # nothing is open: what was settled is printed all the same
    answers.place = tmp_path
    (paper,) = shown.head_actions()
    paper.click()
    settle(front)
    (written,) = tmp_path.iterdir()
    assert written.name.startswith("冲突-") and written.read_bytes().startswith(b"%PDF")


def test_forms_and_today_lead_to_it(front: Front, two: Pair) -> None:
    stored = two.add("pest")
    two.differ(stored, {"place": "甲"}, {"place": "乙"})
    page: Any = front.window.page("today")
    front.window.show_page("today")
    settle(front)
    settle(front)
    names = [row.accessibleName() for row in page._tasks.findChildren(ListRow)]
    assert any("两处改动的记录" in name for name in names), names
    bar = SaidBar(front.ctx, lambda: None)
    bar.setParent(front.window)
    bar.show_stored(two.here.records.get("pest", stored.record.id))
    (note,) = bar.findChildren(Note)
    assert note.accessibleName() == "两处改动 1"
    note.acted.emit()
    settle(front)
    settle(front)
    exchange: Any = front.window.page("exchange")
    assert exchange.panel.compare.shown.conflict.rec == stored.record.id
    two.here.conflicts.settle_many(two.actor, [("pest", stored.record.id)], "standing")


@pytest.mark.ci
def test_another_units_record_is_shown_and_not_settable(
    front: Front, two: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = two.add()
    two.differ(stored, {"weather": "阴"}, {"weather": "雨"})
    queries = two.here.store.queries
    other = replace(queries.identity(), unit="DEMO09")
    with monkeypatch.context() as changed:
        changed.setattr(queries, "identity", lambda: other)
        shown = panel(front)
        (row,) = shown.compare.rows
        assert not row.boxes[0].isEnabled()
        assert [button.text() for button in shown.head_actions()] == ["打印清单", "打开记录"]
        keys(front, "Ctrl+Return")
        assert two.here.records.get("patrol", stored.record.id).conflicts == 1
    two.here.conflicts.settle_many(two.actor, [("patrol", stored.record.id)], "standing")


def test_a_list_is_filtered_by_conflicts(two: Pair) -> None:
    plain, twice = two.add("pest"), two.add("pest")
    two.differ(twice, {"place": "甲"}, {"place": "乙"})
    kind = record_type("pest")
    assert state_choices(kind)[-1][0] == TWICE and state_choices(record_type("person"))
    states, conditions = state_filter(kind, TWICE)
    found = two.here.store.queries.page(Listing("pest", tuple(conditions), states)).rows
    assert [row.record.id for row in found] == [twice.record.id] and plain.conflicts == 0
    two.here.conflicts.settle_many(two.actor, [("pest", twice.record.id)], "standing")
