"""Memory, processor time and file size of this process, where the system can bound them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from patrol_app import limits


def bound_files() -> None:
    """No file written by this process grows beyond ``limits.WORKER_FILE_BYTES``; no core dumps."""
    if sys.platform == "win32":
        return
    import resource

    _lower(resource.RLIMIT_FSIZE, limits.WORKER_FILE_BYTES)
    _lower(resource.RLIMIT_CORE, 0)


@contextmanager
def bounded(memory_mb: int, seconds: float) -> Iterator[None]:
    """Within the block at most ``memory_mb`` more address space and ``seconds`` of processor.

    Beyond the memory Python raises MemoryError, beyond the time the system ends the process.
    Windows has neither; there the parent's own clock ends the process.

    Args:
        memory_mb: above what the process has now; 0 for no bound.
        seconds: processor time; 0 for no bound.
    """
    if sys.platform == "win32":
        yield
        return
    import resource

    memory = resource.getrlimit(resource.RLIMIT_AS)
    clock = resource.getrlimit(resource.RLIMIT_CPU)
    if memory_mb:
        _lower(resource.RLIMIT_AS, _address_space() + memory_mb * limits.MIB)
    if seconds:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + 2)
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, memory)
        resource.setrlimit(resource.RLIMIT_CPU, clock)


def _lower(kind: int, value: int) -> None:
    """Set the soft limit; the hard one stays so that the next job may have its own."""
    import resource

    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _address_space() -> int:
    """Bytes of address space in use; 512 MiB where the system does not tell."""
    import resource

    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 512 * limits.MIB
    return pages * resource.getpagesize()
