"""Documents that the city signs about devices: certificates, lines, revocations.

Each goes into the table of papers, from where bundles down and grants take it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from patrol_app.domain.records.unit import Unit, unit_id
from patrol_app.services.ports import DeviceInfo, Queries, UnitOfWork
from patrol_app.services.units import ancestors, below
from patrol_app.sync import keyring, papers
from patrol_app.sync.enrolment_files import Ancestor, Certificate
from patrol_app.sync.keyring import Keyring
from patrol_app.sync.keys import recipient_of
from patrol_app.sync.numbering import GIVEN, device_number
from patrol_app.sync.paper_files import (
    LINE_WORD,
    REVOCATION_WORD,
    Closed,
    Line,
    Revocation,
    SignedCertificate,
    SignedLine,
    SignedRevocation,
    content,
    read_paper,
)
from patrol_app.sync.root_signer import RootSigner
from patrol_app.sync.roots import CERTIFICATE_WORD

# A certificate outlives a laptop; a lost one is revoked, not waited out.
VALID_MS = 10 * 366 * 86_400_000
ROLES = {
    "station": ("ranger", "crew_leader", "station_head", "admin"),
    "county": ("ranger", "crew_leader", "station_head", "county_office", "case_officer", "admin"),
}


def certify(
    work: UnitOfWork, signer: RootSigner, device: DeviceInfo, now_ms: int
) -> SignedCertificate:
    """A certificate that names every journal of ``device``; kept, and the device confirmed.

    Its end lies behind the one before, so that of two certificates the newer is known.
    """
    queries = work.queries
    number = device_number(work, device.unit, device.streams[-1])
    valid_to = max(now_ms + VALID_MS, device.valid_to + 1)
    device = replace(device, device_no=number, valid_to=valid_to)
    certificate = Certificate.model_validate(
        {
            "device": device.kid,
            "signing_key": device.sign_key,
            "import_key": device.recipient,
            "device_no": number,
            "unit": device.unit,
            "level": device.level,
            "roles": ROLES.get(device.level, ROLES["station"]),
            "valid_from": device.valid_from,
            "valid_to": valid_to,
            "streams": device.streams,
            "numbers": tuple(queries.meta(GIVEN + one) or number for one in device.streams),
        }
    )
    signed = SignedCertificate(
        certificate=certificate, sigs=signer.sign(CERTIFICATE_WORD, certificate)
    )
    work.put_device(device)
    papers.put(work, signed, now_ms)
    papers.certify(work, certificate)
    return signed


def sign_lines(work: UnitOfWork, signer: RootSigner, units: Iterable[str], now_ms: int) -> None:
    """Lines of ``units`` as the devices above them are now."""
    queries = work.queries
    for unit in units:
        row = queries.paper("line", unit)
        before = read_paper("line", row.body) if row else None
        serial = before.line.serial if isinstance(before, SignedLine) else 0
        line = Line(
            unit=unit, serial=max(now_ms, serial + 1), ancestors=ancestors_of(queries, unit)
        )
        papers.put(work, SignedLine(line=line, sigs=signer.sign(LINE_WORD, line)), now_ms)


def lines_below(queries: Queries, unit: str) -> list[str]:
    """Units at or below ``unit`` that have a device: their lines name the devices above."""
    own = queries.identity().unit
    units = set(below(queries, unit)) - {own}
    held = {device.unit for device in queries.devices() if device.status != keyring.ISSUER}
    return sorted(units & held)


def ancestors_of(queries: Queries, unit: str) -> tuple[Ancestor, ...]:
    """The devices above ``unit`` with their keys, the nearest first, one entry a device."""
    identity, keys = queries.identity(), Keyring(queries)
    found: list[Ancestor] = []
    for code in ancestors(queries, unit):
        if code == identity.unit:
            found.append(own_entry(queries))
            found += keys.ancestors()
            break
        found += [
            _entry(queries, code, device.level, device.recipient, device.sign_key)
            for device in queries.devices()
            if device.unit == code and device.status == keyring.ACTIVE
        ]
    return tuple(found)


def own_entry(queries: Queries) -> Ancestor:
    """This unit as those below see it."""
    identity, keys = queries.identity(), Keyring(queries)
    return _entry(
        queries,
        identity.unit,
        identity.level,
        recipient_of(keys.import_identity()),
        keys.signing_key().public.hex(),
    )


def revoke(
    work: UnitOfWork,
    signer: RootSigner,
    device: DeviceInfo,
    closed: Iterable[tuple[str, int]],
    now_ms: int,
) -> Revocation:
    """Close ``device``: each journal behind its seq, those not named from the beginning."""
    row = work.queries.paper("revocation", device.kid)
    before = read_paper("revocation", row.body) if row else None
    serial = before.revocation.serial if isinstance(before, SignedRevocation) else 0
    revocation = Revocation(
        device=device.kid,
        serial=serial + 1,
        issued=now_ms,
        streams=tuple(Closed(stream=stream, after=after) for stream, after in closed),
    )
    signed = SignedRevocation(revocation=revocation, sigs=signer.sign(REVOCATION_WORD, revocation))
    papers.put(work, signed, now_ms)
    papers.close_device(work, revocation, now_ms)
    return revocation


def sign_again(work: UnitOfWork, signer: RootSigner, now_ms: int) -> int:
    """Sign every paper anew, so that it holds under a changed root; how many."""
    count = 0
    for kind in ("certificate", "revocation", "line", "installer"):
        for row in work.queries.papers(kind):
            signed = read_paper(kind, row.body)
            word, document = content(signed)
            again = signed.model_copy(update={"sigs": signer.sign(word, document)})
            papers.put(work, again, now_ms)
            count += 1
    return count


def _entry(queries: Queries, unit: str, level: str, recipient: str, public: str) -> Ancestor:
    return Ancestor.model_validate(
        {
            "unit": unit,
            "name": unit_name(queries, unit),
            "level": level,
            "import_key": recipient,
            "signing_keys": (public,),
        }
    )


def unit_name(queries: Queries, code: str) -> str:
    """The unit's name, else its code."""
    stored = queries.get("unit", unit_id(code))
    named = stored.record.name if stored and isinstance(stored.record, Unit) else ""
    return named or code
