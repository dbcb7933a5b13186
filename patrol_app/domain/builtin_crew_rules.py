"""Rule values of fire crews: size, age, times, hours, scores, what a crew holds (``domain.md`` §6).

What is known from other places only ships as 本单位设定 and 未核实 until the bureau confirms it.
"""

from __future__ import annotations

from typing import Final

from patrol_app.domain.setting import RuleValue

# the old regulation of 2008 names minors; the text of the new one was not seen
_AGE_SOURCE: Final = "森林防火条例（2008年）第35条"


def _held(kind: str, least: int, most: int = 0) -> tuple[RuleValue, ...]:
    """How many pieces of a kind a crew holds, at least and at most; 0 = no upper figure."""
    rows = (RuleValue(f"team.kit.{kind}.min", least, "件", confidence="U"),)
    return (*rows, RuleValue(f"team.kit.{kind}.max", most, "件", confidence="U")) if most else rows


CREW_RULES: Final = (
    RuleValue("team.size.min", 20, "人", confidence="U"),
    RuleValue("team.size.max", 30, "人", confidence="U"),
    RuleValue("fire.assemble_min", 10, "min", source="本单位设定", confidence="U"),
    RuleValue("fire.attendance", 9000, "e4", confidence="U"),
    RuleValue("fire.depart_min", 15, "min", confidence="K-L"),
    RuleValue("fire.arrive_min", 30, "min", confidence="K-L"),
    RuleValue("training.hours_year", 40, "h", source="本单位设定", confidence="U"),
    RuleValue("training.drills_quarter", 1, "次", source="本单位设定", confidence="U"),
    RuleValue("equipment.check_days", 30, "days", source="本单位设定", confidence="U"),
    RuleValue("equipment.sound", 9500, "e4", source="本单位设定", confidence="U"),
    RuleValue("score.drill.集结", 2000, "e4", confidence="U"),
    RuleValue("score.drill.出动", 1500, "e4", confidence="U"),
    RuleValue("score.drill.战术", 3000, "e4", confidence="U"),
    RuleValue("score.drill.装备", 1500, "e4", confidence="U"),
    RuleValue("score.drill.安全", 2000, "e4", confidence="U"),
    RuleValue("team.age.min", 18, "岁", source=_AGE_SOURCE, confidence="K-M"),
    *_held("风力灭火机", 5, 10),
    *_held("二号工具", 20, 30),
    *_held("对讲机", 2),
    RuleValue("team.kit_each.阻燃服", 1, "件", confidence="U"),
    RuleValue("team.kit_each.手电头灯", 1, "件", confidence="U"),
    RuleValue("equipment.scrap_days", 90, "days", confidence="U"),
    RuleValue("training.behind_days", 90, "days", confidence="U"),
    RuleValue("team.fit_days", 30, "days", confidence="U"),
)
