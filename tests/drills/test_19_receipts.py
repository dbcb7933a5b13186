"""Drill 19: a receipt lost, old, doubled, forged: the station resends, no answer goes back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.sync.container import SIGN_WORD, frame, open_header
from patrol_app.sync.header import make_header
from patrol_app.sync.keyring import Keyring
from tests.drills.mangling import mangled
from tests.support.exchange import Side, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A city with one station."""
    made = World.new(tmp_path)
    made.station("DEMO01")
    yield made
    made.close()


def exchanged(world: World, station: Side, n: int) -> Path:
    """One more finding up; a copy of the receipt for it."""
    station.finding(description=f"第{n}处")
    (receipt,) = world.city.receive(*station.export().paths).receipts
    kept = world.folder / f"receipt{n}.hlb"
    kept.write_bytes(receipt.read_bytes())
    return kept


def acknowledged(station: Side) -> int:
    """What the city has said to hold; 0 before any receipt."""
    return max((row.contiguous_upto for row in station.app.store.queries.receipts()), default=0)


def last(station: Side) -> int:
    """Last seq of the own journal."""
    stream = station.app.store.queries.identity().stream
    return next(i.last_seq for i in station.app.store.queries.streams() if i.stream == stream)


def test_receipts_in_every_bad_way(world: World) -> None:
    """Lost: sent again. Old, doubled, damaged: what was acknowledged stays acknowledged."""
    station = world.stations["DEMO01"]
    receipts = [exchanged(world, station, n) for n in range(3)]
    assert acknowledged(station) == 0
    # lost: everything goes again, and the city takes nothing twice
    (again,) = station.export().paths
    assert again.name.split("-")[3] == "1"
    answer = world.city.receive(again)
    assert answer.items[0].status in ("done", "known") and answer.items[0].ops == 0
    # the newest first, then the older ones, then each once more
    assert station.receive(receipts[2]).items[0].status == "receipt"
    reached = acknowledged(station)
    assert reached == last(station)
    for old in (receipts[1], receipts[0], receipts[2], receipts[2]):
        assert station.receive(old).items[0].status == "known"
        assert acknowledged(station) == reached
    assert station.export().paths == ()
    rows = station.app.store.queries.receipts()
    for count, raw in enumerate(mangled(receipts[2].read_bytes(), 40, 6)):
        bad = world.folder / f"bad{count}.hlb"
        bad.write_bytes(raw)
        assert station.receive(bad).items[0].status in ("refused", "quarantined", "held")
    assert station.app.store.queries.receipts() == rows
    assert station.app.store.check() == []


@pytest.mark.ci
def test_a_receipt_forged_by_another_station(world: World) -> None:
    """A neighbour of the same city holds a true key and may still acknowledge nothing."""
    station, neighbour = world.stations["DEMO01"], world.station("DEMO02")
    true = exchanged(world, station, 1)
    header = open_header(io.BytesIO(true.read_bytes())).header
    key = Keyring(neighbour.app.store.queries).signing_key()
    raw = true.read_bytes()
    opened = open_header(io.BytesIO(raw))
    held = header.model_dump(by_alias=True, exclude_none=True)
    forged = make_header(**{**held, "kid": key.kid}).to_bytes()
    bad = world.folder / "forged.hlb"
    bad.write_bytes(frame(forged, key.sign(SIGN_WORD + forged)) + raw[opened.body_at :])
    (one,) = station.receive(bad).items
    assert one.status in ("refused", "quarantined") and one.code
    assert acknowledged(station) == 0
    assert station.receive(true).items[0].status == "receipt"
