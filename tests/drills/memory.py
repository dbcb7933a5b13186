"""How much memory the program and its reader processes have held, as the system counts it.

``ru_maxrss`` cannot say it: a test worker has grown by the tests before, and a child counts there
with the size of its parent at the fork. Both answers are 0 where the system does not tell.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

LINUX = sys.platform.startswith("linux")


def readers_peak_mb() -> float:
    """The most that a living child process has held since it was started, in MB."""
    if not LINUX:
        return 0.0
    tasks = Path(f"/proc/{os.getpid()}/task").iterdir()
    children = [pid for task in tasks for pid in (task / "children").read_text().split()]
    return max((_line(pid, "VmHWM") for pid in children), default=0) / 1024


class Grown:
    """The most by which this process has been larger than now, in MB."""

    def __init__(self) -> None:
        if LINUX:
            Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
        self._before = _line("self", "VmRSS") if LINUX else 0

    def peak_mb(self) -> float:
        """The most until now."""
        return (_line("self", "VmHWM") - self._before) / 1024 if LINUX else 0.0


def _line(pid: str, name: str) -> int:
    """In KiB; a process that has just ended holds nothing more."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)
