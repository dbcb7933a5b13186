"""Papers 9.7 to 9.9, 9.14 and 9.16: disposal, traps, webworm, control, forecast, figures."""

from __future__ import annotations

from tests.support.worked.example import SPOT, SPOT_SAID, Correction, Example
from tests.support.worked.pest_examples import PAGE, SECOND, prepare

__all__ = ["ALL", "prepare"]  # the same second surveyor

DISPOSAL = Example(
    "disposal", PAGE, "disposal", "9.7",
    said={
        "town": "示例乡", "sub_compartment": "0012-00007", "crew": "兴绿林业队",
        "start_on": "2026-08-01", "end_on": "2026-08-03", "felling": "择伐", "felled_n": "14",
        "infected_n": "2", "dead_n": "7", "dying_n": "5", "volume_m3_e4": "3.286",
        "weight_t_e2": "2.75", "stump_cm": "4", "stump_ways": ["剥皮", "覆膜"],
        "branches_done": "是", "treats": ["粉碎", "烧毁"], "treated_place": "示例沟作业点",
        "position": SPOT_SAID, "supervisor": "示例监理员",
        "image_nos": "IMG-201—IMG-209", "remark": "伐桩逐个拍照",
    },
    stored={
        "town": "示例乡", "sub_compartment": "0012-00007", "crew": "兴绿林业队",
        "start_on": "2026-08-01", "end_on": "2026-08-03", "felling": "择伐", "felled_n": 14,
        "infected_n": 2, "dead_n": 7, "dying_n": 5, "volume_m3": "3.286", "weight_t": "2.75",
        "stump_cm": 4, "stump_ways": ["剥皮", "覆膜"], "branches_done": True,
        "treats": ["粉碎", "烧毁"], "treated_place": "示例沟作业点",
        "position": SPOT,
        "supervisor": "示例监理员", "image_nos": "IMG-201—IMG-209", "remark": "伐桩逐个拍照",
    },
    correction=Correction("stump_cm", "照片上更高", "5", {"stump_cm": 5}),
)  # fmt: skip
ACCEPTANCE = Example(
    "acceptance", PAGE, "disposal", "9.7（验收）", parent=("disposal", "添加：除治验收"),
    said={
        "at": "2026-08-03 16:10", "inspectors": "钟、李", "supervisor": "示例监理员",
        "stump_cm": "5", "left_n": "0", "acceptance": "合格", "remark": "现场清理干净",
    },
    stored={
        "parent": "@disposal", "at": "2026-08-03T16:10+08:00", "inspectors": "钟、李",
        "supervisor": "示例监理员", "stump_cm": 5, "left_n": 0, "acceptance": "合格",
        "remark": "现场清理干净",
    },
)  # fmt: skip
TRAP = Example(
    "trap", PAGE, "trap", "9.8",
    said={
        "trap_no": "YB-01", "trap_kind": "诱捕器", "pest": "松材线虫病疑似", "target": "松墨天牛",
        "position": SPOT_SAID, "place": "示例沟口", "town": "示例乡",
        "sub_compartment": "0012-00007", "lure": "APF-I", "height_m_e1": "1.5",
        "hung_on": "2026-05-01", "keeper_id": "示例护林员", "remark": "林缘向阳处",
    },
    stored={
        "trap_no": "YB-01", "trap_kind": "诱捕器", "pest": "松材线虫病疑似",
        "target": "松墨天牛",
        "position": SPOT,
        "place": "示例沟口", "town": "示例乡", "sub_compartment": "0012-00007", "lure": "APF-I",
        "height_m": "1.5", "hung_on": "2026-05-01", "keeper": "@示例护林员",
        "remark": "林缘向阳处",
    },
    correction=Correction("lure", "写全型号", "APF-I 持久型", {"lure": "APF-I 持久型"}),
)  # fmt: skip
CHECK = Example(
    "trap_check", PAGE, "trap", "9.8（检查）", parent=("trap", "添加：诱捕器检查"),
    said={
        "checked_on": "2026-08-03", "female_n": "12", "male_n": "9", "other_n": "3",
        "other_species": "小蠹", "lure_changed": "是", "checker_id": "示例护林员",
        "remark": "雨后检查",
    },
    stored={
        "parent": "@YB-01", "checked_on": "2026-08-03", "female_n": 12, "male_n": 9,
        "other_n": 3, "other_species": "小蠹", "lure_changed": True, "checker": "@示例护林员",
        "remark": "雨后检查",
    },
)  # fmt: skip
WEBWORM = Example(
    "webworm", PAGE, "webworm", "9.9",
    said={
        "generation": "第2代", "surveyed_on": "2026-08-03", "webworm_means": "标准地",
        "town": "示例乡", "place": "国道两侧", "position": SPOT_SAID,
        "hosts": ["白蜡", "杨"], "checked_n": "40", "infested_n": "3", "nests_n": "5",
        "larvae_per_nest": "120", "stages": ["2龄", "3龄"], "leaf_loss_e2": "2.5",
        "area_mu_e4": "50", "occurred_mu_e4": "3.5", "treatment": "剪除网幕并烧毁",
        "surveyor_ids": ["示例护林员", SECOND], "remark": "第二次踏查",
    },
    stored={
        "generation": "第2代", "surveyed_on": "2026-08-03", "webworm_means": "标准地",
        "town": "示例乡", "place": "国道两侧",
        "position": SPOT,
        "hosts": ["白蜡", "杨"], "checked_n": 40, "infested_n": 3, "nests_n": 5,
        "larvae_per_nest": 120, "stages": ["2龄", "3龄"], "leaf_loss": "2.5", "area_mu": "50",
        "occurred_mu": "3.5", "treatment": "剪除网幕并烧毁",
        "surveyors": ["@示例护林员", "@示例调查员"], "remark": "第二次踏查",
    },
    correction=Correction("nests_n", "照片上六个", "6", {"nests_n": 6}),
)  # fmt: skip
CONTROL = Example(
    "control_work", PAGE, "control_work", "9.14（防治）",
    said={
        "code": "2026-飞防-1", "pest_name": "美国白蛾", "town": "示例乡", "place": "国道示例段",
        "start_on": "2026-07-01", "end_on": "2026-07-02", "control_means": "飞防",
        "agent": "25%灭幼脲 40 克/亩", "area_mu_e4": "800", "clean_mu_e4": "720",
        "effect_e2": "93.5", "crew": "示例航化队", "remark": "避开养蜂点",
    },
    stored={
        "code": "2026-飞防-1", "pest_name": "美国白蛾", "town": "示例乡", "place": "国道示例段",
        "start_on": "2026-07-01", "end_on": "2026-07-02", "control_means": "飞防",
        "agent": "25%灭幼脲 40 克/亩", "area_mu": "800", "clean_mu": "720", "effect": "93.5",
        "crew": "示例航化队", "remark": "避开养蜂点",
    },
    correction=Correction("clean_mu_e4", "少计一架次", "760", {"clean_mu": "760"}),
)  # fmt: skip
FORECAST = Example(
    "forecast", PAGE, "forecast", "9.14（预测）",
    said={
        "year": "2027", "span": "全年", "pest_name": "美国白蛾", "town": "示例乡",
        "period": "5月下旬—7月上旬", "trend": "上升", "degree": "轻", "area_mu_e4": "900",
        "last_mu_e4": "800", "bases": ["越冬基数", "专家会商"], "confidence": "中",
        "measures": "网幕期集中剪除", "met_on": "2026-08-02",
        "participants": "示例县站、各乡林业站",
        "conclusion": "略重于上年", "remark": "辅助预测",
    },
    stored={
        "year": 2027, "span": "全年", "pest_name": "美国白蛾", "town": "示例乡",
        "period": "5月下旬—7月上旬", "trend": "上升", "degree": "轻", "area_mu": "900",
        "last_mu": "800", "bases": ["越冬基数", "专家会商"], "confidence": "中",
        "measures": "网幕期集中剪除", "met_on": "2026-08-02",
        "participants": "示例县站、各乡林业站", "conclusion": "略重于上年",
        "remark": "辅助预测",
    },
    correction=Correction("area_mu_e4", "与会商纪要不符", "880", {"area_mu": "880"}),
)  # fmt: skip
FIGURE = Example(
    "reported_figure", PAGE, "reported_figure", "9.16",
    said={
        "code": "2026-FOREST", "year": "2026", "figure": "现有林及幼林面积",
        "town": "示例乡", "area_mu_e4": "12790000", "source": "示例市林草局 2026 年报",
        "as_of": "2026-06-30", "remark": "含幼林",
    },
    stored={
        "code": "2026-FOREST", "year": 2026, "figure": "FOREST", "town": "示例乡",
        "area_mu": "12790000", "source": "示例市林草局 2026 年报", "as_of": "2026-06-30",
        "remark": "含幼林",
    },
    correction=Correction("source", "写文号", "示林字〔2026〕5号", {"source": "示林字〔2026〕5号"}),
)  # fmt: skip
ALL = (DISPOSAL, ACCEPTANCE, TRAP, CHECK, WEBWORM, CONTROL, FORECAST, FIGURE)
