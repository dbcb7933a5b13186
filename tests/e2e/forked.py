"""Orders to the loaded program that waits (``tests.e2e.waiting``): one fork for each command."""

from __future__ import annotations

import atexit
import functools
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Waiting:
    """The program, loaded; ends with the process that made it."""

    def __init__(self) -> None:
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.waiting"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**kept, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
            text=True,
        )
        atexit.register(self.close)

    def close(self) -> None:
        """No more orders."""
        self._process.communicate(timeout=240)
        self._errors.close()

    def begin(
        self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str], *out: Path
    ) -> int:
        """Fork; the process id of the fork, which waits for :meth:`go`.

        Args:
            arguments: behind the program's name.
            folder: where it works.
            environment: what it sees.
            out: files for standard output and for errors.
        """
        order = {"arguments": list(arguments), "folder": str(folder)}
        streams = dict(zip(("out", "err"), map(str, out), strict=True))
        return int(self._ask({**order, **streams, "environment": dict(environment)})["pid"])

    def go(self, pid: int, seconds: float) -> dict[str, float]:
        """Let the fork go on and wait for its end: ``code``, ``peak_mb``, ``cpu_s``.

        Raises:
            AssertionError: after ``seconds``; it is killed then.
        """
        assert self._process.stdout is not None
        self._tell({})
        ended, _, _ = select.select([self._process.stdout], [], [], seconds)
        if not ended:
            os.killpg(pid, signal.SIGKILL)
        answer = self._heard()
        assert ended, f"still running after {seconds} s"
        return answer

    def _ask(self, order: dict[str, Any]) -> dict[str, float]:
        self._tell(order)
        return self._heard()

    def _tell(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def _heard(self) -> dict[str, float]:
        assert self._process.stdout is not None
        answer = self._process.stdout.readline()
        if not answer:
            self._errors.seek(0)
            raise AssertionError(f"the waiting program ended: {self._errors.read()}")
        found: dict[str, float] = json.loads(answer)
        return found


@functools.cache
def waiting() -> Waiting:
    """The one of this process."""
    return Waiting()
