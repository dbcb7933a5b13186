"""The report on one patrol: does its track look walked, is it valid, what do the rules say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from patrol_app.domain.instant import DAY_MS, date_of, day_start
from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.records.patrol import Leg, Patrol, evidence_grade
from patrol_app.domain.remark import Remark
from patrol_app.services.clock import clock_state
from patrol_app.services.listing import pages
from patrol_app.services.patrol_judging import Judgement
from patrol_app.services.ports import Clock, Condition, Listing, Store, Stored
from patrol_app.services.records import RecordService
from patrol_app.services.rules import rule_book
from patrol_app.services.tracks import track_of, tracks_of

if TYPE_CHECKING:
    from patrol_app.geo.copies import Earlier
    from patrol_app.geo.oddity import Oddity
    from patrol_app.geo.track import Track
    from patrol_app.geo.types import Position

LOOK_BACK_MS: Final = 400 * DAY_MS  # copies are looked for this far back, in the same unit
MOST_PATROLS: Final = 5_000
MOST_COMPARED: Final = 40  # tracks whose corners fit and that are read to compare
WHEELS: Final = frozenset({"摩托", "车辆", "无人机"})


@dataclass(frozen=True)
class PatrolCheck:
    """Everything that can be said of one patrol today.

    Attributes:
        oddities: of its tracks and photos, warnings first.
        judgement: today's; stored is what was judged on submit.
        remarks: of the rules, errors first.
        evidence: grade A–D.
        rule_version: of the stored judgement, or empty.
    """

    stored: Stored
    patrol: Patrol
    oddities: tuple[Oddity, ...]
    judgement: Judgement
    remarks: tuple[Remark, ...]
    evidence: str
    rule_version: str = ""

    @property
    def changed(self) -> bool:
        """Whether today's judgement differs from the one written on submit (规则已更新)."""
        before = {name: one.get("value") for name, one in self.stored.judged.items()}
        now = self.judgement.values()
        return bool(before) and any(now.get(name) != value for name, value in before.items())


@dataclass(frozen=True)
class Walked:
    """A track of the store to compare with: its patrol, when that began, its leg."""

    patrol: str
    number: str
    start_ms: int
    leg: Leg


