"""Three levels act on one problem by files: the same state everywhere, whoever came first."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.exchange import Side, World
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
