"""Rules of the pest records, each broken once."""

from __future__ import annotations

from typing import Any

import pytest

from patrol_app.domain.builtin_rules import BUILTIN
from patrol_app.domain.records import record_type
from patrol_app.domain.records.first_report import FirstReport
from patrol_app.domain.records.pest_sample import Custody
from patrol_app.domain.rules.first_report import calls
from patrol_app.domain.rules.pest_sample import chain_intact, in_sequence, longest_gap_ms
from patrol_app.domain.setting import RuleBook, RuleValue
from tests.support import pests as make
from tests.support import records


def said(code: str, record: Any, **known: Any) -> dict[str, str]:
    """code -> level of everything the rules of type ``code`` say."""
    context = records.context(**known)
    found = [m for rule in record_type(code).rules for m in rule(record, context)]
    assert all(remark.message() for remark in found)
    return {remark.code: remark.level for remark in found}


@pytest.mark.parametrize("code", sorted(make.SAMPLES))
def test_a_filled_record_submits(code: str) -> None:
    levels = set(said(code, make.made(code)).values())
    assert levels <= {"warning"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {}),
        ({"nothing_found": None}, {"survey.neither": "error"}),
        ({"dead_n": 2, "position": records.PLACE}, {"survey.both": "error"}),
        ({"pine_area_mu_e4": 2_000_000}, {"survey.pine_area": "error"}),
        ({"is_epidemic": True}, {"survey.proof": "error"}),
        ({"surveyed_on": "2026-08-04"}, {"time.future": "error"}),
        ({"surveyed_on": "2026-02-30"}, {"day.none": "error"}),
        ({"epidemic_area_mu_e4": 1_000_001}, {"survey.epidemic_area": "error"}),
    ],
)
def test_a_sheet_with_nothing_found(changes: dict[str, Any], expected: dict[str, str]) -> None:
    given = said("survey", make.made("survey", **changes))
    assert expected.items() <= given.items()
    assert bool(expected) == bool(given)


SUSPECT: dict[str, Any] = {
    "nothing_found": None, "dead_n": 4, "dying_n": 1, "pines_n": 300, "position": records.PLACE,
    "sampled_n": 5,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sampled_n": 6}, "survey.sampled"),
        ({"positive_n": 6, "report_no": "1", "is_epidemic": True}, "survey.positive"),
        ({"pines_n": 4}, "survey.pines"),
        ({"positive_n": 1}, "survey.report"),
        ({"positive_n": 1, "report_no": "XG-1"}, "survey.locked"),
        ({"infected_n": 1, "positive_n": 2, "report_no": "1"}, "survey.infected"),
        ({"position": None}, "survey.position"),
        ({"sampled_n": 3}, "survey.sampling"),
    ],
)
def test_a_sheet_with_suspects(changes: dict[str, Any], expected: str) -> None:
    assert expected in said("survey", make.made("survey", **{**SUSPECT, **changes}))


def test_an_epidemic_sub_compartment_is_proven_or_not_said() -> None:
    result = make.made("lab_result")
    proven = make.made("survey", **SUSPECT, is_epidemic=True, epidemic_area_mu_e4=1_000_000)
    assert "survey.proof" in said("survey", proven)
    photos = [object(), object()]
    assert said("survey", proven, children={"lab_result": [result], "attachment": photos}) == {}
    forgotten = make.made("survey", **SUSPECT)
    assert "survey.locked" in said("survey", forgotten, children={"lab_result": [result]})
    part = proven.edited(epidemic_area_mu_e4=200_000)
    assert "survey.whole" in said("survey", part, children={"lab_result": [result]})


def test_the_day_of_a_round() -> None:
    context = {"related": {"round_id": make.made("survey_round", first_day="2026-08-10")}}
    assert said("survey", make.made("survey"), **context) == {"survey.window": "warning"}
    late = make.made("survey_round", last_day="2026-07-01")
    assert said("survey_round", late) == {"time.order": "error"}


def chain(*steps: tuple[str, str, dict[str, Any]]) -> list[Custody]:
    """Steps in the order in which they were written."""
    return [
        Custody.model_validate(
            {
                "unit": records.UNIT,
                **make.SAMPLES["custody"],
                "id": f"01900000-0000-7000-8000-{n:012d}", "step": step, "at": records.at(clock),
                **more,
            }
        )
        for n, (step, clock, more) in enumerate(steps, 1)
    ]  # fmt: skip


