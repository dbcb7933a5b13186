"""A case: who may act, legal limits in working days, paper numbers, fines, repeat offenders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.domain.builtin_rules import BUILTIN
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.domain.rules import case as rules
from patrol_app.domain.setting import RuleBook, RuleValue
from patrol_app.errors import UserError
from patrol_app.services import cases, offenders
from patrol_app.services.base.content import encode
from patrol_app.services.working_days import months_after
from tests.support import records as make
from tests.support.cases import ID_NUMBER, CaseFolder, at
from tests.support.folders import NOW, station_copy
from tests.support.stores import FixedClock

DAY = 86_400_000


@pytest.fixture
def case(tmp_path: Path) -> Iterator[CaseFolder]:
    """A station in the autumn of 2026, when all steps below lie behind."""
    app = station_copy(tmp_path)
    assert isinstance(app.clock, FixedClock)
    app.clock.now = NOW + 120 * DAY
    yield CaseFolder.new(app)
    app.close()


def refused(case: CaseFolder, kind: str, when: str, **more: object) -> set[str]:
    """Codes that hinder a step."""
    with pytest.raises(UserError) as fault:
        case.step(kind, when, **more)
    return {detail["code"] for detail in fault.value.details}


def dues(case: CaseFolder) -> dict[str, str]:
    """Code -> last day of the limits that run."""
    found = cases.case_of(case.app.store.queries, case.ids["grazing"])
    return {due.code: due.day for due in found.dues}


def test_two_certified_officers_and_no_ranger(case: CaseFolder) -> None:
    """行政处罚法42: a ranger never acts for the organ, not even with a certificate."""
    one, ranger = case.ids["甲"], case.ids["丙"]
    assert refused(case, "立案", "2026-08-04T09:00", officer_ids=(one,)) == {"case.officers"}
    assert refused(case, "立案", "2026-08-04T09:00", officer_ids=(one, ranger)) == {
        "case.officers",
        "case.ranger",
    }
    case.app.records.save(
        "person", case.ids["乙"], {"certificate": ""}, None, case.app.session.actor
    )
    assert "case.certificate" in refused(case, "立案", "2026-08-04T09:00")
    assert refused(case, "立案", "2026-08-01T09:00", officer_ids=(one,)) >= {"case.before"}


def test_the_limits_run_in_working_days_over_the_national_day(case: CaseFolder) -> None:
    """§5.5: 90 days to decide, 7 working days to serve and for kept evidence, 15 to pay."""
    assert dues(case) == {"limitation": "2028-08-03"}
    actor = case.app.session.actor
    days = [{"day": f"2026-10-0{n}", "working": False, "name": "国庆节"} for n in range(1, 8)] + [
        {"day": "2026-10-10", "working": True, "name": "国庆节"}
    ]
    case.app.datasets.publish(actor, "calendar", "2026", encode("calendar", days), "2026-01-01")
    case.step("立案", "2026-08-04T09:00")
    assert dues(case) == {"decide": "2026-11-02"}
    case.step("证据保存", "2026-09-29T09:00", facts="登记羊群照片")
    assert dues(case)["evidence"] == "2026-10-14"  # 30, then 8 9 10 12 13 14
    case.step("保存处理", "2026-10-08T09:00")
    assert "evidence" not in dues(case)


def test_decision_service_payment_and_close(case: CaseFolder) -> None:
    """A limit ends when its step is there; the whole case ends them all."""
    case.step("立案", "2026-08-04T09:00")
    number = cases.next_no(case.app.store.queries, 2026)
    assert number == "示林罚〔2026〕11号"
    decided = {"facts": "羊群81头只", "law": "示例条例第1条", "content": "警告", "doc_no": number}
    case.step("处罚决定", "2026-08-10T09:00", **decided)
    assert dues(case) == {"serve": "2026-08-19"}
    assert cases.next_no(case.app.store.queries, 2026) == "示林罚〔2026〕12号"
    served = {"serve_mode": "直接送达", "served_no": number, "party_id": case.ids["party"]}
    case.step("送达", "2026-08-12T09:00", **served)
    assert dues(case) == {"pay": "2026-08-27"}
    today = [due.code for due in cases.due_cases(case.app.store.queries, "2026-08-20")]
    assert today == ["pay"]
    assert cases.due_cases(case.app.store.queries, "2026-08-10") == []
    case.step("结案", "2026-08-20T09:00")
    assert dues(case) == {}


def test_a_number_is_used_once_and_a_void_one_is_listed(case: CaseFolder) -> None:
    """文书号 of one block: used, void, free; nothing is given out twice."""
    order = {"facts": "放牧", "law": "第1条", "content": "离开", "deadline": "2026-08-06"}
    first = case.step("责令改正", "2026-08-04T09:00", doc_no="示林罚〔2026〕11号", **order)
    again = refused(case, "责令改正", "2026-08-05T09:00", doc_no="示林罚〔2026〕11号", **order)
    assert again == {"case.doc_no"}
    case.step("文书作废", "2026-08-05T09:00", doc_no="示林罚〔2026〕12号", remark="打印错")
    queries = case.app.store.queries
    assert [(one.number, one.state) for one in cases.numbers(queries)] == [
        ("示林罚〔2026〕11号", "used"),
        ("示林罚〔2026〕12号", "void"),
        ("示林罚〔2026〕13号", "free"),
    ]
    assert cases.numbers(queries)[0].step == first.record.number
    assert first.record.number.endswith("/1")
    with pytest.raises(UserError, match=r"doc\.none"):
        cases.next_no(queries, 2027)
    with pytest.raises(UserError) as fault:
        case.app.records.save(
            "case_step", first.record.id, {"remark": "x"}, None, case.app.session.actor
        )
    assert fault.value.code == "step.submitted"


def test_no_fine_before_the_rule_is_entered(case: CaseFolder) -> None:
    """§5.3: no range ships; the officer's amount needs a reason outside the entered one."""
    said = {"facts": "放牧", "law": "第1条", "content": "罚款", "doc_no": "示林罚〔2026〕11号"}
    assert refused(case, "处罚决定", "2026-08-10T09:00", fine_fen=10_000, **said) == {
        "case.no_rule"
    }
    stored = case.app.store.queries.get("grazing", case.ids["grazing"])
    assert stored is not None and isinstance(stored.record, GrazingViolation)
    pair = [
        RuleValue(f"fine.grazing.unit.{end}", value, "e2", source="示例条例第20条")
        for end, value in (("min", 5_000), ("max", 30_000))
    ]
    book = RuleBook([*BUILTIN, *pair])
    allowed = rules.fine_range(stored.record, book)
    assert allowed is not None
    # 46 x 1.0 + 32 x 0.8 + 3 x 5 = 86.6 units (the mock-up's herd)
    assert (allowed.low, allowed.high) == (433_000, 2_598_000)
    assert stored.judged["sheep_units_e4"]["value"] == 866_000
    assert rules.late_fee(10_000, 10, book) == 3_000
    assert rules.late_fee(10_000, 99, book) == 10_000


