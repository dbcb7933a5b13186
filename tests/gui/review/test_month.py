"""A station's month of twenty rangers, reviewed by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from patrol_app.bootstrap import App
from patrol_app.domain.instant import DAY_MS, Instant
from patrol_app.gui.front import Front
from patrol_app.gui.review.returning import ReturnDialog
from patrol_app.services.ports import Condition, Listing, State
from tests.gui.review.test_queue import dialog_of, key, queue_of
from tests.support.reviewing import patrol_values
from tests.support.windows import dressed, opened, present, press, settle, typed

RANGERS, DAYS = 20, 22
ALL: tuple[State, ...] = ("draft", "submitted", "changed")


def month_of(app: App) -> None:
    """Twenty rangers, twenty-two days each, all submitted."""
    actor = app.session.actor
    base = patrol_values(app)
    people = [{"name": f"护林员{n:02d}", "roles": ("ranger",)} for n in range(RANGERS)]
    rangers = app.records.new_many("person", people, actor)
    rows = []
    for day in range(DAYS):
        start, end = (Instant(base[name].ms - day * DAY_MS) for name in ("start_at", "end_at"))
        for ranger in rangers:
            rows.append({**base, "ranger_id": ranger.id, "start_at": start, "end_at": end})
    app.records.new_many("patrol", rows, actor, submit=True)


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
        assert queue._total == RANGERS * DAYS
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
        assert len(queue.marks) == RANGERS * DAYS - 1
        key(front, "A")
        settle(front)
        assert count(front, "approved") == RANGERS * DAYS - 1
        assert queue.table.model.rowCount() == 0
        queue.show_part("approved")
        settle(front)
        settle(front)
        key(front, "Ctrl+A")
        key(front, "L")
        settle(front)
        assert count(front, "locked") == RANGERS * DAYS - 1
        found: list[str] = []
        front.work.query(front.ctx.app.store.check, found.extend)
        settle(front)
        assert found == []