SIGNED: dict[str, Any] = {"to_person": "曾", "signed_both": True}


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (("接收", "10:00", SIGNED), {}),
        (("接收", "09:29", SIGNED), {"custody.order": "error"}),
        (("接收", "10:00", {"to_person": " ", "signed_both": True}), {"custody.taker": "error"}),
        (("接收", "10:00", {"to_person": "曾"}), {"custody.signed": "error"}),
        (("接收", "10:00", {**SIGNED, "seal_no": "B2"}), {"custody.reseal": "error"}),
        (("接收", "10:00", {**SIGNED, "seal_ok": False}), {"custody.reseal": "error"}),
        (("接收", "10:00", {**SIGNED, "seal_no": "B2", "reseal_reason": "破损"}), {}),
        (("采集", "09:00", {}), {"time.order": "error", "custody.order": "error"}),
    ],
)
def test_hand_overs(step: tuple[str, str, dict[str, Any]], expected: dict[str, str]) -> None:
    first, last = chain(("送检", "09:30", SIGNED), step)
    sample = make.made("sample", taken_at=records.at("09:10"))
    known = {"related": {"parent_id": sample}, "siblings": [first]}
    assert said("custody", last, **known) == expected


def test_a_sample_is_not_sent_without_a_seal() -> None:
    (step,) = chain(("送检", "09:30", {**SIGNED, "seal_no": ""}))
    bare = make.made("sample", seal_no="")
    assert said("custody", step, related={"parent_id": bare}) == {"custody.seal": "error"}


def test_a_laboratory_with_a_wrong_clock_comes_after_what_it_received() -> None:
    """Its id is older than the station's; what it knew of comes before it all the same."""
    first, last = chain(("送检", "09:30", SIGNED), ("接收", "10:00", SIGNED))
    sent = first.edited(id="01900000-0000-7000-8000-0000000000ff", turn=1)
    taken = last.edited(turn=2)
    sample = make.made("sample", taken_at=records.at("09:10"))
    assert in_sequence([taken, sent]) == [sent, taken]
    assert chain_intact(sample, [taken, sent])
    fresh = last.edited(at=records.at("09:29"))  # not written yet: it comes last
    known = {"related": {"parent_id": sample}, "siblings": [sent]}
    assert said("custody", fresh, **known) == {"custody.order": "error"}


def test_a_long_gap_warns_and_the_chain_is_judged() -> None:
    first, last = chain(("送检", "09:30", SIGNED), ("接收", "10:00", SIGNED))
    slow = RuleBook(
        [row for row in BUILTIN if row.key != "pwd.custody_gap_hours"]
        + [RuleValue("pwd.custody_gap_hours", 0, "hours")]
    )
    known = {"siblings": [first], "book": slow}
    assert said("custody", last, **known) == {"custody.gap": "warning"}
    sample = make.made("sample", taken_at=records.at("09:10"))
    assert chain_intact(sample, [last, first])
    assert longest_gap_ms([last, first]) == 30 * 60_000
    assert not chain_intact(sample, [])
    assert not chain_intact(sample, [last.edited(signed_both=None)])
    assert not chain_intact(sample, [first.edited(at=records.at("09:00"))])
    assert not chain_intact(sample, [first.edited(seal_ok=False)])


