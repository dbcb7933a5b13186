"""The Debian package: what its control file asks for and where its files go."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from devtools import deb, freezing, system
from patrol_app import __version__


def fields(text: str) -> dict[str, str]:
    """The one-line fields of a control file."""
    rows = [line for line in text.splitlines() if not line.startswith(" ")]
    return dict(line.split(": ", 1) for line in rows)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A frozen program of two files, and a build folder of its own."""
    built = tmp_path / "build"
    (built / "icons").mkdir(parents=True)
    (built / "icons" / "app.png").write_bytes(b"\x89PNG")
    monkeypatch.setattr(deb, "BUILD", built)
    home = tmp_path / "dist" / freezing.NAME
    (home / "_internal").mkdir(parents=True)
    (home / freezing.NAME).write_bytes(b"\x7fELF")
    (home / freezing.NAME).chmod(0o755)
    (home / "_internal" / "lib.so.1").write_bytes(bytes(4096))
    (home / "_internal" / "lib.so").symlink_to("lib.so.1")
    return home


def test_the_control_file_asks_for_the_documented_libraries() -> None:
    found = fields(deb.control("amd64", 1234))
    assert (found["Package"], found["Version"]) == ("patrol-app", __version__)
    assert (found["Architecture"], found["Installed-Size"]) == ("amd64", "1234")
    depends = [name.split(" ")[0] for name in found["Depends"].split(", ")]
    assert {*system.QT, *system.QT_SCREEN, "libc6"} <= set(depends)
    assert not {"xvfb", "xauth", "nsis", "age"} & set(depends)


def test_every_line_of_the_description_is_folded() -> None:
    text = deb.control("amd64", 1)
    assert text.endswith("\n")
    head, _, rest = text.partition("Description: ")
    assert head
    assert all(line.startswith(" ") for line in rest.splitlines()[1:])


def test_the_program_its_command_and_its_menu_entry_are_laid_out(
    tree: Path, tmp_path: Path
) -> None:
    root = tmp_path / "root"
    deb.stage(tree, root)
    command = root / "usr" / "bin" / "patrol-app"
    assert command.resolve() == root / "usr" / "lib" / "patrol-app" / "patrol-app"
    assert (root / deb.HOME / "_internal" / "lib.so").is_symlink()
    entry = (root / "usr/share/applications/patrol-app.desktop").read_text(encoding="utf-8")
    assert "Exec=patrol-app" in entry
    assert "Name[zh_CN]=林巡" in entry
    assert (root / "usr/share/icons/hicolor/256x256/apps/patrol-app.png").is_file()
    assert (root / "usr/share/icons/hicolor/scalable/apps/patrol-app.svg").is_file()


def test_dpkg_takes_the_package(tree: Path, tmp_path: Path) -> None:
    if not shutil.which("dpkg-deb"):
        pytest.skip("no dpkg-deb here")
    before = os.umask(0o077)  # a builder whose files are nobody else's business
    try:
        made = deb.make(tree, tmp_path)
    finally:
        os.umask(before)
    assert made.name.startswith(f"patrol-app_{__version__}_")
    said = subprocess.run(
        ["dpkg-deb", "--contents", str(made)], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split() for line in said.splitlines()]
    assert {row[1] for row in rows} == {"root/root"}
    modes = {row[0] for row in rows if not row[0].startswith("l")}
    assert modes == {"drwxr-xr-x", "-rwxr-xr-x", "-rw-r--r--"}
    assert "./usr/lib/patrol-app/_internal/lib.so.1" in {row[5] for row in rows}
    assert not (tmp_path / "build" / "deb").exists()
