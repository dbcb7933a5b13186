"""A reader of foreign files may write into one private folder and nowhere else (Linux: Landlock).

A parser that a hostile file has taken over keeps the rights of its process. Landlock (Linux 5.13
and later, no privilege needed) takes them away for good: nothing is made, changed or removed
outside the folder, no program is started; newer kernels also forbid connections and signals to
other processes. Reading stays free: the file may lie anywhere. Elsewhere the private folder, the
bounds on memory, time and file size, and the process of its own are what there is.

Numbers: include/uapi/linux/landlock.h; system calls 444-446 on every architecture.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

FOLDER_VARIABLE: Final = "PATROL_WORKER_FOLDER"  # set by the parent for a process that reads

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_VERSION_FLAG, _BENEATH, _NO_NEW_PRIVILEGES = 1, 1, 38
_EXECUTE, _WRITE_FILE = 1 << 0, 1 << 1
_CHANGES = sum(1 << bit for bit in range(4, 13))  # remove, make of every sort
_REFER, _TRUNCATE, _DEVICE_CALLS = 1 << 13, 1 << 14, 1 << 15
_TCP, _SCOPES = 0b11, 0b11


def confine(folder: Path) -> bool:
    """Give up every right to write outside ``folder``, for this thread and those it starts.

    Call it before any other thread exists. It cannot be taken back.

    Returns:
        Whether the system enforces it; False where it cannot.
    """
    version = enforceable()
    if not version:
        return False
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    try:
        return _confine(library.syscall, library.prctl, folder, version)
    except OSError:
        return False


def enforceable() -> int:
    """Version of Landlock in this kernel, 0 where there is none."""
    if not sys.platform.startswith("linux"):
        return 0
    import ctypes

    call = ctypes.CDLL(None, use_errno=True).syscall
    number = call(ctypes.c_long(_CREATE), None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_FLAG))
    return max(0, int(number))


def _confine(
    call: Callable[..., int], control: Callable[..., int], folder: Path, version: int
) -> bool:
    from ctypes import Structure as Plain
    from ctypes import byref, c_int32, c_long, c_size_t, c_uint32, c_uint64

    class Ruleset(Plain):
        """struct landlock_ruleset_attr."""

        _fields_ = [("files", c_uint64), ("net", c_uint64), ("scoped", c_uint64)]

    class Beneath(Plain):
        """struct landlock_path_beneath_attr, packed."""

        _pack_ = 1
        _fields_ = [("allowed", c_uint64), ("parent", c_int32)]

    inside = _WRITE_FILE | _CHANGES
    inside |= (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    handled = inside | _EXECUTE | (_DEVICE_CALLS if version >= 5 else 0)
    wanted = Ruleset(handled, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = call(c_long(_CREATE), byref(wanted), c_size_t(size), c_uint32(0))
    if rules < 0:
        return False
    try:
        for path, allowed in ((folder, inside), (Path(os.devnull), _WRITE_FILE)):
            parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
            try:
                rule = Beneath(allowed, parent)
                if call(c_long(_ADD_RULE), c_long(rules), c_long(_BENEATH), byref(rule), c_long(0)):
                    return False
            finally:
                os.close(parent)
        if control(_NO_NEW_PRIVILEGES, c_long(1), c_long(0), c_long(0), c_long(0)):
            return False
        return call(c_long(_RESTRICT), c_long(rules), c_long(0)) == 0
    finally:
        with contextlib.suppress(OSError):
            os.close(rules)


def confine_as_told() -> bool:
    """Confine this process to the folder that the parent named; False where it named none."""
    named = os.environ.get(FOLDER_VARIABLE, "")
    return bool(named) and confine(Path(named))
