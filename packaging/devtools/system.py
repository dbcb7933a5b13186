"""System packages of Debian and its kin: what Qt and the tests need, and how to get them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from devtools.places import SetupError, has_display

PYTHON = ["python3-venv", "python3-pip"]
QT = [
    "libgl1",
    "libegl1",
    "libfontconfig1",
    "libxkbcommon0",
    "libdbus-1-3",
    "libglib2.0-0",
    "libbrotli1",
    "libgssapi-krb5-2",
]
QT_SCREEN = [
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
    "libxcb-render-util0",
]
TESTS = ["age", "qpdf", "poppler-utils", "strace", "openssl", "unzip", "zstd", "jq", "nsis"]
# sticks of every kind for the drills
TESTS += ["ntfs-3g", "dosfstools", "exfatprogs", "exfat-fuse", "mtools"]
PEERS = ["gpsbabel", "gdal-bin", "qgis", "xvfb", "xauth", "x11-utils"]


def is_debian() -> bool:
    """Whether apt-get and dpkg-query are there."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg-query"))


def is_root() -> bool:
    """Whether this process may install system packages."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def wanted() -> list[str]:
    """The system packages for running and testing here."""
    return QT + TESTS + (QT_SCREEN if has_display() else [])


def missing(packages: list[str]) -> list[str]:
    """Those of ``packages`` that are not installed; none where dpkg does not rule."""
    if not is_debian():
        return []
    done = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    rows = (line.split() for line in done.stdout.splitlines())
    installed = {row[0] for row in rows if row[-1:] == ["installed"]}
    return [name for name in packages if name not in installed]


def command(packages: list[str]) -> str:
    """The one command with which an administrator installs ``packages``."""
    names = " ".join(packages)
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}"


def install(packages: list[str]) -> None:
    """Install ``packages`` by apt as root.

    Raises:
        SetupError: not root, or apt failed; the message holds the command.
    """
    if not is_root():
        raise SetupError(f"system packages are missing; run once:\n  {command(packages)}")
    print(f"apt: {' '.join(packages)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = [
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ]
    for step in steps:
        if subprocess.run(step, env=environment, stdout=subprocess.DEVNULL).returncode:
            raise SetupError(f"{' '.join(step[:2])} failed; run:\n  {command(packages)}")


def ensure() -> None:
    """Install what is missing as root; else say it and go on, since much works without it."""
    packages = missing(wanted())
    if not packages:
        return
    try:
        install(packages)
    except SetupError as error:
        print(f"warning: {error}", file=sys.stderr)
