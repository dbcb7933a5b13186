"""Rules of finding, pest, grazing and drill, with sheep units and drill score."""

from __future__ import annotations

from typing import Any

import pytest

from patrol_app.domain.builtin_rules import BUILTIN, builtin_book
from patrol_app.domain.records import record_type
from patrol_app.domain.records.drill import span_s
from patrol_app.domain.rules.drill import PARTS, drill_score
from patrol_app.domain.rules.grazing import herd_factors, sheep_units
from patrol_app.domain.setting import RuleBook, RuleValue
from tests.support import records as make


def remarks(code: str, given: Any, **changes: Any) -> dict[str, str]:
    """code -> level of everything the rules of type ``code`` say."""
    context = make.context(**changes)
    found = [m for rule in record_type(code).rules for m in rule(given, context)]
    assert all(remark.message() for remark in found)
    return {remark.code: remark.level for remark in found}


def scores(*points: int) -> tuple[dict[str, Any], ...]:
    """One score row a part, in the order of ``PARTS``."""
    return tuple(
        {"key": "aaaaaaa" + "abcde"[i], "part": part, "points_e2": p}
        for i, (part, p) in enumerate(zip(PARTS, points, strict=False))
    )


def test_finding() -> None:
    photo = {"attachment": [object()]}
    assert remarks("finding", make.finding(), children=photo) == {}
    assert remarks("finding", make.finding()) == {"finding.photo": "warning"}
    told = make.finding(action=("报告",))
    assert set(remarks("finding", told, children=photo)) == {
        "finding.reported_to", "finding.reported_at",
    }  # fmt: skip
    early = make.finding(reported_at=make.at("09:00"))
    assert "time.order" in remarks("finding", early, children=photo)


def test_pest_signs_or_none() -> None:
    dead = ({"key": "aaaaaaaa", "state": "枯死", "count": 3},)
    assert remarks("pest", make.pest()) == {}
    assert remarks("pest", make.pest(trees=dead)) == {"pest.both": "error"}
    assert remarks("pest", make.pest(nothing_found=None)) == {"pest.neither": "error"}
    assert remarks("pest", make.pest(nothing_found=None, trees=dead)) == {}
    no_count = ({"key": "aaaaaaaa", "state": "枯死"},)
    assert "pest.count" in remarks("pest", make.pest(trees=no_count))
    assert record_type("pest").own(make.pest(trees=dead))["abnormal"] == 3


def test_grazing_party_herd_and_place() -> None:
    assert remarks("grazing", make.grazing()) == {}
    assert remarks("grazing", make.grazing(owner_id=make.PARTY)) == {"grazing.party_both": "error"}
    assert remarks("grazing", make.grazing(party_unknown=None)) == {"grazing.party": "error"}
    assert remarks("grazing", make.grazing(livestock=())) == {"field.required": "error"}
    bad_row = ({"key": "aaaaaaaa", "animal": "绵羊"},)
    assert "grazing.row" in remarks("grazing", make.grazing(livestock=bad_row))
    yak = ({"key": "aaaaaaaa", "animal": "牦牛", "head": 2},)
    assert remarks("grazing", make.grazing(livestock=yak)) == {"grazing.factor": "warning"}
    shifted = make.PLACE.model_copy(update={"datum": "shifted"})
    assert remarks("grazing", make.grazing(position=shifted)) == {"grazing.datum": "warning"}


def test_sheep_units_are_the_sum_of_heads_and_factors() -> None:
    # domain.md 5.4: sheep 1.0, goat 0.8, cattle 5; what has no factor is named, never guessed.
    rows = (
        {"key": "aaaaaaaa", "animal": "绵羊", "head": 46},
        {"key": "bbbbbbbb", "animal": "山羊", "head": 20, "age": "成年"},
        {"key": "cccccccc", "animal": "黄牛", "head": 2},
        {"key": "dddddddd", "animal": "牦牛", "age": "幼畜", "head": 5},
        {"key": "eeeeeeee", "animal": "牦牛", "age": "成年", "head": 1},
    )
    result = sheep_units(make.grazing(livestock=rows), builtin_book())
    assert result.units_e4 == 720_000
    assert result.without_factor == {"牦牛幼畜": 5, "牦牛": 1}
    assert result.unverified
    sheep = sheep_units(make.grazing(), builtin_book())
    assert (sheep.units_e4, sheep.unverified) == (460_000, False)


