"""Rules and own values of training, physical tests, equipment, and of a drill's score."""

from __future__ import annotations

from typing import Any

import pytest

from patrol_app.domain.base import Record
from patrol_app.domain.builtin_rules import builtin_book
from patrol_app.domain.records import record_type
from patrol_app.domain.records.crew import Fitness, Training, minutes_of, passed
from patrol_app.domain.records.drill import score_e2
from patrol_app.domain.records.person import Person
from patrol_app.domain.remark import RuleContext
from patrol_app.domain.rules import crew
from patrol_app.domain.rules.crew import age_on
from patrol_app.domain.rules.drill import drill_score
from tests.support import records as make

OTHER = "01900000-0000-7000-8000-0000000000ff"


def key(n: int) -> str:
    """A key of an entry."""
    return "aaaaaa" + "bcdefghijk"[n] * 2


def made(code: str, **values: Any) -> Record:
    """A record of a type."""
    return record_type(code).cls.model_validate({"id": make.REC, "unit": make.UNIT, **values})


def said(code: str, record: Record) -> dict[str, str]:
    """Code and level of what the rules say."""
    context = RuleContext(now_ms=make.at("20:00").ms, book=builtin_book())
    return {
        one.code: one.level for rule in record_type(code).rules for one in rule(record, context)
    }


def session(**changes: Any) -> Training:
    """A session of two hours with a break, two persons there and one absent."""
    rows = [
        {"key": key(0), "person_id": make.RANGER, "present": True},
        {"key": key(1), "person_id": OTHER, "present": True, "minutes": 40},
        {"key": key(2), "present": False, "reason": "病假", "person_id": make.REC},
    ]
    values = {
        "name": "风力灭火机操作", "topics": ("机具操作",), "place": "示例站", "guest": "示例教员",
        "start_at": make.at("08:00"), "end_at": make.at("10:00"), "break_min": 15,
        "attendance": rows,
    }  # fmt: skip
    return Training.model_validate({"id": make.REC, "unit": make.UNIT, **values, **changes})


def test_hours_of_a_session_count_for_whoever_was_there() -> None:
    record = session()
    assert said("training", record) == {}
    own = record_type("training").own(record)
    assert (own["minutes"], own["present"], own["due"], own["person_min"]) == (105, 2, 3, 145)
    assert [minutes_of(record, one) for one in (make.RANGER, OTHER, make.REC)] == [105, 40, 0]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"end_at": make.at("07:00")}, "time.order"),
        ({"break_min": 120}, "training.breaks"),
        ({"guest": ""}, "training.instructor"),
        ({"attendance": ()}, "training.nobody"),
        ({"attendance": [{"key": key(0), "person_id": OTHER}]}, "training.roll_call"),
        (
            {"attendance": [{"key": key(0), "person_id": OTHER, "present": False}]},
            "training.absent",
        ),
        (
            {"attendance": [{"key": key(n), "person_id": OTHER, "present": True} for n in (0, 1)]},
            "crew.twice",
        ),
        (
            {"attendance": [{"key": key(0), "person_id": OTHER, "present": True, "minutes": 106}]},
            "training.minutes",
        ),
    ],
)
def test_what_a_session_may_not_say(changes: dict[str, Any], code: str) -> None:
    assert said("training", session(**changes))[code] == "error"


def test_the_pass_line_itself_passes_either_way() -> None:
    def run(**changes: Any) -> Fitness:
        """A run of 5 km in seconds."""
        values: dict[str, Any] = {
            "name": "5000米", "tested_at": make.at("08:00"), "value_unit": "秒", "better": "low",
            "pass_e2": 162_000, "good_e2": 156_000, "basis": "本单位设定",
            "results": [
                {"key": key(0), "person_id": make.RANGER, "value_e2": 162_000},
                {"key": key(1), "person_id": OTHER, "value_e2": 162_001},
            ],
        }  # fmt: skip
        return Fitness.model_validate({"id": make.REC, "unit": make.UNIT, **values, **changes})

    record = run()
    assert said("fitness", record) == {}
    assert record_type("fitness").own(record) == {"date": "2026-08-03", "tested": 2, "passed": 1}
    assert passed(run(better="high", good_e2=170_000), 162_001) is True
    assert passed(run(pass_e2=None), 1) is None
    assert record_type("fitness").own(run(pass_e2=None))["passed"] is None
    assert said("fitness", run(good_e2=163_000)) == {"fitness.lines": "error"}
    assert said("fitness", run(basis="")) == {"fitness.basis": "warning"}
    assert said("fitness", run(results=())) == {"fitness.nobody": "error"}
    bare = run(results=[{"key": key(0), "person_id": OTHER}])
    assert said("fitness", bare) == {"fitness.bare": "error", "fitness.nobody": "error"}


