"""A station's month of twenty rangers, reviewed by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from patrol_app.bootstrap import App
from patrol_app.gui.front import Front
from patrol_app.gui.review.returning import ReturnDialog
from patrol_app.services.ports import Condition, Listing, State
from patrol_app.services.sampling.entry import enter_month
from patrol_app.services.sampling.month import StationMonth
from tests.gui.review.test_queue import dialog_of, key, queue_of
from tests.support.windows import dressed, opened, present, press, settle, typed

ALL: tuple[State, ...] = ("draft", "submitted", "changed")
MONTH = StationMonth(days=12)


def month_of(app: App) -> None:
    """The sample month's twenty rangers with all their gaps and mistakes, submitted."""
    enter_month(app, MONTH, app.paths.root.parent / "files")


def count(front: Front, review: str) -> int:
    found: list[int] = []
    listing = Listing("patrol", (Condition("review", "=", review),), ALL)
    queries = front.ctx.app.store.queries
    front.work.query(lambda: queries.count(listing), found.append)
    settle(front)
    return found[0]


@pytest.mark.ci
def test_a_month_is_reviewed_by_a_few_keys(qapp: QApplication, tmp_path: Path) -> None:
    """One goes back with a reason, the others are approved together and locked together."""
    with dressed(qapp), opened(tmp_path, None, month_of) as front:
        queue = queue_of(front)
        total = MONTH.sums().days
        assert total > 150 and queue._total == total
        key(front, "Down")
        key(front, "R")
        dialog = dialog_of(ReturnDialog)
        typed(dialog.lines[0][1], "里程与轨迹不符")
        press(dialog, "Ctrl+Return")
        settle(front)
        settle(front)
        assert count(front, "returned") == 1
        present(front)  # the window is the active one again
        key(front, "Ctrl+A")
        assert len(queue.marks) == total - 1
        key(front, "A")
        settle(front)
        assert count(front, "approved") == total - 1
        assert queue.table.model.rowCount() == 0
        queue.show_part("approved")
        settle(front)
        settle(front)
        key(front, "Ctrl+A")
        key(front, "L")
        settle(front)
        assert count(front, "locked") == total - 1
        found: list[str] = []
        front.work.query(front.ctx.app.store.check, found.extend)
        settle(front)
        assert found == []
