"""What a station does with receipts."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from patrol_app.services.ports import Listing, Stored
from patrol_app.services.today import today
from patrol_app.sync.container import open_header
from tests.support.exchange import Side, World, flip


def exchange_once(world: World, station: Side) -> Path:
    """One finding up, its receipt written; the receipt's path."""
    station.finding()
    answer = world.city.receive(*station.export().paths)
    (path,) = answer.receipts
    return path


def test_the_receipt_shows_at_the_station(world: World, station: Side) -> None:
    path = exchange_once(world, station)
    answer = station.receive(path)
    assert (answer.items[0].status, answer.items[0].unit) == ("receipt", "DEMO00")
    (row,) = station.app.store.queries.receipts()
    own = station.app.store.queries.streams()[0]
    assert (row.issuer_unit, row.issuer_level) == ("DEMO00", "city")
    assert (row.contiguous_upto, row.link, row.flags) == (own.last_seq, own.link, ())
    assert station.app.store.queries.meta("city_time_seen")
    assert station.receive(path).items[0].status == "known"


def test_an_old_receipt_changes_nothing(world: World, station: Side) -> None:
    old, new = exchange_once(world, station), exchange_once(world, station)
    station.receive(new)
    (row,) = station.app.store.queries.receipts()
    answer = station.receive(old)
    assert answer.items[0].status == "known"
    assert station.app.store.queries.receipts() == [row]


def test_a_lost_receipt_means_the_same_again(world: World, station: Side) -> None:
    exchange_once(world, station)
    again = station.export()
    assert again.ops > 0
    answer = world.city.receive(*again.paths)
    assert (answer.items[0].status, answer.items[0].ops) == ("done", 0)
    station.receive(*answer.receipts)
    assert station.export().paths == ()


def test_forged_and_altered_receipts_are_ignored(world: World, station: Side) -> None:
    path = exchange_once(world, station)
    for place in range(0, path.stat().st_size, 53):
        answer = station.receive(flip(path, world.folder / "bad.hlb", place))
        assert answer.items[0].status in ("refused", "quarantined", "held"), place
    assert station.app.store.queries.receipts() == []


def test_a_receipt_of_another_city_is_not_believed(
    world: World, station: Side, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    other = World.new(tmp_path / "elsewhere")
    twin = other.station("DEMO01")
    path = exchange_once(other, twin)
    answer = station.receive(path)
    assert (answer.items[0].status, answer.items[0].code) == ("quarantined", "bundle.unknown_key")
    assert station.app.store.queries.receipts() == []
    other.close()


def test_two_devices_of_one_unit_have_their_own(world: World, station: Side) -> None:
    second = world.unenrolled("DEMO01", "second")
    world.enrol(second, same_unit=True)
    station.finding(description="甲")
    second.finding(description="乙")
    numbers = [row.record.number for side in (station, second) for row in findings(side)]
    assert [number.split("-")[1] for number in numbers] == ["01", "02"]
    answer = world.city.receive(*station.export().paths, *second.export().paths)
    assert len(answer.receipts) == 2 and [i.device_no for i in answer.items] == ["01", "02"]
    # Both receipts lie on one stick: each device takes its own and passes over the other.
    for side in (station, second):
        taken = side.receive(world.city.out)
        assert [i.status for i in taken.items] == ["receipt"]
        assert side.export().paths == ()
    assert sorted(row.record.number for row in findings(world.city)) == numbers
    assert world.city.app.store.check() == []


@pytest.mark.ci
def test_named_the_other_devices_receipt_is_refused(world: World, station: Side) -> None:
    second = world.unenrolled("DEMO01", "second")
    world.enrol(second, same_unit=True)
    path = exchange_once(world, station)
    answer = second.receive(path)
    assert answer.items[0].status == "refused"
    assert answer.items[0].code in ("bundle.not_for_us", "receipt.other_device")


def findings(side: Side) -> list[Stored]:

    return list(side.app.store.queries.page(Listing("finding")).rows)


def test_a_receipt_names_the_file_it_answers(world: World, station: Side) -> None:
    station.finding()
    (sent,) = station.export().paths
    (path,) = world.city.receive(sent).receipts
    with path.open("rb") as stream:
        header = open_header(stream).header
    assert header.reply_to == hashlib.sha256(sent.read_bytes()).hexdigest()
    assert header.audit_head == "" or world.city.app.store.queries.audited(header.audit_head)


def test_audit_rows_cut_off_show_with_the_next_receipt(world: World, station: Side) -> None:
    exchange_once(world, station)
    station.receive(exchange_once(world, station))
    (row,) = station.app.store.queries.receipts()
    assert row.flags == ()
    path = exchange_once(world, station)
    with station.app.store.begin("test") as work:
        work._connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
        work._connection.exec_driver_sql("DELETE FROM audit")
        work.commit()
    station.receive(path)
    (row,) = station.app.store.queries.receipts()
    assert row.flags == ("audit_cut",)
    told = today(station.app.store.queries, station.app.clock, "").warnings
    assert "receipt.audit_cut" in told and "epoch" not in told


def test_neighbours_packages_on_a_shared_stick_are_passed_over(
    world: World, station: Side, tmp_path: Path
) -> None:
    neighbour = world.station("DEMO02")
    for side in (station, neighbour):
        side.finding()
    stick = tmp_path / "stick"
    stick.mkdir()
    for side in (station, neighbour):
        for path in side.export().paths:
            (stick / path.name).write_bytes(path.read_bytes())
    world.city.receive(stick, out=stick)
    answer = station.receive(stick)
    assert [item.status for item in answer.items] == ["receipt"]
    assert [row.kind for row in station.app.store.queries.bundles_in()] == ["receipt"]
