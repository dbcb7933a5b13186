"""The set-up program for Windows: packaging/windows/patrol.nsi compiled by makensis."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from devtools import deb, freezing
from devtools.places import BUILD, ROOT, SetupError

SCRIPT: Final = ROOT / "packaging" / "windows" / "patrol.nsi"


def compiler() -> str | None:
    """Where makensis is; None when it is not installed."""
    found = shutil.which("makensis")
    if found is None and os.name == "nt":
        usual = Path(os.environ.get("PROGRAMFILES(X86)", ""), "NSIS", "makensis.exe")
        found = str(usual) if usual.is_file() else None
    return found


def dummy(tree: Path) -> None:
    """A payload with the names that the script asks for and nothing behind them."""
    (tree / "_internal").mkdir(parents=True)
    for name in (freezing.NAME, freezing.WINDOW_NAME):
        (tree / f"{name}.exe").write_bytes(b"MZ")
    (tree / "_internal" / "payload.txt").write_text("payload\n", encoding="ascii")


def compile_setup(tree: Path, target: Path) -> None:
    """Compile the set-up program of ``tree`` to ``target``; a warning fails as well.

    Raises:
        SetupError: makensis is missing or refuses the script.
    """
    program = compiler()
    if program is None:
        raise SetupError("makensis is missing; on Debian: sudo apt-get install -y nsis")
    icon = BUILD / "icons" / "app.ico"
    values = {
        "VERSION": deb.version(),
        "PAYLOAD": str(tree),
        "TARGET": str(target),
        "LICENCE": str(ROOT / "LICENSE"),
        **({"ICON": str(icon)} if icon.is_file() else {}),
    }
    command = [program, "-V2", "-WX", "-INPUTCHARSET", "UTF8"]
    command += [f"-D{name}={value}" for name, value in values.items()]
    done = subprocess.run([*command, str(SCRIPT)], capture_output=True, text=True, errors="replace")
    if done.returncode:
        raise SetupError(f"makensis refuses patrol.nsi:\n{done.stdout}{done.stderr}")
