"""Keys of the exchange: Ed25519 signs, X25519 (age) encrypts.

Signatures::

    SigningKey.new() / SigningKey(seed32)      .seed .public .kid .sign(message) .public_pem()
    check_signature(public, signature, message) -> None     raises UserError bundle.signature
    kid_of(public32) -> str                     first 16 hex digits of sha256(public key, raw)

Encryption::

    new_age_identity() -> str                   "AGE-SECRET-KEY-1..."
    recipient_of(identity) -> str               "age1..."

Number codes, read out by telephone::

    number_code(data) -> str                    "0123-4567-8901"
    same_code(given, expected) -> bool          blanks and hyphens do not count
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from patrol_app.errors import UserError
from patrol_app.i18n import N_

CODE_DIGITS = 12


def kid_of(public: bytes) -> str:
    """Key id: the first 16 hex digits of sha256 over the 32 raw bytes of the public key.

    Names a key in headers and file lists; it is a lookup word, the proof is the signature.
    """
    return hashlib.sha256(public).hexdigest()[:16]


class SigningKey:
    """An Ed25519 private key (RFC 8032)."""

    def __init__(self, seed: bytes) -> None:
        """Take the 32-byte seed.

        Raises:
            UserError: ``key.seed`` when it is not 32 bytes.
        """
        if len(seed) != 32:
            raise UserError("key.seed", N_("This is not a signing key."))
        self.seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()
        self.kid = kid_of(self.public)

    @classmethod
    def new(cls) -> SigningKey:
        """A fresh key from the system's random source."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature over ``message``."""
        return self._key.sign(message)

    def public_pem(self) -> bytes:
        """The public key as PEM, for ``openssl pkeyutl``."""
        return public_pem(self.public)

    def __repr__(self) -> str:
        """The key id only, so that no log or traceback shows the seed."""
        return f"SigningKey({self.kid})"


def public_pem(public: bytes) -> bytes:
    """``public`` (32 raw bytes) as SubjectPublicKeyInfo PEM.

    Raises:
        UserError: ``key.public`` when the bytes are not a public key.
    """
    return _public(public).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _public(public: bytes) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(public)
    except ValueError:
        raise UserError("key.public", N_("This is not a public key.")) from None


def check_signature(public: bytes, signature: bytes, message: bytes) -> None:
    """Verify an Ed25519 signature.

    Args:
        public: 32 raw bytes.
        signature: 64 bytes.
        message: what was signed, with its domain word in front.

    Raises:
        UserError: ``bundle.signature`` when it does not hold, ``key.public`` for a bad key.
    """
    try:
        _public(public).verify(signature, message)
    except InvalidSignature:
        raise UserError(
            "bundle.signature", N_("The signature does not hold: the file was changed or forged.")
        ) from None


def new_age_identity() -> str:
    """A fresh X25519 age identity, ``AGE-SECRET-KEY-1...``."""
    return str(pyrage.x25519.Identity.generate())


def age_identity(text: str) -> pyrage.x25519.Identity:
    """The identity object of its text form.

    Raises:
        UserError: ``key.identity``.
    """
    try:
        return pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError:
        raise UserError("key.identity", N_("This is not an age identity.")) from None


def age_recipient(text: str) -> pyrage.x25519.Recipient:
    """The recipient object of its text form ``age1...``.

    Raises:
        UserError: ``key.recipient``.
    """
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise UserError("key.recipient", N_("This is not an age recipient.")) from None


def recipient_of(identity: str) -> str:
    """The public recipient ``age1...`` of an identity.

    Raises:
        UserError: ``key.identity``.
    """
    return str(age_identity(identity).to_public())


def number_code(data: bytes) -> str:
    """The code a clerk reads out: sha256 of ``data`` as a number, modulo 10^12, as ``4-4-4``."""
    return code_of_digest(hashlib.sha256(data).digest())


def code_of_digest(digest: bytes) -> str:
    """The number code of a sha256 already computed (32 bytes)."""
    digits = str(int.from_bytes(digest, "big") % 10**CODE_DIGITS).zfill(CODE_DIGITS)
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def same_code(given: str, expected: str) -> bool:
    """Whether a typed code is the expected one; blanks, hyphens and full-width digits are fine."""
    plain = unicodedata.normalize("NFKC", given)
    digits = "".join(c for c in plain if c in "0123456789")
    rest = [c for c in plain if c not in "0123456789" and not c.isspace() and c not in "-‐–—"]
    return not rest and hmac.compare_digest(digits, expected.replace("-", ""))
