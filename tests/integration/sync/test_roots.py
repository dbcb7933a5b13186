"""The city's root keys: changed, followed by stations, and the city's computer lost."""

from __future__ import annotations

import io
from pathlib import Path

import pyrage
import pytest

from patrol_app.bootstrap import App, initialise
from patrol_app.errors import UserError
from patrol_app.paths import DataPaths
from patrol_app.services.ports import Listing
from patrol_app.services.setup import InitRequest
from patrol_app.settings import Settings
from patrol_app.sync import papers
from patrol_app.sync.container import open_header
from patrol_app.sync.keyring import Keyring
from patrol_app.sync.paper_files import read_papers
from patrol_app.sync.recovery_file import read_recovery
from tests.support.exchange import Side, World
from tests.support.folders import NOW
from tests.support.stores import FixedClock


def recovery_of(world: World) -> Path:
    """The city's recovery file."""
    return world.folder / "DEMO00.recovery.txt"


def hand_papers(world: World, side: Side) -> papers.PapersTaken:
    """The city's papers for the side's device, taken in there."""
    kid = side.app.store.queries.identity().kid
    device = next(d for d in world.city.app.store.queries.devices() if d.kid == kid)
    raw = papers.for_device(world.city.app.store.queries, device)
    with side.app.store.begin("test") as work:
        taken = papers.take(work, raw)
        work.commit()
    return taken


def two_of_three(world: World) -> Path:
    """The city's root as 2 of 3; the third key's file."""
    roots = world.city.app.exchange.roots
    made = roots.add_key(world.folder / "third.txt")
    assert made.path is not None
    done = roots.rotate(threshold=2, add=[made.path], root_keys=[recovery_of(world)])
    assert (done.state.version, done.state.threshold, len(done.state.keys)) == (2, 2, 3)
    assert [key.here for key in done.state.keys] == [True, False, False]
    return made.path


def test_one_of_two_becomes_two_of_three(world: World, station: Side) -> None:
    third = two_of_three(world)
    taken = hand_papers(world, station)
    assert taken.new_root and taken.root_version == 2
    assert station.app.exchange.roots.show().threshold == 2
    # what was signed before holds under the new root, and counts once
    assert hand_papers(world, station) == papers.PapersTaken(2)

    side = world.unenrolled("DEMO02")
    with pytest.raises(UserError, match=r"root\.more_keys"):
        world.enrol(side)
    with pytest.raises(UserError, match=r"root\.more_keys"):
        world.city.app.exchange.devices.revoke("DEMO01")
    with pytest.raises(UserError, match=r"root\.foreign_key"):
        stranger = world.folder / "stranger.txt"
        world.city.app.exchange.roots.add_key(stranger)
        world.enrol(side, root_keys=[stranger])
    world.enrol(side, root_keys=[third])
    assert side.app.store.queries.identity().checked
    side.finding()
    assert world.city.receive(*side.export().paths).items[0].status == "done"


def test_a_station_that_missed_a_change_follows_the_chain(world: World, station: Side) -> None:
    third = two_of_three(world)
    roots = world.city.app.exchange.roots
    old = recovery_of(world)
    gone = read_recovery(old.read_bytes()).root.kid
    roots.rotate(threshold=2, remove=[gone], root_keys=[third])
    assert hand_papers(world, station).root_version == 3
    early = read_papers(papers.for_all(station.app.store.queries)).roots
    assert [one.root.version for one in early] == [1, 2, 3]


def test_no_way_back_to_an_older_root(world: World, station: Side) -> None:
    kid = station.app.store.queries.identity().kid
    (device,) = world.city.app.store.queries.devices()
    assert device.kid == kid
    before = papers.for_device(world.city.app.store.queries, device)
    asked = station.app.exchange.request(station.out / "old.hlb")
    old = world.city.app.exchange.grant(
        asked.path, station.out / "old-grant.hlb", code=None, same_unit=False
    )
    two_of_three(world)
    hand_papers(world, station)
    with station.app.store.begin("test") as work:
        assert papers.take(work, before).root_version == 2
        work.commit()
    assert station.app.exchange.roots.show().version == 2
    with pytest.raises(UserError, match=r"root\.version|root\.signature"):
        station.app.exchange.accept(old.path, code=None)
    assert station.app.exchange.roots.show().version == 2


