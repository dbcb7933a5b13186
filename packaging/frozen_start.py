"""Runs first in the built program (PyInstaller's runtime hook): its children get a clean start."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping

PATH = "LD_LIBRARY_PATH"
SAVED = "LD_LIBRARY_PATH_ORIG"
AFRESH = "PYINSTALLER_RESET_ENVIRONMENT"


def restore(environment: MutableMapping[str, str]) -> None:
    """Give the library path back that stood before the program's loader set its own.

    A viewer or browser that the window opens would else load the program's libraries instead of
    the system's. The program's own children set theirs again, which ``AFRESH`` asks of them.

    Args:
        environment: of this process; changed in place.
    """
    before = environment.pop(SAVED, None)
    environment.pop(PATH, None)
    if before is not None:
        environment[PATH] = before
    environment[AFRESH] = "1"


if getattr(sys, "frozen", False) and sys.platform.startswith("linux"):
    restore(os.environ)
