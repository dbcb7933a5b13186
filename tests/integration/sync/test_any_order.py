"""Two stations, a county and a laboratory act on one sample and one case: files in any order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patrol_app.bootstrap import App
from patrol_app.domain.builtin_rules import builtin_book
from patrol_app.errors import UserError
from patrol_app.services import cases
from patrol_app.services.pest_thread import thread
from patrol_app.sync.paper_files import SignedLine, read_papers, write_papers
from patrol_app.sync.papers import for_device, kept, vouched_by
from tests.integration.sync.test_down_levels import down
from tests.support import pests as make
from tests.support.cases import CaseFolder, at
from tests.support.exchange import Side, World, copies
from tests.support.folders import NOW
from tests.support.records import PLACE
from tests.support.records import at as clock
from tests.support.stores import FixedClock

pytestmark = pytest.mark.ci

TYPES = (
    "pest", "first_report", "sample", "custody", "lab_result", "disposal", "acceptance",
    "grazing", "case_step", "party", "doc_block",
)  # fmt: skip
HAND = {"to_person": "曾", "signed_both": True}


def add(side: Side, kind: str, **values: Any) -> str:
    """A submitted record of this level; its id."""
    made = side.app.records.new(kind, values, side.app.session.actor, submit=True)
    return made.record.id


def held(app: App) -> dict[str, list[tuple[Any, ...]]]:
    """Every record of the two threads as a folder has it."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with app.store.begin("test") as work:
        for table in (*TYPES, "record_head", "conflict", "op_held"):
            rows = work._connection.exec_driver_sql(f'SELECT * FROM "{table}"').all()
            found[table] = sorted((tuple(row) for row in rows), key=repr)
    return found


def bureau(world: World, *units: str) -> list[Side]:
    """A county and stations of it, a month after the finding."""
    county = world.county("DEMO0A")
    found = [county, *(world.station(unit, parent="DEMO0A") for unit in units)]
    for side in (world.city, *found):
        assert isinstance(side.app.clock, FixedClock)
        side.app.clock.now = NOW + 30 * 86_400_000
    down(world.city, county)
    return found


def sent(side: Side) -> list[Path]:
    """The packages that are due now."""
    return list(side.export().paths)


def sampled(one: Side) -> tuple[str, str]:
    """A tree and its sample under way to DEMO02: (sighting, sample)."""
    seen = {"pest": "松材线虫病疑似", "seen_at": clock("08:30"), "position": PLACE,
            "trees": ({"key": "aaaaaaaa", "state": "枯死", "count": 1},)}  # fmt: skip
    tree = add(one, "pest", **seen)
    values = {**make.SAMPLES["sample"], "sighting_id": tree, "for_unit": "DEMO02",
              "sampler_ids": (one.app.session.actor.id,)}  # fmt: skip
    return tree, add(one, "sample", **values)


def custody(side: Side, sample: str, step: str, when: str, **more: Any) -> str:
    """A hand-over of the sample."""
    values = {**make.SAMPLES["custody"], "parent_id": sample, "step": step, "at": clock(when)}
    return add(side, "custody", **values, **more)


def _said_by_the_county(county: Side, tree: str, felled: str) -> list[Path]:
    """The city is told, then the felling accepted: the county's two packages."""
    call = {**make.SAMPLES["first_report"], "parent_id": tree, "told_level": "市级"}
    add(county, "first_report", **{**call, "by_id": county.app.session.actor.id})
    files = sent(county)
    add(county, "acceptance", **{**make.SAMPLES["acceptance"], "parent_id": felled})
    return [path for path in (*files, *sent(county)) if "DEMO0A" in path.name]


