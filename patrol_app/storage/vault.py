"""The vault: ``vault.json`` holds slots, each wrapping the one raw 256-bit store key.

The format is frozen (docs/format.md, vault). Whoever opens any slot gets the same key;
everything else in the store hangs on it.
"""

from __future__ import annotations

import hmac
import os
import secrets
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.journal.strict import parse_strict
from patrol_app.errors import EnvironmentFault, PatrolError, UserError
from patrol_app.i18n import N_
from patrol_app.paths import DataPaths
from patrol_app.storage import dpapi
from patrol_app.storage.faults import disk_faults
from patrol_app.storage.files import ensure_folder, write_atomic
from patrol_app.storage.vault_slots import (
    KEY_BYTES,
    SUITE,
    DeviceSlot,
    RecoverySlot,
    Slot,
    UserSlot,
    damaged,
    parse_slot,
    unwrap_device,
    unwrap_recovery,
    unwrap_user,
    wrap_device,
    wrap_recovery,
    wrap_user,
)

VERSION: Final = 1
VAULT_BYTES: Final = 256 * 1024
_FIELDS: Final = {"v", "suite", "store_id", "slots"}


@dataclass(frozen=True, eq=False)
class StoreKey:
    """The raw store key; never shown, so that no log or traceback carries it.

    Attributes:
        store_id: id of the store it opens.
        raw: 32 bytes; a worker process gets them over its standard input.
    """

    store_id: str
    raw: bytes = field(repr=False)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, StoreKey)
            and self.store_id == other.store_id
            and hmac.compare_digest(self.raw, other.raw)
        )

    def __hash__(self) -> int:
        return hash(self.store_id)

    def derive(self, label: str) -> bytes:
        """32 bytes for one purpose: HKDF-SHA256, salt ``HL-store-1``, info = ``label``."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        hkdf = HKDF(SHA256(), length=KEY_BYTES, salt=b"HL-store-1", info=label.encode("ascii"))
        return hkdf.derive(self.raw)

    def database_key(self) -> bytes:
        """The raw SQLCipher key (32 bytes, label ``database``)."""
        return self.derive("database")


@dataclass(frozen=True)
class SlotInfo:
    """One slot as screens and ``check`` show it.

    Attributes:
        kind: ``device``, ``recovery``, ``user`` or a later program's word.
        name: keeper, recipients or user id.
    """

    kind: str
    name: str


def create_vault(paths: DataPaths, store_id: str) -> StoreKey:
    """Make a new random store key and its vault with a ``device`` slot.

    Args:
        paths: the data folder; made when absent.
        store_id: UUID text of the store.

    Raises:
        EnvironmentFault: a vault or a store is there already, or the disk failed.
    """
    if paths.vault.exists():
        raise EnvironmentFault("vault.exists", N_("This data folder is set up already."))
    if paths.store.exists():
        raise EnvironmentFault(
            "vault.lost", N_("The key file of this data folder is missing. Restore a backup.")
        )
    with disk_faults(paths.root):
        ensure_folder(paths.root)
    key = StoreKey(str(uuid.UUID(store_id)), secrets.token_bytes(KEY_BYTES))
    wrapping_key = None
    if not dpapi.available():
        # before the vault: a vault without its device key could never be opened
        wrapping_key = secrets.token_bytes(KEY_BYTES)
        write_atomic(paths.device_key, wrapping_key)
    _write(paths, key.store_id, [wrap_device(key.store_id, key.raw, wrapping_key).model_dump()])
    return key


def open_vault(paths: DataPaths) -> StoreKey:
    """The store key by the ``device`` slot.

    Raises:
        UserError: ``vault.password``, there is no such slot (a password is needed).
        EnvironmentFault: no vault, a damaged or newer one, or another machine's.
    """
    store_id, slots_ = _read(paths)
    slot = next((slot for slot in _known(slots_) if isinstance(slot, DeviceSlot)), None)
    if slot is None:
        raise UserError("vault.password", N_("This data folder asks for a password."))
    wrapping_key = _device_key(paths) if slot.keeper == "file" else None
    return StoreKey(store_id, unwrap_device(store_id, slot, wrapping_key))


def add_recovery_slot(paths: DataPaths, recipients: list[str], key: StoreKey | None = None) -> None:
    """Let the escrow identities of ``recipients`` open the vault, in place of earlier ones.

    Args:
        paths: the data folder.
        recipients: age recipients.
        key: the store key; None takes it by the ``device`` slot.

    Raises:
        UserError: not an age recipient, or the ``device`` slot is gone.
        EnvironmentFault: the vault cannot be read or written, or is another store's.
    """
    key = key or open_vault(paths)
    if _read(paths)[0] != key.store_id:
        raise damaged()
    _replace_slot(paths, wrap_recovery(key.store_id, key.raw, recipients), lambda _old: True)


def open_with_recovery(paths: DataPaths, identity: str) -> StoreKey:
    """The store key by the escrow identity (``AGE-SECRET-KEY-1…``).

    Raises:
        UserError: ``vault.identity``, no recovery slot opens with it.
        EnvironmentFault: the vault cannot be read, or its slot is another store's.
    """
    store_id, slot = recovery_slot(paths)
    return StoreKey(store_id, unwrap_recovery(store_id, slot, identity))


def recovery_slot(paths: DataPaths) -> tuple[str, RecoverySlot]:
    """The store's id and the slot that the recovery key opens.

    Raises:
        UserError: ``vault.no_recovery``.
        EnvironmentFault: the vault cannot be read.
    """
    store_id, slots_ = _read(paths)
    slot = next((slot for slot in _known(slots_) if isinstance(slot, RecoverySlot)), None)
    if slot is None:
        raise UserError("vault.no_recovery", N_("This data folder has no recovery key."))
    return store_id, slot


def add_user_slot(paths: DataPaths, key: StoreKey, user: str, password: str) -> None:
    """Let ``password`` of the person ``user`` open the vault, in place of an earlier one.

    Raises:
        UserError: ``password.short``.
        EnvironmentFault: the vault cannot be read or written, or is another store's.
    """
    if _read(paths)[0] != key.store_id:
        raise damaged()
    slot = wrap_user(key.store_id, key.raw, user, password)
    _replace_slot(paths, slot, lambda old: old.get("user") == user)


def refresh_user_slot(paths: DataPaths, key: StoreKey, user: str, password: str) -> None:
    """Wrap a person's slot again when today's cost of Argon2 is another than its own.

    Raises:
        UserError: ``password.short``: it was set when shorter ones were allowed.
        EnvironmentFault: the vault cannot be read or written.
    """
    slot = _user_slot(paths, user)
    if slot is not None and slot.outdated():
        add_user_slot(paths, key, user, password)


def drop_user_slot(paths: DataPaths, user: str) -> None:
    """Take a person's slot away; the caller has seen that another way in stays.

    Raises:
        EnvironmentFault: the vault cannot be read or written.
    """
    store_id, values = _read(paths)
    kept = [one for one in values if (one.get("kind"), one.get("user")) != ("user", user)]
    if len(kept) < len(values):
        _write(paths, store_id, kept)


def drop_device_slot(paths: DataPaths) -> None:
    """Take the ``device`` slot and its key file away; passwords are asked from now on.

    Raises:
        UserError: ``vault.last_door``: nobody could open the folder any more.
        EnvironmentFault: the vault cannot be read or written.
    """
    store_id, values = _read(paths)
    if not any(one.get("kind") == "user" for one in values):
        raise UserError("vault.last_door", N_("Nobody has a password yet"))
    _write(paths, store_id, [one for one in values if one.get("kind") != "device"])
    with disk_faults(paths.device_key):
        paths.device_key.unlink(missing_ok=True)


def add_device_slot(paths: DataPaths, key: StoreKey) -> None:
    """Let this machine open the vault without a password.

    Raises:
        EnvironmentFault: the vault cannot be read or written, or is another store's.
    """
    if _read(paths)[0] != key.store_id:
        raise damaged()
    wrapping_key = None
    if not dpapi.available():
        wrapping_key = secrets.token_bytes(KEY_BYTES)
        write_atomic(paths.device_key, wrapping_key)
    slot = wrap_device(key.store_id, key.raw, wrapping_key)
    _replace_slot(paths, slot, lambda _old: True)


def open_with_password(paths: DataPaths, user: str, password: str) -> StoreKey:
    """The store key by a person's password.

    Raises:
        UserError: ``password.wrong``, also for a person without a slot.
        EnvironmentFault: the vault cannot be read.
    """
    slot = _user_slot(paths, user)
    if slot is not None:
        store_id = _read(paths)[0]
        return StoreKey(store_id, unwrap_user(store_id, slot, password))
    raise UserError("password.wrong", N_("The password is not right."), field="password")


def store_id(paths: DataPaths) -> str:
    """Id of the store that the vault is of.

    Raises:
        EnvironmentFault: the vault cannot be read.
    """
    return _read(paths)[0]


def slots(paths: DataPaths) -> list[SlotInfo]:
    """What can open the vault, in the file's order; later programs' kinds included.

    Raises:
        EnvironmentFault: the vault cannot be read.
    """
    found = []
    for value in _read(paths)[1]:
        slot = parse_slot(value)
        if isinstance(slot, DeviceSlot):
            found.append(SlotInfo("device", slot.keeper))
        elif isinstance(slot, RecoverySlot):
            found.append(SlotInfo("recovery", " ".join(slot.recipients)))
        elif isinstance(slot, UserSlot):
            found.append(SlotInfo("user", slot.user))
        else:
            found.append(SlotInfo(str(value.get("kind")), ""))
    return found


def _user_slot(paths: DataPaths, user: str) -> UserSlot | None:
    for slot in _known(_read(paths)[1]):
        if isinstance(slot, UserSlot) and slot.user == user:
            return slot
    return None


def _known(values: list[dict[str, Any]]) -> list[Slot]:
    return [slot for slot in map(parse_slot, values) if slot is not None]


def _replace_slot(paths: DataPaths, slot: Slot, same: Callable[[dict[str, Any]], bool]) -> None:
    """Write the vault with ``slot`` instead of those of its kind for which ``same`` holds."""
    store_id, values = _read(paths)
    new = slot.model_dump()
    kept = [old for old in values if old.get("kind") != new["kind"] or not same(old)]
    _write(paths, store_id, [*kept, new])


def _read(paths: DataPaths) -> tuple[str, list[dict[str, Any]]]:
    """Store id and raw slots of the vault file, in its order."""
    if not paths.vault.exists():
        raise EnvironmentFault("vault.missing", N_("There is no data in this folder yet."))
    with disk_faults(paths.vault), paths.vault.open("rb") as stream:
        raw = stream.read(VAULT_BYTES + 1)
    if len(raw) > VAULT_BYTES:
        raise damaged()
    try:
        value = parse_strict(raw)
    except (ValueError, PatrolError) as error:
        raise damaged() from error
    if not isinstance(value, dict):
        raise damaged()
    if value.get("v") != VERSION or value.get("suite") != SUITE:
        raise _newer() if isinstance(value.get("v"), int) else damaged()
    store_id, slots_ = value.get("store_id"), value.get("slots")
    if set(value) != _FIELDS or not isinstance(store_id, str) or not isinstance(slots_, list):
        raise damaged()
    if not all(isinstance(slot, dict) for slot in slots_):
        raise damaged()
    return store_id, slots_


def _write(paths: DataPaths, store_id: str, values: list[dict[str, Any]]) -> None:
    content = {"v": VERSION, "suite": SUITE, "store_id": store_id, "slots": values}
    write_atomic(paths.vault, canonical(content))


def _newer() -> EnvironmentFault:
    return EnvironmentFault(
        "vault.newer", N_("This data folder was made by a newer program. Install the update.")
    )


def _device_key(paths: DataPaths) -> bytes:
    """The wrapping key beside the vault; its permissions are tightened when a copy lost them."""
    try:
        raw = paths.device_key.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError:
        with disk_faults(paths.device_key):
            raise
    if sys.platform != "win32":
        status = paths.device_key.stat()
        if status.st_mode & 0o077 and status.st_uid == os.getuid():
            paths.device_key.chmod(0o600)
    return raw
