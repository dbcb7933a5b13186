"""Devices below: the list, and what a person decides about one (sync.md §9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.device_types import DeviceRow, JournalRow
from patrol_app.services.paper_ports import StreamMark
from patrol_app.services.ports import BundleIn, DeviceInfo, Queries, StreamInfo
from patrol_app.sync import issuing, keyring
from patrol_app.sync.desk import Desk
from patrol_app.sync.intake import header_of
from patrol_app.sync.numbering import GIVEN
from patrol_app.sync.root_signer import RootSigner, read_keys

ASIDE = ("quarantined", "held")


class Devices:
    """The desk for devices.

    Args:
        desk: this store.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def list(self) -> tuple[DeviceRow, ...]:
        """This device first, then those above, then those below by unit and number."""
        queries = self._desk.store.queries
        bundles = queries.bundles_in()
        streams = queries.streams()
        order = {"own": 0, keyring.ISSUER: 1}
        rows = [_own(queries, streams)]
        rows += [_row(queries, one, streams, bundles) for one in queries.devices()]
        return tuple(
            sorted(rows, key=lambda r: (order.get(r.status, 2), r.unit, r.device_no, r.kid))
        )

    def find(self, name: str) -> DeviceInfo:
        """A device below by key id, by ``UNIT-01``, or by the unit that has only one.

        Raises:
            UserError: ``device.unknown``, ``device.several``.
        """
        below = [d for d in self._desk.store.queries.devices() if d.status != keyring.ISSUER]
        unit, _dash, number = name.strip().upper().partition("-")
        found = [d for d in below if d.kid == name.strip().lower()] or [
            d for d in below if d.unit == unit and (not number or d.device_no == number)
        ]
        standing = [d for d in found if d.status == keyring.ACTIVE]
        if len(standing or found) > 1:
            raise UserError(
                "device.several",
                N_("Unit {unit} has several devices: name one as {example}."),
                unit=unit,
                example=f"{unit}-{found[0].device_no}",
            )
        if not found:
            raise UserError("device.unknown", N_("No device {name} is known below."), name=name)
        return (standing or found)[0]

    def revoke(self, name: str, *, note: str = "", root_keys: Sequence[Path] = ()) -> DeviceRow:
        """Close a device for ever: what is held stays, later files wait for a decision.

        Raises:
            UserError: as :meth:`find` and ``RootSigner``; ``device.revoked`` already.
        """
        actor = self._desk.session.actor
        actor.need("devices")
        device = self.find(name)
        if device.status == keyring.REVOKED:
            raise UserError("device.revoked", N_("The device is revoked already."))
        signer = RootSigner(self._desk.keyring, read_keys(root_keys))
        now = self._desk.clock.now_ms()
        with self._desk.store.begin(N_("revoking a device")) as work:
            held = {s.stream: s.last_seq for s in work.queries.streams() if s.kid == device.kid}
            closed = [(one, held.get(one, 0)) for one in device.streams]
            issuing.revoke(work, signer, device, closed, now)
            issuing.sign_lines(work, signer, issuing.lines_below(work.queries, device.unit), now)
            work.audit(
                "device.revoke",
                {"kid": device.kid, "person": actor.id, "noted": bool(note.strip())},
            )
            changes = work.commit()
        self._desk.publish(changes)
        return self._one(device.kid)

    def confirm(
        self, name: str, *, checked: bool = False, root_keys: Sequence[Path] = ()
    ) -> DeviceRow:
        """Sign a certificate anew: new journals of the device are confirmed, its time runs on.

        Args:
            name: as :meth:`find`.
            checked: somebody spoke with the device's people and compared.
            root_keys: files of further root keys.

        Raises:
            UserError: as :meth:`find` and ``RootSigner``; ``device.revoked``.
        """
        actor = self._desk.session.actor
        actor.need("devices")
        device = self.find(name)
        if device.status == keyring.REVOKED:
            raise UserError("device.revoked", N_("The device is revoked already."))
        signer = RootSigner(self._desk.keyring, read_keys(root_keys))
        with self._desk.store.begin(N_("confirming a device")) as work:
            device = replace(device, checked=device.checked or checked)
            issuing.certify(work, signer, device, self._desk.clock.now_ms())
            if checked:
                held = next(d for d in work.queries.devices() if d.kid == device.kid)
                work.put_device(replace(held, checked=True))
            work.audit("device.confirm", {"kid": device.kid, "person": actor.id})
            changes = work.commit()
        self._desk.publish(changes)
        return self._one(device.kid)

    def unfreeze(self, name: str) -> DeviceRow:
        """Decide after two histories: what is held here counts, the journal is closed.

        Each copy of the folder then begins a new journal by itself and brings in it what is
        not held here, so that nothing is lost (docs/decisions/118).

        Raises:
            UserError: as :meth:`find`; ``device.not_frozen``.
        """
        actor = self._desk.session.actor
        actor.need("devices")
        device = self.find(name)
        queries, now = self._desk.store.queries, self._desk.clock.now_ms()
        frozen = [s for s in queries.streams() if s.kid == device.kid and s.frozen]
        if not frozen:
            raise UserError(
                "device.not_frozen", N_("No journal of this device waits for a decision.")
            )
        with self._desk.store.begin(N_("closing a journal")) as work:
            marks = work.queries.stream_marks()
            for info in frozen:
                after = max(0, (queries.frozen_at(info.stream) or 1) - 1)
                mark = marks.get(info.stream, StreamMark(info.stream))
                work.put_stream_mark(replace(mark, revoked_after=after, noticed_ms=now))
                work.thaw(info.stream)
                work.audit(
                    "device.unfreeze",
                    {"stream": info.stream, "after": after, "person": actor.id},
                )
            changes = work.commit()
        self._desk.publish(changes)
        return self._one(device.kid)

    def _one(self, kid: str) -> DeviceRow:
        return next(row for row in self.list() if row.kid == kid)


