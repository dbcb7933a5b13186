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
from typing import BinaryIO

from patrol_app.sync.container import Opened
from patrol_app.sync.inner import DOCUMENT_BYTES
from patrol_app.sync.manifest import RECEIPT
from patrol_app.sync.reading import KeyOf, open_inner, open_verified
from patrol_app.sync.receipt_body import Receipt
from patrol_app.sync.sending import Content, Sender, Sent, number_range, send
from patrol_app.sync.strict import bad_document, read_document, write_document


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
