"""Tracks and photos from files: preview first, then everything in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from patrol_app import limits
from patrol_app.domain.instant import Instant
from patrol_app.domain.journal.document import difference
from patrol_app.domain.records import record_type
from patrol_app.domain.records.attachment import Derived
from patrol_app.domain.records.patrol import Leg, Patrol
from patrol_app.errors import UserError
from patrol_app.events import EventBus
from patrol_app.i18n import N_
from patrol_app.services.clock import clock_state
from patrol_app.services.import_days import day_parts, new_parts
from patrol_app.services.import_items import VEHICLES, PhotoPlan, TrackPlan
from patrol_app.services.import_plan import expand, match_photos, parted, planned, with_datum
from patrol_app.services.import_types import (
    AlreadyHere,
    FileItem,
    FileReader,
    Imported,
    ImportPlan,
    IsCancelled,
    OnProgress,
)
from patrol_app.services.leg_making import leg_of
from patrol_app.services.photo_keeping import keep_photo, photo_values, unchanged
from patrol_app.services.ports import (
    EVERY_STATE,
    Clock,
    Condition,
    Listing,
    OpDraft,
    Store,
    UnitOfWork,
)
from patrol_app.services.receivers import enrolled
from patrol_app.services.records import RecordService
from patrol_app.services.session import Actor

NEAR_DAYS_MS = 2 * 86_400_000
KEEPERS = 4  # files written at once
MOST_BYTES = max(limits.XML_BYTES, limits.CSV_BYTES, limits.IMAGE_BYTES)


class ImportService:
    """Reads foreign files in their own process and makes records of them.

    Args:
        store: the open data folder.
        clock: the device's clocks.
        records: writes the records.
        reader: the bounded process.
        bus: told what changed.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        records: RecordService,
        reader: FileReader,
        bus: EventBus | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._records = records
        self._reader = reader
        self._bus = bus or EventBus()

    def plan(
        self,
        paths: Sequence[Path],
        actor: Actor,
        *,
        patrol: str | None = None,
        datum: str | None = None,
        prefill: Mapping[str, Any] | None = None,
        each_day: bool = False,
        preview_only: bool = False,
        on_progress: OnProgress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> ImportPlan:
        """Read the files and say what would become of each; writes nothing.

        Args:
            paths: files and folders.
            actor: who imports; the own patrols come first for photos.
            patrol: number of the patrol that tracks and photos belong to.
            datum: answer to the question, or None while it is open.
            prefill: field values of new patrols, as the form knows them.
            each_day: of a file with several days every day becomes a patrol of its own.
            preview_only: the plan will not be applied: no travel copies are made.
            on_progress: called with (files begun, files).
            cancelled: asked while reading.

        Raises:
            UserError: ``record.unknown``, ``file.absent``, ``work.cancelled`` ...
        """
        actor.need_write(record_type("patrol"))
        named = self._records.named("patrol", patrol) if patrol else None
        start = dict(prefill or {})
        means = start.get("means") or (getattr(named.record, "means", "") if named else "")
        made = self.read(
            expand(paths),
            "vehicle" if means in VEHICLES else "foot",
            travel=not preview_only,
            on_progress=on_progress,
            cancelled=cancelled,
        )
        plan = self._in_days(replace(parted(made), prefill=start, each_day=each_day))
        if named is not None:
            pair = (named.record.id, named.record.number)
            photos = tuple(replace(photo, patrol=pair) for photo in plan.photos)
            plan = replace(plan, photos=photos, patrol=pair)
        else:
            near = self._near(plan.photos, actor)
            photos_in, left = match_photos(plan.photos, plan.tracks, near)
            plan = replace(plan, photos=tuple(photos_in), refused=(*plan.refused, *left))
        return with_datum(plan, datum) if datum else plan

    def read(
        self,
        files: Sequence[Path],
        mode: str,
        *,
        travel: bool,
        on_progress: OnProgress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> list[FileItem]:
        """What each file is by itself, in order; those that a record holds are not read.

        Args:
            files: no folders.
            mode: ``foot`` or ``vehicle``: which speeds are believed.
            travel: make the travel copies of photos.
            on_progress: called with (files begun, files).
            cancelled: asked while reading.

        Raises:
            UserError: ``work.cancelled``.
        """
        arguments = {"mode": mode, "travel": travel}
        held = self._held(files, cancelled)
        in_part = {path for path, known in held.items() if self._held_in_part(known)}
        fresh = [path for path in files if path not in held or path in in_part]
        answers = self._reader.read(fresh, arguments, on_progress=on_progress, cancelled=cancelled)
        now = clock_state(self._clock, self._store.queries).now_ms
        made = {p: planned(p, answer, now) for p, answer in zip(fresh, answers, strict=True)}
        for path in in_part:
            one = made[path]
            if not isinstance(one, TrackPlan) or not self.days_of(one):
                del made[path]
        return [made[path] if path in made else held[path] for path in files]

    def days_of(self, track: TrackPlan) -> tuple[TrackPlan, ...]:
        """The days of a file that no record holds yet, in order (decision 190)."""
        if not self._store.queries.holders([track.sha256]):
            return day_parts(track)
        return new_parts(self._store.queries, track)

    def apply(
        self, plan: ImportPlan, actor: Actor, *, on_progress: OnProgress | None = None
    ) -> Imported:
        """Write what the plan says, all of it or nothing.

        Args:
            plan: with the datum answered.
            actor: who imports.
            on_progress: called with (blobs kept, files).

        Raises:
            UserError: ``import.datum`` while the question is open; ``import.moved`` when a file
                was changed since the preview.
        """
        actor.need_write(record_type("patrol"))
        if plan.asks_datum:
            raise UserError(
                "import.datum",
                N_("Which datum do the coordinates of {name} have? (--datum)"),
                field="datum",
                name=plan.asks_datum[0],
            )
        legs = self._keep_tracks(plan, on_progress)
        copies = self._keep_photos(plan, on_progress)
        with self._store.begin(N_("importing")) as work:
            patrols = self._write_tracks(work, plan, legs, actor)
            attachments = self._write_photos(work, plan, patrols, copies, actor)
            changes = work.commit()
        self._bus.publish(changes)
        return Imported(tuple(patrols), tuple(attachments), plan.known, plan.refused)

    def _held(
        self, files: Sequence[Path], cancelled: IsCancelled | None
    ) -> dict[Path, AlreadyHere]:
        """Those of ``files`` that a record holds already: they are not read again.

        A blob alone may be left of a crash; such a file is new.
        """
        digests: dict[Path, str] = {}
        for path in files:
            if cancelled is not None and cancelled():
                break  # the reader asks as well, and says so
            digest = _digest(path)
            if digest and self._store.blobs.has(digest):
                digests[path] = digest
        holders = self._store.queries.holders(digests.values())
        return {
            path: AlreadyHere(path, *holders[digest])
            for path, digest in digests.items()
            if digest in holders
        }

    def _held_in_part(self, known: AlreadyHere) -> bool:
        """Whether a record holds a part of a file alone: the rest may still be taken in."""
        stored = self._store.queries.get(known.type, known.rec)
        patrol = stored.record if stored is not None else None
        return isinstance(patrol, Patrol) and any(leg.file_end_at for leg in patrol.legs)

    def _in_days(self, plan: ImportPlan) -> ImportPlan:
        """The plan with every day of its files as a track of its own."""
        tracks = tuple(part for track in plan.tracks for part in self.days_of(track))
        return replace(plan, tracks=tracks)

    def _near(self, photos: Sequence[PhotoPlan], actor: Actor) -> list[tuple[str, str, int, int]]:
        """Stored patrols around the photos' times; the actor's own alone where there are any."""
        times = [photo.taken_at.ms for photo in photos if photo.taken_at]
        if not times:
            return []
        listing = Listing(
            "patrol",
            (
                Condition("start_at", ">=", min(times) - NEAR_DAYS_MS),
                Condition("start_at", "<", max(times) + NEAR_DAYS_MS),
            ),
            EVERY_STATE,
            limit=1_000,
        )
        rows = [row.record for row in self._store.queries.page(listing).rows]
        found = [
            (row.ranger_id, (row.id, row.number, row.start_at.ms, row.end_at.ms))
            for row in rows
            if isinstance(row, Patrol) and row.start_at and row.end_at
        ]
        own = [span for ranger, span in found if ranger == actor.id]
        return own or [span for _ranger, span in found]

    def _keep_tracks(self, plan: ImportPlan, on_progress: OnProgress | None) -> list[Leg]:
        def keep(track: TrackPlan) -> str:
            """Keep the file and the track made of it; the track's name."""
            self._store.blobs.put(unchanged(track.path, track.sha256))
            return self._store.blobs.put(track.blob)

        legs = []
        queries = self._store.queries
        owners = enrolled(queries)
        taken = Instant(clock_state(self._clock, queries).now_ms, "second")
        means = str(plan.prefill.get("means", ""))
        # Most of the time goes by waiting for the disk, which takes several files at once.
        with ThreadPoolExecutor(KEEPERS, thread_name_prefix="keep") as pool:
            blobs = pool.map(keep, plan.tracks)
            try:
                for done, (track, blob) in enumerate(zip(plan.tracks, blobs, strict=True)):
                    if on_progress is not None:
                        on_progress(done, len(plan.tracks) + len(plan.photos))
                    legs.append(leg_of(track, blob, means, owners=owners, taken=taken))
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        return legs

    def _keep_photos(self, plan: ImportPlan, on_progress: OnProgress | None) -> list[Derived]:
        """The travel copy of each photo; originals and copies are kept as blobs."""
        copies: list[Derived] = []
        for done, photo in enumerate(plan.photos):
            if on_progress is not None:
                on_progress(len(plan.tracks) + done, len(plan.tracks) + len(plan.photos))
            copies.append(keep_photo(self._store, photo))
        return copies

    def _write_tracks(
        self, work: UnitOfWork, plan: ImportPlan, legs: Sequence[Leg], actor: Actor
    ) -> list[str]:
        """Record ids of the patrols, one for each track."""
        if not legs:
            return []
        if plan.patrol is not None:
            before = self._records.writable(work.queries, "patrol", plan.patrol[0]).record
            assert isinstance(before, Patrol)
            first = len(before.legs)
            added = [leg.model_copy(update={"order": first + at}) for at, leg in enumerate(legs)]
            after = before.edited(
                legs=(*before.legs, *added),
                start_at=before.start_at or legs[0].start_at,
                end_at=before.end_at or legs[-1].end_at,
            )
            fields = difference(before.document(), after.document())
            times = [one.gnss_ms for one in plan.tracks if one.gnss_ms is not None]
            latest = max(times, default=None)
            work.append([OpDraft(before.id, "patrol", fields, actor=actor.id, gnss_ms=latest)])
            return [before.id] * len(legs)
        rows: list[dict[str, Any]] = []
        last: list[int | None] = []
        for places in plan.patrols:
            own = [legs[at].model_copy(update={"order": n}) for n, at in enumerate(places)]
            begun, ended = own[0].start_at, own[-1].end_at
            row = {**plan.prefill, "start_at": begun, "end_at": ended, "legs": tuple(own)}
            rows.append(row)
            last.append(plan.tracks[places[-1]].gnss_ms)
        made = self._records.write_new(work, record_type("patrol"), rows, actor, gnss=last)
        of = {at: one.id for places, one in zip(plan.patrols, made, strict=True) for at in places}
        return [of[at] for at in range(len(legs))]

    def _write_photos(
        self,
        work: UnitOfWork,
        plan: ImportPlan,
        patrols: Sequence[str],
        copies: Sequence[Derived],
        actor: Actor,
    ) -> list[str]:
        rows = [
            photo_values(photo, copy, ("patrol", _patrol_of(photo, patrols)))
            for photo, copy in zip(plan.photos, copies, strict=True)
        ]
        gnss = [photo.gnss_ms for photo in plan.photos]
        made = self._records.write_new(work, record_type("attachment"), rows, actor, gnss=gnss)
        return [record.id for record in made]


def _digest(path: Path) -> str:
    """sha256 hex of a file that may be looked at; "" leaves it to the reader to refuse it."""
    try:
        if not path.is_file() or path.stat().st_size > MOST_BYTES:
            return ""
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _patrol_of(photo: PhotoPlan, patrols: Sequence[str]) -> str:
    return photo.patrol[0] if photo.patrol else patrols[photo.track or 0]
