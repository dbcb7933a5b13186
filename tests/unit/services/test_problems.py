"""Problems on the real store: rights, limits in working days, duplicates, merging."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from patrol_app.bootstrap import App
from patrol_app.domain.instant import parse_iso
from patrol_app.errors import UserError
from patrol_app.services.problem_rights import may_step
from patrol_app.services.session import Actor
from tests.unit.services.test_records import PLACE, actor_with
from tests.unit.services.test_steps import FACTS, clerk, problem


def refused(act: Any) -> str:
    """The code that ``act`` is refused with, of its first detail where there are any."""
    with pytest.raises(UserError) as caught:
        act()
    details = caught.value.details
    return details[0]["code"] if details else caught.value.code


def run(app: App, rec: str, *steps: str, **values: Any) -> None:
    """Take these steps one after the other."""
    needed = {
        "ASSIGNED": {"for_unit_id": unit(app), "due_on": "2026-08-20"},
        "HANDLING": {"text": "清运"},
        "SUBMITTED": {"text": "已清"},
        "RETURNED": {"text": "还有"},
        "SUSPENDED": {"text": "雨", "due_on": "2026-09-10"},
        "TRANSFERRED": {"organ": "公安", "doc_no": "1号", "doc_on": "2026-08-03"},
    }
    for step in steps:
        made = app.problems.step(clerk(app), rec, step, {**needed.get(step, {}), **values})
        if step == "SUBMITTED":
            photographed(app, made.record.id)


def photographed(app: App, step: str) -> None:
    """A photo of what it looks like now hangs on the step."""
    facts = {"parent_id": step, "parent_type": "problem_step", "name": "后.jpg",
             "mime": "image/jpeg", "sha256": "ab" * 32, "bytes": 9}  # fmt: skip
    app.records.new("attachment", facts, clerk(app))


def test_nothing_is_closed_without_a_photo_after_mending(app: App) -> None:
    """Or the paper of a transfer; a photo of the problem itself shows it before."""
    rec = problem(app).record.id
    facts = {"parent_id": rec, "parent_type": "problem", "sha256": "cd" * 32, "bytes": 9}
    app.records.new("attachment", facts, clerk(app))
    run(app, rec, "VERIFIED", "ASSIGNED", "HANDLING")
    app.problems.step(clerk(app), rec, "SUBMITTED", {"text": "已清"})
    run(app, rec, "RECTIFIED")
    assert refused(lambda: run(app, rec, "CLOSED")) == "step.evidence"
    draft = {"parent_id": rec, "step": "CLOSED", "at": app.problems.now(), "by_id": clerk(app).id}
    made = app.records.new("problem_step", draft, clerk(app)).record.id
    photographed(app, made)
    app.records.submit("problem_step", made, clerk(app))
    assert app.problems.line(rec).now.state == "CLOSED"


def unit(app: App) -> str:
    """The own unit's record."""
    found = app.store.queries.find("unit", "DEMO01")
    assert found is not None
    return found.record.id


def test_a_problem_goes_its_way_and_ends_with_a_number(app: App) -> None:
    rec = problem(app).record.id
    run(app, rec, "VERIFIED", "ASSIGNED", "HANDLING", "SUBMITTED", "RETURNED", "HANDLING")
    run(app, rec, "SUBMITTED", "RECTIFIED", "CLOSED")
    line = app.problems.line(rec)
    assert (line.now.state, line.now.returns, line.now.idle) == ("CLOSED", 1, ())
    assert [one.step.number[-2:] for one in line.known.steps] == [f"/{n}" for n in range(1, 10)]
    assert app.problems.open_steps(line, clerk(app)) == ("REOPENED", "NOTE")


def test_no_step_out_of_turn_is_submitted(app: App) -> None:
    rec = problem(app).record.id
    assert refused(lambda: run(app, rec, "CLOSED")) == "step.order"
    run(app, rec, "VERIFIED", "TRANSFERRED")
    assert refused(lambda: run(app, rec, "CLOSED")) == "step.result"
    run(app, rec, "RESULT", result="立案")
    run(app, rec, "CLOSED")
    assert refused(lambda: run(app, rec, "HANDLING")) == "step.order"
    lone = problem(app).record.id
    run(app, lone, "VERIFIED", "ASSIGNED", "SUSPENDED", "HANDLING", "SUSPENDED", "HANDLING")
    assert refused(lambda: run(app, lone, "SUSPENDED")) == "step.twice"
    assert refused(lambda: run(app, lone, "ASSIGNED", due_on=None)) == "field.required"


def test_a_step_of_the_minute_it_was_found_in_is_not_before_it(app: App) -> None:
    found = parse_iso("2026-08-03T09:00:40+08:00")  # as a photo says
    rec = problem(app, found_at=found).record.id
    early = {"at": parse_iso("2026-08-03T08:59+08:00")}
    act = app.problems.step
    assert refused(lambda: act(clerk(app), rec, "VERIFIED", early)) == "step.before"
    act(clerk(app), rec, "VERIFIED", {"at": parse_iso("2026-08-03T09:00+08:00")})
    assert app.problems.line(rec).now.state == "VERIFIED"


