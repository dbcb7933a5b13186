"""The settings' part about backups: made by the button, told, handed on to a restore."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from patrol_app.gui import theme
from patrol_app.gui.front import Front
from patrol_app.gui.pages.today_data import read_today
from patrol_app.gui.safety.daily import DailyBackup
from patrol_app.gui.safety.record import OldRecordDialog
from patrol_app.services.backup_rotation import DAY_MS
from tests.support.folders import station_copy


@pytest.fixture
def front(qtbot: Any, tmp_path: Path) -> Iterator[Front]:
    """A window on a station with one record, the backups in front."""
    app = station_copy(tmp_path)
    app.records.new("finding", {"description": "示例：旧"}, app.session.actor)
    made = Front(app, theme.current())
    made.window.show_page("settings")
    made.window.page("settings").show_part("safety")  # type: ignore[attr-defined]
    made.work.settle()
    yield made
    made.close()


def tones(panel: Any) -> list[str]:
    """States of the notes, in order."""
    return [note.property("tone") for note in panel.notes()]


def test_made_told_looked_at_and_restored(front: Front, qtbot: Any) -> None:
    app = front.ctx.app
    panel = front.window.page("settings").safety  # type: ignore[attr-defined]
    assert tones(panel) == ["overdue"]  # one note for three findings, the worst on top
    assert len(panel.notes()[0].accessibleDescription().splitlines()) == 2
    panel.make()
    front.work.settle()
    assert tones(panel) == ["due"]
    (row,) = app.backups.state().rows
    # a week later Today says so
    app.clock.now += 8 * DAY_MS  # type: ignore[attr-defined]
    tasks = read_today(app, app.session.actor.id).tasks
    assert [task.go for task in tasks if task.go == ("settings", "safety")]
    # one record: shown first, written after the button
    (finding,) = app.store.queries.search("示例：旧", ["finding"], 5)
    rec, actor = finding.record.id, front.ctx.actor()
    app.records.save("finding", rec, {"description": "示例：新"}, None, actor)
    panel.table.select(0)
    panel.record.click()
    boxes = [one for one in QApplication.topLevelWidgets() if isinstance(one, OldRecordDialog)]
    dialog = next(one for one in boxes if one.isVisible())
    assert dialog._path == row.path
    dialog.kind.set_value("finding")
    dialog.number.setText(finding.record.number)
    dialog.look.click()
    front.work.settle()
    assert "示例：新" in str(app.records.get("finding", rec).record)
    dialog.back.click()
    front.work.settle()
    assert "示例：旧" in str(app.records.get("finding", rec).record)
    # everything: the window hands the file on and asks before
    with qtbot.waitSignal(front.restore_asked) as asked:
        front.ctx.navigate("restore", row.path)
    assert asked.args == [row.path]
    assert front.work.bugs == []


def test_the_backup_of_the_day_is_made_once(front: Front) -> None:
    daily = DailyBackup(front.ctx)
    daily.look()
    front.work.settle()
    daily.look()
    front.work.settle()
    assert len(front.ctx.app.backups.state().rows) == 1
    assert front.work.bugs == []
