"""Lock at suspend itself: logind on a private bus, the native message of Windows."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from ctypes.wintypes import MSG
from typing import Any

import pytest
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusUnixFileDescriptor,
    QDBusVirtualObject,
)
from pytestqt.qtbot import QtBot

from patrol_app.gui.users import suspend
from patrol_app.gui.users.suspend import LogindWatch, PowerFilter, WindowsWatch, power_of

DAEMON = shutil.which("dbus-daemon")


class Login1(QDBusVirtualObject):
    """A stand-in for logind: gives inhibitors out and says when sleep begins and ends.

    Attributes:
        asked: arguments of each ``Inhibit``.
        ends: our ends of the pipes whose other ends were given out; at end of file all copies
            are closed.
        refuses: answers with an error.
    """

    def __init__(self, bus: QDBusConnection) -> None:
        super().__init__()
        self._bus = bus
        self.asked: list[list[object]] = []
        self.ends: list[int] = []
        self.refuses = False

    def introspect(self, path: str) -> str:
        """Nobody asks."""
        return ""

    def handleMessage(self, message: QDBusMessage, connection: QDBusConnection) -> bool:
        """``Inhibit(what, who, why, mode) -> h``."""
        if message.member() != "Inhibit" or self.refuses:
            return False
        self.asked.append(list(message.arguments()))
        mine, theirs = os.pipe()
        os.set_blocking(mine, False)
        self.ends.append(mine)
        answer = message.createReply()
        answer.setArguments([QDBusUnixFileDescriptor(theirs)])
        os.close(theirs)  # the reply carries a copy of its own
        return bool(connection.send(answer))

    def say(self, begins: bool) -> None:
        """``PrepareForSleep``."""
        message = QDBusMessage.createSignal(suspend.PATH, suspend.MANAGER, suspend.SIGNAL)
        message.setArguments([begins])
        assert self._bus.send(message)

    def released(self) -> bool:
        """Whether the last inhibitor was let go."""
        try:
            return os.read(self.ends[-1], 1) == b""
        except BlockingIOError:
            return False


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A bus of our own."""
    if DAEMON is None:
        pytest.skip("NOT TESTED: lock at suspend over D-Bus (dbus-daemon is not installed)")
    command = [DAEMON, "--session", "--nofork", "--nopidfile", "--print-address=1"]
    daemon = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert daemon.stdout is not None
    yield daemon.stdout.readline().strip()
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


@pytest.fixture
def login1(address: str, qapp: object) -> Iterator[Login1]:
    """The stand-in on the bus."""
    bus = QDBusConnection.connectToBus(address, "stand-in")
    assert bus.registerService(suspend.SERVICE)
    made = Login1(bus)
    assert bus.registerVirtualObject(suspend.PATH, made)
    yield made
    bus.unregisterObject(suspend.PATH)
    bus.unregisterService(suspend.SERVICE)
    QDBusConnection.disconnectFromBus("stand-in")
    for end in made.ends:
        os.close(end)


@pytest.fixture
def watch(address: str, login1: Login1, qtbot: QtBot) -> Iterator[LogindWatch]:
    """Holds sleep back."""
    made = LogindWatch(QDBusConnection.connectToBus(address, "watch"))
    qtbot.waitUntil(lambda: made.holds)
    yield made
    made.close()
    QDBusConnection.disconnectFromBus("watch")


def test_sleep_waits_until_the_drafts_are_written(
    watch: LogindWatch, login1: Login1, qtbot: QtBot
) -> None:
    assert login1.asked[0][0] == "sleep" and login1.asked[0][3] == "delay"
    assert not login1.released()
    told: list[Any] = []
    watch.sleeping.connect(told.append)
    login1.say(True)
    qtbot.waitUntil(lambda: bool(told))
    assert watch.holds and not login1.released()
    told[0]()  # the drafts are written
    qtbot.waitUntil(login1.released)
    assert not watch.holds
    with qtbot.waitSignal(watch.woke):
        login1.say(False)
    qtbot.waitUntil(lambda: watch.holds)
    assert len(login1.asked) == 2 and not login1.released()
    watch.close()
    qtbot.waitUntil(login1.released)


def test_without_an_inhibitor_the_lock_still_comes(
    address: str, login1: Login1, qtbot: QtBot
) -> None:
    login1.refuses = True
    watch = LogindWatch(QDBusConnection.connectToBus(address, "refused"))
    with qtbot.waitSignal(watch.sleeping):
        login1.say(True)
    assert not watch.holds
    watch.close()
    QDBusConnection.disconnectFromBus("refused")


def message(number: int, parameter: int) -> MSG:
    """A message as Windows hands it over."""
    made = MSG()
    made.message, made.wParam = number, parameter
    return made


@pytest.mark.parametrize(
    ("number", "parameter", "begins"),
    [(0x0218, 0x4, True), (0x0218, 0x12, False), (0x0218, 0xA, None), (0x0219, 0x4, None)],
)
def test_the_power_message_is_read(number: int, parameter: int, begins: bool | None) -> None:
    made = message(number, parameter)
    assert power_of(ctypes.addressof(made)) is begins
    told: list[bool] = []
    taken = PowerFilter(told.append).nativeEventFilter(
        b"windows_generic_MSG", ctypes.addressof(made)
    )
    assert taken == (False, 0)
    assert told == ([] if begins is None else [begins])


def test_other_systems_messages_are_not_read() -> None:
    told: list[bool] = []
    made = PowerFilter(told.append)
    assert made.nativeEventFilter(b"xcb_generic_event_t", 1) == (False, 0)
    assert power_of(0) is None and told == []


def test_windows_tells_before_and_after(qapp: object) -> None:
    watch = WindowsWatch()
    heard: list[str] = []

    def sleeps(done: Callable[[], None]) -> None:
        """Nothing is held back: Windows waits for the handler alone."""
        done()
        heard.append("sleeps")

    watch.sleeping.connect(sleeps)
    watch.woke.connect(lambda: heard.append("awake"))
    for parameter in (0x4, 0x12):
        made = message(0x0218, parameter)
        watch._filter.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(made))
    assert heard == ["sleeps", "awake"]
    watch.close()
