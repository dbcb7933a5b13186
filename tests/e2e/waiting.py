"""The program loaded and waiting: each order forks it, and the fork does one command line.

Started by ``tests.e2e.forked``. What a command loads lazily is loaded here as well after it, so
that the next one costs what it does and not the start of an interpreter. The fork is a process of
its own, with its own surroundings, and it ends as the program does.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import functools
import gc
import importlib
import json
import os
import sys
from typing import Any

from patrol_app.cli.main import main

ANYBODY_MAY_TRACE = (0x59616D61, ctypes.c_ulong(-1))  # prctl(PR_SET_PTRACER, any)
NEVER = ("__", "PySide6", "shiboken6", "patrol_app.gui")  # a window belongs to its own process


def serve() -> bool:
    """Read orders, one JSON a line; True in a fork, False at the end of the orders."""
    for line in sys.stdin:
        if forked(json.loads(line)):
            return True
    return False


def forked(order: dict[str, Any]) -> bool:
    """Fork for ``order``; True in the fork, which waits at the gate until it may go."""
    (gate, key), (heard, told) = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        os.close(key)
        os.close(heard)
        become(order, told)
        os.read(gate, 1)
        os.close(gate)
        return True
    os.close(gate)
    os.close(told)
    say(pid=child)
    sys.stdin.readline()
    os.write(key, b"x")
    os.close(key)
    with open(heard, encoding="utf-8") as stream:
        loaded = stream.read()
    _pid, status, usage = os.wait4(child, 0)
    say(
        code=os.waitstatus_to_exitcode(status),
        peak_mb=usage.ru_maxrss / 1024,
        cpu_s=usage.ru_utime + usage.ru_stime,
    )
    load(json.loads(loaded) if loaded else [])
    return False


def become(order: dict[str, Any], told: int) -> None:
    """The surroundings of a start: session, environment, folder, streams, words."""
    os.setsid()
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    places = ((0, os.devnull, os.O_RDONLY), (1, order["out"], WRITING), (2, order["err"], WRITING))
    for handle, name, flags in places:
        opened = os.open(name, flags, 0o600)
        os.dup2(opened, handle)
        os.close(opened)
    atexit.register(functools.partial(tell, told, set(sys.modules)))
    ctypes.CDLL(None).prctl(*ANYBODY_MAY_TRACE)
    sys.argv = ["patrol-app", *order["arguments"]]


WRITING = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


def tell(told: int, before: set[str]) -> None:
    """What the command has loaded that was not there yet, in order."""
    with open(told, "w", encoding="utf-8") as stream:
        json.dump([name for name in sys.modules if name not in before], stream)


def load(names: list[str]) -> None:
    """Load modules; some are no modules of their own and cannot be."""
    for name in names:
        if not name.startswith(NEVER):
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
    if names:
        gc.collect()
        gc.freeze()


def say(**words: float) -> None:
    """One line to whoever gave the order."""
    print(json.dumps(words), flush=True)


if __name__ == "__main__" and serve():
    main()