def test_not_true_takes_two_people(app: App) -> None:
    rec = problem(app).record.id
    one, two = actor_with(app, "station_head"), actor_with(app, "county_office")
    app.problems.step(one, rec, "REJECTED", {"text": "未见"})
    assert app.problems.line(rec).now.state == "NEW"
    again = {"text": "未见"}
    assert refused(lambda: app.problems.step(one, rec, "REJECTED", again)) == "step.same"
    forged = {"text": "未见", "by_id": two.id}
    assert refused(lambda: app.problems.step(one, rec, "REJECTED", forged)) == "step.by"
    app.problems.step(two, rec, "REJECTED", {"text": "未见"})
    assert app.problems.line(rec).now.state == "REJECTED"


def test_what_was_found_true_can_still_be_found_not_true_by_two(app: App) -> None:
    rec = problem(app).record.id
    one, two = actor_with(app, "station_head"), actor_with(app, "county_office")
    run(app, rec, "VERIFIED", "ASSIGNED", "HANDLING")
    app.problems.step(one, rec, "REJECTED", {"text": "到现场看是旧迹"})
    line = app.problems.line(rec)
    assert (line.now.state, line.now.doubted_by) == ("HANDLING", one.id)
    assert "REJECTED" not in app.problems.open_steps(line, one), "not by the same person"
    assert {"REJECTED", "VERIFIED"} <= set(app.problems.open_steps(line, two))
    app.problems.step(two, rec, "REJECTED", {"text": "同意"})
    assert app.problems.line(rec).now.state == "REJECTED"


# who may take which step: a second table beside the program's
OFFICES = {"county_office", "city_officer", "admin"}
CHECKERS = OFFICES | {"station_head"}
FIELD = CHECKERS | {"ranger", "crew_leader", "case_officer"}
MAY = {
    "VERIFIED": CHECKERS, "REJECTED": CHECKERS, "ASSIGNED": CHECKERS, "RETURNED": CHECKERS,
    "RECTIFIED": CHECKERS, "GRADED": CHECKERS, "MERGED": CHECKERS, "SUSPENDED": OFFICES,
    "CLOSED": OFFICES, "SUPERVISED": OFFICES, "REOPENED": OFFICES,
    "TRANSFERRED": OFFICES | {"case_officer"}, "RESULT": OFFICES | {"case_officer"},
    "HANDLING": FIELD, "SUBMITTED": FIELD, "NOTE": FIELD,
}  # fmt: skip


@pytest.mark.parametrize("step", sorted(MAY))
def test_who_may_take_which_step(step: str) -> None:
    roles = (*FIELD, "auditor", "nobody")
    allowed = {role for role in roles if may_step(Actor("x", "N", "甲", (role,)), step)}
    assert allowed == MAY[step]


def test_a_ranger_takes_no_decision(app: App) -> None:
    rec = problem(app).record.id
    ranger = actor_with(app, "ranger")
    assert refused(lambda: app.problems.step(ranger, rec, "VERIFIED")) == "session.forbidden"
    app.problems.step(ranger, rec, "NOTE", {"text": "已到"})


@pytest.mark.parametrize(
    ("grade", "due"), [("一般", "2026-09-14"), ("较重", "2026-08-24"), ("重大", "2026-08-12")]
)
def test_limits_are_working_days_by_grade(app: App, grade: str, due: str) -> None:
    """Monday 3 August 2026: 3, 1, 30/15/7 working days; the day itself does not count."""
    rec = problem(app, grade=grade).record.id
    line = app.problems.line(rec)
    assert (line.due_on, line.overdue, line.press) == ("2026-08-06", False, grade == "重大")
    run(app, rec, "VERIFIED")
    line = app.problems.line(rec)
    assert line.due_on == "2026-08-04"
    assert app.problems.proposed_due(line, "2026-08-03") == due


def test_what_is_late_asks_for_supervision_until_it_has_it(app: App) -> None:
    rec = problem(app, found_at=parse_iso("2026-07-01T09:00+08:00")).record.id
    line = app.problems.line(rec)
    assert (line.due_on, line.days_over, line.press) == ("2026-07-06", 28, True)
    run(app, rec, "SUPERVISED", level="督办函")
    assert app.problems.line(rec).press is False


