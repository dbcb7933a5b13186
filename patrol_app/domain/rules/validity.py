"""The valid-patrol test of ``domain.md`` §1.3, with the rule it was judged by.

``valid = inside_len ≥ L AND inside_min ≥ T AND (route_new OR coverage_done)``. Each part may be
unknown (no track, no boundary, a doubtful datum): a part that fails decides, one that is unknown
and could still fail leaves the whole unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from patrol_app.domain.instant import MINUTE_MS
from patrol_app.domain.rules.valid_rule import ValidRule


@dataclass(frozen=True)
class Measured:
    """What the device measured of a patrol; None = not known.

    Attributes:
        inside_cm, inside_min: way and time inside the own area, rest taken off.
        repeated_pct: percent of the way that earlier tracks of the month had gone.
        month_pct: percent of the area seen in the month so far, this patrol included.
    """

    inside_cm: int | None = None
    inside_min: int | None = None
    repeated_pct: int | None = None
    month_pct: int | None = None


@dataclass(frozen=True)
class Verdict:
    """The four parts and the whole; None = cannot be said."""

    long_enough: bool | None
    time_enough: bool | None
    route_new: bool | None
    coverage_done: bool | None

    @property
    def valid(self) -> bool | None:
        """The test of §1.3."""
        route = _either(self.route_new, self.coverage_done)
        parts = (self.long_enough, self.time_enough, route)
        if any(part is False for part in parts):
            return False
        return None if any(part is None for part in parts) else True

    def plain(self) -> Mapping[str, bool | None]:
        """By name, as the command line and the stored judgement carry it."""
        return {
            "long_enough": self.long_enough,
            "time_enough": self.time_enough,
            "route_new": self.route_new,
            "coverage_done": self.coverage_done,
            "valid": self.valid,
        }


def verdict(measured: Measured, rule: ValidRule) -> Verdict:
    """Judge what was measured by the rule."""
    return Verdict(
        _at_least(measured.inside_cm, rule.length.value * 100),
        _at_least(measured.inside_min, rule.minutes.value),
        None if measured.repeated_pct is None else measured.repeated_pct < rule.repeat.value,
        _at_least(measured.month_pct, rule.coverage.value),
    )


def inside_minutes(
    inside_ms: int, whole_ms: int, ground_min: int, rest_min: int, *, timed: bool
) -> int | None:
    """Whole minutes inside the own area, with the rest taken off.

    Nobody writes down where he rested: the rest is taken off inside and outside by the share of
    time that was inside. Of a drawn line without times the way's share stands for the time's.

    Args:
        inside_ms, whole_ms: of the track; for a line without times its way in cm instead.
        ground_min: time on the ground with rest, from the patrol's own times.
        rest_min: rest as typed.
        timed: the first two are times.

    Returns:
        None where there is nothing to take a share of.
    """
    if whole_ms <= 0 or ground_min < 0:
        return None
    left = max(ground_min - rest_min, 0)
    if not timed:
        return left * inside_ms // whole_ms
    # a track shorter than the patrol proves no more than its own time
    rest_ms = rest_min * MINUTE_MS * inside_ms // whole_ms
    return max(min((inside_ms - rest_ms) // MINUTE_MS, left), 0)


def _at_least(value: int | None, least: int) -> bool | None:
    return None if value is None else value >= least


def _either(first: bool | None, second: bool | None) -> bool | None:
    if first or second:
        return True
    return None if first is None or second is None else False
