"""The backup at closing: made when due, skipped by a key, never in the way of the close."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from patrol_app.errors import UserError
from patrol_app.gui import theme
from patrol_app.gui.front import Front
from patrol_app.gui.safety.closing import ClosingBackup
from patrol_app.services.backup_rotation import DAY_MS
from tests.support.folders import station_copy


@pytest.fixture
def front(qtbot: Any, tmp_path: Path) -> Iterator[Front]:
    """A window on a station with one record."""
    app = station_copy(tmp_path)
    app.records.new("finding", {"description": "示例"}, app.session.actor)
    made = Front(app, theme.current())
    yield made
    assert made.work.bugs == []
    made.close()


def closed(front: Front) -> ClosingBackup:
    """What stands after the close."""
    box = ClosingBackup(front.ctx)
    box.run()
    return box


def test_made_when_due_and_changed(front: Front) -> None:
    app = front.ctx.app
    assert closed(front).made is not None
    assert [row.state for row in app.backups.state().rows] == ["proven"]
    app.records.new("finding", {"description": "示例：二"}, app.session.actor)
    assert closed(front).made is None  # changed, but made today
    app.clock.now += 2 * DAY_MS  # type: ignore[attr-defined]
    assert closed(front).made is not None
    app.clock.now += 2 * DAY_MS  # type: ignore[attr-defined]
    assert closed(front).made is None  # due, and nothing new to keep
    assert len(app.backups.state().rows) == 2


def test_skipped_by_esc(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup that would never end: Esc leaves it, and the folder closes."""
    asked = threading.Event()

    def endless(_actor: object = None, *, cancelled: Any) -> None:
        """Goes on until somebody stops it."""
        while not cancelled():
            asked.wait(0.01)
        raise UserError("backup.cancelled", "The backup was stopped.")

    monkeypatch.setattr(front.ctx.app.backups, "make", endless)
    box = ClosingBackup(front.ctx)
    box.begun.connect(
        lambda: QTest.keyClick(box, Qt.Key.Key_Escape), Qt.ConnectionType.QueuedConnection
    )
    box.run()
    assert box.made is None
    assert not box.isVisible()
    front.close()  # the stopped work ends: else this waits for ever


def test_a_fault_does_not_keep_the_window_open(front: Front, tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("x", encoding="utf-8")
    front.ctx.settings.set("backup_folder", str(blocked))
    assert closed(front).made is None
    assert front.ctx.app.backups.state().rows == ()
