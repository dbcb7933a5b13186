"""Files that pass between stores by stick: whole or not there (the port ``Files``)."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO, cast

from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.i18n import N_
from patrol_app.paths import DataPaths
from patrol_app.storage.faults import disk_faults
from patrol_app.storage.files import (
    PART,
    PRIVATE,
    copy_to_spool,
    ensure_folder,
    land,
    remove_file,
    sha256_of,
)


class ExchangeFiles:
    """Sealed files out, private copies in, files kept aside.

    Args:
        paths: the data folder with its spool and quarantine.
    """

    def __init__(self, paths: DataPaths) -> None:
        self._paths = paths

    def write(self, target: Path, fill: Callable[[BinaryIO], None]) -> str:
        """Write ``target`` by ``fill``: fresh part, sync, read back, rename, sync the folder.

        Args:
            target: final path; its folder exists.
            fill: writes the content into the stream that it is given.

        Returns:
            The lower-case hex SHA-256 of the content.

        Raises:
            EnvironmentFault: the disk failed, or gave other bytes back.
        """
        part = target.with_name(f"{target.name}.{secrets.token_hex(4)}{PART}")
        with disk_faults(target):
            try:
                digest = _fill(part, fill)
                if sha256_of(part, dropped=True) != digest:
                    raise EnvironmentFault(
                        "file.readback",
                        N_(
                            "{name} reads back differently from what was written. Use another disk."
                        ),
                        name=target.name,
                    )
                land(part, target)
            finally:
                part.unlink(missing_ok=True)
        return digest

    def write_once(self, target: Path, data: bytes) -> None:
        """As :meth:`write`, but never over a file that is there.

        Raises:
            UserError: ``file.exists``.
        """
        with disk_faults(target):
            try:
                # The name is taken first, so that two programs never write the same file.
                os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
            except FileExistsError:
                raise UserError(
                    "file.exists", N_("{name} exists already."), name=target.name
                ) from None
        try:
            self.write(target, lambda out: _put(out, data))
        except BaseException:
            target.unlink(missing_ok=True)
            raise

    def write_folder(self, target: Path, fill: Callable[[Path], None]) -> None:
        """Fill a part folder beside ``target``, then give it its name; nothing stays of a half one.

        Raises:
            UserError: ``file.exists``: something is called so already; whatever ``fill`` raises.
            EnvironmentFault: the disk failed.
        """
        part = target.with_name(f"{target.name}.{secrets.token_hex(4)}{PART}")
        with disk_faults(target):
            if target.exists():
                raise UserError("file.exists", N_("{name} exists already."), name=target.name)
            try:
                part.mkdir()
                fill(part)
                part.rename(target)
            finally:
                shutil.rmtree(part, ignore_errors=True)

    def spool(self, source: Path, max_bytes: int) -> tuple[Path, str]:
        """A private copy of ``source`` and its sha256 hex.

        Raises:
            UserError: no regular file, or above ``max_bytes``.
            EnvironmentFault: it cannot be read whole (the stick was pulled).
        """
        spooled = copy_to_spool(source, self._paths.spool, max_bytes=max_bytes)
        return spooled.path, spooled.sha256

    def keep(self, spooled: Path, name: str) -> Path:
        """Move a spooled copy among the files kept aside; where it lies now."""
        target = self._paths.quarantine / name
        with disk_faults(self._paths.quarantine):
            ensure_folder(self._paths.quarantine)
            land(spooled, target)
        return target

    def drop(self, spooled: Path) -> None:
        """Remove a spooled copy."""
        remove_file(spooled)


class _Hashing:
    """A stream to write to that hashes what passes."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self.digest = hashlib.sha256()

    def write(self, data: Any) -> int:
        """Write and hash ``data``."""
        self.digest.update(data)
        return self._raw.write(data)

    def writelines(self, lines: Iterable[Any]) -> None:
        """Write and hash every piece."""
        for line in lines:
            self.write(line)


def _put(out: BinaryIO, data: bytes) -> None:
    out.write(data)


def _fill(part: Path, fill: Callable[[BinaryIO], None]) -> str:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(part, flags, PRIVATE), "wb") as raw:
        out = _Hashing(raw)
        fill(cast(BinaryIO, out))
        raw.flush()
        os.fsync(raw.fileno())
    return out.digest.hexdigest()
