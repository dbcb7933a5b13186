"""Receipts said for a device after its bundles came; those that come: ``receipts_taken``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from patrol_app.domain.journal.link import ZERO_LINK
from patrol_app.i18n import N_
from patrol_app.limits import BUNDLE_OPS
from patrol_app.services.paper_ports import StreamMark
from patrol_app.services.ports import BundleOut, DeviceInfo, Queries, StreamInfo, UnitOfWork
from patrol_app.sync.chained import line_hash
from patrol_app.sync.desk import Desk
from patrol_app.sync.keyring import REVOKED
from patrol_app.sync.outgoing import need_folder
from patrol_app.sync.receipt_body import MAX_LIST, MAX_STREAMS, HeldOp, Receipt, Span, StreamState
from patrol_app.sync.receipt_file import send_receipt
from patrol_app.sync.receipts_taken import AUDIT_HEAD

GENERATION = "exchange.generation."  # + kid: last generation said to this device
MAX_ERASED = BUNDLE_OPS // 10
GENERATION_FLOOR = "exchange.generation_floor"  # a lost computer may have said so many
_WORD = re.compile(r"[a-z][a-z0-9_.]{0,63}")


def write_receipts(
    desk: Desk, answered: Mapping[str, str], out: Path, *, by_station: bool = False
) -> dict[str, Path]:
    """Say to each device what is held of it, in one file each.

    Args:
        desk: this store.
        answered: key id of each device whose bundles came, also those held already, with the
            sha256 of the last of them.
        out: folder; made when absent.
        by_station: each into a folder of its unit's code below ``out``.

    Returns:
        Key id to the file written.

    Raises:
        UserError, EnvironmentFault: ``export.folder``.
    """
    written: dict[str, Path] = {}
    standing = Standing(desk.store.queries)
    for kid, bundle in sorted(answered.items()):
        device = desk.keyring.device_of(kid)
        if device is None:
            continue
        with desk.store.begin(N_("writing receipts")) as work:
            receipt = make_receipt(work, device, desk.clock.now_ms(), standing)
            work.commit()
        folder = out.absolute() / device.unit if by_station else out.absolute()
        need_folder(folder)
        sent = send_receipt(
            desk.sender(),
            receipt,
            folder,
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


class Standing:
    """What is held of all devices, read once for all receipts of one call.

    Args:
        queries: of the store.
    """

    def __init__(self, queries: Queries) -> None:
        self._streams: dict[str, list[StreamInfo]] = defaultdict(list)
        for info in queries.streams():
            if not info.own:
                self._streams[info.kid].append(info)
        self.marks = queries.stream_marks()
        self._held: dict[str, list[HeldOp]] = defaultdict(list)
        for one in queries.held():
            if len(self._held[one.stream]) < MAX_LIST:
                reason = one.reason if _WORD.fullmatch(one.reason) else "other"
                self._held[one.stream].append(
                    HeldOp(seq=one.seq, op_hash=line_hash(one.raw), reason=reason)
                )
        missing = queries.missing_blobs()
        homes = queries.units_of(rec for _sha, _type, rec in missing)
        self._wanted: dict[str, set[str]] = defaultdict(set)
        for sha, _type, rec in missing:
            self._wanted[homes.get(rec, "")].add(sha)

    def streams(self, kid: str) -> list[StreamInfo]:
        """Journals of one device."""
        return self._streams.get(kid, [])[:MAX_STREAMS]

    def held(self, stream: str) -> list[HeldOp]:
        """Entries of one journal that were put aside."""
        return self._held.get(stream, [])

    def wanted(self, unit: str) -> tuple[str, ...]:
        """Files cited by the unit's records and not held here."""
        return tuple(sorted(self._wanted.get(unit, ()))[:MAX_LIST])


def make_receipt(work: UnitOfWork, device: DeviceInfo, now_ms: int, standing: Standing) -> Receipt:
    """The present word on ``device``, of the next generation; the caller commits."""
    queries = work.queries
    said = int(queries.meta(GENERATION + device.kid) or 0)
    generation = max(said, int(queries.meta(GENERATION_FLOOR) or 0)) + 1
    work.put_meta(GENERATION + device.kid, str(generation))
    return Receipt(
        issuer=queries.identity().unit,
        device=device.kid,
        generation=generation,
        issued=now_ms,
        streams=tuple(
            _state(info, standing.held(info.stream), standing.marks.get(info.stream), device)
            for info in standing.streams(device.kid)
        ),
        wanted=standing.wanted(device.unit),
        erased=tuple(queries.erased(device.streams)[:MAX_ERASED]) if device.streams else (),
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
