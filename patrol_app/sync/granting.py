"""The city's answer to a request: number, certificate, the line of those above (sync.md §9)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from patrol_app import limits
from patrol_app.domain.journal.reading import read_op
from patrol_app.domain.records import record_type
from patrol_app.domain.records.unit import Unit, unit_id
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.exchange_types import Grant
from patrol_app.services.ports import DeviceInfo, Queries, UnitOfWork
from patrol_app.services.records import RecordService
from patrol_app.services.session import Actor
from patrol_app.services.setup import SAMPLE, SAMPLE_UNITS
from patrol_app.services.units import ancestors, below
from patrol_app.sync import issuing, keyring, papers
from patrol_app.sync.desk import Desk
from patrol_app.sync.enrolment_files import EnrolBody, JournalOf, Request, file_code, read_request
from patrol_app.sync.enrolment_files import Grant as GrantDocument
from patrol_app.sync.grant_file import send_grant
from patrol_app.sync.keyring import Keyring
from patrol_app.sync.keys import kid_of, same_code
from patrol_app.sync.numbering import device_number
from patrol_app.sync.root_signer import RootSigner, read_keys

SMALL_FILE = limits.SMALL_FILE_BYTES
RANKS = {"province": 0, "city": 1, "county": 2, "station": 3}


class Granting:
    """Answers requests.

    Args:
        desk: the city's store.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def grant(
        self,
        path: Path,
        out: Path,
        *,
        code: str | None,
        same_unit: bool,
        parent: str = "",
        root_keys: Sequence[Path] = (),
    ) -> Grant:
        """Answer a request; again for the same device and journal it gives the same number.

        Args:
            path: the request.
            out: file, or folder for its own name.
            code: its 12 digits as read out; None = not compared.
            same_unit: another device of a unit that has one.
            parent: unit that the new one stands below; empty = this one, or where it stands.
            root_keys: files of further root keys, where the root wants more than one.

        Raises:
            UserError: ``enrol.not_root``, ``enrol.code``, ``enrol.level``, ``enrol.parent``,
                ``enrol.own_unit``, ``enrol.unit_taken``, ``enrol.other_branch``,
                ``enrol.revoked``, ``enrol.numbers``, as ``RootSigner``, or a damaged request.
        """
        actor = self._desk.session.actor
        actor.need("enrol")
        signer = RootSigner(self._desk.keyring, read_keys(root_keys))
        with self._desk.spooled(path, SMALL_FILE) as spooled, spooled.path.open("rb") as stream:
            request = read_request(stream)
        samples_together(self._desk.store.queries, request.body.unit)
        check_code(code, request.code)
        now = self._desk.clock.now_ms()
        with self._desk.store.begin(N_("enrolling")) as work:
            device = self._admit(work, request, same_unit, code is not None, parent, actor)
            made = document(work, signer, device, now)
            lines = path_lines(work.queries, device.unit)
            brought = papers.for_device(work.queries, device)
            work.audit(
                "enrol.grant", {"kid": device.kid, "unit": device.unit, "checked": device.checked}
            )
            changes = work.commit()
        self._desk.publish(changes)
        target = place(out, f"grant-{device.unit}-{made.certificate.device_no}.hlb")
        send_grant(
            self._desk.sender(signer.first),
            made,
            lines,
            target,
            stream=request.header.stream,
            reply_to=request.sha256,
            papers=brought,
            created=now,
        )
        with target.open("rb") as stream:
            answer = file_code(stream)[0]
        number = made.certificate.number_of(request.header.stream)
        return Grant(target, answer, device.unit, number, device.checked)

    def _admit(
        self,
        work: UnitOfWork,
        request: Request,
        same_unit: bool,
        checked: bool,
        parent: str,
        actor: Actor,
    ) -> DeviceInfo:
        """The device's row and its unit, in this transaction."""
        body, queries = request.body, work.queries
        kid = kid_of(request.signing_key)
        old = self._known(queries, body, kid, same_unit)
        self._unit_below(work, body, parent, actor)
        streams = old.streams if old else ()
        if request.header.stream not in streams:
            streams = (*streams, request.header.stream)
        else:  # the journal asked for is the one whose number the certificate tells first
            streams = (*(s for s in streams if s != request.header.stream), request.header.stream)
        now = self._desk.clock.now_ms()
        return DeviceInfo(
            kid=kid,
            unit=body.unit,
            level=body.level,
            device_no=device_number(work, body.unit, request.header.stream),
            sign_key=body.signing_key,
            recipient=body.import_key,
            status=keyring.ACTIVE,
            checked=checked or bool(old and old.checked),
            valid_from=old.valid_from if old else now,
            valid_to=old.valid_to if old else 0,
            streams=streams,
        )

    def _known(
        self, queries: Queries, body: EnrolBody, kid: str, same_unit: bool
    ) -> DeviceInfo | None:
        """The device as it is known; refuses what cannot be enrolled."""
        identity = queries.identity()
        if body.unit == identity.unit:
            raise UserError("enrol.own_unit", N_("The request carries this unit's own code."))
        devices = [d for d in queries.devices() if d.status != keyring.ISSUER]
        mine = [d for d in devices if d.unit == body.unit]
        old = next((d for d in mine if d.kid == kid), None)
        if old is not None and old.status == keyring.REVOKED:
            raise UserError(
                "enrol.revoked", N_("This device was revoked: set it up anew with new keys.")
            )
        standing = [d for d in mine if d.status == keyring.ACTIVE]
        if old is None and standing and not same_unit:
            raise UserError(
                "enrol.unit_taken",
                N_(
                    "Unit code {unit} belongs to another device: choose another code, or confirm "
                    "that both are one unit."
                ),
                field="unit",
                unit=body.unit,
            )
        if any(d.kid == kid and d.unit != body.unit for d in devices):
            raise UserError("enrol.other_unit", N_("The grant is for unit {unit}."), unit=body.unit)
        return old

    def _unit_below(self, work: UnitOfWork, body: EnrolBody, parent: str, actor: Actor) -> None:
        """The unit as a child of ``parent``, unless it stands in the tree already."""
        queries = work.queries
        identity = queries.identity()
        stored = queries.get("unit", unit_id(body.unit))
        standing = stored.record if stored and isinstance(stored.record, Unit) else None
        above = parent or (standing.parent_code if standing else "") or identity.unit
        _check_parent(queries, above, body.level)
        if standing is None:
            values = {
                "code": body.unit,
                "name": body.name,
                "level": body.level,
                "parent_code": above,
            }
            records = RecordService(self._desk.store, self._desk.clock, self._desk.bus)
            records.write_new(work, record_type("unit"), [values], actor)
        elif standing.parent_code != above or identity.unit not in ancestors(queries, body.unit):
            raise UserError(
                "enrol.other_branch",
                N_("Unit {unit} stands below {other} in the list of units: change it there first."),
                unit=body.unit,
                other=standing.parent_code or "–",
            )


