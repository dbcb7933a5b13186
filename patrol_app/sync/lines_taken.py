"""Lines of several journals out of one signed file: down and base alike (sync.md §8).

The sealer vouches for its own unit and those below it, never for one above: a file that claims
otherwise is refused as a whole. Who may write which record is judged line by line, as upwards.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import BinaryIO

from patrol_app.domain.journal.entry import ErasedOp, Op
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import DeviceInfo, Queries, Taken, UnitOfWork
from patrol_app.sync import keyring, papers
from patrol_app.sync.authorship import Authorship
from patrol_app.sync.container import Opened
from patrol_app.sync.down_body import DownBody, Journal, journals, read_body
from patrol_app.sync.header import Header
from patrol_app.sync.inner import Inner
from patrol_app.sync.intake import Forked, put_intruders_aside
from patrol_app.sync.keyring import Keyring
from patrol_app.sync.kinds import Alive, Took, together
from patrol_app.sync.manifest import PAPERS
from patrol_app.sync.notes import Notes
from patrol_app.sync.reading import open_inner, open_verified
from patrol_app.sync.receipts_taken import note_audit_head
from patrol_app.sync.strict import write_document

Reason = Callable[[Op | ErasedOp], str]


@dataclass(frozen=True)
class FromAbove:
    """A file from a level above whose signature, address and content hold."""

    opened: Opened
    inner: Inner
    issuer: DeviceInfo
    body: DownBody

    @property
    def header(self) -> Header:
        """The signed header."""
        return self.opened.header

    def proof(self) -> bytes:
        """Header, signature and manifest, kept for ever as proof of origin."""
        manifest = write_document(self.inner.manifest)
        return self.opened.proof() + struct.pack(">I", len(manifest)) + manifest


def open_from_above(
    queries: Queries, stream: BinaryIO, scratch: BinaryIO, kind: str, readers: Collection[str]
) -> FromAbove:
    """Steps 3 to 7 for ``down`` and ``base``.

    Args:
        queries: of this store.
        stream: the spooled file.
        scratch: empty private temporary file; outlives the result.
        kind: the one kind taken.
        readers: units that the file may be addressed to.

    Raises:
        UserError: as ``reading`` and ``read_body``; ``bundle.unit``, ``bundle.revoked``.
    """
    keys = Keyring(queries)

    def standing(header: Header) -> None:
        """One that stood above once is told apart from a forger and from a stranger."""
        device = keys.device_of(header.kid)
        if device is not None and device.status == keyring.REVOKED:
            raise UserError(
                "bundle.revoked",
                N_("The sender was revoked or stands above this unit no more: kept aside."),
            )

    verified = open_verified(stream, readers, (kind,), keys.key_of_above, standing)
    header = verified.header
    issuer = keys.device_of(header.kid)
    if issuer is None or header.from_unit != issuer.unit:
        raise UserError("bundle.unit", N_("The sender's certificate is for another unit."))
    inner = open_inner(stream, verified, keys.import_identities(), scratch)
    return FromAbove(verified.opened, inner, issuer, read_body(inner))


def check_journals(queries: Queries, file: FromAbove, refused: Collection[str]) -> None:
    """Hold the journals named against what is known of them.

    Args:
        queries: of this store.
        file: opened.
        refused: units for which the sealer does not vouch.

    Raises:
        UserError: ``down.journal``: a unit that the sealer does not vouch for, or a journal
            of another device; ``down.own_journal``: entries of the present journal that this
            device never wrote.
    """
    own = queries.identity()
    mine = queries.own_streams()
    devices = {device.kid for device in queries.devices()}
    for one in file.body.streams:
        info = queries.stream_info(one.stream)
        other = info is not None and info.kid != one.kid and (info.own or info.kid in devices)
        mixed = one.stream in mine and one.kid != own.kid
        if one.unit in refused or other or mixed:
            raise UserError(
                "down.journal",
                N_("The package holds entries that its sender may not hand out."),
            )
        end = info.last_seq if info else 0
        if one.stream == own.stream and one.lines[-1][1] > end:
            raise UserError(
                "down.own_journal",
                N_(
                    "The package holds entries of this device that it never wrote: "
                    "another copy of this folder is at work."
                ),
            )


def take_lines(
    work: UnitOfWork, file: FromAbove, now_ms: int, alive: Alive, refuse: Reason | None = None
) -> Took:
    """Take papers and lines in; the caller commits.

    Args:
        work: the transaction.
        file: checked.
        now_ms: this device's clock, UTC ms.
        alive: called before each journal; raises when the person stopped.
        refuse: a reason to put a line aside that its author may write.

    Raises:
        Forked: same place, other entry.
        UserError: as ``papers.take``; ``bundle.records``, ``journal.repeated``.
    """
    header, queries = file.header, work.queries
    if file.inner.has(PAPERS):
        papers.take(work, file.inner.document(PAPERS), now_ms)
    notes = Notes(now_ms)
    parts: list[Taken] = []
    own = queries.identity()
    for one, lines in journals(file.body, file.inner):
        alive()
        parts.append(_journal(work, one, lines, notes, refuse))
        if one.kid == own.kid:
            work.adopt_stream(one.stream)
    seen = queries.meta(keyring.CITY_TIME)
    work.put_meta(keyring.CITY_TIME, keyring.newer_time(seen, header.created))
    note_audit_head(work, header.kid, header.created, header.audit_head)
    return Took(
        unit=file.issuer.unit,
        device_no=file.issuer.device_no,
        taken=together(parts, queries),
        unknown_people=notes.unknown_people(queries),
        clock_marks=notes.clock_marks,
        datum_pending=notes.datum_pending,
    )


def _journal(
    work: UnitOfWork,
    one: Journal,
    lines: list[tuple[int, bytes]],
    notes: Notes,
    refuse: Reason | None,
) -> Taken:
    authorship = Authorship(work.queries, one.unit, (raw for _seq, raw in lines))

    def judge(op: Op | ErasedOp) -> str:
        """Count the line, then see who may have written it."""
        notes.note(op)
        return authorship.reason(op) or (refuse(op) if refuse else "")

    taken = work.take(one.stream, one.kid, one.unit, one.device_no, lines, judge)
    if taken.fork is not None:
        raise Forked(taken.fork, one.stream)
    put_intruders_aside(work, authorship, taken)
    return taken
