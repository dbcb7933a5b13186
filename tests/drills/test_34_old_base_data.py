"""Drill 34: older base data, base data by a key that may not, a used code withdrawn."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.domain.vocabulary import extend
from patrol_app.sync.container import SIGN_WORD, frame, open_header
from patrol_app.sync.header import make_header
from patrol_app.sync.keyring import Keyring
from tests.integration.sync.test_base_data import base, publish, zones
from tests.support.exchange import Side, World

pytestmark = pytest.mark.ci


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A city with two stations."""
    made = World.new(tmp_path)
    made.station("DEMO01")
    made.station("DEMO02")
    yield made
    made.close()
    extend(())


def signed_by(path: Path, signer: Side, target: Path) -> Path:
    """The same base data under another device's true key."""
    raw = path.read_bytes()
    opened = open_header(io.BytesIO(raw))
    key = Keyring(signer.app.store.queries).signing_key()
    held = opened.header.model_dump(by_alias=True, exclude_none=True)
    made = make_header(**{**held, "kid": key.kid}).to_bytes()
    target.write_bytes(frame(made, key.sign(SIGN_WORD + made)) + raw[opened.body_at :])
    return target


def test_older_foreign_and_withdrawn(world: World) -> None:
    """Older: refused. A neighbour's or a closed key: nothing taken. A code that went: retired."""
    station, neighbour = world.stations["DEMO01"], world.stations["DEMO02"]
    publish(world.city, "A", "B")
    first = base(world.city, "1")
    publish(world.city, "B", "C")
    second = base(world.city, "2")
    assert station.receive(first).items[0].status == "done"
    assert zones(station) == {"A": False, "B": False}

    forged = signed_by(second, neighbour, world.folder / "forged.hlb")
    (one,) = station.receive(forged).items
    assert one.status in ("quarantined", "refused") and one.code
    assert zones(station) == {"A": False, "B": False}

    assert station.receive(second).items[0].status == "done"
    assert zones(station) == {"A": True, "B": False, "C": False}, "a used code is kept, retired"
    before = zones(station)
    # the older one again, and sealed anew for one who has not seen it
    assert station.receive(first).items[0].status == "known"
    assert neighbour.receive(second).items[0].status == "done"
    (late,) = neighbour.receive(first).items
    assert (late.status, late.code) == ("refused", "base.older")
    assert zones(station) == before
    for side in (station, neighbour):
        assert side.app.store.check() == []


def test_a_retired_key_issues_nothing_more(tmp_path: Path) -> None:
    """A county's base data count until its device was revoked and the station has heard of it."""
    world = World.new(tmp_path)
    county = world.county("DEMO0A")
    station = world.station("DEMO01", parent="DEMO0A")
    told = world.city.app.exchange.deliver(world.folder / "d1").paths
    for side in (county, station):
        side.receive(*told)
    publish(county, "A")
    assert station.receive(base(county, "1")).items[0].status == "done"
    assert zones(station) == {"A": False}
    world.city.app.exchange.devices.revoke("DEMO0A")
    station.receive(*world.city.app.exchange.deliver(world.folder / "d2").paths)
    publish(county, "A", "B")
    late = base(county, "2")
    (one,) = station.receive(late).items
    assert (one.status, one.code) == ("quarantined", "bundle.revoked")
    assert len(station.receive(late).items) == 1  # told once, however often it is looked at
    assert zones(station) == {"A": False} and late.is_file()
    world.close()
    extend(())
