"""A record's stage follows package and receipt, and a later change sets it back."""

from __future__ import annotations

from patrol_app.services.travel import stages
from tests.support.exchange import Side, World


def stage(side: Side, rec: str) -> str:
    """How far ``rec`` has come."""
    return stages(side.app.store.queries, [rec])[rec]


def test_written_packed_received_and_changed_again(world: World, station: Side) -> None:
    found = station.finding()
    rec = found.record.id
    assert stage(station, rec) == "local"
    sent = station.export()
    assert stage(station, rec) == "exported"
    station.receive(*world.city.receive(*sent.paths).receipts)
    assert stage(station, rec) == "city"
    # nobody wrote to it at the city
    assert stage(world.city, rec) == ""
    station.edit(found, description="又看了一次")
    assert stage(station, rec) == "local"


def test_unknown_records_have_no_stage(station: Side) -> None:
    assert stages(station.app.store.queries, ["0" * 36]) == {}
    assert stages(station.app.store.queries, []) == {}
