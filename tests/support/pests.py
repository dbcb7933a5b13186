"""Small real pest records for tests: every field that submit asks for is filled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from patrol_app.domain.base import Record
from patrol_app.domain.records import record_type
from tests.support.records import PARTY, PLACE, RANGER, REC, UNIT, at

PARENT = "01900000-0000-7000-8000-000000000009"
SAMPLES: Mapping[str, Mapping[str, Any]] = {
    "survey_round": {
        "code": "2026秋", "name": "2026年秋季普查", "survey_kind": "秋季普查",
        "pest": "松材线虫病疑似", "first_day": "2026-08-01", "last_day": "2026-10-31",
    },
    "survey": {
        "round_id": PARENT, "surveyed_on": "2026-08-03", "town": "示例乡", "lin_ban": "0012",
        "xiao_ban": "00007", "area_mu_e4": 1_000_000, "pine_area_mu_e4": 864_000,
        "species": "油松", "survey_means": "地面踏查", "nothing_found": True,
        "surveyor_ids": (RANGER,),
    },
    "sample": {
        "sample_no": "YP-001", "sub_compartment": "0012-00007", "taken_at": at("09:05"),
        "position": PLACE, "species": "油松", "parts": ("LOW", "UP"), "weight_g": 160,
        "sampler_ids": (RANGER, PARTY), "seal_no": "XG-00871",
    },
    "custody": {
        "parent_id": PARENT, "step": "封装", "at": at("09:40"), "from_person": "刘",
        "seal_no": "XG-00871",
    },
    "lab_result": {
        "parent_id": PARENT, "methods": ("形态鉴定", "荧光定量PCR"), "tested_n": 3,
        "positive_n": 1, "sample_result": "阳性", "laboratory": "示例县防检站", "tester": "曾",
        "checker": "钟", "report_no": "XGFJ-2026-118", "issued_at": at("17:00"),
    },
    "disposal": {
        "sub_compartment": "0012-00007", "crew": "兴绿林业队", "start_on": "2026-08-01",
        "end_on": "2026-08-03", "felling": "择伐", "felled_n": 14, "stump_cm": 4,
        "stump_ways": ("覆膜",), "treats": ("粉碎",), "branches_done": True,
        "volume_m3_e4": 32_860,
    },
    "acceptance": {
        "parent_id": PARENT, "at": at("16:10"), "inspectors": "钟 李", "stump_cm": 4,
        "left_n": 0, "acceptance": "合格",
    },
    "trap": {
        "trap_no": "T-01", "trap_kind": "诱捕器", "pest": "松材线虫病疑似", "position": PLACE,
        "hung_on": "2026-05-01", "target": "松墨天牛",
    },
    "trap_check": {
        "parent_id": PARENT, "checked_on": "2026-08-03", "female_n": 2, "male_n": 1,
    },
    "webworm": {
        "generation": "第1代", "surveyed_on": "2026-08-03", "webworm_means": "标准地",
        "town": "示例乡", "place": "国道两侧", "position": PLACE, "hosts": ("杨",),
        "checked_n": 40, "infested_n": 1, "nests_n": 2, "area_mu_e4": 500_000,
        "occurred_mu_e4": 10_000, "surveyor_ids": (RANGER,),
    },
    "first_report": {
        "parent_id": PARENT, "act": "报告", "told_level": "县级", "told": "县林业局值班",
        "told_means": "电话", "at": at("10:30"), "by_id": RANGER,
    },
    "control_work": {
        "code": "2026-飞防-1", "pest_name": "美国白蛾", "town": "示例乡",
        "start_on": "2026-07-01", "end_on": "2026-07-02", "control_means": "飞防",
        "area_mu_e4": 8_000_000, "clean_mu_e4": 7_200_000,
    },
    "forecast": {
        "year": 2027, "span": "全年", "pest_name": "美国白蛾", "trend": "上升",
        "area_mu_e4": 9_000_000, "last_mu_e4": 8_000_000, "bases": ("专家会商",),
    },
    "reported_figure": {
        "code": "2026-FOREST", "year": 2026, "figure": "FOREST",
        "area_mu_e4": 127_900_000_000, "source": "示例市林草局 2026 年报",
    },
}  # fmt: skip


def made(code: str, **changes: Any) -> Record:
    """A record of type ``code`` that submits."""
    values = {"id": REC, "unit": UNIT, **SAMPLES[code], **changes}
    return record_type(code).cls.model_validate(values)
