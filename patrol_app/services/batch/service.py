"""Batch entry: read a folder, say what each row would be refused for, write what was chosen."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from patrol_app.domain.instant import DAY_MS
from patrol_app.domain.records import record_type
from patrol_app.domain.records.patrol import Patrol
from patrol_app.domain.remark import Remark
from patrol_app.errors import UserError
from patrol_app.events import EventBus
from patrol_app.geo.clean import FOOT, VEHICLE
from patrol_app.i18n import N_
from patrol_app.services.batch.check import Checked, check_rows
from patrol_app.services.batch.owners import Choices, Owners, choices, usual
from patrol_app.services.batch.propose import SPEED, Proposer, Stored, grouped, without_doubles
from patrol_app.services.batch.tracks import cut_track, mode_of
from patrol_app.services.batch.types import Batch, BatchRow, RowDone
from patrol_app.services.batch.writing import Kept, RowWriter
from patrol_app.services.import_days import part_again
from patrol_app.services.import_items import TrackPlan
from patrol_app.services.import_plan import expand, parted, with_datum
from patrol_app.services.import_types import (
    FileItem,
    ImportPlan,
    IsCancelled,
    OnProgress,
    RefusedFile,
)
from patrol_app.services.imports import KEEPERS, ImportService
from patrol_app.services.judging import Judge
from patrol_app.services.listing import pages
from patrol_app.services.ports import EVERY_STATE, Clock, Condition, Listing, Store
from patrol_app.services.records import RecordService
from patrol_app.services.session import Actor

WRITES = ("patrol", "finding", "attachment")
AHEAD = 8  # rows whose files are kept before their turn
COPIED_MS = 62 * DAY_MS  # how far back and ahead a copied track is looked for
NO_TRACK = "import.no_track"


class BatchService:
    """A folder of tracks and photos as a table of proposed patrols.

    Args:
        store: the open data folder.
        clock: the device's clocks.
        records: writes the records.
        imports: reads the files in their own process.
        bus: told what changed.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        records: RecordService,
        imports: ImportService,
        bus: EventBus | None = None,
    ) -> None:
        self._store, self._clock = store, clock
        self._records, self._imports = records, imports
        self._bus = bus or EventBus()

    def plan(
        self,
        paths: Sequence[Path],
        actor: Actor,
        *,
        days: Mapping[str, Mapping[str, Any]] | None = None,
        datum: str | None = None,
        on_progress: OnProgress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Batch:
        """Read the files and propose patrols; writes nothing.

        Args:
            paths: files and folders.
            actor: who enters them.
            days: values by date from the sheet of days.
            datum: answer to the question, or None while it is open.
            on_progress: called with (files begun, files).
            cancelled: asked while reading.

        Raises:
            UserError: ``session.forbidden``, ``file.absent``, ``import.too_many``,
                ``work.cancelled``.
        """
        _need(actor)
        files = expand(paths)
        made = self._imports.read(
            files, FOOT, travel=False, on_progress=on_progress, cancelled=cancelled
        )
        made, modes = self._ridden(made, cancelled)
        taken = parted(made)
        tracks = [part for track in taken.tracks for part in self._imports.days_of(track)]
        owners = Owners.of(self._store.queries)
        groups = grouped(tracks, taken.photos, owners, [path.absolute() for path in paths])
        people = {group.ranger for group in groups if group.ranger}
        last = {person: usual(self._store, person) for person in people}
        proposer = Proposer(owners, last, days or {}, modes, [path.absolute() for path in paths])
        rows: list[BatchRow] = []
        refused = list(taken.refused)
        for group in groups:
            more, left = proposer.rows(group)
            rows += more
            refused += left
        rows.sort(key=lambda row: (row.group, row.start_at.ms if row.start_at else 0, row.key))
        rows = without_doubles(rows, self._stored(rows))
        batch = Batch(tuple(rows), taken.known, tuple(refused))
        return answered(batch, datum) if datum else batch

    def choices(self) -> Choices:
        """The rangers and grids to choose from."""
        return choices(self._store.queries)

    def settled(self, row: BatchRow) -> BatchRow:
        """The row after its means or times were typed: its track read again and cut to them.

        What is left out is counted among the dropped points and said in the row's notes.

        Raises:
            UserError: ``import.moved``: the file is no longer the one that was read.
        """
        if row.whole is None:
            return row
        notes = tuple(one for one in row.notes if one.code != "batch.cut")
        whole = row.whole
        wanted = mode_of(str(row.values.get("means", "")))
        if row.mode != wanted:
            whole = self._again(row, wanted)
        row = replace(row, whole=whole, track=whole, mode=wanted, notes=notes)
        cut = cut_track(whole, row.start_at, row.end_at)
        if cut is None:
            return row
        words = N_("{count} points outside the typed times are left out ({km} km)")
        said = {"count": cut.points, "km": f"{cut.length_cm / 100_000:.2f}"}
        note = Remark("batch.cut", "warning", "end_at", words, said)
        return replace(row, track=cut.track, notes=(*notes, note))

    def check(self, rows: Sequence[BatchRow]) -> dict[int, Checked]:
        """What the form would say of every row that is to be taken; nothing is written."""
        queries = self._store.queries
        return check_rows(rows, Judge(queries, self._clock), queries.identity())

    def apply(
        self,
        batch: Batch,
        actor: Actor,
        *,
        submit: bool = False,
        on_progress: OnProgress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> list[RowDone]:
        """Write the chosen rows, each of them whole or not at all.

        Args:
            batch: with the datum answered.
            actor: who enters them.
            submit: let the rules judge; a row that they refuse is not written.
            on_progress: called with (rows begun, rows).
            cancelled: asked before each row; what was written stays.

        Raises:
            UserError: ``session.forbidden``; ``import.datum`` while the question is open.
        """
        _need(actor)
        if batch.asks_datum:
            raise UserError(
                "import.datum",
                N_("Which datum do the coordinates of {name} have? (--datum)"),
                field="datum",
                name=batch.asks_datum[0],
            )
        rows = sorted(
            (row for row in batch.rows if row.take),
            key=lambda row: (row.start_at.ms if row.start_at else 0, row.key),
        )
        owners = Owners.of(self._store.queries)
        writer = RowWriter(self._store, self._clock, self._records, self._imports, owners, actor)
        done: list[RowDone] = []
        # Most of the time goes by waiting for the disk: files of the next rows are kept meanwhile.
        with ThreadPoolExecutor(KEEPERS, thread_name_prefix="keep") as pool:
            ahead: deque[tuple[BatchRow, Future[Kept]]] = deque()
            waiting = iter(rows)
            while len(done) < len(rows):
                if cancelled is not None and cancelled():
                    pool.shutdown(cancel_futures=True)
                    done += [RowDone(left.key) for left in rows[len(done) :]]
                    break
                for row in itertools.islice(waiting, AHEAD - len(ahead)):
                    settled = self.settled(row)
                    ahead.append((settled, pool.submit(writer.keep, settled)))
                if on_progress is not None:
                    on_progress(len(done), len(rows))
                row, kept = ahead.popleft()
                result, changes = writer.write(row, submit=submit, kept=kept)
                if changes is not None:
                    self._bus.publish(changes)
                done.append(result)
        return done

    def _ridden(
        self, made: Sequence[FileItem], cancelled: IsCancelled | None
    ) -> tuple[list[FileItem], dict[str, str]]:
        """Tracks of which most is faster than walking are read again as rides."""
        fast = [
            one
            for one in made
            if isinstance(one, TrackPlan) and dict(one.dropped).get(SPEED, 0) * 2 > one.raw_points
        ]
        fast_paths = {one.path for one in fast} | {
            one.path for one in made if isinstance(one, RefusedFile) and one.code == NO_TRACK
        }
        if not fast_paths:
            return list(made), {}
        again = self._imports.read(sorted(fast_paths), VEHICLE, travel=False, cancelled=cancelled)
        better = {one.path: one for one in again if isinstance(one, TrackPlan)}
        modes = {one.sha256: VEHICLE for one in better.values()}
        return [better.get(one.path, one) for one in made], modes

    def _again(self, row: BatchRow, mode: str) -> TrackPlan:
        """The row's track read for another means."""
        assert row.whole is not None
        fresh = self._imports.read([row.whole.path], mode, travel=False)[0]
        if not isinstance(fresh, TrackPlan) or fresh.sha256 != row.whole.sha256:
            raise UserError(
                "import.moved",
                N_("The file {name} was changed or removed since the preview"),
                name=row.whole.name,
            )
        datum = row.whole.datum if fresh.datum == "unknown" else fresh.datum
        return part_again(replace(fresh, datum=datum), row.whole)

    def _stored(self, rows: Sequence[BatchRow]) -> Stored:
        """What the book holds of the days around the rows."""
        found = Stored()
        times = [row.start_at.ms for row in rows if row.start_at]
        if not times:
            return found
        low, high = min(times) - COPIED_MS, max(times) + COPIED_MS
        conditions = (Condition("start_at", ">=", low), Condition("start_at", "<", high))
        for stored in pages(self._store.queries, Listing("patrol", conditions, EVERY_STATE)):
            if isinstance(stored.record, Patrol):
                found.add(stored.record)
        return found


def answered(batch: Batch, datum: str) -> Batch:
    """The batch after the question was answered; what a file says of itself stays.

    Raises:
        ValueError: ``datum`` is none of the known words.
    """
    rows = []
    for row in batch.rows:
        plan = ImportPlan(tracks=(row.track,) if row.track else (), photos=row.photos)
        told = with_datum(plan, datum)
        whole = row.whole
        if whole is not None and whole.datum == "unknown":
            whole = replace(whole, datum=datum)
        findings = tuple(_with_place(one, datum) for one in row.findings)
        track = told.tracks[0] if told.tracks else None
        rows.append(replace(row, track=track, whole=whole, photos=told.photos, findings=findings))
    return replace(batch, rows=tuple(rows), answered=True)


def _with_place(one: Any, datum: str) -> Any:
    place = one.values.get("position")
    if place is None or place.datum != "unknown":
        return one
    told = type(place).model_validate({**place.model_dump(), "datum": datum})
    return replace(one, values={**one.values, "position": told})


def _need(actor: Actor) -> None:
    """Whoever enters a batch may write all that it writes.

    Raises:
        UserError: ``session.forbidden``.
    """
    for code in WRITES:
        actor.need_write(record_type(code))
