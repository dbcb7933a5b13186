"""Wildlife sightings and tending checks over three levels: whole upwards, told roughly nowhere."""

from __future__ import annotations

import pytest

from patrol_app.domain.records import of_group
from tests.integration.sync.test_down_levels import down, up
from tests.support.exchange import World
from tests.support.folders import NOW
from tests.support.forest import TENDING, WILDLIFE
from tests.support.stores import FixedClock


@pytest.mark.ci
def test_both_types_arrive_whole(world: World) -> None:
    """The package is sealed to the units it goes to: it carries the exact place."""
    county = world.county("DEMO0A")
    station = world.station("DEMO01", parent="DEMO0A")
    for side in (world.city, county, station):
        assert isinstance(side.app.clock, FixedClock)
        side.app.clock.now = max(side.app.clock.now, NOW)
    down(world.city, county)
    actor = station.app.session.actor
    values = {"wildlife": {**WILDLIFE, "observer_ids": (actor.id,)},
              "tending": {**TENDING, "checker_ids": (actor.id,)}}  # fmt: skip
    assert set(values) == set(of_group("forest"))
    made = {
        code: station.app.records.new(code, given, actor, submit=True)
        for code, given in values.items()
    }
    up(station, county, world.city)
    for code, mine in made.items():
        for side in (county, world.city):
            there = side.app.store.queries.find(code, mine.record.number)
            here = station.app.records.get(code, mine.record.id)
            assert there is not None
            assert (there.record, there.state, there.own) == (here.record, here.state, here.own)
