"""Killing the real program at a chosen system call, by strace; skipped where it cannot trace."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from patrol_app.bootstrap import App, build
from patrol_app.paths import DataPaths
from patrol_app.settings import Settings
from tests.e2e.program import Program

# every call by which store and files reach the disk
CALLS = "pwrite64,write,ftruncate,fdatasync,fsync,rename,unlink"
_CALL = re.compile(r"^(\d+) +(\w+)\(")


@dataclass(frozen=True)
class Point:
    """The ``number``-th ``call`` of a thread."""

    call: str
    number: int


def need_strace() -> None:
    """Skip, counted, where strace is absent or may not trace."""
    found = shutil.which("strace")
    if found is None:
        pytest.skip("strace is not installed")
    probe = subprocess.run(
        [found, "-f", "-qq", "-o", os.devnull, "-e", "trace=write", "true"],
        capture_output=True,
        timeout=60,
        check=False,
    )
    if probe.returncode:
        pytest.skip("strace may not trace here (no ptrace)")


class Saved:
    """A program's folders as they are now, to begin again from them at the same place.

    A data folder moved elsewhere begins a new epoch, so it is brought back to its own path.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._copy = program.folder.with_name(program.folder.name + "-saved")
        shutil.copytree(program.folder, self._copy)

    def restore(self) -> None:
        """Bring everything back."""
        for name in ("data", "home", "tmp", "work"):
            shutil.rmtree(self.program.folder / name)
            shutil.copytree(self._copy / name, self.program.folder / name)


def points(program: Program, *arguments: object) -> list[Point]:
    """Every write of one uninterrupted run, in order."""
    log = program.folder / "strace.log"
    prefix = ("strace", "-f", "-qq", "-o", str(log), "-e", f"trace={CALLS}")
    program.run(*arguments, prefix=prefix).good()
    seen: Counter[tuple[str, str]] = Counter()
    found: dict[Point, None] = {}
    for line in log.read_text("utf-8", "replace").splitlines():
        call = _CALL.match(line)
        if call:
            seen[call.group(1), call.group(2)] += 1
            found.setdefault(Point(call.group(2), seen[call.group(1), call.group(2)]))
    assert {point.call for point in found} >= {"pwrite64", "fsync", "rename"}
    return list(found)


def spread(found: list[Point], ends: int, between: int) -> list[Point]:
    """The first and last ``ends`` points and ``between`` more, evenly between them."""
    if len(found) <= 2 * ends + between:
        return found
    middle = found[ends:-ends]
    chosen = [middle[len(middle) * n // between] for n in range(between)]
    return [*found[:ends], *chosen, *found[-ends:]]


def killed_at(program: Program, point: Point, *arguments: object) -> bool:
    """Run until ``point`` and kill -9 there; whether it was reached."""
    inject = f"inject={point.call}:signal=SIGKILL:when={point.number}"
    prefix = ("strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={point.call}", "-e", inject)
    answer = program.run(*arguments, prefix=prefix)
    assert answer.code in (0, -signal.SIGKILL, 128 + signal.SIGKILL), (point, answer)
    return answer.code != 0


@contextmanager
def opened(program: Program) -> Iterator[App]:
    """The data folder opened in this process, as the next start of the program opens it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATROL_CONFIG_DIR", program.environment["PATROL_CONFIG_DIR"])
        app = build(DataPaths(program.data), Settings(program.folder / "settings.json"))
        try:
            yield app
        finally:
            app.close()


def epochs(app: App) -> int:
    """Own streams of the folder: a kill must not begin another."""
    return sum(info.own for info in app.store.queries.streams())


def whole_files(folder: Path) -> list[Path]:
    """Files that bear their final names."""
    if not folder.exists():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix != ".part")
