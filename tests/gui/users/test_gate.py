"""The gate by keyboard and pad: switch, idle lock with the draft kept, unlock, sign in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from patrol_app import logs
from patrol_app.gui import app as start
from patrol_app.gui.context import New
from patrol_app.gui.front import Front
from patrol_app.gui.kit import Question
from patrol_app.gui.main_window import MainWindow
from patrol_app.gui.users.gate import LOCK, SWITCH, Gate
from patrol_app.gui.users.idle import ASLEEP_MS, BEAT_MS
from patrol_app.gui.users.suspend import SleepWatch
from patrol_app.paths import DataPaths
from patrol_app.settings import Settings
from patrol_app.storage import vault_slots
from tests.support.folders import new_app, station_copy
from tests.support.windows import press, settle, typed

SECRET = "correct horse battery"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least that the vault's format allows: these tests are not about the cost."""
    monkeypatch.setattr(vault_slots, "ARGON_T", 1)
    monkeypatch.setattr(vault_slots, "ARGON_M_KIB", 8_192)


def gate_of(front: Front) -> Gate:
    """The gate that stands."""
    settle(front)
    assert front.guard.gate is not None
    assert front.window.covered()
    return front.guard.gate


def with_pin(front: Front, pin: str = "4826", password: str = "") -> None:
    """Give the acting person a PIN, and a password."""
    app, actor = front.ctx.app, front.ctx.actor()

    def give() -> None:
        """Both secrets."""
        app.users.set_pin(actor, actor.id, pin)
        if password:
            app.users.set_password(actor, actor.id, password)

    front.work.command(give)
    settle(front)


def ranger(front: Front) -> None:
    """A second person without a secret, named before the first."""
    app, actor = front.ctx.app, front.ctx.actor()
    front.work.command(lambda: app.users.add(actor, "李护林", ["ranger"]))
    settle(front)


def test_the_idle_lock_keeps_the_draft_and_opens_by_pin(front: Front) -> None:
    with_pin(front)
    front.navigate("base", New("person"))
    settle(front)
    editor: Any = front.window.page("base").editor  # type: ignore[attr-defined]
    line = editor.sheet.form["name"].control
    line.setFocus()
    typed(line, "半个名字")
    assert front.guard.idle.timer.isActive()
    assert front.guard.idle.timer.interval() == 10 * 60_000
    front.guard.idle.timer.timeout.emit()
    gate = gate_of(front)
    assert gate.mode == LOCK
    assert not line.isVisible()
    assert "半个名字" not in front.window.windowTitle()
    drafts = front.ctx.app.drafts.of(front.ctx.actor().id)
    assert [draft.body["values"]["name"] for draft in drafts] == ["半个名字"]
    press(front.window, "Ctrl+8")
    press(front.window, "Ctrl+K")
    press(gate, "Escape")
    assert front.window.covered()
    QTest.keyClicks(gate.secret, "1111")
    QTest.keyClick(gate.secret, Qt.Key.Key_Return)
    settle(front)
    assert gate.field.error() == "PIN 不正确"
    assert gate.secret.text() == ""
    QTest.keyClicks(gate.secret, "4826")
    QTest.keyClick(gate.secret, Qt.Key.Key_Return)
    settle(front)
    assert front.guard.gate is None
    assert line.isVisible()
    assert line.text() == "半个名字"
    assert front.window.focusWidget() is line


def test_input_of_the_window_starts_the_ten_minutes_anew(front: Front) -> None:
    idle = front.guard.idle
    handle = front.window.windowHandle()
    assert handle is not None
    idle.timer.stop()
    QTest.mouseMove(handle)
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton)
    assert idle.timer.isActive()


def test_a_machine_that_slept_is_locked(front: Front) -> None:
    with_pin(front)
    front.ctx.app.clock.now += BEAT_MS  # type: ignore[attr-defined]
    front.guard.idle.beat()
    settle(front)
    assert front.guard.gate is None
    front.ctx.app.clock.now += BEAT_MS + ASLEEP_MS + 1  # type: ignore[attr-defined]
    front.guard.idle.beat()
    assert gate_of(front).mode == LOCK


def test_the_lock_stands_before_the_machine_sleeps(front: Front) -> None:
    with_pin(front)
    front.navigate("base", New("person"))
    settle(front)
    editor: Any = front.window.page("base").editor  # type: ignore[attr-defined]
    line = editor.sheet.form["name"].control
    line.setFocus()
    typed(line, "半个名字")
    watch, told = SleepWatch(), []
    front.guard.watch_sleep(watch)

    def written() -> None:
        """What the disk holds when the machine may sleep."""
        drafts = front.ctx.app.drafts.of(front.ctx.actor().id)
        told.append([draft.body["values"]["name"] for draft in drafts])

    watch.sleeping.emit(written)
    assert front.guard.gate is not None and not line.isVisible()  # before anything else ran
    settle(front)
    assert told == [["半个名字"]]
    gate = front.guard.gate
    watch.woke.emit()
    watch.sleeping.emit(written)
    settle(front)
    assert front.guard.gate is gate and len(told) == 2


def test_sleep_asks_nobody_who_has_no_secret(front: Front) -> None:
    watch, told = SleepWatch(), []
    front.guard.watch_sleep(watch)
    watch.sleeping.emit(lambda: told.append(1))
    settle(front)
    assert front.guard.gate is None and told == [1]