def test_a_board_reads_the_calendar_once(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """A county has thousands of problems, each with a limit in working days."""
    for _n in range(4):
        problem(app)
    queries = type(app.store.queries)
    asked, read = [], queries.calendar_days

    def noted(self: Any, *days: str) -> Any:
        """Note the question, then ask it."""
        asked.append(days)
        return read(self, *days)

    monkeypatch.setattr(queries, "calendar_days", noted)
    lines = app.problems.lines()
    assert len(lines) == 4 and all(one.due_on for one in lines)
    assert len(asked) == 1


def test_the_same_problem_written_twice_is_hinted_at_and_merged(app: App) -> None:
    """Same category, 22 m and 5 hours apart; 90 m or 25 hours are another one."""
    first = problem(app, position=PLACE).record
    near = PLACE.model_copy(update={"lat": PLACE.lat + 2_000})
    far = PLACE.model_copy(update={"lat": PLACE.lat + 8_100})
    later = parse_iso("2026-08-03T14:00+08:00")
    actor = clerk(app)

    def hints(**changes: Any) -> list[str]:
        """Codes of the warnings of such a problem."""
        values = {**FACTS, "position": near, "found_at": later, **changes}
        draft = app.records.new("problem", values, actor)
        said = [one.code for one in app.records.submit("problem", draft.record.id, actor).warnings]
        app.records.delete("problem", draft.record.id, "x", actor)
        return said

    assert "problem.same" in hints()
    assert "problem.same" not in hints(position=far)
    assert "problem.same" not in hints(category="P01")
    assert "problem.same" not in hints(found_at=parse_iso("2026-08-02T08:59+08:00"))
    second = problem(app, position=near, found_at=later).record
    app.problems.merge(actor, second.id, first.id, "同一处")
    line = app.problems.line(second.id)
    assert (line.now.state, line.now.merged_into) == ("MERGED", first.id)
    assert {one.problem.number for one in app.problems.lines()} == {first.number, second.number}
    assert refused(lambda: app.problems.merge(actor, first.id, second.id)) == "merge.closed"
    third = problem(app).record.id
    assert refused(lambda: app.problems.merge(actor, third, third)) == "step.itself"


def test_patches_side_by_side_are_not_the_same_one(app: App) -> None:
    """Same place and minute: two numbers are two patches, the same number is told."""
    patch = {"source": "森林督查图斑", "patch_batch": "一期", "position": PLACE}
    first = problem(app, patch_no="0001", **patch).record
    second = problem(app, patch_no="0002", **patch).record
    assert app.problems.maybe_same(second.id) == []
    again = problem(app, patch_no="0001", **patch).record
    assert [one.id for one in app.problems.maybe_same(again.id)] == [first.id]


def test_a_crime_is_told_with_its_sum(app: App) -> None:
    values = {**FACTS, "category": "P01", "public_mu_e4": 30_000, "commercial_mu_e4": 40_000}
    actor = clerk(app)
    draft = app.records.new("problem", values, actor)
    told = app.records.submit("problem", draft.record.id, actor).warnings
    assert [one.code for one in told] == ["problem.position", "problem.crime", "problem.grade"]
    assert "public-benefit forest 3/5 mu + commercial forest 4/10 mu = 1 ≥ 1" in told[1].message()
    assert app.problems.line(draft.record.id).crime.reached


def test_a_finding_becomes_a_problem_once(app: App) -> None:
    actor = clerk(app)
    facts = {
        "category": "P14", "found_at": FACTS["found_at"], "position": PLACE, "place": "沟口",
        "description": "垃圾", "action": ("劝阻",),
    }  # fmt: skip
    finding = app.records.new("finding", facts, actor).record.id
    made = app.problems.write(actor, app.problems.from_finding(finding)).record
    assert (made.finding_id, made.source, made.place) == (finding, "护林员巡护", "沟口")  # type: ignore[attr-defined]
    assert refused(lambda: app.problems.from_finding(finding)) == "problem.exists"


def test_a_fire_spot_becomes_a_problem_once(app: App) -> None:
    actor = clerk(app)
    facts = {"spot_no": "H-7", "source": "群众报警", "told_at": FACTS["found_at"], "place": "沟口",
             "position": PLACE, "result": "农事用火"}  # fmt: skip
    spot = app.records.new("fire_spot", facts, actor).record.id
    made: Any = app.problems.write(actor, app.problems.from_spot(spot)).record
    assert (made.fire_spot_id, made.source, made.category) == (spot, "群众举报", "P06")
    assert (made.place, made.position, made.description) == ("沟口", PLACE, "H-7 农事用火")
    assert refused(lambda: app.problems.from_spot(spot)) == "problem.exists"
    other = app.records.new("fire_spot", {**facts, "problem_id": made.id}, actor).record.id
    assert refused(lambda: app.problems.from_spot(other)) == "problem.exists", "it names one"


def test_a_problem_of_a_drill_becomes_one_too(app: App) -> None:
    actor = replace(clerk(app))
    rows = ({"key": "aaaaaaaa", "text": "水带接口漏水"},)
    facts = {"name": "演练", "start_at": FACTS["found_at"], "place": "场部", "problems": rows}
    drill = app.records.new("drill", facts, actor).record.id
    made = app.problems.write(actor, app.problems.from_drill(drill, "aaaaaaaa")).record
    assert (made.drill_id, made.description) == (drill, "水带接口漏水")  # type: ignore[attr-defined]
    assert refused(lambda: app.problems.from_drill(drill, "aaaaaaaa")) == "problem.exists"
    assert refused(lambda: app.problems.from_drill(drill, "bbbbbbbb")) == "record.unknown"
