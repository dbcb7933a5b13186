"""Patrol rules, each with its line of the domain reference."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.instant import date_of
from patrol_app.domain.records import record_type
from patrol_app.domain.records.grid import Grid
from patrol_app.domain.records.patrol import (
    Patrol,
    day_spans,
    days,
    everybody,
    evidence_grade,
    minutes,
    person_minutes,
    presence,
    time_spans,
    walker,
)
from patrol_app.domain.rules.patrol_times import late_days
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


DAY = 86_400_000


def leg(number: int, first: int, last: int, **more: Any) -> dict[str, Any]:
    """A leg from and to, ms after 08:00 of the samples' day."""
    start = make.at("08:00").ms
    return {
        "key": f"aaaaaaa{'abcdefgh'[number]}", "order": number, "track_source": "file",
        "start_at": (start + first, "second"), "end_at": (start + last, "second"), **more,
    }  # fmt: skip


def several_days(**more: Any) -> Patrol:
    """Three days ago 08:00 to today 12:00 with a leg of four hours on three of the days."""
    hours = 4 * 3_600_000
    legs = tuple(leg(at, -day * DAY, -day * DAY + hours) for at, day in enumerate((3, 1, 0)))
    start = make.at("08:00")._replace(ms=make.at("08:00").ms - 3 * DAY)
    return make.patrol(**{"start_at": start, "legs": legs, **more})


def test_several_days_by_their_legs() -> None:
    # §1.6 row 7 and decision 071
    patrol = several_days(rest_min=30)
    assert remarks(patrol) == {}
    assert days(patrol) == ("2026-07-31", "2026-08-02", "2026-08-03")
    assert minutes(patrol) == 3 * 240 - 30
    long = several_days(legs=(leg(0, -3 * DAY, -DAY),))
    assert remarks(long)["patrol.too_long"] == "error"
    book = RuleBook([RuleValue("patrol.days.longest", 2)])
    assert remarks(several_days(), book=book)["patrol.many_days"] == "warning"


def test_a_night_patrol_is_the_day_it_began() -> None:
    start = make.at("22:00")._replace(ms=make.at("22:00").ms - DAY)
    night = make.patrol(start_at=start, end_at=make.at("03:00"))
    assert days(night) == ("2026-08-02",)
    assert minutes(night) == 300


@given(
    spans=st.lists(
        st.tuples(st.integers(0, 4 * 1440), st.integers(1, 1440)), min_size=1, max_size=5
    )
)
def test_days_make_the_time_and_overlaps_count_once(spans: list[tuple[int, int]]) -> None:
    legs = tuple(
        leg(at, -6 * DAY + begin * 60_000, -6 * DAY + (begin + long) * 60_000)
        for at, (begin, long) in enumerate(spans)
    )
    start = make.at("08:00")._replace(ms=make.at("08:00").ms - 6 * DAY)
    patrol = make.patrol(start_at=start, legs=legs)
    ground = sum(end - begin for _date, begin, end in day_spans(patrol))
    assert ground == sum(end - begin for begin, end in time_spans(patrol))
    covered = {minute for begin, long in spans for minute in range(begin, begin + long)}
    assert minutes(patrol) == len(covered)
    for date, begin, end in day_spans(patrol):
        assert date_of(begin) == date == date_of(end - 1)


def test_a_leg_beyond_the_patrol_is_said() -> None:
    inside = make.patrol(legs=(leg(0, 0, 4 * 3_600_000),))
    assert "patrol.leg_outside" not in remarks(inside)
    beyond = make.patrol(legs=(leg(0, 0, 5 * 3_600_000),))
    assert remarks(beyond)["patrol.leg_outside"] == "warning"


def test_evidence_grades() -> None:
    # §1.7: A = recorded here, or the file of an enrolled receiver taken in within 48 h
    def grade(**more: Any) -> str:
        """Of one leg that ends at 12:00."""
        return evidence_grade(make.patrol(legs=(leg(0, 0, 4 * 3_600_000, **more),)))

    end = make.at("12:00").ms
    assert grade(track_source="recorded") == "A"
    assert grade(track_source="receiver", taken_at=(end + 2 * DAY, "second")) == "A"
    assert grade(track_source="receiver", taken_at=(end + 2 * DAY + 1, "second")) == "B"
    assert grade(track_source="file") == "B"
    assert grade(track_source="drawn") == "C"
    assert grade(track_source="none") == "D"
    both = (leg(0, 0, 1000, track_source="recorded"), leg(1, 2000, 3000, track_source="drawn"))
    assert evidence_grade(make.patrol(legs=both)) == "C"
    assert evidence_grade(make.patrol()) == "D"