def test_nobody_is_locked_out_who_has_no_secret(front: Front) -> None:
    front.guard.idle.timer.timeout.emit()
    settle(front)
    assert front.guard.gate is None


def test_dialogs_go_before_the_lock(front: Front) -> None:
    with_pin(front)
    question = Question("删除 3 条巡护？", "它们进入回收站。", "删除 3 条", front.window)
    question.open()
    press(question, "Ctrl+L")
    front.window.lock_asked.emit()
    gate_of(front)
    assert not question.isVisible()


@pytest.mark.ci
def test_another_person_takes_over_and_the_form_stays_his_draft(front: Front) -> None:
    with_pin(front)
    ranger(front)
    first = front.ctx.actor()
    front.navigate("base", New("person"))
    settle(front)
    editor: Any = front.window.page("base").editor  # type: ignore[attr-defined]
    typed(editor.sheet.form["name"].control, "半个名字")
    front.window.user_asked.emit()
    gate = gate_of(front)
    assert gate.mode == SWITCH
    QTest.keyClick(gate.people, Qt.Key.Key_Up)
    QTest.keyClick(gate.people, Qt.Key.Key_Return)
    settle(front)
    assert front.ctx.actor().name == "李护林"
    assert front.ctx.app.session.actor.roles == ("ranger",)
    page: Any = front.window.page("base")
    assert page.editor is None
    assert not any(
        "新建" in one.text() for one in page.findChildren(QPushButton) if one.isVisible()
    )
    drafts = front.ctx.app.drafts
    assert [one.body["values"]["name"] for one in drafts.of(first.id)] == ["半个名字"]
    assert drafts.of(front.ctx.actor().id) == []
    # and back by the pad
    front.window.user_asked.emit()
    gate = gate_of(front)
    QTest.keyClick(gate.people, Qt.Key.Key_Down)
    for digit in "4826":
        QTest.mouseClick(gate.pad.keys[digit], Qt.MouseButton.LeftButton)
    QTest.mouseClick(gate.go, Qt.MouseButton.LeftButton)
    settle(front)
    assert front.ctx.actor().id == first.id


def test_escape_leaves_the_switch_and_nothing_changes(front: Front) -> None:
    before = front.ctx.actor()
    front.window.user_asked.emit()
    gate = gate_of(front)
    press(gate, "Escape")
    settle(front)
    assert front.guard.gate is None
    assert front.ctx.actor() == before


def test_five_wrong_pins_ask_for_the_password(front: Front) -> None:
    with_pin(front, password=SECRET)
    front.window.lock_asked.emit()
    gate = gate_of(front)
    for _turn in range(5):
        assert gate.field.words == "PIN"
        QTest.keyClicks(gate.secret, "0000")
        QTest.keyClick(gate.secret, Qt.Key.Key_Return)
        settle(front)
    assert gate.field.words == "密码"
    assert not gate.pad.isVisible()
    QTest.keyClicks(gate.secret, SECRET)
    QTest.keyClick(gate.secret, Qt.Key.Key_Return)
    settle(front)
    assert front.guard.gate is None


def sign_in(words: list[str], turns: int = 6_000, *, open_behind: bool = False) -> None:
    """Type one secret after the other while the window asks; close it once it is open.

    Args:
        words: secrets, the right one last.
        turns: looks before it gives up.
        open_behind: the folder is open already, the gate is the lock.
    """
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
    for window in [one for one in windows if one.isVisible()]:
        gates = [one for one in window.findChildren(Gate) if one.isVisible()]
        if gates and words and gates[0].secret.isEnabled():
            assert bool(window.current_key()) == open_behind
            QTest.keyClicks(gates[0].secret, words.pop(0))
            QTest.keyClick(gates[0].secret, Qt.Key.Key_Return)
        elif turns == 0 or (window.current_key() and not window.covered()):
            window.close()
            return
    QTimer.singleShot(20, lambda: sign_in(words, turns - 1, open_behind=open_behind))


def test_a_folder_without_device_slot_asks_before_anything_is_shown(tmp_path: Path) -> None:
    app = new_app(tmp_path, "city", "DEMO00", person="示例管理员")
    me = app.session.actor
    app.users.set_password(me, me.id, SECRET)
    app.users.require_passwords(me)
    app.close()
    words = ["not the password", SECRET]
    QTimer.singleShot(0, lambda: sign_in(words))
    settings = Settings(tmp_path / "settings.json")
    assert start.run(DataPaths(tmp_path / "DEMO00"), settings) == 0
    assert words == []
    assert settings.text("last_data_dir") == str(tmp_path / "DEMO00")
    log = (tmp_path / "DEMO00" / "log").glob("*.log")
    text = "".join(path.read_text(encoding="utf-8") for path in log)
    assert "示例管理员" not in text
    assert SECRET not in text
    logs.close()


@pytest.mark.ci
def test_a_person_with_a_pin_is_asked_for_it_at_the_start(tmp_path: Path) -> None:
    app = station_copy(tmp_path, "示例站长")
    me = app.session.actor
    app.users.set_pin(me, me.id, "4826")
    app.close()
    words = ["0000", "4826"]
    QTimer.singleShot(0, lambda: sign_in(words, open_behind=True))
    assert start.run(DataPaths(tmp_path / "DEMO01"), Settings(tmp_path / "settings.json")) == 0
    assert words == []
    logs.close()
