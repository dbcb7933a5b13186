"""Bundles down: for each device below what it has not got, by delivery number (sync.md §8)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from patrol_app.domain.records.unit import Unit, unit_id
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.delivery_ports import Delivery
from patrol_app.services.delivery_types import Delivered, DeliveredItem, Waiting
from patrol_app.services.exchange_types import Progress
from patrol_app.services.ports import DeviceInfo, Queries
from patrol_app.sync.desk import Desk
from patrol_app.sync.down_parts import Parcel, Parcels
from patrol_app.sync.outgoing import need_folder, note_out
from patrol_app.sync.selection import Picked, Selection
from patrol_app.sync.sending import Sent
from patrol_app.sync.spans import count_of


class Delivering:
    """One call of ``deliver``.

    Args:
        desk: this store.
        progress: told (devices done, devices in all); False stops between two devices.
    """

    def __init__(self, desk: Desk, progress: Progress | None = None) -> None:
        self._desk = desk
        self._progress = progress
        self._queries: Queries = desk.store.queries

    def run(self, out: Path, units: Sequence[str] = (), kids: Sequence[str] = ()) -> Delivered:
        """Write what waits for the devices of ``units`` (none named: of all below).

        Args:
            kids: of them only these devices; none named: all.

        Raises:
            UserError: ``deliver.unit``: no enrolled device there; ``deliver.nobody``;
                ``export.folder``.
            EnvironmentFault: the disk is full or failed; files written before are whole.
        """
        selection = Selection(self._queries)
        meant = _meant(selection.devices(), units)
        devices = [device for device in meant if not kids or device.kid in kids]
        need_folder(out)
        parcels = Parcels(self._desk, selection.streams)
        items: list[DeliveredItem] = []
        for done, device in enumerate(devices):
            if self._progress and not self._progress(done, len(devices)):
                break
            picked = self._picked(selection, device)
            for old in picked.again:
                items.append(self._again(out.absolute(), parcels, picked, old))
            if picked.news:
                items.append(self._new(out.absolute(), parcels, picked))
        if self._progress:
            self._progress(len(devices), len(devices))
        return Delivered(tuple(items), parcels.files.dropped())

    def waiting(self) -> tuple[Waiting, ...]:
        """What waits for each device below, by unit and number."""
        if self._desk.keyring.root() is None:
            return ()
        selection = Selection(self._queries)
        return tuple(
            _waiting(self._queries, self._picked(selection, one)) for one in selection.devices()
        )

    def _picked(self, selection: Selection, device: DeviceInfo) -> Picked:
        """What waits for ``device``; files that are not here either make no delivery."""
        picked, has = selection.pick(device), self._desk.store.blobs.has
        return replace(picked, wanted=tuple(sha for sha in picked.wanted if has(sha)))

    def _new(self, out: Path, parcels: Parcels, picked: Picked) -> DeliveredItem:
        device = picked.device
        blobs = dict(picked.blobs)
        blobs.update(dict.fromkeys(picked.wanted, 0))
        row = Delivery(
            kid=device.kid,
            no=max((d.no for d in picked.deliveries), default=0) + 1,
            created_ms=self._desk.clock.now_ms(),
            epoch=picked.epoch,
            lines=picked.lines,
            blobs=tuple(sha for sha in blobs if parcels.files.held(sha)),
            papers=hashlib.sha256(picked.papers).hexdigest(),
        )
        held = {sha: blobs[sha] for sha in row.blobs}
        sent = self._write(out, parcels, device, row, held, picked.papers)
        return self._note(device, row, sent, records=len(picked.records), again=False)

    def _again(self, out: Path, parcels: Parcels, picked: Picked, row: Delivery) -> DeliveredItem:
        """The same delivery under its own number, so that the gap closes.

        Its papers go again as they are now: certificates and revocations came with it alone.
        """
        device = picked.device
        held = {sha: 0 for sha in row.blobs if parcels.files.held(sha)}
        sent = self._write(out, parcels, device, row, held, picked.papers)
        return self._note(device, row, sent, records=0, again=True)

    def _write(
        self,
        out: Path,
        parcels: Parcels,
        device: DeviceInfo,
        row: Delivery,
        blobs: dict[str, int],
        papers: bytes | None,
    ) -> list[Sent]:
        own = self._queries.identity().unit

        def name(part: int) -> str:
            """Two levels may deliver into one folder: the issuer is part of the name."""
            return f"down-{device.unit}-{device.device_no}-{own}-{row.no}-{part}.hlb"

        parcel = Parcel(
            "down",
            row.no,
            device.kid,
            (device.unit,),
            [device.recipient],
            row.lines,
            blobs,
            papers,
            name,
        )
        return parcels.write(out, parcel)

    def _note(
        self, device: DeviceInfo, row: Delivery, sent: list[Sent], *, records: int, again: bool
    ) -> DeliveredItem:
        with self._desk.store.begin(N_("delivering")) as work:
            if not again:
                work.put_delivery(row)
            for one in sent:
                note_out(work, one)
            work.audit("exchange.deliver", {"kid": device.kid, "no": row.no, "files": len(sent)})
            changes = work.commit()
        self._desk.publish(changes)
        return DeliveredItem(
            unit=device.unit,
            device_no=device.device_no,
            kid=device.kid,
            no=row.no,
            paths=tuple(one.path for one in sent),
            records=records,
            ops=count_of(row.lines),
            blobs=sum(one.manifest.count(b'"name":"blob/') for one in sent),
            again=again,
        )


def _meant(devices: list[DeviceInfo], units: Sequence[str]) -> list[DeviceInfo]:
    if not devices:
        raise UserError("deliver.nobody", N_("No device is enrolled below this unit."))
    known = {device.unit for device in devices}
    for unit in units:
        if unit not in known:
            raise UserError(
                "deliver.unit", N_("Unit {unit} has no enrolled device below this one."), unit=unit
            )
    return [device for device in devices if not units or device.unit in units]


def _waiting(queries: Queries, picked: Picked) -> Waiting:
    device, rows = picked.device, picked.deliveries
    stored = queries.get("unit", unit_id(device.unit))
    record = stored.record if stored else None
    return Waiting(
        kid=device.kid,
        unit=device.unit,
        name=(record.name if isinstance(record, Unit) else "") or device.unit,
        device_no=device.device_no,
        records=len(picked.records),
        ops=count_of(picked.lines) if picked.records else 0,
        files=len(picked.wanted),
        papers=picked.fresh_papers,
        last_no=max((row.no for row in rows), default=0),
        last_ms=max((row.created_ms for row in rows), default=0),
        unacknowledged=len(picked.open),
        missing=len(picked.missing),
    )
