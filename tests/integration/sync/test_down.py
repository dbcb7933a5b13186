"""Decisions go down by delivery number, and the device's word comes back up (sync.md §7, §8)."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app.domain.records.person import Person
from patrol_app.errors import UserError
from patrol_app.services.delivery_types import Delivered, Waiting
from patrol_app.services.going_down import GoingDown, going_down
from tests.support.exchange import Side, World, item
from tests.support.reviewing import head_of, seen


def deliver(side: Side, folder: str = "down", **more: object) -> Delivered:
    return side.app.exchange.deliver(side.out / folder, **more)  # type: ignore[arg-type]


def up(station: Side, city: Side) -> None:
    """Everything of the station into the city, its word too; the receipts back."""
    exported = station.export()
    back = city.receive(*exported.paths, *exported.receipts)
    assert back.refused == ()
    if back.receipts:
        station.receive(*back.receipts)


def waiting(city: Side) -> Waiting:
    (one,) = city.app.exchange.waiting_down()
    return one


def status(side: Side, path: Path) -> tuple[str, str]:
    found = side.receive(path).items[0]
    return found.status, found.code


def test_a_review_of_the_city_reaches_the_station(world: World, station: Side) -> None:
    finding = station.finding()
    up(station, world.city)
    held = world.city.app.records.get("finding", finding.record.id)
    world.city.app.reviews.approve(head_of(world.city.app), "finding", [seen(held)])
    assert waiting(world.city).records >= 1
    queries = world.city.app.store.queries
    assert (going_down(queries).said, going_down(queries).open) == (1, 0)
    assert going_down(station.app.store.queries) == GoingDown()

    done = deliver(world.city)
    assert [one.no for one in done.items] == [1] and done.items[0].records >= 1
    going = going_down(queries)
    assert (going.said, going.open, going.open_ms) == (0, 1, going.sent_ms)
    preview = station.app.exchange.rehearse(list(done.paths)).bundles[0]
    assert (preview.kind, preview.fate, preview.new > 0) == ("down", "done", True)
    assert station.app.records.get("finding", finding.record.id).review == "submitted"
    taken = station.receive(*done.paths).items[0]
    assert (taken.status, taken.unit, taken.held, taken.gaps) == ("done", "DEMO00", 0, ())
    assert preview.ops == taken.ops
    assert station.app.records.get("finding", finding.record.id).review == "approved"
    assert station.receive(*done.paths).items[0].status == "known"
    assert station.app.store.check() == []

    up(station, world.city)
    after = waiting(world.city)
    assert (after.records, after.unacknowledged, after.missing, after.due) == (0, 0, 0, False)
    assert (going_down(queries).said, going_down(queries).open) == (0, 0)
    assert deliver(world.city, "again").items == ()


@pytest.mark.ci
def test_missing_and_lost_deliveries_are_written_again(world: World, station: Side) -> None:
    up(station, world.city)
    person = station.add("person", name="护林员甲")
    up(station, world.city)
    first = deliver(world.city, "1")
    for n, phone in enumerate(("1", "2"), 2):
        world.city.edit(person, duty=phone)
        assert [one.no for one in deliver(world.city, str(n)).items] == [n]
    # number 3 comes alone: 1 and 2 are gaps, and its record is whole all the same
    third = list((world.city.out / "3").iterdir())
    taken = station.receive(*third).items[0]
    assert (taken.status, taken.gaps, taken.incomplete) == ("done", ((1, 2),), 0)
    held = station.app.records.get("person", person.record.id).record
    assert isinstance(held, Person)
    assert held.duty == "2"
    up(station, world.city)
    assert (waiting(world.city).missing, waiting(world.city).unacknowledged) == (2, 2)
    again = deliver(world.city, "4")
    assert [(one.no, one.again) for one in again.items] == [(1, True), (2, True)]
    assert station.receive(*again.paths).items[-1].gaps == ()
    assert station.receive(*first.paths).items[0].status == "known"
    # the station's word is lost: without news everything open goes again, and does no harm
    assert [one.no for one in deliver(world.city, "5").items] == [1, 2]
    up(station, world.city)
    assert waiting(world.city).unacknowledged == 0


@pytest.mark.ci
def test_what_is_for_somebody_else_is_not_taken(world: World, station: Side) -> None:
    other = world.station("DEMO02")
    second = world.station("DEMO01", "laptop2", same_unit=True)
    done = deliver(world.city, units=["DEMO01"])
    by_device = {one.kid: one.paths[0] for one in done.items}
    mine = by_device[station.app.store.queries.identity().kid]
    theirs = by_device[second.app.store.queries.identity().kid]
    assert status(station, theirs) == ("refused", "down.other_device")
    assert status(other, mine) == ("refused", "bundle.not_addressed")
    folder = mine.parent
    assert [one.path for one in station.receive(folder).items] == [mine]
    assert other.receive(folder).items == ()
    # a station has no say: what another station would hand down is unknown here
    with pytest.raises(UserError) as caught:
        deliver(station)
    assert caught.value.code == "deliver.nobody"
    with pytest.raises(UserError) as caught:
        deliver(world.city, units=["DEMO77"])
    assert caught.value.code == "deliver.unit"
    assert item(second.receive(folder), theirs).status == "done"
