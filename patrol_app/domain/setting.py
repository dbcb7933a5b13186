"""Rule values: numbers that differ by place and time, each with its source and confidence.

A value marked unknown or weak ships as an editable row shown 未核实; it is never printed as a
legal claim (``domain.md`` §0, §10.4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Confidence = Literal["V", "K-H", "K-M", "K-L", "U", "D"]
UNVERIFIED: frozenset[str] = frozenset({"U", "K-L", "K-M"})


@dataclass(frozen=True)
class RuleValue:
    """One row of the rule table.

    Attributes:
        key: dotted name, e.g. ``patrol.valid.len_m``.
        value: integer in ``unit``; factors in 1/10,000.
        unit: ``m``, ``min``, ``days``, ``e4`` ...
        region: unit or division code it holds for; empty = everywhere.
        source: law or document, or 本单位设定.
        confidence: V verified, D derived, K-H/K-M/K-L knowledge, U unknown.
        valid_from: first day, ``YYYY-MM-DD``.
        valid_to: last day or empty.
        enabled: a disabled row is shown and never used.
    """

    key: str
    value: int
    unit: str = ""
    region: str = ""
    source: str = "本单位设定"
    confidence: Confidence = "U"
    valid_from: str = "2000-01-01"
    valid_to: str = ""
    enabled: bool = True

    @property
    def unverified(self) -> bool:
        """Shown with the badge 未核实."""
        return self.confidence in UNVERIFIED


class RuleBook:
    """The rule values in force, looked up by key, region and date."""

    def __init__(self, rows: Iterable[RuleValue] = (), version: str = "builtin-1") -> None:
        self._rows: dict[str, list[RuleValue]] = {}
        self.version = version
        for row in rows:
            self._rows.setdefault(row.key, []).append(row)

    def find(self, key: str, date: str = "", region: str = "") -> RuleValue | None:
        """The enabled row for ``key`` on ``date``: the region's own before the general one."""
        best: RuleValue | None = None
        for row in self._rows.get(key, ()):
            if not row.enabled or row.region not in ("", region):
                continue
            if date and (date < row.valid_from or (row.valid_to and date > row.valid_to)):
                continue
            if best is None or (row.region, row.valid_from) > (best.region, best.valid_from):
                best = row
        return best

    def rows(self) -> list[RuleValue]:
        """Every row, in key order."""
        return [row for key in sorted(self._rows) for row in self._rows[key]]


BUILTIN = (
    RuleValue("patrol.valid.len_m", 3000, "m", source="本单位设定", confidence="U"),
    RuleValue("patrol.valid.min", 60, "min", source="本单位设定", confidence="U"),
    RuleValue("patrol.valid.repeat_pct", 80, "%", source="本单位设定", confidence="U"),
    RuleValue("patrol.valid.coverage_pct", 90, "%", source="本单位设定", confidence="U"),
    RuleValue("patrol.days.fire", 20, "days", source="本单位设定", confidence="U"),
    RuleValue("patrol.days.other", 10, "days", source="本单位设定", confidence="U"),
    RuleValue("patrol.days.longest", 10, "days", source="本单位设定", confidence="U"),
    RuleValue("track.buffer_m", 50, "m", source="本单位设定", confidence="U"),
    RuleValue("linzhang.freq.prov", 1, "年", source="本单位设定", confidence="U"),
    RuleValue("linzhang.freq.city", 1, "半年", source="本单位设定", confidence="U"),
    RuleValue("linzhang.freq.county", 1, "季度", source="本单位设定", confidence="U"),
    RuleValue("linzhang.freq.town", 1, "月", source="本单位设定", confidence="U"),
    RuleValue("linzhang.freq.village", 1, "周", source="本单位设定", confidence="U"),
    RuleValue("fire.season.防火期.start", 1001, "mmdd", source="本单位设定", confidence="U"),
    RuleValue("fire.season.防火期.end", 531, "mmdd", source="本单位设定", confidence="U"),
    RuleValue("target.online", 10_000, "e4", source="本单位设定", confidence="U"),
    RuleValue("target.patrol_rate", 9_000, "e4", source="本单位设定", confidence="U"),
    RuleValue("target.standard_rate", 9_000, "e4", source="本单位设定", confidence="U"),
    RuleValue("patrol.track_gap_min", 10, "min", confidence="U"),
    RuleValue("patrol.late_entry_days", 3, "days", confidence="U"),
    RuleValue("review.self", 0, source="本单位设定", confidence="U"),
    RuleValue("track.max_kmh.foot", 10, "km/h", confidence="U"),
    RuleValue("track.max_kmh.vehicle", 120, "km/h", confidence="U"),
    RuleValue("problem.due.general", 30, "days", confidence="U"),
    RuleValue("problem.due.heavy", 15, "days", confidence="U"),
    RuleValue("problem.due.major", 7, "days", confidence="U"),
    RuleValue("pwd.sample.all_if_le", 10, "株", confidence="U"),
    RuleValue("pwd.sample.pct", 1, "%", confidence="U"),
    RuleValue("pwd.stump_cm", 5, "cm", confidence="K-H"),
    RuleValue("pwd.branch_cm", 1, "cm", confidence="U"),
    RuleValue("fww.C", 1125, "e2", confidence="U"),
    RuleValue("fww.K", 678, "日度", confidence="U"),
    RuleValue("pest_year_start", 101, "mmdd", confidence="U"),
    RuleValue("report.first_case_hours", 2, "hours", confidence="U"),
    RuleValue("exchange.silent_days", 15, "days", confidence="U"),
    RuleValue("team.size.min", 20, "人", confidence="U"),
    RuleValue("team.size.max", 30, "人", confidence="U"),
    RuleValue("fire.assemble_min", 10, "min", source="本单位设定", confidence="U"),
    RuleValue("fire.attendance", 9000, "e4", confidence="U"),
    RuleValue("score.drill.集结", 2000, "e4", confidence="U"),
    RuleValue("score.drill.出动", 1500, "e4", confidence="U"),
    RuleValue("score.drill.战术", 3000, "e4", confidence="U"),
    RuleValue("score.drill.装备", 1500, "e4", confidence="U"),
    RuleValue("score.drill.安全", 2000, "e4", confidence="U"),
    RuleValue("sheep_unit.绵羊", 10000, "e4", source="NY/T 635-2015", confidence="V"),
    RuleValue("sheep_unit.山羊", 8000, "e4", confidence="U"),
    RuleValue("sheep_unit.黄牛", 50000, "e4", confidence="U"),
    RuleValue("sheep_unit.马", 60000, "e4", confidence="U"),
    RuleValue("sheep_unit.骡", 50000, "e4", confidence="U"),
    RuleValue("sheep_unit.驴", 35000, "e4", confidence="U"),
    RuleValue("sheep_unit.骆驼", 70000, "e4", confidence="U"),
    RuleValue("sheep_unit.猪", 12500, "e4", confidence="U"),
)


def builtin_book() -> RuleBook:
    """The rule values the program ships with; all editable later."""
    return RuleBook(BUILTIN)