def test_roots_that_cannot_work_are_refused(world: World) -> None:
    roots = world.city.app.exchange.roots
    own = next(key.kid for key in roots.show().keys if key.here)
    for wrong in (
        {"threshold": 3},
        {"threshold": 0},
        {"threshold": 1, "remove": [own]},
        {"threshold": 1, "remove": ["0" * 16]},
    ):
        with pytest.raises(UserError, match=r"root\.rotate"):
            roots.rotate(**wrong)  # type: ignore[arg-type]
    with pytest.raises(UserError, match=r"root\.key_place"):
        roots.add_key(world.city.app.paths.root / "key.txt")
    made = roots.add_key(world.folder / "again.txt")
    with pytest.raises(UserError, match=r"file\.exists"):
        roots.add_key(world.folder / "again.txt")
    assert made.path is not None
    # the same key twice is one key
    with pytest.raises(UserError, match=r"root\.rotate"):
        roots.rotate(threshold=4, add=[made.path, made.path])
    # a new root that wants two needs two signatures of its own: the words ask for the files
    with pytest.raises(UserError, match=r"root\.more_keys"):
        roots.rotate(threshold=2)


def test_the_citys_computer_is_lost(world: World, station: Side) -> None:
    station.finding(description="丢失前")
    (old,) = station.export().paths
    station.receive(*world.city.receive(old).receipts)
    kept = world.folder / "kept.hlb"
    kept.write_bytes(old.read_bytes())
    world.city.app.close()
    raw = recovery_of(world).read_bytes()
    # the recovery file alone reads every package
    opened = open_header(io.BytesIO(kept.read_bytes()))
    identity = pyrage.x25519.Identity.from_str(read_recovery(raw).identity)
    assert pyrage.decrypt(kept.read_bytes()[opened.body_at :], [identity]).startswith(b"PK")

    folder = world.folder / "anew"
    folder.mkdir()
    with pytest.raises(UserError, match=r"recovery\.unit"):
        _city(folder / "wrong", raw, "DEMO09")
    city = _city(folder / "data", raw)
    world.city = Side(city, world.city.out)
    assert city.exchange.roots.show().threshold == 1
    # the station asks again; it believes the new root by the key of the recovery file
    world.enrol(station, root_keys=[recovery_of(world)])
    identity_now = station.app.store.queries.identity()
    assert identity_now.checked and int(identity_now.device_no) > 100
    assert station.app.exchange.roots.show().version > 1_000
    station.finding(description="丢失后")
    answer = world.city.receive(*station.export().paths)
    assert answer.items[0].status == "done" and answer.items[0].gaps
    station.receive(*answer.receipts)
    again = world.city.receive(*station.export().paths)
    assert again.items[0].gaps == ()
    page = city.store.queries.page(Listing("finding"))
    assert {str(r.record.description) for r in page.rows} == {"丢失前", "丢失后"}  # type: ignore[attr-defined]
    # an old package on a stick is read with the file, and only then
    assert city.store.check() == []
    assert Keyring(city.store.queries).recovery() == str(identity.to_public())


def test_old_packages_are_read_with_the_recovery_file(world: World, station: Side) -> None:
    station.finding(description="旧包")
    (old,) = station.export().paths
    world.city.app.close()
    folder = world.folder / "anew"
    folder.mkdir()
    raw = recovery_of(world).read_bytes()
    world.city = Side(_city(folder / "data", raw), world.city.out)
    assert world.city.receive(old).items[0].code == "bundle.unknown_key"
    world.enrol(station, root_keys=[recovery_of(world)])
    assert world.city.receive(old).items[0].code == "bundle.not_for_us"
    with world.city.app.exchange.reading_old(raw):
        assert world.city.receive(old).items[0].status == "done"


def _city(root: Path, raw: bytes, unit: str = "DEMO00") -> App:
    request = InitRequest("city", unit, "示例市", recover=(raw,))
    settings = Settings(root.parent / "settings.json")
    return initialise(DataPaths(root), settings, request, clock=FixedClock(NOW))[0]
