"""Receipts: said for a device after its bundles came, and taken in where they are addressed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from patrol_app.domain.journal.link import ZERO_LINK
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import (
    BundleOut,
    DeviceInfo,
    Queries,
    ReceiptRow,
    StreamInfo,
    UnitOfWork,
)
from patrol_app.sync import keyring
from patrol_app.sync.chained import line_hash
from patrol_app.sync.desk import Desk
from patrol_app.sync.keyring import Keyring
from patrol_app.sync.receipt_file import (
    MAX_LIST,
    MAX_STREAMS,
    HeldOp,
    Receipt,
    ReceiptFile,
    Span,
    StreamState,
    read_receipt,
    send_receipt,
)

GENERATION = "exchange.generation."  # + kid: last generation said to this device
AUDIT_HEAD = "exchange.audit."  # + kid: "<created> <head>" of its newest bundle
_WORD = re.compile(r"[a-z][a-z0-9_.]{0,63}")


def write_receipts(desk: Desk, answered: Mapping[str, str], out: Path) -> dict[str, Path]:
    """Say to each device what is held of it, in one file each.

    Args:
        desk: this store.
        answered: key id of each device whose bundles came, also those held already, with the
            sha256 of the last of them.
        out: folder; made when absent.

    Returns:
        Key id to the file written.
    """
    written: dict[str, Path] = {}
    for kid, bundle in sorted(answered.items()):
        device = desk.keyring.device_of(kid)
        if device is None:
            continue
        with desk.store.begin(N_("writing receipts")) as work:
            receipt = make_receipt(work, device, desk.clock.now_ms())
            work.commit()
        out.mkdir(parents=True, exist_ok=True)
        sent = send_receipt(
            desk.sender(),
            receipt,
            out.absolute(),
            [device.recipient, desk.keyring.recovery()],
            to_unit=device.unit,
            stream=device.streams[-1],
            reply_to=bundle,
            audit_head=desk.store.queries.meta("audit_head") or "",
        )
        written[kid] = sent.path
        header = sent.header
        with desk.store.begin(N_("writing receipts")) as work:
            work.put_bundle_out(
                BundleOut(
                    name=sent.path.name,
                    sha256=sent.sealed.sha256,
                    kind="receipt",
                    stream=header.stream,
                    from_seq=header.first,
                    upto_seq=header.upto,
                    created_ms=header.created,
                    bytes=sent.path.stat().st_size,
                    to=header.to,
                )
            )
            desk.publish(work.commit())
    return written


def make_receipt(work: UnitOfWork, device: DeviceInfo, now_ms: int) -> Receipt:
    """The present word on ``device``, of the next generation; the caller commits."""
    queries = work.queries
    generation = int(queries.meta(GENERATION + device.kid) or 0) + 1
    work.put_meta(GENERATION + device.kid, str(generation))
    held: dict[str, list[HeldOp]] = defaultdict(list)
    streams = [info for info in queries.streams() if info.kid == device.kid and not info.own]
    mine = {info.stream for info in streams}
    for one in queries.held():
        if one.stream in mine and len(held[one.stream]) < MAX_LIST:
            reason = one.reason if _WORD.fullmatch(one.reason) else "other"
            held[one.stream].append(HeldOp(seq=one.seq, op_hash=line_hash(one.raw), reason=reason))
    return Receipt(
        issuer=queries.identity().unit,
        device=device.kid,
        generation=generation,
        issued=now_ms,
        streams=tuple(_state(info, held[info.stream]) for info in streams[:MAX_STREAMS]),
        wanted=_wanted(queries, device.unit),
        audit_head=(queries.meta(AUDIT_HEAD + device.kid) or "0 ").partition(" ")[2],
    )


def note_audit_head(work: UnitOfWork, kid: str, created: int, head: str) -> None:
    """Remember the audit head of the device's newest bundle, in whatever order they come."""
    last = int((work.queries.meta(AUDIT_HEAD + kid) or "-1 ").partition(" ")[0])
    if created > last and head:
        work.put_meta(AUDIT_HEAD + kid, f"{created} {head}")


def read(desk: Desk, stream: BinaryIO, scratch: BinaryIO) -> ReceiptFile:
    """Read a receipt for this device.

    Raises:
        UserError: as ``read_receipt``; ``receipt.other_device``, ``receipt.issuer``.
    """
    keys = desk.keyring
    identity = desk.store.queries.identity()
    file = read_receipt(
        stream, identity.unit, keys.key_of_issuer, keys.import_identities(), scratch
    )
    if file.receipt.device != keys.signing_key().kid:
        raise UserError("receipt.other_device", N_("The receipt is for another device."))
    issuer = keys.device_of(file.opened.header.kid)
    if issuer is None or issuer.unit != file.receipt.issuer:
        raise UserError("receipt.issuer", N_("The receipt's issuer is not who signed it."))
    return file


def take(work: UnitOfWork, file: ReceiptFile) -> bool:
    """Keep what a receipt says of own streams; an older generation changes nothing.

    Returns:
        Whether anything in it was new.
    """
    queries, receipt = work.queries, file.receipt
    issuer = Keyring(queries).device_of(file.opened.header.kid)
    own = {info.stream: info for info in queries.streams() if info.own}
    newer = False
    # The head went up in a signed header and comes back signed: a row cut off since then shows.
    cut = ("audit_cut",) if receipt.audit_head and not queries.audited(receipt.audit_head) else ()
    for state in receipt.streams:
        if state.stream not in own:
            continue
        row = ReceiptRow(
            issuer_unit=receipt.issuer,
            issuer_level=issuer.level if issuer else "",
            stream=state.stream,
            contiguous_upto=state.contiguous_upto,
            link=state.link,
            generation=receipt.generation,
            issued_ms=receipt.issued,
            missing=tuple((span.first, span.last) for span in state.missing),
            held=tuple(one.seq for one in state.held),
            wanted=receipt.wanted,
            flags=(*_flags(queries, own[state.stream], state), *cut),
        )
        newer = work.put_receipt(row) or newer
    if newer:
        seen = queries.meta(keyring.CITY_TIME)
        work.put_meta(keyring.CITY_TIME, keyring.newer_time(seen, receipt.issued))
    return newer


def _flags(queries: Queries, own: StreamInfo, state: StreamState) -> tuple[str, ...]:
    """What is wrong: closed streams, and an issuer that holds more or other than is here."""
    flags = []
    if state.frozen:
        flags.append("frozen")
    if state.revoked_after is not None:
        flags.append("revoked")
    if not state.confirmed:
        flags.append("unconfirmed")
    if state.contiguous_upto > own.last_seq:
        flags.append("ahead")
    elif state.contiguous_upto:
        (line,) = queries.lines(own.stream, state.contiguous_upto, state.contiguous_upto)
        if line.link != state.link:
            flags.append("other_history")
    return tuple(flags)


def _state(info: StreamInfo, held: list[HeldOp]) -> StreamState:
    return StreamState(
        stream=info.stream,
        contiguous_upto=info.contiguous_upto,
        link=info.link if info.contiguous_upto else ZERO_LINK.hex(),
        missing=tuple(Span(first=a, last=b) for a, b in info.missing[:MAX_LIST]),
        held=tuple(held),
        frozen=info.frozen,
    )


def _wanted(queries: Queries, unit: str) -> tuple[str, ...]:
    """Files cited by the unit's records and not held here."""
    missing = queries.missing_blobs()
    homes = queries.units_of(rec for _sha, _type, rec in missing)
    found = {sha for sha, _type, rec in missing if homes.get(rec) == unit}
    return tuple(sorted(found)[:MAX_LIST])
