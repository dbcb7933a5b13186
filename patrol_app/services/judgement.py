"""What was judged of one patrol: plain data, in the names under which it is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.rules.valid_rule import ValidRule
from patrol_app.domain.rules.validity import Verdict


@dataclass(frozen=True)
class DayJudged:
    """One day of a patrol in its grid; None = not known."""

    date: str
    inside_cm: int | None
    inside_min: int | None
    verdict: Verdict


@dataclass(frozen=True)
class Judgement:
    """What was judged of one patrol.

    Attributes:
        days: each date; inside_cm, inside_min: their sums.
        coverage_e2: of this patrol alone; month_coverage_e2: of the grid's month so far.
        repeated_pct: share of the way that the month's earlier tracks had gone.
        valid: every day is valid; None = cannot be said.
        late_days: entered so many days later (补录), or None.
        rule: by which; None while a figure of it is switched off.
        unknown: why something is not known: ``no_grid``, ``no_area``, ``no_track``,
            ``track_absent``, ``datum``, ``no_rule``, ``no_time``.
        inputs: what the values rest on, for ``inputs_sha256``.
    """

    days: tuple[DayJudged, ...] = ()
    coverage_e2: int | None = None
    month_coverage_e2: int | None = None
    repeated_pct: int | None = None
    late_days: int | None = None
    rule: ValidRule | None = None
    unknown: tuple[str, ...] = ()
    inputs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def inside_cm(self) -> int | None:
        """Way inside the grid on all days."""
        return _sum([day.inside_cm for day in self.days])

    @property
    def inside_min(self) -> int | None:
        """Time inside the grid on all days, rest taken off."""
        return _sum([day.inside_min for day in self.days])

    @property
    def valid(self) -> bool | None:
        """Whether every day is valid."""
        found = [day.verdict.valid for day in self.days]
        if any(one is False for one in found):
            return False
        return True if found and all(found) else None

    def values(self) -> dict[str, Any]:
        """The judged values by name; what is not known is left out."""
        days = [
            {
                "date": day.date,
                "inside_cm": day.inside_cm,
                "inside_min": day.inside_min,
                "valid": day.verdict.valid,
            }
            for day in self.days
        ]
        values = {
            "inside_cm": self.inside_cm,
            "inside_min": self.inside_min,
            "coverage_e2": self.coverage_e2,
            "month_coverage_e2": self.month_coverage_e2,
            "repeated_pct": self.repeated_pct,
            "valid": self.valid,
            "days": days or None,
            "valid_parts": dict(self.days[0].verdict.plain()) if len(self.days) == 1 else None,
            "late_days": self.late_days,
        }
        return {name: value for name, value in values.items() if value is not None}

    def digest(self) -> str:
        """SHA-256 of what was judged, hex."""
        return hashlib.sha256(canonical(dict(self.inputs))).hexdigest()


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None
