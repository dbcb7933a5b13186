"""City, county, station: who knows whose keys, and certificates that come late."""

from __future__ import annotations

import pytest

from patrol_app.domain.records.unit import unit_id
from patrol_app.errors import UserError
from patrol_app.services.stored import DeviceInfo
from patrol_app.sync import papers
from patrol_app.sync.keyring import Keyring
from tests.support.exchange import Side, World


def device(world: World, unit: str) -> DeviceInfo:
    """The city's row of the unit's device."""
    return next(d for d in world.city.app.store.queries.devices() if d.unit == unit)


def hand_papers(world: World, side: Side, unit: str) -> papers.PapersTaken:
    """The city's papers for a device, taken in there."""
    raw = papers.for_device(world.city.app.store.queries, device(world, unit))
    return take(side, raw)


def take(side: Side, raw: bytes) -> papers.PapersTaken:
    """Papers taken in."""
    with side.app.store.begin("test") as work:
        taken = papers.take(work, raw, side.app.clock.now_ms())
        work.commit()
    return taken


def test_a_station_below_a_county_reports_to_both(world: World) -> None:
    county = world.county("DEMO0C")
    station = world.station("DEMO01", parent="DEMO0C")
    unit = world.city.app.store.queries.get("unit", unit_id("DEMO01"))
    assert unit is not None and unit.record.parent_code == "DEMO0C"  # type: ignore[attr-defined]
    above = Keyring(station.app.store.queries).ancestors()
    assert [one.unit for one in above] == ["DEMO0C", "DEMO00"]
    assert station.app.store.check() == [] and county.app.store.check() == []
    owners = {s.unit for s in station.app.store.queries.streams() if not s.own}
    assert owners == {"DEMO00"}  # the county's unit was written by the city

    station.finding(description="报两级")
    (path,) = station.export().paths
    assert county.receive(path).items[0].code == "bundle.unknown_key"
    taken = hand_papers(world, county, "DEMO0C")
    assert device(world, "DEMO01").kid in taken.devices
    # the file kept aside is taken by itself with the next reception
    answer = county.receive(path, out=county.out)
    assert [i.status for i in answer.items] == ["done"] and len(answer.receipts) == 1
    assert world.city.receive(path).items[0].status == "done"
    assert county.app.store.queries.bundles_in()[0].status == "done"
    back = station.receive(*answer.receipts)
    assert back.items[0].unit == "DEMO0C"
    assert {r.issuer_unit for r in station.app.store.queries.receipts()} == {"DEMO0C"}
    assert county.app.store.check() == []


def test_a_file_kept_aside_is_taken_with_any_other_reception(world: World) -> None:
    county = world.county("DEMO0C")
    station = world.station("DEMO01", parent="DEMO0C")
    station.finding(description="先到")
    (early,) = station.export().paths
    county.receive(early)
    early.unlink()
    hand_papers(world, county, "DEMO0C")
    station.finding(description="后到")
    (late,) = station.export().paths
    answer = county.receive(late)
    assert [i.status for i in answer.items] == ["done", "done"]
    (info,) = [s for s in county.app.store.queries.streams() if s.unit == "DEMO01"]
    assert info.missing == () and info.contiguous_upto == info.last_seq


def test_a_county_enrolled_later_stands_in_the_lines_of_its_stations(world: World) -> None:
    county = world.county("DEMO0C")
    station = world.station("DEMO01", parent="DEMO0C")
    second = world.unenrolled("DEMO0C", "second", role="county")
    world.enrol(second, same_unit=True)
    taken = hand_papers(world, station, "DEMO01")
    assert second.app.store.queries.identity().kid in taken.devices
    station.finding()
    (path,) = station.export().paths
    for side in (county, second):
        hand_papers(world, side, "DEMO0C")
        assert side.receive(path).items[0].status == "done"


def test_parents_that_cannot_be(world: World) -> None:
    world.county("DEMO0C")
    side = world.unenrolled("DEMO01")
    asked = side.app.exchange.request(side.out)
    grant = world.city.app.exchange.grant
    for parent, code in (("DEMO0X", "enrol.parent"),):
        with pytest.raises(UserError, match=code.replace(".", r"\.")):
            grant(asked.path, side.out, code=None, same_unit=False, parent=parent)
    county = world.unenrolled("DEMO0D", role="county")
    other = county.app.exchange.request(county.out)
    with pytest.raises(UserError, match=r"enrol\.level"):
        grant(other.path, county.out, code=None, same_unit=False, parent="DEMO0C")
    world.enrol(side)  # below the city itself
    with pytest.raises(UserError, match=r"enrol\.other_branch"):
        grant(asked.path, side.out, code=None, same_unit=False, parent="DEMO0C")


@pytest.mark.ci
def test_papers_of_a_stranger_change_nothing(world: World) -> None:
    station = world.station("DEMO01")
    (world.folder / "x").mkdir()
    foreign = World.new(world.folder / "x", "DEMO90")
    foreign.station("DEMO91")
    raw = papers.for_device(foreign.city.app.store.queries, device(foreign, "DEMO91"))
    before = station.app.store.queries.devices()
    with pytest.raises(UserError, match=r"root\.(signature|version)"):
        take(station, raw)
    assert station.app.store.queries.devices() == before
    own = papers.for_device(world.city.app.store.queries, device(world, "DEMO01"))
    with pytest.raises(UserError, match=r"root\.signature|bundle\.papers"):
        take(station, own.replace(b'"sig":"', b'"sig":"00', 1).replace(b'00"', b'"', 1))
    assert take(station, own).devices == ()  # what is known already changes nothing
    foreign.close()
