"""Programs and packages to compare with: found, or named as missing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Sequence

from tests.bench.harness import Measure, Way, seconds

INSTALL = "python3 dev.py bench --install-peers"


def program(name: str, label: str, measure: Measure, role: str = "peer") -> Way:
    """A way that needs the program ``name``."""
    if shutil.which(name):
        return Way(label, role, measure)
    return Way(label, role, None, f"{name} is not installed ({INSTALL})")


def package(name: str, label: str, measure: Measure, role: str = "peer") -> Way:
    """A way that needs the Python package ``name``."""
    if importlib.util.find_spec(name):
        return Way(label, role, measure)
    return Way(label, role, None, f"{name} is not installed ({INSTALL})")


def run(command: Sequence[str]) -> float:
    """Wall seconds of a command.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    # GDAL's own CSV and GPX drivers are to read what we read, nothing of the environment
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return seconds(
        lambda: subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
    )
