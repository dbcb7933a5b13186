"""Rule values of problems: time limits by grade, and from where on a problem is a crime."""

from __future__ import annotations

from patrol_app.domain.setting import RuleValue

_CRIME = "法释〔2023〕8号"


def _crime(key: str, value: int, unit: str) -> RuleValue:
    return RuleValue(f"crime.{key}", value, unit, source=_CRIME, confidence="V")


PROBLEM_RULES = (
    # time limits (domain.md §1.8): all in working days, each editable
    RuleValue("problem.due.verify", 3, "workdays", confidence="U"),
    RuleValue("problem.due.assign", 1, "workdays", confidence="U"),
    RuleValue("problem.due.check", 5, "workdays", confidence="U"),
    RuleValue("problem.due.general", 30, "workdays", confidence="U"),
    RuleValue("problem.due.heavy", 15, "workdays", confidence="U"),
    RuleValue("problem.due.major", 7, "workdays", confidence="U"),
    RuleValue("fire.spot.arrive_min", 60, "min", confidence="U"),
    RuleValue("problem.same.m", 50, "m", confidence="U"),
    RuleValue("problem.same.hours", 24, "hours", confidence="U"),
    # thresholds (domain.md §1.9)
    _crime("land.public", 5, "亩"),
    _crime("land.commercial", 10, "亩"),
    _crime("P03.volume", 5, "m³"),
    _crime("P03.saplings", 200, "株"),
    _crime("P03.value", 20_000, "元"),
    _crime("P04.volume", 20, "m³"),
    _crime("P04.saplings", 1_000, "株"),
    _crime("P04.value", 50_000, "元"),
    _crime("P05.volume", 20, "m³"),
    _crime("P05.saplings", 1_000, "株"),
    _crime("P05.value", 50_000, "元"),
    _crime("P13.first.plants", 1, "株"),
    _crime("P13.second.plants", 2, "株"),
    _crime("P13.first.volume", 1, "m³"),
    _crime("P13.second.volume", 2, "m³"),
    _crime("P13.value", 20_000, "元"),
)