def test_the_fine_of_ewenke_and_of_gansu() -> None:
    """Published: 120 yuan a unit, 570 units, 68,400 yuan; at most 300 a unit (S15, S14)."""
    herd = ({"key": "aaaaaaaa", "animal": "绵羊", "age": "成年", "head": 570},)

    one = make.grazing(livestock=herd)
    for low, high, expected in ((12_000, 12_000, 6_840_000), (0, 30_000, 17_100_000)):
        book = RuleBook(
            [
                *BUILTIN,
                RuleValue("fine.grazing.unit.min", low, "e2"),
                RuleValue("fine.grazing.unit.max", high, "e2"),
            ]
        )
        allowed = rules.fine_range(one, book)
        assert allowed is not None and allowed.high == expected


def test_a_person_is_known_again_by_the_tag_alone(case: CaseFolder) -> None:
    """Two party records of one ID number are one person; another number is another person."""
    app, queries = case.app, case.app.store.queries
    with app.store.begin("test") as work:
        work.put_secret(offenders.KEY, b"k" * 32)
        work.commit()
    actor = app.session.actor
    twin = app.records.new("party", {"name": "示例户", "id_number": ID_NUMBER.lower()}, actor)
    other = app.records.new("party", {"name": "示例户", "id_number": "X"}, actor)
    earlier = case.violation(owner_id=twin.record.id, found_at=at("2025-09-01T09:00"))
    case.violation(owner_id=other.record.id, found_at=at("2026-07-01T09:00"))
    long_ago = case.violation(owner_id=twin.record.id, found_at=at("2025-08-02T09:00"))
    now = case.app.records.get("grazing", case.ids["grazing"]).record
    assert isinstance(now, GrazingViolation)
    found = offenders.before(queries, now)
    assert (found.months, found.own, found.known) == (12, (earlier.record.number,), True)
    tag = offenders.tag_of(ID_NUMBER, b"k" * 32)
    rows = [
        {"rec": earlier.record.id, "tag": tag, "day": "2025-09-01"},
        {"rec": "01900000-0000-7000-8000-00000000ffff", "tag": tag, "day": "2026-01-05"},
    ]
    app.datasets.publish(actor, "repeats", "次数", encode("repeats", rows), "2026-01-01")
    assert offenders.before(queries, now).count == 2
    assert offenders.before(queries, now).elsewhere == 1
    seen = offenders.visits(queries, twin.record.id)
    assert [one.day for one in seen] == ["2026-08-03", "2025-09-01", "2025-08-02"]
    assert long_ago.record.number == seen[-1].number and seen[0].heads == 81


