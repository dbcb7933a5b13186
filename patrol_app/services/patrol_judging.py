"""What this device judges of a patrol: way, time and coverage in its grid, valid or not.

Sources: ``domain.md`` §1.3 (valid patrol), §1.7 (coverage, evidence); decisions 071 and 072.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from patrol_app.domain.instant import DAY_MS, MINUTE_MS, date_of, day_start
from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.period import period_of
from patrol_app.domain.records.patrol import Patrol, day_spans
from patrol_app.domain.rules.patrol_times import late_days
from patrol_app.domain.rules.valid_rule import ValidRule, valid_rule
from patrol_app.domain.rules.validity import Measured, inside_minutes, verdict
from patrol_app.domain.setting import RuleBook
from patrol_app.services.footprints import FOOTPRINTS, Source
from patrol_app.services.grazing_ground import GrazingAt, no_zones
from patrol_app.services.judgement import DayJudged, Judgement
from patrol_app.services.ports import Blobs, Condition, Listing, Queries
from patrol_app.services.tracks import Tracks, track_of, tracks_of

if TYPE_CHECKING:
    from patrol_app.geo.area import Area
    from patrol_app.geo.inside import Inside
    from patrol_app.geo.track import Track

MOST_EARLIER: Final = 200  # patrols of one grid in one month that are compared

__all__ = ["DayJudged", "GridArea", "Ground", "Judgement", "PatrolJudge", "no_area"]

GridArea = Callable[[str], "Area | None"]


def no_area(grid_id: str) -> Area | None:
    """A folder without any boundary."""
    return None


@dataclass(frozen=True)
class Ground:
    """What judging needs beside the records: the tracks, and the polygons of a grid record."""

    blobs: Blobs
    grid_area: GridArea
    grazing_at: GrazingAt = no_zones


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

        plane, radius = plane_of(area.shape), rule.buffer.value
        earlier = self._earlier(patrol)
        before = FOOTPRINTS.together(earlier, plane, radius)
        mine = [
            Source(name, track.datum, functools.partial(_same, track)) for name, track in tracks
        ]
        own = [made for one in mine if (made := FOOTPRINTS.of(one, plane, radius))]
        alone = covered(own, area.shape, plane, parts=False)
        # kept as well: it is what the grid's next patrol of the month begins with
        so_far = FOOTPRINTS.together([*earlier, *mine], plane, radius)
        month = covered([so_far], area.shape, plane, parts=False)
        usable = [track for _sha, track in tracks if track.datum in TRUSTED_DATUMS]
        share = near_share(joined(usable), [before], plane)
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
                "earlier": [one.name for one in earlier],
                "rule": list(rule.figures()),
            },
        )

    def _earlier(self, patrol: Patrol) -> list[Source]:
        """Tracks of the grid's earlier submitted patrols of the month, in their order."""
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
        return [
            Source(
                leg.track_sha256,
                leg.datum or "unknown",
                functools.partial(track_of, self._ground.blobs, leg),
            )
            for row in self._queries.page(listing).rows
            if isinstance(row.record, Patrol) and row.record.id != patrol.id
            for leg in row.record.legs
            if leg.track_sha256
        ]


def _same(track: Track) -> Track:
    return track


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
