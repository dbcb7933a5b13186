"""What may be odd about a track: codes, sentences, thresholds.

All thresholds are the unit's own setting and unverified; they are chosen so that a receiver's
ordinary track says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from patrol_app.i18n import N_

WARNING: Final = "warning"
NOTE: Final = "note"

# code -> (level, sentence)
ODDITIES: Final[Mapping[str, tuple[str, str]]] = {
    "speed.over": (WARNING, N_("{minutes} min faster than {limit} km/h, which fits no {means}")),
    "speed.even": (WARNING, N_("The speed hardly changes over {km} km: no walk is so even")),
    "line.straight": (WARNING, N_("{km} km in a straight line through {points} fixes")),
    "line.sparse": (NOTE, N_("{km} km between two fixes: the way between is not known")),
    "copy.shifted": (WARNING, N_("The same points as patrol {number}, with other times")),
    "copy.same": (WARNING, N_("The same file as in patrol {number}")),
    "copy.like": (WARNING, N_("Place after place and pace like patrol {number} ({percent} %)")),
    "copy.back": (WARNING, N_("Patrol {number} run backwards ({percent} %)")),
    "photo.far": (WARNING, N_("{count} photos were taken {metres} m off the track at that time")),
    "photo.off_time": (NOTE, N_("{count} photos were taken outside the times of the track")),
    "photo.no_info": (NOTE, N_("{count} photos carry no time or place of their own")),
    "time.outside": (WARNING, N_("{count} fixes lie outside the times of the patrol")),
    "time.odd": (WARNING, N_("{count} times of the track cannot be right")),
    "time.none": (NOTE, N_("The track has no times")),
    "clock.doubtful": (NOTE, N_("The clock of this device was doubtful")),
    "datum.untrusted": (NOTE, N_("The coordinate system is shifted or not known: no zone tests")),
}


@dataclass(frozen=True)
class Oddity:
    """One odd thing about a track.

    Attributes:
        code: key of ``ODDITIES``.
        params: values for its sentence.
        first, last: index range of the points it is about, or -1.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    first: int = -1
    last: int = -1

    @property
    def level(self) -> str:
        """``warning`` or ``note``."""
        return ODDITIES[self.code][0]


@dataclass(frozen=True)
class Limits:
    """Thresholds, all set by the unit and unverified.

    Attributes:
        over_ms: time above the limit of the means that is worth a word.
        window_ms: speed is looked at over this time, so that noise is none.
        even_share: coefficient of variation below which a pace is too even.
        even_hops: hops needed to say so.
        straight_m: length of a straight line worth a word; straight_off_m its width.
        straight_points: fewer fixes make it a hole, not a line.
        copy_m: two tracks are alike where they are this near at the same time since the start.
        copy_share: share of the time for which they have to be alike.
        photo_m: a photo's own place may lie this far from the track's.
        margin_ms: a fix may lie this far outside the patrol's times.
    """

    over_ms: int = 120_000
    window_ms: int = 60_000
    even_share: float = 0.02
    even_hops: int = 120
    straight_m: float = 1_000.0
    straight_off_m: float = 1.5
    straight_points: int = 8
    copy_m: float = 12.0
    copy_share: float = 0.95
    photo_m: float = 300.0
    margin_ms: int = 300_000
