"""What this device judges of a patrol: way, time and coverage in its grid, valid or not.

Sources: ``domain.md`` §1.3 (valid patrol), §1.7 (coverage, evidence); decisions 071 and 072.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from patrol_app.domain.instant import DAY_MS, MINUTE_MS, date_of, day_start
from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.period import period_of
from patrol_app.domain.records.patrol import Patrol, day_spans
from patrol_app.domain.rules.patrol import late_days
from patrol_app.domain.rules.validity import (
    Measured,
    ValidRule,
    Verdict,
    inside_minutes,
    valid_rule,
    verdict,
)
from patrol_app.domain.setting import RuleBook
from patrol_app.services.ports import Blobs, Condition, Listing, Queries
from patrol_app.services.tracks import Tracks, tracks_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from patrol_app.geo.area import Area
    from patrol_app.geo.coverage import Plane
    from patrol_app.geo.inside import Inside
    from patrol_app.geo.track import Track

MOST_EARLIER: Final = 200  # patrols of one grid in one month that are compared
KEPT_FOOTPRINTS: Final = 256

GridArea = Callable[[str], "Area | None"]


@dataclass(frozen=True)
class DayJudged:
    """One day of a patrol in its grid; None = not known."""

    date: str
    inside_cm: int | None
    inside_min: int | None
    verdict: Verdict


@dataclass(frozen=True)
class Judgement:
    """What was judged of one patrol.

    Attributes:
        days: each date; inside_cm, inside_min: their sums.
        coverage_e2: of this patrol alone; month_coverage_e2: of the grid's month so far.
        repeated_pct: share of the way that the month's earlier tracks had gone.
        valid: every day is valid; None = cannot be said.
        late_days: entered so many days later (补录), or None.
        rule: by which; None while a figure of it is switched off.
        unknown: why something is not known: ``no_grid``, ``no_area``, ``no_track``,
            ``track_absent``, ``datum``, ``no_rule``, ``no_time``.
        inputs: what the values rest on, for ``inputs_sha256``.
    """

    days: tuple[DayJudged, ...] = ()
    coverage_e2: int | None = None
    month_coverage_e2: int | None = None
    repeated_pct: int | None = None
    late_days: int | None = None
    rule: ValidRule | None = None
    unknown: tuple[str, ...] = ()
    inputs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def inside_cm(self) -> int | None:
        """Way inside the grid on all days."""
        return _sum([day.inside_cm for day in self.days])

    @property
    def inside_min(self) -> int | None:
        """Time inside the grid on all days, rest taken off."""
        return _sum([day.inside_min for day in self.days])

    @property
    def valid(self) -> bool | None:
        """Whether every day is valid."""
        found = [day.verdict.valid for day in self.days]
        if any(one is False for one in found):
            return False
        return True if found and all(found) else None

    def values(self) -> dict[str, Any]:
        """The judged values by name; what is not known is left out."""
        days = [
            {
                "date": day.date,
                "inside_cm": day.inside_cm,
                "inside_min": day.inside_min,
                "valid": day.verdict.valid,
            }
            for day in self.days
        ]
        values = {
            "inside_cm": self.inside_cm,
            "inside_min": self.inside_min,
            "coverage_e2": self.coverage_e2,
            "month_coverage_e2": self.month_coverage_e2,
            "repeated_pct": self.repeated_pct,
            "valid": self.valid,
            "days": days or None,
            "valid_parts": dict(self.days[0].verdict.plain()) if len(self.days) == 1 else None,
            "late_days": self.late_days,
        }
        return {name: value for name, value in values.items() if value is not None}

    def digest(self) -> str:
        """SHA-256 of what was judged, hex."""
        return hashlib.sha256(canonical(dict(self.inputs))).hexdigest()


class Footprints:
    """What tracks have seen of areas, kept: a month's earlier tracks are asked for again."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], BaseGeometry | None] = OrderedDict()
        self._lock = Lock()

    def of(self, track: Track, name: str, plane: Plane, radius_m: int) -> BaseGeometry | None:
        """The footprint of the track called ``name``; None for a datum that forbids it."""
        from patrol_app.geo.coverage import footprint

        key = (name, track.datum, plane.lon, plane.lat, radius_m)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = footprint(track, plane, radius_m)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT_FOOTPRINTS:
                self._kept.popitem(last=False)
        return made


_FOOTPRINTS = Footprints()


def no_area(grid_id: str) -> Area | None:
    """A folder without any boundary."""
    return None


@dataclass(frozen=True)
class Ground:
    """What judging needs beside the records: the tracks, and the polygons of a grid record."""

    blobs: Blobs
    grid_area: GridArea


