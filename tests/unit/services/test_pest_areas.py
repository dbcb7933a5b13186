"""Areas of the pest tables: no place counts twice inside a year (``domain.md`` §4.1)."""

from __future__ import annotations

from typing import Any, cast

from patrol_app.domain.pest_rates import disaster_rate
from patrol_app.domain.records.pest_figures import ControlWork
from patrol_app.domain.records.pest_survey import Survey
from patrol_app.services.pest_areas import WEBWORM, WILT, areas_of
from patrol_app.services.stored import Stored
from tests.support import pests as make

MU = 10_000
ONE, TWO = (f"01900000-0000-7000-8000-00000000010{n}" for n in (1, 2))


def sheet(xiao_ban: str, **changes: Any) -> Survey:
    """An epidemic sub-compartment of 100 亩."""
    proven = {"nothing_found": None, "is_epidemic": True, "area_mu_e4": 100 * MU}
    return cast(Survey, make.made("survey", xiao_ban=xiao_ban, **{**proven, **changes}))


def worm(occurred: int, judged: dict[str, str]) -> Stored:
    """A webworm survey of one place, as judged."""
    record = make.made("webworm", occurred_mu_e4=occurred)
    said = {name: {"value": value} for name, value in judged.items()}
    return Stored("webworm", record, "submitted", created_ms=0, heads=(), judged=said)


def test_a_sub_compartment_surveyed_in_spring_and_autumn_counts_once_and_whole() -> None:
    found = areas_of([sheet("00007"), sheet("00007", pine_area_mu_e4=40 * MU)], [], [])
    area = found[WILT, "", "示例乡"]
    assert (area.disaster, area.occurred) == (100 * MU, 100 * MU)
    two = areas_of([sheet("00007"), sheet("00008")], [], [])[WILT, "", "示例乡"]
    assert two.disaster == 200 * MU
    # the newest sheet decides: what was cleared since counts no more
    clean = cast(Survey, make.made("survey", xiao_ban="00007"))
    assert areas_of([sheet("00007"), clean], [], []) == {}


def test_of_the_generations_of_a_place_the_greatest_area_counts() -> None:
    rows = [
        worm(30 * MU, {"grade": "轻", "disaster": "否"}),
        worm(50 * MU, {"grade": "重", "disaster": "是"}),
        worm(20 * MU, {"grade": "轻", "disaster": "否"}),
    ]
    area = areas_of([], rows, [])[WEBWORM, "", "示例乡"]
    assert (area.occurred, area.grades["重"], area.disaster) == (50 * MU, 50 * MU, 50 * MU)
    # 50 亩 of 1279 万亩 are the published 0.004 ‰
    assert disaster_rate(area.disaster, 12_790_000 * MU).text() == "0.004"


def test_one_name_in_two_counties_is_two_places() -> None:
    """城关镇 is the name of many townships, and every county counts its sub-compartments anew."""
    here, there = sheet("00007", unit="DEMO01", id=ONE), sheet("00007", unit="DEMO11", id=TWO)
    own = sheet("00007", unit="DEMO0A")  # the county's own look at the same sub-compartment
    county = {"DEMO01": "DEMO0A", "DEMO0A": "DEMO0A", "DEMO11": "DEMO0B"}
    found = areas_of([here, there, own], [], [], county)
    assert {place: area.disaster for place, area in found.items()} == {
        (WILT, "DEMO0A", "示例乡"): 100 * MU, (WILT, "DEMO0B", "示例乡"): 100 * MU,
    }  # fmt: skip


def test_what_a_city_wrote_stands_with_the_only_county_of_that_township() -> None:
    """The city's own flight over a township is no second township of the same name."""
    work = [make.made("control_work", unit="DEMO00", pest_name=WILT)]
    county = {"DEMO01": "DEMO0A", "DEMO11": "DEMO0B", "DEMO00": ""}
    here, there = sheet("00007", unit="DEMO01", id=ONE), sheet("00007", unit="DEMO11", id=TWO)
    found = areas_of([here], [], cast("list[ControlWork]", work), county)
    assert [(place, area.controlled > 0) for place, area in found.items()] == [
        ((WILT, "DEMO0A", "示例乡"), True)
    ]
    both = areas_of([here, there], [], cast("list[ControlWork]", work), county)
    assert both[WILT, "", "示例乡"].controlled and len(both) == 3  # nobody knows which
