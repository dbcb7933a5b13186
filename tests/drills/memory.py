"""How much memory the program and its reader processes have held, as the system counts it.

``ru_maxrss`` cannot say it: a test worker has grown by the tests before, and a child counts there
with the size of its parent at the fork. Both answers are 0 where the system does not tell.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

# a kernel may be built without it
CHILDREN = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").exists()


def readers_peak_mb() -> float:
    """The most that a living child process has held since it was started, in MB."""
    if not CHILDREN:
        return 0.0
    tasks = Path(f"/proc/{os.getpid()}/task").iterdir()
    children = [pid for task in tasks for pid in _told(task / "children").split()]
    return max((_line(pid, "VmHWM") for pid in children), default=0) / 1024


class Grown:
    """The most by which this process has been larger than now, in MB."""

    def __init__(self) -> None:
        self._before = 0
        with contextlib.suppress(OSError):  # another system, or a kernel that does not let us
            Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
            self._before = _line("self", "VmRSS")

    def peak_mb(self) -> float:
        """The most until now."""
        return (_line("self", "VmHWM") - self._before) / 1024 if self._before else 0.0


def _line(pid: str, name: str) -> int:
    """In KiB; a process that has just ended holds nothing more."""
    lines = _told(Path(f"/proc/{pid}/status")).splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)


def _told(path: Path) -> str:
    """What the system says there; nothing about a thread or process that has just ended."""
    try:
        return path.read_text()
    except OSError:
        return ""
