"""Receipts said for a device after its bundles came; those that come: ``receipts_taken``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from patrol_app.domain.journal.link import ZERO_LINK
from patrol_app.i18n import N_
from patrol_app.services.paper_ports import StreamMark
from patrol_app.services.ports import BundleOut, DeviceInfo, Queries, StreamInfo, UnitOfWork
from patrol_app.sync.chained import line_hash
from patrol_app.sync.desk import Desk
from patrol_app.sync.keyring import REVOKED
from patrol_app.sync.receipt_body import MAX_LIST, MAX_STREAMS, HeldOp, Receipt, Span, StreamState
from patrol_app.sync.receipt_file import send_receipt
from patrol_app.sync.receipts_taken import AUDIT_HEAD

GENERATION = "exchange.generation."  # + kid: last generation said to this device
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
            # the oldest journal: every copy of the device's folder knows it as its own
            stream=device.streams[0],
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
    marks = queries.stream_marks()
    for one in queries.held():
        if one.stream in mine and len(held[one.stream]) < MAX_LIST:
            reason = one.reason if _WORD.fullmatch(one.reason) else "other"
            held[one.stream].append(HeldOp(seq=one.seq, op_hash=line_hash(one.raw), reason=reason))
    return Receipt(
        issuer=queries.identity().unit,
        device=device.kid,
        generation=generation,
        issued=now_ms,
        streams=tuple(
            _state(info, held[info.stream], marks.get(info.stream), device)
            for info in streams[:MAX_STREAMS]
        ),
        wanted=_wanted(queries, device.unit),
        audit_head=(queries.meta(AUDIT_HEAD + device.kid) or "0 ").partition(" ")[2],
    )


def _state(
    info: StreamInfo, held: list[HeldOp], mark: StreamMark | None, device: DeviceInfo
) -> StreamState:
    """One journal: closed by a revocation, or frozen and then closed after two histories."""
    after = mark.revoked_after if mark else None
    return StreamState(
        stream=info.stream,
        contiguous_upto=info.contiguous_upto,
        link=info.link if info.contiguous_upto else ZERO_LINK.hex(),
        missing=tuple(Span(first=a, last=b) for a, b in info.missing[:MAX_LIST]),
        held=tuple(held),
        revoked_after=after,
        frozen=info.frozen or (after is not None and device.status != REVOKED),
        confirmed=mark is None or mark.confirmed,
    )


def _wanted(queries: Queries, unit: str) -> tuple[str, ...]:
    """Files cited by the unit's records and not held here."""
    missing = queries.missing_blobs()
    homes = queries.units_of(rec for _sha, _type, rec in missing)
    found = {sha for sha, _type, rec in missing if homes.get(rec) == unit}
    return tuple(sorted(found)[:MAX_LIST])
