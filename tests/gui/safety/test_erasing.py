"""Erasing a party's data in the window: refused with the day, asked for its ground, then gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from patrol_app.gui import theme
from patrol_app.gui.front import Front
from patrol_app.gui.kit import Button
from patrol_app.gui.safety.erasing import EraseDialog, OrdersDialog
from patrol_app.services.backup_rotation import DAY_MS
from tests.support.folders import station_copy
from tests.support.windows import dressed


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    """Chinese, light, 100 %."""
    with dressed(qapp):
        yield


@pytest.fixture
def front(qtbot: Any, tmp_path: Path) -> Iterator[Front]:
    """A window on a lone station with one party, the parties in front."""
    app = station_copy(tmp_path)
    app.records.new("party", {"name": "示例当事人", "phone": "13800000000"}, app.session.actor)
    made = Front(app, theme.current())
    made.window.show()
    made.window.show_page("grazing")
    made.window.page("grazing").show_type("party")  # type: ignore[attr-defined]
    made.work.settle()
    yield made
    assert made.work.bugs == []
    made.close()


def away(front: Front) -> list[Button]:
    """The button in the head of the page."""
    page = front.window.page("grazing")
    found = [one for one in page.findChildren(Button) if one.text().startswith("依规删除")]
    return [one for one in found if one.isEnabled()]


def asked(front: Front) -> EraseDialog:
    """The dialog that the button opens on the chosen party."""
    away(front)[-1].click()
    boxes = [one for one in QApplication.topLevelWidgets() if isinstance(one, EraseDialog)]
    return next(one for one in boxes if one.isVisible())


def test_refused_then_asked_then_gone(front: Front) -> None:
    app = front.ctx.app
    view = front.window.page("grazing").view()  # type: ignore[attr-defined]
    away(front)[-1].click()  # nothing is chosen: only a toast
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, EraseDialog)]
    view.table.select(0)
    box = asked(front)
    box.go.click()
    assert box._field.error()
    box.ground.setText("示例：保存期已满")
    box.go.click()
    front.work.settle()
    assert "2029" in box._field.error()  # the day until which the law keeps them
    assert box.isVisible()
    app.backups.make(app.session.actor)
    app.clock.now += 2000 * DAY_MS  # type: ignore[attr-defined]
    box.go.click()
    front.work.settle()
    assert not box.isVisible()
    assert app.store.queries.search("示例当事人", ["party"], 5) == []
    orders = OrdersDialog(front.ctx, front.window)
    front.work.settle()
    (row,) = orders.table.model.rows(range(orders.table.model.rowCount()))
    assert (row.order.ground, row.order.left, row.order.holders) == ("示例：保存期已满", 0, ())
    assert len(row.backups) == 1
    orders.close()


def test_without_the_right_there_is_no_button(front: Front) -> None:
    assert away(front)
    front._set_actor(replace(front.ctx.actor(), roles=("ranger",)))
    front.work.settle()
    assert away(front) == []
