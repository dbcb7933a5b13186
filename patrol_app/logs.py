"""The log: five files of 1 MB, ids and counts only, a crash file beside it (reliability.md §7).

Nothing is logged on purpose that a person said; the redaction here is the second fence.
"""

from __future__ import annotations

import contextlib
import copy
import faulthandler
import logging
import re
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final, TextIO

FILE_NAME: Final = "patrol.log"
CRASH_NAME: Final = "crash.log"
FILE_BYTES: Final = 1_000_000
FILES: Final = 5
LINE_CHARS: Final = 2_000
MASK: Final = "▢"

# Chinese text (names, places, descriptions), long digit runs (ID and phone numbers),
# coordinates with more than two decimal places.
_PERSONAL = re.compile(
    r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]+|\d{17}[\dXx]|(?<!\d)1\d{10}(?!\d)"
    r"|-?\d{1,3}\.\d{3,}"
)
_crash_file: TextIO | None = None


def redact(text: str) -> str:
    """``text`` without what could be personal data."""
    return _PERSONAL.sub(MASK, text)


class SafeFormatter(logging.Formatter):
    """One line an event; of an exception only its kind and the places it passed."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished text, redacted and cut."""
        # another handler may have kept the exception's full text on the record
        own = copy.copy(record)
        own.exc_text = None
        return redact(super().format(own))[:LINE_CHARS]

    def formatException(  # noqa: N802 - logging's own name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Class names and places; an exception's own words may quote what was typed."""
        kind, error, trace = ei
        if kind is None:
            return ""
        lines = [
            f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(trace)
        ]
        names = [kind.__name__]
        cause = error.__cause__ if error else None
        while cause is not None and len(names) < 5:
            names.append(type(cause).__name__)
            cause = cause.__cause__
        return " < ".join(names) + " | " + " > ".join(lines[-12:])


class _LogFile(RotatingFileHandler):
    """A log that a full or broken disk cannot make into a fault of its own.

    logging would print a traceback, with the values of every frame's message, and closing would
    raise: the command's answer and exit code are worth more than the line.
    """

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Let the line go."""

    def close(self) -> None:
        """Close the file; what its buffer held may be lost."""
        with contextlib.suppress(OSError):
            super().close()


def quiet() -> None:
    """Say nothing on standard error while there is no folder to write into."""
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())


def configure(folder: Path, level: int = logging.INFO) -> None:
    """Write logs into ``folder``; quiet when it cannot be written (a read-only stick).

    Args:
        folder: log folder of the data folder; made when absent.
        level: least level kept.
    """
    global _crash_file
    root = logging.getLogger()
    close()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = _LogFile(
            folder / FILE_NAME,
            maxBytes=FILE_BYTES,
            backupCount=FILES - 1,
            encoding="utf-8",
            delay=True,
        )
        _crash_file = (folder / CRASH_NAME).open("a", encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(
        SafeFormatter("%(asctime)s %(process)d %(levelname)s %(name)s %(message)s")
    )
    root.addHandler(handler)
    root.setLevel(level)
    faulthandler.enable(_crash_file)


def close() -> None:
    """Take the log's handlers off and close the files."""
    global _crash_file
    root = logging.getLogger()
    for handler in list(root.handlers):
        if isinstance(handler, RotatingFileHandler):
            root.removeHandler(handler)
            handler.close()
    if _crash_file is not None:
        faulthandler.disable()
        _crash_file.close()
        _crash_file = None
