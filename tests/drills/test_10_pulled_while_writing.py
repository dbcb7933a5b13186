"""Drill 10: the stick is pulled while an export writes: words, and the next stick gets all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.storage import exchange_files
from tests.drills.sticks import gone, ntfs
from tests.support.exchange import Side, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A city and a station with a finding and 5 MB of photos to send."""
    made = World.new(tmp_path)
    station = made.station("DEMO01")
    finding = station.finding(description="示例")
    for _n in range(5):
        photo = b"\xff\xd8" + os.urandom(1 << 20)
        sha = station.app.store.blobs.put(photo)
        # evidence travels whole: its own copy stands as the travel copy here
        copy = {"key": "aaaaaaaa", "kind": "travel", "sha256": sha, "bytes": len(photo)}
        station.add(
            "attachment", parent_id=finding.record.id, parent_type="finding", name="照片.jpg",
            sha256=sha, bytes=len(photo), derived=(copy,),
        )  # fmt: skip
    yield made
    made.close()


def at_piece(monkeypatch: pytest.MonkeyPatch, number: int, act: Callable[[], None]) -> None:
    """Let ``act`` happen before the ``number``-th piece is written to a stick."""
    real = exchange_files._Hashing.write
    count = [0]

    def write(self: Any, data: Any) -> int:
        """Count, act once, then write as before."""
        count[0] += 1
        if count[0] == number:
            act()
        return real(self, data)

    monkeypatch.setattr(exchange_files._Hashing, "write", write)


def pulled(station: Side, stick: Path) -> EnvironmentFault:
    """The fault of an export to a stick that goes away."""
    with pytest.raises(EnvironmentFault) as caught:
        station.app.exchange.export(stick)
    assert caught.value.code in ("disk.gone", "disk.missing"), caught.value.code
    assert caught.value.message()
    assert station.app.store.queries.bundles_out() == []
    assert station.app.store.check() == []
    return caught.value


def test_the_sticks_folder_vanishes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Portable form: after three pieces the folder is no more and the write fails."""
    station, stick = world.stations["DEMO01"], world.folder / "stick"
    stick.mkdir()

    def vanish() -> None:
        """The folder goes, and the system says so."""
        shutil.rmtree(stick)
        raise gone()

    with monkeypatch.context() as patch:
        at_piece(patch, 3, vanish)
        pulled(station, stick)
    stick.mkdir()
    taken_whole(world, station, stick)


@pytest.mark.ci
@pytest.mark.parametrize("piece", [1, 3, 5])
def test_a_true_stick_is_pulled(world: World, monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    """NTFS whose server is killed between two pieces: at most a ``.part`` is on it afterwards."""
    station = world.stations["DEMO01"]
    with ntfs(world.folder) as stick:
        with monkeypatch.context() as patch:
            at_piece(patch, piece, stick.pull)
            pulled(station, stick.place)
        stick.remove()
        stick.insert()
        left = [path.name for path in stick.place.iterdir() if path.is_file()]
        assert all(name.endswith(".part") for name in left), left
        if left:
            with pytest.raises(UserError, match=r"receive\.nothing"):
                world.city.receive(stick.place)
        taken_whole(world, station, stick.place)


def taken_whole(world: World, station: Side, stick: Path) -> None:
    """The next export is whole, and the city takes everything of it."""
    (path,) = station.app.exchange.export(stick).paths
    assert path.stat().st_size > 5 << 20
    answer = world.city.receive(stick, out=world.city.out)
    assert [(one.status, one.missing_blobs) for one in answer.items] == [("done", 0)]
    assert world.city.app.store.check() == []
    assert not list(world.city.app.paths.spool.iterdir())
