"""Cutting a patrol's tracks to its times, after saying what would go (row 7 of the log).

The imported file stays as it came; only the leg's own track is made anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from patrol_app.domain.instant import Instant
from patrol_app.domain.records.patrol import Leg, Patrol
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import Blobs
from patrol_app.services.tracks import track_of

if TYPE_CHECKING:
    from patrol_app.geo.track import Track


@dataclass(frozen=True)
class LegCut:
    """What cutting would do to one leg.

    Attributes:
        key: of the leg.
        outside: points outside the patrol's times; untimed: points without a time among others.
        points, length_cm: before; left, left_cm: after.
        start_at, end_at: of what is left, UTC ms, or None.
    """

    key: str
    outside: int
    untimed: int
    points: int
    length_cm: int
    left: int
    left_cm: int
    start_at: int | None
    end_at: int | None

    @property
    def empty(self) -> bool:
        """Nothing of the track would be left: such a leg is not cut."""
        return self.left == 0


def cut_preview(blobs: Blobs, patrol: Patrol) -> tuple[LegCut, ...]:
    """The legs that would lose points, in order; nothing is changed.

    Args:
        blobs: the tracks.
        patrol: as it stands on the form.

    Raises:
        UserError: ``track.damaged``.
    """
    return tuple(made[0] for leg in patrol.legs if (made := _cut(blobs, patrol, leg)) is not None)


def cut_legs(blobs: Blobs, patrol: Patrol) -> dict[str, Any]:
    """The change ``{"legs": ...}`` with every leg cut to the patrol's times.

    The new tracks are kept as blobs; the record is written by whoever asked.

    Raises:
        UserError: ``patrol.cut_nothing``: no leg reaches beyond; ``patrol.cut_all``: a track
            would be lost whole, so the patrol's times are wrong rather than the track.
    """
    from patrol_app.geo.measure import bounds
    from patrol_app.geo.track_codec import encode

    legs: list[Leg] = []
    changed = False
    for leg in patrol.legs:
        made = _cut(blobs, patrol, leg)
        if made is None:
            legs.append(leg)
            continue
        cut, track = made
        if cut.empty:
            raise UserError(
                "patrol.cut_all",
                N_("A track lies wholly outside the patrol's times; please look at the times"),
                field="start_at",
            )
        blob = encode(track)
        dropped = dict(leg.dropped)
        for reason, count in (("outside", cut.outside), ("untimed", cut.untimed)):
            if count:
                dropped[reason] = dropped.get(reason, 0) + count
        changed = True
        legs.append(
            leg.model_copy(
                update={
                    "track_sha256": blobs.put(blob),
                    "track_bytes": len(blob),
                    "points": cut.left,
                    "length_cm": cut.left_cm,
                    "bounds": bounds(track),
                    "dropped": tuple(dropped.items()),
                    "file_end_at": leg.file_end_at or (leg.end_at if leg.source_sha256 else None),
                    "start_at": None if cut.start_at is None else Instant(cut.start_at, "second"),
                    "end_at": None if cut.end_at is None else Instant(cut.end_at, "second"),
                }
            )
        )
    if not changed:
        raise UserError("patrol.cut_nothing", N_("No track reaches beyond the patrol's times"))
    return {"legs": tuple(legs)}


def _cut(blobs: Blobs, patrol: Patrol, leg: Leg) -> tuple[LegCut, Track] | None:
    """What would go of a leg and what would be left; None where it loses nothing."""
    track = track_of(blobs, leg)
    if track is None or patrol.start_at is None or patrol.end_at is None:
        return None
    if patrol.start_at.ms > patrol.end_at.ms:
        return None
    from patrol_app.geo.clean import cut_to
    from patrol_app.geo.measure import length_cm

    # a time typed to the minute means the whole minute
    last = patrol.end_at.ms + (59_999 if patrol.end_at.precision == "minute" else 0)
    done = cut_to(track, patrol.start_at.ms, last)
    counts = {one.reason: one.count for one in done.dropped}
    if not counts:
        return None
    left = done.track
    return (
        LegCut(
            key=leg.key,
            outside=counts.get("outside", 0),
            untimed=counts.get("untimed", 0),
            points=len(track),
            length_cm=length_cm(track),
            left=len(left),
            left_cm=length_cm(left) if len(left) > 1 else 0,
            start_at=left.first_time(),
            end_at=left.last_time(),
        ),
        left,
    )
