"""Editing the legs of a patrol: split at a time, a leg by hand, a line drawn on the map.

New tracks are kept as blobs; the record is written by whoever asked. The imported file stays
as it came and stands behind every part that was made of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from patrol_app.domain.instant import Instant
from patrol_app.domain.records.patrol import Leg
from patrol_app.errors import UserError
from patrol_app.geo.types import CGCS2000
from patrol_app.i18n import N_
from patrol_app.services.leg_making import new_key
from patrol_app.services.ports import Blobs
from patrol_app.services.tracks import track_of

if TYPE_CHECKING:
    from patrol_app.geo.track import Track


@dataclass(frozen=True)
class LegTimes:
    """First and last time of several legs; None where none has one."""

    start_at: Instant | None
    end_at: Instant | None


def split_leg(blobs: Blobs, leg: Leg, at: Instant) -> tuple[Leg, Leg]:
    """Two legs in place of one: up to ``at``, and from then on.

    The first keeps the key, so that what cites it still finds it.

    Args:
        blobs: where tracks are read and kept.
        leg: with both times.
        at: strictly between them.

    Raises:
        UserError: ``leg.split_time``: the time is not inside; ``leg.split_typed``: a typed length
            cannot be shared out; ``leg.split_absent``: the track has not arrived here;
            ``track.damaged``.
    """
    if leg.start_at is None or leg.end_at is None or not leg.start_at.ms < at.ms < leg.end_at.ms:
        raise UserError(
            "leg.split_time", N_("The time to split at lies between the leg's times"), field="at"
        )
    if leg.typed_length:
        raise UserError(
            "leg.split_typed", N_("A typed length cannot be shared out; remove the leg instead")
        )
    track = track_of(blobs, leg)
    if track is None:
        if leg.track_sha256:
            raise UserError("leg.split_absent", N_("The track of this leg has not arrived yet"))
        first = leg.model_copy(update={"end_at": at})
        return first, leg.model_copy(update={"key": new_key(), "start_at": at})
    before = track.take(track.has_time & (track.time <= at.ms))
    after = track.take(track.has_time & (track.time > at.ms))
    if not len(before) or not len(after):
        raise UserError(
            "leg.split_time", N_("The time to split at lies between the leg's times"), field="at"
        )
    lost = len(track) - len(before) - len(after)
    dropped = dict(leg.dropped)
    if lost:
        dropped["untimed"] = dropped.get("untimed", 0) + lost
    of_file = {"file_end_at": leg.file_end_at or leg.end_at} if leg.source_sha256 else {}
    told = leg.model_copy(update={"dropped": tuple(dropped.items()), **of_file})
    second = leg.model_copy(update={"key": new_key(), "dropped": (), **of_file})
    return with_track(blobs, told, before), with_track(blobs, second, after)


def with_track(blobs: Blobs, leg: Leg, track: Track) -> Leg:
    """A leg with another track: its blob kept, times and measures taken from it."""
    from patrol_app.geo.measure import measure
    from patrol_app.geo.track_codec import encode

    blob = encode(track)
    found = measure(track)
    return leg.model_copy(
        update={
            "track_sha256": blobs.put(blob),
            "track_bytes": len(blob),
            "points": found.points,
            "length_cm": found.length_cm,
            "bounds": found.bounds,
            "stops": len(found.stops),
            "start_at": leg.start_at if found.start is None else Instant(found.start, "second"),
            "end_at": leg.end_at if found.end is None else Instant(found.end, "second"),
        }
    )


def typed_leg(means: str, start: Instant | None, end: Instant | None, length_cm: int | None) -> Leg:
    """A leg without a track: evidence is the word of whoever typed it.

    Args:
        means: word of the vocabulary.
        start, end: typed times.
        length_cm: typed length, or None.

    Raises:
        UserError: ``time.order``: the end does not lie after the start.
    """
    if start and end and end.ms <= start.ms:
        raise UserError("time.order", N_("The end must be after the start"), field="end_at")
    return Leg(
        key=new_key(),
        start_at=start,
        end_at=end,
        means=means,
        length_cm=length_cm,
        typed_length=length_cm is not None,
    )


def drawn_leg(
    blobs: Blobs,
    spots: Sequence[tuple[int, int]],
    means: str,
    start: Instant | None,
    end: Instant | None,
) -> Leg:
    """A leg whose line was drawn by hand: evidence of grade C (``domain.md`` §1.7).

    Args:
        blobs: where the line is kept.
        spots: latitude and longitude in 1e-7 degrees, in order.
        means: word of the vocabulary.
        start, end: of the patrol; the line itself has no times.

    Raises:
        UserError: ``leg.drawn``: fewer than two places.
    """
    from patrol_app.geo.track import build

    if len(spots) < 2:
        raise UserError("leg.drawn", N_("A line has two points at least"))
    lat, lon = np.array(spots, dtype=np.int64).T
    track = build(lon, lat, datum=CGCS2000)
    leg = Leg(
        key=new_key(),
        means=means,
        track_source="drawn",
        datum="cgcs2000",
        start_at=start,
        end_at=end,
    )
    return with_track(blobs, leg, track)


def ordered(legs: Sequence[Leg]) -> tuple[Leg, ...]:
    """Legs in order of time with their places numbered; those without a time stay behind."""
    placed = sorted(
        enumerate(legs),
        key=lambda pair: (pair[1].start_at is None, pair[1].start_at or Instant(0), pair[0]),
    )
    return tuple(
        leg if leg.order == place else leg.model_copy(update={"order": place})
        for place, (_was, leg) in enumerate(placed)
    )


def times_of(legs: Sequence[Leg]) -> LegTimes:
    """When the first leg began and the last one ended."""
    starts = [leg.start_at for leg in legs if leg.start_at]
    ends = [leg.end_at for leg in legs if leg.end_at]
    return LegTimes(min(starts, default=None), max(ends, default=None))
