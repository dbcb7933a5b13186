"""The criminal thresholds with the published figures (domain.md §1.9)."""

from __future__ import annotations

from typing import Any

import pytest

from patrol_app.domain.builtin_rules import builtin_book
from patrol_app.domain.records.problem import Problem
from patrol_app.domain.rules.thresholds import judge
from tests.support import records as make

MU = 10_000


def problem(category: str, **values: Any) -> Problem:
    """A problem of a category."""
    at = make.at("09:00")
    return Problem(id=make.REC, unit=make.UNIT, category=category, found_at=at, **values)


@pytest.mark.parametrize(
    ("category", "values", "reached", "line"),
    [
        ("P01", {"public_mu_e4": 5 * MU}, True, "公益林 5/5 亩 = 1 ≥ 1"),
        ("P01", {"public_mu_e4": 5 * MU - 5}, False, "公益林 4.9995/5 亩 = 0.9999 < 1"),
        ("P01", {"commercial_mu_e4": 10 * MU}, True, "商品林 10/10 亩 = 1 ≥ 1"),
        ("P17", {"commercial_mu_e4": 9 * MU}, False, "商品林 9/10 亩 = 0.9 < 1"),
        (
            "P01",
            {"public_mu_e4": 3 * MU, "commercial_mu_e4": 4 * MU},
            True,
            "公益林 3/5 亩 + 商品林 4/10 亩 = 1 ≥ 1",
        ),
        (
            "P02",
            {"public_mu_e4": 3 * MU, "commercial_mu_e4": 4 * MU - 1},
            False,
            "公益林 3/5 亩 + 商品林 3.9999/10 亩 = 0.9999 < 1",
        ),
        (
            "P01",
            {"public_mu_e4": 25_000, "penalised_twice": True},
            True,
            "公益林 2.5/2.5 亩 = 1 ≥ 1",
        ),
        ("P02", {"public_mu_e4": 25_000, "penalised_twice": True}, False, ""),
        ("P03", {"volume_m3_e4": 5 * MU}, True, "立木蓄积 5/5 m³ = 1 ≥ 1"),
        ("P03", {"saplings": 200}, True, "幼树 200/200 株 = 1 ≥ 1"),
        ("P03", {"value_fen": 2_000_000}, True, "价值 20000/20000 元 = 1 ≥ 1"),
        ("P03", {"value_fen": 1_999_999}, False, ""),
        (
            "P03",
            {"volume_m3_e4": 2 * MU, "saplings": 120},
            True,
            "立木蓄积 2/5 m³ + 幼树 120/200 株 = 1 ≥ 1",
        ),
        ("P04", {"volume_m3_e4": 20 * MU}, True, ""),
        ("P04", {"saplings": 999}, False, ""),
        ("P04", {"value_fen": 5_000_000}, True, ""),
        ("P05", {"saplings": 1_000}, True, ""),
        ("P05", {"volume_m3_e4": 19 * MU, "value_fen": 100}, False, ""),
        ("P13", {"first_class_plants": 1}, True, ""),
        ("P13", {"second_class_plants": 1}, False, ""),
        ("P13", {"second_class_plants": 2}, True, ""),
        ("P13", {"first_class_m3_e4": 5_000, "second_class_m3_e4": MU}, True, ""),
        ("P13", {"value_fen": 2_000_000}, True, ""),
        ("P07", {"public_mu_e4": 50 * MU}, False, ""),
        ("P01", {}, False, ""),
    ],
)
def test_published_thresholds(
    category: str, values: dict[str, Any], reached: bool, line: str
) -> None:
    found = judge(problem(category, **values), builtin_book())
    assert found.reached is reached
    if line:
        assert found.line == line
    assert not any(part.unverified for part in found.parts)
