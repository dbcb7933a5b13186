"""Sticks for drills: real file systems on image files, pulled by killing what serves them.

Only a process that was started here is ever killed, by its own handle. Where a tool, root or
``/dev/fuse`` is missing the drill is skipped and counted.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

MB = 1024 * 1024
TRIES = 1_200  # of a twentieth of a second


def need(*tools: str) -> None:
    """Skip, counted, without root or one of ``tools``."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("mounting a stick needs root")
    for tool in tools:
        if shutil.which(tool, path=os.environ.get("PATH", "") + ":/sbin:/usr/sbin") is None:
            pytest.skip(f"{tool} is not installed")


def run(*command: object) -> None:
    """Run a tool; a refusal skips, since it is the machine that lacks something."""
    done = subprocess.run([str(one) for one in command], capture_output=True, timeout=240)
    if done.returncode:
        pytest.skip(f"{command[0]}: {done.stderr.decode('utf-8', 'replace')[:200]}")


def image(folder: Path, megabytes: int, *maker: str) -> Path:
    """An image file with a file system made by ``maker``."""
    path = folder / "stick.img"
    with path.open("wb") as stream:
        stream.truncate(megabytes * MB)
    run(*maker, path)
    return path


@dataclass
class Ntfs:
    """A true NTFS on an image, served by a process of ours.

    Attributes:
        place: where it is mounted.
    """

    image: Path
    place: Path
    _server: subprocess.Popen[bytes] | None = field(default=None)

    def insert(self) -> None:
        """Mount it and wait until it is there."""
        self.place.mkdir(exist_ok=True)
        self._server = subprocess.Popen(
            ["ntfs-3g", "-o", "no_detach", str(self.image), str(self.place)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _n in range(TRIES):
            if os.path.ismount(self.place):
                return
            if self._server.poll() is not None:
                break
            threading.Event().wait(0.05)
        self.remove()
        pytest.skip("ntfs-3g cannot mount here (no /dev/fuse)")

    def pull(self) -> None:
        """Pull it without a word: its server is killed, every later access fails."""
        assert self._server is not None
        self._server.kill()
        self._server.wait()

    def remove(self) -> None:
        """Take it away; also after it was pulled."""
        subprocess.run(["umount", "-l", str(self.place)], capture_output=True, check=False)
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None


@contextmanager
def ntfs(folder: Path) -> Iterator[Ntfs]:
    """A stick of 24 MB with NTFS."""
    need("ntfs-3g", "mkntfs")
    stick = Ntfs(image(folder, 24, "mkntfs", "-Q", "-F", "-q"), folder / "ntfs")
    stick.insert()
    try:
        yield stick
    finally:
        stick.remove()


@contextmanager
def loop(folder: Path, megabytes: int, *options: str) -> Iterator[Path]:
    """A stick with ext4 on a loop device."""
    need("mkfs.ext4", "losetup", "mount")
    path = image(folder, megabytes, "mkfs.ext4", "-q", "-F", "-m", "0")
    place = folder / "loop"
    place.mkdir()
    run("mount", "-o", ",".join(("loop", *options)), path, place)
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], capture_output=True, check=True)


@contextmanager
def exfat(folder: Path) -> Iterator[Path]:
    """A stick with exFAT, whose rules for names are those of Windows."""
    need("mkfs.exfat", "mount.exfat-fuse", "losetup")
    path = image(folder, 24, "mkfs.exfat")
    place = folder / "exfat"
    place.mkdir()
    done = subprocess.run(["losetup", "-f", "--show", str(path)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip("no loop device")
    device = done.stdout.strip()
    try:
        run("mount.exfat-fuse", device, place)
        if not os.path.ismount(place):
            pytest.skip("exfat-fuse cannot mount here")
        yield place
    finally:
        subprocess.run(["umount", str(place)], capture_output=True, check=False)
        subprocess.run(["losetup", "-d", device], capture_output=True, check=False)


def gone() -> OSError:
    """What a program sees of a stick that is not there any more."""
    return OSError(errno.ENODEV, os.strerror(errno.ENODEV))
