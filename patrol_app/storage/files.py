"""Files that are whole or not there: write, prove, rename, make the rename last.

The sequence is that of the reliability design, section 5. Each step stands against one kind
of power-cut damage: without the sync a renamed file may be empty, without the folder's sync
the rename itself may be lost, and without reading back a lying disk goes unnoticed.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.i18n import N_
from patrol_app.storage.faults import disk_faults, environment_fault
from patrol_app.storage.volumes import refuse_unfit_folder

__all__ = [
    "Spooled",
    "copy_to_spool",
    "ensure_folder",
    "environment_fault",
    "land",
    "refuse_unfit_folder",
    "remove_file",
    "remove_parts",
    "replace_patiently",
    "sha256_of",
    "sync_folder",
    "write_atomic",
]

PART: Final = ".part"
STEP: Final = 1024 * 1024
# A virus scanner may hold a fresh file for seconds (Windows: sharing violation).
PATIENCE_S: Final = 10.0
PAUSE_S: Final = 0.1
PRIVATE: Final = 0o600


@dataclass(frozen=True)
class Spooled:
    """A private copy of a file from outside.

    Attributes:
        path: the copy, named by its hash.
        sha256: lower-case hex of its content.
        bytes: its length.
    """

    path: Path
    sha256: str
    bytes: int


def write_atomic(
    target: Path,
    chunks: Iterable[bytes] | bytes,
    *,
    expect_sha256: str | None = None,
    mode: int = PRIVATE,
) -> str:
    """Write ``target`` so that its name never stands for a part of the content.

    Args:
        target: the final path; its folder exists.
        chunks: the content, whole or in pieces.
        expect_sha256: lower-case hex the content must have; checked before the rename.
        mode: POSIX permissions of the file.

    Returns:
        The lower-case hex SHA-256 of the content.

    Raises:
        EnvironmentFault: the disk failed, or what was read back is not what was written.
    """
    part = _part_path(target.parent, target.name)
    with disk_faults(target), _swept(part):
        digest, _ = _write_part(part, _pieces(chunks), mode)
        if expect_sha256 is not None and digest != expect_sha256:
            raise _mismatch(target)
        if sha256_of(part, dropped=True) != digest:
            raise _mismatch(target)
        land(part, target)
    return digest


def copy_to_spool(source: Path, folder: Path, *, max_bytes: int) -> Spooled:
    """Copy ``source`` (often on a stick) into ``folder`` before anyone parses it.

    Args:
        source: a regular file.
        folder: the spool on the data folder's own disk; made when absent.
        max_bytes: the copy stops above this.

    Raises:
        UserError: ``source`` is no regular file or is larger than ``max_bytes``.
        EnvironmentFault: reading or writing failed, for example the stick was pulled.
    """
    with disk_faults(folder):
        ensure_folder(folder)
    part = _part_path(folder, "spool")
    with disk_faults(source), _swept(part), _open_regular(source) as stream:
        digest, size = _write_part(part, _bounded(stream, max_bytes), PRIVATE)
        target = folder / digest
        land(part, target)
    return Spooled(target, digest, size)


def remove_parts(folder: Path) -> int:
    """Remove what interrupted writes left below ``folder``; only the lock's holder may.

    Returns:
        How many ``.part`` files went.
    """
    count = 0
    with disk_faults(folder):
        for here, _folders, names in os.walk(folder):
            for name in names:
                if name.endswith(PART):
                    (Path(here) / name).unlink(missing_ok=True)
                    count += 1
    return count


def ensure_folder(folder: Path, mode: int = 0o700) -> None:
    """Make ``folder`` and its parents, private, and let the new names last.

    Raises:
        OSError: it cannot be made.
    """
    if folder.is_dir():
        return
    ensure_folder(folder.parent, mode)
    folder.mkdir(mode=mode, exist_ok=True)
    sync_folder(folder.parent)


def remove_file(path: Path) -> bool:
    """Remove ``path`` lastingly; False when it was not there.

    Raises:
        EnvironmentFault: it cannot be removed.
    """
    with disk_faults(path):
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        sync_folder(path.parent)
    return True


def sha256_of(path: Path, *, dropped: bool = False) -> str:
    """Lower-case hex SHA-256 of the file at ``path``.

    Args:
        path: the file.
        dropped: forget cached pages first, so that the bytes come from the disk itself.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        if dropped and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while piece := stream.read(STEP):
            digest.update(piece)
    return digest.hexdigest()


