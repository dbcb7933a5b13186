"""Is this the same installation as last time, or a restored or cloned copy?

A marker outside the data folder remembers how far the store had come; the store remembers the
machine. Where they disagree the store must start a new stream ("epoch"), else two histories
would claim the same numbers (sync design, section 9, last paragraph).
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.journal.strict import parse_strict
from patrol_app.errors import PatrolError
from patrol_app.paths import config_dir
from patrol_app.storage.faults import disk_faults
from patrol_app.storage.files import ensure_folder, write_atomic

VERSION: Final = 1
NONCE_BYTES: Final = 16
MARKER_BYTES: Final = 4096
_MACHINE_FILES: Final = ("/etc/machine-id", "/var/lib/dbus/machine-id")


class Verdict(StrEnum):
    """What the comparison says; every value but ``SAME`` asks for a new epoch."""

    SAME = "same"
    NO_MARKER = "no_marker"
    OTHER_STORE = "other_store"
    OTHER_NONCE = "other_nonce"
    OTHER_MACHINE = "other_machine"
    BEHIND = "behind"

    @property
    def new_epoch(self) -> bool:
        """Whether the store must begin a new stream."""
        return self is not Verdict.SAME


@dataclass(frozen=True)
class StoreInstance:
    """What the store itself remembers.

    Attributes:
        store_id: UUID text.
        nonce: hex, made new with every epoch.
        machine: :func:`machine_hash` of the machine that began the epoch, or empty.
        last_seq: last entry of its own stream.
    """

    store_id: str
    nonce: str
    machine: str
    last_seq: int


def check_instance(root: Path, stored: StoreInstance, machine: str) -> Verdict:
    """Compare the store with its marker and this machine.

    Args:
        root: the data folder.
        stored: what the store remembers.
        machine: :func:`machine_hash` here and now; empty equals any.

    Returns:
        ``SAME`` also when the store is ahead of the marker, which is normal: the marker is
        written after the commit.
    """
    marker = _read(marker_path(root))
    if marker is None:
        return Verdict.NO_MARKER
    store_id, nonce, last_seq = marker
    if store_id != stored.store_id:
        return Verdict.OTHER_STORE
    if nonce != stored.nonce:
        return Verdict.OTHER_NONCE
    if machine and stored.machine and machine != stored.machine:
        return Verdict.OTHER_MACHINE
    return Verdict.BEHIND if stored.last_seq < last_seq else Verdict.SAME


def write_marker(root: Path, stored: StoreInstance) -> None:
    """Remember ``stored`` as the present state of the data folder ``root``.

    Raises:
        EnvironmentFault: the configuration folder cannot be written.
    """
    path = marker_path(root)
    with disk_faults(path):
        ensure_folder(path.parent)
    content = {
        "v": VERSION,
        "store_id": stored.store_id,
        "nonce": stored.nonce,
        "last_seq": stored.last_seq,
    }
    write_atomic(path, canonical(content))


def marker_path(root: Path) -> Path:
    """``<config>/instances/<first 16 hex of sha256(canonical data path)>.json``."""
    canonical_path = os.path.normcase(os.path.realpath(root))
    digest = hashlib.sha256(canonical_path.encode("utf-8", "surrogateescape")).hexdigest()
    return config_dir() / "instances" / f"{digest[:16]}.json"


def new_nonce() -> str:
    """A fresh nonce for an epoch: 16 random bytes in hex."""
    return secrets.token_hex(NONCE_BYTES)


def machine_hash(store_id: str) -> str:
    """Hash of this machine's id, of use for one store only; empty when it has none."""
    own = _machine_id().strip()
    if not own:
        return ""
    return hashlib.sha256(f"HL-machine-1|{store_id}|{own}".encode()).hexdigest()


def _machine_id() -> str:
    """The system's id of this installation, or an empty text."""
    if sys.platform == "win32":
        import winreg

        try:
            place = r"SOFTWARE\Microsoft\Cryptography"
            access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place, 0, access) as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        except OSError:
            return ""
    for name in _MACHINE_FILES:
        try:
            text = Path(name).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            continue
        if text and text != "uninitialized":
            return text
    return ""


def _read(path: Path) -> tuple[str, str, int] | None:
    """Store id, nonce and last seq of a marker; None when it is absent or unreadable.

    An unreadable marker counts as none: a needless new epoch costs a grant, a reused stream
    costs the history.
    """
    try:
        with path.open("rb") as stream:
            value = parse_strict(stream.read(MARKER_BYTES))
        if value["v"] != VERSION or type(value["last_seq"]) is not int:
            return None
        return str(value["store_id"]), str(value["nonce"]), value["last_seq"]
    except (OSError, KeyError, TypeError, PatrolError):
        return None
