"""Small real wildlife sightings: every field that submit asks for is filled."""

from __future__ import annotations

from typing import Any

from patrol_app.domain.records.wildlife import WildlifeSighting
from tests.support.records import PLACE, RANGER, REC, UNIT, at


WILDLIFE: dict[str, Any] = {
    "species": "褐马鸡", "seen_at": at("06:40"), "sign": "实体", "count": 7, "counted": "实数",
    "protection": "国家一级", "condition": "正常", "town": "示例乡", "place": "示例沟老窝铺",
    "position": PLACE, "altitude_m": 1_850, "habitat": ("针阔混交林",), "threat": ("无",),
    "observer_ids": (RANGER,), "description": "一大群在林缘取食",
}  # fmt: skip
def wildlife(**changes: Any) -> WildlifeSighting:
    """A flock seen in the morning of the samples' day."""
    return WildlifeSighting(id=REC, unit=UNIT, **{**WILDLIFE, **changes})
