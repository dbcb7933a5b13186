"""A Debian package of the frozen program: its control file, its folders, dpkg-deb."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Final

from devtools import freezing, system
from devtools.frozen_checks import size_mb
from devtools.places import BUILD, ROOT, SetupError

HOME: Final = Path("usr") / "lib" / freezing.NAME
RECOMMENDS: Final = ("libcups2", "libwayland-cursor0", "xdg-utils")
MAINTAINER: Final = "Patrol project <patrol@localhost>"
SUMMARY: Final = "offline field-patrol records for forestry and grassland bureaus"


def version() -> str:
    """The program's version, read without importing it."""
    text = (ROOT / "patrol_app" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', text, re.MULTILINE)
    if found is None:
        raise SetupError("patrol_app/__init__.py names no version")
    return found.group(1)


def libc() -> str:
    """The C library that the frozen program was built beside and needs at least."""
    said = os.confstr("CS_GNU_LIBC_VERSION") or "glibc 2.34"
    return f"libc6 (>= {said.split()[-1]})"


def control(architecture: str, size_kib: int) -> str:
    """The control file.

    Args:
        architecture: as dpkg names it.
        size_kib: what the package takes when unpacked.
    """
    depends = [libc(), "libstdc++6", "zlib1g", *system.QT, *system.QT_SCREEN]
    rows = [
        f"Package: {freezing.NAME}",
        f"Version: {version()}",
        f"Architecture: {architecture}",
        f"Maintainer: {MAINTAINER}",
        f"Installed-Size: {size_kib}",
        f"Depends: {', '.join(depends)}",
        f"Recommends: {', '.join(RECOMMENDS)}",
        "Section: science",
        "Priority: optional",
        f"Description: {SUMMARY}",
        " 林巡: patrols, findings, pests, grazing and drills on a computer without a network,",
        " carried between station and city by sealed files, with the bureau's papers.",
    ]
    return "\n".join(rows) + "\n"


def stage(tree: Path, root: Path) -> None:
    """Lay out the package below ``root``: program, command, menu entry, icons, copyright.

    Args:
        tree: the frozen program; its files are linked, not copied, where the disk allows.
        root: an absent folder.
    """
    home = root / HOME
    home.parent.mkdir(parents=True)
    shutil.copytree(tree, home, symlinks=True, copy_function=_link)
    command = root / "usr" / "bin" / freezing.NAME
    command.parent.mkdir(parents=True)
    command.symlink_to(Path("..") / "lib" / freezing.NAME / freezing.NAME)
    share = root / "usr" / "share"
    _copy(ROOT / "packaging" / "linux" / "patrol-app.desktop", share / "applications")
    icons = share / "icons" / "hicolor"
    _copy(ROOT / "resources" / "icons" / "app.svg", icons / "scalable" / "apps", "patrol-app.svg")
    _copy(BUILD / "icons" / "app.png", icons / "256x256" / "apps", "patrol-app.png")
    _copy(ROOT / "docs" / "licences" / "README.md", share / "doc" / freezing.NAME, "copyright")


def make(tree: Path, out: Path) -> Path:
    """Build the package of ``tree`` in ``out``; its path.

    Raises:
        SetupError: dpkg-deb is missing or failed.
    """
    if not shutil.which("dpkg-deb"):
        raise SetupError("dpkg-deb is missing; a .deb is made on Debian and its kin")
    architecture = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
    ).stdout.strip()
    root = BUILD / "deb"
    shutil.rmtree(root, ignore_errors=True)
    stage(tree, root)
    meta = root / "DEBIAN"
    meta.mkdir()
    text = control(architecture, round(size_mb(root) * 1e6 / 1024))
    (meta / "control").write_text(text, encoding="utf-8", newline="\n")
    _open_to_all(root)
    target = out / f"{freezing.NAME}_{version()}_{architecture}.deb"
    # xz is a fifth smaller and takes five minutes
    command = ["dpkg-deb", "--root-owner-group", "-Zgzip", "--build", str(root), str(target)]
    if subprocess.run(command, stdout=subprocess.DEVNULL).returncode:
        raise SetupError("dpkg-deb failed; see above")
    shutil.rmtree(root)
    return target


def _open_to_all(root: Path) -> None:
    """Everybody may read what is installed, however private the builder's own files are."""
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if runs else 0o644)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _copy(source: Path, folder: Path, name: str = "") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / (name or source.name)
    shutil.copyfile(source, target)
    target.chmod(0o644)
