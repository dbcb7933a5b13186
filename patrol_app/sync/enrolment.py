"""Enrolment: a device asks, the level above grants, the device takes the answer (sync.md §9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from patrol_app.domain.journal.canonical import FormatFault
from patrol_app.domain.journal.entry import Op
from patrol_app.domain.journal.reading import read_op
from patrol_app.domain.records import record_type
from patrol_app.domain.records.unit import Unit, unit_id
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.limits import MIB
from patrol_app.services.exchange_types import Accepted, EnrolRequest, Grant
from patrol_app.services.ports import DeviceInfo, Identity, Queries, UnitOfWork
from patrol_app.services.records import RecordService
from patrol_app.services.session import Actor
from patrol_app.services.setup import SAMPLE, SAMPLE_UNITS
from patrol_app.services.units import ancestors
from patrol_app.sync import keyring
from patrol_app.sync.desk import Desk
from patrol_app.sync.enrolment_files import (
    Ancestor,
    Certificate,
    EnrolBody,
    GrantFile,
    Request,
    file_code,
    read_grant,
    read_request,
    send_grant,
    write_request,
)
from patrol_app.sync.enrolment_files import Grant as GrantDocument
from patrol_app.sync.keys import SigningKey, recipient_of, same_code
from patrol_app.sync.keys import kid_of as kid_of_key
from patrol_app.sync.numbering import device_number
from patrol_app.sync.roots import CERTIFICATE_WORD, sign_with

# A certificate outlives a laptop; a lost one is revoked, not waited out.
VALID_MS = 10 * 366 * 86_400_000
SMALL_FILE = 16 * MIB
RANKS = {"province": 0, "city": 1, "county": 2, "station": 3}
ROLES = {
    "station": ("ranger", "crew_leader", "station_head", "admin"),
    "county": ("ranger", "crew_leader", "station_head", "county_office", "case_officer", "admin"),
}

AddRecovery = Callable[[list[str]], None]


class Enrolment:
    """The three steps.

    Args:
        desk: this store.
        add_recovery: adds the vault's ``recovery`` slot for age recipients.
    """

    def __init__(self, desk: Desk, add_recovery: AddRecovery) -> None:
        self._desk = desk
        self._add_recovery = add_recovery

    def request(self, out: Path) -> EnrolRequest:
        """Write the request of this device to ``out`` (a file, or a folder for its own name).

        Raises:
            UserError: ``enrol.root``: a city has nobody above.
        """
        queries, keys = self._desk.store.queries, self._desk.keyring
        identity = queries.identity()
        if keys.root_key() is not None:
            raise UserError("enrol.root", N_("A city is its own root and asks nobody."))
        body = EnrolBody.model_validate(
            {
                "unit": identity.unit,
                "name": _unit(queries, identity.unit).name or identity.unit,
                "level": identity.level,
                "signing_key": keys.signing_key().public.hex(),
                "import_key": recipient_of(keys.import_identity()),
            }
        )
        target = _file(out, f"enrol-{identity.unit}.hlb")
        write_request(
            self._desk.sender(),
            body,
            target,
            stream=identity.stream,
            created=self._desk.clock.now_ms(),
        )
        with target.open("rb") as stream:
            return EnrolRequest(target, file_code(stream)[0])

    def grant(self, path: Path, out: Path, *, code: str | None, same_unit: bool) -> Grant:
        """Answer a request; again for the same device and journal it gives the same number.

        Raises:
            UserError: ``enrol.not_root``, ``enrol.code``, ``enrol.level``, ``enrol.own_unit``,
                ``enrol.unit_taken``, ``enrol.other_branch``, ``enrol.numbers``, or a damaged
                request.
        """
        actor = self._desk.session.actor
        actor.need("enrol")
        root_key = self._desk.keyring.root_key()
        if root_key is None:
            raise UserError("enrol.not_root", N_("Only the city can grant for now."))
        with self._desk.spooled(path, SMALL_FILE) as spooled, spooled.path.open("rb") as stream:
            request = read_request(stream)
        _samples_together(self._desk.store.queries, request.body.unit)
        _check_code(code, request.code)
        with self._desk.store.begin(N_("enrolling")) as work:
            device = self._admit(work, request, same_unit, code is not None, actor)
            made = self._document(work.queries, request, device, root_key)
            lines = _path_lines(work.queries, device.unit)
            changes = work.commit()
        self._desk.publish(changes)
        target = _file(out, f"grant-{device.unit}-{device.device_no}.hlb")
        send_grant(
            self._desk.sender(root_key),
            made,
            lines,
            target,
            request,
            created=self._desk.clock.now_ms(),
        )
        with target.open("rb") as stream:
            answer = file_code(stream)[0]
        return Grant(target, answer, device.unit, device.device_no, device.checked)

    def accept(self, path: Path, *, code: str | None) -> Accepted:
        """Take the answer: number, keys of those above, the units on the path to the root.

        Raises:
            UserError: ``enrol.code``, ``enrol.other_unit``, ``enrol.other_stream``, or a grant
                that is damaged, forged or for another device.
        """
        keys, known = self._desk.keyring, self._desk.keyring.root()
        with (
            self._desk.spooled(path, SMALL_FILE) as spooled,
            spooled.path.open("rb") as stream,
            self._desk.scratch() as scratch,
        ):
            file = read_grant(
                stream,
                scratch,
                keys.device_identity(),
                keys.signing_key().public,
                known.root if known else None,
            )
        _check_code(code, file.code)
        identity = self._desk.store.queries.identity()
        certificate = file.grant.certificate
        if (certificate.unit, certificate.level) != (identity.unit, identity.level):
            raise UserError(
                "enrol.other_unit", N_("The grant is for unit {unit}."), unit=certificate.unit
            )
        if file.opened.header.stream != identity.stream:
            # The number in it was given for a journal that another copy of this folder writes.
            raise UserError(
                "enrol.other_stream",
                N_("The grant was asked for before this folder was restored or copied: ask again."),
            )
        _samples_together(self._desk.store.queries, file.opened.header.from_unit)
        self._add_recovery([file.grant.recovery_key])
        checked = code is not None or (identity.checked and known is not None)
        with self._desk.store.begin(N_("enrolling")) as work:
            work.put_identity(
                replace(identity, device_no=certificate.device_no, enrolled=True, checked=checked)
            )
            _keep_papers(work, file)
            _take_units(work, file, identity)
            work.audit("enrol.accept", {"kid": file.opened.header.kid, "checked": checked})
            changes = work.commit()
        self._desk.publish(changes)
        return Accepted(certificate.unit, certificate.device_no, checked)

    def _admit(
        self, work: UnitOfWork, request: Request, same_unit: bool, checked: bool, actor: Actor
    ) -> DeviceInfo:
        """The device's row and its unit, in this transaction."""
        body, queries = request.body, work.queries
        identity = queries.identity()
        if body.unit == identity.unit:
            raise UserError("enrol.own_unit", N_("The request carries this unit's own code."))
        if RANKS[body.level] <= RANKS.get(identity.level, 0):
            raise UserError(
                "enrol.level",
                N_("A unit of this level cannot stand below this one."),
                field="level",
            )
        kid = kid_of_key(request.signing_key)
        devices = [d for d in queries.devices() if d.status != keyring.ISSUER]
        mine = [d for d in devices if d.unit == body.unit]
        old = next((d for d in mine if d.kid == kid), None)
        if old is None and mine and not same_unit:
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
        self._unit_below(work, body, identity, actor)
        streams = old.streams if old else ()
        if request.header.stream not in streams:
            streams = (*streams, request.header.stream)
        now = self._desk.clock.now_ms()
        device = DeviceInfo(
            kid=kid,
            unit=body.unit,
            level=body.level,
            device_no=device_number(work, body.unit, request.header.stream),
            sign_key=body.signing_key,
            recipient=body.import_key,
            status=keyring.ACTIVE,
            checked=checked or bool(old and old.checked),
            valid_from=old.valid_from if old else now,
            valid_to=now + VALID_MS,
            streams=streams,
        )
        work.put_device(device)
        work.audit("enrol.grant", {"kid": kid, "unit": body.unit, "checked": device.checked})
        return device

    def _unit_below(
        self, work: UnitOfWork, body: EnrolBody, identity: Identity, actor: Actor
    ) -> None:
        """The unit as a child of the own one, unless it stands in the tree already."""
        stored = work.queries.get("unit", unit_id(body.unit))
        if stored is None:
            values = {
                "code": body.unit,
                "name": body.name,
                "level": body.level,
                "parent_code": identity.unit,
            }
            records = RecordService(self._desk.store, self._desk.clock, self._desk.bus)
            records.write_new(work, record_type("unit"), [values], actor)
        elif identity.unit not in ancestors(work.queries, body.unit):
            raise UserError(
                "enrol.other_branch",
                N_("Unit {unit} does not stand below this one."),
                unit=body.unit,
            )

    def _document(
        self, queries: Queries, request: Request, device: DeviceInfo, root_key: SigningKey
    ) -> GrantDocument:
        keys, identity = self._desk.keyring, queries.identity()
        held = keys.root()
        if held is None:
            raise UserError("enrol.not_root", N_("Only the city can grant for now."))
        certificate = Certificate.model_validate(
            {
                "device": device.kid,
                "signing_key": device.sign_key,
                "import_key": device.recipient,
                "device_no": device.device_no,
                "unit": device.unit,
                "level": device.level,
                "roles": ROLES.get(device.level, ROLES["station"]),
                "valid_from": device.valid_from,
                "valid_to": device.valid_to,
                "streams": device.streams,
            }
        )
        own = Ancestor.model_validate(
            {
                "unit": identity.unit,
                "name": _unit(queries, identity.unit).name or identity.unit,
                "level": identity.level,
                "import_key": recipient_of(keys.import_identity()),
                "signing_keys": (keys.signing_key().public.hex(),),
            }
        )
        return GrantDocument(
            certificate=certificate,
            certificate_sigs=(sign_with(root_key, CERTIFICATE_WORD, certificate),),
            root=held.root,
            root_sigs=held.sigs,
            ancestors=(own, *keys.ancestors()),
            recovery_key=keys.recovery(),
            matching_key=keys.matching_key(),
        )


