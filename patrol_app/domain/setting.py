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
