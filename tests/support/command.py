"""Calls of the command line: in this process, or as a script would, in one of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from patrol_app.cli.main import run

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Said:
    """What a call answered: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document; fails unless it is one line and nothing else."""
        assert self.out.endswith("\n") and self.out.count("\n") == 1, self.out
        value = json.loads(self.out)
        assert isinstance(value, dict)
        return value

    @property
    def error(self) -> dict[str, Any]:
        """The error inside the document."""
        assert set(self.document) == {"error"}, self.out
        error: dict[str, Any] = self.document["error"]
        assert set(error) == {"code", "message", "details"}
        return error


class Command:
    """The program on one data folder.

    Args:
        folder: the data folder; files of the test lie beside it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: object) -> Said:
        """Run in this process; standard input is no terminal."""
        out, err, before = io.StringIO(), io.StringIO(), sys.stdin
        sys.stdin = io.StringIO()
        try:
            with redirect_stdout(out), redirect_stderr(err):
                code = run(["--data-dir", str(self.folder), *map(str, words)])
        finally:
            sys.stdin = before
        return Said(code, out.getvalue(), err.getvalue())

    def json(self, *words: object) -> dict[str, Any]:
        """The document of a call that must succeed."""
        said = self("--json", *words)
        assert said.code == 0, said.out + said.err
        return said.document

    def file(self, name: str, value: Any) -> Path:
        """A JSON file beside the data folder."""
        path = self.folder.parent / name
        path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        return path

    def add(self, type: str, value: Any, *words: object) -> str:
        """Add one record; its number."""
        path = self.file(f"{type}.json", value)
        document = self.json("add", type, "--from", path, *words)
        return str(document["items"][0]["number"])

    def process(self, *words: object, env: Mapping[str, str] | None = None) -> Said:
        """Run as a script does."""
        done = subprocess.run(
            [sys.executable, "-m", "patrol_app", "--data-dir", str(self.folder), *map(str, words)],
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        return Said(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
