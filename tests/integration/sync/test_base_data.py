"""Base data for everybody below: newer in, older refused, codes retired, an installer on offer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.domain.vocabulary import extend
from patrol_app.errors import UserError
from patrol_app.services.base.content import encode
from patrol_app.sync import installers
from tests.support.exchange import Side, World

DAY = "2026-08-03"
SQUARE = [[[1_130_000_000, 380_000_000, 10, 0, 0, 10, -10, 0]]]


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    yield
    extend(())


def publish(side: Side, *codes: str) -> int:
    """A version of the zones; its number."""
    content = encode("zone", [{"code": c, "name": f"{c}区", "shape": SQUARE} for c in codes])
    app = side.app
    return app.datasets.publish(app.session.actor, "zone", "示例", content, DAY).version


def base(city: Side, folder: str) -> Path:
    """A base package of the city."""
    done = city.app.exchange.deliver(city.out / folder, base=True)
    assert done.base is not None and done.items == () and done.left_out == ()
    (path,) = done.paths
    return path


def zones(side: Side) -> dict[str, bool]:
    """Codes of the zones in the tables, and whether they are retired."""
    return {z.code: z.retired for z in side.app.store.queries.feature_rows("zone", "ABC")}


@pytest.mark.ci
def test_a_station_loads_what_the_city_published(world: World, station: Side) -> None:
    other = world.station("DEMO02")
    publish(world.city, "A", "B")
    first = base(world.city, "1")
    preview = station.app.exchange.rehearse([first]).bundles[0]
    assert (preview.kind, preview.fate, preview.missing_blobs) == ("base", "done", 0)
    assert zones(station) == {}
    for side in (station, other):
        assert side.receive(first).items[0].status == "done"
        assert zones(side) == {"A": False, "B": False}
    publish(world.city, "B", "C")
    second = base(world.city, "2")
    assert station.receive(second).items[0].status == "done"
    assert zones(station) == {"A": True, "B": False, "C": False}
    # the station did not know its neighbour's unit before
    assert station.app.store.queries.find("unit", "DEMO02") is not None

    assert station.receive(first).items[0].status == "known"
    # who is enrolled later needs a later package
    newcomer = world.station("DEMO03")
    assert newcomer.receive(second).items[0].code == "bundle.not_for_us"
    third = base(world.city, "3")
    assert newcomer.receive(third).items[0].status == "done"
    assert zones(newcomer) == {"B": False, "C": False}
    assert other.receive(third).items[0].status == "done"
    late = other.receive(second).items[0]
    assert (late.status, late.code) == ("refused", "base.older")
    assert zones(other) == {"A": True, "B": False, "C": False}
    assert other.app.exchange.rehearse([second]).bundles[0].code == "base.older"
    assert world.city.receive(third.parent).items == ()
    assert station.app.store.check() == [] and newcomer.app.store.check() == []


def test_an_installer_rides_along_and_is_offered(
    world: World, station: Side, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "setup.exe"
    file.write_bytes(b"MZ" + bytes(range(256)) * 40)
    exchange = world.city.app.exchange
    for name, version, code in (
        ("setup.txt", "9.0", "installer.kind"),
        ("setup.exe", "9 0", "installer.version"),
        ("none.exe", "9.0", "file.missing"),
    ):
        with pytest.raises(UserError) as caught:
            exchange.publish_installer(tmp_path / name, version)
        assert caught.value.code == code
    exchange.publish_installer(file, "0.0.1")
    station.receive(base(world.city, "1"))
    assert station.app.exchange.installer() is None  # older than the running program
    with pytest.raises(UserError) as caught:
        station.app.exchange.save_installer(tmp_path)
    assert caught.value.code == "installer.none"
    exchange.publish_installer(file, "9.0.0")
    station.receive(base(world.city, "2"))
    offer = station.app.exchange.installer()
    assert offer is not None
    assert (offer.version, offer.platform, offer.ready) == ("9.0.0", "windows", True)
    saved = station.app.exchange.save_installer(tmp_path)
    assert saved.name == "patrol-9.0.0.exe" and saved.read_bytes() == file.read_bytes()
    assert station.app.exchange.save_installer(tmp_path / "x.exe").read_bytes() == file.read_bytes()


def test_versions_are_ordered_as_people_count() -> None:
    ordered = ["0.1.0-rc1", "0.1.0", "0.1.0.1", "0.2", "0.10", "1.0+b2", "9"]
    assert sorted(reversed(ordered), key=installers.order) == ordered