def test_sound_pieces_and_dates_of_equipment() -> None:
    values = {"name": "风力灭火机", "kind": "风力灭火机", "count": 9, "sound": 8}
    thing = made("equipment", **values)
    assert said("equipment", thing) == {}
    assert record_type("equipment").own(thing) == {"sound_e4": 8889}
    assert record_type("equipment").own(made("equipment", **values | {"count": 0, "sound": 0})) == {
        "sound_e4": None
    }
    more = made("equipment", **values | {"sound": 10})
    assert said("equipment", more) == {"equipment.sound": "error"}
    back = made("equipment", **values, checked_on="2026-08-03", check_due="2026-08-03")
    assert said("equipment", back) == {"equipment.dates": "error"}


def test_a_hand_over_names_both_hands() -> None:
    values = {
        "parent_id": make.REC, "act": "custody", "at": make.at("08:00"), "count": 9, "sound": 8,
        "giver_id": make.RANGER,
    }  # fmt: skip
    assert said("equipment_act", made("equipment_act", **values)) == {"equipment.hands": "error"}
    good = made("equipment_act", **values, taker_id=OTHER)
    assert said("equipment_act", good) == {}


def test_a_drill_keeps_the_weights_it_was_scored_by() -> None:
    def scored(*weights: int, fault: bool = False) -> Any:
        """A drill with points 90, 80, 70, 60, 50 under these weights."""
        parts = ("集结", "出动", "战术", "装备", "安全")
        rows = [
            {"key": key(n), "part": part, "points_e2": 9000 - n * 1000, "weight_e2": weights[n]}
            for n, part in enumerate(parts)
        ]
        return make.drill(scores=rows, safety_fault=fault)

    plain = scored(2000, 1500, 3000, 1500, 2000)
    assert score_e2(plain) == 7000 == drill_score(plain, builtin_book()).total_e2
    other = scored(10_000, 0, 0, 0, 0)
    assert score_e2(other) == 9000 == drill_score(other, builtin_book()).total_e2
    assert score_e2(scored(2000, 1500, 3000, 1500, 2000, fault=True)) == 0
    wrong = scored(2000, 1500, 3000, 1500, 1000)
    assert score_e2(wrong) is None
    assert said("drill", wrong) == {"drill.weights": "error"}


def test_a_roster_is_called_whole() -> None:
    row = {"key": key(0), "person_id": OTHER}
    assert said("drill", make.drill(attendance=[row])) == {"drill.roll_call": "error"}
    twice = [{**row, "key": key(n), "present": True} for n in (0, 1)]
    assert said("drill", make.drill(attendance=twice)) == {"drill.twice": "error"}
    kit = [{"key": key(0), "name": "油锯", "taken": 2, "sound": 3}]
    assert said("drill", make.drill(kit=kit)) == {"drill.kit": "error"}


def person(name: str, **values: Any) -> Person:
    """Somebody of a crew."""
    return Person.model_validate({"id": make.REC, "unit": make.UNIT, "name": name, **values})


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        ("2008-08-03", "2026-08-03", 18),
        ("2008-08-04", "2026-08-03", 17),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        (None, "2026-08-03", None),
    ],
)
def test_years_of_age(born: str | None, day: str, years: int | None) -> None:
    assert age_on(person("示例", born_on=born), day) == years


@pytest.mark.parametrize(
    ("code", "level"), [("team", "error"), ("drill", "warning"), ("training", "warning")]
)
def test_minors_and_lapsed_certificates_are_named(code: str, level: str) -> None:
    """Regulation of 2008, article 35: no minors; at the team an error, of a past day a warning."""
    records = {
        "team": made("team", name="示例队", team_type="半专业扑火队", leader_id=OTHER),
        "drill": make.drill(),
        "training": session(),
    }
    people = (
        person("示例甲", born_on="2008-08-04", fit_until="2026-08-03"),
        person("示例乙", born_on="2008-08-03", fit_until="2026-08-02"),
    )
    context = RuleContext(
        now_ms=make.at("20:00").ms, book=builtin_book(), related={"people": people}
    )
    found = {
        one.code: one
        for rule in record_type(code).rules
        for one in rule(records[code], context)
        if one.code.startswith("crew.")
    }
    assert {name: one.level for name, one in found.items()} == {
        "crew.minor": level,
        "crew.unfit": "warning",
    }
    assert found["crew.minor"].params["names"] == "示例甲"
    assert found["crew.unfit"].params["names"] == "示例乙"


@pytest.mark.parametrize(("count", "said_of"), [(19, True), (20, False), (30, False), (31, True)])
def test_the_size_of_a_crew(count: int, said_of: bool) -> None:
    team = made("team", name="示例队", team_type="半专业扑火队")
    people = tuple(person(f"示例{at}", fit_until="2027-01-01") for at in range(count))
    context = RuleContext(
        now_ms=make.at("20:00").ms, book=builtin_book(), related={"people": people}
    )
    codes = [one.code for rule in record_type("team").rules for one in rule(team, context)]
    assert codes == (["team.size"] if said_of else [])
    other = made("team", name="示例队", team_type="巡护队")
    assert not [one for rule in crew.TEAM for one in rule(other, context)]  # type: ignore[arg-type]
