"""Drill 11: the stick is pulled while the city copies from it: nothing is taken, then all is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from patrol_app.errors import EnvironmentFault
from patrol_app.storage import files
from tests.drills.sticks import gone, ntfs
from tests.support.exchange import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A city, and a station with a bundle of 3 MB."""
    made = World.new(tmp_path)
    station = made.station("DEMO01")
    finding = station.finding(description="示例")
    photo = b"\xff\xd8" + os.urandom(3 << 20)
    sha = station.app.store.blobs.put(photo)
    copy = {"key": "aaaaaaaa", "kind": "travel", "sha256": sha, "bytes": len(photo)}
    station.add(
        "attachment", parent_id=finding.record.id, parent_type="finding", name="照片.jpg",
        sha256=sha, bytes=len(photo), derived=(copy,),
    )  # fmt: skip
    yield made
    made.close()


def after_first_piece(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Let ``act`` happen when the first 64 KiB have been copied."""
    real = files._bounded
    monkeypatch.setattr(files, "STEP", 64 * 1024)

    def bounded(stream: Any, most: int) -> Iterator[bytes]:
        """The pieces; ``act`` comes behind the first."""
        for number, piece in enumerate(real(stream, most)):
            yield piece
            if number == 0:
                act()

    monkeypatch.setattr(files, "_bounded", bounded)


def refused_and_clean(world: World, path: Path) -> None:
    """Reading fails in words; no table, no file, no receipt has changed."""
    rows = world.city.rows()
    with pytest.raises(EnvironmentFault) as caught:
        world.city.receive(path)
    assert caught.value.code in ("disk.gone", "disk.error"), caught.value.code
    assert world.city.rows() == rows
    assert world.city.app.store.queries.bundles_in() == []
    assert not list(world.city.app.paths.spool.iterdir())
    assert not list(world.city.out.iterdir())
    assert world.city.app.store.check() == []


def taken(world: World, path: Path) -> None:
    """The second try takes everything."""
    (one,) = world.city.receive(path).items
    assert (one.status, one.missing_blobs) == ("done", 0)
    assert world.city.app.store.check() == []


@pytest.mark.ci
def test_reading_fails_half_way(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Portable form: the system says after 64 KiB that the device is gone."""
    (path,) = world.stations["DEMO01"].export().paths

    def fail() -> None:
        """As a read of a stick that was pulled."""
        raise gone()

    with monkeypatch.context() as patch:
        after_first_piece(patch, fail)
        refused_and_clean(world, path)
    taken(world, path)


@pytest.mark.ci
def test_a_true_stick_is_pulled(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTFS whose server is killed after the first 64 KiB; inserted again, all is taken."""
    (source,) = world.stations["DEMO01"].export().paths
    with ntfs(world.folder) as stick:
        path = Path(shutil.copy(source, stick.place / source.name))
        stick.remove()
        stick.insert()
        with monkeypatch.context() as patch:
            after_first_piece(patch, stick.pull)
            refused_and_clean(world, path)
        stick.remove()
        stick.insert()
        taken(world, path)
