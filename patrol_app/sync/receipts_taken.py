"""Receipts that came: read, and taken in where they are addressed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.paper_ports import StreamMark
from patrol_app.services.ports import Queries, ReceiptRow, StreamInfo, UnitOfWork
from patrol_app.services.privacy import COUNTERSIGNED
from patrol_app.sync import keyring
from patrol_app.sync.container import Opened
from patrol_app.sync.device_word import take_word
from patrol_app.sync.keyring import Keyring
from patrol_app.sync.kinds import Alive, Took
from patrol_app.sync.receipt_body import StreamState
from patrol_app.sync.receipt_file import ReceiptFile, read_receipt

AUDIT_HEAD = "exchange.audit."  # + kid: "<created> <head>" of its newest bundle


def note_audit_head(work: UnitOfWork, kid: str, created: int, head: str) -> None:
    """Remember the audit head of the device's newest bundle, in whatever order they come."""
    last = int((work.queries.meta(AUDIT_HEAD + kid) or "-1 ").partition(" ")[0])
    if created > last and head:
        work.put_meta(AUDIT_HEAD + kid, f"{created} {head}")


@dataclass(frozen=True)
class CheckedReceipt:
    """A receipt for this device."""

    file: ReceiptFile
    inner: None = None

    @property
    def opened(self) -> Opened:
        """The signed front."""
        return self.file.opened

    def proof(self) -> bytes:
        """Header and signature."""
        return self.file.opened.proof()

    def apply(self, work: UnitOfWork, now_ms: int, alive: Alive) -> Took:
        """As :func:`take`; of a device below as ``device_word.take_word``."""
        kid, receipt = self.opened.header.kid, self.file.receipt
        sender = Keyring(work.queries).device_of(kid)
        if sender is not None and sender.status == keyring.ISSUER:
            newer = take(work, self.file)
        else:
            newer = take_word(work, kid, receipt, now_ms)
        return Took(
            unit=receipt.issuer,
            device_no=sender.device_no if sender else "",
            fate="receipt" if newer else "known",
        )


def check(queries: Queries, stream: BinaryIO, scratch: BinaryIO) -> CheckedReceipt:
    """Read a receipt for this device; writes nothing.

    Raises:
        UserError: as ``read_receipt``; ``receipt.other_device``, ``receipt.issuer``.
    """
    keys = Keyring(queries)
    identity = queries.identity()

    def key_of(kid: str) -> bytes | None:
        """Levels above say what they hold, devices below what came down to them."""
        return keys.key_of_issuer(kid) or keys.key_of_device(kid)

    file = read_receipt(stream, identity.unit, key_of, keys.import_identities(), scratch)
    if file.receipt.device != keys.signing_key().kid:
        raise UserError("receipt.other_device", N_("The receipt is for another device."))
    issuer = keys.device_of(file.opened.header.kid)
    if issuer is None or issuer.unit != file.receipt.issuer:
        raise UserError("receipt.issuer", N_("The receipt's issuer is not who signed it."))
    return CheckedReceipt(file)


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
        if work.put_receipt(row):
            newer = True
            _mark(work, state, receipt.issued)
    if newer:
        seen = queries.meta(keyring.CITY_TIME)
        work.put_meta(keyring.CITY_TIME, keyring.newer_time(seen, receipt.issued))
        if receipt.audit_head:
            work.put_meta(COUNTERSIGNED + receipt.issuer, receipt.audit_head)
    return newer


def _mark(work: UnitOfWork, state: StreamState, issued_ms: int) -> None:
    """Keep what an issuer says of an own journal itself: confirmed, closed behind which entry."""
    held = work.queries.stream_marks().get(state.stream)
    after = state.revoked_after
    if held and held.revoked_after is not None and (after is None or held.revoked_after < after):
        after = held.revoked_after  # one level opens nothing that another has closed
    if held is None and after is None and state.confirmed:
        return
    work.put_stream_mark(StreamMark(state.stream, state.confirmed, after, issued_ms))


def _flags(queries: Queries, own: StreamInfo, state: StreamState) -> tuple[str, ...]:
    """What is wrong: closed streams, and an issuer that holds more or other than is here."""
    flags = []
    if state.frozen:
        flags.append("frozen")
    if state.revoked_after is not None:
        flags.append("closed" if state.frozen else "revoked")
    if not state.confirmed:
        flags.append("unconfirmed")
    if state.contiguous_upto > own.last_seq:
        flags.append("ahead")
    elif state.contiguous_upto:
        (line,) = queries.lines(own.stream, state.contiguous_upto, state.contiguous_upto)
        if line.link != state.link:
            flags.append("other_history")
    return tuple(flags)
