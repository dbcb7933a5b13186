"""Enrolment at the device: it asks, and takes the answer (sync.md §9); ``granting`` answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from patrol_app.domain.journal.canonical import FormatFault
from patrol_app.domain.journal.entry import Op
from patrol_app.domain.journal.reading import read_op
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.exchange_types import Accepted, EnrolRequest
from patrol_app.services.ports import Identity, UnitOfWork
from patrol_app.sync import keyring, papers
from patrol_app.sync.desk import Desk
from patrol_app.sync.enrolment_files import EnrolBody, file_code, write_request
from patrol_app.sync.grant_file import GrantFile, read_grant
from patrol_app.sync.granting import SMALL_FILE, check_code, place, samples_together
from patrol_app.sync.issuing import unit_name
from patrol_app.sync.keys import recipient_of
from patrol_app.sync.paper_files import Line

AddRecovery = Callable[[list[str]], None]


class Enrolment:
    """The device's two steps.

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
                "name": unit_name(queries, identity.unit),
                "level": identity.level,
                "signing_key": keys.signing_key().public.hex(),
                "import_key": recipient_of(keys.import_identity()),
            }
        )
        target = place(out, f"enrol-{identity.unit}.hlb")
        write_request(
            self._desk.sender(),
            body,
            target,
            stream=identity.stream,
            created=self._desk.clock.now_ms(),
        )
        with target.open("rb") as stream:
            return EnrolRequest(target, file_code(stream)[0])

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
        check_code(code, file.code)
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
        held = keys.certificate()
        if held and held.valid_to > certificate.valid_to:
            raise UserError("grant.older", N_("A newer answer of the city was taken already."))
        samples_together(self._desk.store.queries, file.opened.header.from_unit)
        self._add_recovery([file.grant.recovery_key])
        checked = code is not None or (identity.checked and known is not None)
        with self._desk.store.begin(N_("enrolling")) as work:
            work.put_identity(
                replace(
                    identity,
                    device_no=certificate.number_of(identity.stream),
                    enrolled=True,
                    checked=checked,
                )
            )
            _keep_papers(work, file, self._desk.clock.now_ms())
            _take_units(work, file, identity)
            work.audit("enrol.accept", {"kid": file.opened.header.kid, "checked": checked})
            changes = work.commit()
        self._desk.publish(changes)
        return Accepted(certificate.unit, certificate.device_no, checked)


def _keep_papers(work: UnitOfWork, file: GrantFile, now_ms: int) -> None:
    grant, header = file.grant, file.opened.header
    papers.put_root(work, keyring.SignedRoot(root=grant.root, sigs=grant.root_sigs), now_ms)
    work.put_meta(keyring.ANCESTORS, keyring.paper(keyring.Ancestry(ancestors=grant.ancestors)))
    work.put_meta(keyring.CERTIFICATE, keyring.paper(grant.certificate))
    work.put_meta(keyring.RECOVERY, grant.recovery_key)
    work.put_meta(papers.REVOKED_HERE, "")
    work.put_secret(keyring.MATCHING, bytes.fromhex(grant.matching_key))
    seen = work.queries.meta(keyring.CITY_TIME)
    work.put_meta(keyring.CITY_TIME, keyring.newer_time(seen, header.created))
    papers.put_issuers(work, Line(unit=grant.certificate.unit, serial=0, ancestors=grant.ancestors))
    if file.papers:
        papers.take(work, file.papers, now_ms)
    papers.confirm(work, grant.certificate.streams)


def _take_units(work: UnitOfWork, file: GrantFile, identity: Identity) -> None:
    """The ops of the units on the path; each belongs to the stream that it names."""
    own = {info.stream for info in work.queries.streams() if info.own}
    above = file.grant.ancestors[0] if file.grant.ancestors else None
    named = {one.stream: one for one in file.grant.journals or ()}
    by_stream: dict[str, list[tuple[int, bytes]]] = {}
    for op in _unit_ops(file.lines):
        if op.stream not in own:
            by_stream.setdefault(op.stream, []).append((op.seq, op.raw))
    for stream, lines in sorted(by_stream.items()):
        writer = named.get(stream)
        unit = writer.unit if writer else (above.unit if above else identity.unit)
        kid = writer.kid if writer else file.opened.header.kid
        work.take(stream, kid, unit, "", lines)


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
