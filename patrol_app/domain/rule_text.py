"""Rule values for people: the name of a key, the value as it is written, and back again.

Names are data, as the labels of a vocabulary are. A key that is not named here (from a newer
program, or of the bureau's own) is shown as it is.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from patrol_app.domain.forest_values import FOREST_FAMILIES, FOREST_PARTS
from patrol_app.domain.setting import RuleValue
from patrol_app.domain.term import Term

_NAMES: Final[tuple[tuple[str, str, str], ...]] = (
    ("patrol.valid.len_m", "有效巡护最短里程", "Valid patrol: least distance inside"),
    ("patrol.valid.min", "有效巡护最短时长", "Valid patrol: least time inside"),
    ("patrol.valid.repeat_pct", "路线视为重复的重合比例", "Route counts as repeated from"),
    ("patrol.valid.coverage_pct", "视为已全覆盖的覆盖率", "Grid counts as covered from"),
    ("patrol.days.fire", "防火期每月有效巡护天数", "Valid days a month, fire season"),
    ("patrol.days.other", "非防火期每月有效巡护天数", "Valid days a month, other months"),
    ("patrol.days.longest", "一次巡护最长天数", "Longest patrol"),
    ("patrol.track_gap_min", "轨迹断点间隔", "Gap that splits a track"),
    ("patrol.late_entry_days", "补录起算天数", "Late entry after"),
    ("track.max_kmh.foot", "徒步最高时速", "Highest speed on foot"),
    ("track.max_kmh.vehicle", "车辆最高时速", "Highest speed by vehicle"),
    ("track.buffer_m", "覆盖缓冲半径", "Radius of coverage"),
    ("review.self", "允许本人审核本人巡护", "A reviewer may approve own patrols"),
    ("lock.idle_min", "无操作自动锁屏", "Lock after idle time"),
    ("exchange.silent_days", "站点失联提醒天数", "A station is silent after"),
    ("party.retention_days", "当事人信息保留期限", "Data of a party kept for"),
    ("fire.assemble_min", "集结时限", "Time to assemble"),
    ("fire.attendance", "集结到位率", "Attendance asked for"),
    ("fire.spot.arrive_min", "热点核查到场时限", "Fire spots: on the spot within"),
    ("problem.due.verify", "问题核实期限", "Due days, verification"),
    ("problem.due.assign", "问题交办期限", "Due days, assignment"),
    ("problem.due.check", "整改复核期限", "Due days, re-check"),
    ("problem.same.m", "疑似重复问题距离", "Perhaps the same problem within"),
    ("problem.same.hours", "疑似重复问题间隔", "Perhaps the same problem within hours"),
    ("problem.due.general", "一般问题整改期限", "Due days, general problem"),
    ("problem.due.heavy", "较重问题整改期限", "Due days, serious problem"),
    ("problem.due.major", "重大问题整改期限", "Due days, major problem"),
    ("pwd.sample.all_if_le", "枯死松树全部取样上限", "All trees are sampled up to"),
    ("pwd.sample.pct", "枯死松树取样比例", "Share of trees sampled"),
    ("pwd.clear.deadline", "疫木除治截止日", "Infected wood cleared by"),
    ("pwd.stump_cm", "伐桩高度上限", "Highest stump"),
    ("pwd.branch_cm", "须处理枝桠直径", "Branches treated from"),
    ("pwd.vector_off.start", "媒介昆虫非羽化期开始", "Vector rest begins"),
    ("pwd.vector_off.end", "媒介昆虫非羽化期结束", "Vector rest ends"),
    ("fww.C", "美国白蛾发育起点温度", "Fall webworm: threshold temperature"),
    ("fww.plot_trees", "美国白蛾标准地株数", "Fall webworm: trees of a plot"),
    ("fww.K.egg", "美国白蛾卵期有效积温", "Fall webworm: degree-days, egg"),
    ("fww.K.larva", "美国白蛾幼虫期有效积温", "Fall webworm: degree-days, larva"),
    ("fww.K.pupa", "美国白蛾蛹期有效积温", "Fall webworm: degree-days, pupa"),
    ("fww.K", "美国白蛾有效积温", "Fall webworm: degree-days"),
    ("target.online", "目标：上线率", "Target: rangers with a device day"),
    ("target.patrol_rate", "目标：平均上线巡护率", "Target: patrol days held"),
    ("target.standard_rate", "目标：出巡达标率", "Target: rangers that reach their days"),
    ("pest_year_start", "有害生物年度起始日", "Pest year begins"),
    ("report.first_case_hours", "首例疫情报告时限", "First case reported within"),
    ("report.first_case_up_hours", "首例疫情上报市省时限", "First case told to city within"),
    ("pwd.custody_gap_hours", "样品流转间隔提醒", "Sample hand-over: gap that warns"),
    ("pwd.recheck_days", "除治后复查期限", "Re-check after disposal within"),
    ("pest.trap_days", "诱捕器检查间隔", "Traps are looked into every"),
    ("pwd.spread_m", "传播距离参数", "Distance of spread"),
    ("target.disaster_rate", "目标：成灾率", "Target: disaster rate"),
    ("target.forecast_accuracy", "目标：测报准确率", "Target: accuracy of forecast"),
    ("target.clean_control", "目标：无公害防治率", "Target: clean control"),
    ("target.nursery_inspection", "目标：种苗产地检疫率", "Target: nursery inspection"),
    ("party.retention_days", "当事人信息保存期限", "Parties kept for"),
    ("team.age.min", "队员最低年龄", "Crew: least age"),
    ("team.fit_days", "体检到期提醒", "Medical certificate: warned before"),
    ("fire.depart_min", "出动时限", "Time to depart"),
    ("fire.arrive_min", "到场时限", "Time to arrive"),
    ("training.hours_year", "年度培训学时", "Training hours a year"),
    ("training.drills_quarter", "每季度演练次数", "Drills a quarter"),
    ("training.behind_days", "学时差额提醒", "Hours behind: warned before the year ends"),
    ("equipment.check_days", "检修到期提醒", "Check due: warned before"),
    ("equipment.scrap_days", "报废期提醒", "To be scrapped: warned before"),
    ("equipment.sound", "装备完好率下限", "Least share of sound equipment"),
    ("grazing.young_years", "幼林年限", "Young plantation: up to"),
    ("grazing.young_near_m", "邻近幼林提示距离", "Young plantation near: within"),
    ("team.size.min", "半专业队人数下限", "Fire team: least people"),
    ("team.size.max", "半专业队人数上限", "Fire team: most people"),
)
# A family: what stands after the prefix is a word of its own and is shown behind the name.
_FAMILIES: Final[tuple[tuple[str, str, str], ...]] = (
    ("team.kit_each.", "每人装备配备", "A crew holds for each person"),
    ("team.kit.", "队伍装备配备", "A crew holds"),
    ("score.drill.", "演练评分权重", "Weight in the drill score"),
    ("sheep_unit.age.", "羊单位折算：按成年畜的比例", "Sheep units: share of the adult"),
    ("sheep_unit.", "羊单位折算", "Sheep units of"),
    ("fire.season.", "防火季节", "Fire season"),
    ("linzhang.freq.", "巡林最低频次", "Least tours of forest chiefs"),
    ("crime.", "移送标准", "Passed on from"),
    ("survey.window.", "调查时段", "Survey window"),
    ("pest.grade.", "发生程度分级", "Grade of occurrence"),
    ("pest.disaster.", "成灾标准", "Disaster line"),
    ("target.", "年度目标", "Target of the year"),
    ("fine.", "罚款幅度", "Range of fines"),
    ("case.", "案件期限", "Limit of a case"),
    *FOREST_FAMILIES,
)
_PARTS: Final = {
    "start": ("开始", "begins"),
    "end": ("结束", "ends"),
    "prov": ("省级", "province"),
    "city": ("市级", "city"),
    "county": ("县级", "county"),
    "town": ("乡级", "township"),
    "village": ("村级", "village"),
    "fww": ("美国白蛾", "Fall webworm"),
    "officers": ("执法人员数", "officers"),
    "limitation": ("追责时效", "limitation"),
    "spot": ("当场处罚", "on the spot"),
    "citizen": ("公民", "citizen"),
    "entity": ("单位", "organisation"),
    "evidence": ("证据保存", "kept evidence"),
    "decide": ("作出决定", "decision"),
    "serve": ("送达", "service"),
    "hearing": ("听证", "hearing"),
    "ask": ("申请", "asked for"),
    "notice": ("通知", "notice"),
    "pay": ("缴款", "payment"),
    "late_pct": ("加处罚款每日", "added a day"),
    "repeat_months": ("再次违规回溯", "repeat looks back"),
    "reconsider": ("行政复议", "reconsideration"),
    "sue": ("行政诉讼", "suit"),
    "statement": ("陈述申辩", "statement"),
    "grazing": ("违规放牧", "grazing"),
    "head": ("每头只", "a head"),
    "unit": ("每羊单位", "a sheep unit"),
    "case": ("每案", "a case"),
    "min": ("下限", "least"),
    "max": ("上限", "most"),
    "light": ("轻度下限", "light from"),
    "mid": ("中度下限", "moderate above"),
    "heavy": ("重度下限", "severe above"),
    "leaf": ("失叶率", "leaf loss"),
    "trees": ("受害株率", "harmed trees"),
    "logic": ("1 任一 2 同时", "1 either 2 both"),
    "秋季普查": ("秋季普查", "autumn census"),
    "美国白蛾第1代网幕": ("美国白蛾第1代网幕", "fall webworm, nests of the 1st generation"),
    "美国白蛾第2代网幕": ("美国白蛾第2代网幕", "fall webworm, nests of the 2nd generation"),
    "美国白蛾第3代网幕": ("美国白蛾第3代网幕", "fall webworm, nests of the 3rd generation"),
    "防火期": ("防火期", "Fire period"),
    "重点期": ("重点期", "High-risk period"),
    "land": ("占用林地", "forest land"),
    "public": ("公益林", "public-benefit forest"),
    "commercial": ("商品林", "commercial forest"),
    "P03": ("盗伐", "timber theft"),
    "P04": ("滥伐", "unlicensed felling"),
    "P05": ("收购运输非法林木", "dealing in illegal timber"),
    "P13": ("古树名木/重点保护植物", "old trees, protected plants"),
    "volume": ("立木蓄积", "timber"),
    "saplings": ("幼树", "saplings"),
    "value": ("价值", "value"),
    "first": ("一级", "first class"),
    "second": ("二级", "second class"),
    "plants": ("株数", "plants"),
    **FOREST_PARTS,
}
_UNITS: Final = {
    "min": ("分钟", "min"),
    "days": ("天", "days"),
    "workdays": ("个工作日", "working days"),
    "hours": ("小时", "h"),
    "mmdd": ("月-日", "month-day"),
    "年": ("次/年", "a year"),
    "半年": ("次/半年", "a half-year"),
    "季度": ("次/季度", "a quarter"),
    "月": ("次/月", "a month"),
    "旬": ("次/旬", "in ten days"),
    "周": ("次/周", "a week"),
    "件": ("件", "pieces"),
    "岁": ("岁", "years"),
    "次": ("次", "times"),
    "人": ("人", "people"),
    "wdays": ("工作日", "working days"),
    "months": ("个月", "months"),
    "years": ("年", "years"),
    "日度": ("日度", "°C·d"),
    "e4": ("", ""),
    "e2": ("", ""),
    "flag": ("", ""),
    "亩": ("亩", "mu"),
    "株": ("株", "trees"),
    "元": ("元", "yuan"),
}
OWN_SOURCE: Final = RuleValue("", 0).source  # what a value nobody gave a document for says
_PLACES: Final = {"e4": 4, "e2": 2}
_DAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?")
_LONGEST: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def rule_name(key: str) -> str:
    """What people call the rule ``key``, in the language in use."""
    for known, zh, en in _NAMES:
        if key == known:
            return Term(key, zh, en).label()
    for prefix, zh, en in _FAMILIES:
        if key.startswith(prefix):
            rest = key.removeprefix(prefix).split(".")
            words = [rule_part(part) for part in rest]
            return " · ".join([Term(prefix, zh, en).label(), *words])
    return key


def rule_unit(unit: str) -> str:
    """The unit as shown behind the value; empty for plain factors."""
    return Term(unit, *_UNITS.get(unit, (unit, unit))).label()


def rule_part(part: str) -> str:
    """A word of a rule's key as people call it: ``防火期``, ``city``; unknown ones as they are."""
    return Term(part, *_PARTS.get(part, (part, part))).label()