def test_person_hours_count_everybody_once() -> None:
    assert person_minutes(make.patrol(rest_min=40)) == 200
    assert person_minutes(make.patrol(companions=(make.PARTY, make.REC))) == 720
    assert person_minutes(make.patrol(companions=(make.RANGER,))) == 240
    stand_in = make.patrol(substitute_id=make.PARTY, companions=(make.PARTY,))
    assert (walker(stand_in), person_minutes(stand_in)) == (make.PARTY, 240)


def test_person_hours_count_by_leg() -> None:
    # domain reference §1 (a leg carries its people), decision 145
    hour = 3_600_000
    pair = (leg(0, 0, 2 * hour), leg(1, 2 * hour, 4 * hour, people=(make.RANGER,)))
    both = make.patrol(companions=(make.REC,), legs=pair)
    assert presence(both, make.REC) == ((make.at("08:00").ms, make.at("10:00").ms),)
    assert person_minutes(both) == 240 + 120
    assert person_minutes(both.edited(rest_min=40)) == (240 - 40) * 360 // 240
    joined_later = make.patrol(legs=(leg(0, hour, 2 * hour, people=(make.RANGER, make.PARTY)),))
    assert everybody(joined_later) == (make.RANGER, make.PARTY)
    assert person_minutes(joined_later) == 240 + 60
    # two groups at once: each is counted on its own leg, nobody twice
    parted = (leg(0, 0, hour, people=(make.RANGER,)), leg(1, 0, hour, people=(make.REC,)))
    assert person_minutes(make.patrol(companions=(make.REC,), legs=parted)) == 480
    # the same leg of others twice takes an hour from the crew once
    away = tuple(leg(at, 0, hour, people=(make.PARTY,)) for at in (0, 1))
    assert person_minutes(make.patrol(legs=away)) == 180 + 60
    nobody = make.patrol(ranger_id=None, legs=(leg(0, 0, hour, people=(make.PARTY,)),))
    assert person_minutes(nobody) == 180 + 60


WINDOW = st.tuples(st.integers(-60, 300), st.integers(1, 200))


@given(
    legs=st.lists(st.tuples(WINDOW, st.sets(st.sampled_from("RCP"), max_size=3)), max_size=4),
    rest=st.integers(0, 60),
)
def test_people_of_legs_against_a_count_by_minute(
    legs: list[tuple[tuple[int, int], set[str]]], rest: int
) -> None:
    who = {"R": make.RANGER, "C": make.REC, "P": make.PARTY}
    patrol = make.patrol(
        companions=(make.REC,), rest_min=rest,
        legs=tuple(
            leg(at, begin * 60_000, (begin + long) * 60_000, people=tuple(who[p] for p in named))
            for at, ((begin, long), named) in enumerate(legs)
        ),
    )  # fmt: skip
    counted = 0
    for minute in range(240):
        on = [named for (begin, long), named in legs if named and begin <= minute < begin + long]
        for person, of_crew in (("R", True), ("C", True), ("P", False)):
            counted += any(person in named for named in on) or (of_crew and not on)
    assert person_minutes(patrol) == (240 - rest) * counted // 240


def test_a_chiefs_tour_asks_for_its_own_paper() -> None:
    # §9.3: name, level, date, route, area, company, findings, instructions, unit, day
    bare = make.patrol(
        patrol_type="LINZHANG", weather="", temp_c_e1=None, wind_force=None, wind_dir="",
        danger_level=None, grid_id=None,
    )  # fmt: skip
    assert remarks(bare) == {"field.required": "error"}
    full = bare.edited(linzhang_level="county", linzhang_mode="日常巡林", duty_area="示例沟")
    assert remarks(full) == {}
    told = full.edited(instructions="清理可燃物")
    assert remarks(told) == {"patrol.instructed": "warning"}
    assert remarks(told.edited(duty_unit="示例站", instructed_due="2026-08-20")) == {}


def test_a_companions_other_patrol_is_a_question() -> None:
    found = remarks(make.patrol(), companions_overlapping=["P2"])
    assert found == {"patrol.companion_overlap": "warning"}
    both = remarks(make.patrol(), overlapping=["P2"], companions_overlapping=["P2"])
    assert both == {"patrol.overlap": "error"}


def test_late_days_count_from_the_day_of_entry() -> None:
    book = make.context().book
    late = make.patrol(entered_on="2026-08-09")
    assert late_days(late, book, make.NOW_MS) == 5
    assert late_days(make.patrol(entered_on="2026-08-04"), book, make.NOW_MS + 9 * DAY) is None
    assert late_days(make.patrol(), book, make.NOW_MS + 9 * DAY) == 9


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
