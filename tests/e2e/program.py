"""The program as a script sees it: a process, a data folder, one document on stdout.

Every call has its own home, temporary and working folder, so that a test can tell what a command
leaves behind.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.e2e.forked import waiting

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120.0  # a guard against hanging, not a measure


# A process begins with the peak of whoever started it; this small one stands between, so that
# the tests' own size is not taken for the program's.
LAUNCHER = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(child.pid, 0)
open(sys.argv[1], "w").write(str(usage.ru_maxrss))
sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)
"""


@dataclass(frozen=True)
class Answer:
    """What one call answered.

    Attributes:
        code: exit code; minus the signal's number when it was killed.
        out / err: both streams.
        peak_mb: greatest resident size of the process or of any process it waited for; by
            ``measured`` alone it is the program's and not also the starter's.
        cpu_s: processor seconds of all of them: what a busy machine does not change.
    """

    code: int
    out: str
    err: str
    peak_mb: float = 0.0
    cpu_s: float = 0.0

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document; fails when stdout holds anything else."""
        lines = self.out.splitlines()
        assert len(lines) == 1, f"not one document on one line: {self.out[:500]} {self.err[:500]}"
        found = json.loads(lines[0])
        assert isinstance(found, dict)
        return found

    @property
    def items(self) -> list[dict[str, Any]]:
        """The entries of the answer, whose number must be its ``total``."""
        found: list[dict[str, Any]] = self.document["items"]
        assert self.document["total"] == len(found)
        return found

    @property
    def error(self) -> dict[str, Any]:
        """The error of a refused call, in its promised form."""
        error: dict[str, Any] = self.document["error"]
        assert error["code"] and error["message"] and isinstance(error["details"], list)
        return error

    def good(self) -> Answer:
        """This answer, which must be a success without a traceback."""
        assert self.code == 0, f"exit {self.code}: {self.out[:2000]} {self.err[:2000]}"
        assert "Traceback" not in self.err
        return self

    def refused(self, code: int = 1) -> dict[str, Any]:
        """The error of an answer that must end with ``code``."""
        assert self.code == code, f"exit {self.code}: {self.out[:2000]} {self.err[:2000]}"
        assert "Traceback" not in self.err
        return self.error


class Program:
    """``patrol-app`` on one data folder.

    Args:
        folder: a private folder; data, home, temporary and working folder lie in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        for name in ("home", "tmp", "work"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    @property
    def environment(self) -> dict[str, str]:
        """What the process sees: nothing of this machine but the search path."""
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        home = str(self.folder / "home")
        return {
            **kept,
            "HOME": home,
            "PATROL_CONFIG_DIR": str(self.folder / "home" / "config"),
            "TMPDIR": str(self.folder / "tmp"),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "QT_QPA_PLATFORM": "offscreen",
        }

    def command(self, *arguments: object) -> list[str]:
        """The command line with ``--json`` and the data folder."""
        front = [sys.executable, "-m", "patrol_app", "--json", "--data-dir", str(self.data)]
        return [*front, *(str(one) for one in arguments)]

    def run(
        self, *arguments: object, prefix: Sequence[str] = (), seconds: float = SECONDS
    ) -> Answer:
        """Call the program and wait for it: a process of its own, forked from one that waits.

        Args:
            arguments: behind the global options.
            prefix: a program that starts it, for example strace with its options.
            seconds: it is killed after them and the test fails.
        """
        if sys.platform == "linux" and not prefix:
            return self._forked(self.command(*arguments)[3:], seconds)
        return self.call([*prefix, *self.command(*arguments)], seconds)

    def _forked(self, arguments: Sequence[str], seconds: float) -> Answer:
        streams = (self.folder / "stdout", self.folder / "stderr")
        pid = waiting().begin(arguments, self.folder / "work", self.environment, *streams)
        ended = waiting().go(pid, seconds)
        out, err = (path.read_text("utf-8", "surrogateescape") for path in streams)
        return Answer(int(ended["code"]), out, err, ended["peak_mb"], ended["cpu_s"])

    def measured(self, *arguments: object) -> Answer:
        """As ``run``, with the program's own greatest resident size."""
        report = self.folder / "peak"
        answer = self.run(*arguments, prefix=[sys.executable, "-SEc", LAUNCHER, str(report)])
        return replace(answer, peak_mb=int(report.read_text("ascii")) / 1024)

    def call(self, command: Sequence[str], seconds: float = SECONDS) -> Answer:
        """Run any command line in this program's surroundings."""
        out, err = self.folder / "stdout", self.folder / "stderr"
        with out.open("wb") as first, err.open("wb") as second:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=first,
                stderr=second,
                env=self.environment,
                cwd=self.folder / "work",
                start_new_session=True,
            )
            code, peak, used = _waited(process, seconds)
        texts = [path.read_text("utf-8", "surrogateescape") for path in (out, err)]
        return Answer(code, texts[0], texts[1], peak, used)

    def write(self, value: Any, name: str = "input.json") -> Path:
        """A JSON file for ``--from``."""
        path = self.folder / name
        path.write_text(json.dumps(value), "utf-8")
        return path

    def add(self, kind: str, /, *options: str, **fields: Any) -> dict[str, Any]:
        """Add one record; its entry of the answer."""
        answer = self.run("add", kind, "--from", self.write(fields), *options).good()
        assert len(answer.items) == 1
        return answer.items[0]

    def left(self) -> list[str]:
        """What lies in home, temporary and working folder, but for the configuration folder."""
        found = []
        for name in ("home", "tmp", "work"):
            for path in sorted((self.folder / name).rglob("*")):
                inner = path.relative_to(self.folder)
                if inner.parts[:2] != ("home", "config"):
                    found.append(str(inner))
        return found

    def parts(self) -> list[str]:
        """Half-written files in the data folder."""
        return [str(path) for path in sorted(self.data.rglob("*.part"))]


