"""Keeps the gate of an open folder: idle lock, unlock, switch to another person."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QDialog

from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.drill.lock_watch import LockWatch
from patrol_app.gui.forms.values import listed
from patrol_app.gui.main_window import MainWindow
from patrol_app.gui.users.gate import FREE, LOCK, PASSWORD, PIN, SWITCH, Face, Gate
from patrol_app.gui.users.idle import IdleWatch
from patrol_app.gui.users.suspend import SleepWatch, sleep_watch
from patrol_app.services.session import Actor
from patrol_app.services.user_types import UserInfo


class Guard(QObject):
    """Locks and unlocks the window.

    Args:
        ctx: see ``Context``.
        window: what is covered.
        keep: writes the drafts of open forms; called before the gate closes.

    Attributes:
        gate: while the window is covered.
        idle: runs out when nobody is there.

    Signals:
        changed: the ``Actor`` who acts from now on.
    """

    changed = Signal(object)

    def __init__(self, ctx: Context, window: MainWindow, keep: Callable[[], None]) -> None:
        super().__init__()
        self._ctx, self._window, self._keep = ctx, window, keep
        self.gate: Gate | None = None
        self._sleep: SleepWatch | None = None
        self._closed = False
        self.idle = IdleWatch(
            lambda: ctx.settings.number("lock_minutes"), ctx.app.clock.now_ms, self
        )
        self.idle.expired.connect(self.lock)

    def begin_sleep_watch(self) -> None:
        """Listen to what this system says before it sleeps; nothing where it says nothing."""
        watch = sleep_watch(self) if not self._closed else None
        if watch is not None:
            self.watch_sleep(watch)

    def watch_sleep(self, watch: SleepWatch) -> None:
        """Lock when the machine suspends; the heartbeat stays for what does not say so."""
        self._sleep = watch
        watch.sleeping.connect(self.suspend)
        watch.woke.connect(self.lock)

    def close(self) -> None:
        """Stop watching."""
        self._closed = True
        self.idle.close()
        if self._sleep is not None:
            self._sleep.close()
            self._sleep = None

    def lock(self) -> None:
        """Cover the window, the drafts saved first; nothing where nobody could be asked."""
        if self.gate is not None:
            return
        self._keep()
        app, person = self._ctx.app, self._ctx.actor().id
        self._ctx.work.query(lambda: app.users.one(person), self._lock_if_asked, owner=self)

    def suspend(self, done: Callable[[], None]) -> None:
        """Cover the window before this returns, the drafts first; then let the machine sleep.

        Args:
            done: called when what was typed is written, or cannot be.
        """
        if self.gate is None:
            self._keep()
            if self._asks_now():
                self._shut(LOCK)
                self._window.repaint()  # the first picture after waking shows no record
        # the writer works in order: when this comes back the drafts are on the disk
        self._ctx.work.command(lambda: None, lambda _none: done(), lambda _fault: done())

    def _asks_now(self) -> bool:
        """Whether the person has a secret: one row, read here because nobody waits for a thread."""
        try:
            return self._ctx.app.users.one(self._ctx.actor().id).asks in (PIN, PASSWORD)
        except PatrolError:
            return True

    def lock_now(self) -> None:
        """Cover the window at once: at the start of a folder whose person has a secret."""
        self._close_gate()
        self._shut(LOCK)

    def switch(self) -> None:
        """Let another person act."""
        if self.gate is None:
            self._keep()
            self._shut(SWITCH)

    def _lock_if_asked(self, user: UserInfo) -> None:
        if user.asks in (PIN, PASSWORD) and self.gate is None:
            self._shut(LOCK)

    def _shut(self, mode: str) -> None:
        """Cover the window and ask for the people."""
        _close_dialogs()
        self.gate = gate = Gate(mode)
        gate.entered.connect(self._try)
        gate.cancelled.connect(self._cancelled)
        self._window.cover(gate)
        if mode == LOCK and (drill := self._ctx.running.now()) is not None:
            gate.show_watch(LockWatch(drill))
        app = self._ctx.app
        self._ctx.work.query(lambda: app.users.list(), self._fill, owner=gate)

    def _fill(self, users: Sequence[UserInfo]) -> None:
        if self.gate is None:
            return
        faces = [_face(user) for user in users]
        self.gate.set_faces(faces, self._ctx.actor().id)
        self.gate.focus_first()

    def _try(self, person: str, kind: str, secret: str) -> None:
        users = self._ctx.app.users

        def enter() -> Actor:
            """Ask the service."""
            if kind == PIN:
                return users.use_pin(person, secret)
            if kind == PASSWORD:
                return users.use_password(person, secret)
            return users.use_freely(person)

        self._ctx.work.command(enter, self._entered, self._refused, owner=self)

    def _entered(self, actor: Actor) -> None:
        self._close_gate()
        self.idle.touch()
        self.changed.emit(actor)

    def _refused(self, fault: PatrolError) -> None:
        if self.gate is None:
            return
        if fault.code == "pin.spent":
            self.gate.ask_password()
        self.gate.show_error(fault.message())

    def _cancelled(self) -> None:
        self._close_gate()
        self.idle.touch()

    def _close_gate(self) -> None:
        if self.gate is not None:
            self.gate = None
            self._window.uncover()


def _face(user: UserInfo) -> Face:
    roles = vocabulary("role")
    caption = listed(roles.label(role) for role in user.roles[:2])
    asks = user.asks if user.asks in (FREE, PIN, PASSWORD) else "none"
    return Face(user.id, user.name, caption or user.number, asks, user.has_password)


def _close_dialogs() -> None:
    """Dialogs and menus over the window would show what the gate hides."""
    popup = QApplication.activePopupWidget()
    while popup is not None:
        popup.close()
        popup = QApplication.activePopupWidget()
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()
