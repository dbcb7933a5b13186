"""P1: from starting the process to the first painted window, on a store of 1,000,000 findings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.folders import BIG, big_store
from tests.bench.harness import Bench, Way
from tests.bench.peers import INSTALL

TITLE = "start to the first painted real window, store of 1,000,000 findings"
OURS, FILLED, READ, TRIVIAL, QGIS = (
    "patrol-app",
    "patrol-app, folder open and Today painted",
    "patrol-app, Today shows what was read for it",
    "PySide6, an empty QMainWindow",
    "QGIS main window (--noplugins)",
)
PATIENCE_S = 60
_POLL_S = 0.03
_DISPLAY = ":97"
_MAIN = re.compile(r'"QGIS3"\)\s+(\d+)x\d+')


def run(bench: Bench) -> None:
    """Compare whole processes; the page cache is warm after the first round."""
    folder = big_store(bench.cache, bench.size(BIG))
    _start(bench, "real", str(folder))
    measured = bench.compare(
        f"process start to painted, {bench.size(BIG):,} findings, Qt platform offscreen",
        [
            Way(OURS, "ours", lambda: _start(bench, "real", str(folder))),
            Way(FILLED, "ours", lambda: _start(bench, "filled", str(folder))),
            Way(READ, "ours", lambda: _start(bench, "read", str(folder))),
            Way(TRIVIAL, "limit", lambda: _start(bench, "trivial")),
            _qgis(bench),
        ],
    )
    bench.goal("first delivery: time / trivial", measured.ratio(OURS, TRIVIAL), most=3)
    bench.goal("time / trivial", measured.ratio(OURS, TRIVIAL), most=2)
    # the frame alone does not touch the store: only this one does what the title says in full
    bench.goal("folder open and Today painted / trivial", measured.ratio(FILLED, TRIVIAL), most=2)
    # a page stands before its words: nothing is gained by reading later
    bench.goal("Today shows what was read / trivial", measured.ratio(READ, TRIVIAL), most=2)
    bench.goal("time / QGIS", measured.ratio(OURS, QGIS), most=0.2)


def _start(bench: Bench, *arguments: str) -> float:
    """Seconds until the process told that its window was painted."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PATROL_CONFIG_DIR": str(bench.folder / "config"),
    }
    began = time.monotonic_ns()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.painted", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    if done.returncode or not done.stdout.strip():
        raise RuntimeError(f"no window was painted: {done.stderr[-2_000:]}")
    return (int(done.stdout.split()[0]) - began) / 1e9


def _qgis(bench: Bench) -> Way:
    """QGIS under Xvfb, its main window looked for every 30 ms."""
    for name in ("qgis", "Xvfb", "xwininfo"):
        if not shutil.which(name):
            return Way(QGIS, "peer", None, f"{name} is not installed ({INSTALL})")
    return Way(QGIS, "peer", lambda: _qgis_start(bench.folder))


def _qgis_start(folder: Path) -> float:
    environment = {
        # a Python of its own on the path stops QGIS at a dialog
        **{key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"},
        "PATH": "/usr/bin:/bin",
        "DISPLAY": _DISPLAY,
        "HOME": str(folder),
    }
    screen = subprocess.Popen(
        ["Xvfb", _DISPLAY, "-screen", "0", "1280x1024x24"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    program: subprocess.Popen[bytes] | None = None
    try:
        _until(lambda: _windows(environment) is not None)
        began = time.monotonic()
        program = subprocess.Popen(
            ["qgis", "--nologo", "--noplugins", "--noversioncheck"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _until(lambda: _shown(environment))
        return time.monotonic() - began
    finally:
        for process in (program, screen):
            if process is not None:
                process.kill()
                process.wait()


def _windows(environment: dict[str, str]) -> str | None:
    """The tree of windows; None while there is no screen."""
    done = subprocess.run(
        ["xwininfo", "-root", "-tree"],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        return None
    return done.stdout


def _shown(environment: dict[str, str]) -> bool:
    """Whether QGIS has a window of a main window's width; its helpers are some points wide."""
    widths = _MAIN.findall(_windows(environment) or "")
    return any(int(width) > 500 for width in widths)


def _until(reached: Callable[[], bool]) -> None:
    """Ask every 30 ms.

    Raises:
        TimeoutError: it never came.
    """
    pause = threading.Event()
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if reached():
            return
        pause.wait(_POLL_S)
    raise TimeoutError("no window came")
