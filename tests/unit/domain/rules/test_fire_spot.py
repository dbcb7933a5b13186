"""A fire spot: its times in order, the check in time, areas that fit."""

from __future__ import annotations

from typing import Any

import pytest

from patrol_app.domain.records.fire_spot import FireSpot, own_spot
from patrol_app.domain.rules.fire_spot import RULES
from tests.support import records as make


def spot(**changes: Any) -> FireSpot:
    """A spot checked after 40 minutes."""
    values = {
        "told_at": make.at("10:00"), "sent_at": make.at("10:05"), "arrived_at": make.at("10:40"),
        "answered_at": make.at("10:50"), "result": "农事用火",
    }  # fmt: skip
    return FireSpot.model_validate({"id": make.REC, "unit": make.UNIT, **values, **changes})


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"arrived_at": make.at("11:01")}, ["spot.late"]),
        ({"arrived_at": make.at("11:00")}, []),
        ({"sent_at": make.at("09:59")}, ["time.order"]),
        ({"answered_at": make.at("09:59")}, ["time.order"]),
        ({"told_at": make.at("23:00")}, ["time.future", "time.order", "time.order"]),
        ({"result": "森林火情", "answered_at": None}, ["spot.answer", "spot.area"]),
        ({"result": "森林火情", "burned_mu_e4": 10, "forest_mu_e4": 11}, ["spot.areas"]),
        ({"result": "森林火情", "burned_mu_e4": 10, "forest_mu_e4": 10}, []),
    ],
)
def test_rules(changes: dict[str, Any], codes: list[str]) -> None:
    record = spot(**changes)
    assert make.codes([one for rule in RULES for one in rule(record, make.context())]) == codes


def test_minutes_follow_from_the_times() -> None:
    own = own_spot(spot())
    assert (own["arrive_min"], own["answer_min"], own["date"]) == (40, 50, "2026-08-03")
    assert own_spot(spot(told_at=None))["arrive_min"] is None
