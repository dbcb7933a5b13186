"""A receiver's file that holds several days: one part a day (decision 190).

Receivers are read out once in a while; the log, the valid day and the month count dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from patrol_app.domain.instant import DAY_MS, Instant, date_of
from patrol_app.domain.records.patrol import Leg, Patrol
from patrol_app.i18n import N_
from patrol_app.services.import_items import Note, TrackPlan
from patrol_app.services.listing import pages
from patrol_app.services.ports import EVERY_STATE, Condition, Listing, Queries

if TYPE_CHECKING:
    from patrol_app.geo.track import Bools, Track

QUIET_MS: Final = 4 * 3_600_000  # a receiver that is silent for so long was put away
TURN_MS: Final = 4 * 3_600_000  # a night patrol belongs to the day before, up to four o'clock
_LOOK_BACK_MS: Final = 31 * DAY_MS  # a patrol of several days may have begun so long before
_DAYS = N_("The file holds {count} days: one part each")


def day_parts(track: TrackPlan) -> tuple[TrackPlan, ...]:
    """The days of a track in order; itself where it is one day.

    A new day begins where the receiver was silent for four hours at least and the date, counted
    from four o'clock, is another one: a lunch break and a night patrol part nothing. What was
    dropped of the file stays told at its first part.
    """
    if track.start_at is None or track.end_at is None:
        return (track,)
    if _day(track.start_at.ms) == _day(track.end_at.ms):
        return (track,)
    from patrol_app.geo.track_codec import decode

    whole = decode(track.blob, track.name, track.datum)
    number = np.cumsum(_begins(whole))
    count = int(number[-1]) + 1 if number.size else 1
    if count < 2:
        return (track,)
    return tuple(_part(track, whole.take(number == at), at, count) for at in range(count))


def part_again(fresh: TrackPlan, was: TrackPlan) -> TrackPlan:
    """The part of ``fresh`` that ``was`` is: the same file, read for another means."""
    if was.parts < 2 or was.start_at is None or was.end_at is None:
        return fresh
    for part in day_parts(fresh):
        if part.start_at and part.end_at and _meet(part, was.start_at, was.end_at):
            return part
    return fresh


def new_parts(queries: Queries, track: TrackPlan) -> tuple[TrackPlan, ...]:
    """The days of a file of which no leg of a record holds anything.

    Args:
        queries: of the open store.
        track: a file that a record holds in part.
    """
    parts = day_parts(track)
    if track.start_at is None or track.end_at is None:
        return ()
    first, last = track.start_at.ms - _LOOK_BACK_MS, track.end_at.ms + DAY_MS
    near = (Condition("start_at", ">=", first), Condition("start_at", "<", last))
    legs: list[Leg] = []
    for row in pages(queries, Listing("patrol", near, EVERY_STATE)):
        if isinstance(row.record, Patrol):
            legs += [leg for leg in row.record.legs if leg.source_sha256 == track.sha256]
    return tuple(part for part in parts if not _stored(part, legs))


def _stored(part: TrackPlan, legs: Sequence[Leg]) -> bool:
    return any(
        leg.start_at is None or leg.end_at is None or _meet(part, leg.start_at, leg.end_at)
        for leg in legs
    )


def _meet(part: TrackPlan, start: Instant, end: Instant) -> bool:
    assert part.start_at is not None and part.end_at is not None
    return part.start_at.ms <= end.ms and start.ms <= part.end_at.ms


def _day(moment: int) -> str:
    return date_of(moment - TURN_MS)


def _begins(track: Track) -> Bools:
    """(n,) True at the first fix of every day but the first; fixes without a time begin none."""
    times = np.maximum.accumulate(np.where(track.has_time, track.time, 0))
    begins = np.zeros(len(track), dtype=np.bool_)
    quiet = np.flatnonzero((np.diff(times) >= QUIET_MS) & (times[:-1] > 0)) + 1
    for at in quiet:
        begins[at] = _day(int(times[at - 1])) != _day(int(times[at]))
    return begins


def _part(track: TrackPlan, points: Track, at: int, count: int) -> TrackPlan:
    from patrol_app.geo.measure import measure
    from patrol_app.geo.track_codec import encode

    found = measure(points)
    told = Note("import.days", _DAYS, count)
    last = at == count - 1
    return replace(
        track,
        blob=encode(points),
        start_at=None if found.start is None else Instant(found.start, "second"),
        end_at=None if found.end is None else Instant(found.end, "second"),
        length_cm=found.length_cm,
        points=found.points,
        raw_points=found.points if at else track.raw_points,
        stops=len(found.stops),
        bounds=found.bounds,
        dropped=() if at else track.dropped,
        notes=(told,) if at else (told, *track.notes),
        gnss_ms=track.gnss_ms if last else found.end,
        file_end_at=track.end_at,
        part=at,
        parts=count,
    )
