"""A county in the middle reads the same file and hands it on; the receipt goes home the same way.

The county's papers are made by hand here: what counts is that nothing in the files is touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from patrol_app.errors import UserError
from patrol_app.services.going_down import going_down
from patrol_app.sync import carrying
from patrol_app.sync.keyring import Keyring
from patrol_app.sync.keys import recipient_of
from tests.support.exchange import Side, World
from tests.support.fleet import Post


@dataclass
class Chain:
    """A county enrolled below a city, and a station below both."""

    world: World
    county: Side
    station: Post


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    folder = tmp_path_factory.mktemp("chain")
    world = World.new(folder)
    county = world.station("DEMO05")
    keys = [Keyring(side.app.store.queries) for side in (county, world.city)]
    recipients = tuple(recipient_of(one.import_identity()) for one in keys)
    (folder / "w").mkdir()
    station = Post("DEMO07", ("DEMO05", "DEMO00"), recipients, folder / "w", 1)
    for side in (county, world.city):
        with side.app.store.begin("test") as work:
            work.put_device(station.device())
            work.commit()
    yield Chain(world, county, station)
    world.close()


def stick(chain: Chain, name: str) -> Path:
    made = chain.world.folder / name
    made.mkdir()
    return made


def test_up_and_back_again(chain: Chain) -> None:
    """Station, county, city: the same bytes; the city's receipt comes home by the county."""
    first, upward, home = (stick(chain, name) for name in ("first", "upward", "home"))
    sent = chain.station.package(first)
    seen = chain.county.app.exchange.rehearse([first])
    assert [(one.fate, one.carried, one.new) for one in seen.bundles] == [("done", True, 2)]
    assert seen.bundles[0].kinds == (("finding", 2, 0),)
    assert chain.county.app.store.queries.carried() == []

    took = chain.county.receive(first, out=first / "back")
    assert [(one.status, one.carried) for one in took.items] == [("done", True)]
    (kept,) = chain.county.app.store.queries.carried()
    assert (kept.way, kept.target, kept.given_ms) == ("up", "DEMO00", 0)
    queries = chain.county.app.store.queries
    going = going_down(queries)
    assert (going.handing, going.handing_ms) == (1, kept.received_ms)
    with pytest.raises(UserError, match=r"carry\.not_given"):
        chain.county.app.exchange.drop_carried([kept.sha256])
    assert chain.county.app.exchange.drop_carried() == 0

    exported = chain.county.app.exchange.export(upward)
    assert [path.read_bytes() for path in exported.carried] == [sent.path.read_bytes()]
    assert chain.county.app.exchange.export(upward).carried == ()
    assert going_down(queries).handing == 0
    # lying there already is as good as written once more
    assert chain.county.app.exchange.export(upward, again=True).carried == ()

    city = chain.world.city.receive(upward, out=upward / "回执")
    assert {one.unit: one.status for one in city.items} == {"DEMO05": "done", "DEMO07": "done"}
    back = next(one.receipt_path for one in city.items if one.unit == "DEMO07")
    assert back is not None

    heard = chain.county.receive(upward / "回执")
    assert {(one.status, one.carried) for one in heard.items} == {
        ("receipt", False),
        ("carried", True),
    }
    again = chain.county.receive(upward / "回执")
    assert [one.status for one in again.items if one.carried] == ["carried"]

    handed = chain.county.app.exchange.hand_out(["DEMO07"], home)
    assert [path.parent.name for path in handed["DEMO07"]] == ["DEMO07"]
    assert handed["DEMO07"][0].read_bytes() == back.read_bytes()
    assert chain.county.app.exchange.hand_out(["DEMO07"], home) == {}
    assert chain.county.app.exchange.drop_carried() == 2
    assert list((chain.county.app.paths.root / "carry").iterdir()) == []


@pytest.mark.parametrize("limit", ["MOST_FILES", "MOST_BYTES"])
def test_more_is_not_kept_than_there_is_room_for(
    chain: Chain, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    """The file that would be one too many is named and lies where it lay."""
    place = stick(chain, f"full-{limit}")
    sent = chain.station.package(place)
    monkeypatch.setattr(carrying, limit, 0)
    took = chain.county.receive(place)
    assert [one.code for one in took.items] == ["carry.full"]
    assert sent.path.exists() and chain.county.app.store.queries.carried() == []


def test_a_senders_stick_takes_what_waits_for_it(chain: Chain) -> None:
    """Receipts of the city waiting at the county go with the next reception of that station."""
    there, back = stick(chain, "there"), stick(chain, "there-back")
    chain.station.package(there)
    chain.world.city.receive(there, out=back)
    chain.county.receive(back)
    chain.station.package(there)
    took = chain.county.receive(there, out=stick(chain, "desk"))
    assert [path.parent.name for path in took.handed] == ["DEMO07"]
    assert took.handed[0].read_bytes() == next(back.iterdir()).read_bytes()


def test_a_changed_file_is_not_carried(chain: Chain) -> None:
    """A wrong signature stops here; so does what is for nobody above or below."""
    place = stick(chain, "changed")
    sent = chain.station.package(place)
    data = bytearray(sent.path.read_bytes())
    data[-1] ^= 1
    sent.path.write_bytes(data)
    took = chain.county.receive(place)
    assert [(one.status, one.carried) for one in took.items] == [("refused", False)]
    other = Post("DEMO99", ("DEMO98",), chain.station.recipients, chain.station.work, 2)
    sent = other.package(place)
    took = chain.county.receive(sent.path)
    assert [one.carried for one in took.items] == [False]


def test_ancestors_of_a_county_are_not_below_it(chain: Chain) -> None:
    """A package for the city alone, of a device nobody knows here, is handed on all the same."""
    place = stick(chain, "unknown")
    other = Post("DEMO08", ("DEMO00",), chain.station.recipients[1:], chain.station.work, 3)
    other.package(place)
    took = chain.county.receive(place)
    assert [(one.status, one.carried) for one in took.items] == [("carried", True)]
