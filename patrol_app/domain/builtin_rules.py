"""The rule values that the program brings along, each with its source."""

from __future__ import annotations

from patrol_app.domain.builtin_crew_rules import CREW_RULES
from patrol_app.domain.builtin_problem_rules import PROBLEM_RULES
from patrol_app.domain.case_values import CASE_VALUES
from patrol_app.domain.forest_values import FOREST_VALUES
from patrol_app.domain.setting import RuleBook, RuleValue

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
    RuleValue("pwd.sample.all_if_le", 10, "株", confidence="U"),
    RuleValue("pwd.sample.pct", 1, "%", confidence="U"),
    RuleValue("pwd.stump_cm", 5, "cm", confidence="K-H"),
    RuleValue("pwd.branch_cm", 1, "cm", confidence="U"),
    RuleValue("fww.C", 1125, "e2", confidence="U"),
    RuleValue("fww.K", 678, "日度", confidence="U"),
    RuleValue("fww.K.egg", 86, "日度", confidence="K-L"),
    RuleValue("fww.K.larva", 251, "日度", confidence="K-L"),
    RuleValue("fww.K.pupa", 118, "日度", confidence="K-L"),
    RuleValue("fww.plot_trees", 20, "株", confidence="U"),
    RuleValue("pest_year_start", 101, "mmdd", confidence="U"),
    RuleValue("pest.grade.fww.light", 10, "e4", confidence="K-M"),
    RuleValue("pest.grade.fww.mid", 200, "e4", confidence="K-M"),
    RuleValue("pest.grade.fww.heavy", 500, "e4", confidence="K-M"),
    RuleValue("pest.disaster.fww.leaf", 2000, "e4", confidence="K-M"),
    RuleValue("pest.disaster.fww.trees", 200, "e4", confidence="K-M"),
    RuleValue("pest.disaster.fww.logic", 1, "flag", confidence="U"),
    RuleValue("pwd.custody_gap_hours", 48, "hours", confidence="U"),
    RuleValue("pwd.recheck_days", 12, "days", confidence="U"),
    RuleValue("pest.trap_days", 7, "days", confidence="U"),
    RuleValue("pwd.spread_m", 2000, "m", confidence="U"),
    RuleValue("survey.window.秋季普查.start", 801, "mmdd", confidence="U"),
    RuleValue("survey.window.秋季普查.end", 1031, "mmdd", confidence="U"),
    RuleValue("survey.window.美国白蛾第1代网幕.start", 601, "mmdd", confidence="K-L"),
    RuleValue("survey.window.美国白蛾第1代网幕.end", 710, "mmdd", confidence="K-L"),
    RuleValue("survey.window.美国白蛾第2代网幕.start", 801, "mmdd", confidence="K-L"),
    RuleValue("survey.window.美国白蛾第2代网幕.end", 920, "mmdd", confidence="K-L"),
    RuleValue("target.disaster_rate", 50, "e4", confidence="U"),
    RuleValue("target.forecast_accuracy", 8_600, "e4", confidence="U"),
    RuleValue("target.clean_control", 9_000, "e4", confidence="U"),
    RuleValue("target.nursery_inspection", 9_900, "e4", confidence="U"),
    RuleValue("report.first_case_hours", 2, "hours", confidence="U"),
    RuleValue("report.first_case_up_hours", 24, "hours", confidence="U"),
    RuleValue("party.retention_days", 1095, "days", source="本单位设定", confidence="U"),
    RuleValue("exchange.silent_days", 15, "days", confidence="U"),
    RuleValue("sheep_unit.绵羊", 10000, "e4", source="NY/T 635-2015", confidence="V"),
    RuleValue("sheep_unit.山羊", 8000, "e4", confidence="U"),
    RuleValue("sheep_unit.黄牛", 50000, "e4", confidence="U"),
    RuleValue("sheep_unit.马", 60000, "e4", confidence="U"),
    RuleValue("sheep_unit.骡", 50000, "e4", confidence="U"),
    RuleValue("sheep_unit.驴", 35000, "e4", confidence="U"),
    RuleValue("sheep_unit.骆驼", 70000, "e4", confidence="U"),
    RuleValue("sheep_unit.猪", 12500, "e4", confidence="U"),
    RuleValue("sheep_unit.age.育成", 8000, "e4", confidence="U"),
    RuleValue("sheep_unit.age.幼畜", 2000, "e4", confidence="U"),
    *CREW_RULES,
    *CASE_VALUES,
    *PROBLEM_RULES,
    *FOREST_VALUES,
)


def builtin_book() -> RuleBook:
    """The rule values the program ships with; all editable later."""
    return RuleBook(BUILTIN)