def test_young_animals_are_a_share_of_the_adult_or_have_a_factor_of_their_own() -> None:
    """§5.4: young animals are 0.2 to 0.8 of the adult by age; the bureau may enter each kind."""
    rows = (
        {"key": "aaaaaaaa", "animal": "黄牛", "age": "育成", "head": 3},
        {"key": "bbbbbbbb", "animal": "绵羊", "age": "幼畜", "head": 5},
    )
    herd = make.grazing(livestock=rows)
    result = sheep_units(herd, builtin_book())
    assert (result.units_e4, result.without_factor) == (130_000, {})  # 3 × 5 × 0.8 + 5 × 0.2
    assert result.unverified  # though the sheep itself is the law's
    own = RuleValue("sheep_unit.黄牛.育成", 35_000, "e4", source="示例县换算表", confidence="V")
    found = herd_factors(herd, RuleBook([*BUILTIN, own]))
    assert [(one.factor_e4, one.unverified) for one in found] == [(35_000, False), (2_000, True)]
    bare = RuleBook([row for row in BUILTIN if ".age." not in row.key])
    assert sheep_units(herd, bare).without_factor == {"黄牛育成": 3, "绵羊幼畜": 5}


def test_drill_times_attendance_and_pace() -> None:
    def step(name: str, clock: str | None, reason: str = "") -> dict[str, Any]:
        """One row of the time line."""
        at = make.at(clock) if clock else None
        return {"key": "aaaaaa" + name.lower().replace("t", "a").replace("0", "a")
                .replace("1", "b").replace("2", "c").replace("3", "d").replace("4", "e")
                .ljust(2, "a"), "step": name, "at": at, "missing_reason": reason}  # fmt: skip

    good = (step("T1", "08:01"), step("T2", "08:09"), step("T3", "08:12"), step("T4", "08:40"))
    assert remarks("drill", make.drill(steps=good)) == {}
    assert span_s(make.drill(steps=good), "T1", "T2") == 480
    assert span_s(make.drill(steps=good), "T1", "T5") is None
    slow = (step("T1", "08:01"), step("T2", "08:20"))
    assert remarks("drill", make.drill(steps=slow)) == {"drill.slow": "note"}
    back = (step("T1", "08:10"), step("T2", "08:01"))
    assert remarks("drill", make.drill(steps=back)) == {"drill.steps": "error"}
    silent = (step("T1", None),)
    assert remarks("drill", make.drill(steps=silent)) == {"drill.step_missing": "error"}
    assert remarks("drill", make.drill(steps=(step("T1", None, "未记"),))) == {}
    left_out = remarks("drill", make.drill(steps=(good[0], good[1], good[3])))
    assert left_out == {"drill.step_missing": "error"}, "T3 was stepped over without a word"
    told = (*good[:2], step("T3", None, "未记"), good[3])
    assert remarks("drill", make.drill(steps=told)) == {}
    bare = remarks("drill", make.drill(problems=[{"key": "aaaaaabb", "text": "对讲机缺一台"}]))
    assert bare == {"drill.problem_bare": "warning"}
    absent = ({"key": "aaaaaaaa", "person_id": make.RANGER, "present": False},)
    found = remarks("drill", make.drill(attendance=absent))
    assert found == {"drill.absent": "error", "drill.attendance": "note"}


@pytest.mark.parametrize(
    ("points", "total", "grade"),
    [((9000,) * 5, 9000, "优秀"), ((8000,) * 5, 8000, "良好"), ((6000,) * 5, 6000, "合格"),
     ((5999,) * 5, 5999, "不合格"), ((10_000, 0, 0, 0, 0), 2000, "不合格")],
)  # fmt: skip
def test_drill_score_weights(points: tuple[int, ...], total: int, grade: str) -> None:
    # domain.md 6.5: 0.20, 0.15, 0.30, 0.15, 0.20
    score = drill_score(make.drill(scores=scores(*points)), builtin_book())
    assert (score.total_e2, score.grade, score.unverified) == (total, grade, True)


def test_drill_score_gaps_and_safety() -> None:
    part = drill_score(make.drill(scores=scores(9000, 9000)), builtin_book())
    assert part.total_e2 is None
    assert part.missing == ("战术", "装备", "安全")
    fault = make.drill(scores=scores(*(9000,) * 5), safety_fault=True)
    assert drill_score(fault, builtin_book()).total_e2 == 0
    assert drill_score(make.drill(scores=scores(*(9000,) * 5)), RuleBook()).total_e2 is None