class PatrolJudge:
    """Measures patrols against their grids and judges them.

    Args:
        queries: of the store or of the write transaction.
        ground: tracks and polygons.
        book: the rule values in force.
        now_ms: UTC ms, for the mark 补录.
    """

    def __init__(self, queries: Queries, ground: Ground, book: RuleBook, now_ms: int) -> None:
        self._queries = queries
        self._ground = ground
        self._book = book
        self._now_ms = now_ms

    def judge(self, patrol: Patrol) -> Judgement:
        """Measure and judge ``patrol``; nothing is written."""
        date = date_of(patrol.start_at.ms) if patrol.start_at else ""
        rule = valid_rule(self._book, date, patrol.unit)
        found = Judgement(
            late_days=late_days(patrol, self._book, self._now_ms), rule=rule, inputs=_base(patrol)
        )
        tracks = tracks_of(self._ground.blobs, patrol)
        area = self._ground.grid_area(patrol.grid_id) if patrol.grid_id else None
        unknown = _why(patrol, tracks, area, rule)
        if unknown or area is None or rule is None:
            return replace(found, unknown=unknown)
        return self._measured(patrol, tracks.held, area, rule, found)

    def _measured(
        self,
        patrol: Patrol,
        tracks: Sequence[tuple[str, Track]],
        area: Area,
        rule: ValidRule,
        found: Judgement,
    ) -> Judgement:
        from patrol_app.geo.coverage import covered, near_share, plane_of
        from patrol_app.geo.track import joined
        from patrol_app.geo.types import TRUSTED_DATUMS

        plane = plane_of(area.shape)
        earlier = self._earlier(patrol)
        prints = _prints(earlier, plane, rule.buffer.value)
        own = _prints(tracks, plane, rule.buffer.value)
        alone, month = covered(own, area.shape, plane), covered([*prints, *own], area.shape, plane)
        usable = [track for _sha, track in tracks if track.datum in TRUSTED_DATUMS]
        share = near_share(joined(usable), prints, plane)
        repeated = None if share is None else int(share * 100 + 0.5)
        month_e2 = month.percent_e2 if month else None
        return replace(
            found,
            days=tuple(
                _day(patrol, part, usable, area, rule, repeated, month_e2)
                for part in _dates(patrol)
            ),
            coverage_e2=alone.percent_e2 if alone else None,
            month_coverage_e2=month_e2,
            repeated_pct=repeated,
            inputs={
                **found.inputs,
                "area": hashlib.sha256(area.wkb).hexdigest(),
                "earlier": [name for name, _track in earlier],
                "rule": list(rule.figures()),
            },
        )

    def _earlier(self, patrol: Patrol) -> list[tuple[str, Track]]:
        """Tracks of the grid's earlier submitted patrols of the month, with their hashes."""
        if patrol.start_at is None or patrol.grid_id is None:
            return []
        first = day_start(period_of("月", date_of(patrol.start_at.ms)).first)
        listing = Listing(
            "patrol",
            (
                Condition("grid_id", "=", patrol.grid_id),
                Condition("start_at", ">=", first),
                Condition("start_at", "<", patrol.start_at.ms),
            ),
            descending=False,
            limit=MOST_EARLIER,
        )
        found: list[tuple[str, Track]] = []
        for row in self._queries.page(listing).rows:
            if isinstance(row.record, Patrol) and row.record.id != patrol.id:
                found += tracks_of(self._ground.blobs, row.record).held
        return found


def _prints(tracks: Sequence[tuple[str, Track]], plane: Plane, radius_m: int) -> list[BaseGeometry]:
    made = [_FOOTPRINTS.of(track, name, plane, radius_m) for name, track in tracks]
    return [one for one in made if one is not None]


def _dates(patrol: Patrol) -> list[tuple[str, int, int]]:
    """(date, ms on the ground, ms on all dates) of each date of the patrol."""
    spent: dict[str, int] = {}
    for date, start, end in day_spans(patrol):
        spent[date] = spent.get(date, 0) + end - start
    whole = sum(spent.values())
    return [(date, part, whole) for date, part in spent.items()]


def _day(
    patrol: Patrol,
    part: tuple[str, int, int],
    tracks: Sequence[Track],
    area: Area,
    rule: ValidRule,
    repeated: int | None,
    month_e2: int | None,
) -> DayJudged:
    """One date: its part of the tracks, its part of the rest."""
    date, ground, whole = part
    several = ground < whole
    found = _inside(tracks, area, day_start(date) if several else None)
    rest = (patrol.rest_min or 0) * ground // whole if whole else 0
    mine = found.time_ms if found.timed else found.length_cm
    total = found.whole_ms if found.timed else found.whole_cm
    minutes = inside_minutes(mine, total, ground // MINUTE_MS, rest, timed=found.timed)
    if minutes is None and several:
        minutes = 0  # the tracks say nothing of this date: nothing was walked on it
    measured = Measured(
        found.length_cm, minutes, repeated, None if month_e2 is None else month_e2 // 100
    )
    return DayJudged(date, found.length_cm, minutes, verdict(measured, rule))


def _inside(tracks: Sequence[Track], area: Area, midnight: int | None) -> Inside:
    """What lies inside the area, of all tracks or of the day that begins at ``midnight``."""
    from patrol_app.geo.clean import cut_to
    from patrol_app.geo.inside import Inside, inside

    found = Inside()
    for track in tracks:
        if midnight is not None:
            if not track.has_time.any():
                continue  # nobody can say on which day it was walked
            track = cut_to(track, midnight, midnight + DAY_MS - 1).track
        part = inside(track, area.shape)
        found = found + part if part is not None else found
    return found


def _why(
    patrol: Patrol, tracks: Tracks, area: Area | None, rule: ValidRule | None
) -> tuple[str, ...]:
    """Why nothing can be said; empty when it can."""
    from patrol_app.geo.types import TRUSTED_DATUMS

    found = []
    if patrol.grid_id is None:
        found.append("no_grid")
    elif area is None:
        found.append("no_area")
    if tracks.absent:
        found.append("track_absent")
    elif not tracks.held:
        found.append("no_track")
    elif all(track.datum not in TRUSTED_DATUMS for _sha, track in tracks.held):
        found.append("datum")
    if rule is None:
        found.append("no_rule")
    if patrol.start_at is None or patrol.end_at is None:
        found.append("no_time")
    return tuple(found)


def _base(patrol: Patrol) -> dict[str, Any]:
    return {"record": hashlib.sha256(canonical(patrol.document())).hexdigest()}


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None
