"""The worker's side: takes jobs from stdin one after another, answers on stdout."""

from __future__ import annotations

import queue
import sys
import threading
import traceback
from typing import Any, BinaryIO

from patrol_app.errors import EnvironmentFault, PatrolError
from patrol_app.i18n import N_
from patrol_app.workers import jobs
from patrol_app.workers.bounds import bound_files, bounded
from patrol_app.workers.confined import confine_as_told
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


class _Stopped(BaseException):
    """A person cancelled the job; no ``except Exception`` of a job may swallow it."""


class Host:
    """One worker process.

    Attributes:
        source: frames from the parent.
        sink: frames to the parent.
    """

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self.source = source
        self.sink = sink
        self._runs: queue.Queue[Frame | None] = queue.Queue()
        self._cancelled: set[int] = set()

    def serve(self) -> int:
        """Answer until the parent closes; 0 then, 1 when it sent nonsense."""
        bound_files()
        reader = threading.Thread(target=self._listen, daemon=True, name="frames")
        reader.start()
        while (frame := self._runs.get()) is not None:
            if frame.kind != RUN:
                return 1
            try:
                self._run(frame)
            except OSError:
                return 0  # the parent is gone
        return 0

    def _listen(self) -> None:
        """Read frames so that a cancellation is seen while a job runs."""
        try:
            while (frame := read_frame(self.source)) is not None:
                if frame.kind == CANCEL:
                    self._cancelled.add(int(frame.header.get("id", -1)))
                else:
                    self._runs.put(frame)
        except (BrokenFrame, OSError):
            self._runs.put(Frame("broken"))
        self._runs.put(None)

    def _run(self, frame: Frame) -> None:
        number = int(frame.header["id"])

        def progress(done: int, total: int) -> None:
            """Tell the parent; stop here when the job was cancelled."""
            if number in self._cancelled:
                raise _Stopped
            write_frame(self.sink, PROGRESS, {"id": number, "done": done, "total": total})

        try:
            kind, header, parts = self._outcome(frame, progress)
        except _Stopped:
            kind, header, parts = CANCELLED, {}, []
        self._cancelled.discard(number)
        try:
            write_frame(self.sink, kind, {**header, "id": number}, parts)
        except BrokenFrame:
            answer_too_large = EnvironmentFault(
                "worker.answer", N_("The answer of the worker process is too large")
            )
            write_frame(self.sink, FAULT, {**_fault(answer_too_large), "id": number})

    def _outcome(
        self, frame: Frame, progress: jobs.Progress
    ) -> tuple[str, dict[str, Any], list[bytes]]:
        head = frame.header
        try:
            job = jobs.load(str(head["job"]))
            write_frame(self.sink, STARTED, {"id": int(head["id"])})
            with bounded(int(head.get("memory_mb", 0)), float(head.get("seconds", 0))):
                result, parts = job(dict(head.get("args") or {}), list(frame.parts), progress)
            return ANSWER, {"result": result}, parts
        except PatrolError as error:
            return FAULT, _fault(error), []
        except MemoryError:
            fault = PatrolError("worker.memory", N_("Reading it needs more memory than is allowed"))
            return FAULT, _fault(fault), []
        except Exception as error:  # noqa: BLE001 - a bug must reach the parent, not end the host
            return BUG, {"name": type(error).__name__, "trace": _places(error)}, []


def _fault(error: PatrolError) -> dict[str, Any]:
    return {
        "sort": "environment" if isinstance(error, EnvironmentFault) else "user",
        "code": error.code,
        "msgid": error.msgid,
        "params": error.params,
        "field": error.field,
        "details": [dict(entry) for entry in error.details],
    }


def _places(error: BaseException) -> list[str]:
    """Where it happened: files and lines of the program, no values (they may be personal)."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.name}:{frame.lineno}" for frame in frames][-12:]


def serve_standard_streams() -> int:
    """Serve on this process's stdin and stdout; whatever else prints goes to stderr."""
    import os

    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    confine_as_told()  # before any thread: a thread that exists already would stay free
    return Host(sys.stdin.buffer, sink).serve()
