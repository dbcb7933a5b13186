"""kind=receipt: what one issuer holds of one device's streams.

``Receipt`` (strict; goes inside as ``receipt.json``), ``send_receipt(...) -> Sent``,
``read_receipt(stream, own_unit, key_of, identities, scratch) -> ReceiptFile``,
``parse_receipt(raw) -> Receipt``.

The header's ``stream`` is the device's, ``from = upto`` the generation, ``reply_to`` the sha256
of the file that caused it. Generations count per issuer and device; the station keeps the
highest of each issuer and ignores older ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from patrol_app.limits import BUNDLE_OPS
from patrol_app.sync.container import Opened
from patrol_app.sync.inner import DOCUMENT_BYTES
from patrol_app.sync.manifest import RECEIPT
from patrol_app.sync.reading import KeyOf, open_inner, open_verified
from patrol_app.sync.sending import Content, Sender, Sent, number_range, send
from patrol_app.sync.strict import (
    Document,
    Hex64,
    Kid,
    Ms,
    Seq,
    StreamId,
    UnitCode,
    Word,
    bad_document,
    read_document,
    write_document,
)

MAX_LIST = 10_000
MAX_STREAMS = 256


class Span(Document):
    """Seqs ``first``..``last``, both inside."""

    first: Annotated[int, Field(ge=1, le=999_999_999)]
    last: Annotated[int, Field(ge=1, le=999_999_999)]

    @model_validator(mode="after")
    def _forward(self) -> Self:
        """A range runs forward."""
        if self.first > self.last:
            raise ValueError("range")
        return self


class HeldOp(Document):
    """An op that is kept but not folded: why, and by which hash it is known."""

    seq: Annotated[int, Field(ge=1, le=999_999_999)]
    op_hash: Hex64
    reason: Word


class StreamState(Document):
    """What the issuer holds of one stream.

    ``contiguous_upto`` with ``link`` there (64 zeros at 0), ``missing`` ranges behind it,
    ``revoked_after`` the seq at which the stream was closed, ``frozen`` after a fork alarm,
    ``confirmed`` once a clerk's certificate names the stream (a new epoch starts unconfirmed).
    """

    stream: StreamId
    contiguous_upto: Seq
    link: Hex64
    missing: Annotated[tuple[Span, ...], Field(max_length=MAX_LIST)] = ()
    held: Annotated[tuple[HeldOp, ...], Field(max_length=MAX_LIST)] = ()
    revoked_after: Seq | None = None
    frozen: bool = False
    confirmed: bool = True

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        """Gaps lie behind the contiguous end, in order, not touching."""
        edge = self.contiguous_upto
        for span in self.missing:
            if span.first <= edge:
                raise ValueError("missing ranges")
            edge = span.last + 1
        if (self.contiguous_upto == 0) != (self.link == "0" * 64):
            raise ValueError("link")
        return self


class Deliveries(Document):
    """Files that came the other way by delivery number: all up to ``upto`` but ``missing``."""

    upto: Seq
    missing: Annotated[tuple[Span, ...], Field(max_length=MAX_LIST)] = ()


class Receipt(Document):
    """One issuer's word on one device, at its own time.

    ``device`` is the key id of the receiving device, ``wanted`` blobs (originals or lost travel
    copies) by sha256, ``audit_head`` the device's last audit head that the issuer has seen
    ("" for none), ``erased`` op hashes whose bytes the issuer dropped.
    """

    v: Literal[1] = 1
    issuer: UnitCode
    device: Kid
    generation: Annotated[int, Field(ge=1, le=999_999_999)]
    issued: Ms
    streams: Annotated[tuple[StreamState, ...], Field(max_length=MAX_STREAMS)]
    wanted: Annotated[tuple[Hex64, ...], Field(max_length=MAX_LIST)] = ()
    deliveries: Deliveries | None = None
    audit_head: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    erased: Annotated[tuple[Hex64, ...], Field(max_length=BUNDLE_OPS // 10)] = ()

    @model_validator(mode="after")
    def _once(self) -> Self:
        """A stream stands once."""
        if len({s.stream for s in self.streams}) != len(self.streams):
            raise ValueError("streams")
        return self


@dataclass(frozen=True)
class ReceiptFile:
    """A receipt with the signed file front that proves it."""

    receipt: Receipt
    opened: Opened


def parse_receipt(raw: bytes) -> Receipt:
    """Read ``receipt.json``.

    Raises:
        UserError: ``bundle.receipt``.
    """
    return read_document(Receipt, raw, "receipt", DOCUMENT_BYTES)


def send_receipt(
    sender: Sender,
    receipt: Receipt,
    target: Path,
    recipients: Sequence[str],
    *,
    to_unit: str,
    stream: str,
    reply_to: str = "",
    audit_head: str = "",
) -> Sent:
    """Seal a receipt for one device.

    Args:
        sender: the issuer.
        receipt: what it says; ``issuer`` is the sender's unit.
        target: folder or file.
        recipients: the device's age recipient (and the recovery key's).
        to_unit: the device's unit.
        stream: the device's stream that this answers.
        reply_to: sha256 of the file answered, or "".
        audit_head: hash of the issuer's last audit row, or "".
    """
    if receipt.issuer != sender.unit:
        raise bad_document("receipt", "issuer")
    return send(
        sender,
        "receipt",
        target,
        recipients,
        Content(receipt=write_document(receipt)),
        to=(to_unit,),
        stream=stream,
        span=number_range(receipt.generation),
        created=receipt.issued,
        reply_to=reply_to,
        audit_head=audit_head,
    )


def read_receipt(
    stream: BinaryIO,
    own_unit: str,
    key_of: KeyOf,
    identities: Sequence[str],
    scratch: BinaryIO,
) -> ReceiptFile:
    """Read a receipt file: signature, address, decryption, strict content.

    Raises:
        UserError: as ``reading``; ``bundle.receipt`` when content and header disagree.
    """
    verified = open_verified(stream, own_unit, ("receipt",), key_of)
    receipt = parse_receipt(open_inner(stream, verified, identities, scratch).document(RECEIPT))
    header = verified.header
    named = (header.from_unit, header.upto, header.created)
    if named != (receipt.issuer, receipt.generation, receipt.issued):
        raise bad_document("receipt", "header")
    return ReceiptFile(receipt, verified.opened)
