"""The backup file: a ZIP of three stored members (docs/format.md, backup).

``manifest.json`` says what must be inside, ``vault.json`` holds the keys (wrapped for passwords
and for the city's recovery key), ``patrol.db`` is the encrypted store. ``device.key`` is never in
it: who finds a stick opens nothing.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.journal.strict import parse_strict
from patrol_app.errors import PatrolError, UserError
from patrol_app.i18n import N_
from patrol_app.services.backup_types import BackupNote, Totals
from patrol_app.storage.faults import disk_faults
from patrol_app.storage.files import PRIVATE, STEP

VERSION: Final = 1
SUFFIX: Final = ".backup.zip"
NOTE: Final = "manifest.json"
VAULT: Final = "vault.json"
STORE: Final = "patrol.db"
SMALL_BYTES: Final = 256 * 1024  # of the manifest and of the vault


@dataclass(frozen=True)
class BackupFile:
    """An open backup file.

    Attributes:
        note: its manifest; vault: bytes of ``vault.json``.
    """

    note: BackupNote
    vault: bytes
    _zip: zipfile.ZipFile

    def extract(self, target: Path) -> None:
        """Write the store to the new file ``target`` and compare it with the manifest.

        Raises:
            UserError: ``backup.damaged``.
            EnvironmentFault: the disk failed.
        """
        digest = hashlib.sha256()
        with disk_faults(target):
            target.touch(mode=PRIVATE)
            with self._zip.open(STORE) as source, target.open("wb") as out:
                for piece in _pieces(source):
                    digest.update(piece)
                    out.write(piece)
        if digest.hexdigest() != self.note.db_sha256:
            raise damaged()


def write_backup(out: BinaryIO, note: BackupNote, vault: bytes, store: Path) -> None:
    """Write the three members into ``out``."""
    with zipfile.ZipFile(cast(BinaryIO, _Forward(out)), "w", zipfile.ZIP_STORED) as made:
        made.writestr(_member(NOTE), canonical({"v": VERSION, **asdict(note)}))
        made.writestr(_member(VAULT), vault)
        with made.open(_member(STORE), "w", force_zip64=True) as target, store.open("rb") as source:
            while piece := source.read(STEP):
                target.write(piece)


@contextmanager
def open_backup(path: Path) -> Iterator[BackupFile]:
    """Open the backup ``path``; every refusal has a reason.

    Raises:
        UserError: ``backup.not_one``, ``backup.newer``, ``backup.damaged``.
        EnvironmentFault: it cannot be read.
    """
    with disk_faults(path):
        if not zipfile.is_zipfile(path):
            raise not_one()
        try:
            with zipfile.ZipFile(path) as found:
                names = [one.filename for one in found.infolist()]
                if sorted(names) != sorted((NOTE, VAULT, STORE)):
                    raise not_one()
                if any(one.compress_type != zipfile.ZIP_STORED for one in found.infolist()):
                    raise not_one()
                note = _note(_small(found, NOTE))
                yield BackupFile(note, _small(found, VAULT), found)
        except (zipfile.BadZipFile, EOFError):
            raise damaged() from None


class _Forward:
    """All that a ZIP written forward needs of a stream."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def write(self, data: bytes) -> int:
        """Pass on."""
        return self._out.write(data)

    def flush(self) -> None:
        """Whoever gave the stream flushes it."""


def _member(name: str) -> zipfile.ZipInfo:
    """A member without this machine's time or rights."""
    made = zipfile.ZipInfo(name)
    made.external_attr = PRIVATE << 16
    return made


def _pieces(source: Any) -> Iterator[bytes]:
    while piece := source.read(STEP):
        yield piece


def _small(found: zipfile.ZipFile, name: str) -> bytes:
    with found.open(name) as source:
        raw = source.read(SMALL_BYTES + 1)
    if len(raw) > SMALL_BYTES:
        raise damaged()
    return raw


def _note(raw: bytes) -> BackupNote:
    try:
        value = dict(parse_strict(raw))
        if value.pop("v") != VERSION:
            raise UserError(
                "backup.newer", N_("The backup was made by a newer program. Install the update.")
            )
        note = BackupNote(**{**value, "totals": Totals(**value["totals"])})
    except UserError as error:
        if error.code == "backup.newer":
            raise
        raise damaged() from error
    except (PatrolError, TypeError, KeyError, ValueError) as error:
        raise damaged() from error
    return note


def not_one() -> UserError:
    """The file is something else."""
    return UserError("backup.not_one", N_("This file is no backup of this program."))


def damaged() -> UserError:
    """It is a backup, and not whole."""
    return UserError("backup.damaged", N_("The backup is damaged. Choose another one."))


def other_store() -> UserError:
    """It is of another data folder."""
    return UserError("backup.other_store", N_("This is a backup of another data folder."))
