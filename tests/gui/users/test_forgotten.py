"""A forgotten password by mouse: the station's dialog at the door, the city's in the settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from patrol_app.bootstrap import build
from patrol_app.bootstrap_recovery import answer_recovery, ask_recovery
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.exchange.codes import CodeShow
from patrol_app.gui.users.forgotten import Answering, Forgotten
from patrol_app.gui.users.gate import LOCK, LOGIN, Gate
from patrol_app.paths import DataPaths
from patrol_app.settings import Settings
from patrol_app.storage import vault_slots
from patrol_app.storage.vault import add_recovery_slot
from tests.support.folders import new_app
from tests.support.windows import Watch, opened, settle

SECRET, NEXT = "correct horse battery", "another long password"


class Named(Chooser):
    """Answers every dialog with the next of ``paths``."""

    def __init__(self, *paths: Path) -> None:
        self.paths = list(paths)

    def open(self, parent: QWidget, title: str, kinds: Sequence[str]) -> Path | None:
        """The next one."""
        return self.paths.pop(0)

    def save(self, parent: QWidget, title: str, name: str, kinds: Sequence[str]) -> Path | None:
        """The next one."""
        return self.paths.pop(0)


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least that the vault's format allows: these tests are not about the cost."""
    monkeypatch.setattr(vault_slots, "ARGON_T", 1)
    monkeypatch.setattr(vault_slots, "ARGON_M_KIB", 8_192)


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, str, str]:
    """A city's recovery file with its recipient and identity."""
    new_app(tmp_path, "city", "DEMO00").close()
    file = tmp_path / "DEMO00.recovery.txt"
    lines = file.read_text(encoding="utf-8").splitlines()
    recipient = next(line.rpartition(" ")[2] for line in lines if "age recipient" in line)
    return file, recipient, next(line for line in lines if line.startswith("AGE-"))


@pytest.fixture
def station(tmp_path: Path, keys: tuple[Path, str, str]) -> Iterator[DataPaths]:
    """A locked station that the city's recovery key opens."""
    app = new_app(tmp_path, "station", "DEMO01", person="示例管理员")
    add_recovery_slot(app.paths, [keys[1]], app.store.key)
    me = app.session.actor
    app.users.set_password(me, me.id, SECRET)
    app.users.require_passwords(me)
    app.close()
    yield DataPaths(tmp_path / "DEMO01")


def test_only_the_door_offers_it() -> None:
    login, lock = Gate(LOGIN), Gate(LOCK)
    assert not login.lost.isHidden()
    assert lock.lost.isHidden()
    heard: list[bool] = []
    login.forgotten.connect(lambda: heard.append(True))
    QTest.mouseClick(login.lost, Qt.MouseButton.LeftButton)
    assert heard == [True]
    for gate in (login, lock):
        gate.deleteLater()


def test_request_answer_and_new_password(
    station: DataPaths, keys: tuple[Path, str, str], tmp_path: Path
) -> None:
    ask, answer = tmp_path / "ask.json", tmp_path / "answer.age"
    settings = Settings(tmp_path / "settings.json")

    def take(raw: bytes, password: str) -> None:
        """As the door does it."""
        app = build(station, settings, answer=raw)
        app.users.recover(app.session.actor.id, password)
        app.close()

    dialog = Forgotten(station, take, None, Named(ask, answer))
    dialog.show()
    assert not dialog.go.isEnabled()
    QTest.mouseClick(dialog.ask, Qt.MouseButton.LeftButton)
    code = dialog.findChild(CodeShow).code  # type: ignore[union-attr]
    assert answer_recovery(ask.read_bytes(), keys[2], code, answer)
    QTest.mouseClick(dialog.read, Qt.MouseButton.LeftButton)
    QTest.keyClicks(dialog.first.control, NEXT)
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()  # typed once only
    QTest.keyClicks(dialog.again.control, NEXT)
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    build(station, settings, password=NEXT).close()


def test_the_city_answers_with_the_digits(
    station: DataPaths, keys: tuple[Path, str, str], tmp_path: Path
) -> None:
    ask, answer = tmp_path / "ask.json", tmp_path / "answer.age"
    code = ask_recovery(station, ask)
    folder = tmp_path / "office"
    folder.mkdir()
    with opened(folder, Watch()) as front:
        dialog = Answering(front.ctx, front.window, Named(ask, keys[0], answer, answer))
        dialog.show()
        QTest.mouseClick(dialog.request, Qt.MouseButton.LeftButton)
        QTest.mouseClick(dialog.file, Qt.MouseButton.LeftButton)
        QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
        assert not answer.exists()  # no digits
        QTest.keyClicks(dialog.digits, "111122223333")
        QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
        settle(front)
        assert not answer.exists()  # wrong ones
        dialog.digits.clear()
        QTest.keyClicks(dialog.digits, code)
        QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
        settle(front)
        assert answer.exists()
        rows = front.ctx.app.privacy.audit(front.ctx.actor(), limit=5)
        assert "recovery.answered" in [row.what for row in rows]
