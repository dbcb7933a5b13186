"""A sighting of wildlife and a tending check, as a field card and a check sheet give them."""

from __future__ import annotations

from tests.support.worked.example import SPOT, SPOT_SAID, Correction, Example
from tests.support.worked.office import Office

PAGE = "forest"
SECOND = "示例护林员乙"


def prepare(desk: Office) -> None:
    """A second pair of eyes, and a grid."""
    second = desk.add("person", name=SECOND, roles=("ranger",))
    desk.add("grid", grid_no="014", name="示例沟", ranger_id=second)


WILDLIFE = Example(
    "wildlife", PAGE, "wildlife", "野外发现记录卡",
    said={
        "species": "褐马鸡", "seen_at": "2026-08-03 06:40", "sign": "实体", "count": "7",
        "counted": "实数", "protection": "国家一级", "condition": "正常", "town": "示例乡",
        "place": "示例沟老窝铺", "position": SPOT_SAID, "altitude_m": "1850",
        "habitat": ["针阔混交林", "灌丛"], "threat": ["放牧干扰"],
        "observer_ids": ["示例护林员", SECOND], "grid_id": "014", "reported_to": "示例县局",
        "reported_at": "2026-08-03 09:00", "secret": "是", "description": "成鸟二只带雏五只",
    },
    stored={
        "species": "褐马鸡", "seen_at": "2026-08-03T06:40+08:00", "sign": "实体", "count": 7,
        "counted": "实数", "protection": "国家一级", "condition": "正常", "town": "示例乡",
        "place": "示例沟老窝铺",
        "position": SPOT,
        "altitude_m": 1850, "habitat": ["针阔混交林", "灌丛"], "threat": ["放牧干扰"],
        "observers": ["@示例护林员", f"@{SECOND}"], "grid": "014", "reported_to": "示例县局",
        "reported_at": "2026-08-03T09:00+08:00", "secret": True,
        "description": "成鸟二只带雏五只",
    },
    correction=Correction("count", "雏鸟未计入", "12", {"count": 12}),
)  # fmt: skip
TENDING = Example(
    "tending", PAGE, "tending", "管护成效检查表",
    said={
        "work": "补植", "project": "示例工程2025年度补植", "work_year": "2025",
        "checked_on": "2026-08-03", "town": "示例乡", "sub_compartment": "0012-00007",
        "position": SPOT_SAID, "area_mu_e4": "120.5", "species": "油松",
        "done_by": "示例造林队", "rate_kind": "成活率",
        "plots": [
            {"plot_no": "1", "planted": "110", "alive": "100"},
            {"plot_no": "2", "planted": "111", "alive": "95", "remark": "干旱"},
        ],
        "measures": ["浇水", "围栏"], "verdict": "合格", "checker_ids": ["示例护林员"],
        "grid_id": "014", "remark": "雨后复查",
    },
    stored={
        "work": "补植", "project": "示例工程2025年度补植", "work_year": 2025,
        "checked_on": "2026-08-03", "town": "示例乡", "sub_compartment": "0012-00007",
        "position": SPOT,
        "area_mu": "120.5", "species": "油松", "done_by": "示例造林队", "rate_kind": "成活率",
        "plots": [
            {"plot_no": "1", "planted": 110, "alive": 100},
            {"plot_no": "2", "planted": 111, "alive": 95, "remark": "干旱"},
        ],
        "measures": ["浇水", "围栏"], "verdict": "合格", "checkers": ["@示例护林员"],
        "grid": "014", "remark": "雨后复查",
    },
    correction=Correction("area_mu_e4", "与设计不符", "118", {"area_mu": "118"}),
)  # fmt: skip
ALL = (WILDLIFE, TENDING)
