"""The stored tracks of patrols as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrol_app.domain.records.patrol import Leg, Patrol
from patrol_app.services.ports import Blobs

if TYPE_CHECKING:
    from patrol_app.geo.track import Track


@dataclass(frozen=True)
class Tracks:
    """The tracks of one patrol.

    Attributes:
        held: (sha256 of the blob, track) of each leg in order.
        absent: legs whose track has not arrived here.
    """

    held: list[tuple[str, Track]]
    absent: int = 0


def track_of(blobs: Blobs, leg: Leg) -> Track | None:
    """The stored track of a leg as columns; None without one, or while it has not arrived.

    Raises:
        UserError: ``track.damaged``.
        EnvironmentFault: the file is damaged on the disk.
    """
    if leg.track_sha256 is None or not blobs.has(leg.track_sha256):
        return None
    from patrol_app.geo.track_codec import decode

    return decode(blobs.get(leg.track_sha256), leg.source_name, leg.datum or "unknown")


def tracks_of(blobs: Blobs, patrol: Patrol) -> Tracks:
    """Every leg's track.

    Raises:
        UserError: ``track.damaged``.
        EnvironmentFault: a file is damaged on the disk.
    """
    held: list[tuple[str, Track]] = []
    absent = 0
    for leg in sorted(patrol.legs, key=lambda leg: (leg.order, leg.key)):
        track = track_of(blobs, leg)
        if track is not None:
            held.append((leg.track_sha256 or "", track))
        elif leg.track_sha256:
            absent += 1
    return Tracks(held, absent)
