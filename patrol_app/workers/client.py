"""The parent's side: processes that are reused, bounded in time, and replaced when they die."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import patrol_app
from patrol_app import limits
from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.i18n import N_
from patrol_app.paths import program
from patrol_app.workers.clock import Clock
from patrol_app.workers.confined import FOLDER_VARIABLE
from patrol_app.workers.frames import (
    ANSWER,
    BUG,
    CANCEL,
    CANCELLED,
    FAULT,
    PROGRESS,
    RUN,
    STARTED,
    BrokenFrame,
    Frame,
    read_frame,
    write_frame,
)
from patrol_app.workers.jobs import WRITING

_LOG = logging.getLogger(__name__)
_POLL_SECONDS: Final = 0.05  # how often a cancellation is looked for
_GRACE_SECONDS: Final = 2.0  # for a cancelled job to come to its next step

DIED: Final = "worker.died"
TIMEOUT: Final = "worker.timeout"
CANCEL_CODE: Final = "work.cancelled"

OnProgress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]


@dataclass(frozen=True)
class Answer:
    """What a job gave.

    Attributes:
        result: plain JSON values.
        parts: binary parts that the result names by number.
    """

    result: dict[str, Any]
    parts: list[bytes] = field(default_factory=list)


def command() -> list[str]:
    """How a worker process is started, frozen or from source."""
    if getattr(sys, "frozen", False):
        return [*program(), "worker"]
    return [sys.executable, "-m", "patrol_app.worker_host"]


def _environment(private: Path, confined: bool) -> dict[str, str]:
    """Surroundings of a worker: its temporary files lie in ``private``."""
    root = str(Path(patrol_app.__file__).resolve().parent.parent)
    paths = [root, os.environ.get("PYTHONPATH", "")]
    # One thread each: more of them only cost address space and start-up here.
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(private)),
        FOLDER_VARIABLE: str(private) if confined else "",
    }


class _Process:
    """One worker process with its private folder, and the thread that takes its frames.

    Args:
        confined: it writes into its private folder alone (where the system enforces it).
    """

    def __init__(self, confined: bool) -> None:
        self.confined = confined
        self._private = Path(tempfile.mkdtemp(prefix="patrol-worker-"))
        flags: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows alone has it
        try:
            self.process = subprocess.Popen(
                command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(self._private, confined),
                cwd=self._private,
                creationflags=flags,
            )
        except OSError:
            shutil.rmtree(self._private, ignore_errors=True)
            raise
        self.spent = False
        self.frames: queue.Queue[Frame | None] = queue.Queue()
        self.listener = threading.Thread(target=self._listen, daemon=True, name="worker-frames")
        self.listener.start()

    def _listen(self) -> None:
        stream = self.process.stdout
        if stream is not None:
            try:
                while (frame := read_frame(stream)) is not None:  # type: ignore[arg-type]
                    self.frames.put(frame)
            except (BrokenFrame, OSError, ValueError):
                self.end()
        self.frames.put(None)

    def end(self) -> None:
        """Kill it; it is never used again, even where the system still shows it for a moment."""
        self.spent = True
        self.process.kill()

    def send(self, kind: str, header: dict[str, Any], parts: Sequence[bytes] = ()) -> None:
        """Write one frame; a dead process is noticed by the reader, not here."""
        if self.process.stdin is not None:
            with contextlib.suppress(OSError):
                write_frame(self.process.stdin, kind, header, parts)  # type: ignore[arg-type]

    def alive(self) -> bool:
        """Whether the process still runs."""
        return not self.spent and self.process.poll() is None

    def close(self) -> None:
        """End the process and its thread; nothing is left behind."""
        self.end()
        self.process.wait()
        self.listener.join()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        shutil.rmtree(self._private, ignore_errors=True)


class _Watch:
    """Waits for the frames of one job and sees to its cancellation meanwhile."""

    def __init__(self, process: _Process, number: int, cancelled: IsCancelled | None) -> None:
        self.process = process
        self.number = number
        self.cancelled = cancelled
        self.asked_at: float | None = None

    def next(self) -> Frame | None:
        """The next frame; None when the process is gone.

        Raises:
            UserError: ``work.cancelled``: the job did not hear it in time and was ended.
        """
        while True:
            now = time.monotonic()
            if self.asked_at is None:
                # Asked before every frame: a job that tells much never leaves the queue empty.
                if self.cancelled is not None and self.cancelled():
                    self.asked_at = now
                    self.process.send(CANCEL, {"id": self.number})
            elif now - self.asked_at > _GRACE_SECONDS:
                self.process.end()
                raise _cancelled()
            try:
                return self.process.frames.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue


class WorkerPool:
    """Keeps up to ``size`` worker processes; safe to use from several threads."""

    def __init__(self, size: int = 1) -> None:
        self._free = threading.Semaphore(size)
        self._lock = threading.Lock()
        self._idle: list[_Process] = []
        self._busy: set[_Process] = set()
        self._closed = False
        self._number = 0

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes, the busy ones too; their callers get ``worker.died``."""
        with self._lock:
            self._closed = True
            idle, busy = list(self._idle), list(self._busy)
            self._idle.clear()
        for process in busy:
            process.end()
        for process in idle:
            process.close()

    def run(
        self,
        job: str,
        args: dict[str, Any],
        parts: Sequence[bytes] = (),
        *,
        timeout_s: float = limits.READ_SECONDS,
        memory_mb: int = limits.READ_MEMORY_MB,
        on_progress: OnProgress | None = None,
        cancelled: IsCancelled | None = None,
        label: str = "",
    ) -> Answer:
        """Run one job in a worker process and wait for it.

        Args:
            job: name in ``jobs.JOBS``.
            args: plain JSON values; a path is absolute, the worker stands in a folder of its own.
            parts: binary parts.
            timeout_s: the process is killed when the work takes longer; that its program is
                loaded first has ``limits.START_SECONDS`` of its own.
            memory_mb: address space above what the process has at the start of the job.
            on_progress: called in this thread with (done, total).
            cancelled: asked about 20 times a second.
            label: what is worked on, for the messages (a file name).

        Raises:
            UserError: the job refused its input, was cancelled (``work.cancelled``), took too
                long (``worker.timeout``) or its process ended (``worker.died``).
            EnvironmentFault: no process could be started.
        """
        with self._free:
            process, number = self._take(job not in WRITING)
            reusable = False
            try:
                run = {"id": number, "job": job, "args": args}
                bounds = {"seconds": timeout_s, "memory_mb": memory_mb}
                answer = self._attend(
                    process, {**run, **bounds}, parts, on_progress, cancelled, label
                )
                reusable = True
                return answer
            except UserError as error:
                reusable = error.code not in (DIED, TIMEOUT)
                raise
            except EnvironmentFault:
                reusable = True
                raise
            finally:
                self._give_back(process, reusable)

    def _take(self, confined: bool) -> tuple[_Process, int]:
        with self._lock:
            if self._closed:
                raise EnvironmentFault("worker.closed", N_("The program is closing"))
            self._number += 1
            while self._idle:
                process = self._idle.pop()
                if process.alive() and process.confined == confined:
                    self._busy.add(process)
                    return process, self._number
                process.close()
            number = self._number
        try:
            process = _Process(confined)
        except OSError as error:
            raise EnvironmentFault(
                "worker.start", N_("No worker process could be started")
            ) from error
        with self._lock:
            self._busy.add(process)
        return process, number

    def _give_back(self, process: _Process, reusable: bool) -> None:
        with self._lock:
            self._busy.discard(process)
            if reusable and not self._closed and process.alive():
                self._idle.append(process)
                return
        process.close()

    def _attend(
        self,
        process: _Process,
        run: dict[str, Any],
        parts: Sequence[bytes],
        on_progress: OnProgress | None,
        cancelled: IsCancelled | None,
        label: str,
    ) -> Answer:
        clock = Clock(process.end, limits.START_SECONDS, run["seconds"])
        watch = _Watch(process, run["id"], cancelled)
        try:
            process.send(RUN, run, parts)
            while True:
                frame = watch.next()
                if frame is None and clock.late:
                    raise UserError(
                        TIMEOUT,
                        N_("{label}: stopped after {seconds} s"),
                        label=label,
                        seconds=round(clock.seconds),
                    )
                if frame is None:
                    raise UserError(
                        DIED, N_("{label}: could not be read, the reader stopped"), label=label
                    )
                if frame.header.get("id") != run["id"]:
                    continue
                if frame.kind == STARTED:
                    clock.begins()
                elif frame.kind != PROGRESS:
                    return _answer(frame)
                elif on_progress is not None:
                    on_progress(int(frame.header["done"]), int(frame.header["total"]))
        finally:
            clock.stop()


def _cancelled() -> UserError:
    return UserError(CANCEL_CODE, N_("Cancelled"))


def _answer(frame: Frame) -> Answer:
    """The answer of a final frame.

    Raises:
        UserError, EnvironmentFault: what the job raised.
    """
    head = frame.header
    if frame.kind == ANSWER:
        return Answer(head["result"], list(frame.parts))
    if frame.kind == CANCELLED:
        raise _cancelled()
    if frame.kind == FAULT:
        sort = EnvironmentFault if head["sort"] == "environment" else UserError
        raise sort(
            head["code"],
            head["msgid"],
            field=head["field"],
            details=tuple(head["details"]),
            **head["params"],
        )
    if frame.kind == BUG:
        _LOG.error("worker failed: %s at %s", head["name"], " ".join(head["trace"]))
        raise UserError(
            "worker.bug", N_("The work failed inside the program ({name})"), name=head["name"]
        )
    raise UserError("worker.bug", N_("The work failed inside the program ({name})"), name="frame")
