"""Deliveries over three levels, to two laptops of a unit, and to a folder that was restored."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.exchange import Side, World, reopened
from tests.support.reviewing import head_of, seen


def down(above: Side, *below: Side) -> None:
    """What waits goes down; each takes what is its own."""
    units = sorted({side.app.store.queries.identity().unit for side in below})
    done = above.app.exchange.deliver(above.out / "down", units=units)
    for side in below:
        assert side.receive(above.out / "down").refused == ()
    for path in done.paths:
        path.unlink()


def up(station: Side, *above: Side) -> None:
    """Packages and words into every level, receipts back."""
    exported = station.export()
    for side in above:
        mine = [p for p in exported.receipts if p.name.startswith("HL1")]
        for path in (*exported.paths, *mine):
            found = side.receive(path)
            if found.receipts:
                station.receive(*found.receipts)


def review(side: Side, stored: object) -> str:
    return side.app.records.get("finding", stored.record.id).review  # type: ignore[attr-defined]


@pytest.mark.ci
def test_two_levels_review_and_the_station_has_both(world: World) -> None:
    county = world.county("DEMO0A")
    station = world.station("DEMO01", parent="DEMO0A")
    down(world.city, county)  # the county learns of the station's device
    finding = station.finding()
    up(station, county, world.city)
    held = county.app.records.get("finding", finding.record.id)
    county.app.reviews.give_back(
        head_of(county.app), "finding", finding.record.id, {"description": "写清楚"}
    )
    assert review(county, finding) == "returned"
    down(county, station)
    assert review(station, finding) == "returned"
    station.edit(finding, description="写清楚了")
    station.app.records.submit("finding", finding.record.id, station.app.session.actor)
    up(station, county, world.city)
    held = world.city.app.records.get("finding", finding.record.id)
    world.city.app.reviews.approve(head_of(world.city.app), "finding", [seen(held)])
    # the county's journal comes to the city with its own package, the city's word to both
    up(county, world.city)
    down(world.city, county, station)
    assert review(station, finding) == "approved"
    assert review(county, finding) == review(world.city, finding) == "approved"
    for side in (station, county):
        assert side.app.store.check() == []
    assert len({row.issuer for row in station.app.store.queries.arrivals()}) == 2
    # the station says to each level what it has of it
    exported = station.export()
    assert len(exported.receipts) == 2
    for side in (county, world.city):
        taken = side.receive(*exported.receipts, *exported.paths).items
        fates = [one.status for one in taken if one.kind == "receipt"]
        assert fates.count("receipt") == 1
        (one,) = [w for w in side.app.exchange.waiting_down() if w.unit == "DEMO01"]
        assert one.unacknowledged == 0


@pytest.mark.ci
def test_a_conflict_of_two_laptops_is_seen_and_settled_by_both(world: World) -> None:
    one = world.station("DEMO01", "a")
    two = world.station("DEMO01", "b", same_unit=True)
    person = one.add("person", name="护林员甲", duty="原来")
    up(one, world.city)
    down(world.city, one, two)
    one.edit(person, duty="左")
    two.edit(person, duty="右")
    for side in (one, two):
        up(side, world.city)
    down(world.city, one, two)
    for side in (one, two, world.city):
        assert side.app.records.get("person", person.record.id).conflicts == 1
    one.edit(person, duty="商定")
    up(one, world.city)
    down(world.city, one, two)
    for side in (one, two, world.city):
        held = side.app.records.get("person", person.record.id)
        assert (held.conflicts, getattr(held.record, "duty", "")) == (0, "商定")
        assert held.incomplete is False
    assert one.rows()["person"] == two.rows()["person"]


def test_a_restored_folder_gets_the_citys_copy_back(world: World) -> None:
    station = world.station("DEMO01")
    first = station.finding(description="一")
    up(station, world.city)
    held = world.city.app.records.get("finding", first.record.id)
    world.city.app.reviews.approve(head_of(world.city.app), "finding", [seen(held)])
    root, backup = station.app.paths.root, world.folder / "backup"
    station.app.close()
    shutil.copytree(root, backup)
    station = world.stations["DEMO01"] = reopened(station, root)
    down(world.city, station)
    second = station.finding(description="丢失的")
    up(station, world.city)
    (one,) = world.city.app.exchange.waiting_down()
    assert (one.unacknowledged, one.records) == (0, 0)
    station.app.close()
    shutil.rmtree(root)
    shutil.copytree(backup, root)
    station = world.stations["DEMO01"] = reopened(station, root)
    assert station.app.store.queries.get("finding", second.record.id) is None
    third = station.finding(description="恢复后")

    # the new journal announces itself: nothing counts as held from then on
    up(station, world.city)
    (one,) = world.city.app.exchange.waiting_down()
    assert one.records >= 2
    down(world.city, station)
    for stored, text in ((first, "一"), (second, "丢失的"), (third, "恢复后")):
        record = station.app.records.get("finding", stored.record.id)
        assert record.record.description == text  # type: ignore[attr-defined]
    assert review(station, first) == "approved"
    streams = [s for s in station.app.store.queries.streams() if s.own]
    assert len(streams) == 2 and all(s.missing == () for s in streams)
    # the word of the restored folder closes the numbers that it never saw
    up(station, world.city)
    down(world.city, station)
    up(station, world.city)
    (one,) = world.city.app.exchange.waiting_down()
    assert (one.unacknowledged, one.missing, one.records) == (0, 0, 0)
    assert station.app.store.check() == [] and world.city.app.store.check() == []


@pytest.mark.ci
def test_paths_do_not_clash(world: World) -> None:
    county = world.county("DEMO0A")
    station = world.station("DEMO01", parent="DEMO0A")
    down(world.city, county)  # the county learns of the station's device
    out = world.folder / "stick"
    names: set[Path] = set()
    for side in (county, world.city):
        done = side.app.exchange.deliver(out, units=["DEMO01"])
        names |= set(done.paths)
        assert all(len(path.name) < 60 and path.name.isascii() for path in done.paths)
    assert len(names) == 2
    assert [one.status for one in station.receive(out).items] == ["done", "done"]


@pytest.mark.ci
def test_a_county_that_meets_its_stations_on_one_stick_keeps_all_for_them(world: World) -> None:
    """A package that came before its sender was known goes on up; the station's own goes down."""
    county = world.county("DEMO0A")
    station = world.station("DEMO01", parent="DEMO0A")
    station.finding()
    (sent,) = station.export().paths
    early = county.receive(sent).items
    assert [(one.status, one.carried) for one in early] == [("quarantined", True)]
    stick = world.folder / "first"
    stick.mkdir()
    kid = county.app.store.queries.identity().kid
    (chosen,) = world.city.app.exchange.deliver(stick, kids=[kid]).items
    assert chosen.unit == "DEMO0A"
    rest = world.city.app.exchange.deliver(stick).items
    assert {(one.unit, one.no, one.again) for one in rest if not one.again} == {
        ("DEMO01", 1, False)
    }
    took = county.receive(stick).items
    fates = {(one.kind, one.status, one.carried) for one in took}
    assert fates == {("down", "done", False), ("up", "done", True), ("down", "carried", True)}
    names = {row.name for row in county.app.store.queries.bundles_in()}
    assert sent.name in names and not any(len(name) > 64 for name in names)
    upward = county.app.exchange.export(county.out)
    assert [path.read_bytes() for path in upward.carried] == [sent.read_bytes()]
    handed = county.app.exchange.hand_out(["DEMO01"], county.out / "down")
    (heard,) = station.receive(*handed["DEMO01"]).items
    assert (heard.status, heard.gaps) == ("done", ())