def _own(queries: Queries, streams: Sequence[StreamInfo]) -> DeviceRow:
    identity = queries.identity()
    certificate = keyring.Keyring(queries).certificate()
    journals = [
        _journal(queries, info, info.stream == identity.stream) for info in streams if info.own
    ]
    return DeviceRow(
        kid=identity.kid,
        unit=identity.unit,
        name=issuing.unit_name(queries, identity.unit),
        level=identity.level,
        device_no=identity.device_no,
        status="own",
        checked=identity.checked,
        valid_from=certificate.valid_from if certificate else 0,
        valid_to=certificate.valid_to if certificate else 0,
        journals=tuple(journals),
    )


def _row(
    queries: Queries,
    device: DeviceInfo,
    streams: Sequence[StreamInfo],
    bundles: Sequence[BundleIn],
) -> DeviceRow:
    mine = [row for row in bundles if row.kid == device.kid]
    last = next((row for row in mine if row.status == "done" and row.proof), None)
    held = {info.stream: info for info in streams if info.kid == device.kid and not info.own}
    newest = device.streams[-1] if device.streams else ""
    journals = [
        _journal(queries, held[one], one == newest)
        if one in held
        else JournalRow(one, queries.meta(GIVEN + one) or "", one == newest)
        for one in device.streams
    ]
    return DeviceRow(
        kid=device.kid,
        unit=device.unit,
        name=issuing.unit_name(queries, device.unit),
        level=device.level,
        device_no=device.device_no,
        status=device.status,
        checked=device.checked,
        valid_from=device.valid_from,
        valid_to=device.valid_to,
        last_ms=last.received_ms if last else 0,
        version=header_of(last.proof).app_version if last else "",
        aside=sum(row.status in ASIDE for row in mine),
        journals=tuple(journals),
    )


def _journal(queries: Queries, info: StreamInfo, present: bool) -> JournalRow:
    mark = queries.stream_marks().get(info.stream, StreamMark(info.stream))
    return JournalRow(
        info.stream,
        queries.meta(GIVEN + info.stream) or (info.device_no if mark.confirmed else ""),
        present,
        info.contiguous_upto,
        info.last_seq,
        sum(last - first + 1 for first, last in info.missing),
        mark.confirmed,
        mark.noticed_ms,
        queries.frozen_at(info.stream),
        mark.revoked_after,
    )
