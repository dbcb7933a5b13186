"""Small real records for tests: every field that submit asks for is filled."""

from __future__ import annotations

from typing import Any

from patrol_app.domain.builtin_rules import builtin_book
from patrol_app.domain.instant import Instant, parse_iso
from patrol_app.domain.position import Place
from patrol_app.domain.records.drill import Drill
from patrol_app.domain.records.finding import Finding
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.domain.records.patrol import Patrol
from patrol_app.domain.records.pest import PestSighting
from patrol_app.domain.remark import Remark, RuleContext

REC = "01900000-0000-7000-8000-000000000001"
RANGER = "01900000-0000-7000-8000-000000000002"
GRID = "01900000-0000-7000-8000-000000000003"
PARTY = "01900000-0000-7000-8000-000000000004"
UNIT = "DEMO01"
NOW_MS = parse_iso("2026-08-03T18:00+08:00").ms
PLACE = Place(lon=1_123_456_789, lat=389_012_345, datum="wgs84", source="hand")


def at(clock: str) -> Instant:
    """The instant ``HH:MM`` of the day the samples play on, Beijing time."""
    return parse_iso(f"2026-08-03T{clock}+08:00")


def context(**changes: Any) -> RuleContext:
    """A rule context in the evening of the samples' day."""
    given: dict[str, Any] = {"now_ms": NOW_MS, "book": builtin_book(), **changes}
    return RuleContext(**given)


def codes(remarks: list[Remark]) -> list[str]:
    """The codes of ``remarks`` in order."""
    return [remark.code for remark in remarks]


def patrol(**changes: Any) -> Patrol:
    """A patrol that submits."""
    values: dict[str, Any] = {
        "id": REC, "unit": UNIT, "ranger_id": RANGER, "grid_id": GRID,
        "patrol_type": "ROUTINE", "means": "徒步", "start_at": at("08:00"), "end_at": at("12:00"),
        "weather": "晴", "temp_c_e1": 215, "wind_force": 2, "wind_dir": "北", "danger_level": 2,
        "route": "示例站—北坡—示例站", "nothing_found": True, "distance_cm": 500_000,
    }  # fmt: skip
    return Patrol.model_validate({**values, **changes})


def finding(**changes: Any) -> Finding:
    """A finding that submits."""
    values: dict[str, Any] = {
        "id": REC, "unit": UNIT, "category": "P06", "found_at": at("09:30"), "position": PLACE,
        "description": "路边堆放枯草", "action": ("劝阻",),
    }  # fmt: skip
    return Finding.model_validate({**values, **changes})


def pest(**changes: Any) -> PestSighting:
    """A sighting "checked, nothing found" that submits."""
    values: dict[str, Any] = {
        "id": REC, "unit": UNIT, "pest": "美国白蛾", "seen_at": at("09:30"), "position": PLACE,
        "nothing_found": True,
    }  # fmt: skip
    return PestSighting.model_validate({**values, **changes})


def grazing(**changes: Any) -> GrazingViolation:
    """A violation with an unknown party that submits."""
    values: dict[str, Any] = {
        "id": REC, "unit": UNIT, "found_at": at("09:30"), "position": PLACE,
        "zone_kind": "禁牧区", "party_unknown": True, "action": ("教育",),
        "livestock": ({"key": "aaaaaaaa", "animal": "绵羊", "age": "成年", "head": 46},),
    }  # fmt: skip
    return GrazingViolation.model_validate({**values, **changes})


def drill(**changes: Any) -> Drill:
    """A drill that submits."""
    values: dict[str, Any] = {
        "id": REC, "unit": UNIT, "name": "秋季拉动", "drill_type": "实战演练",
        "start_at": at("08:00"), "end_at": at("10:00"), "place": "示例沟",
        "commander_id": RANGER, "safety_officer_id": RANGER,
    }  # fmt: skip
    return Drill.model_validate({**values, **changes})
