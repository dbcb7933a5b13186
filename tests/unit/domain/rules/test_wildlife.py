"""Rules of wildlife sightings, and what of them is told to others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.blurring import CELL, blurred
from patrol_app.domain.position import Place
from patrol_app.domain.records import record_type
from patrol_app.domain.records.wildlife import HIDDEN, guarded, own, sensitive, tally
from patrol_app.domain.rules.filled import filled
from patrol_app.domain.rules.wildlife import RULES
from patrol_app.domain.setting import RuleBook, RuleValue
from patrol_app.services.tallies import figures_line
from tests.support.forest import wildlife
from tests.support.records import at, codes, context


def remarks(book: RuleBook | None = None, **changes: Any) -> list[str]:
    """What the rules say of a sighting."""
    known = context() if book is None else context(book=book)
    found = [one for rule in (filled, *RULES) for one in rule(wildlife(**changes), known)]
    return codes(found)


def test_a_whole_sighting_passes() -> None:
    assert remarks() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"count": None}, "wildlife.count"),
        ({"count": 0, "sign": "植株"}, "wildlife.count"),
        ({"sign": "红外相机"}, "wildlife.camera"),
        ({"species": "其他", "protection": ""}, "wildlife.name"),
        ({"threat": ("无", "采挖")}, "wildlife.threat"),
        ({"condition": "受伤"}, "wildlife.hurt"),
        ({"protection": "未列入"}, "wildlife.class"),
        ({"seen_at": at("23:40")}, "time.future"),
        ({"reported_at": at("05:00")}, "time.order"),
        ({"altitude_m": 8_999, "habitat": ()}, "field.required"),
        ({"species": "褐马"}, "field.word"),
    ],
)
def test_what_is_missing_is_said(changes: dict[str, Any], code: str) -> None:
    assert remarks(**changes) == [code]


@pytest.mark.parametrize(
    "changes",
    [
        {"sign": "粪便", "count": None},
        {"sign": "红外相机", "camera_no": "C-07"},
        {"species": "臭冷杉", "sign": "植株", "protection": "不详"},
        {"species": "其他", "species_name": "示例种", "protection": ""},
        {"condition": "死亡", "reported_to": "示例县局", "reported_at": at("07:00")},
    ],
)
def test_other_sightings_pass(changes: dict[str, Any]) -> None:
    assert remarks(**changes) == []


def test_the_class_says_whether_its_source_was_checked() -> None:
    (weak,) = [one for rule in RULES for one in rule(wildlife(protection=""), context())]
    assert weak.level == "warning" and "not checked" in weak.msgid
    sure = RuleBook([RuleValue("wildlife.class.褐马鸡", 1, source="S", confidence="V")])
    (firm,) = [one for rule in RULES for one in rule(wildlife(protection=""), context(book=sure))]
    assert "not checked" not in firm.msgid
    assert firm.params == {"species": "褐马鸡", "known": "国家一级"}
    none = RuleBook([RuleValue("wildlife.class.褐马鸡", 3)])
    assert remarks(none, protection="") == [] == remarks(RuleBook(), protection="省级重点")


def test_a_sensitive_place_is_told_roughly() -> None:
    whole, told = wildlife(), guarded(wildlife())
    assert told.position is not None and whole.position is not None
    assert (told.position.lon, told.position.lat) == (1_123_450_000, 389_050_000)
    assert (told.place, told.camera_no, told.altitude_m, told.description) == ("", "", None, "")
    assert told.edited(**{n: getattr(whole, n) for n in ("position", "place", "altitude_m")}) == (
        whole.edited(description="")
    )
    assert own(told)["lon"] == told.position.lon
    changed = {name for name, value in dict(told).items() if value != getattr(whole, name)}
    assert changed | {"camera_no"} == set(HIDDEN) == set(record_type("wildlife").hides)


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, True),
        ({"protection": "国家二级"}, True),
        ({"protection": "省级重点"}, False),
        ({"protection": "未列入", "secret": True}, True),
        ({"protection": ""}, False),
    ],
)
def test_who_is_sensitive(changes: dict[str, Any], kept: bool) -> None:
    one = wildlife(**changes)
    assert sensitive(one) is kept and (guarded(one) != one) is kept


@given(st.integers(-1_799_000_000, 1_799_000_000), st.integers(-899_000_000, 899_000_000))
def test_a_cell_tells_nothing_but_itself(lon: int, lat: int) -> None:
    place = Place(lon=lon, lat=lat, datum="wgs84", source="hand")
    told = blurred(place)
    assert told is not None and blurred(told) == told
    assert abs(told.lon - lon) <= CELL // 2 and abs(told.lat - lat) <= CELL // 2
    corner = place.model_copy(update={"lon": lon // CELL * CELL, "lat": lat // CELL * CELL})
    assert blurred(corner) == told and blurred(None) is None


def test_figures_count_species_and_classes() -> None:
    rows = [
        wildlife(), wildlife(), wildlife(species="赤狐", protection="国家二级"),
        wildlife(species="其他", species_name="示例种", protection=""),
    ]  # fmt: skip
    words = figures_line(tally(rows)).split("　")
    assert words[:3] == ["Sightings in all 4", "Species in all 3", "Of the national classes 3"]
    assert words[3:] == ["Brown eared pheasant 2", "示例种 1", "Red fox 1"]
    assert [one.text for one in tally([])] == ["0", "0", "0"]
