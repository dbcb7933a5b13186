"""kind=enrol and kind=grant: how a device comes to be known.

Request (self-signed, body in plain canonical JSON)::

    write_request(sender, body, target, stream=, created=) -> WrittenRequest
    read_request(stream) -> Request             body, header, number code, sha256 of the file

Grant (signed by a root key, encrypted to the device; inside grant.json and the ops of the units
on the path to the root, as written)::

    send_grant(sender, grant, lines, target, request, recipients, created=) -> Sent
    read_grant(stream, scratch, identity, device_public, known=None) -> GrantFile
    file_code(stream) -> (number code, sha256)

Names and levels here are public; the number code of the *whole file* is what two people compare.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.limits import MIB
from patrol_app.sync.container import (
    ENROL_BODY_BYTES,
    Opened,
    Sealed,
    decrypt,
    decrypt_unverified_grant,
    open_header,
    plain_body,
    seal_plain,
    sha256_of,
    verify,
)
from patrol_app.sync.header import Header
from patrol_app.sync.inner import DOCUMENT_BYTES, Inner
from patrol_app.sync.keys import (
    age_recipient,
    code_of_digest,
    kid_of,
    public_pem,
)
from patrol_app.sync.manifest import GRANT
from patrol_app.sync.reading import check_kind
from patrol_app.sync.roots import (
    CERTIFICATE_WORD,
    KeySignature,
    Root,
    check_succession,
    check_threshold,
)
from patrol_app.sync.sending import Content, Sender, Sent, number_range, send
from patrol_app.sync.strict import (
    AgeRecipient,
    Document,
    Hex64,
    Kid,
    Ms,
    StreamId,
    UnitCode,
    Word,
    bad_document,
    read_document,
    write_document,
)

Level = Literal["station", "county", "city", "province"]
# One line without control characters: it is shown to the clerk who decides.
PlainName = Annotated[
    str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")
]
DeviceNo = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,3}$")]
MAX_PATH = 32  # one entry for each device of the units above
MAX_GRANT_OPS = 1_000
MAX_GRANT_BYTES = 4 * MIB  # they are held in memory, on a first grant before any trust


class EnrolBody(Document):
    """What a device asks with: its public keys and its unit's code, name and level; no more."""

    v: Literal[1] = 1
    unit: UnitCode
    name: PlainName
    level: Level
    signing_key: Hex64
    import_key: AgeRecipient


@dataclass(frozen=True)
class Request:
    """A request that is signed by the key it shows; a person compares the number code."""

    body: EnrolBody
    header: Header
    code: str
    sha256: str

    @property
    def signing_key(self) -> bytes:
        """The device's raw public key."""
        return bytes.fromhex(self.body.signing_key)


class Certificate(Document):
    """Who a device is: signed apart, so that it can be shown without the rest of the grant.

    ``device`` key id, ``device_no`` for numbers people read, ``roles`` allowed on it, validity
    in UTC ms (``valid_to`` inside), ``streams`` known so far, ``numbers`` the device number of
    each of them: two copies of one folder write under different numbers.
    """

    v: Literal[1] = 1
    device: Kid
    signing_key: Hex64
    import_key: AgeRecipient
    device_no: DeviceNo
    unit: UnitCode
    level: Level
    roles: Annotated[tuple[Word, ...], Field(max_length=16)]
    valid_from: Ms
    valid_to: Ms
    streams: Annotated[tuple[StreamId, ...], Field(min_length=1, max_length=64)]
    numbers: Annotated[tuple[DeviceNo, ...], Field(max_length=64)] | None = None

    def number_of(self, stream: str) -> str:
        """The device number under which ``stream`` is written."""
        if self.numbers is None or stream not in self.streams:
            return self.device_no
        return self.numbers[self.streams.index(stream)]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        """The id belongs to the key and the validity runs forward."""
        if self.device != kid_of(bytes.fromhex(self.signing_key)):
            raise ValueError("device")
        if self.valid_from > self.valid_to or len(set(self.streams)) != len(self.streams):
            raise ValueError("validity")
        if self.numbers is not None and len(self.numbers) != len(self.streams):
            raise ValueError("numbers")
        return self


class Ancestor(Document):
    """A unit above: bundles are encrypted to ``import_key``; receipts and decisions come from
    devices with one of ``signing_keys``."""

    unit: UnitCode
    name: PlainName
    level: Level
    import_key: AgeRecipient
    signing_keys: Annotated[tuple[Hex64, ...], Field(min_length=1, max_length=16)]


class Grant(Document):
    """What a device gets: its certificate and what it needs to talk to those above.

    ``certificate_sigs`` and ``root_sigs`` hold at least the root's threshold; ``ancestors`` runs
    from the parent to the root; ``recovery_key`` is the escrow recipient of every bundle and of
    the vault; ``matching_key`` the city's HMAC-SHA256 key for ID numbers, hex.
    """

    v: Literal[1] = 1
    certificate: Certificate
    certificate_sigs: Annotated[tuple[KeySignature, ...], Field(min_length=1, max_length=8)]
    root: Root
    root_sigs: Annotated[tuple[KeySignature, ...], Field(min_length=1, max_length=16)]
    ancestors: Annotated[tuple[Ancestor, ...], Field(max_length=MAX_PATH)]
    recovery_key: AgeRecipient
    matching_key: Hex64

    def __repr__(self) -> str:
        """Without the matching key."""
        return f"Grant({self.certificate.unit}, device {self.certificate.device})"


@dataclass(frozen=True, repr=False)
class GrantFile:
    """A grant whose signatures hold under the root named in ``grant.root``.

    ``lines``: raw ops of the units on the path. ``code``: to be read back by telephone; without
    that the root is taken on trust (市级未核对).
    """

    grant: Grant
    lines: tuple[bytes, ...]
    opened: Opened
    code: str
    sha256: str