def _waited(process: subprocess.Popen[bytes], seconds: float) -> tuple[int, float, float]:
    """Exit code, peak size in MB, processor seconds; when the time is over all is killed."""
    if not hasattr(os, "pidfd_open"):
        return process.wait(seconds), 0.0, 0.0
    handle = os.pidfd_open(process.pid)
    try:
        ended, _, _ = select.select([handle], [], [], seconds)
        if not ended:
            os.killpg(process.pid, signal.SIGKILL)
    finally:
        os.close(handle)
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert ended, f"still running after {seconds} s"
    return process.returncode, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def city(folder: Path, unit: str = "DEMO00") -> Program:
    """A city; its recovery file lies beside the data folder as ``recovery.txt``."""
    made = Program(folder)
    recovery = folder / "recovery.txt"
    made.run("init", "--role", "city", "--unit", unit, "--name", "示例市林业局",
             "--recovery-out", recovery).good()  # fmt: skip
    return made


def station(folder: Path, unit: str = "DEMO01", name: str = "示例县第一林业站") -> Program:
    """A station, not enrolled yet."""
    made = Program(folder)
    made.run("init", "--role", "station", "--unit", unit, "--name", name).good()
    return made


def county(folder: Path, unit: str, above: Program) -> Program:
    """A county between ``above`` and its stations, enrolled with both number codes."""
    made = Program(folder)
    made.run("init", "--role", "county", "--unit", unit, "--name", "示例县林业局").good()
    return _granted(made, above)


def enrolled(
    folder: Path,
    above: Program,
    unit: str = "DEMO01",
    *,
    parent: str = "",
    same_unit: bool = False,
) -> Program:
    """A station enrolled at ``above`` with both number codes; ``parent``: its county's code."""
    options = ["--parent", parent] if parent else []
    return _granted(station(folder, unit), above, *options, *["--same-unit"] * same_unit)


def _granted(made: Program, above: Program, *options: str) -> Program:
    asked, grant = made.folder / "request.hlb", made.folder / "grant.hlb"
    code = made.run("enrol", "request", "--out", asked).good().document["code"]
    answer = above.run("enrol", "grant", asked, "--out", grant, "--code", code, *options).good()
    made.run("enrol", "accept", grant, "--code", answer.document["code"]).good()
    return made
