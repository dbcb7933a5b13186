"""The root: which keys may say who is enrolled, and how many of them it takes.

``Root(version, threshold, keys)``, ``KeySignature(kid, sig)``, ``sign_with(key, word, body)``,
``check_threshold(word, body, signatures, root)``, ``check_succession(new, signatures, known)``.

A document needs ``threshold`` signatures by *different* keys of the root (a key counted twice is
a known fault of others). A new root is signed by enough keys of the old root and of itself, and
its version is the next or a later one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.sync.keys import SigningKey, check_signature, kid_of
from patrol_app.sync.strict import Document, Hex64, Hex128, Kid, write_document

ROOT_WORD = b"HL-root-1"
CERTIFICATE_WORD = b"HL-cert-1"
MAX_KEYS = limits.ROOT_KEYS


class KeySignature(Document):
    """One root key's signature."""

    kid: Kid
    sig: Hex128


class Root(Document):
    """The root keys (raw public keys, hex) and how many must sign."""

    v: Literal[1] = 1
    version: Annotated[int, Field(ge=1, le=1_000_000)]
    threshold: Annotated[int, Field(ge=1, le=MAX_KEYS)]
    keys: Annotated[tuple[Hex64, ...], Field(min_length=1, max_length=MAX_KEYS)]

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        """Different keys, and enough of them."""
        if len(set(self.keys)) != len(self.keys) or self.threshold > len(self.keys):
            raise ValueError("keys")
        return self

    def key_of(self, kid: str) -> bytes | None:
        """The raw public key with this id, None when it is no root key."""
        found = [raw for raw in map(bytes.fromhex, self.keys) if kid_of(raw) == kid]
        return found[0] if found else None


def sign_with(key: SigningKey, word: bytes, document: Document) -> KeySignature:
    """``key``'s signature over ``word || canonical document``."""
    return KeySignature(kid=key.kid, sig=key.sign(word + write_document(document)).hex())


def check_threshold(
    word: bytes, document: Document, signatures: Sequence[KeySignature], root: Root
) -> None:
    """See that enough different root keys signed.

    Raises:
        UserError: ``root.signature`` for too few; a wrong signature counts as none.
    """
    message = word + write_document(document)
    good = set()
    for entry in signatures:
        public = root.key_of(entry.kid)
        if public is None:
            continue
        try:
            check_signature(public, bytes.fromhex(entry.sig), message)
        except UserError:
            continue
        good.add(public)
    if len(good) < root.threshold:
        raise UserError(
            "root.signature", N_("The file is not signed by enough of the city's root keys.")
        )


def check_succession(new: Root, signatures: Sequence[KeySignature], known: Root | None) -> None:
    """See that ``new`` may stand where ``known`` stood.

    Raises:
        UserError: ``root.signature``; ``root.version`` for an older root or another one of the
            same version.
    """
    check_threshold(ROOT_WORD, new, signatures, new)
    if known is None or new == known:
        return
    if new.version <= known.version:
        raise UserError("root.version", N_("The city's root keys in the file are out of date."))
    check_threshold(ROOT_WORD, new, signatures, known)