@dataclass(frozen=True)
class WrittenRequest:
    """The request written, with its number code in ``sealed``."""

    path: Path
    sealed: Sealed


def file_code(stream: BinaryIO) -> tuple[str, str]:
    """Number code and sha256 (hex) of a whole file."""
    digest = sha256_of(stream)
    return code_of_digest(digest), digest.hex()


def write_request(
    sender: Sender, body: EnrolBody, target: Path, *, stream: str, created: int
) -> WrittenRequest:
    """Write an ``enrol`` file.

    Args:
        sender: the device (its key signs).
        body: what it says; must show the sender's own key.
        target: file.
        stream: the device's stream.
        created: UTC ms.
    """
    if body.signing_key != sender.key.public.hex() or body.unit != sender.unit:
        raise bad_document("enrol", "sender")
    raw = write_document(body)
    draft: dict[str, object] = {
        "app_version": sender.app_version,
        "kind": "enrol",
        "from_unit": sender.unit,
        "to": (),
        "stream": stream,
        "from": 0,
        "upto": 0,
        "created": created,
        "manifest_sha256": hashlib.sha256(raw).hexdigest(),
    }
    return WrittenRequest(target, seal_plain(draft, raw, target, sender.key, write=sender.write))


def read_request(stream: BinaryIO) -> Request:
    """Read an ``enrol`` file; it proves only that the sender has the key that it shows.

    Raises:
        UserError: as ``container.open_header``; ``bundle.kind``, ``bundle.body``,
            ``bundle.enrol``, ``bundle.kid``, ``bundle.signature``, ``key.recipient``.
    """
    opened = open_header(stream)
    raw = plain_body(stream, opened)
    body = read_document(EnrolBody, raw, "enrol", ENROL_BODY_BYTES)
    verify(opened, bytes.fromhex(body.signing_key))
    age_recipient(body.import_key)
    header = opened.header
    if header.from_unit != body.unit or header.manifest_sha256 != header.ct_sha256:
        raise bad_document("enrol", "header")
    code, sha = file_code(stream)
    return Request(body, header, code, sha)


def send_grant(
    sender: Sender,
    grant: Grant,
    lines: Iterable[bytes],
    target: Path,
    request: Request,
    *,
    created: int,
) -> Sent:
    """Seal a grant for the device of ``request``.

    Args:
        sender: the granting unit with a *root* key.
        grant: its content; checked as a reader will check it.
        lines: raw ops of the units on the path to the root.
        target: file.
        request: the request answered.
        created: UTC ms.
    """
    _check_grant(grant, request.signing_key, None)
    if grant.root.key_of(sender.key.kid) is None or grant.certificate.unit != request.body.unit:
        raise bad_document("grant", "sender")
    return send(
        sender,
        "grant",
        target,
        [request.body.import_key],
        Content(lines=lines, grant=write_document(grant)),
        to=(request.body.unit,),
        stream=request.header.stream,
        span=number_range(0),
        created=created,
        reply_to=request.sha256,
    )


def read_grant(
    stream: BinaryIO,
    scratch: BinaryIO,
    identity: str,
    device_public: bytes,
    known: Root | None = None,
) -> GrantFile:
    """Read a grant.

    Args:
        stream: the spooled file.
        scratch: empty private temporary file.
        identity: this device's age identity.
        device_public: this device's raw signing key.
        known: the root this device has already; then the signature is checked before anything is
            decrypted. Without one the root inside is taken and its number code must be compared.

    Raises:
        UserError: as ``container``; ``bundle.unknown_key``, ``bundle.grant``,
            ``grant.other_device``, ``root.signature``, ``root.version``.
    """
    opened = open_header(stream)
    check_kind(opened, ("grant",))
    if known is None:
        scratch.write(decrypt_unverified_grant(stream, opened, identity))
    else:
        decrypt(stream, verify(opened, _root_key(known, opened.header)), [identity], scratch)
    inner = Inner.open(scratch, opened.header)
    grant = read_document(Grant, inner.document(GRANT), "grant", DOCUMENT_BYTES)
    if known is None:
        verify(opened, _root_key(grant.root, opened.header))
    _check_grant(grant, device_public, known)
    unit, header = grant.certificate.unit, opened.header
    if header.to != (unit,) or header.stream not in grant.certificate.streams:
        raise bad_document("grant", "header")
    records = inner.manifest.records
    if records is None or records.ops > MAX_GRANT_OPS or records.bytes > MAX_GRANT_BYTES:
        raise bad_document("grant", "records")
    code, sha = file_code(stream)
    return GrantFile(grant, tuple(inner.lines()), opened, code, sha)


def _root_key(root: Root, header: Header) -> bytes:
    public = root.key_of(header.kid)
    if public is None:
        raise UserError(
            "bundle.unknown_key",
            N_("The sender {kid} is not known here: the file is quarantined."),
            kid=header.kid,
        )
    return public


def _check_grant(grant: Grant, device_public: bytes, known: Root | None) -> None:
    check_succession(grant.root, grant.root_sigs, known)
    check_threshold(CERTIFICATE_WORD, grant.certificate, grant.certificate_sigs, grant.root)
    if grant.certificate.signing_key != device_public.hex():
        raise UserError("grant.other_device", N_("The grant was made for another device."))
    for recipient in (grant.recovery_key, *(a.import_key for a in grant.ancestors)):
        age_recipient(recipient)
    for key in (*grant.root.keys, *(k for a in grant.ancestors for k in a.signing_keys)):
        public_pem(bytes.fromhex(key))
