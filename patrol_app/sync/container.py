"""The ``.hlb`` file: ``magic | u32 header length | header | signature | ciphertext``.

Writing::

    seal(draft, inner, target, signing_key, recipients, write=, work_dir=) -> Sealed
    seal_plain(draft, body, target, signing_key, write=) -> Sealed       (kind enrol)
    draft: header fields without kid, ct_len, ct_sha256 (a dict for ``make_header``)
    write: WriteFile = (target: Path, chunks: Iterable[bytes]) -> sha256 hex, atomic
    Sealed: header, sha256 of the whole file, its number code

Reading, in this order; each step needs the object of the one before::

    open_header(stream) -> Opened                 magic, lengths, strict header, whole file there
    verify(opened, public_key) -> Verified        Ed25519("HL-bundle-1" || header)
    decrypt(stream, verified, identities, out)    ct_len and ct_sha256 first, then age
    plain_body(stream, opened) -> bytes           the body of kind enrol, hash checked

A bundle of 700 MB passes in pieces: age streams between files, so nothing is held whole in
memory; one encrypted copy lies in ``work_dir`` while sealing, because the header in front of it
states its hash. The clear text inside ``work_dir`` is the caller's private folder to wipe.
"""

from __future__ import annotations

import hashlib
import io
import struct
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

import pyrage

from patrol_app import limits
from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.i18n import N_
from patrol_app.limits import BUNDLE_FILE_BYTES, BUNDLE_HEADER_BYTES, MIB
from patrol_app.sync.header import Header, make_header, read_header
from patrol_app.sync.keys import (
    SigningKey,
    age_identity,
    age_recipient,
    check_signature,
    code_of_digest,
    kid_of,
)

# A byte above 127, then the format, then line ends: text-mode copies and 7-bit paths show at once.
MAGIC = b"\x89HLB\r\n\x1a\n"
SIGN_WORD = b"HL-bundle-1"
SIGNATURE_BYTES = 64
FIXED_BYTES = len(MAGIC) + 4
ENROL_BODY_BYTES = limits.ENROL_BODY_BYTES
_STEP = MIB


class WriteFile(Protocol):
    """An atomic writer (``storage.files.write_atomic``): the name appears when all is there."""

    def __call__(self, target: Path, chunks: Iterable[bytes], /) -> str:
        """Write the pieces to ``target``; durable when it returns their sha256 in hex."""


@dataclass(frozen=True)
class Sealed:
    """A file as written: its header and the sha256 (hex) of the whole file."""

    header: Header
    sha256: str

    @property
    def code(self) -> str:
        """The number code to read out by telephone."""
        return code_of_digest(bytes.fromhex(self.sha256))


@dataclass(frozen=True)
class Opened:
    """A file whose header can be read; nothing about it is trusted yet."""

    header: Header
    header_bytes: bytes
    signature: bytes
    body_at: int

    def proof(self) -> bytes:
        """Everything before the ciphertext: kept for ever as proof of origin."""
        return frame(self.header_bytes, self.signature)


@dataclass(frozen=True)
class Verified:
    """An opened file whose signature holds under ``public``."""

    opened: Opened
    public: bytes

    @property
    def header(self) -> Header:
        """The header that was signed."""
        return self.opened.header


def incomplete() -> UserError:
    """The refusal of a cut file."""
    return UserError("bundle.incomplete", N_("The file is incomplete: copy it again."))


def sha256_of(stream: BinaryIO) -> bytes:
    """sha256 of a whole seekable stream, read in pieces."""
    stream.seek(0)
    digest = hashlib.sha256()
    while piece := stream.read(_STEP):
        digest.update(piece)
    return digest.digest()


def frame(header_bytes: bytes, signature: bytes) -> bytes:
    """Magic, length, header and signature as written in front of the body."""
    return MAGIC + struct.pack(">I", len(header_bytes)) + header_bytes + signature