def document(
    work: UnitOfWork, signer: RootSigner, device: DeviceInfo, now_ms: int
) -> GrantDocument:
    """What a device gets, all of it signed and kept as papers in this transaction.

    The lines of units below are signed anew where the device stands above them: their packages
    are encrypted to it from then on.
    """
    queries = work.queries
    work.put_device(device)
    signed = issuing.certify(work, signer, device, now_ms)
    affected = {*issuing.lines_below(queries, device.unit), device.unit}
    issuing.sign_lines(work, signer, sorted(affected), now_ms)
    keys = Keyring(queries)
    return GrantDocument(
        certificate=signed.certificate,
        certificate_sigs=signed.sigs,
        root=signer.root.root,
        root_sigs=signer.root.sigs,
        ancestors=issuing.ancestors_of(queries, device.unit),
        recovery_key=keys.recovery(),
        matching_key=keys.matching_key(),
        journals=journals(queries, device.unit),
    )


def journals(queries: Queries, code: str) -> tuple[JournalOf, ...]:
    """Whose journals the units' entries in a grant stand in."""
    named = {read_op(raw).stream for raw in path_lines(queries, code)}
    return tuple(
        JournalOf(stream=info.stream, unit=info.unit, kid=info.kid)
        for info in queries.streams()
        if info.stream in named
    )


def path_lines(queries: Queries, code: str) -> list[bytes]:
    """Raw ops of the unit and of all above it, as they were written."""
    units = (code, *ancestors(queries, code))
    return [line.raw for unit in units for line in queries.history(unit_id(unit))]


def samples_together(queries: Queries, unit: str) -> None:
    """A folder of sample data knows sample units only; their codes begin with ``DEMO``."""
    if queries.meta(SAMPLE) and not unit.startswith(SAMPLE_UNITS):
        raise UserError("enrol.sample", N_("Sample data is never exchanged with real folders."))


def check_code(given: str | None, expected: str) -> None:
    """Hold the digits read out against the file's.

    Raises:
        UserError: ``enrol.code``.
    """
    if given is not None and not same_code(given, expected):
        raise UserError(
            "enrol.code",
            N_("The digits do not match: this is not the file that was read out to you."),
            field="code",
        )


def place(out: Path, name: str) -> Path:
    """``out``, or ``name`` in it where it is a folder."""
    return (out / name if out.is_dir() else out).absolute()


def _check_parent(queries: Queries, parent: str, level: str) -> None:
    """A parent is known, at or below this unit, and of a higher level."""
    identity = queries.identity()
    stored = queries.get("unit", unit_id(parent))
    if parent not in below(queries, identity.unit) or stored is None:
        raise UserError(
            "enrol.parent",
            N_("Unit {unit} is not known below this one."),
            field="parent",
            unit=parent,
        )
    own = stored.record.level if isinstance(stored.record, Unit) else identity.level
    if RANKS[level] <= RANKS.get(own or identity.level, 0):
        raise UserError(
            "enrol.level",
            N_("A unit of this level cannot stand below this one."),
            field="level",
        )
