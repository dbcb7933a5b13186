"""Drill 12: a full stick, a locked one, FAT32 and exFAT: split, or a clear message."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app import limits
from patrol_app.errors import EnvironmentFault
from patrol_app.sync import parts
from patrol_app.sync.header import MAX_PARTS, BundleName
from patrol_app.sync.strict import SEQ_LIMIT
from tests.drills.sticks import exfat, image, loop, need, run
from tests.support.exchange import Side, World

FAT_FILE_BYTES = 4 * limits.GIB - 1
# A name that Windows, FAT and exFAT take: no reserved sign, no blank or dot at its end.
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A city and a station with something to send."""
    made = World.new(tmp_path)
    made.station("DEMO01").finding(description="示例")
    yield made
    made.close()


def test_every_name_and_size_fits_an_old_stick() -> None:
    """The longest name is ASCII, below 60 signs; a part is far below FAT32's 4 GiB."""
    name = str(BundleName("ABCDEFGHJKLM", "f" * 8, SEQ_LIMIT, SEQ_LIMIT, MAX_PARTS))
    assert name.isascii() and len(name) < limits.BUNDLE_NAME_CHARS
    assert PLAIN.fullmatch(name)
    assert parts.CAPS.bytes < limits.BUNDLE_FILE_BYTES < FAT_FILE_BYTES


@pytest.mark.ci
def test_a_large_export_is_split(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a cap of 300 KB a part: each part is whole, and any order of them gives everything."""
    station = world.stations["DEMO01"]
    finding = station.finding()
    for number in range(6):
        photo = b"\xff\xd8" + os.urandom(120_000)
        sha = station.app.store.blobs.put(photo)
        copy = {"key": "aaaaaaaa", "kind": "travel", "sha256": sha, "bytes": len(photo)}
        station.add(
            "attachment", parent_id=finding.record.id, parent_type="finding",
            name=f"照片{number}.jpg", sha256=sha, bytes=len(photo), derived=(copy,),
        )  # fmt: skip
    caps = dataclasses.replace(parts.CAPS, bytes=300_000)
    defaults = (*(parts.plan_parts.__defaults__ or ())[:-1], caps)
    monkeypatch.setattr(parts.plan_parts, "__defaults__", defaults)
    paths = station.export().paths
    assert len(paths) >= 3
    assert all(path.stat().st_size < 320_000 and PLAIN.fullmatch(path.name) for path in paths)
    for path in reversed(paths):
        assert world.city.receive(path).items[0].status == "done"
    assert world.city.app.store.queries.missing_blobs() == []
    assert world.city.app.store.check() == []


@pytest.mark.ci
def test_a_full_stick_then_an_empty_one(world: World) -> None:
    """ext4 of 16 MB, filled up: words about room, nothing with a final name."""
    station = world.stations["DEMO01"]
    with loop(world.folder, 16) as stick:
        fill(stick)
        names = {path.name for path in stick.iterdir()}
        fault(station, stick, "disk.full")
        assert {path.name for path in stick.iterdir()} == names
        (stick / "ballast").unlink()
        taken(world, station, stick)


@pytest.mark.ci
def test_a_locked_stick(world: World) -> None:
    """Mounted read-only: said so; the city reads from it and keeps its receipt elsewhere."""
    station = world.stations["DEMO01"]
    (path,) = station.export().paths
    with loop(world.folder, 16) as stick:
        shutil.copy(path, stick)
        subprocess.run(["mount", "-o", "remount,ro", str(stick)], check=True)
        station.finding()
        fault(station, stick, "disk.read_only")
        with pytest.raises(EnvironmentFault) as caught:
            world.city.receive(stick, out=stick)
        assert caught.value.code == "disk.read_only"
        answer = world.city.receive(stick)
        assert [one.status for one in answer.items] == ["known"] and len(answer.receipts) == 1


@pytest.mark.ci
def test_exfat_takes_our_names(world: World) -> None:
    """An export goes on exFAT and is read from it, beside files of odd names."""
    station = world.stations["DEMO01"]
    with exfat(world.folder) as stick:
        for name in ("说明 (1).txt", "A.TXT", "示例" * 40 + ".hlb", "~$x.hlb"):
            (stick / name).write_bytes(b"x")
        (path,) = station.app.exchange.export(stick).paths
        answer = world.city.receive(stick)
        fates = {one.path.name: one.status for one in answer.items}
        assert fates.pop(path.name) == "done"
        assert set(fates.values()) == {"refused"}
        assert len(answer.receipts) == 1


@pytest.mark.ci
def test_fat_gives_the_same_names_and_bytes_back(world: World) -> None:
    """Through mtools, without mounting: what was copied on comes off, by the same name."""
    need("mkfs.vfat", "mcopy")
    (path,) = world.stations["DEMO01"].export().paths
    stick = image(world.folder, 16, "mkfs.vfat")
    run("mcopy", "-i", stick, path, "::")
    back = world.folder / "back"
    back.mkdir()
    run("mcopy", "-i", stick, f"::{path.name}", back)
    assert (back / path.name).read_bytes() == path.read_bytes()
    assert [one.status for one in world.city.receive(back).items] == ["done"]


def fill(stick: Path) -> None:
    """Take all the room that is left."""
    with (stick / "ballast").open("wb", buffering=0) as stream:
        size = 1 << 20
        while size:
            try:
                while stream.write(b"\0" * size) == size:
                    pass
            except OSError:
                pass
            size //= 2


def fault(station: Side, stick: Path, code: str) -> None:
    """An export to it is refused with ``code`` and words, and is not counted as sent."""
    sent = len(station.app.store.queries.bundles_out())
    with pytest.raises(EnvironmentFault) as caught:
        station.app.exchange.export(stick)
    assert caught.value.code == code and caught.value.message()
    assert len(station.app.store.queries.bundles_out()) == sent
    assert station.app.store.check() == []


def taken(world: World, station: Side, stick: Path) -> None:
    """Now it works."""
    assert len(station.app.exchange.export(stick).paths) == 1
    assert [one.status for one in world.city.receive(stick).items] == ["done"]