def source_words(source: str) -> str:
    """Where a value stands; the bureau's own setting is said in the language in use."""
    return Term("own", OWN_SOURCE, "set by the unit").label() if source == OWN_SOURCE else source


def rule_value(value: int, unit: str) -> str:
    """The value as it is written: ``0.9`` for 9000 e4, ``10-01`` for 1001 mmdd."""
    if unit == "mmdd":
        return f"{value // 100:02d}-{value % 100:02d}"
    places = _PLACES.get(unit)
    if places is None:
        return str(value)
    text = f"{Decimal(value).scaleb(-places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def parse_rule(text: str, unit: str) -> int:
    """The stored integer of a typed value.

    Args:
        text: as ``rule_value`` writes it; a day also as ``10月1日``.
        unit: of the rule.

    Raises:
        ValueError: no such number, too many decimals, or no such day.
    """
    plain = text.strip().translate(str.maketrans("０１２３４５６７８９．－", "0123456789.-"))
    if unit == "mmdd":
        return _day(plain)
    places = _PLACES.get(unit, 0)
    try:
        number = Decimal(plain).scaleb(places)
    except InvalidOperation as error:
        raise ValueError("no number") from error
    if not number.is_finite() or number != number.to_integral_value() or abs(number) > 10**12:
        raise ValueError("too many decimals, or too large")
    return int(number)


def _day(text: str) -> int:
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError("no day of the year")
    month, day = int(found[1]), int(found[2])
    if not 1 <= month <= 12 or not 1 <= day <= _LONGEST[month - 1]:
        raise ValueError("no such day")
    return month * 100 + day
