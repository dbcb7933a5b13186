"""Papers of the root: put together for a bundle, and taken in from one (sync.md §9).

``for_device(queries, device)`` and ``for_all(queries)`` give the member ``papers.json``;
``take(work, raw)`` checks every signature against the root known here, follows it to its
successors and keeps what is newer than what is held. Older documents change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.paper_ports import PaperRow, StreamMark
from patrol_app.services.ports import DeviceInfo, Queries, UnitOfWork
from patrol_app.services.units import below
from patrol_app.sync import keyring
from patrol_app.sync.enrolment_files import Certificate
from patrol_app.sync.keyring import Keyring, SignedRoot
from patrol_app.sync.keys import kid_of
from patrol_app.sync.paper_files import (
    PAPERS_BYTES,
    Line,
    Papers,
    Revocation,
    Signed,
    SignedCertificate,
    SignedInstaller,
    SignedLine,
    SignedRevocation,
    holds,
    place,
    read_paper,
    read_papers,
    write_papers,
)
from patrol_app.sync.roots import Root, check_succession
from patrol_app.sync.strict import read_document, write_document

REVOKED_HERE = "exchange.revoked"  # meta: UTC ms since when this device itself is revoked

S = TypeVar("S", SignedCertificate, SignedRevocation, SignedLine, SignedInstaller)


@dataclass(frozen=True)
class PapersTaken:
    """What papers changed here.

    Attributes:
        root_version: of the root known afterwards.
        new_root: it is another one than before.
        devices: key ids of devices whose certificate, line or revocation changed something.
        confirmed: own journals that a certificate names now and did not before.
        revoked: this device itself was revoked.
    """

    root_version: int
    new_root: bool = False
    devices: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    revoked: bool = False


def for_device(queries: Queries, device: DeviceInfo, beside: Iterable[str] = ()) -> bytes:
    """Papers for one device below: its own, those of devices below it, the line above it.

    Args:
        queries: of this store.
        device: below.
        beside: units whose journals it gets parts of; their lines say who may hand those out.
    """
    units = set(below(queries, device.unit))
    kids = {one.kid for one in queries.devices() if one.unit in units} | {device.kid}
    return _written(
        queries,
        [c for c in kept(queries, SignedCertificate) if c.certificate.device in kids],
        [one for one in kept(queries, SignedLine) if one.line.unit in {*units, *beside}],
    )


def for_all(queries: Queries) -> bytes:
    """Papers for everybody: roots, revocations, the program's installer."""
    return _written(queries, [], [])


def vouched_by(queries: Queries, unit: str, raw: bytes = b"") -> frozenset[str]:
    """Units above which ``unit`` stands, by lines that the root signed, held here or in ``raw``.

    Args:
        queries: of this store.
        unit: code of the one that seals.
        raw: ``papers.json`` of the file that is looked at, or empty.

    Raises:
        UserError: ``bundle.papers``, or as ``check_succession``.
    """
    held = Keyring(queries).root()
    if held is None:
        return frozenset()
    present, lines = held.root, kept(queries, SignedLine)
    if raw:
        papers = read_papers(raw)
        for signed in papers.roots:
            if signed.root.version > present.version:
                check_succession(signed.root, signed.sigs, present)
                present = signed.root
        lines += papers.lines
    return frozenset(
        one.line.unit
        for one in lines
        if unit in {above.unit for above in one.line.ancestors} and holds(one, present)
    )


def kept(queries: Queries, kind: type[S]) -> list[S]:
    """The papers of one kind held here."""
    name = kind.__name__.removeprefix("Signed").lower()
    found = (read_paper(name, row.body) for row in queries.papers(name))
    return [one for one in found if isinstance(one, kind)]


def put(work: UnitOfWork, signed: Signed, now_ms: int) -> None:
    """Keep a document."""
    kind, key, _serial = place(signed)
    work.put_paper(PaperRow(kind, key, write_document(signed).decode("utf-8"), now_ms))


def put_root(work: UnitOfWork, signed: SignedRoot, now_ms: int) -> None:
    """Make ``signed`` the root trusted here; those before it stay as the way to it."""
    work.put_meta(keyring.ROOT, keyring.paper(signed))
    key = f"{signed.root.version:07d}"
    work.put_paper(PaperRow("root", key, keyring.paper(signed), now_ms))


