"""A full disk: words instead of a crash, nothing lost, and it works again when there is room."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.prepared import city, enrolled, station
from tests.e2e.program import ROOT, Program

# Real kills, mounts or several whole programs: left out of the plain run.
pytestmark = pytest.mark.ci


DISK_MB = 24


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own; skipped, counted, where mounting is not allowed."""
    place = tmp_path / "disk"
    place.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("mounting a small disk needs root")
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(place)]
    done = subprocess.run(command, capture_output=True, timeout=240, check=False)
    if done.returncode:
        pytest.skip("mounting is not allowed here")
    yield place
    subprocess.run(["umount", str(place)], capture_output=True, timeout=240, check=True)


def fill(disk: Path) -> Path:
    """A file that takes all the room that is left."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as stream:
        size = 1024 * 1024
        while size:
            try:
                while stream.write(b"\0" * size) == size:
                    pass
            except OSError:
                pass
            size //= 2
    assert shutil.disk_usage(disk).free < 4096
    return ballast


def test_data_folder_on_a_full_disk(disk: Path) -> None:
    """Saving and importing are refused with the reason; later both work."""
    place = station(disk / "place")
    place.add("finding", description="示例：此前")
    sample = ROOT / "resources" / "sample"
    files = [sample / "walk-1.gpx", *sorted(sample.glob("photo-1-*.jpg"))]
    source = place.write({"description": "示例：之后"}, "later.json")
    # the answers need room of their own
    outside = Program(disk.parent / "outside")
    outside.data = place.data
    shutil.copytree(place.folder / "home", outside.folder / "home", dirs_exist_ok=True)
    ballast = fill(disk)
    for call in (
        ("add", "finding", "--from", source),
        ("import", *files, "--datum", "wgs84"),
    ):
        error = outside.run(*call).refused(3)
        assert error["code"] in ("disk.full", "store.disk_full"), error
        assert "空间" in error["message"]
    # reading needs a little room too: the index beside the write-ahead log
    assert outside.run("list", "finding", "--drafts").refused(3)["code"] == "disk.full"
    ballast.unlink()
    assert outside.run("check").good().document["ok"] is True
    outside.run("add", "finding", "--from", source).good()
    assert len(outside.run("import", *files, "--datum", "wgs84").good().items) == 4
    found = outside.run("list", "finding", "--drafts").good().items
    assert {row["description"] for row in found} == {"示例：此前", "示例：之后"}
    assert outside.run("check").good().document["ok"] is True
    assert not outside.parts()


def test_export_and_papers_to_a_full_stick(disk: Path, tmp_path: Path) -> None:
    """Nothing with a final name is left on the stick; the next stick gets everything."""
    above = city(tmp_path / "city")
    place = enrolled(tmp_path / "place", above)
    place.add("finding", description="示例")
    ballast = fill(disk)
    assert place.run("export", "--out", disk).refused(3)["code"] == "disk.full"
    paper = ("report", "patrol-monthly", "--month", "2026-10", "--out", disk / "month.pdf")
    assert place.run(*paper).refused(3)["code"] == "disk.full"
    assert {path.name for path in disk.iterdir()} == {"ballast"}
    ballast.unlink()
    (item,) = place.run("export", "--out", disk).good().items
    taken = above.run("receive", item["file"], "--yes").good().items
    assert [row["status"] for row in taken] == ["done"]
    assert len(above.run("list", "finding", "--drafts").good().items) == 1
    place.run(*paper).good()