def test_a_sample_between_two_stations_in_any_order_of_files(world: World) -> None:
    county, one, lab, other = bureau(world, "DEMO01", "DEMO02", "DEMO03")
    tree, sample = sampled(one)
    files = sent(one)
    custody(one, sample, "送检", "10:00", **HAND)
    files += sent(one)
    for path in files:
        county.receive(path)
    down(county, lab, other)
    _nobody_else(lab, other, sample)
    _a_line_of_the_root_alone_vouches(county, lab, other)
    assert isinstance(lab.app.clock, FixedClock)
    lab.app.clock.now = NOW - 200 * 86_400_000  # an empty battery: its ids are the oldest
    custody(lab, sample, "接收", "15:00", **HAND)
    result = {**make.SAMPLES["lab_result"], "parent_id": sample}
    files += sent(lab)
    add(lab, "lab_result", **result)
    felled = add(one, "disposal", **{**make.SAMPLES["disposal"], "sighting_id": tree})
    files += [*sent(lab), *sent(one)]
    county.receive(files[4])
    files += _said_by_the_county(county, tree, felled)

    fresh = copies(world)
    states: list[Any] = []

    @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.permutations(range(len(files))))
    def check(order: list[int]) -> None:
        city = fresh()
        for n in order:
            assert city.receive(files[n]).items[0].status == "done"
        assert city.app.store.check() == []
        now = city.app.clock.now_ms()
        found = thread(city.app.store.queries, tree, builtin_book(), now)
        states.append((held(city.app), found))
        city.app.close()

    check()
    assert all(state == states[0] for state in states)
    rows, found = states[0]
    assert rows["op_held"] == [] == rows["conflict"]
    assert (found.state, found.result, found.intact) == ("recheck", "阳性", True)
    titles = {step.title for step in found.steps}
    assert titles >= {"报告", "取样", "送检", "接收", "阳性", "除治", "合格"}

    # the laboratory's word comes home by the county, the deliveries in either order
    for path in files[2:4]:
        county.receive(path)
    here = [thread(side.app.store.queries, tree, builtin_book(), NOW) for side in (county, one)]
    assert (here[0].result, here[1].result) == ("阳性", "")
    down(county, one)
    assert thread(one.app.store.queries, tree, builtin_book(), NOW) == here[0] == found
    assert lab.app.store.queries.get("pest", tree) is None, "only what was given away goes there"


def _nobody_else(lab: Side, other: Side, sample: str) -> None:
    """The laboratory adds steps and changes nothing; a third station never saw it."""
    assert other.app.store.queries.get("sample", sample) is None
    assert lab.app.records.get("sample", sample).record.unit == "DEMO01"
    with pytest.raises(UserError) as fault:
        lab.app.records.save("sample", sample, {"weight_g": 60}, None, lab.app.session.actor)
    assert fault.value.code == "record.writer"


def _a_line_of_the_root_alone_vouches(county: Side, lab: Side, other: Side) -> None:
    """Who may hand out another station's journal stands in a line that the root signed."""
    assert "DEMO01" in vouched_by(lab.app.store.queries, "DEMO0A")
    assert "DEMO01" not in vouched_by(lab.app.store.queries, "DEMO0B")
    assert "DEMO01" not in vouched_by(other.app.store.queries, "DEMO0A")
    above = county.app.store.queries
    (line,) = [one for one in kept(above, SignedLine) if one.line.unit == "DEMO01"]
    forged = line.model_copy(update={"line": line.line.model_copy(update={"unit": "DEMO07"})})
    device = next(one for one in above.devices() if one.unit == "DEMO02")
    papers = read_papers(for_device(above, device)).model_copy(update={"lines": (forged,)})
    assert "DEMO07" not in vouched_by(lab.app.store.queries, "DEMO0A", write_papers(papers))


def test_a_case_of_station_and_county_in_any_order_of_files(world: World) -> None:
    """Steps of both levels, of one minute too: one list, the same limits, numbers used once."""
    county, one = bureau(world, "DEMO01")
    made = CaseFolder.new(one.app)
    rec = made.ids["grazing"]
    files = sent(one)
    made.step("现场检查", "2026-08-03T10:00", until=at("2026-08-03T10:20"), place="沟", facts="羊")
    files += sent(one)
    for path in files:
        county.receive(path)
    step = {"parent_id": rec, "officer_ids": (made.ids["甲"], made.ids["乙"])}
    add(county, "case_step", step="立案", at=at("2026-08-05T09:00"), **step)
    upward = sent(county)
    files += [path for path in upward if "DEMO0A" in path.name]
    made.step("证据保存", "2026-08-05T09:00", facts="照片")
    files += sent(one)
    words = {"facts": "初次", "law": "行政处罚法第33条", "content": "不予处罚"}
    add(county, "case_step", step="不予处罚", at=at("2026-08-20T09:00"), **step, **words)
    files += [path for path in sent(county) if "DEMO0A" in path.name]
    fresh = copies(world)
    states = []
    for order in (files, files[::-1], files[3:] + files[:3], files[1::2] + files[::2]):
        city = fresh()
        for path in order:
            assert city.receive(path).items[0].status == "done"
        assert city.app.store.check() == []
        case = cases.case_of(city.app.store.queries, rec)
        steps = [getattr(row.record, "step", "") for row in case.steps]
        states.append((held(city.app), steps, [due.code for due in case.dues]))
        city.app.close()
    assert all(state == states[0] for state in states)
    assert states[0][1] == ["现场检查", "立案", "证据保存", "不予处罚"]
    assert states[0][2] == ["evidence"], "the decision ends what the filing began"
