"""The machine is about to sleep: told by logind (Linux) or by a window message (Windows).

Where neither speaks, the heartbeat of ``IdleWatch`` sees at waking that the machine was asleep.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QCoreApplication, QObject, Signal, Slot

from patrol_app.i18n import _

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

SERVICE = "org.freedesktop.login1"
PATH = "/org/freedesktop/login1"
MANAGER = "org.freedesktop.login1.Manager"
SIGNAL = "PrepareForSleep"
PREPARE: Any = SLOT("prepare(bool)")  # text: the bytes that the stubs ask for are refused
WM_POWERBROADCAST = 0x0218
PBT_APMSUSPEND = 0x0004
PBT_APMRESUMEAUTOMATIC = 0x0012
MESSAGES = (b"windows_generic_MSG", b"windows_dispatcher_MSG")
Done = Callable[[], None]
_log = logging.getLogger(__name__)


class SleepWatch(QObject):
    """What every watch says.

    Signals:
        sleeping: lock now; its argument is to be called when what was typed is written.
        woke: the machine is awake again.
    """

    sleeping = Signal(object)
    woke = Signal()

    def close(self) -> None:
        """Stop listening."""


class LogindWatch(SleepWatch):
    """Listens to logind and holds its sleep back (a ``delay`` inhibitor) until drafts are written.

    logind waits 5 s for the holders of a delay at most (``InhibitDelayMaxSec``), so a program
    that hangs never keeps a machine awake.

    Args:
        bus: the system bus; tests bring a bus of their own.
        parent: whoever locks.
    """

    def __init__(self, bus: QDBusConnection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = bus
        self._held: object | None = None
        self._pending: QDBusPendingCallWatcher | None = None
        self._closed = False
        # only what logind itself sends is heard: the bus checks the sender
        heard = bus.connect(SERVICE, PATH, MANAGER, SIGNAL, self, PREPARE)
        if heard:
            self._hold_back()
        else:
            _log.info("logind does not answer; waking is seen by the heartbeat")

    @property
    def holds(self) -> bool:
        """Whether sleep waits for this program at the moment."""
        return self._held is not None

    @Slot(bool)
    def prepare(self, begins: bool) -> None:
        """The signal itself: True before sleep, False after it."""
        if begins:
            self.sleeping.emit(self._release)
        else:
            self._hold_back()
            self.woke.emit()

    def close(self) -> None:
        """Let go of the bus and of the sleep."""
        self._closed = True
        self._bus.disconnect(SERVICE, PATH, MANAGER, SIGNAL, self, PREPARE)
        self._release()

    def _hold_back(self) -> None:
        """Ask for an inhibitor; its file descriptor is the hold."""
        from PySide6.QtDBus import QDBusMessage, QDBusPendingCallWatcher

        message = QDBusMessage.createMethodCall(SERVICE, PATH, MANAGER, "Inhibit")
        why = _("Locks and keeps what was typed")
        message.setArguments(["sleep", "Patrol", why, "delay"])
        self._pending = QDBusPendingCallWatcher(self._bus.asyncCall(message), self)
        self._pending.finished.connect(self._held_back)

    def _held_back(self, call: QDBusPendingCallWatcher) -> None:
        from PySide6.QtDBus import QDBusUnixFileDescriptor

        if call is self._pending:
            self._pending = None
        answer = _arguments(call.reply())
        call.deleteLater()
        if self._closed or not answer or not isinstance(answer[0], QDBusUnixFileDescriptor):
            _log.info("sleep is not held back: %d values came", len(answer))
            return
        self._held = answer[0]

    def _release(self) -> None:
        """Let the machine sleep: the descriptor is closed with its last reference."""
        from PySide6.QtDBus import QDBusUnixFileDescriptor

        if isinstance(self._held, QDBusUnixFileDescriptor):
            self._held.setFileDescriptor(-1)
        self._held = None


class PowerFilter(QAbstractNativeEventFilter):
    """Picks the power messages out of the messages of every window.

    Args:
        tell: called with True before sleep, False after it.
    """

    def __init__(self, tell: Callable[[bool], None]) -> None:
        super().__init__()
        self._tell = tell

    def nativeEventFilter(self, kind: object, message: int) -> tuple[bool, int]:
        """Nothing is taken; whoever else listens hears it too."""
        if bytes(kind) in MESSAGES:  # type: ignore[call-overload]
            begins = power_of(int(message))
            if begins is not None:
                self._tell(begins)
        return False, 0


def power_of(address: int) -> bool | None:
    """True for "suspends", False for "awake", None for any other ``MSG`` at ``address``.

    Source: WM_POWERBROADCAST of the Windows API; its first parameter names the event.
    """
    from ctypes.wintypes import MSG

    if not address:
        return None
    found = MSG.from_address(address)
    if found.message != WM_POWERBROADCAST:
        return None
    return {PBT_APMSUSPEND: True, PBT_APMRESUMEAUTOMATIC: False}.get(int(found.wParam))


class WindowsWatch(SleepWatch):
    """Listens to WM_POWERBROADCAST. Windows waits while the message is handled, not longer.

    Args:
        parent: whoever locks.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filter = PowerFilter(self._told)
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self._filter)

    def close(self) -> None:
        """Stop listening."""
        application = QCoreApplication.instance()
        if application is not None:
            application.removeNativeEventFilter(self._filter)

    def _told(self, begins: bool) -> None:
        if begins:
            self.sleeping.emit(lambda: None)
        else:
            self.woke.emit()


def sleep_watch(parent: QObject) -> SleepWatch | None:
    """The watch of this system; None where there is none (the heartbeat remains)."""
    if sys.platform == "win32":
        return WindowsWatch(parent)
    from PySide6.QtDBus import QDBusConnection

    bus = QDBusConnection.systemBus()
    return LogindWatch(bus, parent) if bus.isConnected() else None


def _arguments(message: QDBusMessage) -> list[object]:
    from PySide6.QtDBus import QDBusMessage

    if message.type() != QDBusMessage.MessageType.ReplyMessage:
        return []
    return list(message.arguments())
