"""Drill 22: clocks nine years off, in 1970, jumping: order by parents, marked, nobody infected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.services.clock import clock_state, doubtful
from patrol_app.services.ports import Listing
from patrol_app.services.stored import Stored
from tests.support.exchange import Side, World, reopened
from tests.support.folders import NOW
from tests.support.stores import FixedClock

DAY = 86_400_000
YEAR = 365 * DAY


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A city with two stations."""
    made = World.new(tmp_path)
    made.station("DEMO01")
    made.station("DEMO02")
    yield made
    made.close()


def at(world: World, unit: str, now_ms: int) -> Side:
    """The station with its clock set."""
    side = world.stations[unit]
    side.app.close()
    world.stations[unit] = reopened(side, side.app.paths.root, clock=FixedClock(now_ms))
    return world.stations[unit]


def found(side: Side) -> dict[str, Stored]:
    """Findings held there by what they say."""
    rows = side.app.store.queries.page(Listing("finding")).rows
    return {str(row.record.description): row for row in rows}  # type: ignore[attr-defined]


def marks(side: Side, rec: str) -> list[bool]:
    """Which entries of a record were written under a doubtful clock."""
    now = side.app.clock.now_ms()
    return [doubtful(op, now) for op in side.app.store.queries.ops(rec) if hasattr(op, "hlc")]


@pytest.mark.parametrize("wrong", [NOW + 9 * YEAR, NOW - 9 * YEAR, 1_000])
def test_a_wrong_clock_is_marked_and_stays_at_home(world: World, wrong: int) -> None:
    """Edits stand in their order; the other station's clock is its own; all folds agree."""
    station = at(world, "DEMO01", wrong)
    assert clock_state(station.app.clock, station.app.store.queries).doubt
    made = station.finding(description="钟错时写")
    station = at(world, "DEMO01", NOW)
    station.edit(station.app.records.get("finding", made.record.id), description="钟对后改")
    other = world.stations["DEMO02"]
    answer = world.city.receive(*station.export().paths)
    assert answer.items[0].status == "done" and answer.items[0].conflicts == 0
    rec = made.record.id
    assert set(found(world.city)) == {"钟对后改"}  # the later edit, whatever the clocks said
    assert any(marks(world.city, rec))
    # the city's own clock follows at most a day ahead of its wall
    hlc = int((world.city.app.store.queries.meta("hlc") or "0,0").partition(",")[0])
    assert hlc <= NOW + DAY
    other.finding(description="旁站")
    answer = world.city.receive(*other.export().paths)
    assert answer.items[0].status == "done"
    assert not any(marks(world.city, found(world.city)["旁站"].record.id))
    assert world.city.app.store.check() == [] and station.app.store.check() == []


def test_a_clock_that_jumps_in_a_session(world: World) -> None:
    """Back and forth within one run: every save stands, in the order it was made."""
    station = world.stations["DEMO01"]
    clock = station.app.clock
    assert isinstance(clock, FixedClock)
    made = station.finding(description="一")
    for step, words in ((-3 * DAY, "二"), (40 * DAY, "三"), (-YEAR, "四")):
        clock.now = NOW + step
        made = station.edit(made, description=words)
    doubt = clock_state(clock, station.app.store.queries).doubt
    assert doubt in ("own", "build")
    clock.now = NOW
    assert set(found(station)) == {"四"}
    world.city.receive(*station.export().paths)
    assert set(found(world.city)) == {"四"}
    assert world.city.app.store.check() == []


def test_the_machines_zone_changes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers carry the Beijing date in every zone of the machine, at summer time too."""
    import time

    numbers = []
    for zone in ("Pacific/Auckland", "America/New_York", "Asia/Shanghai"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        numbers.append(world.stations["DEMO01"].finding().record.number)
    monkeypatch.undo()
    time.tzset()
    assert {number.split("-")[2] for number in numbers} == {"260803"}
