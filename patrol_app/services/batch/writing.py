"""One row of a batch into the book: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from patrol_app.domain.instant import Instant
from patrol_app.domain.records import record_type
from patrol_app.domain.records.attachment import Derived
from patrol_app.domain.records.patrol import Leg
from patrol_app.errors import UserError
from patrol_app.events import Changes
from patrol_app.geo.clean import FOOT
from patrol_app.i18n import N_
from patrol_app.services.batch.check import finding_values
from patrol_app.services.batch.owners import Owners
from patrol_app.services.batch.types import BatchRow, RowDone
from patrol_app.services.clock import clock_state
from patrol_app.services.import_items import PhotoPlan
from patrol_app.services.imports import ImportService
from patrol_app.services.leg_making import leg_of
from patrol_app.services.photo_keeping import keep_photo, photo_values, unchanged
from patrol_app.services.ports import Clock, Store, UnitOfWork
from patrol_app.services.records import RecordService
from patrol_app.services.session import Actor

Kept = tuple[tuple[Leg, ...], list[Derived]]


class RowWriter:
    """Writes rows one by one.

    Args:
        store: the open data folder.
        clock: the device's clocks.
        records: writes the records.
        imports: reads the photos for their travel copies.
        owners: which receivers were given to whom.
        actor: who enters them.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        records: RecordService,
        imports: ImportService,
        owners: Owners,
        actor: Actor,
    ) -> None:
        self._store, self._clock, self._records = store, clock, records
        self._imports, self._owners, self._actor = imports, owners, actor

    def keep(self, row: BatchRow) -> Kept:
        """Keep the row's files as blobs, ahead of its transaction; in any thread.

        Raises:
            UserError: ``import.moved``: a file is no longer the one that was read.
        """
        return self._legs(row), self._copies(row)

    def write(
        self, row: BatchRow, *, submit: bool, kept: Future[Kept] | None = None
    ) -> tuple[RowDone, Changes | None]:
        """Write a row; a refusal is told in the result, no record of the row stays.

        Args:
            row: settled.
            submit: let the rules judge it.
            kept: its files where they were kept ahead.

        Raises:
            EnvironmentFault: the disk, or another program holds the store.
        """
        try:
            legs, copies = kept.result() if kept is not None else self.keep(row)
            with self._store.begin(N_("importing")) as work:
                patrol, number = self._patrol(work, row, legs)
                parents = self._findings(work, row, patrol)
                self._photos(work, row, copies, patrol, parents)
                if submit:
                    for rec in dict.fromkeys(parents.values()):
                        self._records.submit_in(work, "finding", rec, self._actor)
                    self._records.submit_in(work, "patrol", patrol, self._actor)
                changes = work.commit()
        except UserError as fault:
            details = tuple(dict(one) for one in fault.details)
            done = RowDone(row.key, state="refused", faults=details, message=fault.message())
            return done, None
        state = "submitted" if submit else "draft"
        count = len(set(parents.values()))
        return RowDone(row.key, patrol, number, state, (), "", count, len(row.photos)), changes

    def _legs(self, row: BatchRow) -> tuple[Leg, ...]:
        """The row's leg; the file and the track made of it are kept."""
        track = row.track
        if track is None:
            return ()
        self._store.blobs.put(unchanged(track.path, track.sha256))
        blob = self._store.blobs.put(track.blob)
        now = clock_state(self._clock, self._store.queries).now_ms
        means = str(row.values.get("means", ""))
        taken = Instant(now, "second")
        leg = leg_of(
            track, blob, means, owners=self._owners.receivers, taken=taken, whole=row.whole
        )
        return (leg,)

    def _copies(self, row: BatchRow) -> list[Derived]:
        """Originals and travel copies of the photos as blobs.

        Raises:
            UserError: ``import.moved``: a photo is no longer the one that was read.
        """
        if not row.photos:
            return []
        made: list[Derived] = []
        paths = [photo.path for photo in row.photos]
        fresh = self._imports.read(paths, FOOT, travel=True)
        for photo, again in zip(row.photos, fresh, strict=True):
            if not isinstance(again, PhotoPlan) or again.sha256 != photo.sha256:
                raise UserError(
                    "import.moved",
                    N_("The file {name} was changed or removed since the preview"),
                    name=photo.name,
                )
            made.append(keep_photo(self._store, again))
        return made

    def _patrol(self, work: UnitOfWork, row: BatchRow, legs: Sequence[Leg]) -> tuple[str, str]:
        """Record id and number of the new patrol."""
        values = {**row.values, "legs": tuple(legs)}
        gnss = [row.track.gnss_ms if row.track else None]
        kind = record_type("patrol")
        made = self._records.write_new(work, kind, [values], self._actor, gnss=gnss)[0]
        return made.id, made.number

    def _findings(self, work: UnitOfWork, row: BatchRow, patrol: str) -> dict[str, str]:
        """Record ids of the findings by the digest of their photos."""
        taken = row.taken
        rows = [finding_values(one, row, patrol) for one in taken]
        made = self._records.write_new(work, record_type("finding"), rows, self._actor)
        return {one.photo: record.id for one, record in zip(taken, made, strict=True)}

    def _photos(
        self,
        work: UnitOfWork,
        row: BatchRow,
        copies: Sequence[Derived],
        patrol: str,
        findings: dict[str, str],
    ) -> None:
        """A photo of a finding hangs on it, the others on the patrol."""
        rows: list[dict[str, Any]] = []
        for photo, copy in zip(row.photos, copies, strict=True):
            finding = findings.get(photo.sha256)
            parent = ("finding", finding) if finding else ("patrol", patrol)
            rows.append(photo_values(photo, copy, parent))
        gnss = [photo.gnss_ms for photo in row.photos]
        self._records.write_new(work, record_type("attachment"), rows, self._actor, gnss=gnss)