def roots(queries: Queries) -> tuple[SignedRoot, ...]:
    """Every root known here, oldest first; the last is the present one.

    Raises:
        UserError: ``enrol.not_root``: none is known.
    """
    present = Keyring(queries).root()
    if present is None:
        raise UserError("enrol.not_root", N_("Not enrolled yet: no city's root is known here."))
    rows = queries.papers("root")
    older = [read_document(SignedRoot, r.body.encode(), "papers", PAPERS_BYTES) for r in rows]
    return (*(r for r in older if r.root.version < present.root.version), present)


def take(work: UnitOfWork, raw: bytes, now_ms: int = 0) -> PapersTaken:
    """Take papers in, inside the caller's transaction.

    Args:
        work: the transaction.
        raw: ``papers.json``.
        now_ms: this device's clock, kept beside each document.

    Raises:
        UserError: ``bundle.papers``; ``root.signature`` for a root that does not follow from
            the one known, or a document that the present root did not sign; ``root.version``
            for another root of the version known.
    """
    papers = read_papers(raw)
    held = Keyring(work.queries).root()
    if held is None:
        raise UserError("papers.no_root", N_("Not enrolled yet: papers of a city mean nothing."))
    root = _follow(work, papers.roots, held, now_ms)
    newest = papers.roots[-1].root.version
    changed: dict[str, None] = {}
    confirmed: list[str] = []
    revoked = False
    everything: list[Signed] = [*papers.certificates, *papers.lines, *papers.revocations]
    for signed in everything:
        if not _newer(work.queries, signed, root, current=newest == root.version):
            continue
        put(work, signed, now_ms)
        if isinstance(signed, SignedCertificate):
            confirmed += _certified(work, signed.certificate)
            changed[signed.certificate.device] = None
        elif isinstance(signed, SignedLine):
            changed.update(dict.fromkeys(_line(work, signed.line)))
        elif isinstance(signed, SignedRevocation):
            revoked = _revoked(work, signed.revocation, now_ms) or revoked
            changed[signed.revocation.device] = None
    if papers.installer and _newer(
        work.queries, papers.installer, root, current=newest == root.version
    ):
        put(work, papers.installer, now_ms)
    new_root = root.version != held.root.version
    if new_root or changed:
        work.audit("exchange.papers", {"root": root.version, "devices": len(changed)})
    return PapersTaken(root.version, new_root, tuple(changed), tuple(confirmed), revoked)


def certify(work: UnitOfWork, certificate: Certificate) -> None:
    """A device below as its certificate says, whatever was known of it before."""
    old = Keyring(work.queries).device_of(certificate.device)
    known = old.streams if old else ()
    work.put_device(
        DeviceInfo(
            kid=certificate.device,
            unit=certificate.unit,
            level=certificate.level,
            device_no=certificate.device_no,
            sign_key=certificate.signing_key,
            recipient=certificate.import_key,
            status=old.status if old else keyring.ACTIVE,
            checked=True if old is None else old.checked,
            valid_from=certificate.valid_from,
            valid_to=certificate.valid_to,
            streams=tuple(dict.fromkeys((*known, *certificate.streams))),
        )
    )
    confirm(work, certificate.streams)


def close_device(work: UnitOfWork, revocation: Revocation, now_ms: int) -> None:
    """The device row and its journals, closed."""
    device = Keyring(work.queries).device_of(revocation.device)
    if device is None:
        return
    work.put_device(replace(device, status=keyring.REVOKED))
    held = {one.stream for one in work.queries.streams() if one.kid == revocation.device}
    marks = work.queries.stream_marks()
    for stream in sorted({*held, *device.streams, *(one.stream for one in revocation.streams)}):
        mark = marks.get(stream, StreamMark(stream))
        after = revocation.after(stream)
        work.put_stream_mark(replace(mark, revoked_after=after, noticed_ms=now_ms))


