"""Jobs for the tests of the worker process: each goes wrong in its own way."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.workers.jobs import Progress

Answer = tuple[dict[str, Any], list[bytes]]


def echo(args: dict[str, Any], parts: list[bytes], progress: Progress) -> Answer:
    """Give back what came, with the process's id; prints, which must not hurt."""
    print("noise on stdout")
    progress(1, 2)
    return {"args": args, "pid": os.getpid()}, parts


def die(args: dict[str, Any], parts: list[bytes], progress: Progress) -> Answer:
    """End the process in the middle of the work."""
    os.kill(os.getpid(), signal.SIGKILL)
    return {}, []


def hang(args: dict[str, Any], parts: list[bytes], progress: Progress) -> Answer:
    """Never come back, and hear no cancellation."""
    threading.Event().wait()
    return {}, []


def steps(args: dict[str, Any], parts: list[bytes], progress: Progress) -> Answer:
    """Tell its progress for ever."""
    done = 0
    while True:
        threading.Event().wait(0.01)
        progress(done, 0)
        done += 1


def refuse(args: dict[str, Any], parts: list[bytes], progress: Progress) -> Answer:
    """Refuse the input by its field."""
    raise UserError("test.refused", "Refused {what}", field="lon", what="it", details=({"a": 1},))


def fault(args: dict[str, Any], parts: list[bytes], progress: Progress) -> Answer:
    """Meet a full disk."""
    raise EnvironmentFault("test.disk", "The disk is full")


def bug(args: dict[str, Any], parts: list[bytes], progress: Progress) -> Answer:
    """Fail with personal data in the message."""
    raise LookupError("secret 13800000000")


def gorge(args: dict[str, Any], parts: list[bytes], progress: Progress) -> Answer:
    """Take more memory than allowed."""
    return {"size": len(bytearray(int(args["bytes"])))}, []


def write(args: dict[str, Any], parts: list[bytes], progress: Progress) -> Answer:
    """Write a file of a size."""
    with open(args["path"], "wb") as stream:  # noqa: PTH123 - the path is text on the wire
        stream.truncate(int(args["bytes"]))
    return {"size": os.path.getsize(args["path"])}, []


def trespass(args: dict[str, Any], parts: list[bytes], progress: Progress) -> Answer:
    """Try to change ``folder`` in every way, then to start a program; what stopped each."""
    folder = Path(args["folder"])
    tries: dict[str, Callable[[], object]] = {
        "make": lambda: (folder / "x").write_bytes(b"x"),
        "folder": (folder / "d").mkdir,
        "link": lambda: (folder / "l").symlink_to(folder),
        "remove": (folder / "kept").unlink,
        "cut": lambda: os.truncate(folder / "kept", 0),
        "start": lambda: os.execv(sys.executable, [sys.executable, "-c", ""]),
    }
    found: dict[str, Any] = {"own": str(Path.cwd())}
    for name, act in tries.items():
        try:
            act()
            found[name] = "done"
        except OSError as error:
            found[name] = type(error).__name__
    return found, []


def spin(args: dict[str, Any], parts: list[bytes], progress: Progress) -> Answer:
    """Use processor time for ever."""
    while True:
        pass


def swell(args: dict[str, Any], parts: list[bytes], progress: Progress) -> Answer:
    """Answer with more than a frame may hold."""
    return {"text": "x" * (17 << 20)}, []
