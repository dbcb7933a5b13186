"""Debug information out of the few libraries that carry megabytes of it (decision 061)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

# Beginnings of names in the program. Never those that a wheel's builder has rewritten (numpy's):
# they do not load any more once touched, which is why PyInstaller's own strip stays off.
CARRIERS: Final = ("libpython3.", "sqlcipher3/_sqlite3.", "zstandard/backend_c.")


def carries(name: str) -> bool:
    """Whether the file of this place in the program is one of them."""
    return name.startswith(CARRIERS) and ".so" in name


def without(name: str, source: str, folder: Path) -> str:
    """A copy of ``source`` without debug information, or ``source`` where none can be made.

    Args:
        name: its place in the program.
        source: where it lies; never changed.
        folder: where copies go.
    """
    tool = shutil.which("strip")
    if not carries(name) or tool is None or not sys.platform.startswith("linux"):
        return source
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)
    done = subprocess.run([tool, "--strip-debug", str(target)], capture_output=True)
    return source if done.returncode else str(target)
