"""Three levels act on one problem by files: the same state everywhere, whoever came first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from patrol_app.domain.records.unit import unit_id
from patrol_app.services.attachments import attach
from patrol_app.services.base_reading import Answers
from patrol_app.services.patches import Answer, progress
from tests.integration.sync.test_any_order import bureau, sent
from tests.integration.sync.test_down_levels import down
from tests.support.exchange import Side, World
from tests.support.photos import jpeg
from tests.unit.services.test_problems import photographed
from tests.unit.services.test_steps import FACTS

pytestmark = pytest.mark.ci


def step(side: Side, rec: str, code: str, **values: Any) -> None:
    """Take a step at this level."""
    side.app.problems.step(side.app.session.actor, rec, code, values)


def meet(world: World, *ways: tuple[Side, Side]) -> None:
    """Carry everything up along ``ways`` (below, above), then down again."""
    for below, above in ways:
        done = below.export()
        if done.paths:
            back = above.receive(*done.paths, *done.receipts)
            assert [one.held for one in back.items if one.held] == []
    for n, (below, above) in enumerate(reversed(ways)):
        out = above.out / f"down{n}-{len(list(above.out.iterdir()))}"
        paths = above.app.exchange.deliver(out).paths
        if paths:
            below.receive(*paths)


def states(rec: str, *sides: Side) -> list[tuple[Any, ...]]:
    """What each side says of the problem, without the names that only numbers tell apart."""
    found = []
    for side in sides:
        line = side.app.problems.line(rec)
        found.append((line.now, tuple(one.step for one in line.known.steps)))
    return found


def test_station_and_city_act_on_one_problem(world: World, station: Side) -> None:
    actor = station.app.session.actor
    rec = station.app.problems.write(actor, FACTS).record.id
    unit = station.app.store.queries.find("unit", "DEMO01")
    assert unit is not None
    step(station, rec, "VERIFIED")
    meet(world, (station, world.city))
    step(world.city, rec, "ASSIGNED", for_unit_id=unit.record.id, due_on="2026-08-20")
    meet(world, (station, world.city))
    step(station, rec, "HANDLING", text="清运")
    # neither knows of the other: the city suspends what the station reports as mended
    step(world.city, rec, "SUSPENDED", text="雨季", due_on="2026-09-20")
    step(station, rec, "SUBMITTED", text="已清")
    meet(world, (station, world.city))
    here, there = states(rec, station, world.city)
    assert here == there
    # what was the state's turn is settled by a further step, and it is one state again
    step(station, rec, "HANDLING", text="雨后复清") if here[0].state == "SUSPENDED" else None
    if station.app.problems.line(rec).now.state == "HANDLING":
        step(station, rec, "SUBMITTED", text="已清")
    photographed(station.app, station.app.problems.line(rec).known.steps[-1].step.id)
    meet(world, (station, world.city))
    step(world.city, rec, "RECTIFIED")
    step(world.city, rec, "CLOSED")
    meet(world, (station, world.city))
    here, there = states(rec, station, world.city)
    assert here == there and here[0].state == "CLOSED"
    assert station.app.store.check() == world.city.app.store.check() == []
    numbers = [one.number for one in here[1]]
    assert len(set(numbers)) == len(numbers)


def test_a_patch_is_given_to_its_township_and_its_answer_comes_back(
    world: World, tmp_path: Path
) -> None:
    """The county takes the list in, the station is there, the county hands the folder up."""
    county, station = bureau(world, "DEMO01")
    name = station.app.store.queries.find("unit", "DEMO01").record.name  # type: ignore[union-attr]
    said = f"图斑号,乡镇,变化原因\n7,{name},占用林地\n8,示例别处,开垦\n"
    listed = tmp_path / "list.csv"
    listed.write_text(said, encoding="gbk")
    look = county.app.patch_import.look(listed)
    answers = Answers("patch", name="一期", valid_from="2026-08-03")
    plan = county.app.patch_import.plan(look, answers, county.app.session.actor)
    county.app.patch_import.apply(plan, county.app.session.actor)
    first, other = county.app.patches.lines("一期")
    assert first.patch.for_unit_id == unit_id("DEMO01") and other.patch.for_unit_id is None
    down(county, station)
    assert [one.patch.patch_no for one in station.app.patches.every()] == ["7"]
    actor = station.app.session.actor
    station.app.patches.answer(actor, first.patch.id, Answer(True, "违法违规", "占用林地", "修路"))
    photo = tmp_path / "there.jpg"
    photo.write_bytes(jpeg())
    app = station.app
    step = app.problems.line(first.patch.id).known.steps[0].step.id
    parent = ("problem_step", step)
    attach(app.store, app.clock, app.records, app.reader, app.bus, parent, [photo], actor)
    for path in sent(station):
        county.receive(path)
    lines = county.app.patches.lines("一期")
    assert [one.state for one in lines] == ["true", ""]
    assert {row.township: row.answered for row in progress(lines)} == {name: 1, "示例别处": 0}
    done = county.app.patch_export.write(county.app.session.actor, "一期", tmp_path / "up")
    assert (done.count, done.photos, done.missing) == (2, 1, 0)
    assert (tmp_path / "up" / "照片" / "7_1.jpg").is_file()
    station.app.reader.close()
    county.app.reader.close()


def test_the_city_gives_its_own_problem_to_a_station(world: World, station: Side) -> None:
    """The record and its steps go down to whoever has to mend it, and come back up."""
    city = world.city
    meet(world, (station, city))
    unit = city.app.store.queries.find("unit", "DEMO01")
    assert unit is not None
    rec = city.app.problems.write(city.app.session.actor, FACTS).record.id
    step(city, rec, "VERIFIED")
    step(city, rec, "ASSIGNED", for_unit_id=unit.record.id, due_on="2026-08-20")
    meet(world, (station, city))
    assert station.app.problems.line(rec).now.state == "ASSIGNED"
    step(station, rec, "HANDLING", text="清运")
    meet(world, (station, city))
    here, there = states(rec, station, city)
    assert here == there and here[0].state == "HANDLING"
