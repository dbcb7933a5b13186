"""Papers 9.4a to 9.6: a round, a sheet, a tree, its sample, the chain, the result; a first case."""

from __future__ import annotations

from tests.support.worked.example import SPOT, SPOT_SAID, Correction, Example
from tests.support.worked.office import Office

PAGE = "pest"
SECOND = "示例调查员"


def prepare(desk: Office) -> None:
    """A second surveyor."""
    desk.add("person", name=SECOND, roles=("ranger",))


ROUND = Example(
    "survey_round", PAGE, "survey_round", "9.4b",
    said={
        "code": "2026秋", "name": "2026年秋季普查", "survey_kind": "秋季普查",
        "pest": "松材线虫病疑似", "first_day": "2026-08-01", "last_day": "2026-10-05",
        "report_by": "2026-10-08", "due_area_mu_e4": "35317.5", "ordered_by": "示例县林业局",
        "remark": "电力线两侧先查",
    },
    stored={
        "code": "2026秋", "name": "2026年秋季普查", "survey_kind": "秋季普查",
        "pest": "松材线虫病疑似", "first_day": "2026-08-01", "last_day": "2026-10-05",
        "report_by": "2026-10-08", "due_area_mu": "35317.5", "ordered_by": "示例县林业局",
        "remark": "电力线两侧先查",
    },
    correction=Correction("due_area_mu_e4", "", "35320", {"due_area_mu": "35320"}),
)  # fmt: skip
SURVEY = Example(
    "survey", PAGE, "survey", "9.4a",
    said={
        "round_id": "2026年秋季普查", "surveyed_on": "2026-08-03", "county": "示例县",
        "town": "示例乡", "village": "示例村", "manage_unit": "示例国有林场", "lin_ban": "0012",
        "xiao_ban": "00007", "xi_ban": "2", "area_mu_e4": "100", "pine_area_mu_e4": "86.4",
        "species": "油松", "composition": "8油2桦", "origin": "人工", "age_years": "32",
        "dbh_cm_e1": "14.5", "density_ha": "1450", "pines_n": "8350", "elevation_m": "1420",
        "slope_deg": "18", "aspect": "北", "stand_class": "纯林", "survey_means": "地面踏查",
        "dead_n": "3", "dying_n": "2", "weak_n": "4", "death_cause": "不明",
        "position": "111.9712345, 38.8654321 CGCS2000", "vector_signs": "是", "vector_n": "6",
        "sampled_n": "5", "positive_n": "0", "sample_result": "待检",
        "lab": "示例县林业有害生物防治检疫站", "surveyor_ids": ["示例护林员", SECOND],
        "recorder_id": SECOND, "checked_by": "示例林业站", "check_result": "抽查相符",
        "remark": "陡坡用望远镜",
    },
    stored={
        "round": "2026秋", "surveyed_on": "2026-08-03", "county": "示例县", "town": "示例乡",
        "village": "示例村", "manage_unit": "示例国有林场", "lin_ban": "0012",
        "xiao_ban": "00007", "xi_ban": "2", "area_mu": "100", "pine_area_mu": "86.4",
        "species": "油松", "composition": "8油2桦", "origin": "人工", "age_years": 32,
        "dbh_cm": "14.5", "density_ha": 1450, "pines_n": 8350, "elevation_m": 1420,
        "slope_deg": 18, "aspect": "北", "stand_class": "纯林", "survey_means": "地面踏查",
        "dead_n": 3, "dying_n": 2, "weak_n": 4, "death_cause": "不明",
        "position": {"lon": "111.9712345", "lat": "38.8654321", "datum": "cgcs2000",
        "source": "hand"},
        "vector_signs": True, "vector_n": 6, "sampled_n": 5, "positive_n": 0,
        "sample_result": "待检", "lab": "示例县林业有害生物防治检疫站",
        "surveyors": ["@示例护林员", "@示例调查员"], "recorder": "@示例调查员",
        "checked_by": "示例林业站", "check_result": "抽查相符", "remark": "陡坡用望远镜",
    },
    correction=Correction("dead_n", "与照片不符，再数", "2", {"dead_n": 2}),
)  # fmt: skip
TREE = Example(
    "pest", PAGE, "pest", "9.4a（异常木）", name="tree",
    said={
        "pest": "松材线虫病疑似", "seen_at": "2026-08-03 09:20",
        "position": SPOT_SAID, "place": "示例沟北坡",
        "sub_compartment": "0012-00007",
        "host": "油松", "trees": [{"state": "枯死", "count": "1"}, {"state": "濒死", "count": "2"}],
        "tree_no": "YC-0312", "symptom": "三 多数", "survey_id": "IDEMO01",
        "description": "针叶黄褐不落，树干有羽化孔", "reported_to": "示例林业站",
        "reported_at": "2026-08-03 09:40",
    },
    stored={
        "pest": "松材线虫病疑似", "seen_at": "2026-08-03T09:20+08:00",
        "position": SPOT,
        "place": "示例沟北坡", "sub_compartment": "0012-00007", "host": "油松",
        "trees": [{"state": "枯死", "count": 1}, {"state": "濒死", "count": 2}],
        "tree_no": "YC-0312", "symptom": "PW3", "survey": "@survey",
        "description": "针叶黄褐不落，树干有羽化孔", "reported_to": "示例林业站",
        "reported_at": "2026-08-03T09:40+08:00",
    },
    correction=Correction("tree_no", "牌号看不清", "YC-0321", {"tree_no": "YC-0321"}),
)  # fmt: skip
SAMPLE = Example(
    "sample", PAGE, "sample", "9.5", parent=("tree", "添加：样品"),
    said={
        "town": "示例乡", "sample_no": "YP-2026-001",
        "taken_at": "2026-08-03 10:05", "place": "示例沟北坡", "species": "油松", "age_years": "32",
        "symptom": "三 多数", "parts": ["树干下部", "树干上部"], "weight_g": "160",
        "sampler_ids": ["示例护林员", SECOND], "seal_no": "XG-00871",
        "tests": "松材线虫", "remark": "冷藏箱",
    },
    stored={
        "sighting": "@pest", "survey": "@survey", "sub_compartment": "0012-00007",
        "town": "示例乡", "sample_no": "YP-2026-001", "taken_at": "2026-08-03T10:05+08:00",
        "position": SPOT,
        "place": "示例沟北坡", "species": "油松", "age_years": 32, "symptom": "PW3",
        "parts": ["LOW", "UP"], "weight_g": 160, "samplers": ["@示例护林员", "@示例调查员"],
        "seal_no": "XG-00871", "tests": "松材线虫", "remark": "冷藏箱",
    },
    correction=Correction("weight_g", "少于复检用量", "180", {"weight_g": 180}),
)  # fmt: skip
CUSTODY = Example(
    "custody", PAGE, "sample", "9.5（流转）", parent=("sample", "添加：样品流转"),
    said={
        "step": "送检", "at": "2026-08-03 11:30", "from_person": "示例护林员",
        "to_person": "示例县站接样人", "signed_both": "是", "place": "示例县防检站",
        "temp_c_e1": "4.5", "seal_ok": "是", "purpose": "检测",
    },
    stored={
        "parent": "@YP-2026-001", "step": "送检", "at": "2026-08-03T11:30+08:00",
        "from_person": "示例护林员", "to_person": "示例县站接样人", "signed_both": True,
        "place": "示例县防检站", "temp_c": "4.5", "seal_no": "XG-00871", "seal_ok": True,
        "purpose": "检测",
    },
)  # fmt: skip
LAB = Example(
    "lab_result", PAGE, "sample", "9.6", parent=("sample", "添加：检测结果"),
    said={
        "methods": ["形态鉴定", "荧光定量PCR"], "tested_n": "3", "positive_n": "0",
        "ct_e2": "38.25",
        "sample_result": "阴性", "pathogen": "拟松材线虫", "laboratory": "示例县防检站",
        "tester": "曾", "checker": "钟", "signer": "李", "report_no": "XGFJ-2026-118",
        "issued_at": "2026-08-03 17:00", "remark": "复检一次",
    },
    stored={
        "parent": "@YP-2026-001", "methods": ["形态鉴定", "荧光定量PCR"], "tested_n": 3,
        "positive_n": 0, "ct": "38.25", "sample_result": "阴性", "pathogen": "拟松材线虫",
        "laboratory": "示例县防检站", "tester": "曾", "checker": "钟", "signer": "李",
        "report_no": "XGFJ-2026-118", "issued_at": "2026-08-03T17:00+08:00",
        "remark": "复检一次",
    },
)  # fmt: skip
FIRST = Example(
    "pest", PAGE, "pest", "9.9（首次发现）", name="first",
    said={
        "pest": "美国白蛾", "seen_at": "2026-08-03 15:10",
        "position": "111.98, 38.87 WGS84", "place": "国道示例段", "host": "杨", "nest_count": "2",
        "pest_stage": ["2龄", "3龄"], "first_case": "是", "description": "树冠上部两个网幕",
    },
    stored={
        "pest": "美国白蛾", "seen_at": "2026-08-03T15:10+08:00",
        "position": {"lon": "111.98", "lat": "38.87", "datum": "wgs84", "source": "hand"},
        "place": "国道示例段", "host": "杨", "nest_count": 2, "pest_stage": ["2龄", "3龄"],
        "first_case": True, "description": "树冠上部两个网幕",
    },
)  # fmt: skip
TOLD = Example(
    "first_report", PAGE, "pest", "9.9（首例报告）", parent=("first", "添加：首例报告"),
    said={
        "act": "报告", "told_level": "县级", "told": "示例县林业局值班室", "told_means": "电话",
        "at": "2026-08-03 15:40", "answer": "已登记，县站当日到场", "note": "网幕两个，照片三张",
    },
    stored={
        "parent": "@pest", "act": "报告", "told_level": "县级", "told": "示例县林业局值班室",
        "told_means": "电话", "at": "2026-08-03T15:40+08:00", "by": "@示例护林员",
        "answer": "已登记，县站当日到场", "note": "网幕两个，照片三张",
    },
)  # fmt: skip
ALL = (ROUND, SURVEY, TREE, SAMPLE, CUSTODY, LAB, FIRST, TOLD)
