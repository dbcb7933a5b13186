"""Base data: a person, a team, a unit, a grid and a task, as the rolls and contracts give them."""

from __future__ import annotations

from tests.support.worked.example import HEAD, Correction, Example
from tests.support.worked.office import Office

PAGE = "base"


def prepare(desk: Office) -> None:
    """Nothing but the first people."""


PERSON = Example(
    "person", PAGE, "person", "9.15（护林员名册）", by=HEAD,
    said={
        "name": "示例护林员丁", "roles": ["护林员"], "duty": "专职护林员", "phone": "13800000001",
        "team": "示例护林队", "fit_until": "2027-05-01", "log_name": "HL-014",
        "receiver": "SN-000147",
    },
    stored={
        "name": "示例护林员丁", "roles": ["ranger"], "duty": "专职护林员",
        "phone": "13800000001", "team": "示例护林队", "fit_until": "2027-05-01",
        "log_name": "HL-014", "receiver": "SN-000147",
    },
    correction=Correction("duty", "", "专职护林员（2026年续聘）",
        {"duty": "专职护林员（2026年续聘）"}),
)  # fmt: skip
GRID = Example(
    "grid", PAGE, "grid", "9.1（网格）", by=HEAD,
    said={
        "grid_no": "032", "name": "示例沟", "ranger_id": "示例护林员丁",
        "supervisor_id": "示例站长",
        "village_chief_id": "示例站长", "area_mu_e4": "2768.4", "division_code": "140925100201",
        "manage_unit": "示例国有林场", "boundary": "东至示例梁，西至示例河",
        "forest_type": "公益林",
        "key_spots": "坟地两处，入山路口", "contract_no": "GH-2026-032",
        "valid_from": "2026-01-01", "valid_to": "2026-12-31",
    },
    stored={
        "grid_no": "032", "name": "示例沟", "ranger": "@示例护林员丁",
        "supervisor": "@示例站长", "village_chief": "@示例站长", "area_mu": "2768.4",
        "admin_code12": "140925100201", "manage_unit": "示例国有林场",
        "boundary": "东至示例梁，西至示例河", "forest_type": "公益林",
        "key_spots": "坟地两处，入山路口", "contract_no": "GH-2026-032",
        "valid_from": "2026-01-01", "valid_to": "2026-12-31",
    },
    correction=Correction("area_mu_e4", "", "2770", {"area_mu": "2770"}),
)  # fmt: skip
TEAM = Example(
    "team", PAGE, "team", "9.13（队伍）", by=HEAD,
    said={
        "name": "示例半专业扑火队", "team_type": "半专业扑火队", "leader_id": "示例站长",
        "member_ids": ["示例护林员丁"], "place": "示例站", "phone": "0350-0000000",
        "valid_from": "2026-01-01", "valid_to": "2026-12-31", "remark": "25 人编制",
    },
    stored={
        "name": "示例半专业扑火队", "team_type": "半专业扑火队", "leader": "@示例站长",
        "members": ["@示例护林员丁"], "place": "示例站", "phone": "0350-0000000",
        "valid_from": "2026-01-01", "valid_to": "2026-12-31", "remark": "25 人编制",
    },
    correction=Correction("place", "", "示例站二楼", {"place": "示例站二楼"}),
)  # fmt: skip
TASK = Example(
    "task", PAGE, "task", "9.1（巡护任务）", by=HEAD,
    said={
        "name": "八月防火巡护", "patrol_type": "防火巡护", "assignee_id": "示例护林员丁",
        "grid_id": "032", "area": "示例沟两侧", "first_day": "2026-08-01", "due_on": "2026-08-31",
        "times": "20", "period": "月", "given_by_id": "示例站长",
        "instructions": "午后必到入山路口",
        "excuses": [
            {"first_day": "2026-08-05", "last_day": "2026-08-06", "reason": "雨雪", "note": "停巡"},
        ],
        "remark": "按旬上报",
    },
    stored={
        "name": "八月防火巡护", "kind": "FIRE", "assignee": "@示例护林员丁", "grid": "032",
        "area": "示例沟两侧", "first_day": "2026-08-01", "due_on": "2026-08-31", "times": 20,
        "period": "月", "given_by": "@示例站长", "instructions": "午后必到入山路口",
        "excuses": [
            {"first_day": "2026-08-05", "last_day": "2026-08-06", "reason": "雨雪", "note": "停巡"},
        ],
        "remark": "按旬上报",
    },
    correction=Correction("times", "", "22", {"times": 22}),
)  # fmt: skip
UNIT = Example(
    "unit", PAGE, "unit", "§8.1（单位）", by=HEAD,
    said={
        "code": "DEMO01A", "name": "示例沟管护点", "level": "站(场)", "parent_code": "DEMO01",
        "division_code": "140925100", "phone": "0350-0000001",
    },
    stored={
        "code": "DEMO01A", "name": "示例沟管护点", "level": "station", "parent_code": "DEMO01",
        "division_code": "140925100", "phone": "0350-0000001",
    },
    correction=Correction("phone", "", "0350-0000002", {"phone": "0350-0000002"}),
)  # fmt: skip
ALL = (PERSON, GRID, TEAM, TASK, UNIT)
