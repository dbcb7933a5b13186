"""How far a clock may be believed: this machine's now, another's when an op was written (§5)."""

from __future__ import annotations

from dataclasses import dataclass

from patrol_app.domain.instant import DAY_MS, day_start
from patrol_app.domain.journal.entry import Op
from patrol_app.services.ports import Clock, Queries

# The day this version was made: a machine that shows an earlier one is wrong. Set at release.
BUILD_DATE = "2026-08-01"
BUILD_MS = day_start(BUILD_DATE)
# The first version's day, never to be changed: an op of an older version may come after an update.
FIRST_MS = day_start("2026-08-01")
CITY_LEAD_MS = 400 * DAY_MS
ANY_TIME = 2**62  # a reader's clock that calls no time too far ahead, UTC ms
OWN_WALL = "own_wall"  # meta key: what the device clock said at its own last op


@dataclass(frozen=True)
class ClockState:
    """What the clocks say together.

    Attributes:
        now_ms: max(device clock, last city time, build date), UTC ms: what rules compare with.
        doubt: why the device clock is not believed: ``build``, ``own`` (before the last own
            entry), ``city`` (over 400 days past the last city time), or empty.
    """

    now_ms: int
    doubt: str = ""


def clock_state(clock: Clock, queries: Queries) -> ClockState:
    """Compare the device clock with all that is known of time."""
    wall = clock.now_ms()
    city = _number(queries.meta("city_time_seen"))
    doubt = ""
    if wall < BUILD_MS:
        doubt = "build"
    elif wall < _number(queries.meta(OWN_WALL)):
        doubt = "own"
    elif city and wall > city + CITY_LEAD_MS:
        doubt = "city"
    return ClockState(max(wall, city, BUILD_MS), doubt)


def doubtful(op: Op, now_ms: int) -> bool:
    """Whether an op was written under a clock that cannot be right (sync.md §5).

    The op is taken as written. What it says itself decides; the reader's clock, itself only a
    witness, tells no more than that a time lies ahead. The hybrid clock may run up to 24 hours
    ahead of the device's own by what came from others; further ahead the device's went back.

    Args:
        op: as read.
        now_ms: the reader's clock, UTC ms.
    """
    wall, city = op.device_time.wall, op.city_time_seen
    return (
        wall < FIRST_MS
        or wall > now_ms + DAY_MS
        or op.hlc.ms > wall + DAY_MS
        or (city is not None and wall > city + CITY_LEAD_MS)
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0
