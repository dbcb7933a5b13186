"""kind=enrol and kind=grant: how a device comes to be known.

Request (self-signed, body in plain canonical JSON)::

    write_request(sender, body, target, stream=, created=) -> WrittenRequest
    read_request(stream) -> Request             body, header, number code, sha256 of the file

The answer: ``Grant`` (inside a file of ``grant_file``) with the ``Certificate``.

    file_code(stream) -> (number code, sha256)

Names and levels here are public; the number code of the *whole file* is what two people compare.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from patrol_app import limits
from patrol_app.sync.container import (
    ENROL_BODY_BYTES,
    Sealed,
    open_header,
    plain_body,
    seal_plain,
    sha256_of,
    verify,
)
from patrol_app.sync.header import Header
from patrol_app.sync.keys import (
    age_recipient,
    code_of_digest,
    kid_of,
)
from patrol_app.sync.roots import (
    KeySignature,
    Root,
)
from patrol_app.sync.sending import Sender
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
MAX_PATH = limits.GRANT_PATH  # one entry for each device of the units above
MAX_GRANT_OPS = limits.GRANT_OPS
MAX_GRANT_BYTES = limits.GRANT_BYTES  # they are held in memory, on a first grant before any trust


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


class JournalOf(Document):
    """Whose journal a stream is."""

    stream: StreamId
    unit: UnitCode
    kid: Kid


class Grant(Document):
    """What a device gets: its certificate and what it needs to talk to those above.

    ``certificate_sigs`` and ``root_sigs`` hold at least the root's threshold; ``ancestors`` runs
    from the parent to the root; ``recovery_key`` is the escrow recipient of every bundle and of
    the vault; ``matching_key`` the city's HMAC-SHA256 key for ID numbers, hex; ``journals`` whose
    the journals are that the units' entries stand in.
    """

    v: Literal[1] = 1
    certificate: Certificate
    certificate_sigs: Annotated[tuple[KeySignature, ...], Field(min_length=1, max_length=8)]
    root: Root
    root_sigs: Annotated[tuple[KeySignature, ...], Field(min_length=1, max_length=16)]
    ancestors: Annotated[tuple[Ancestor, ...], Field(max_length=MAX_PATH)]
    recovery_key: AgeRecipient
    matching_key: Hex64
    journals: Annotated[tuple[JournalOf, ...], Field(max_length=64)] | None = None

    def __repr__(self) -> str:
        """Without the matching key."""
        return f"Grant({self.certificate.unit}, device {self.certificate.device})"


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
