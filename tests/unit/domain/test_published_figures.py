"""The figures of docs/figures.md that no other test holds: published values at their edges."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain import pest_rates as rates
from patrol_app.domain.builtin_rules import BUILTIN, builtin_book
from patrol_app.domain.degree_days import Weather, generations, predict
from patrol_app.domain.instant import Instant
from patrol_app.domain.pest_grading import AND, OR, disaster
from patrol_app.domain.records.case import CaseStep
from patrol_app.domain.records.problem import Problem
from patrol_app.domain.rules import case as cases
from patrol_app.domain.rules.drill import PARTS, roll_call
from patrol_app.domain.rules.drill_pace import pace
from patrol_app.domain.rules.first_report import calls
from patrol_app.domain.rules.grazing import sheep_units
from patrol_app.domain.rules.thresholds import judge
from patrol_app.domain.setting import RuleBook, RuleValue
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.reports import case_places, map_pdf, table_pdf
from patrol_app.services.pest_year import year_to
from patrol_app.services.profiles import profiles
from tests.support import records as make

ROOT = Path(__file__).resolve().parents[3]
MU = 10_000
OWN = "本单位设定"
BOOK = builtin_book()
ROWS = {row.key: row for row in BUILTIN}


def crime(category: str, **values: Any) -> bool:
    """Whether a problem with these amounts has to be passed on."""
    at = make.at("09:00")
    one = Problem(id=make.REC, unit=make.UNIT, category=category, found_at=at, **values)
    return judge(one, BOOK).reached


# rule of 法释〔2023〕8号 -> category, field, the threshold in the field's smallest unit
EDGES = {
    "crime.land.public": ("P01", "public_mu_e4", 5 * MU),
    "crime.land.commercial": ("P01", "commercial_mu_e4", 10 * MU),
    "crime.P03.volume": ("P03", "volume_m3_e4", 5 * MU),
    "crime.P03.saplings": ("P03", "saplings", 200),
    "crime.P03.value": ("P03", "value_fen", 2_000_000),
    "crime.P04.volume": ("P04", "volume_m3_e4", 20 * MU),
    "crime.P04.saplings": ("P04", "saplings", 1_000),
    "crime.P04.value": ("P04", "value_fen", 5_000_000),
    "crime.P05.volume": ("P05", "volume_m3_e4", 20 * MU),
    "crime.P05.saplings": ("P05", "saplings", 1_000),
    "crime.P05.value": ("P05", "value_fen", 5_000_000),
    "crime.P13.first.plants": ("P13", "first_class_plants", 1),
    "crime.P13.second.plants": ("P13", "second_class_plants", 2),
    "crime.P13.first.volume": ("P13", "first_class_m3_e4", MU),
    "crime.P13.second.volume": ("P13", "second_class_m3_e4", 2 * MU),
    "crime.P13.value": ("P13", "value_fen", 2_000_000),
}


@pytest.mark.parametrize("key", sorted(EDGES))
def test_a_crime_begins_at_its_threshold_and_not_before(key: str) -> None:
    category, field, least = EDGES[key]
    assert crime(category, **{field: least}), key
    assert not crime(category, **{field: least - 1}), key
    row = ROWS[key]
    assert (row.source, row.unverified) == ("法释〔2023〕8号", False)


def test_every_threshold_of_the_rules_has_its_edge() -> None:
    assert {key for key in ROWS if key.startswith("crime.")} == set(EDGES)


@given(st.integers(0, 6 * MU), st.integers(0, 12 * MU))
def test_mixed_land_is_added_by_ratio(public: int, commercial: int) -> None:
    """公益亩/5 + 商品亩/10 ≥ 1, exactly."""
    score = Fraction(public, 5 * MU) + Fraction(commercial, 10 * MU)
    assert crime("P01", public_mu_e4=public, commercial_mu_e4=commercial) is (score >= 1)
    half = crime("P01", public_mu_e4=public, commercial_mu_e4=commercial, penalised_twice=True)
    assert half is (score >= Fraction(1, 2))


@given(st.integers(0, 21 * MU), st.integers(0, 1_100), st.sampled_from(("P03", "P04", "P05")))
def test_timber_is_added_by_ratio(volume: int, saplings: int, category: str) -> None:
    of, per = (5 * MU, 200) if category == "P03" else (20 * MU, 1_000)
    score = Fraction(volume, of) + Fraction(saplings, per)
    assert crime(category, volume_m3_e4=volume, saplings=saplings) is (score >= 1)


def test_the_base_of_the_accuracy_is_the_actual_area() -> None:
    """Beijing 2024: 96.836 by the actual area; 96.93 would come of the forecast as base."""
    rate = rates.forecast_accuracy(394_500 * MU, 382_400 * MU).value
    assert rate is not None and Fraction("96.83") < rate < Fraction("96.84")
    wrong = (1 - Fraction(394_500 - 382_400, 394_500)) * 100
    assert round(wrong, 2) == Fraction("96.93") != round(rate, 2)


def test_targets_are_those_of_gansu_and_unverified() -> None:
    """2015: 成灾率 ≤ 5 ‰, 准确率 86 %, 无公害 90 %, 检疫 99 %."""
    assert rates.disaster_rate(5, 1_000).meets(ROWS["target.disaster_rate"].value, at_most=True)
    assert not rates.disaster_rate(5_001, 1_000_000).meets(
        ROWS["target.disaster_rate"].value, at_most=True
    )
    for key, edge in (("forecast_accuracy", 86), ("clean_control", 90), ("nursery_inspection", 99)):
        row = ROWS[f"target.{key}"]
        assert rates.clean_control_rate(edge, 100).meets(row.value) is True, key
        assert rates.clean_control_rate(edge * 100 - 1, 10_000).meets(row.value) is False, key
        assert row.unverified


@pytest.mark.parametrize(
    ("stage", "days", "total"),
    [("egg", 7.29, 86), ("larva", 5 * 4.26, 251), ("pupa", 10.0, 118)],
)
def test_stages_of_the_webworm_come_together_in_their_days(
    stage: str, days: float, total: int
) -> None:
    """Iran, 23 °C, C = 11.2: stage days by 11.8 give 86, 251 and 118; ten days are ten days."""
    assert days * 11.8 == pytest.approx(total, abs=0.5), stage
    constant = [Weather(f"2026-07-{n:02d}", 230, 230) for n in range(1, 32)]
    said = predict(constant, 112, days * 11.8, biofix="2026-07-01")
    whole = -(-round(days * 100) // 100)
    assert said.reached == f"2026-07-{whole:02d}"


def test_a_generation_of_the_webworm_lies_between_both_published_pairs() -> None:
    """C 11.3 and 11.2 °C, K 674.5 and 680.7: the rules are their means."""
    c, k = ROWS["fww.C"], ROWS["fww.K"]
    assert c.value == (1130 + 1120) // 2 and k.value == round((674.5 + 680.7) / 2)
    assert c.unverified and k.unverified
    days = [Weather(f"2026-{5 + n // 30:02d}-{n % 30 + 1:02d}", 180, 260) for n in range(30)]
    by_rule, warmer, cooler = (predict(days, base, 1e9).total for base in (c.value / 10, 112, 113))
    assert cooler < by_rule < warmer
    assert by_rule == pytest.approx(30 * (22 - 11.25))
    assert generations(2 * 678, k.value) == 2


def herd(**heads: int) -> Any:
    """A violation with these adult heads."""
    rows = tuple(
        {"key": f"aaaaaaa{'abcdefgh'[n]}", "animal": animal, "age": "成年", "head": head}
        for n, (animal, head) in enumerate(heads.items())
    )
    return make.grazing(livestock=rows)


@pytest.mark.parametrize(
    ("animal", "units"),
    [("绵羊", 100), ("山羊", 80), ("黄牛", 500), ("马", 600), ("骡", 500), ("驴", 350),
     ("骆驼", 700), ("猪", 125)],
)  # fmt: skip
def test_a_hundred_heads_in_sheep_units(animal: str, units: int) -> None:
    """NY/T 635-2015 defines the sheep; the others are the practice of Gansu, 未核实."""
    found = sheep_units(herd(**{animal: 100}), BOOK)
    assert (found.units_e4, found.without_factor) == (units * 10_000, {})
    assert found.unverified is (animal != "绵羊")
    assert (ROWS[f"sheep_unit.{animal}"].source == "NY/T 635-2015") is (animal == "绵羊")


def test_every_factor_of_the_rules_is_tested() -> None:
    mark = next(
        mark
        for mark in test_a_hundred_heads_in_sheep_units.pytestmark  # type: ignore[attr-defined]
        if mark.name == "parametrize"
    )
    known = {f"sheep_unit.{row[0]}" for row in mark.args[1]}
    assert known == {key for key in ROWS if key.startswith("sheep_unit.") and ".age." not in key}


def test_no_fine_of_any_place_is_brought_along() -> None:
    """§5.3: amounts of other provinces are comparison only; seed rows are empty and disabled."""
    shipped = [row for row in BUILTIN if row.key.startswith("fine.")]
    shipped += [row for one in profiles().values() for row in one.rules if "fine" in row.key]
    for row in shipped:
        assert (row.value, row.enabled, row.source, row.confidence) == (0, False, OWN, "U"), row
    book = RuleBook(BUILTIN)
    assert cases.fine_range(make.grazing(), book) is None


def spot(fine_fen: int, *, entity: bool) -> list[str]:
    """What is said of a fine on the spot."""
    rows = [RuleValue(f"fine.grazing.case.{end}", value, "e2", confidence="V")
            for end, value in (("min", 0), ("max", 10**9))]  # fmt: skip
    step = CaseStep(id=make.REC, unit=make.UNIT, step="当场处罚", at=make.at("10:00"),
                    fine_fen=fine_fen, entity=entity)  # fmt: skip
    context = make.context(book=RuleBook([*BUILTIN, *rows]), related={"parent_id": make.grazing()})
    return make.codes(cases.fine(step, context))


def test_on_the_spot_two_hundred_yuan_or_three_thousand() -> None:
    """行政处罚法51."""
    assert spot(20_000, entity=False) == [] == spot(300_000, entity=True)
    assert spot(20_001, entity=False) == ["case.spot"] == spot(300_001, entity=True)


def test_no_range_is_said_of_a_herd_that_has_no_factor() -> None:
    """§5.3, §5.4: a range by units would leave the yaks out: the fine waits for their factor."""
    rows = [RuleValue(f"fine.grazing.unit.{end}", value, "e2", confidence="V")
            for end, value in (("min", 5_000), ("max", 30_000))]  # fmt: skip
    step = CaseStep(id=make.REC, unit=make.UNIT, step="处罚决定", at=make.at("10:00"),
                    fine_fen=10_000, fine_reason="情节轻微")  # fmt: skip

    def said(herd: Any, *more: RuleValue) -> list[str]:
        """What is said of the fine."""
        book = RuleBook([*BUILTIN, *rows, *more])
        return make.codes(cases.fine(step, make.context(book=book, related={"parent_id": herd})))

    assert said(herd(牦牛=3, 绵羊=40)) == ["case.no_factor"]
    assert said(herd(牦牛=3, 绵羊=40), RuleValue("sheep_unit.牦牛", 45_000, "e4")) == []
    assert said(herd(绵羊=40)) == []


def test_late_payment_adds_three_percent_a_day_up_to_the_fine() -> None:
    """行政处罚法72: never more than the fine itself, reached on the 34th day."""
    assert [cases.late_fee(100_000, n, BOOK) for n in (-1, 0, 1, 33, 34, 400)] == [
        0, 0, 3_000, 99_000, 100_000, 100_000,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pest", "leaf", "trees"),
    [("quarantine_leaf", 4_000, 500), ("other_leaf", 6_000, 1_000), ("rodent", 2_500, 1_000)],
)
def test_disaster_lines_of_the_notice_for_other_pests(pest: str, leaf: int, trees: int) -> None:
    """林造发〔2012〕26号: loss or death, as the table takes them once the bureau enters them."""
    for logic, one_is_enough in ((OR, "是"), (AND, "否")):
        rows = [("leaf", leaf, "e4"), ("trees", trees, "e4"), ("logic", logic, "flag")]
        book = RuleBook([RuleValue(f"pest.disaster.{pest}.{n}", v, u) for n, v, u in rows])
        assert disaster(pest, leaf, 0, book).value == one_is_enough
        assert disaster(pest, leaf, trees, book).value == "是"
        assert disaster(pest, leaf - 1, trees - 1, book).value == "否"


def test_a_township_team_is_thirty_people_on_average() -> None:
    """Jiangxi 2019: 1485 teams, 44,550 people; 永修: 20 to 30."""
    assert 44_550 == 1_485 * ROWS["team.size.max"].value
    assert (ROWS["team.size.min"].value, ROWS["team.size.min"].unverified) == (20, True)


def test_only_laws_standards_and_numbered_papers_are_named_as_sources() -> None:
    """§11a: everything else reads 本单位设定 or is shown 未核实; no web address ships."""
    paper = re.compile(
        r"[一-鿿]+(法|条例)(（\d{4}年）)?第\d+条|[一-鿿]+〔\d{4}〕\d+号|[A-Z/]+ [\d.]+-\d{4}"
    )
    rows = [*BUILTIN, *(row for one in profiles().values() for row in one.rules)]
    for row in rows:
        named = paper.fullmatch(row.source)
        assert named or row.confidence != "V", row
        # a weak row may name the paper it was taken from by hearsay, with the word that says so
        assert named or row.source == OWN or (row.unverified and "未核对" in row.source), row
        assert "://" not in row.source and "www" not in row.source
    verified = {row.key for row in rows if row.confidence == "V"}
    assert {key.split(".")[0] for key in verified} == {"crime", "case", "sheep_unit"}


def drilled(seconds: dict[str, int], present: int = 1, roster: int = 1) -> Any:
    """A drill whose mile-stones come so many seconds after the order, and its roll call."""
    order = make.at("08:00").ms
    rows = [
        {"key": f"aaaaaaa{'abcdefghi'[n]}", "order": n, "step": step,
         "at": Instant(order + late * 1000, "second")}
        for n, (step, late) in enumerate({"T1": 0, **seconds}.items())
    ]  # fmt: skip
    people = [
        {"key": f"bbbbbbb{'abcdefghijklmnopqrst'[n]}", "person_id": f"{make.RANGER[:-2]}{n:02d}",
         "present": n < present, "reason": "" if n < present else "病假"}
        for n in range(roster)
    ]  # fmt: skip
    return make.drill(steps=rows, attendance=people)


@pytest.mark.parametrize(
    ("step", "key", "minutes"),
    [("T2", "fire.assemble_min", 10), ("T3", "fire.depart_min", 15), ("T4", "fire.arrive_min", 30)],
)
def test_a_crew_has_ten_fifteen_and_thirty_minutes_from_the_order(
    step: str, key: str, minutes: int
) -> None:
    """§6.3: the goals of Hunan and others, never a legal claim."""
    assert (ROWS[key].value, ROWS[key].unverified) == (minutes, True)
    assert pace(drilled({step: minutes * 60}), step, BOOK).kept is True
    assert pace(drilled({step: minutes * 60 + 1}), step, BOOK).kept is False


def test_nine_of_ten_are_enough_at_a_drill() -> None:
    """§6.3: attendance of 90 %."""
    context = make.context()
    assert make.codes(roll_call(drilled({}, 9, 10), context)) == []
    assert make.codes(roll_call(drilled({}, 17, 19), context)) == ["drill.attendance"]


def test_the_weights_of_a_drill_are_whole() -> None:
    """§6.5: 0.20, 0.15, 0.30, 0.15 and 0.20."""
    weights = {part: ROWS[f"score.drill.{part}"].value for part in PARTS}
    assert weights == {"集结": 2000, "出动": 1500, "战术": 3000, "装备": 1500, "安全": 2000}
    assert sum(weights.values()) == 10_000


@pytest.mark.parametrize(
    ("start", "day", "first"),
    [
        (101, "2026-01-01", "2026-01-01"),
        (101, "2026-12-31", "2026-01-01"),
        (1201, "2026-11-30", "2025-12-01"),
        (1201, "2026-12-01", "2026-12-01"),
    ],
)
def test_a_pest_year_begins_in_january_or_december(start: int, day: str, first: str) -> None:
    """§4.1: some provinces count from December to November."""
    assert ROWS["pest_year_start"].value == 101
    assert year_to(RuleBook([RuleValue("pest_year_start", start, "mmdd")]), day) == first


def test_the_hours_of_a_first_case_start_at_the_finding() -> None:
    """§2.8: 2 hours to station and county, 24 to city and province; the law says at once."""
    hours = [(call.due_ms or 0) - make.at("08:00").ms for call in calls(make.at("08:00"), (), BOOK)]
    assert [late // 3_600_000 for late in hours] == [2, 2, 24, 24]
    assert all(call.unverified for call in calls(make.at("08:00"), (), BOOK))


def test_beetles_rest_from_the_eleventh_of_december_in_the_south() -> None:
    """§2.10: Ganzhou 11 December to 20 March, Xinzhou 15 August to 30 April; both 未核实."""
    for name, span in (("ganzhou", (1211, 320)), ("xinzhou", (815, 430))):
        rows = {row.key: row for row in profiles()[name].rules}
        found = [rows[f"pwd.vector_off.{end}"] for end in ("start", "end")]
        assert tuple(row.value for row in found) == span
        assert all(row.unverified for row in found)


def test_fire_danger_has_five_levels() -> None:
    """§6.6; a colour of a warning is never made of a level."""
    assert [term.code for term in vocabulary("danger").terms] == ["1", "2", "3", "4", "5"]


def test_nothing_is_called_a_public_notice_of_an_epidemic() -> None:
    """植物检疫条例15: only the national department publishes; pest papers say they are internal."""
    folders = (ROOT / "patrol_app", ROOT / "resources" / "i18n")
    texts = [path for folder in folders for path in folder.rglob("*.p[yo]")]
    assert len(texts) > 100
    assert not [path for path in texts if "疫情公告" in path.read_text("utf-8")]
    assert table_pdf.INTERNAL == "内部工作资料，未经批准不得公布"
    assert map_pdf.INTERNAL == "内部工作用图"


def test_remedies_and_hearing_are_printed_with_their_law() -> None:
    """60 days, 6 months, 5 working days; statute rows carry the day they were read (§11a)."""
    rows = [ROWS[key] for key in ("case.reconsider", "case.sue", "case.hearing.ask")]
    assert [(row.value, row.confidence) for row in rows] == [(60, "V"), (6, "V"), (5, "V")]
    assert "{ask}日" in case_places.REMEDY and "{sue}个月" in case_places.REMEDY
    assert case_places.CHECKED_UNTIL == "截至 2025-04 核对"
