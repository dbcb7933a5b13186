"""One bundle up: checked step by step, then applied in a transaction (sync.md §6, steps 3-9).

``check`` writes nothing; ``apply`` works inside the caller's transaction, so that a rehearsal
does the very same and rolls back. Faults are ``UserError``; ``FATES`` says what each means.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from patrol_app.domain.journal.entry import ErasedOp, Op
from patrol_app.domain.journal.link import ZERO_LINK
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.city_desk import VERSION
from patrol_app.services.exchange_types import Fate
from patrol_app.services.paper_ports import StreamMark
from patrol_app.services.ports import DeviceInfo, Queries, StreamInfo, Taken, UnitOfWork
from patrol_app.sync.admission import check_open, check_time
from patrol_app.sync.authorship import REVIEWER, WRITER, Authorship
from patrol_app.sync.chained import ChainedLine, chained_lines
from patrol_app.sync.container import FIXED_BYTES, Opened
from patrol_app.sync.header import Header, read_header
from patrol_app.sync.inner import Inner
from patrol_app.sync.keyring import REVOKED, Keyring
from patrol_app.sync.kinds import Alive, Took
from patrol_app.sync.notes import Notes
from patrol_app.sync.reading import open_inner, open_verified
from patrol_app.sync.receipts_taken import note_audit_head
from patrol_app.sync.strict import write_document

# What a fault does to the file; every other code refuses it.
FATES: dict[str, Fate] = {
    "bundle.unknown_key": "quarantined",
    "bundle.stream": "quarantined",
    "bundle.revoked": "quarantined",
    "bundle.closed": "quarantined",
    "bundle.expired": "quarantined",
    "bundle.early": "quarantined",
    "bundle.newer": "held",
    "bundle.frozen": "held",
    "bundle.fork": "held",
}
TICK = 2_000  # lines between two looks at whether the person stopped


@dataclass(frozen=True)
class Checked:
    """A bundle whose signature, address, content and hashes hold.

    Attributes:
        inner: reads from the private scratch file; must be used while that is open.
        device: who signed; fresh_stream: the stream announces itself here.
        decided: a person said that the file counts, whatever became of its device.
        upto: entries behind it are left out; None = the whole file.
    """

    opened: Opened
    inner: Inner
    device: DeviceInfo
    fresh_stream: bool
    decided: bool = False
    upto: int | None = None

    @property
    def header(self) -> Header:
        """The signed header."""
        return self.opened.header

    def proof(self) -> bytes:
        """Header, signature and manifest, kept for ever as proof of origin."""
        manifest = write_document(self.inner.manifest)
        return self.opened.proof() + struct.pack(">I", len(manifest)) + manifest

    def apply(self, work: UnitOfWork, now_ms: int, alive: Alive) -> Took:
        """As :func:`apply`."""
        return apply(work, self, now_ms, alive)


class Forked(UserError):
    """Two histories claim the same place of a stream: ``seq`` is where they part.

    ``stream`` is empty where it is the one that the file's header names.
    """

    def __init__(self, seq: int, stream: str = "") -> None:
        super().__init__(
            "bundle.fork",
            N_(
                "Two histories of one device: its data folder was copied or restored. "
                "Nothing more is taken from it until this is cleared up."
            ),
        )
        self.seq = seq
        self.stream = stream


def check(
    queries: Queries, stream: BinaryIO, scratch: BinaryIO, *, decided: bool = False
) -> Checked:
    """Steps 3 to 7 for a bundle up.

    Args:
        queries: of this store.
        stream: the spooled file.
        scratch: empty private temporary file; outlives the result.
        decided: a person said that it counts: a revoked device and a closed journal pass.

    Raises:
        UserError: as ``reading``; ``bundle.unit``, ``bundle.stream``, ``bundle.frozen``,
            ``bundle.revoked``, ``bundle.closed``.
    """
    keys = Keyring(queries)
    own = queries.identity()
    verified = open_verified(stream, own.unit, ("up",), keys.key_of_sender)
    header = verified.header
    device = keys.device_of(header.kid)
    if device is None or header.from_unit != device.unit:
        raise UserError("bundle.unit", N_("The sender's certificate is for another unit."))
    info = queries.stream_info(header.stream)
    _check_stream(queries, header, info)
    if not decided:
        check_open(queries, header, device)
    inner = open_inner(stream, verified, keys.import_identities(), scratch)
    fresh = header.stream not in device.streams
    return Checked(verified.opened, inner, device, fresh, decided)


def apply(work: UnitOfWork, checked: Checked, now_ms: int, alive: Alive) -> Took:
    """Step 9 without bundle row and commit.

    Args:
        work: the transaction; the caller commits, or rolls back a rehearsal.
        checked: from :func:`check`.
        now_ms: this device's clock.
        alive: called now and then; raises when the person stopped.

    Raises:
        Forked: same place, other entry; the caller rolls back and freezes the stream.
        UserError: ``bundle.chain``, ``bundle.records``, ``journal.repeated``,
            ``bundle.expired``, ``bundle.early``.
    """
    header, device, queries = checked.header, checked.device, work.queries
    if not checked.decided:
        check_time(header, device, now_ms)
    before = queries.stream_info(header.stream)
    _check_seam(queries, header)
    # Two passes instead of a list: a bundle may unpack to more than memory should hold twice.
    authorship = Authorship(queries, device.unit, checked.inner.lines())
    notes = Notes(now_ms)

    def judge(op: Op | ErasedOp) -> str:
        """Count the line, then see who may have written it."""
        notes.note(op)
        return authorship.reason(op)

    taken = work.take(
        header.stream,
        device.kid,
        device.unit,
        device.device_no,
        (
            (line.seq, line.raw)
            for line in _lines(header, checked.inner, alive)
            if checked.upto is None or line.seq <= checked.upto
        ),
        judge,
    )
    if taken.fork is not None:
        raise Forked(taken.fork)
    _check_links(queries, header, before)
    put_intruders_aside(work, authorship, taken)
    if checked.fresh_stream:
        work.put_device(replace(device, streams=(*device.streams, header.stream)))
        closed = 0 if device.status == REVOKED else None
        work.put_stream_mark(StreamMark(header.stream, False, closed, now_ms))
        work.audit("exchange.epoch", {"kid": device.kid, "stream": header.stream})
    _note_front(work, header)
    return Took(
        unit=device.unit,
        device_no=device.device_no,
        taken=taken,
        unknown_people=notes.unknown_people(queries),
        clock_marks=notes.clock_marks,
        datum_pending=notes.datum_pending,
        stream=header.stream,
        answer=header.kid,
    )


def _note_front(work: UnitOfWork, header: Header) -> None:
    """Remember audit head and program of the newest package, in whatever order they come."""
    note_audit_head(work, header.kid, header.created, header.audit_head)
    last = int((work.queries.meta(VERSION + header.kid) or "-1 ").partition(" ")[0])
    if header.created > last:
        work.put_meta(VERSION + header.kid, f"{header.created} {header.app_version}")


def _check_stream(queries: Queries, header: Header, info: StreamInfo | None) -> None:
    """A stream belongs to one device for ever, and a frozen one is closed."""
    certified = queries.certified_for(header.stream)
    held_by = [info.kid] if info else []
    if any(kid != header.kid for kid in (*certified, *held_by)) or (info and info.own):
        raise UserError("bundle.stream", N_("The journal in the file belongs to another device."))
    if info and info.frozen:
        raise UserError(
            "bundle.frozen",
            N_("This device's journal is closed: two histories were seen. Ask the city."),
        )


def _lines(header: Header, inner: Inner, alive: Alive) -> Iterator[ChainedLine]:
    """All lines, their chain proved to the signed end."""
    for count, line in enumerate(chained_lines(header, inner.lines())):
        if count % TICK == 0:
            alive()
        yield line


def _link_at(queries: Queries, stream: str, seq: int) -> str:
    """The link held at ``seq``; empty where it is not known."""
    if seq == 0:
        return ZERO_LINK.hex()
    return next((line.link for line in queries.lines(stream, seq, seq)), "")


def _check_seam(queries: Queries, header: Header) -> None:
    """What comes must follow what is held before it."""
    held = _link_at(queries, header.stream, header.first - 1)
    if held and held != header.link_before:
        raise Forked(header.first)


def _check_links(queries: Queries, header: Header, before: StreamInfo | None) -> None:
    """After the insert: the chain here ends as signed, also in bundles that waited for this.

    A bundle that came before its predecessor could not be compared with it; when the gap
    closes its own signed end is.
    """
    _need_link(queries, header)
    now = queries.stream_info(header.stream)
    reached = now.contiguous_upto if now else 0
    known = before.contiguous_upto if before else 0
    if reached <= header.upto or reached == known:
        return
    for row in queries.taken_of(header.stream):
        if known < row.upto_seq <= reached:
            _need_link(queries, header_of(row.proof))


def _need_link(queries: Queries, header: Header) -> None:
    held = _link_at(queries, header.stream, header.upto)
    if held and held != header.link_upto:
        raise Forked(header.first)


def header_of(proof: bytes) -> Header:
    """The signed header in a row's proof of origin."""
    (length,) = struct.unpack(">I", proof[FIXED_BYTES - 4 : FIXED_BYTES])
    return read_header(proof[FIXED_BYTES : FIXED_BYTES + length])


def put_intruders_aside(work: UnitOfWork, authorship: Authorship, taken: Taken) -> None:
    """Put aside lines of others that stood on a record before it was known whose it is."""
    known = {rec for _type, rec in taken.updated}
    for rec in sorted(authorship.claimed & known):
        for line in authorship.intruders(rec, work.queries.history(rec)):
            work.hold(line.stream, [line.seq], WRITER)
    for line in authorship.strangers():
        work.hold(line.stream, [line.seq], REVIEWER)
