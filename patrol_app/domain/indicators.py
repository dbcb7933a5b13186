"""Patrol indicators of ``domain.md`` §7.2: pure formulas with guards.

Every one is a count, a share or a mean that remembers its parts, so that a paper can show them.
A share of nothing is unknown (—), never 0 or 100.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

DASH = "—"


@dataclass(frozen=True)
class Share:
    """``part`` of ``whole`` with two decimals, half up.

    Attributes:
        part, whole: what was counted.
        per: 100 for percent, 1000 for per mille.
        capped: more than the whole is shown as the whole; the excess is ``extra``.
    """

    part: int
    whole: int
    per: int = 100
    capped: bool = False

    @property
    def e2(self) -> int | None:
        """Hundredths of the unit; None for a share of nothing."""
        if self.whole <= 0 or self.part < 0:
            return None
        part = min(self.part, self.whole) if self.capped else self.part
        return (2 * part * self.per * 100 + self.whole) // (2 * self.whole)

    @property
    def extra(self) -> int:
        """What goes beyond the whole of a capped share."""
        return max(self.part - self.whole, 0) if self.capped and self.whole > 0 else 0

    def text(self) -> str:
        """``97.67``, or — for a share of nothing."""
        value = self.e2
        return DASH if value is None else f"{value // 100}.{value % 100:02d}"

    def reaches(self, target_e4: int) -> bool | None:
        """Whether it reaches a target in 1/10,000; None where there is none to compare."""
        value = self.e2
        if value is None:
            return None
        part = min(self.part, self.whole) if self.capped else self.part
        return part * 10_000 >= target_e4 * self.whole


def round_completion(actual: int, required: int) -> Share:
    """巡林次数完成率 = min(actual, required) / required; the extra is shown apart."""
    return Share(actual, required, capped=True)


def online_rate(used: int, rangers: int) -> Share:
    """上线率(推广率) = rangers who used a device on one day at least / all rangers."""
    return Share(used, rangers)


def mean_patrol_rate(actual_days: Iterable[int], required_days: Iterable[int]) -> Share:
    """平均上线巡护率 = Σ actual patrol days / Σ required days (definition ours, §7.2)."""
    return Share(sum(actual_days), sum(required_days))


def standard_rate(valid_days: Mapping[str, int], required: Mapping[str, int]) -> Share:
    """出巡达标率 = rangers who reach their required valid days / all rangers.

    Args:
        valid_days: ranger -> valid days; who is absent had none.
        required: ranger -> required days; it says who the rangers are.
    """
    reached = sum(1 for one, days in required.items() if valid_days.get(one, 0) >= days)
    return Share(reached, len(required))


def attendance(attended: int, required: int, excused: int = 0) -> Share:
    """出勤率 = attended days / required days; days of approved leave leave the requirement."""
    return Share(attended, max(required - excused, 0), capped=True)


def effective_cm(days: Iterable[tuple[int | None, bool | None]]) -> int | None:
    """有效巡护里程 = Σ way inside the own area on valid days; None where no day was judged.

    Args:
        days: (way inside in cm, valid) of each day.
    """
    known = [(way, valid) for way, valid in days if valid is not None]
    if not known:
        return None
    return sum(way or 0 for way, valid in known if valid)


def area_coverage(parts: Sequence[tuple[int, int]]) -> Share:
    """巡护覆盖率 = covered area / area of the grids (§1.7), method: buffer.

    Args:
        parts: (coverage in hundredths of a percent, area in any one unit) of each grid.
    """
    whole = sum(area for _share, area in parts)
    covered = sum(share * area for share, area in parts)
    return Share(covered, whole * 10_000)


def checkpoint_coverage(visited: int, required: int) -> Share:
    """巡护覆盖率 by checkpoints = visited / required (§1.7); the paper states the method."""
    return Share(visited, required, capped=True)


def problem_rate(problems: int, patrols: int) -> Share:
    """问题上报率 = problems found / patrols, per mille; for context only."""
    return Share(problems, patrols, per=1000)


def mended_rate(closed: int, due: int) -> Share:
    """问题整改率(办结率) = closed / total due."""
    return Share(closed, due)


def on_time_rate(closed_on_time: int, due: int, delayed: int = 0) -> Share:
    """按期整改率 = closed on time / due by the period's end; approved delays are left out."""
    return Share(closed_on_time, max(due - delayed, 0))


@dataclass(frozen=True)
class Mean:
    """平均整改天数 with the median beside it, hundredths of a day; None of nothing."""

    mean_e2: int | None
    median_e2: int | None


def mending_days(days: Sequence[int]) -> Mean:
    """平均整改天数 = mean(close - found), the median beside it."""
    if not days:
        return Mean(None, None)
    total, count = sum(days), len(days)
    return Mean((total * 200 + count) // (2 * count), round(median(days) * 100))


def repeat_rate(repeated: int, problems: int) -> Share:
    """重复问题率 = problems at the same place within 12 months / problems."""
    return Share(repeated, problems)


def spots_checked(in_time: int, spots: int) -> Share:
    """火情核查率 = hot spots checked in time / hot spots."""
    return Share(in_time, spots)


def handled_rate(handled: int, verified: int) -> Share:
    """森林督查图斑查处率 = handled / verified illegal spots."""
    return Share(handled, verified)


def drill_rate(held: int, planned: int) -> Share:
    """演练完成率 = held / planned."""
    return Share(held, planned, capped=True)


def pass_rate(passed: int, tested: int) -> Share:
    """考核合格率 = passed / tested."""
    return Share(passed, tested)


def evidence_shares(grades: Iterable[str]) -> dict[str, Share]:
    """Share of each evidence grade A–D; every summary prints them (§1.7)."""
    found = list(grades)
    return {grade: Share(found.count(grade), len(found)) for grade in "ABCD"}
