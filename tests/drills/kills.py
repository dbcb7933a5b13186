"""Killing the real program at a chosen system call, by strace; skipped where it cannot trace."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from patrol_app.bootstrap import App
from tests.e2e.forked import waiting
from tests.e2e.program import SECONDS, Program

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
        timeout=240,
        check=False,
    )
    if probe.returncode:
        pytest.skip("strace may not trace here (no ptrace)")


class Saved:
    """A program's folders as they are now, to begin again from them at the same place.

    A data folder moved elsewhere begins a new epoch, so it is brought back to its own path.
    """

    def __init__(self, program: Program, name: str = "saved") -> None:
        self.program = program
        self._copy = program.folder.with_name(f"{program.folder.name}-{name}")
        shutil.copytree(program.folder, self._copy)

    def restore(self) -> None:
        """Bring everything back."""
        for name in ("data", "home", "tmp", "work"):
            shutil.rmtree(self.program.folder / name)
            shutil.copytree(self._copy / name, self.program.folder / name)

    def remove(self) -> None:
        """Forget them."""
        shutil.rmtree(self._copy)


class Ready:
    """The program loaded and waiting: a command costs what it does, not the start.

    Args:
        program: its folders; may be brought back to an earlier state between two commands.
        arguments: a command that is carried out once, so that all it needs is loaded.
    """

    def __init__(self, program: Program, *arguments: object) -> None:
        need_strace()
        self.program = program
        program.run(*arguments).good()

    def points(self, *arguments: object) -> list[Point]:
        """Every write of one uninterrupted command, in order."""
        log = self.program.folder / "strace.log"
        assert self._traced(("-o", str(log), "-e", f"trace={CALLS}"), arguments) == 0
        seen: Counter[tuple[str, str]] = Counter()
        found: dict[Point, None] = {}
        for line in log.read_text("utf-8", "replace").splitlines():
            call = _CALL.match(line)
            if call:
                seen[call.group(1), call.group(2)] += 1
                found.setdefault(Point(call.group(2), seen[call.group(1), call.group(2)]))
        assert {point.call for point in found} >= {"pwrite64", "fsync", "rename"}
        return list(found)

    def killed_at(self, point: Point, *arguments: object) -> bool:
        """Go on until ``point`` and kill -9 there; whether it was reached."""
        inject = f"inject={point.call}:signal=SIGKILL:when={point.number}"
        options = ("-o", os.devnull, "-e", f"trace={point.call}", "-e", inject)
        code = self._traced(options, arguments)
        assert code in (0, -signal.SIGKILL), (point, code)
        return code != 0

    def _traced(self, options: tuple[str, ...], arguments: tuple[object, ...]) -> int:
        """One command under strace with ``options``; its exit code."""
        here = self.program
        streams = (here.folder / "ready-out", here.folder / "ready-err")
        line = here.command(*arguments)[3:]
        pid = waiting().begin(line, here.folder / "work", here.environment, *streams)
        command = ["strace", "-f", "-p", str(pid), *options]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
            assert tracer.stderr is not None
            first = tracer.stderr.readline()
            assert "attached" in first, first
            code = int(waiting().go(pid, SECONDS)["code"])
            tracer.communicate(timeout=240)
        return code


def spread(found: list[Point], ends: int, between: int) -> list[Point]:
    """The first and last ``ends`` points and ``between`` more, evenly between them."""
    if len(found) <= 2 * ends + between:
        return found
    middle = found[ends:-ends]
    chosen = [middle[len(middle) * n // between] for n in range(between)]
    return [*found[:ends], *chosen, *found[-ends:]]


def epochs(app: App) -> int:
    """Own streams of the folder: a kill must not begin another."""
    return sum(info.own for info in app.store.queries.streams())


def whole_files(folder: Path) -> list[Path]:
    """Files that bear their final names."""
    if not folder.exists():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix != ".part")
