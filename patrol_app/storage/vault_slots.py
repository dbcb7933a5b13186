"""The slots of a vault: each wraps the one store key in its own way (docs/format.md, vault).

A slot is a JSON object. All of its fields but ``nonce`` and ``wrapped`` are bound to the
wrapped bytes, together with the store's id, so that a slot cannot be moved to another store
and its cost parameters cannot be changed.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.journal.strict import parse_strict
from patrol_app.errors import EnvironmentFault, PatrolError, UserError
from patrol_app.i18n import N_
from patrol_app.storage import dpapi

SUITE: Final = "aes256gcm/age-x25519/argon2id"
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
SALT_BYTES: Final = 16
PASSWORD_CHARS: Final = 10
# argon2-cffi's defaults (RFC 9106, low-memory profile): about 0.3 s on a station laptop
ARGON_T, ARGON_M_KIB, ARGON_P, ARGON_VERSION = 3, 65_536, 4, 19

_Hex = Field(pattern=r"^([0-9a-f]{2})+$", max_length=16_384)


class Slot(BaseModel):
    """What every slot has; strict, no other fields."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)

    wrapped: str = _Hex

    def bound(self) -> dict[str, Any]:
        """The fields that the wrapped bytes are bound to."""
        return self.model_dump(exclude={"nonce", "wrapped"})


class DeviceSlot(Slot):
    """Opened by this machine without a password.

    Attributes:
        keeper: ``file`` (AES-256-GCM under ``device.key``) or ``dpapi`` (Windows).
        nonce: hex, 12 bytes for ``file``; empty for ``dpapi``.
    """

    kind: Literal["device"] = "device"
    keeper: Literal["file", "dpapi"]
    nonce: str = Field(pattern=r"^([0-9a-f]{24})?$")


class RecoverySlot(Slot):
    """Opened by the escrow identity; ``wrapped`` is an age file.

    Attributes:
        recipients: the age recipients it was made for, as told; for people to read.
    """

    kind: Literal["recovery"] = "recovery"
    recipients: list[str] = Field(min_length=1, max_length=16)


class UserSlot(Slot):
    """Opened by a person's password through Argon2id.

    Attributes:
        user: id of the person.
        t, m_kib, p: Argon2 cost (passes, KiB of memory, lanes); v: Argon2 version.
        salt, nonce: hex.
    """

    kind: Literal["user"] = "user"
    user: str = Field(min_length=1, max_length=64)
    t: int = Field(ge=1, le=16)
    m_kib: int = Field(ge=8_192, le=1_048_576)
    p: int = Field(ge=1, le=16)
    v: Literal[19] = 19
    salt: str = Field(pattern=r"^[0-9a-f]{32}$")
    nonce: str = Field(pattern=r"^[0-9a-f]{24}$")

    def outdated(self) -> bool:
        """Whether today's cost differs, so that the slot should be wrapped again."""
        return (self.t, self.m_kib, self.p) != (ARGON_T, ARGON_M_KIB, ARGON_P)


_CLASSES: Final[Mapping[str, type[Slot]]] = {
    "device": DeviceSlot,
    "recovery": RecoverySlot,
    "user": UserSlot,
}


def parse_slot(value: Mapping[str, Any]) -> Slot | None:
    """The slot that ``value`` describes; None for a kind of a later program.

    Raises:
        EnvironmentFault: ``vault.damaged``.
    """
    shape = _CLASSES.get(str(value.get("kind")))
    if shape is None:
        return None
    try:
        return shape.model_validate(dict(value))
    except ValidationError as error:
        raise damaged() from error


def wrap_device(store_id: str, key: bytes, wrapping_key: bytes | None) -> DeviceSlot:
    """Wrap ``key`` for this machine.

    Args:
        store_id: id of the store.
        key: 32 bytes.
        wrapping_key: 32 bytes of ``device.key``; None takes Windows' keeper.
    """
    if wrapping_key is None:
        bound = DeviceSlot(keeper="dpapi", nonce="", wrapped="00")
        wrapped = dpapi.protect(key, hashlib.sha256(_aad(store_id, bound)).digest())
        return bound.model_copy(update={"wrapped": wrapped.hex()})
    nonce = secrets.token_bytes(NONCE_BYTES)
    bound = DeviceSlot(keeper="file", nonce=nonce.hex(), wrapped="00")
    return bound.model_copy(
        update={"wrapped": _seal(wrapping_key, nonce, key, _aad(store_id, bound)).hex()}
    )


def unwrap_device(store_id: str, slot: DeviceSlot, wrapping_key: bytes | None) -> bytes:
    """The store key by this machine.

    Raises:
        EnvironmentFault: ``vault.device_key``, it was wrapped for another machine or changed.
    """
    aad = _aad(store_id, slot)
    if slot.keeper == "dpapi":
        key = dpapi.unprotect(bytes.fromhex(slot.wrapped), hashlib.sha256(aad).digest())
    else:
        key = _open(wrapping_key or b"", slot.nonce, slot.wrapped, aad) or b""
    if len(key) != KEY_BYTES:
        raise EnvironmentFault(
            "vault.device_key", N_("This computer does not hold the key of this data folder.")
        )
    return key


