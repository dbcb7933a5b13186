"""Base data for everybody below: units, published datasets with their files, the papers of the
root, and the program's installer (sync.md §8)."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from patrol_app.domain.instant import beijing
from patrol_app.domain.records.unit import unit_id
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.dataset_types import DatasetInfo
from patrol_app.services.delivery_types import BaseSent, Delivered
from patrol_app.services.exchange_types import Progress
from patrol_app.services.ports import Queries
from patrol_app.services.units import below
from patrol_app.sync import installers, papers
from patrol_app.sync.desk import Desk
from patrol_app.sync.down_parts import Parcel, Parcels
from patrol_app.sync.outgoing import need_folder, note_out
from patrol_app.sync.paper_files import SignedInstaller
from patrol_app.sync.selection import Selection
from patrol_app.sync.spans import Spans, spans_of

SENT = "exchange.base_sent"  # meta: the newest version written here


class BaseSending:
    """One base package.

    Args:
        desk: this store.
        progress: told (files written, files in all).
    """

    def __init__(self, desk: Desk, progress: Progress | None = None) -> None:
        self._desk = desk
        self._progress = progress
        self._queries: Queries = desk.store.queries

    def run(self, out: Path) -> Delivered:
        """Write the base data as it stands.

        Raises:
            UserError: ``deliver.nobody``; ``enrol.not_root``; ``export.folder``.
            EnvironmentFault: the disk is full or failed.
        """
        queries = self._queries
        selection = Selection(queries)
        devices = selection.devices()
        if not devices:
            raise UserError("deliver.nobody", N_("No device is enrolled below this unit."))
        need_folder(out)
        own = queries.identity().unit
        units, datasets = below(queries, own), self._datasets(own)
        recs = [*(unit_id(code) for code in units), *(info.rec for info in datasets)]
        offer = installers.newest(queries)
        blobs = {info.sha256: 0 for info in datasets}
        if offer is not None:
            blobs[offer.installer.sha256] = offer.installer.bytes
        version = self._version()
        parcel = Parcel(
            "base",
            version,
            "",
            (own,),
            [device.recipient for device in devices],
            self._lines(selection, recs),
            blobs,
            papers.for_all(queries),
            lambda part: f"base-{own}-{version}-{part}.hlb",
        )
        parcels = Parcels(self._desk, selection.streams)
        sent = parcels.write(out.absolute(), parcel)
        with self._desk.store.begin(N_("delivering")) as work:
            work.put_meta(SENT, str(version))
            for one in sent:
                note_out(work, one)
            work.audit("exchange.base", {"version": version, "files": len(sent)})
            changes = work.commit()
        self._desk.publish(changes)
        if self._progress:
            self._progress(len(sent), len(sent))
        made = BaseSent(
            version,
            tuple(one.path for one in sent),
            len(datasets),
            len(units),
            _version_of(offer),
        )
        return Delivered((), parcels.files.dropped(), made)

    def _datasets(self, own: str) -> list[DatasetInfo]:
        """Own published versions: of each kind the one in use and those that are to come."""
        loaded = self._queries.datasets_loaded()
        found = [info for info in self._queries.datasets() if info.issuer == own]
        return [
            info
            for info in found
            if info.kind not in loaded or info.version >= loaded[info.kind].version
        ]

    def _lines(self, selection: Selection, recs: list[str]) -> dict[str, Spans]:
        seqs: dict[str, list[int]] = defaultdict(list)
        vouched = selection.vouched
        for stream, seq, _rec, _size in self._queries.places_of(recs):
            if selection.streams[stream].unit in vouched:
                seqs[stream].append(seq)
        return {stream: spans_of(found) for stream, found in sorted(seqs.items())}

    def _version(self) -> int:
        """Above every one before, and made of the day, so that a restored city stays ahead."""
        day = int(beijing(self._desk.clock.now_ms()).strftime("%y%m%d"))
        return max(int(self._queries.meta(SENT) or 0) + 1, day * 100 + 1)


def _version_of(offer: SignedInstaller | None) -> str:
    return offer.installer.version if offer else ""
