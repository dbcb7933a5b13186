"""Papers 9.1 and 9.3: a ranger's daily log with a finding, a chief's tour."""

from __future__ import annotations

from tests.support.worked.example import Correction, Example
from tests.support.worked.office import Office

PAGE = "patrol"


def prepare(desk: Office) -> None:
    """The ranger's grid, and somebody who walks along."""
    desk.add("grid", grid_no="014", name="示例沟", ranger_id=desk.author)
    desk.add("person", name="示例同行", roles=("ranger",))


FINDING = Example(
    "finding", PAGE, "", "9.1（发现问题、处理、报告）", parent=("patrol", "登记发现"),
    said={
        "category": "违规野外用火", "found_at": "2026-08-03 10:15",
        "position": "111.97, 38.8611111 WGS84", "place": "示例沟口",
        "description": "田埂堆放秸秆待烧",
        "action": ["劝阻", "报告"], "reported_to": "示例林业站值班室",
        "reported_at": "2026-08-03 10:30", "severity": "一般",
    },
    stored={
        "patrol": "@patrol", "category": "P06", "found_at": "2026-08-03T10:15+08:00",
        "position": {"lon": "111.97", "lat": "38.8611111", "datum": "wgs84", "source": "hand"},
        "place": "示例沟口", "description": "田埂堆放秸秆待烧", "action": ["劝阻", "报告"],
        "reported_to": "示例林业站值班室", "reported_at": "2026-08-03T10:30+08:00",
        "severity": "一般",
    },
    correction=Correction("severity", "", "较重", {"severity": "较重"}),
)  # fmt: skip
DAY = Example(
    "patrol", PAGE, "", "9.1",
    said={
        "date": "2026-08-03", "weather": "多云", "temp_c_e1": "21.5", "wind_force": "2",
        "wind_dir": "东南", "danger_level": "2 级 较低火险", "ranger_id": "示例护林员",
        "grid_id": "014", "patrol_type": "日常巡护", "means": "徒步", "start_at": "08:00",
        "end_at": "12:30", "route": "示例站—北坡—示例沟—示例站", "distance_cm": "6.24",
        "people_met": "3", "vehicles_met": "1", "people_purpose": "采药",
        "publicity_households": "4", "publicity_people": "9", "publicity_leaflets": "12",
        "tools": "二号工具、望远镜", "day_kind": "正常", "log_no": "014-215", "remark": "下午休整",
    },
    stored={
        "log_no": "014-215", "ranger": "@示例护林员", "grid": "014", "type": "ROUTINE",
        "means": "徒步", "start_at": "2026-08-03T08:00+08:00",
        "end_at": "2026-08-03T12:30+08:00", "weather": "多云", "temp_c": "21.5",
        "wind_force": 2, "wind_dir": "东南", "danger_level": 2,
        "route": "示例站—北坡—示例沟—示例站", "day_kind": "正常", "people_met": 3,
        "vehicles_met": 1, "people_purpose": "采药", "publicity_households": 4,
        "publicity_people": 9, "publicity_leaflets": 12, "tools": "二号工具、望远镜",
        "remark": "下午休整", "distance_km": "6.24",
    },
    correction=Correction("route", "写明经过的村", "示例站—北坡—示例村—示例站",
                          {"route": "示例站—北坡—示例村—示例站"}),
    inner=(FINDING,),
)  # fmt: skip
TOUR = Example(
    "patrol", PAGE, "", "9.3", name="tour",
    said={
        "date": "2026-08-03", "ranger_id": "示例同行", "patrol_type": "林长巡林", "means": "车辆",
        "start_at": "14:00", "end_at": "16:30", "route": "示例乡—示例沟—示例水库",
        "distance_cm": "18.5", "linzhang_level": "乡级", "linzhang_mode": "日常巡林",
        "duty_area": "示例乡责任区", "accompanied_by": "示例站长、示例村主任",
        "inspected": ["护林员履职", "禁牧封育"], "instructions": "补立禁牧牌两块",
        "duty_unit": "示例林业站", "instructed_due": "2026-08-20", "nothing_found": "是",
    },
    stored={
        "ranger": "@示例同行", "grid": "014", "type": "LINZHANG", "means": "车辆",
        "start_at": "2026-08-03T14:00+08:00", "end_at": "2026-08-03T16:30+08:00",
        "route": "示例乡—示例沟—示例水库", "nothing_found": True, "distance_km": "18.5",
        "linzhang_level": "town", "linzhang_mode": "日常巡林", "duty_area": "示例乡责任区",
        "accompanied_by": "示例站长、示例村主任", "inspected": ["护林员履职", "禁牧封育"],
        "instructions": "补立禁牧牌两块", "duty_unit": "示例林业站",
        "instructed_due": "2026-08-20",
    },
    correction=Correction(
        "instructions", "写明地点", "示例沟口补立禁牧牌两块",
        {"instructions": "示例沟口补立禁牧牌两块"},
    ),
)  # fmt: skip
ALL = (DAY, TOUR)
