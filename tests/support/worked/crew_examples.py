"""Papers 9.12 and 9.13: a drill, a session, a test, equipment and its log."""

from __future__ import annotations

from tests.support.crews import enter_crew
from tests.support.worked.example import Correction, Example
from tests.support.worked.office import Office

PAGE = "crew"


def prepare(desk: Office) -> None:
    """A crew of four on the roster, with two kinds of equipment."""
    desk.numbers["team"] = enter_crew(desk.app).team


DRILL = Example(
    "drill", PAGE, "drill", "9.12",
    said={
        "name": "秋季拉动演练", "drill_type": "拉动(紧急集合)", "team_id": "示例半专业扑火队",
        "start_at": "2026-08-03 14:46", "end_at": "2026-08-03 16:20", "place": "示例沟口",
        "position": "111.97, 38.8611111 CGCS2000", "weather": "晴", "wind_force": "2",
        "wind_dir": "东南", "danger_level": "2 级 较低火险",
        "scenario": "示例沟北坡草地起火，约 3 亩，原因不明", "commander_id": "示例队长",
        "safety_officer_id": "示例队员甲", "recorder_id": "示例队员乙",
        "participants": "示例半专业扑火队 4 人",
        "steps": {
            "T0": "2026-08-03 14:46", "T1": "2026-08-03 14:48", "T2": "2026-08-03 14:56",
            "T3": "2026-08-03 15:00", "T4": "2026-08-03 15:25", "T5": "2026-08-03 15:31",
            "T6": "2026-08-03 15:50", "T7": "2026-08-03 16:10", "T8": "!拉动不设看守",
        },
        "attendance": {"示例队长": "", "示例队员甲": "", "示例队员乙": "", "示例队员丙": "病假"},
        "kit": [{"taken": "6", "sound": "5"}, {"taken": "12", "sound": "12"}],
        "scores": [
            {"points_e2": "92"}, {"points_e2": "85"}, {"standard": "3 分钟展开", "points_e2": "88"},
            {"points_e2": "80", "comment": "一台风机难启动"}, {"points_e2": "95"},
        ],
        "marks": [{"at": "2026-08-03 15:40", "kind": "通讯问题", "text": "对讲机串频"}],
        "problems": [{"text": "风机缺保养", "person_id": "示例队员甲", "due": "2026-08-20"}],
        "remark": "参演无伤",
    },
    stored={
        "name": "秋季拉动演练", "type": "拉动(紧急集合)", "team": "@示例半专业扑火队",
        "start_at": "2026-08-03T14:46+08:00", "end_at": "2026-08-03T16:20+08:00",
        "place": "示例沟口",
        "position": {"lon": "111.97", "lat": "38.8611111", "datum": "cgcs2000", "source": "hand"},
        "weather": "晴", "wind_force": 2, "wind_dir": "东南", "danger_level": 2,
        "scenario": "示例沟北坡草地起火，约 3 亩，原因不明", "commander": "@示例队长",
        "safety_officer": "@示例队员甲", "recorder": "@示例队员乙",
        "participants": "示例半专业扑火队 4 人",
        "steps": [
            {"step": "T0", "at": "2026-08-03T14:46+08:00", "source": "typed"},
            {"step": "T1", "at": "2026-08-03T14:48+08:00", "source": "typed"},
            {"step": "T2", "at": "2026-08-03T14:56+08:00", "source": "typed"},
            {"step": "T3", "at": "2026-08-03T15:00+08:00", "source": "typed"},
            {"step": "T4", "at": "2026-08-03T15:25+08:00", "source": "typed"},
            {"step": "T5", "at": "2026-08-03T15:31+08:00", "source": "typed"},
            {"step": "T6", "at": "2026-08-03T15:50+08:00", "source": "typed"},
            {"step": "T7", "at": "2026-08-03T16:10+08:00", "source": "typed"},
            {"step": "T8", "missing_reason": "拉动不设看守"},
        ],
        "attendance": [
            {"person": "@示例队长", "present": True},
            {"person": "@示例队员甲", "present": True},
            {"person": "@示例队员乙", "present": True},
            {"person": "@示例队员丙", "present": False, "reason": "病假"},
        ],
        "kit": [
            {"name": "风力灭火机", "taken": 6, "sound": 5},
            {"name": "二号工具", "taken": 12, "sound": 12},
        ],
        "scores": [
            {"part": "集结", "subject": "集结", "points": "92", "weight": "20"},
            {"part": "出动", "subject": "出动", "points": "85", "weight": "15"},
            {"part": "战术", "subject": "战术", "standard": "3 分钟展开", "points": "88",
                "weight": "30"},
            {"part": "装备", "subject": "装备", "points": "80", "comment": "一台风机难启动",
                "weight": "15"},
            {"part": "安全", "subject": "安全", "points": "95", "weight": "20"},
        ],
        "marks": [{"at": "2026-08-03T15:40+08:00", "kind": "radio", "text": "对讲机串频"}],
        "problems": [{"text": "风机缺保养", "person": "@示例队员甲", "due": "2026-08-20"}],
        "remark": "参演无伤",
    },
    correction=Correction(
        "place", "写清起点", "示例沟口停车场", {"place": "示例沟口停车场"}
    ),
)  # fmt: skip
TRAINING = Example(
    "training", PAGE, "training", "9.12（§6.4 培训）",
    said={
        "name": "机具操作与避险", "topics": ["避险自救", "机具操作"],
        "team_id": "示例半专业扑火队", "start_at": "2026-08-02 08:30",
        "end_at": "2026-08-02 11:30", "break_min": "20", "place": "示例站院内",
        "guest": "示例县森林消防教员",
        "attendance": {
            "示例队长": "", "示例队员甲": {"minutes": "90", "points_e2": "92.5"},
            "示例队员乙": "请假", "示例队员丙": "",
        },
        "content": "风力灭火机启动、加油、换位；三种避险办法",
    },
    stored={
        "name": "机具操作与避险", "topics": ["避险自救", "机具操作"],
        "team": "@示例半专业扑火队", "start_at": "2026-08-02T08:30+08:00",
        "end_at": "2026-08-02T11:30+08:00", "break_min": 20, "place": "示例站院内",
        "guest": "示例县森林消防教员",
        "attendance": [
            {"person": "@示例队长", "present": True},
            {"person": "@示例队员甲", "present": True, "minutes": 90, "points": "92.5"},
            {"person": "@示例队员乙", "present": False, "reason": "请假"},
            {"person": "@示例队员丙", "present": True},
        ],
        "content": "风力灭火机启动、加油、换位；三种避险办法",
    },
    correction=Correction("break_min", "", "25", {"break_min": 25}),
)  # fmt: skip
FITNESS = Example(
    "fitness", PAGE, "fitness", "9.12（§6.4 体能）",
    said={
        "name": "5公里负重", "team_id": "示例半专业扑火队", "tested_at": "2026-08-01 07:30",
        "place": "示例站环路", "value_unit": "秒", "better": "越小越好", "pass_e2": "1620",
        "good_e2": "1560", "age_band": "18-50", "basis": "本单位设定", "tester_id": "示例队长",
        "results": [
            {"value_e2": "1555"}, {"value_e2": "1602"}, {"value_e2": "1633.5", "note": "补测"},
            {"reason": "病假"},
        ],
    },
    stored={
        "name": "5公里负重", "team": "@示例半专业扑火队", "tested_at": "2026-08-01T07:30+08:00",
        "place": "示例站环路", "value_unit": "秒", "better": "low", "pass_line": "1620",
        "good_line": "1560", "age_band": "18-50", "basis": "本单位设定", "tester": "@示例队长",
        "results": [
            {"person": "@示例队长", "value": "1555"},
            {"person": "@示例队员甲", "value": "1602"},
            {"person": "@示例队员乙", "value": "1633.5", "note": "补测"},
            {"person": "@示例队员丙", "reason": "病假"},
        ],
    },
    correction=Correction("place", "", "示例站外环", {"place": "示例站外环"}),
)  # fmt: skip
EQUIPMENT = Example(
    "equipment", PAGE, "equipment", "9.13",
    said={
        "name": "油锯", "kind": "油锯", "model": "YD-58", "serial": "SL-YJ-01",
        "team_id": "示例半专业扑火队", "count": "4", "sound": "3", "keeper_id": "示例队员甲",
        "place": "示例库房", "since": "2024-03-01", "checked_on": "2026-06-01",
        "check_due": "2026-12-01", "scrap_on": "2031-03-01", "remark": "一台待修",
    },
    stored={
        "name": "油锯", "kind": "油锯", "model": "YD-58", "serial": "SL-YJ-01",
        "team": "@示例半专业扑火队", "count": 4, "sound": 3, "keeper": "@示例队员甲",
        "place": "示例库房", "since": "2024-03-01", "checked_on": "2026-06-01",
        "check_due": "2026-12-01", "scrap_on": "2031-03-01", "remark": "一台待修",
    },
    correction=Correction(
        "serial", "", "SL-YJ-01—04",
        # the check beside it has changed the rest by then
        {"serial": "SL-YJ-01—04", "sound": 4, "checked_on": "2026-08-03",
         "check_due": "2027-01-10"},
    ),
)  # fmt: skip
ACT = Example(
    "equipment_act", PAGE, "equipment", "9.13（检修）", parent=("equipment", ""), beside="act",
    said={
        "act": "检修", "at": "2026-08-03 15:00", "count": "4", "sound": "4",
        "check_due": "2027-01-10", "note": "换火花塞，四台全部试机",
    },
    stored={
        "parent": "@油锯", "act": "check", "at": "2026-08-03T15:00+08:00", "count": 4,
        "sound": 4, "giver": "@示例队员甲", "check_due": "2027-01-10",
        "note": "换火花塞，四台全部试机",
    },
)  # fmt: skip
ALL = (DRILL, TRAINING, FITNESS, EQUIPMENT, ACT)
