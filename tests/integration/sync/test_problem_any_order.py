"""Station and county act on one problem, files in any order: one state everywhere.

A step of a unit that the problem is not given to arrives, is kept, told, and changes nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from patrol_app.domain.records.unit import unit_id
from patrol_app.services import steps as step_service
from tests.integration.sync.test_any_order import bureau, sent
from tests.integration.sync.test_down_levels import down
from tests.support.exchange import Side, World, copies
from tests.unit.services.test_problems import photographed
from tests.unit.services.test_steps import FACTS

pytestmark = pytest.mark.ci

NEEDED: dict[str, dict[str, Any]] = {
    "REJECTED": {"text": "未见"}, "HANDLING": {"text": "清运"}, "SUBMITTED": {"text": "已清"},
    "ASSIGNED": {"for_unit_id": unit_id("DEMO01"), "due_on": "2026-12-20"},
    "SUSPENDED": {"text": "雨", "due_on": "2026-12-30"}, "RETURNED": {"text": "还有"},
    "TRANSFERRED": {"organ": "公安", "doc_no": "1号", "doc_on": "2026-09-02"},
    "RESULT": {"result": "立案"}, "SUPERVISED": {"level": "督办函"}, "NOTE": {"text": "说明"},
    "GRADED": {"grade": "较重", "text": "重"}, "REOPENED": {"text": "复发"},
}  # fmt: skip
# who acts, which of the steps open to it, and whether files were carried before
acts = st.lists(st.tuples(st.booleans(), st.integers(0, 30), st.booleans()), min_size=4, max_size=7)


def take(side: Side, rec: str, choice: int) -> None:
    """One of the steps that this level's form offers."""
    desk, actor = side.app.problems, side.app.session.actor
    offered = [one for one in desk.open_steps(desk.line(rec), actor) if one != "MERGED"]
    if offered:
        step = offered[choice % len(offered)]
        if step == "CLOSED":  # asks for a photo on a step of mending
            photographed(side.app, desk.line(rec).known.steps[-1].step.id)
        desk.step(actor, rec, step, NEEDED.get(step))


def carried(station: Side, county: Side) -> list[Path]:
    """Everything up and down once; what went up."""
    files = sent(station)
    for path in files:
        county.receive(path)
    down(county, station)
    return files


def told(side: Side, rec: str) -> tuple[Any, ...]:
    """What a level says of the problem."""
    line = side.app.problems.line(rec)
    return line.now, tuple((one.step, one.strange) for one in line.known.steps)


def test_two_levels_act_on_one_problem_in_any_order_of_files(world: World) -> None:
    county, station = bureau(world, "DEMO01")
    fresh = copies(world)

    # the folders remember earlier examples: nothing is shrunk, which would take minutes
    @settings(
        max_examples=2, deadline=None, derandomize=True, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(acts, st.randoms(use_true_random=False))
    def check(script: list[tuple[bool, int, bool]], chance: Any) -> None:
        rec = station.app.problems.write(station.app.session.actor, FACTS).record.id
        files = carried(station, county)
        for above, choice, exchanged in script:
            if exchanged:
                files += carried(station, county)
            take(county if above else station, rec, choice)
        files += carried(station, county)
        files += [path for path in sent(county) if "DEMO0A" in path.name]
        here, there = told(station, rec), told(county, rec)
        assert here == there
        chance.shuffle(files)
        city = fresh()
        for path in [*everything, *files]:
            assert city.receive(path).items[0].status in ("done", "known")  # what was carried too
        assert told(city, rec) == here
        city.app.close()
        everything.extend(files)

    everything: list[Path] = []
    check()
    assert station.app.store.check() == county.app.store.check() == []


def test_a_step_of_a_strange_unit_is_kept_told_and_without_effect(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DEMO02 has a program that lets everybody in: its step is told, the next ones count."""
    county, station, strange = bureau(world, "DEMO01", "DEMO02")
    rec = county.app.problems.write(county.app.session.actor, FACTS).record.id
    county.app.problems.step(county.app.session.actor, rec, "VERIFIED")
    given = {"for_unit_id": unit_id("DEMO01"), "due_on": "2026-12-20"}
    county.app.problems.step(county.app.session.actor, rec, "ASSIGNED", given)
    down(county, station, strange)
    assert strange.app.store.queries.get("problem", rec) is None
    with monkeypatch.context() as forged:
        number = county.app.problems.line(rec).problem.number
        parent = county.app.records.get("problem", rec).record
        forged.setattr(step_service, "parent_of", lambda *_args: parent)
        forged.setattr(step_service, "may_write", lambda *_args: True)
        facts: dict[str, Any] = {"step": "HANDLING", "text": "代为处置", "parent_id": rec}
        facts |= {"by_id": strange.app.session.actor.id, "at": strange.app.problems.now()}
        made = strange.app.records.new("problem_step", facts, strange.app.session.actor)
        strange.app.records.submit("problem_step", made.record.id, strange.app.session.actor)
    for path in sent(strange):
        county.receive(path)
    line = county.app.problems.line(rec)
    assert (line.now.state, line.now.idle) == ("ASSIGNED", (made.record.id,))
    assert [one.step.id for one in line.known.steps if one.strange] == [made.record.id]
    said = county.app.records.remarks("problem_step", made.record)
    assert [(one.code, one.params["number"]) for one in said][:1] == [("step.writer", number)]
    station.app.problems.step(station.app.session.actor, rec, "HANDLING", {"text": "清运"})
    for path in sent(station):
        county.receive(path)
    assert county.app.problems.line(rec).now.state == "HANDLING"


def test_a_decision_of_somebody_without_the_right_is_told(world: World) -> None:
    """The county's clerk has lost the role that the decision asks for: the log says so."""
    county, station = bureau(world, "DEMO01")
    rec = station.app.problems.write(station.app.session.actor, FACTS).record.id
    station.app.problems.step(station.app.session.actor, rec, "VERIFIED")
    person = station.app.session.actor.id
    for path in sent(station):
        county.receive(path)
    assert county.app.problems.line(rec).known.unproved == ()
    station.app.records.save(
        "person", person, {"roles": ("ranger",)}, None, station.app.session.actor
    )
    for path in sent(station):
        county.receive(path)
    line = county.app.problems.line(rec)
    assert (line.now.state, len(line.known.unproved)) == ("VERIFIED", 1)