def test_without_the_city_s_key_nothing_is_said(case: CaseFolder) -> None:
    now = case.app.records.get("grazing", case.ids["grazing"]).record
    assert isinstance(now, GrazingViolation)
    assert not offenders.before(case.app.store.queries, now).known
    with pytest.raises(UserError, match=r"offenders\.key"):
        offenders.publish(
            case.app.store.queries, case.app.datasets, case.app.session.actor, "2026-08-03"
        )


def test_months_end_on_the_last_day_there_is() -> None:
    assert months_after("2026-08-31", -6) == "2026-02-28"
    assert months_after("2024-02-29", 24) == "2026-02-28"
    assert months_after("2026-08-03", -12) == "2025-08-03"


def test_the_point_is_judged_against_the_zones_of_the_day(case: CaseFolder) -> None:
    """Hit and season are kept with the rule version; a shifted datum is never tested (§1.7)."""
    app = case.app
    lon, lat = make.PLACE.lon, make.PLACE.lat
    shape = [[[lon - 5_000, lat - 5_000, 10_000, 0, 0, 10_000, -10_000, 0]]]
    rows = [
        {"code": "A", "name": "马家沟", "shape": shape,
         "attrs": {"zone_kind": "禁牧区", "document": "示政告〔2025〕3号"}},
        {"code": "B", "name": "", "shape": shape,
         "attrs": {"zone_kind": "休牧区", "seasons": ["03-15~06-30"]}},
        {"code": "C", "name": "", "shape": shape, "attrs": {"zone_kind": "幼林地"}},
    ]  # fmt: skip
    actor = app.session.actor
    app.datasets.publish(actor, "zone", "区", encode("zone", rows), "2026-01-01")
    stored = case.violation(zone_kind="轮牧区")
    judged = {name: row["value"] for name, row in stored.judged.items()}
    assert judged["zone_hit"] == "禁牧区" and judged["zone_code"] == "A"
    assert (judged["zone_document"], judged["zone_young"]) == ("示政告〔2025〕3号", 1)
    assert stored.judged["zone_hit"]["rule_version"].startswith("builtin")
    said = {one.code for one in app.records.remarks("grazing", stored.record)}
    assert {"grazing.other_zone", "grazing.young"} <= said
    shifted = make.PLACE.model_copy(update={"datum": "shifted"})
    away = case.violation(position=shifted)
    assert "zone_hit" not in away.judged
    outside = make.PLACE.model_copy(update={"lon": lon + 90_000})
    beyond = case.violation(position=outside)
    assert beyond.judged["zone_hit"]["value"] == ""
    said = {one.code for one in app.records.remarks("grazing", beyond.record)}
    assert "grazing.no_zone" in said


def test_a_young_plantation_is_known_by_its_year(case: CaseFolder) -> None:
    """森林法39 by the table of sub-compartments: inside, near, too old, shifted, no year (§5.1)."""
    app, actor = case.app, case.app.session.actor
    lon, lat = make.PLACE.lon, make.PLACE.lat

    def square(west: int, side: int = 10_000) -> list[list[list[int]]]:
        """A square of 1e-7 degrees from ``west`` of the point eastwards."""
        return [[[lon + west, lat - 5_000, side, 0, 0, side, -side, 0]]]

    def load(*rows: tuple[str, int, dict[str, object]]) -> None:
        """Publish sub-compartments: code, west edge, attributes."""
        made = [
            {"code": code, "name": f"小班{code}", "shape": square(west), "attrs": attrs}
            for code, west, attrs in rows
        ]
        day = f"2026-01-{len(app.store.queries.datasets_loaded()) + len(rows):02d}"
        app.datasets.publish(actor, "compartment", "班", encode("compartment", made), day)

    def judged(**more: object) -> dict[str, object]:
        """What is stored of a violation."""
        found = case.violation(**more).judged
        return {name: row["value"] for name, row in found.items() if name != "sheep_units_e4"}

    load(("old", -5_000, {"zao_lin_nd": "2019"}), ("near", 9_000, {"zao_lin_nd": "2024年春"}))
    assert judged() == {"stand_code": "near", "stand_planted": 2024, "stand_m": 79}
    near = case.violation()
    said = {one.code for one in app.records.remarks("grazing", near.record)}
    assert "grazing.young_near" in said and "grazing.no_zone" not in said
    load(
        ("x", -5_000, {}), ("a", -5_000, {"pingjun_nl": "3"}), ("b", 30_000, {"zao_lin_nd": "2025"})
    )
    found = judged()
    assert (found["zone_hit"], found["zone_code"], found["zone_young"]) == ("幼林地", "a", 1)
    assert (found["stand_planted"], found["stand_m"]) == (2023, 0)
    said = {one.code for one in app.records.remarks("grazing", case.violation().record)}
    assert {"grazing.young", "grazing.other_zone"} <= said
    assert judged(position=make.PLACE.model_copy(update={"datum": "shifted"})) == {}
