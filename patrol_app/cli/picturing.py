"""Pictures of the window's pages, grabbed by a process of its own: no command loads Qt."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from patrol_app.errors import EnvironmentFault
from patrol_app.i18n import N_
from patrol_app.paths import program

SECONDS = 120


def picture(data_dir: Path, out: Path, prefix: str, *pages: str) -> None:
    """Grab pages of the window on ``data_dir`` as PNG, without a screen.

    Args:
        data_dir: a data folder that no program holds.
        out: folder for the pictures.
        prefix: first part of the file names, ``<prefix>-<page>.png``.
        pages: keys of the pages; none takes every page of the rail.

    Raises:
        EnvironmentFault: ``demo.pictures``: Qt's libraries are missing, or the disk.
    """
    command = [*program(), "pictures", str(data_dir), str(out), prefix, *pages]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    try:
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows alone has it
        )
    except subprocess.TimeoutExpired:
        raise _fault() from None
    if done.returncode:
        raise _fault()


def _fault() -> EnvironmentFault:
    return EnvironmentFault("demo.pictures", N_("The pages could not be pictured"))
