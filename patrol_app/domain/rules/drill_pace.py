"""How long a drill took from step to step, beside the rule's minutes (``domain.md`` §6.3)."""

from __future__ import annotations

from dataclasses import dataclass

from patrol_app.domain.instant import date_of
from patrol_app.domain.records.drill import Drill, step_ms
from patrol_app.domain.setting import RuleBook

STEPS = ("T0", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8")
# step -> (the step its time counts from, rule that limits it)
COUNTED = {
    "T2": ("T1", "fire.assemble_min"),
    "T3": ("T1", "fire.depart_min"),
    "T4": ("T1", "fire.arrive_min"),
}
# the three times of the record: 集结 机动 首攻
SPANS = (("集结用时", "T1", "T2"), ("机动用时", "T3", "T4"), ("首攻用时", "T1", "T5"))


@dataclass(frozen=True)
class Pace:
    """What is said of one step.

    Attributes:
        step: code.
        since: the step before it that has a time; empty for the first.
        spent_s: seconds since then; None where nothing can be said.
        limit_s: seconds of the rule, counted from ``limit_from``; None without a rule.
        taken_s: seconds that the rule judges.
        unverified: the rule is 未核实.
    """

    step: str
    since: str = ""
    spent_s: int | None = None
    limit_from: str = ""
    limit_s: int | None = None
    taken_s: int | None = None
    unverified: bool = False

    @property
    def kept(self) -> bool | None:
        """Whether the rule's time was kept; None where it cannot be said."""
        if self.limit_s is None or self.taken_s is None:
            return None
        return self.taken_s <= self.limit_s


def pace(drill: Drill, step: str, book: RuleBook) -> Pace:
    """Pace of ``step`` (T0–T8); steps without a time are stepped over."""
    at = step_ms(drill, step)
    before = [one for one in STEPS[: STEPS.index(step)] if step_ms(drill, one) is not None]
    since = before[-1] if before else ""
    spent = _seconds(step_ms(drill, since) if since else None, at)
    if step not in COUNTED:
        return Pace(step, since, spent)
    first, key = COUNTED[step]
    rule = book.find(key, date_of(drill.start_at.ms) if drill.start_at else "")
    if rule is None:
        return Pace(step, since, spent)
    taken = _seconds(step_ms(drill, first), at)
    return Pace(step, since, spent, first, rule.value * 60, taken, rule.unverified)


def seconds_then(last: Drill | None, found: Pace) -> int | None:
    """Seconds that an earlier drill took over the same two steps; None where it says nothing."""
    if last is None or not found.since:
        return None
    return _seconds(step_ms(last, found.since), step_ms(last, found.step))


def _seconds(first: int | None, last: int | None) -> int | None:
    return None if first is None or last is None else (last - first) // 1000
