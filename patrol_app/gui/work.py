"""Work beside the window: readers on a small pool, one writer thread, long work on its own.

Everything that touches the store, a file or a paper goes through here. A page never waits: it
hands over a plain function and gets the outcome by a queued signal in the GUI thread.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QEventLoop, QObject, Qt, Signal, Slot

from patrol_app.errors import EnvironmentFault, PatrolError
from patrol_app.gui.sweep import Sweep
from patrol_app.i18n import N_

T = TypeVar("T")
OnDone = Callable[[Any], None]
OnError = Callable[[PatrolError], None]
OnProgress = Callable[[int, int, float], None]

READERS = 2  # the machine has two cores; more threads only wait for each other
SWITCH_SECONDS = 1e-4  # measured: a busy thread delays a repaint by 17-66 ms, else up to 1.5 s
PROGRESS_SECONDS = 0.05
ORIGIN: ContextVar[str] = ContextVar("origin", default="")
_log = logging.getLogger(__name__)


class Task:
    """One piece of work under way.

    It holds whatever the work hangs on, widgets too, so that a worker's thread holds the task
    alone: what that thread let go as the last one would be destroyed there, which Qt forbids.

    Attributes:
        owner: whoever asked; when it is gone the outcome is dropped.
        writes: stands in the writer's queue; closing finishes it.
        result, fault: the outcome, until it is delivered.
    """

    def __init__(
        self,
        job: Callable[[Task], Any],
        on_done: OnDone | None,
        on_error: OnError | None,
        owner: QObject | None,
    ) -> None:
        self.job: Callable[[Task], Any] | None = job
        self.result: Any = None
        self.fault: BaseException | None = None
        self.on_done, self.on_error, self.owner = on_done, on_error, owner
        self.on_progress: OnProgress | None = None
        self.writes = False
        self._stop = threading.Event()
        self._started = time.monotonic()
        self._told = 0.0
        self.future: Future[Any] | None = None

    def cancel(self) -> None:
        """Ask the work to stop; what cannot stop any more ends as usual."""
        self._stop.set()
        if self.future is not None:
            self.future.cancel()

    def cancelled(self) -> bool:
        """Whether somebody asked to stop; hand this to services as ``cancelled``."""
        return self._stop.is_set()

    def let_go(self) -> None:
        """Everything it hangs on (GUI thread)."""
        self.job = self.on_done = self.on_error = self.on_progress = self.owner = None
        self.result = self.fault = None

    def wanted(self) -> bool:
        """Whether somebody still waits for the outcome."""
        return self.owner is None or shiboken6.isValid(self.owner)


class Work(QObject):
    """Runs functions off the GUI thread and brings their outcomes back.

    ``on_done(result)`` and ``on_error(fault)`` are called in the GUI thread, by a queued signal.
    ``owner`` is the widget that asked: when it was destroyed meanwhile nothing is called.
    A fault that nobody takes (no ``on_error``) goes out by the signal ``failed``. An exception
    that is no ``PatrolError`` is a bug: it is logged, kept in ``bugs`` (tests look there) and
    told as ``EnvironmentFault("program.bug")``.

    Signals:
        failed: a ``PatrolError`` without a taker; the window shows it as a toast.
        idle: the last piece of work under way has ended.
    """

    failed = Signal(object)
    idle = Signal()
    _arrived = Signal(object)
    _moved = Signal(object, int, int, float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(SWITCH_SECONDS)
        self.bugs: list[BaseException] = []
        self._open: set[Task] = set()
        self._sweep = Sweep(self)
        self._closed = False
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._writer = ThreadPoolExecutor(1, "writer")
        self._heavy = ThreadPoolExecutor(1, "heavy")
        queued = Qt.ConnectionType.QueuedConnection
        self._arrived.connect(self._deliver, queued)
        self._moved.connect(self._progress, queued)

    def query(
        self,
        read: Callable[[], T],
        on_done: Callable[[T], None],
        on_error: OnError | None = None,
        *,
        owner: QObject | None = None,
    ) -> Task:
        """Read on the pool: ``work.query(lambda: app.queries.page(listing), self._show)``.

        Args:
            read: plain function; returns frozen rows, never a widget or an ORM object.
            on_done: takes the result.
            on_error: takes the fault.
            owner: dropped outcome when it is gone.
        """
        return self._start(self._readers, lambda _task: read(), on_done, on_error, owner)

    def command(
        self,
        write: Callable[[], T],
        on_done: Callable[[T], None] | None = None,
        on_error: OnError | None = None,
        *,
        owner: QObject | None = None,
        origin: str = "",
    ) -> Task:
        """Write on the one writer thread, in the order asked; a slice of at most 50 ms.

        Args:
            write: plain function around one use case, e.g. ``lambda: app.records.save(...)``.
            on_done: takes the result.
            on_error: takes the fault.
            owner: dropped outcome when it is gone (the write is done all the same).
            origin: name of the page that asks; its ``Changes`` carry it, so that the page
                skips its own echo (see ``Bridge``).
        """

        def run(_task: Task) -> T:
            """Write under the name of whoever asked."""
            token = ORIGIN.set(origin)
            try:
                return write()
            finally:
                ORIGIN.reset(token)

        return self._start(self._writer, run, on_done, on_error, owner)

    def heavy(
        self,
        job: Callable[[Callable[[int, int], None], Callable[[], bool]], T],
        on_done: Callable[[T], None],
        on_error: OnError | None = None,
        on_progress: OnProgress | None = None,
        *,
        owner: QObject | None = None,
        origin: str = "",
    ) -> Task:
        """Long work whose service sends the Python-heavy part to a process of its own.

        Args:
            job: called with (progress, cancelled): ``progress(done, total)`` may be called from
                there at any rate, ``cancelled()`` is asked by the service. Example:
                ``lambda progress, cancelled: app.imports.plan(paths, actor,
                on_progress=progress, cancelled=cancelled)``.
            on_done: takes the result.
            on_error: takes the fault, ``work.cancelled`` among them.
            on_progress: called in the GUI thread with (done, total, seconds so far), at most
                twenty times a second; fits ``ProgressLine.show_progress``.
            owner: dropped outcome when it is gone.
            origin: as in ``command``.

        Returns:
            The task; ``task.cancel()`` is what a cancel button calls.
        """

        def run(task: Task) -> T:
            """Do the job under the name of whoever asked."""
            token = ORIGIN.set(origin)
            try:
                return job(lambda done, total: self._tell(task, done, total), task.cancelled)
            finally:
                ORIGIN.reset(token)

        return self._start(self._heavy, run, on_done, on_error, owner, on_progress)

    def busy(self) -> int:
        """How many pieces of work are under way or waiting."""
        return len(self._open)

    def settle(self) -> None:
        """Run the event loop until nothing is under way (tests, pictures, closing)."""
        while self._open:
            loop = QEventLoop()
            self.idle.connect(loop.quit)
            loop.exec()

    def close(self) -> None:
        """Finish the writes, give up reads and long work, end the threads."""
        if self._closed:
            return
        self._closed = True
        for task in self._open:
            if not task.writes:
                task.cancel()
        for pool in (self._heavy, self._readers, self._writer):
            pool.shutdown(wait=True, cancel_futures=pool is not self._writer)
        for task in self._open:
            task.let_go()
        self._open.clear()
        self._sweep.end()

    def _start(
        self,
        pool: ThreadPoolExecutor,
        run: Callable[[Task], Any],
        on_done: OnDone | None,
        on_error: OnError | None,
        owner: QObject | None,
        on_progress: OnProgress | None = None,
    ) -> Task:
        task = Task(run, on_done, on_error, owner)
        task.on_progress = on_progress
        task.writes = pool is self._writer
        if self._closed:
            return task
        self._open.add(task)
        task.future = pool.submit(self._run, task)
        task.future.add_done_callback(lambda future: self._dropped(task, future))
        return task

    def _run(self, task: Task) -> None:
        try:
            if task.job is not None:
                task.result = task.job(task)
        except BaseException as error:  # noqa: BLE001 - told to the person, logged, kept
            task.fault = error
        if not self._closed:
            self._arrived.emit(task)

    def _dropped(self, task: Task, future: Future[Any]) -> None:
        """A piece of work that was cancelled before it began still has to be answered."""
        if future.cancelled() and not self._closed:
            task.fault = PatrolError("work.cancelled", N_("Cancelled"))
            self._arrived.emit(task)

    def _tell(self, task: Task, done: int, total: int) -> None:
        now = time.monotonic()
        if now - task._told >= PROGRESS_SECONDS or done == total:
            task._told = now
            self._moved.emit(task, done, total, now - task._started)

    @Slot(object, int, int, float)
    def _progress(self, task: Task, done: int, total: int, seconds: float) -> None:
        if task in self._open and task.on_progress is not None and task.wanted():
            task.on_progress(done, total, seconds)

    @Slot(object)
    def _deliver(self, task: Task) -> None:
        if task not in self._open:
            return
        self._open.discard(task)
        try:
            self._answer(task, task.result, task.fault)
        finally:
            task.let_go()
            if not self._open:
                self.idle.emit()

    def _answer(self, task: Task, result: Any, fault: BaseException | None) -> None:
        if fault is None:
            if task.on_done is not None and task.wanted():
                task.on_done(result)
            return
        if not isinstance(fault, PatrolError):
            self.bugs.append(fault)
            _log.error("bug in background work", exc_info=fault)
            fault = EnvironmentFault(
                "program.bug", N_("The program made a mistake; it is noted in the log")
            )
        if not task.wanted():
            return
        if task.on_error is not None:
            task.on_error(fault)
        else:
            self.failed.emit(fault)
