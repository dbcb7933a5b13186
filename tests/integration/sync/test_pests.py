"""Pest records over three levels: all that a station wrote, and the county's result back."""

from __future__ import annotations

from typing import Any

import pytest

from patrol_app.domain.builtin_rules import builtin_book
from patrol_app.domain.records import RECORD_TYPES
from patrol_app.errors import UserError
from patrol_app.services.pest_thread import thread
from tests.integration.sync.test_down_levels import down, up
from tests.support import pests as make
from tests.support.exchange import Side, World
from tests.support.folders import NOW
from tests.support.records import PLACE, at
from tests.support.stores import FixedClock

TYPES = [kind for kind in RECORD_TYPES if kind.code in make.SAMPLES]
PARENTS = {"custody": "sample", "lab_result": "sample", "acceptance": "disposal",
           "trap_check": "trap", "first_report": "pest"}  # fmt: skip


def fill(side: Side) -> dict[str, str]:
    """One submitted record of every pest type; ids by type."""
    app, actor = side.app, side.app.session.actor
    seen = {"pest": "松材线虫病疑似", "seen_at": at("08:30"), "position": PLACE,
            "trees": ({"key": "aaaaaaaa", "state": "枯死", "count": 1},)}  # fmt: skip
    ids = {"pest": app.records.new("pest", seen, actor, submit=True).record.id}
    for kind in TYPES:
        values: dict[str, Any] = dict(make.SAMPLES[kind.code])
        if kind.parent:
            values["parent_id"] = ids[PARENTS[kind.code]]
        if kind.code == "sample":
            values |= {"sighting_id": ids["pest"], "for_unit": "DEMO0A"}
        for name in ("surveyor_ids", "sampler_ids"):
            if name in values:
                values[name] = (actor.id,)
        values |= {"round_id": ids["survey_round"]} if "round_id" in values else {}
        values |= {"by_id": actor.id} if "by_id" in values else {}
        if kind.code == "lab_result":
            continue
        made = app.records.new(kind.code, values, actor, submit=kind.submit)
        ids[kind.code] = made.record.id
    return ids


@pytest.mark.ci
def test_every_pest_record_arrives_and_the_result_comes_back(world: World) -> None:
    county = world.county("DEMO0A")
    station = world.station("DEMO01", parent="DEMO0A")
    for side in (world.city, county, station):
        assert isinstance(side.app.clock, FixedClock)
        side.app.clock.now = max(side.app.clock.now, NOW)
    down(world.city, county)
    ids = fill(station)
    up(station, county, world.city)
    for code, rec in ids.items():
        here = station.app.records.get(code, rec)
        for side in (county, world.city):
            there = side.app.records.get(code, rec)
            assert (there.record, there.state, there.own, there.judged) == (
                here.record, here.state, here.own, here.judged,
            ), code  # fmt: skip

    actor = county.app.session.actor
    values = {**make.SAMPLES["lab_result"], "parent_id": ids["sample"]}
    made = county.app.records.new("lab_result", values, actor, submit=True)
    assert made.record.number.startswith(
        station.app.records.get("sample", ids["sample"]).record.number
    )
    with pytest.raises(UserError) as fault:
        county.app.records.save("sample", ids["sample"], {"weight_g": 60}, None, actor)
    assert fault.value.code == "record.writer"
    down(county, station)
    now = station.app.clock.now_ms()
    found = thread(station.app.store.queries, ids["pest"], builtin_book(), now)
    assert (found.result, found.state) == ("阳性", "positive")