def open_header(stream: BinaryIO) -> Opened:
    """Read the front of a file and see that its body is all there.

    Args:
        stream: seekable binary stream, positioned anywhere.

    Raises:
        UserError: ``bundle.incomplete`` (cut), ``bundle.magic`` (another kind of file),
            ``bundle.header``, ``bundle.newer``, ``bundle.surplus`` (bytes after the end).
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    start = stream.read(FIXED_BYTES)
    if not MAGIC.startswith(start[: len(MAGIC)]) or not start:
        raise UserError("bundle.magic", N_("This is not an exchange file of this program."))
    if len(start) < FIXED_BYTES:
        raise incomplete()
    (length,) = struct.unpack(">I", start[len(MAGIC) :])
    if not 2 <= length <= BUNDLE_HEADER_BYTES:
        raise UserError("bundle.header_length", N_("The file's header has an impossible length."))
    raw, signature = stream.read(length), stream.read(SIGNATURE_BYTES)
    if len(signature) < SIGNATURE_BYTES:
        raise incomplete()
    header = read_header(raw)
    body_at = FIXED_BYTES + length + SIGNATURE_BYTES
    if size < body_at + header.ct_len:
        raise incomplete()
    if size > body_at + header.ct_len or size > BUNDLE_FILE_BYTES:
        raise UserError("bundle.surplus", N_("The file is longer than it says."))
    return Opened(header, raw, signature, body_at)


def verify(opened: Opened, public: bytes) -> Verified:
    """Check the signature with a key that the caller has enrolled.

    Args:
        opened: from :func:`open_header`.
        public: 32 raw bytes of the Ed25519 key looked up by ``opened.header.kid``.

    Raises:
        UserError: ``bundle.kid`` when the key is not the one named, ``bundle.signature``.
    """
    if kid_of(public) != opened.header.kid:
        raise UserError("bundle.kid", N_("The file is not signed by the key that it names."))
    check_signature(public, opened.signature, SIGN_WORD + opened.header_bytes)
    return Verified(opened, public)


def check_body(stream: BinaryIO, opened: Opened) -> None:
    """Compare the body with ``ct_len`` and ``ct_sha256`` of the header.

    Raises:
        UserError: ``bundle.incomplete`` or ``bundle.body``.
    """
    stream.seek(opened.body_at)
    digest, left = hashlib.sha256(), opened.header.ct_len
    while left:
        piece = stream.read(min(_STEP, left))
        if not piece:
            raise incomplete()
        digest.update(piece)
        left -= len(piece)
    if digest.hexdigest() != opened.header.ct_sha256:
        raise UserError("bundle.body", N_("The file's content is damaged: copy it again."))


def decrypt(stream: BinaryIO, verified: Verified, identities: Sequence[str], out: BinaryIO) -> None:
    """Decrypt the whole body into ``out``; nothing of it may be parsed before this returns.

    Args:
        stream: the spooled file.
        verified: from :func:`verify`; there is no other way in.
        identities: age identities of this unit (or the recovery file's).
        out: private temporary file.

    Raises:
        UserError: ``bundle.incomplete``, ``bundle.body``, ``bundle.not_for_us``.
        OSError: the disk.
    """
    _decrypt(stream, verified.opened, identities, out)


def _decrypt(stream: BinaryIO, opened: Opened, identities: Sequence[str], out: BinaryIO) -> None:
    if opened.header.kind == "enrol":
        raise UserError("bundle.kind", N_("This kind of file is not expected here."))
    check_body(stream, opened)
    stream.seek(opened.body_at)
    try:
        pyrage.decrypt_io(stream, out, [age_identity(text) for text in identities])
    except pyrage.DecryptError as fault:
        raise UserError(
            "bundle.not_for_us", N_("The file cannot be decrypted with this unit's keys.")
        ) from fault
    except OSError as fault:
        if fault.errno is not None:  # the disk's own; age's faults in the content carry none
            raise
        raise UserError(
            "bundle.body", N_("The file's content is damaged: copy it again.")
        ) from fault


def decrypt_unverified_grant(stream: BinaryIO, opened: Opened, identity: str) -> bytes:
    """The clear bytes of a first ``grant``, whose root key is inside (docs/format.md).

    The one place where decryption comes before the signature: a device that has no root yet
    cannot know the key. ``enrolment_files.read_grant`` checks the signature with the root key
    found inside before it gives anything back, and the number code proves that root to a person.

    Raises:
        UserError: ``bundle.kind``, ``bundle.body``, ``bundle.not_for_us``.
    """
    if opened.header.kind != "grant" or opened.header.ct_len > 8 * MIB:
        raise UserError("bundle.kind", N_("This kind of file is not expected here."))
    out = io.BytesIO()
    _decrypt(stream, opened, [identity], out)
    return out.getvalue()


def plain_body(stream: BinaryIO, opened: Opened) -> bytes:
    """The body of an ``enrol`` file, which is not encrypted (public keys and a unit's name).

    Raises:
        UserError: ``bundle.kind``, ``bundle.body``.
    """
    if opened.header.kind != "enrol" or opened.header.ct_len > ENROL_BODY_BYTES:
        raise UserError("bundle.kind", N_("This kind of file is not expected here."))
    check_body(stream, opened)
    stream.seek(opened.body_at)
    return stream.read(opened.header.ct_len)


def seal(
    draft: Mapping[str, object],
    inner: BinaryIO,
    target: Path,
    signing_key: SigningKey,
    recipients: Sequence[str],
    *,
    write: WriteFile,
    work_dir: Path,
) -> Sealed:
    """Encrypt ``inner``, sign the header and write the file.

    Args:
        draft: fields for :func:`patrol_app.sync.header.make_header` except ``kid``, ``ct_len``
            and ``ct_sha256``; ``manifest_sha256`` comes from ``inner.write_inner``.
        inner: the inner ZIP, read from its start.
        target: file to write; its name is ``header.bundle_name`` unless a person chose one.
        signing_key: the device's key (root key for a grant).
        recipients: ``age1…`` of every unit in ``to`` and of the recovery key.
        write: atomic writer.
        work_dir: private folder for one encrypted temporary copy.

    Raises:
        UserError: ``key.recipient``, ``bundle.header``, ``bundle.too_large``.
        EnvironmentFault: ``disk.write`` when the temporary copy cannot be written.
    """
    keys = [age_recipient(text) for text in recipients]
    with tempfile.TemporaryFile(dir=work_dir) as body:
        inner.seek(0)
        _encrypt(inner, body, keys)
        return _write(draft, body, target, signing_key, write)


def _encrypt(inner: BinaryIO, body: BinaryIO, keys: list[pyrage.x25519.Recipient]) -> None:
    try:
        pyrage.encrypt_io(inner, body, keys)
    except pyrage.EncryptError as fault:  # it wraps what reading or writing raised
        raise EnvironmentFault(
            "disk.write", N_("The file could not be written. Is the disk full?")
        ) from fault


def seal_plain(
    draft: Mapping[str, object],
    body: bytes,
    target: Path,
    signing_key: SigningKey,
    *,
    write: WriteFile,
) -> Sealed:
    """As :func:`seal` for ``enrol``: the body is written as it is."""
    return _write(draft, io.BytesIO(body), target, signing_key, write)


def _write(
    draft: Mapping[str, object],
    body: BinaryIO,
    target: Path,
    signing_key: SigningKey,
    write: WriteFile,
) -> Sealed:
    length = body.seek(0, io.SEEK_END)
    if length + FIXED_BYTES + BUNDLE_HEADER_BYTES + SIGNATURE_BYTES > BUNDLE_FILE_BYTES:
        raise UserError("bundle.too_large", N_("The exchange file would be too large."))
    digest = sha256_of(body).hex()
    header = make_header(**draft, kid=signing_key.kid, ct_len=length, ct_sha256=digest)
    raw = header.to_bytes()
    front = frame(raw, signing_key.sign(SIGN_WORD + raw))

    def pieces() -> Iterator[bytes]:
        """Front, then the body."""
        yield front
        body.seek(0)
        while piece := body.read(_STEP):
            yield piece

    return Sealed(header, write(target, pieces()))
