"""What a command says: one JSON document, or lines for a person; paths never wrapped."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from patrol_app.errors import PatrolError

_PROGRESS_SECONDS = 0.2


@dataclass
class Output:
    """Standard output and standard error of one command.

    Attributes:
        as_json: one document on stdout and nothing else.
        files: absolute paths written, for the document.
    """

    as_json: bool = False
    files: list[str] = field(default_factory=list)
    _shown: float = 0.0

    def document(self, value: Mapping[str, Any]) -> None:
        """The one JSON document; nothing without ``--json``."""
        if not self.as_json:
            return
        whole = {**value, "files": self.files} if self.files else dict(value)
        text = json.dumps(whole, ensure_ascii=False, default=str)
        if not text.isprintable() or any("\ud800" <= char <= "\udfff" for char in text):
            # a file name that is not text: escapes keep the document valid UTF-8
            text = json.dumps(whole, default=str)
        self._write(sys.stdout, text)

    def line(self, text: str = "") -> None:
        """A line for a person; nothing with ``--json``."""
        if not self.as_json:
            self._write(sys.stdout, text)

    def path(self, path: Path) -> None:
        """A file that was written: its absolute path on a line of its own."""
        text = str(path.absolute())
        self.files.append(text)
        self.line(text)

    def note(self, text: str) -> None:
        """A line on standard error: what is not part of the answer."""
        self.clear()
        self._write(sys.stderr, text)

    def progress(self, done: int, total: int) -> None:
        """How far long work is; on a terminal only, five times a second."""
        if not sys.stderr.isatty():
            return
        now = time.monotonic()
        if now - self._shown >= _PROGRESS_SECONDS:
            self._shown = now
            sys.stderr.write(f"\r{done}/{total} ")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the progress line away."""
        if self._shown and sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown = 0.0

    def fault(self, error: PatrolError) -> None:
        """A refusal or a fault of the environment, with every detail."""
        self.failure(error.code, error.message(), error.details)

    def failure(self, code: str, message: str, details: Sequence[Mapping[str, Any]] = ()) -> None:
        """The error document, or the same in lines on standard error."""
        if self.as_json:
            error = {"code": code, "message": message, "details": list(details)}
            self.document({"error": error})
            return
        self.note(message)
        for row in details:
            self.note(f"  {row.get('field', '')}: {row.get('message', '')}")

    def _write(self, stream: Any, text: str) -> None:
        try:
            stream.write(text + "\n")
            stream.flush()
        except BrokenPipeError:
            # the reader has gone (``| head``): the work is done, the rest goes nowhere
            _drop(stream)


def prepare_streams() -> None:
    """UTF-8 on both streams whatever the machine's code page is."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="surrogateescape")


def _drop(stream: Any) -> None:
    """Send what is still written to ``stream`` nowhere, so that closing raises nothing."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, stream.fileno())
    finally:
        os.close(nowhere)
