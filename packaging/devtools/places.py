"""The folders of the project and how to start its Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
BUILD = ROOT / "build"
REQUIREMENTS = ROOT / "packaging" / "requirements"
DEMO = BUILD / "demo"


class SetupError(Exception):
    """The machine lacks something; the message names the one command that mends it."""


def venv_python() -> Path:
    """The interpreter of the project's own environment."""
    folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return VENV / folder / name


def has_display() -> bool:
    """Whether a window can be shown to a person here."""
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def environment(offscreen: bool) -> dict[str, str]:
    """Environment of a child: UTF-8, the venv first on PATH, without a screen if asked.

    Sets are in one order at every run, unless PYTHONHASHSEED says otherwise.
    """
    out = dict(os.environ)
    out.setdefault("PYTHONHASHSEED", "0")
    out["PYTHONUTF8"] = "1"
    out["VIRTUAL_ENV"] = str(VENV)
    out["PATH"] = str(venv_python().parent) + os.pathsep + out.get("PATH", "")
    out.pop("PYTHONHOME", None)
    if offscreen:
        out["QT_QPA_PLATFORM"] = "offscreen"
    return out


def run(command: list[str], offscreen: bool = True) -> int:
    """Run ``command`` in the project's root with our output; its exit code."""
    sys.stdout.flush()
    return subprocess.run(command, cwd=ROOT, env=environment(offscreen)).returncode


def run_python(*arguments: str, offscreen: bool = True) -> int:
    """Run the venv's Python with ``arguments``; its exit code."""
    return run([str(venv_python()), *arguments], offscreen)
