"""``dev.py build``: freeze, judge, let the program test itself, then pack it for installing."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Final

from devtools import deb, freezing, frozen_checks, installer, setup
from devtools.places import BUILD, ROOT, SetupError, run_python

DIST: Final = ROOT / "dist"
TREE: Final = DIST / freezing.NAME
DEB, SETUP = "--deb", "--setup"
# What a system gives every program; the project's own environment must not help the frozen one.
_KEPT: Final = (
    "HOME USERPROFILE TMPDIR TEMP TMP SYSTEMROOT WINDIR COMSPEC APPDATA LOCALAPPDATA PROGRAMDATA"
).split()


def build(arguments: list[str]) -> int:
    """Freeze the program into ``dist/patrol-app``; 0 when it is small, free and works.

    Args:
        arguments: ``--deb`` and ``--setup`` make installers too; others go to PyInstaller.

    Raises:
        SetupError: a tool of an installer is missing or refuses.
    """
    others = [argument for argument in arguments if argument not in (DEB, SETUP)]
    setup.install_locked("build.txt")
    code = (
        run_python("packaging/build_icons.py")
        or run_python("packaging/notices.py", "build")
        or freeze(others)
        or frozen_checks.judge(TREE)
        or self_test(TREE)
    )
    if code:
        return code
    if DEB in arguments:
        print(f"deb: {deb.make(TREE, DIST)}")
    if SETUP in arguments:
        target = DIST / setup_name()
        installer.compile_setup(TREE, target)
        print(f"setup: {target}")
    elif installer.compiler():
        try_script()
        print("patrol.nsi: compiles")
    return 0


def freeze(arguments: list[str]) -> int:
    """Run PyInstaller; its exit code."""
    return run_python(
        *("-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
        *("--distpath", str(DIST), "--workpath", str(BUILD / "pyinstaller")),
        *("packaging/patrol.spec", *arguments),
    )


def bare_environment() -> dict[str, str]:
    """Environment of a program that was installed: no venv, no screen, no PYTHON* variable."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PATH": os.defpath, "QT_QPA_PLATFORM": "offscreen"}


def self_test(tree: Path) -> int:
    """Let the built program do the main job in a temporary folder; its exit code."""
    program = tree / (f"{freezing.NAME}.exe" if os.name == "nt" else freezing.NAME)
    with tempfile.TemporaryDirectory() as elsewhere:
        started = time.monotonic()
        run = subprocess.run([program, "--version"], cwd=elsewhere, env=bare_environment())
        print(f"start: {time.monotonic() - started:.2f} s", flush=True)
        test = subprocess.run([program, "self-test"], cwd=elsewhere, env=bare_environment())
    return run.returncode or test.returncode


def setup_name() -> str:
    """File name of the set-up program."""
    return f"Patrol-{deb.version()}-x64.exe"


def try_script() -> None:
    """Compile the script of the set-up program with a dummy payload.

    Raises:
        SetupError: makensis is missing or refuses it.
    """
    with tempfile.TemporaryDirectory() as name:
        payload, target = Path(name, "payload"), Path(name, setup_name())
        installer.dummy(payload)
        installer.compile_setup(payload, target)
        if not target.read_bytes().startswith(b"MZ"):
            raise SetupError("makensis made no program")
