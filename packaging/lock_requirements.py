"""Write packaging/requirements/*.txt from the *.in files: exact, hashed, without addresses.

    python packaging/lock_requirements.py [NAME...]

``uv pip compile`` resolves for every platform and every Python from 3.11 on. The locks name no
index, no host and no path, so each machine takes the files from where its own pip looks.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "requirements"
NAMES = ("base", "dev", "bench", "build", "resources")
OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-annotate",
    "--no-header",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--quiet",
)


def lock(name: str) -> None:
    """Resolve ``name``.in into ``name``.txt.

    Raises:
        subprocess.CalledProcessError: the requirements contradict each other.
    """
    # uv would otherwise leave a lock of its own beside the project
    environment = {**os.environ, "UV_NO_PROGRESS": "1"}
    command = [sys.executable, "-m", "uv", "pip", "compile", *OPTIONS]
    command += [f"{name}.in", "--output-file", f"{name}.txt"]
    subprocess.run(command, cwd=FOLDER, env=environment, check=True)
    print(f"packaging/requirements/{name}.txt")


def main(names: list[str]) -> int:
    """Lock the named files, all of them without a name."""
    for name in names or NAMES:
        lock(name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