class PatrolCheckService:
    """Reports on patrols; reads only.

    Args:
        store: the open data folder.
        clock: the device's clocks.
        records: for rules and judgement.
    """

    def __init__(self, store: Store, clock: Clock, records: RecordService) -> None:
        self._store = store
        self._clock = clock
        self._records = records

    def check(self, number: str) -> PatrolCheck:
        """The report on the patrol ``number``.

        Raises:
            UserError: ``record.unknown``, ``track.damaged``.
        """
        stored = self._records.named("patrol", number)
        if not isinstance(stored.record, Patrol):
            raise TypeError("not a patrol")
        patrol = stored.record
        remarks = self._records.remarks("patrol", patrol)
        return self._report(stored, patrol, remarks, self.plausibility(patrol))

    def worklist(self, first: str = "", last: str = "") -> Iterator[PatrolCheck]:
        """Submitted patrols that need a look: an error or warning of a rule, or an odd track.

        What a form refuses on submit is a line here for whatever came by import or package.

        Args:
            first, last: Beijing dates, both included; empty = open.
        """
        conditions = []
        if first:
            conditions.append(Condition("start_at", ">=", day_start(first)))
        if last:
            conditions.append(Condition("start_at", "<", day_start(last) + DAY_MS))
        listing = Listing("patrol", tuple(conditions), descending=False)
        walked: dict[str, list[Walked]] = {}
        for row in pages(self._store.queries, listing):
            patrol = row.record
            if not isinstance(patrol, Patrol):
                continue
            if patrol.unit not in walked:
                walked[patrol.unit] = self._walked(patrol.unit, first)
            remarks = self._records.remarks("patrol", patrol)
            oddities = self.plausibility(patrol, walked[patrol.unit])
            levels = [one.level for one in remarks] + [one.level for one in oddities]
            if any(level != "note" for level in levels):
                yield self._report(row, patrol, remarks, oddities)

    def plausibility(
        self, patrol: Patrol, walked: Sequence[Walked] | None = None
    ) -> tuple[Oddity, ...]:
        """What is odd about the tracks and photos of ``patrol`` as it stands, warnings first.

        Args:
            patrol: stored or not.
            walked: tracks of the unit to compare with; None looks for them.
        """
        from patrol_app.geo import copies, plausible, plausible_evidence
        from patrol_app.geo.oddity import NOTE, Limits, Oddity

        limits = Limits()
        found: list[Oddity] = []
        start = patrol.start_at.ms if patrol.start_at else None
        end = patrol.end_at.ms if patrol.end_at else None
        if walked is None:
            walked = self._walked(patrol.unit, date_of(start) if start else "")
        for leg in patrol.legs:
            track = track_of(self._store.blobs, leg)
            if track is None:
                continue
            means, limit = self._speed(leg.means or patrol.means, patrol)
            found += plausible.pace(track, limit, means, limits)
            found += plausible.straight(track, limits)
            found += plausible_evidence.times(track, start, end, limits)
            found += plausible_evidence.datum(track)
            if leg.track_source != "drawn":
                found += copies.copied(track, self._alike(patrol, track, walked), limits)
        held = tracks_of(self._store.blobs, patrol).held
        if held:
            found += self._photos(patrol, [track for _sha, track in held])
        if clock_state(self._clock, self._store.queries).doubt:
            found.append(Oddity("clock.doubtful"))
        return tuple(sorted(found, key=lambda one: one.level == NOTE))

    def _report(
        self,
        stored: Stored,
        patrol: Patrol,
        remarks: Sequence[Remark],
        oddities: tuple[Oddity, ...],
    ) -> PatrolCheck:
        versions = {one.get("rule_version", "") for one in stored.judged.values()}
        return PatrolCheck(
            stored=stored,
            patrol=patrol,
            oddities=oddities,
            judgement=self._records.judgement(patrol),
            remarks=tuple(remarks),
            evidence=evidence_grade(patrol),
            rule_version=max(versions, default=""),
        )

    def _speed(self, means: str, patrol: Patrol) -> tuple[str, float]:
        """The word and the highest speed in km/h of a means of transport."""
        book = rule_book(self._store.queries)
        key = "track.max_kmh.vehicle" if means in WHEELS else "track.max_kmh.foot"
        row = book.find(key, "", patrol.unit)
        return means or "徒步", float(row.value if row else (120 if means in WHEELS else 10))

    def _photos(self, patrol: Patrol, tracks: Sequence[Track]) -> list[Oddity]:
        from patrol_app.geo import plausible_evidence
        from patrol_app.geo.oddity import Limits
        from patrol_app.geo.track import joined

        taken: list[tuple[int | None, Position | None]] = []
        parents = [patrol.id]
        parents += [
            row.record.id for row in self._store.queries.children("finding", "patrol_id", patrol.id)
        ]
        for parent in parents:
            for row in self._store.queries.children("attachment", "parent_id", parent):
                if isinstance(row.record, Attachment) and row.record.role == "photo":
                    taken.append(_taken(row.record))
        return plausible_evidence.photos(joined(tracks), taken, Limits()) if taken else []

    def _walked(self, unit: str, day: str) -> list[Walked]:
        """Every track of the unit's patrols from 400 days before ``day`` on."""
        first = day_start(day) if day else self._clock.now_ms()
        listing = Listing(
            "patrol",
            (
                Condition("unit", "=", unit),
                Condition("start_at", ">=", first - LOOK_BACK_MS),
            ),
            ("submitted", "changed", "draft"),
        )
        return [
            Walked(row.record.id, row.record.number, row.record.start_at.ms, leg)
            for row in pages(self._store.queries, listing, MOST_PATROLS)
            if isinstance(row.record, Patrol) and row.record.start_at
            for leg in row.record.legs
            if leg.track_sha256 and leg.bounds
        ]

    def _alike(self, patrol: Patrol, track: Track, walked: Sequence[Walked]) -> list[Earlier]:
        """Tracks of other patrols up to this day whose corners lie where this one's do."""
        from patrol_app.geo.copies import Earlier, may_be_copy

        if patrol.start_at is None:
            return []
        latest = patrol.start_at.ms + DAY_MS
        found: list[Earlier] = []
        for one in walked:
            if one.patrol == patrol.id or one.start_ms >= latest or one.leg.bounds is None:
                continue
            if not may_be_copy(track, one.leg.bounds):
                continue
            held = track_of(self._store.blobs, one.leg)
            if held is not None:
                found.append(Earlier(one.number, held))
            if len(found) >= MOST_COMPARED:
                break
        return found


def _taken(photo: Attachment) -> tuple[int | None, Position | None]:
    """A photo's own time and own place; one that came from the track says nothing of it."""
    from patrol_app.geo.types import PHOTO, Position

    time = photo.taken_at.ms if photo.taken_at else None
    place = photo.position
    if place is None or place.source != PHOTO:
        return time, None
    return time, Position(place.lon, place.lat, place.datum, place.source)
