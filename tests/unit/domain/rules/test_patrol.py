"""Patrol rules, each with its line of the domain reference."""

from __future__ import annotations

from typing import Any

import pytest

from patrol_app.domain.records import record_type
from patrol_app.domain.records.grid import Grid
from patrol_app.domain.setting import RuleBook, RuleValue
from tests.support import records as make


def remarks(given: Any, **changes: Any) -> dict[str, str]:
    """code -> level of everything the type's rules say."""
    context = make.context(**changes)
    found = [m for rule in record_type("patrol").rules for m in rule(given, context)]
    assert all(remark.message() for remark in found)
    return {remark.code: remark.level for remark in found}


def test_a_full_patrol_submits() -> None:
    assert remarks(make.patrol()) == {}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"route": "  "}, "field.required"),
        ({"weather": "冰雹"}, "field.word"),
        ({"wind_force": 13}, "field.range"),
        ({"temp_c_e1": None}, "field.required"),
        ({"end_at": make.at("08:00")}, "time.order"),
        ({"end_at": make.at("19:00")}, "time.future"),
        ({"rest_min": 300}, "patrol.rest"),
        ({"nothing_found": None}, "patrol.found_neither"),
        ({"substitute_id": make.PARTY}, "patrol.substitute"),
    ],
)
def test_each_fault_is_an_error(changes: dict[str, Any], code: str) -> None:
    assert remarks(make.patrol(**changes)).get(code) == "error"


def test_more_than_a_day_is_refused() -> None:
    early = make.at("08:00")._replace(ms=make.at("08:00").ms - 2 * 86_400_000)
    assert remarks(make.patrol(start_at=early))["patrol.too_long"] == "error"


def test_nothing_found_and_a_finding_never_both() -> None:
    children = {"finding": [make.finding()]}
    assert "patrol.found_both" in remarks(make.patrol(), children=children)
    assert remarks(make.patrol(nothing_found=False), children=children) == {}


def test_overlap_names_the_other_patrol() -> None:
    assert remarks(make.patrol(), overlapping=["P1"]) == {"patrol.overlap": "error"}


def test_another_rangers_grid_is_remarked() -> None:
    grid = Grid(id=make.GRID, unit=make.UNIT, grid_no="1", ranger_id=make.PARTY)
    assert remarks(make.patrol(), related={"grid_id": grid}) == {"patrol.grid": "warning"}
    own = grid.edited(ranger_id=make.RANGER)
    assert remarks(make.patrol(), related={"grid_id": own}) == {}


def test_late_entry_is_marked() -> None:
    late = make.NOW_MS + 5 * 86_400_000
    assert remarks(make.patrol(), now_ms=late) == {"patrol.late_entry": "note"}
    assert remarks(make.patrol(), now_ms=late, book=RuleBook()) == {}


def test_future_is_soft_while_the_clock_is_doubtful() -> None:
    found = remarks(make.patrol(end_at=make.at("19:00")), clock_doubtful=True)
    assert found == {"time.future": "warning"}


def test_no_length_is_said() -> None:
    assert remarks(make.patrol(distance_cm=None)) == {"patrol.no_length": "warning"}


def test_rule_book_takes_the_regions_own_row_and_the_date() -> None:
    book = RuleBook(
        [
            RuleValue("k", 1),
            RuleValue("k", 2, region="DEMO01", valid_from="2026-01-01", valid_to="2026-12-31"),
            RuleValue("k", 3, enabled=False, valid_from="2026-06-01"),
        ]
    )
    assert [book.find("k", d, "DEMO01").value for d in ("2025-05-01", "2026-05-01")] == [1, 2]  # type: ignore[union-attr]
    assert book.find("k", "2027-01-01", "DEMO01").value == 1  # type: ignore[union-attr]
    assert book.find("other") is None
    assert len(book.rows()) == 3
    assert RuleValue("k", 1).unverified
    assert not RuleValue("k", 1, confidence="V").unverified