def _written(
    queries: Queries, certificates: Iterable[SignedCertificate], lines: Iterable[SignedLine]
) -> bytes:
    installers = kept(queries, SignedInstaller)
    papers = Papers(
        roots=roots(queries),
        certificates=tuple(certificates),
        revocations=tuple(kept(queries, SignedRevocation)),
        lines=tuple(lines),
        installer=max(installers, key=lambda one: one.installer.serial) if installers else None,
    )
    return write_papers(papers)


def _follow(work: UnitOfWork, chain: tuple[SignedRoot, ...], held: SignedRoot, now_ms: int) -> Root:
    """The root after every successor in ``chain``; an older chain changes nothing."""
    present = held.root
    for signed in chain:
        if signed.root.version < present.version:
            continue
        check_succession(signed.root, signed.sigs, present)
        if signed.root.version > present.version:
            present = signed.root
        put_root(work, signed, now_ms)
    return present


def _newer(queries: Queries, signed: Signed, root: Root, *, current: bool) -> bool:
    """Whether a document is signed and newer than what is held of its kind and key.

    The same document with other signatures counts: after a change of the root all are signed
    anew. Papers of an older root are passed over, since its keys may have been lost.
    """
    if not holds(signed, root):
        if not current:
            return False
        raise UserError(
            "root.signature", N_("The file is not signed by enough of the city's root keys.")
        )
    kind, key, serial = place(signed)
    row = queries.paper(kind, key)
    if row is None:
        return True
    before = read_paper(kind, row.body)
    if place(before)[2] != serial:
        return place(before)[2] < serial
    return before != signed


def _certified(work: UnitOfWork, certificate: Certificate) -> list[str]:
    """Own journals that the certificate confirms; a device below is enrolled by it."""
    queries = work.queries
    identity = queries.identity()
    if certificate.device == identity.kid:
        marks = queries.stream_marks()
        work.put_meta(keyring.CERTIFICATE, keyring.paper(certificate))
        if identity.stream not in certificate.streams:
            return []
        number = certificate.number_of(identity.stream)
        fresh = identity.device_no != number
        if fresh:
            work.put_identity(replace(identity, device_no=number))
        mark = marks.get(identity.stream)
        confirm(work, certificate.streams)
        return [identity.stream] if fresh or (mark and not mark.confirmed) else []
    issuer = Keyring(queries).device_of(certificate.device)
    beside = certificate.unit == identity.unit or (issuer and issuer.status == keyring.ISSUER)
    if not beside:
        certify(work, certificate)
    return []


def confirm(work: UnitOfWork, streams: Iterable[str]) -> None:
    """A certificate names these journals: a new epoch among them is confirmed."""
    marks = work.queries.stream_marks()
    for stream in streams:
        mark = marks.get(stream)
        if mark and not mark.confirmed:
            work.put_stream_mark(replace(mark, confirmed=True))


def _line(work: UnitOfWork, line: Line) -> list[str]:
    """Keys of those above; a line for another unit is only handed on."""
    if line.unit != work.queries.identity().unit:
        return []
    work.put_meta(keyring.ANCESTORS, keyring.paper(keyring.Ancestry(ancestors=line.ancestors)))
    return put_issuers(work, line)


def put_issuers(work: UnitOfWork, line: Line) -> list[str]:
    """Devices above as the line names them; one that it names no more is believed no more."""
    found: list[str] = []
    for above in line.ancestors:
        for public in above.signing_keys:
            kid = kid_of(bytes.fromhex(public))
            if work.queries.paper("revocation", kid):
                continue
            found.append(kid)
            work.put_device(
                DeviceInfo(
                    kid=kid,
                    unit=above.unit,
                    level=above.level,
                    device_no="",
                    sign_key=public,
                    recipient=above.import_key,
                    status=keyring.ISSUER,
                    checked=True,
                )
            )
    for device in work.queries.devices():
        if device.status == keyring.ISSUER and device.kid not in found:
            work.put_device(replace(device, status=keyring.REVOKED))
            found.append(device.kid)
    return found


def _revoked(work: UnitOfWork, revocation: Revocation, now_ms: int) -> bool:
    """Close a device; whether it is this one."""
    if revocation.device == work.queries.identity().kid:
        work.put_meta(REVOKED_HERE, str(revocation.issued))
        return True
    close_device(work, revocation, now_ms)
    return False