def _samples_together(queries: Queries, unit: str) -> None:
    """A folder of sample data knows sample units only; their codes begin with ``DEMO``."""
    if queries.meta(SAMPLE) and not unit.startswith(SAMPLE_UNITS):
        raise UserError("enrol.sample", N_("Sample data is never exchanged with real folders."))


def _check_code(given: str | None, expected: str) -> None:
    if given is not None and not same_code(given, expected):
        raise UserError(
            "enrol.code",
            N_("The digits do not match: this is not the file that was read out to you."),
            field="code",
        )


def _file(out: Path, name: str) -> Path:
    return (out / name if out.is_dir() else out).absolute()


def _unit(queries: Queries, code: str) -> Unit:
    stored = queries.get("unit", unit_id(code))
    if stored is None or not isinstance(stored.record, Unit):
        return Unit(id=unit_id(code), unit=code, code=code)
    return stored.record


def _path_lines(queries: Queries, code: str) -> list[bytes]:
    """Raw ops of the unit and of all above it, as they were written."""
    units = (code, *ancestors(queries, code))
    return [line.raw for unit in units for line in queries.history(unit_id(unit))]


def _keep_papers(work: UnitOfWork, file: GrantFile) -> None:
    grant, header = file.grant, file.opened.header
    work.put_meta(
        keyring.ROOT, keyring.paper(keyring.SignedRoot(root=grant.root, sigs=grant.root_sigs))
    )
    work.put_meta(keyring.ANCESTORS, keyring.paper(keyring.Ancestry(ancestors=grant.ancestors)))
    work.put_meta(keyring.CERTIFICATE, keyring.paper(grant.certificate))
    work.put_meta(keyring.RECOVERY, grant.recovery_key)
    work.put_secret(keyring.MATCHING, bytes.fromhex(grant.matching_key))
    seen = work.queries.meta(keyring.CITY_TIME)
    work.put_meta(keyring.CITY_TIME, keyring.newer_time(seen, header.created))
    for above in grant.ancestors:
        for public in above.signing_keys:
            work.put_device(
                DeviceInfo(
                    kid=kid_of_key(bytes.fromhex(public)),
                    unit=above.unit,
                    level=above.level,
                    device_no="",
                    sign_key=public,
                    recipient=above.import_key,
                    status=keyring.ISSUER,
                    checked=True,
                )
            )


def _take_units(work: UnitOfWork, file: GrantFile, identity: Identity) -> None:
    """The ops of the units on the path; each belongs to the stream that it names."""
    own = {info.stream for info in work.queries.streams() if info.own}
    above = file.grant.ancestors[0] if file.grant.ancestors else None
    by_stream: dict[str, list[tuple[int, bytes]]] = {}
    for op in _unit_ops(file.lines):
        if op.stream not in own:
            by_stream.setdefault(op.stream, []).append((op.seq, op.raw))
    for stream, lines in sorted(by_stream.items()):
        unit = above.unit if above else identity.unit
        work.take(stream, file.opened.header.kid, unit, "", lines)


def _unit_ops(lines: Sequence[bytes]) -> list[Op]:
    found = []
    for raw in lines:
        try:
            op = read_op(raw)
        except FormatFault:
            continue
        # A grant brings units and nothing else, whoever signed it.
        if isinstance(op, Op) and op.type == "unit":
            found.append(op)
    return found
