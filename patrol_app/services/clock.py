"""How far the machine's clock may be believed (sync.md §5)."""

from __future__ import annotations

from dataclasses import dataclass

from patrol_app.domain.instant import DAY_MS, day_start
from patrol_app.services.ports import Clock, Queries

# The day this version was made: a machine that shows an earlier one is wrong. Set at release.
BUILD_DATE = "2026-08-01"
BUILD_MS = day_start(BUILD_DATE)
CITY_LEAD_MS = 400 * DAY_MS


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
    elif wall < _hlc_ms(queries.meta("hlc")) - DAY_MS:
        doubt = "own"
    elif city and wall > city + CITY_LEAD_MS:
        doubt = "city"
    return ClockState(max(wall, city, BUILD_MS), doubt)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _hlc_ms(text: str | None) -> int:
    """The milliseconds of the device's own clock, stored as ``ms,counter``."""
    return _number((text or "").partition(",")[0])
