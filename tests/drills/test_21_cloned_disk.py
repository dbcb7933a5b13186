"""Drill 21: one disk image on two laptops: each begins its own journal, or the city finds out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.drills.test_20_restored_backup import described, exported, restored
from tests.e2e.prepared import city, enrolled
from tests.e2e.program import Program

# Several whole programs: left out of the plain run.
pytestmark = pytest.mark.ci


def test_the_copy_begins_a_journal_of_its_own(tmp_path: Path) -> None:
    """A data folder at another place has no marker there: nothing collides."""
    above = city(tmp_path / "city")
    place = enrolled(tmp_path / "station", above)
    twin = Program(tmp_path / "twin")
    shutil.copytree(place.data, twin.data)
    place.add("finding", description="示例：原机")
    number = twin.add("finding", description="示例：副本")["number"]
    assert "-X" in number
    files = [*exported(place, tmp_path / "a"), *exported(twin, tmp_path / "b")]
    answer = above.run("receive", *files, "--yes").good()
    assert {item["status"] for item in answer.items} == {"done"}
    assert described(above) == {"示例：原机", "示例：副本"}
    assert above.run("check").good().document["ok"] is True


def test_an_image_with_its_marker_is_found_out_and_nothing_is_lost(tmp_path: Path) -> None:
    """The alarm, the city's decision, a new journal: both laptops' work is at the city."""
    above = city(tmp_path / "city")
    place = enrolled(tmp_path / "station", above)
    image = tmp_path / "image"
    shutil.copytree(place.folder, image)
    place.add("finding", description="示例：甲")
    first = exported(place, tmp_path / "a")
    restored(place, image, "data", "home")
    place.add("finding", description="示例：乙")
    second = exported(place, tmp_path / "b")
    above.run("receive", *first, "--yes").good()
    assert above.run("receive", *second, "--yes").refused()["code"] == "bundle.fork"
    assert place.run("device", "new-journal").refused()["code"] == "epoch.open"
    above.run("device", "unfreeze", "DEMO01").good()
    back = tmp_path / "back"
    assert above.run("receive", *second, "--yes", "--out", back).refused()["code"] == (
        "bundle.closed"
    )
    place.run("receive", back, "--yes").good()
    begun = place.run("device", "new-journal").good().document
    assert begun["moved"] >= 1
    above.run("receive", *exported(place, tmp_path / "c"), "--yes").good()
    assert described(above) == {"示例：甲", "示例：乙"}
    assert place.run("check").good().document["ok"] is True
