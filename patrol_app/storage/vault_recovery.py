"""A forgotten password, helped by the city through two files.

The folder is locked, so nothing inside it can be used: the station writes the vault's recovery
slot and a fresh age recipient into a request; the city opens the slot with its recovery key and
wraps the store key for that recipient. The number code of the request, read out by telephone,
says that it is the station's and not a thief's: nothing else could.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.journal.strict import parse_strict
from patrol_app.errors import PatrolError, UserError
from patrol_app.i18n import N_
from patrol_app.limits import KIB
from patrol_app.paths import DataPaths
from patrol_app.storage import vault
from patrol_app.storage.faults import disk_faults
from patrol_app.storage.files import remove_file, write_atomic
from patrol_app.storage.vault_slots import RecoverySlot, unwrap_recovery, wrap_recovery

KEY_FILE: Final = "recovery.key"
ASK_BYTES: Final = 64 * KIB
_PATTERN = r"^[0-9a-f]{2,32768}$"


class Ask(BaseModel):
    """The request as written: canonical JSON.

    Attributes:
        store_id: id of the locked store; recipients, wrapped: its recovery slot.
        to: age recipient that the answer is encrypted to.
    """

    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)

    v: Literal[1] = 1
    kind: Literal["recovery-ask"] = "recovery-ask"
    store_id: str = Field(pattern=r"^[0-9a-f-]{36}$")
    recipients: list[str] = Field(min_length=1, max_length=16)
    wrapped: str = Field(pattern=_PATTERN)
    to: str = Field(pattern=r"^age1[0-9a-z]{58}$")


def ask(paths: DataPaths, target: Path) -> bytes:
    """Write the request of a locked folder; the key for its answer stays in the folder.

    Args:
        paths: the data folder.
        target: file to write.

    Returns:
        The bytes written; people compare their number code.

    Raises:
        UserError: ``vault.no_recovery``.
        EnvironmentFault: the vault cannot be read, the disk failed.
    """
    import pyrage

    store_id, slot = vault.recovery_slot(paths)
    identity = pyrage.x25519.Identity.generate()
    made = Ask(
        store_id=store_id,
        recipients=slot.recipients,
        wrapped=slot.wrapped,
        to=str(identity.to_public()),
    )
    raw = canonical(made.model_dump())
    write_atomic(paths.root / KEY_FILE, f"{identity}\n".encode("ascii"), mode=0o600)
    write_atomic(target, raw)
    return raw


def read_ask(raw: bytes) -> Ask:
    """A request as it came.

    Raises:
        UserError: ``recovery.ask``.
    """
    try:
        if len(raw) > ASK_BYTES:
            raise ValueError("size")
        found = Ask.model_validate(parse_strict(raw))
        if canonical(found.model_dump()) != raw:
            raise ValueError("form")
    except (ValueError, ValidationError, PatrolError):
        raise UserError(
            "recovery.ask", N_("This is not a request for a forgotten password.")
        ) from None
    return found


def answer(made: Ask, identity: str) -> bytes:
    """The store key of the request, for its sender alone: an age file.

    Args:
        made: from :func:`read_ask`.
        identity: the city's recovery identity (``AGE-SECRET-KEY-1…``).

    Raises:
        UserError: ``vault.identity``, another city's folder.
        EnvironmentFault: ``vault.damaged``.
    """
    slot = RecoverySlot(recipients=made.recipients, wrapped=made.wrapped)
    key = unwrap_recovery(made.store_id, slot, identity)
    return bytes.fromhex(wrap_recovery(made.store_id, key, [made.to]).wrapped)


def take(paths: DataPaths, raw: bytes) -> vault.StoreKey:
    """The store key out of an answer to the last request of this folder.

    Raises:
        UserError: ``recovery.not_asked``, ``recovery.answer`` (of another request).
        EnvironmentFault: the vault cannot be read.
    """
    store_id, slot = vault.recovery_slot(paths)
    key_file = paths.root / KEY_FILE
    with disk_faults(key_file):
        if not key_file.exists():
            raise UserError("recovery.not_asked", N_("Write a request for the city first."))
        identity = key_file.read_text(encoding="ascii").strip()
    given = RecoverySlot(recipients=slot.recipients, wrapped=raw[:ASK_BYTES].hex() or "00")
    try:
        return vault.StoreKey(store_id, unwrap_recovery(store_id, given, identity))
    except UserError as fault:
        raise UserError(
            "recovery.answer", N_("The file does not answer this folder's last request.")
        ) from fault


def done(paths: DataPaths) -> None:
    """The answer was used: its key goes away."""
    remove_file(paths.root / KEY_FILE)