def land(part: Path, target: Path) -> None:
    """Give the synced file ``part`` its final name and let the name last.

    Raises:
        OSError: the rename failed; ``target`` is as it was.
    """
    replace_patiently(part, target)
    sync_folder(target.parent)


def replace_patiently(
    part: Path,
    target: Path,
    *,
    patience_s: float = PATIENCE_S,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Rename ``part`` over ``target``, trying again while another program holds it.

    Args:
        part: existing file on the same volume.
        target: final path, replaced when it exists.
        patience_s: seconds of waiting in all.
        pause: waits the given seconds; tests count with it.

    Raises:
        PermissionError: still held after ``patience_s``.
        OSError: any other failure, at once.
    """
    waited = 0.0
    while True:
        try:
            _replace(part, target)
        except PermissionError:
            if waited >= patience_s:
                raise
            pause(PAUSE_S)
            waited += PAUSE_S
        else:
            return


def sync_folder(folder: Path) -> None:
    """Sync the entries of ``folder``; nothing to do on Windows (the move is written through).

    Raises:
        OSError: the disk failed.
    """
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some user-space file systems know no sync of a folder; that is not a failed write.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def _replace(part: Path, target: Path) -> None:
    """Rename on this system; on Windows written through to the disk."""
    if sys.platform == "win32":
        import ctypes

        # MOVEFILE_REPLACE_EXISTING (1) | MOVEFILE_WRITE_THROUGH (8), winbase.h
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        if not kernel.MoveFileExW(ctypes.c_wchar_p(str(part)), ctypes.c_wchar_p(str(target)), 9):
            raise ctypes.WinError(ctypes.get_last_error())
    else:
        os.replace(part, target)


def _part_path(folder: Path, stem: str) -> Path:
    """A fresh name beside the target; two writers never share one."""
    return folder / f"{stem}.{secrets.token_hex(4)}{PART}"


def _write_part(part: Path, pieces: Iterable[bytes], mode: int) -> tuple[str, int]:
    """Write ``pieces`` to the new file ``part`` and sync it: (hex hash, length)."""
    digest = hashlib.sha256()
    size = 0
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(part, flags, mode), "wb") as stream:
        for piece in pieces:
            stream.write(piece)
            digest.update(piece)
            size += len(piece)
        stream.flush()
        os.fsync(stream.fileno())
    return digest.hexdigest(), size


@contextlib.contextmanager
def _swept(part: Path) -> Iterator[None]:
    """Remove ``part`` when the block fails; the first failure is the one that is told."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _pieces(chunks: Iterable[bytes] | bytes) -> Iterable[bytes]:
    return (chunks,) if isinstance(chunks, bytes) else chunks


def _bounded(stream: BinaryIO, max_bytes: int) -> Iterator[bytes]:
    """The pieces of ``stream``; refuses at the first byte above ``max_bytes``."""
    size = 0
    while piece := stream.read(STEP):
        size += len(piece)
        if size > max_bytes:
            raise UserError(
                "file.too_large",
                N_("The file is larger than {limit_mb} MB and is not taken."),
                limit_mb=max_bytes // (1024 * 1024),
            )
        yield piece


def _open_regular(source: Path) -> BinaryIO:
    """Open ``source`` for reading; a pipe or device is refused without waiting for it."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(source, flags)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UserError("file.not_regular", N_("{name} is not a file."), name=source.name)
    return os.fdopen(handle, "rb")


def _mismatch(target: Path) -> EnvironmentFault:
    return EnvironmentFault(
        "file.readback",
        N_("{name} reads back differently from what was written. Use another disk."),
        name=target.name,
    )
