"""The keys and papers of one store: what lies in its tables ``secret`` and ``meta``.

Secrets: ``device_sign`` (Ed25519 seed), ``device_age`` (age identity), at the city also
``import_age``, ``root_sign`` and ``matching_key`` (32 bytes; a station gets that one by its
grant). Papers in ``meta``: ``root``, ``ancestors``, ``recovery_recipient``, ``certificate``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from patrol_app import limits
from patrol_app.errors import EnvironmentFault
from patrol_app.i18n import N_
from patrol_app.services.ports import DeviceInfo, Queries
from patrol_app.sync.enrolment_files import MAX_PATH, Ancestor, Certificate
from patrol_app.sync.keys import SigningKey
from patrol_app.sync.roots import KeySignature, Root
from patrol_app.sync.strict import Document, read_document, write_document

DEVICE_SIGN = "device_sign"
DEVICE_AGE = "device_age"
IMPORT_AGE = "import_age"
ROOT_SIGN = "root_sign"
MATCHING = "matching_key"
ROOT = "root"
ANCESTORS = "ancestors"
RECOVERY = "recovery_recipient"
CERTIFICATE = "certificate"
CITY_TIME = "city_time_seen"
PAPER_BYTES = limits.PAPER_BYTES

ACTIVE, REVOKED, ISSUER = "active", "revoked", "issuer"


# Identities that a person holds to the door for one act; never kept.
_BORROWED: ContextVar[tuple[str, ...]] = ContextVar("borrowed", default=())


@contextmanager
def borrowed(identity: str) -> Iterator[None]:
    """Read with a further age identity (the recovery file's) for the length of a ``with``."""
    token = _BORROWED.set((identity,))
    try:
        yield
    finally:
        _BORROWED.reset(token)


class SignedRoot(Document):
    """The root with its signatures, as kept."""

    v: Literal[1] = 1
    root: Root
    sigs: Annotated[tuple[KeySignature, ...], Field(min_length=1, max_length=16)]


class Ancestry(Document):
    """The units above, from the parent to the root, as kept."""

    v: Literal[1] = 1
    ancestors: Annotated[tuple[Ancestor, ...], Field(max_length=MAX_PATH)]


@dataclass(frozen=True)
class Keyring:
    """Reads keys and papers of one store, each time anew: a grant may arrive in between."""

    queries: Queries

    def signing_key(self) -> SigningKey:
        """The device's key."""
        return SigningKey(self._secret(DEVICE_SIGN))

    def device_identity(self) -> str:
        """The device's age identity."""
        return self._secret(DEVICE_AGE).decode("ascii")

    def import_identities(self) -> list[str]:
        """Every age identity that files to this unit may be encrypted to."""
        held = self.queries.secret(IMPORT_AGE)
        own = [self.device_identity(), *_BORROWED.get()]
        return [held.decode("ascii"), *own] if held else own

    def import_identity(self) -> str:
        """The identity that others encrypt to: of the unit, else of the device."""
        return self.import_identities()[0]

    def root_key(self) -> SigningKey | None:
        """The root key, at the city alone."""
        seed = self.queries.secret(ROOT_SIGN)
        return SigningKey(seed) if seed else None

    def matching_key(self) -> str:
        """The city's HMAC key, hex."""
        return self._secret(MATCHING).hex()

    def root(self) -> SignedRoot | None:
        """The root this store trusts."""
        raw = self.queries.meta(ROOT)
        return read_document(SignedRoot, raw.encode(), "root", PAPER_BYTES) if raw else None

    def certificate(self) -> Certificate | None:
        """The own certificate; None before enrolment and at the root."""
        raw = self.queries.meta(CERTIFICATE)
        if not raw:
            return None
        return read_document(Certificate, raw.encode(), "certificate", PAPER_BYTES)

    def ancestors(self) -> tuple[Ancestor, ...]:
        """The units above with their keys; empty at the root and before enrolment."""
        raw = self.queries.meta(ANCESTORS)
        if not raw:
            return ()
        return read_document(Ancestry, raw.encode(), "ancestors", PAPER_BYTES).ancestors

    def recovery(self) -> str:
        """The age recipient of the sealed recovery key; empty before enrolment."""
        return self.queries.meta(RECOVERY) or ""

    def device_of(self, kid: str) -> DeviceInfo | None:
        """The enrolled device or issuer with this key."""
        return self.queries.device(kid)

    def key_of_device(self, kid: str) -> bytes | None:
        """Public key of an active device, for bundles up."""
        device = self.device_of(kid)
        if device is None or device.status != ACTIVE:
            return None
        return bytes.fromhex(device.sign_key)

    def key_of_sender(self, kid: str) -> bytes | None:
        """Public key of a device below, revoked ones too: forged and revoked are two things."""
        device = self.device_of(kid)
        if device is None or device.status == ISSUER:
            return None
        return bytes.fromhex(device.sign_key)

    def key_of_issuer(self, kid: str) -> bytes | None:
        """Public key of a level above, for receipts."""
        device = self.device_of(kid)
        if device is None or device.status != ISSUER:
            return None
        return bytes.fromhex(device.sign_key)

    def key_of_above(self, kid: str) -> bytes | None:
        """Public key of a level above, one that stood there too: forged and revoked are two."""
        device = self.device_of(kid)
        if device is None or device.status == ACTIVE:
            return None
        return bytes.fromhex(device.sign_key)

    def _secret(self, key: str) -> bytes:
        held = self.queries.secret(key)
        if held is None:
            raise EnvironmentFault(
                "exchange.no_keys", N_("This data folder has no exchange keys: finish the set-up.")
            )
        return held


def paper(document: Document) -> str:
    """A document as ``meta`` keeps it."""
    return write_document(document).decode("utf-8")


def newer_time(held: str | None, seen_ms: int) -> str:
    """The later of the city time held and one just seen, as text."""
    return str(max(int(held) if held and held.isdigit() else 0, seen_ms))
