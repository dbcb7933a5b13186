"""Make the environment: venv, pinned packages, the program itself, fonts, catalogue."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys

from devtools import system
from devtools.places import REQUIREMENTS, ROOT, VENV, SetupError, run_python, venv_python

STAMP = VENV / "patrol-stamp.json"
LOCKS = ("base.txt", "dev.txt")


def digest(*names: str) -> str:
    """One SHA-256 over the named files of the project and the Python's major and minor version."""
    out = hashlib.sha256(repr(sys.version_info[:2]).encode())
    for name in names:
        out.update((ROOT / name).read_bytes())
    return out.hexdigest()


def read_stamp() -> dict[str, str]:
    """What was done to this environment before; empty when unknown."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def venv_works() -> bool:
    """Whether the environment has an interpreter of this version with pip."""
    probe = "import pip, sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run(
            [str(venv_python()), "-c", probe],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
    except OSError:
        return False
    return done.stdout.strip() == "{}.{}".format(*sys.version_info[:2])


def make_venv() -> None:
    """Create ``.venv``; on a Debian without venv and pip install these first.

    Raises:
        SetupError: neither works; the message names the command.
    """
    if venv_works():
        return
    if VENV.exists():
        shutil.rmtree(VENV)
    for attempt in range(2):
        done = subprocess.run(
            [sys.executable, "-m", "venv", str(VENV)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode == 0 and venv_works():
            return
        # Debian's python3 leaves a half-made folder when ensurepip is missing
        shutil.rmtree(VENV, ignore_errors=True)
        if attempt == 0 and system.is_debian():
            system.install(system.PYTHON)
        else:
            break
    raise SetupError(f"cannot make .venv with {sys.executable}:\n{done.stdout.strip()}")


def pip_install(*arguments: str) -> None:
    """``pip install`` in the venv with the machine's own pip configuration.

    Raises:
        SetupError: pip failed.
    """
    if run_python("-m", "pip", "install", "--quiet", *arguments):
        raise SetupError(f"pip install {' '.join(arguments)} failed; see above")


def install_locked(*names: str) -> None:
    """Install the hash-pinned files ``names`` of packaging/requirements."""
    print(f"pip: {', '.join(names)} (some minutes the first time)", flush=True)
    options = [part for name in names for part in ("-r", str(REQUIREMENTS / name))]
    pip_install("--require-hashes", *options)


def install_packages(stamp: dict[str, str]) -> None:
    """Bring the pinned packages and the program itself where their files changed."""
    locks = digest(*(f"packaging/requirements/{name}" for name in LOCKS))
    if stamp.get("locks") != locks:
        install_locked(*LOCKS)
        stamp["locks"] = locks
    project = digest("pyproject.toml")
    if stamp.get("project") != project:
        # setuptools is pinned in dev.txt: no isolated build that would ask the network again
        pip_install("--no-deps", "--no-build-isolation", "-e", str(ROOT))
        stamp["project"] = project
    STAMP.write_text(json.dumps(stamp), encoding="utf-8")


def ensure(force: bool = False) -> None:
    """Bring everything that running and testing need; quick when nothing changed.

    Args:
        force: forget what was done before.

    Raises:
        SetupError: a step failed; the message says what to do.
    """
    make_venv()
    stamp = {} if force else read_stamp()
    packages = " ".join(system.wanted())
    if stamp.get("system") != packages:
        system.ensure()
        stamp["system"] = packages
    install_packages(stamp)
    if run_python("packaging/fetch_resources.py", "--quiet"):
        raise SetupError("the fonts are missing; see above")
    if run_python("packaging/i18n.py", "compile"):
        raise SetupError("the catalogue could not be compiled; see above")
