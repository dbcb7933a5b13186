"""Small real wildlife sightings and tending checks: every field that submit asks for is filled."""

from __future__ import annotations

from typing import Any

from patrol_app.domain.records.tending import Plot, TendingCheck
from patrol_app.domain.records.wildlife import WildlifeSighting
from tests.support.records import PLACE, RANGER, REC, UNIT, at


def plot(no: int, planted: int | None, alive: int | None) -> Plot:
    """One counted plot."""
    return Plot(
        key="aaaaaaa" + "abcdefgh"[no], order=no, plot_no=str(no), planted=planted, alive=alive
    )


WILDLIFE: dict[str, Any] = {
    "species": "褐马鸡", "seen_at": at("06:40"), "sign": "实体", "count": 7, "counted": "实数",
    "protection": "国家一级", "condition": "正常", "town": "示例乡", "place": "示例沟老窝铺",
    "position": PLACE, "altitude_m": 1_850, "habitat": ("针阔混交林",), "threat": ("无",),
    "observer_ids": (RANGER,), "description": "一大群在林缘取食",
}  # fmt: skip
TENDING: dict[str, Any] = {
    "work": "补植", "project": "示例工程", "work_year": 2025, "checked_on": "2026-08-03",
    "town": "示例乡", "sub_compartment": "0012-00007", "area_mu_e4": 1_200_000,
    "species": "油松", "done_by": "示例造林队", "rate_kind": "成活率",
    "plots": (plot(1, 110, 100), plot(2, 111, 95)), "verdict": "合格", "checker_ids": (RANGER,),
}  # fmt: skip


def wildlife(**changes: Any) -> WildlifeSighting:
    """A flock seen in the morning of the samples' day."""
    return WildlifeSighting(id=REC, unit=UNIT, **{**WILDLIFE, **changes})


def tending(**changes: Any) -> TendingCheck:
    """A replanting of last year with two plots."""
    return TendingCheck(id=REC, unit=UNIT, **{**TENDING, **changes})