@pytest.mark.parametrize(
    ("code", "changes", "expected"),
    [
        ("sample", {"parts": ()}, "field.required"),
        ("sample", {"weight_g": 49}, "field.range"),
        ("sample", {"sampler_ids": (records.RANGER,)}, "sample.two"),
        ("lab_result", {"positive_n": 4}, "lab.positive"),
        ("lab_result", {"sample_result": "阴性"}, "lab.result"),
        ("lab_result", {"checker": "曾"}, "lab.checker"),
        ("disposal", {"stump_cm": 6}, "disposal.stump"),
        ("disposal", {"infected_n": 20}, "disposal.trees"),
        ("disposal", {"start_on": "2026-08-04"}, "time.order"),
        ("disposal", {"branches_done": None}, "disposal.branches"),
        ("acceptance", {"left_n": 1}, "acceptance.left"),
        ("acceptance", {"acceptance": "不合格"}, "acceptance.demands"),
        ("trap", {"taken_down_on": "2026-04-01"}, "time.order"),
        ("trap_check", {"other_n": 3}, "trap.species"),
        ("webworm", {"nothing_found": True}, "webworm.both"),
        ("webworm", {"infested_n": 0, "nests_n": 0}, "webworm.neither"),
        ("webworm", {"infested_n": 41}, "webworm.trees"),
        ("webworm", {"infested_n": 0}, "webworm.nests"),
        ("webworm", {"checked_n": 19}, "webworm.plot"),
        ("webworm", {"occurred_mu_e4": 900_000}, "webworm.area"),
        ("webworm", {"position": None}, "webworm.position"),
        ("control_work", {"clean_mu_e4": 9_000_000}, "control.clean"),
        ("forecast", {"trend": "下降"}, "forecast.trend"),
        ("forecast", {"bases": ("GM(1,1)",)}, "forecast.model"),
        ("reported_figure", {"figure": "POINTS"}, "figure.value"),
        ("reported_figure", {"count_n": 1}, "figure.unit"),
        ("first_report", {"told": ""}, "first.told"),
        ("first_report", {"act": "补充说明"}, "first.note"),
    ],
)
def test_each_rule_speaks(code: str, changes: dict[str, Any], expected: str) -> None:
    assert expected in said(code, make.made(code, **changes))
    assert expected not in said(code, make.made(code))


def test_the_deadline_of_the_campaign() -> None:
    book = RuleBook([*BUILTIN, RuleValue("pwd.clear.deadline", 331, "mmdd")])
    late = make.made("disposal")
    assert "disposal.deadline" in said("disposal", late, book=book)
    spring = make.made("disposal", start_on="2026-02-01", end_on="2026-03-31")
    assert "disposal.deadline" not in said("disposal", spring, book=book)
    autumn = make.made("disposal", start_on="2025-11-01", end_on="2025-12-31")
    assert "disposal.deadline" not in said("disposal", autumn, book=book)


def test_who_worked_does_not_accept() -> None:
    own = make.made("acceptance", inspectors="兴绿林业队 王")
    known = {"related": {"parent_id": make.made("disposal")}}
    assert said("acceptance", own, **known) == {"acceptance.self": "error"}


def test_a_trap_is_checked_while_it_hangs_and_once_a_day() -> None:
    check = make.made("trap_check")
    known = {"related": {"parent_id": make.made("trap")}}
    assert said("trap_check", check, **known, siblings=[check]) == {"trap.twice": "error"}
    early = make.made("trap_check", checked_on="2026-04-01")
    assert said("trap_check", early, **known) == {"time.order": "error"}
    down = {"related": {"parent_id": make.made("trap", taken_down_on="2026-07-01")}}
    assert said("trap_check", check, **down) == {"time.order": "error"}


def test_the_clock_of_a_first_case() -> None:
    """2 hours to station and county, 24 to city and province, counted from the finding."""
    seen = records.at("09:00")
    report = make.made("first_report", at=records.at("10:30"))
    assert isinstance(report, FirstReport)
    again = report.edited(at=records.at("12:00"), told="别人")
    found = calls(seen, [again, report], records.context().book)
    assert [call.level for call in found] == ["林业站/乡镇", "县级", "市级", "省级"]
    assert (found[1].told, found[1].told_ms) == ("县林业局值班", records.at("10:30").ms)
    assert not found[1].late(records.NOW_MS)
    assert found[0].late(records.at("11:01").ms)
    assert not found[0].late(records.at("11:00").ms)
    assert not found[3].late(records.at("23:00").ms)
    assert found[2].unverified
    assert calls(None, [], RuleBook())[0].due_ms is None
    assert not calls(None, [], RuleBook())[0].late(records.NOW_MS)
    late = report.edited(at=records.at("11:30"))
    known = {"related": {"parent_id": records.pest(seen_at=seen)}}
    assert said("first_report", late, **known) == {"first.late": "warning"}
    assert said("first_report", report, **known) == {}
    early = report.edited(at=records.at("08:30"))
    assert said("first_report", early, **known) == {"time.order": "error"}
