"""The handover card of Today: typed, shown to the next person, put away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from patrol_app.gui.front import Front
from patrol_app.gui.pages.today_handover import NoteDialog
from tests.support.windows import Watch, dressed, opened, settle


@pytest.fixture
def front(tmp_path: Path, qapp: QApplication) -> Iterator[Front]:
    """A station with two people."""
    with (
        dressed(qapp),
        opened(tmp_path, Watch(), lambda app: _add(app)) as made,
    ):
        yield made


def _add(app: Any) -> None:
    app.users.add(app.session.actor, "李护林", ["ranger"])


def test_a_note_is_typed_and_put_away(front: Front) -> None:
    settle(front)
    page: Any = front.window.page("today")
    card = page.handover
    assert card.isVisible()
    QTest.mouseClick(card.write, Qt.MouseButton.LeftButton)
    dialog = front.window.findChild(NoteDialog)
    assert dialog is not None
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    settle(front)
    assert dialog.isVisible()  # nothing typed
    QTest.keyClicks(dialog.text, "radio is charging")
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(front)
    words = [one.text() for one in card.findChildren(QLabel)]
    assert "radio is charging" in words
    assert any("示例站长" in one for one in words)
    (away,) = [one for one in card.findChildren(QPushButton) if one.text() == "收起"]
    QTest.mouseClick(away, Qt.MouseButton.LeftButton)
    settle(front)
    left = [one.text() for one in card.findChildren(QLabel) if one.isVisible()]
    assert "radio is charging" not in left
    assert "没有便笺" in left
