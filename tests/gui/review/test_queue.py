"""The queue by keyboard: approve, return, lock, undo; what the forms and Today say of it."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog
from pytestqt.qtbot import QtBot

from patrol_app.gui.context import Bin, Open, Queue
from patrol_app.gui.front import Front
from patrol_app.gui.kit import ListRow, Note
from patrol_app.gui.pages.base import AppPage
from patrol_app.gui.patrol.editor import PatrolEditor
from patrol_app.gui.review.history import EntryRow, HistoryDialog
from patrol_app.gui.review.queue import QueueEditor
from patrol_app.gui.review.reasons import UnlockDialog
from patrol_app.gui.review.recycled import RecycleBin
from patrol_app.gui.review.returning import ReturnDialog
from patrol_app.services.ports import Condition, Listing, State, Stored
from patrol_app.services.session import Actor
from tests.gui.review.conftest import PATROLS
from tests.support.windows import Watch, press, settle, typed

T = TypeVar("T", bound=QDialog)
ALL: tuple[State, ...] = ("draft", "submitted", "changed")


def page_of(front: Front, key: str) -> AppPage:
    page = front.window.page(key)
    assert isinstance(page, AppPage)
    return page


def queue_of(front: Front) -> QueueEditor:
    front.window.show_page("patrol")
    settle(front)
    press(front.window, "Ctrl+Shift+A")
    settle(front)
    settle(front)
    editor = page_of(front, "patrol").editor
    assert isinstance(editor, QueueEditor)
    return editor


def in_state(front: Front, review: str) -> list[Stored]:
    """Patrols in a review state, oldest first."""
    found: list[Stored] = []
    condition = Condition("review", "=", review)
    listing = Listing("patrol", (condition,), ALL, descending=False)
    queries = front.ctx.app.store.queries
    front.work.query(lambda: list(queries.page(listing).rows), found.extend)
    settle(front)
    return found


def key(front: Front, name: str) -> None:
    press(front.window.focusWidget() or front.window, name)
    settle(front)
    settle(front)


def by_button(front: Front, qtbot: QtBot, keys: str) -> None:
    """Press the key of a visible button until Qt has clicked it."""
    wanted = QKeySequence(keys)
    buttons = front.window.findChildren(QAbstractButton)
    (found,) = [one for one in buttons if one.isVisible() and one.shortcut() == wanted]
    with qtbot.waitSignal(found.clicked):
        press(front.window, keys)
    settle(front)
    settle(front)


def dialog_of(kind: type[T]) -> T:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind)]
    shown = [one for one in found if one.isVisible()]
    assert len(shown) == 1
    return shown[0]


def toast_undo(front: Front) -> None:
    press(front.window, "Ctrl+Z")
    settle(front)
    settle(front)


def test_one_key_a_patrol_and_the_next_one_stands_ready(front: Front, watch: Watch) -> None:
    queue = queue_of(front)
    assert queue.table.model.rowCount() == PATROLS
    first = queue.line()
    assert first is not None
    assert queue.panel.detail is not None
    assert queue.panel.detail.stored.record.id == first.stored.record.id
    key(front, "A")
    assert [one.record.id for one in in_state(front, "approved")] == [first.stored.record.id]
    assert queue.table.model.rowCount() == PATROLS - 1
    second = queue.line()
    assert second is not None and second.stored.record.id != first.stored.record.id
    toast_undo(front)
    assert in_state(front, "approved") == []
    assert queue.table.model.rowCount() == PATROLS
    assert watch.seen == []


def test_marked_ones_are_approved_together_with_a_count(front: Front) -> None:
    queue = queue_of(front)
    key(front, "Space")
    key(front, "Down")
    key(front, "Space")
    assert len(queue.marks) == 2
    assert "2" in queue._picked.text()
    key(front, "A")
    assert len(in_state(front, "approved")) == 2
    key(front, "Ctrl+A")
    key(front, "A")
    assert len(in_state(front, "approved")) == PATROLS
    assert queue.table.model.rowCount() == 0


def test_a_return_names_the_field_and_the_form_shows_it_there(front: Front) -> None:
    queue = queue_of(front)
    line = queue.line()
    assert line is not None
    rec = line.stored.record.id
    key(front, "R")
    dialog = dialog_of(ReturnDialog)
    dialog.send()
    assert dialog.isVisible()  # nothing is returned without a word
    combo, edit = dialog.lines[0]
    combo.set_value("route")
    edit.setFocus()
    typed(edit, "写全")
    press(dialog, "Ctrl+Return")
    settle(front)
    settle(front)
    assert [one.record.id for one in in_state(front, "returned")] == [rec]
    front.navigate("patrol", Open("patrol", rec))
    settle(front)
    settle(front)
    editor = page_of(front, "patrol").editor
    assert isinstance(editor, PatrolEditor) and editor.view is not None
    assert "写全" in editor.view.log.form["route"].error()
    front.window.show_page("today")
    settle(front)
    titles = [one.accessibleName() for one in page_of(front, "today").findChildren(ListRow)]
    assert any("改好后重新提交" in title for title in titles), titles


@pytest.mark.ci
def test_a_lock_takes_the_form_out_of_use_until_it_is_unlocked(front: Front) -> None:
    queue = queue_of(front)
    line = queue.line()
    assert line is not None
    rec = line.stored.record.id
    key(front, "A")
    queue.show_part("approved")
    settle(front)
    settle(front)
    key(front, "L")
    assert [one.record.id for one in in_state(front, "locked")] == [rec]
    front.navigate("patrol", Open("patrol", rec))
    settle(front)
    settle(front)
    editor = page_of(front, "patrol").editor
    assert isinstance(editor, PatrolEditor) and editor.view is not None
    assert not editor.view.log.form["route"].control.isEnabled()
    assert editor.head_actions() == []
    view = editor.view
    for button in (view.photos.more, view.findings.add, *view.no_map.buttons):
        assert not button.isEnabled() and "站长可以解锁" in button.toolTip()
    view.findings.close_form()
    assert not view.findings.add.isEnabled()
    front.navigate("patrol", Queue("patrol", "locked"))
    settle(front)
    settle(front)
    key(front, "L")
    dialog = dialog_of(UnlockDialog)
    dialog.edit.setFocus()
    typed(dialog.edit, "补照片")
    dialog.send()
    settle(front)
    settle(front)
    assert in_state(front, "locked") == []


@pytest.mark.ci
def test_enter_opens_and_escape_comes_back_to_the_queue(front: Front) -> None:
    queue_of(front)
    key(front, "Return")
    page = page_of(front, "patrol")
    assert isinstance(page.editor, PatrolEditor)
    key(front, "Escape")
    settle(front)
    assert isinstance(page.editor, QueueEditor)
    key(front, "Escape")
    assert page.editor is None


def test_the_history_is_told_by_h(front: Front) -> None:
    queue = queue_of(front)
    key(front, "A")
    queue.show_part("approved")
    settle(front)
    settle(front)
    key(front, "H")
    dialog = dialog_of(HistoryDialog)
    settle(front)
    rows = [one.accessibleName() for one in dialog.findChildren(EntryRow)]
    assert len(rows) == 3 and rows[0].startswith("已批准")
    dialog.accept()


def test_the_bin_tells_who_and_why_and_gives_back(front: Front, qtbot: QtBot) -> None:
    app, actor = front.ctx.app, front.ctx.actor()
    patrol = in_state(front, "submitted")[0]
    front.work.command(lambda: app.records.delete("patrol", patrol.record.id, "重复录入", actor))
    settle(front)
    front.navigate("base", Bin())
    settle(front)
    settle(front)
    editor = page_of(front, "base").editor
    assert isinstance(editor, RecycleBin)
    row = editor.table.model.row_at(0)
    assert row is not None
    assert (row.who, row.reason, row.stored.record.id) == (
        actor.name, "重复录入", patrol.record.id,
    )  # fmt: skip
    by_button(front, qtbot, "Ctrl+R")
    assert editor.table.model.rowCount() == 0
    assert len(in_state(front, "submitted")) == PATROLS


def test_a_submission_is_taken_back_by_its_toast(front: Front, qtbot: QtBot) -> None:
    patrol = in_state(front, "submitted")[0]
    app, actor = front.ctx.app, front.ctx.actor()
    front.work.command(
        lambda: app.records.save("patrol", patrol.record.id, {"route": "南"}, None, actor)
    )
    settle(front)
    front.navigate("patrol", Open("patrol", patrol.record.id))
    settle(front)
    settle(front)
    by_button(front, qtbot, "Ctrl+Return")
    assert len(in_state(front, "submitted")) == PATROLS
    toast_undo(front)
    assert [one.record.id for one in in_state(front, "draft")] == [patrol.record.id]


def test_a_ranger_sees_no_queue(front: Front) -> None:
    front._set_actor(Actor("", "", "护林员", ("ranger",)))
    front.window.show_page("patrol")
    settle(front)
    press(front.window, "Ctrl+Shift+A")
    settle(front)
    assert page_of(front, "patrol").editor is None


@pytest.mark.ci
def test_a_deleted_patrol_says_so_and_is_restored_from_its_form(front: Front) -> None:
    app, actor = front.ctx.app, front.ctx.actor()
    patrol = in_state(front, "submitted")[0]
    front.work.command(lambda: app.records.delete("patrol", patrol.record.id, "重复", actor))
    settle(front)
    front.navigate("patrol", Open("patrol", patrol.record.id))
    settle(front)
    settle(front)
    editor = page_of(front, "patrol").editor
    assert isinstance(editor, PatrolEditor) and editor.said is not None
    (note,) = editor.said.findChildren(Note)
    note.acted.emit()
    settle(front)
    settle(front)
    assert len(in_state(front, "submitted")) == PATROLS
    assert editor.said.isHidden()