def wrap_recovery(store_id: str, key: bytes, recipients: list[str]) -> RecoverySlot:
    """Wrap ``key`` for every age recipient of ``recipients`` (``age1…``).

    age binds no further data, so the store's id stands inside beside the key.

    Raises:
        UserError: one of them is no age X25519 recipient, or there is none.
    """
    import pyrage

    try:
        to = [pyrage.x25519.Recipient.from_str(text) for text in recipients]
    except pyrage.RecipientError as error:
        raise _no_recipient() from error
    if not to:
        raise _no_recipient()
    inside = canonical({"key": key.hex(), "store_id": store_id, "v": 1})
    return RecoverySlot(recipients=list(recipients), wrapped=pyrage.encrypt(inside, to).hex())


def unwrap_recovery(store_id: str, slot: RecoverySlot, identity: str) -> bytes:
    """The store key by the escrow identity (``AGE-SECRET-KEY-1…``).

    Raises:
        UserError: ``vault.identity``, not an identity or not one of the recipients'.
        EnvironmentFault: ``vault.damaged``, the slot belongs to another store.
    """
    import pyrage

    try:
        secret = pyrage.x25519.Identity.from_str(identity.strip())
        inside = pyrage.decrypt(bytes.fromhex(slot.wrapped), [secret])
    except (pyrage.IdentityError, pyrage.DecryptError) as error:
        raise UserError(
            "vault.identity", N_("This recovery key does not open this data folder.")
        ) from error
    try:
        value = parse_strict(inside)
        key = bytes.fromhex(value["key"])
    except (ValueError, KeyError, TypeError, PatrolError) as error:
        raise damaged() from error
    if value.get("v") != 1 or value.get("store_id") != store_id or len(key) != KEY_BYTES:
        raise damaged()
    return key


def wrap_user(store_id: str, key: bytes, user: str, password: str) -> UserSlot:
    """Wrap ``key`` under a person's password at today's cost.

    Raises:
        UserError: ``password.short``.
    """
    if len(password) < PASSWORD_CHARS:
        raise UserError(
            "password.short",
            N_("A password has at least {count} characters."),
            field="password",
            count=PASSWORD_CHARS,
        )
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    bound = UserSlot(
        user=user,
        t=ARGON_T,
        m_kib=ARGON_M_KIB,
        p=ARGON_P,
        salt=salt.hex(),
        nonce=nonce.hex(),
        wrapped="00",
    )
    sealed = _seal(_stretch(bound, password), nonce, key, _aad(store_id, bound))
    return bound.model_copy(update={"wrapped": sealed.hex()})


def unwrap_user(store_id: str, slot: UserSlot, password: str) -> bytes:
    """The store key by a person's password.

    Raises:
        UserError: ``password.wrong`` (also when the slot was changed).
    """
    key = _open(_stretch(slot, password), slot.nonce, slot.wrapped, _aad(store_id, slot))
    if key is None or len(key) != KEY_BYTES:
        raise UserError("password.wrong", N_("The password is not right."), field="password")
    return key


def damaged() -> EnvironmentFault:
    """The fault of a vault that does not follow its format."""
    return EnvironmentFault(
        "vault.damaged", N_("The key file of this data folder is damaged. Restore a backup.")
    )


def _no_recipient() -> UserError:
    return UserError("vault.recipient", N_("This is not a recovery recipient (age1…)."))


def _stretch(slot: UserSlot, password: str) -> bytes:
    """32 bytes from a password; NFC, so that every keyboard's way of typing counts the same."""
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        unicodedata.normalize("NFC", password).encode("utf-8"),
        bytes.fromhex(slot.salt),
        time_cost=slot.t,
        memory_cost=slot.m_kib,
        parallelism=slot.p,
        hash_len=KEY_BYTES,
        type=Type.ID,
        version=slot.v,
    )


def _aad(store_id: str, slot: Slot) -> bytes:
    """The bytes that a slot's wrapped key is bound to."""
    return b"HL-vault-1" + canonical({"slot": slot.bound(), "store_id": store_id, "suite": SUITE})


def _seal(wrapping_key: bytes, nonce: bytes, key: bytes, aad: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(wrapping_key).encrypt(nonce, key, aad)


def _open(wrapping_key: bytes, nonce: str, wrapped: str, aad: bytes) -> bytes | None:
    """The sealed bytes, or None when the key, the bytes or what they are bound to differ."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(wrapping_key) != KEY_BYTES:
        return None
    try:
        return AESGCM(wrapping_key).decrypt(bytes.fromhex(nonce), bytes.fromhex(wrapped), aad)
    except InvalidTag:
        return None
