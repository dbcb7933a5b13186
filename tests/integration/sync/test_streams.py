"""Epochs, copies of a folder, and histories that part."""

from __future__ import annotations

import shutil
from pathlib import Path

from patrol_app.paths import config_dir
from patrol_app.services.ports import Listing
from patrol_app.services.today import today
from tests.support.exchange import Side, World, reopened


def snapshot(side: Side, target: Path) -> Path:
    """A copy of a closed data folder."""
    side.app.close()
    shutil.copytree(side.app.paths.root, target)
    return target


def aside(paths: tuple[Path, ...]) -> list[Path]:
    """Copies under other names: the copied folder will write the same ones."""
    return [shutil.copy(path, path.with_suffix(".first.hlb")) for path in paths]


def descriptions(side: Side) -> set[str]:
    page = side.app.store.queries.page(Listing("finding"))
    return {str(row.record.description) for row in page.rows}  # type: ignore[attr-defined]


def test_a_new_epoch_of_a_restored_folder_is_taken(world: World) -> None:
    station = world.station("DEMO01")
    station.finding(description="前")
    world.city.receive(*station.export().paths)
    backup = snapshot(station, world.folder / "backup")
    root = station.app.paths.root
    station = world.stations["DEMO01"] = reopened(station, root)
    first = station.app.store.queries.identity()
    station.finding(description="丢失的后")
    lost = station.export().paths
    station.app.close()

    # An old copy takes the folder's place: behind its marker, so a new stream begins.
    shutil.rmtree(root)
    shutil.copytree(backup, root)
    station = world.stations["DEMO01"] = reopened(station, root)
    second = station.app.store.queries.identity()
    assert second.stream != first.stream and second.device_no.startswith("X")
    assert "epoch" in today(station.app.store.queries, station.app.clock, "").warnings
    station.finding(description="恢复后")

    answer = world.city.receive(*station.export().paths, *lost)

    assert all(i.status == "done" and i.gaps == () for i in answer.items)
    assert descriptions(world.city) == {"前", "丢失的后", "恢复后"}
    assert len(answer.receipts) == 1
    assert world.city.app.store.check() == []
    (device,) = world.city.app.store.queries.devices()
    assert set(device.streams) == {first.stream, second.stream}
    back = station.receive(*answer.receipts)
    assert back.items[0].status == "receipt"
    flags = {row.stream: row.flags for row in station.app.store.queries.receipts()}
    # The city holds more of the old stream than the restored folder knows.
    assert flags == {first.stream: ("ahead",), second.stream: ("unconfirmed",)}
    assert station.export().paths == ()


def test_two_histories_of_one_stream_raise_the_alarm(world: World) -> None:
    station = world.station("DEMO01")
    station.finding(description="共同")
    copy = snapshot(station, world.folder / "clone")
    marker = world.folder / "markers"
    shutil.copytree(_markers(), marker)
    station = world.stations["DEMO01"] = reopened(station, station.app.paths.root)
    station.finding(description="一")
    one = aside(station.export().paths)
    station.app.close()

    # A disk image together with its marker: nothing on the machine can tell.
    shutil.rmtree(_markers())
    shutil.copytree(marker, _markers())
    shutil.rmtree(station.app.paths.root)
    shutil.copytree(copy, station.app.paths.root)
    station = world.stations["DEMO01"] = reopened(station, station.app.paths.root)
    station.finding(description="二")
    two = station.export().paths

    assert world.city.receive(*one).items[0].status == "done"
    before = world.city.rows()
    answer = world.city.receive(*two)
    assert (answer.items[0].status, answer.items[0].code) == ("held", "bundle.fork")
    assert world.city.rows() == before
    (info,) = (i for i in world.city.app.store.queries.streams() if i.unit == "DEMO01")
    assert info.frozen
    kept = [row for row in world.city.app.store.queries.bundles_in() if row.status == "held"]
    assert [Path(row.path).read_bytes() for row in kept] == [two[0].read_bytes()]

    station.finding(description="三")
    answer = world.city.receive(*station.export().paths)
    assert (answer.items[0].status, answer.items[0].code) == ("held", "bundle.frozen")
    station.receive(*answer.receipts)
    (row,) = station.app.store.queries.receipts()
    assert "frozen" in row.flags


def test_a_fork_shows_when_a_gap_closes(world: World) -> None:
    station = world.station("DEMO01")
    station.finding(description="共同")
    copy = snapshot(station, world.folder / "clone")
    marker = world.folder / "markers"
    shutil.copytree(_markers(), marker)
    station = world.stations["DEMO01"] = reopened(station, station.app.paths.root)
    station.finding(description="一")
    one = aside(station.export().paths)
    station.finding(description="一续")
    after = aside(station.export().paths)
    station.app.close()
    shutil.rmtree(_markers())
    shutil.copytree(marker, _markers())
    shutil.rmtree(station.app.paths.root)
    shutil.copytree(copy, station.app.paths.root)
    station = world.stations["DEMO01"] = reopened(station, station.app.paths.root)
    station.finding(description="二")
    two = station.export().paths

    # The bundle behind the fork came first; nothing beside it can be compared yet.
    assert [i.status for i in world.city.receive(*after).items] == ["done"]
    answer = world.city.receive(*two)
    assert (answer.items[0].status, answer.items[0].code) == ("held", "bundle.fork")
    assert world.city.receive(*one).items[0].code == "bundle.frozen"


def _markers() -> Path:
    return config_dir() / "instances"
