"""A unit's month of patrols in counts, and the indicators that follow (``domain.md`` §7.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from patrol_app.domain import indicators
from patrol_app.domain.indicators import Share

Day = tuple[str, str]  # (person, Beijing date)


@dataclass
class DayFigures:
    """One person on one date.

    Attributes:
        grade: weakest evidence of the day's patrols.
        numbers: of the patrols.
        judged: at least one patrol of the day was judged; valid: one of them is valid.
        valid_cm: way inside the grid in the valid ones.
    """

    grade: str = "A"
    numbers: list[str] = field(default_factory=list)
    judged: bool = False
    valid: bool = False
    valid_cm: int = 0


@dataclass
class UnitMonth:
    """Counts of one unit.

    Attributes:
        rangers: id -> number; required: valid days asked of one ranger, None without a rule.
        days: each person's dates; excused: dates of approved leave or excused tasks.
        length_cm: of all patrols that began in the month; typed, without_length: of them.
        grids: grid id -> (coverage of the month in e2 of a percent or None, area); covered: the
            coverage of at least one was judged. A grid where nobody was is covered by nothing.
        versions: of the rules by which patrols were judged.
    """

    rangers: dict[str, str] = field(default_factory=dict)
    required: int | None = None
    days: dict[Day, DayFigures] = field(default_factory=dict)
    excused: dict[Day, str] = field(default_factory=dict)
    patrols: list[str] = field(default_factory=list)
    length_cm: int = 0
    typed: int = 0
    without_length: int = 0
    late: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    grids: dict[str, tuple[int | None, int]] = field(default_factory=dict)
    covered: bool = False
    versions: set[str] = field(default_factory=set)
    _due: dict[str, int] = field(default_factory=dict)

    def __iadd__(self, other: UnitMonth) -> UnitMonth:
        """Add another unit's counts (for the sum); each ranger keeps his own requirement."""
        self._due = {**self.due(), **other.due()}
        self.rangers |= other.rangers
        for key, mine in other.days.items():
            self.days[key] = _together(self.days[key], mine) if key in self.days else mine
        self.excused |= other.excused
        self.patrols += other.patrols
        self.length_cm += other.length_cm
        self.typed += other.typed
        self.without_length += other.without_length
        self.late += other.late
        self.found += other.found
        self.grids |= other.grids
        self.covered |= other.covered
        self.versions |= other.versions
        return self

    def due(self) -> Mapping[str, int]:
        """Required days of each ranger, excused ones taken off; empty without a rule."""
        if self.required is None:
            return dict(self._due)
        own = {
            one: max(self.required - sum(1 for person, _day in self.excused if person == one), 0)
            for one in self.rangers
        }
        return {**self._due, **own}

    @property
    def judged(self) -> bool:
        """Whether anything could be judged."""
        return any(day.judged for day in self.days.values())

    def valid_numbers(self) -> list[str]:
        """Numbers of the patrols on valid days."""
        return [number for day in self.days.values() if day.valid for number in day.numbers]

    def actual(self) -> dict[str, int]:
        """Days on which each person was out."""
        found: dict[str, int] = {}
        for person, _date in self.days:
            found[person] = found.get(person, 0) + 1
        return found

    def valid_days(self) -> dict[str, int]:
        """Valid days of each person."""
        found: dict[str, int] = {}
        for (person, _date), day in self.days.items():
            found[person] = found.get(person, 0) + day.valid
        return found

    def effective_cm(self) -> int | None:
        """有效巡护里程; None where no day was judged."""
        return indicators.effective_cm(
            [(day.valid_cm, day.valid if day.judged else None) for day in self.days.values()]
        )

    def attendance(self) -> Share:
        """出勤率 of the rangers; other persons who were out are no part of it."""
        due, actual = self.due(), self.actual()
        return indicators.attendance(sum(actual.get(one, 0) for one in due), sum(due.values()))

    def coverage(self) -> Share:
        """巡护覆盖率 of the grids whose coverage is known, weighted by their areas."""
        known = [(share, area) for share, area in self.grids.values() if share is not None]
        return indicators.area_coverage(known) if self.covered else Share(0, 0)

    def online(self) -> Share:
        """上线率: rangers with a device's track on one day at least."""
        used = {person for (person, _date), day in self.days.items() if day.grade in "AB"}
        return indicators.online_rate(len(used & self.rangers.keys()), len(self.rangers))

    def mean_rate(self) -> Share:
        """平均上线巡护率."""
        due, actual = self.due(), self.actual()
        return indicators.mean_patrol_rate([actual.get(one, 0) for one in due], due.values())

    def short(self) -> list[str]:
        """Rangers with fewer valid days than asked; nobody while no day was judged."""
        valid = self.valid_days()
        due = self.due() if self.judged else {}
        return [one for one, days in due.items() if valid.get(one, 0) < days]

    def standard(self) -> Share:
        """出巡达标率; of nothing while no day was judged."""
        return (
            indicators.standard_rate(self.valid_days(), self.due()) if self.judged else Share(0, 0)
        )


def _together(mine: DayFigures, other: DayFigures) -> DayFigures:
    """One person on one date in two units."""
    return replace(
        mine,
        grade=max(mine.grade, other.grade),
        numbers=[*mine.numbers, *other.numbers],
        judged=mine.judged or other.judged,
        valid=mine.valid or other.valid,
        valid_cm=mine.valid_cm + other.valid_cm,
    )
