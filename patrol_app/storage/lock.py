"""One writing process: a lock that the system drops with the process, and its holder's name.

The note about the holder lies in a file of its own beside the lock, because Windows lets
nobody read a locked file. The note only explains; the lock alone decides.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from filelock import FileLock, Timeout

from patrol_app.errors import EnvironmentFault
from patrol_app.i18n import N_, _
from patrol_app.paths import DataPaths
from patrol_app.storage.faults import disk_faults
from patrol_app.storage.files import PRIVATE, ensure_folder, write_atomic

NOTE_BYTES: Final = 4096


@dataclass(frozen=True)
class Holder:
    """Who holds the store.

    Attributes:
        pid: process id.
        work: what it does, a message id.
    """

    pid: int
    work: str


class WriterLock:
    """The lock of one data folder; also a context manager that releases.

    Args:
        paths: the data folder.
    """

    def __init__(self, paths: DataPaths) -> None:
        self._paths = paths
        # no thread-local state: the writer thread may release what the start acquired
        self._lock = FileLock(paths.lock, mode=PRIVATE, thread_local=False, fallback_to_soft=False)

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._lock.is_locked

    def acquire(self, work: str, wait_s: float) -> Self:
        """Take the lock; one left by a crashed process is free.

        Args:
            work: message id of what this process does, for the others' message.
            wait_s: seconds to wait; 0 tries once.

        Raises:
            EnvironmentFault: ``store.in_use`` naming the holder's pid and work.
        """
        with disk_faults(self._paths.lock):
            ensure_folder(self._paths.root)
            try:
                self._lock.acquire(timeout=max(0.0, wait_s))
            except Timeout as error:
                raise _in_use(read_holder(self._paths)) from error
        try:
            note = json.dumps({"pid": os.getpid(), "work": work})
            write_atomic(_note_path(self._paths), note.encode("utf-8"))
        except BaseException:
            self._lock.release()
            raise
        return self

    def release(self) -> None:
        """Give the lock back; nothing when it is not held."""
        if not self.held:
            return
        with disk_faults(self._paths.lock):
            try:
                _note_path(self._paths).unlink(missing_ok=True)
            finally:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def read_holder(paths: DataPaths) -> Holder | None:
    """The note of the last holder, None when there is none; it may be of a crashed process."""
    try:
        with _note_path(paths).open("rb") as stream:
            value = json.loads(stream.read(NOTE_BYTES))
        return Holder(int(value["pid"]), str(value["work"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _note_path(paths: DataPaths) -> Path:
    return paths.lock.with_name(paths.lock.name + ".holder")


def _in_use(holder: Holder | None) -> EnvironmentFault:
    if holder is None:
        return EnvironmentFault(
            "store.in_use", N_("The data folder is in use by another program. Close it first.")
        )
    return EnvironmentFault(
        "store.in_use",
        N_("The data folder is in use by process {pid} ({work}). Close it or wait."),
        pid=holder.pid,
        work=_(holder.work),
    )
