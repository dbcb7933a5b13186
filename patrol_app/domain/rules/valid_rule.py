"""What a valid patrol needs (``domain.md`` §1.3), as a unit has set it."""

from __future__ import annotations

from dataclasses import dataclass

from patrol_app.domain.setting import RuleBook, RuleValue


@dataclass(frozen=True)
class ValidRule:
    """The rule in force on a day.

    Attributes:
        length: metres inside the own area; minutes: time inside.
        repeat: percent of the way within the buffer of earlier tracks of the month from which a
            route counts as repeated; coverage: percent of the area seen in the month from which
            the area counts as covered.
        buffer: metres to each side of a track that count as seen.
    """

    length: RuleValue
    minutes: RuleValue
    repeat: RuleValue
    coverage: RuleValue
    buffer: RuleValue

    @property
    def parts(self) -> tuple[RuleValue, ...]:
        """Its five figures as rule rows."""
        return (self.length, self.minutes, self.repeat, self.coverage, self.buffer)

    @property
    def unverified(self) -> bool:
        """Whether any of its figures is shown 未核实."""
        return any(part.unverified for part in self.parts)

    def figures(self) -> tuple[int, ...]:
        """Its five figures as numbers."""
        return tuple(part.value for part in self.parts)

    def words(self) -> str:
        """The rule as papers print it (official papers are Chinese)."""
        return (
            f"责任区内≥{self.length.value} m 且≥{self.minutes.value} min，且当月路线未重复"
            f"（重合<{self.repeat.value}%）或当月覆盖≥{self.coverage.value}%"
            f"（缓冲 {self.buffer.value} m）"
        )


def valid_rule(book: RuleBook, date: str = "", region: str = "") -> ValidRule | None:
    """The rule in force on ``date`` (ISO) in ``region`` (unit code); None while a part is off."""
    found = [
        book.find(key, date, region)
        for key in (
            "patrol.valid.len_m",
            "patrol.valid.min",
            "patrol.valid.repeat_pct",
            "patrol.valid.coverage_pct",
            "track.buffer_m",
        )
    ]
    parts = [part for part in found if part is not None]
    return ValidRule(*parts) if len(parts) == len(found) else None
