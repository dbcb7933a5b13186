"""A row's track follows what is typed: read again for another means, cut to the typed times."""

from __future__ import annotations

from dataclasses import dataclass, replace

from patrol_app.domain.instant import Instant
from patrol_app.geo.clean import FOOT, RULES, VEHICLE, cut_to
from patrol_app.geo.measure import measure
from patrol_app.geo.track_codec import decode, encode
from patrol_app.services.import_items import VEHICLES, TrackPlan

SLACK_MS = 60_000  # times are typed to the minute
OUTSIDE = "outside"


def mode_of(means: str) -> str:
    """Which speeds are believed for a means of transport."""
    return VEHICLE if means in VEHICLES else FOOT


@dataclass(frozen=True)
class Cut:
    """A track cut to a patrol's times.

    Attributes:
        track: what stays.
        before, after: points left out at each end.
        length_cm: how much of the way goes.
    """

    track: TrackPlan
    before: int
    after: int
    length_cm: int

    @property
    def points(self) -> int:
        """How many points go."""
        return self.before + self.after


def cut_track(whole: TrackPlan, start: Instant | None, end: Instant | None) -> Cut | None:
    """What would go if the track were cut to these times; None where nothing would.

    Args:
        whole: the track as read.
        start, end: typed times; a minute's difference is no difference.
    """
    if whole.start_at is None or whole.end_at is None or start is None or end is None:
        return None
    first, last = whole.start_at.ms, whole.end_at.ms
    early = start.ms > first + SLACK_MS
    late = _ends(end) < last - SLACK_MS
    if not (early or late) or start.ms >= _ends(end):
        return None
    track = decode(whole.blob, whole.name, whole.datum)
    low, high = (start.ms if early else first), (_ends(end) if late else last)
    before = int((track.has_time & (track.time < low)).sum())
    after = int((track.has_time & (track.time > high)).sum())
    cut = cut_to(track, low, high, RULES[FOOT])
    if not len(cut.track) or not before + after:
        return None
    kept = measure(cut.track)
    dropped = dict(whole.dropped)
    for row in cut.dropped:
        dropped[row.reason] = dropped.get(row.reason, 0) + row.count
    made = replace(
        whole,
        blob=encode(cut.track),
        start_at=Instant(kept.start, "second") if kept.start is not None else None,
        end_at=Instant(kept.end, "second") if kept.end is not None else None,
        length_cm=kept.length_cm,
        points=kept.points,
        stops=len(kept.stops),
        bounds=kept.bounds,
        dropped=tuple(dropped.items()),
    )
    return Cut(made, before, after, whole.length_cm - kept.length_cm)


def _ends(end: Instant) -> int:
    """A time typed to the minute lasts to the minute's end."""
    return end.ms + (59_999 if end.precision == "minute" else 0)
