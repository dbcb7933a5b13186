"""Drill 20: a laptop restored from an old copy works on: a new journal, both histories arrive."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.e2e.prepared import city, enrolled
from tests.e2e.program import Program

# Several whole programs: left out of the plain run.
pytestmark = pytest.mark.ci


def exported(place: Program, out: Path) -> list[Path]:
    """The packages of what is due, moved aside so that no later one takes their place."""
    items = place.run("export", "--out", out).good().items
    return [Path(item["file"]) for item in items]


def restored(place: Program, copy: Path, *names: str) -> None:
    """Put folders of the copy in place of today's."""
    for name in names:
        shutil.rmtree(place.folder / name)
        shutil.copytree(copy / name, place.folder / name)


def described(above: Program) -> set[str]:
    """What the findings at the city say."""
    return {row["description"] for row in above.run("list", "finding", "--drafts").good().items}


def test_an_old_copy_in_place_of_the_folder(tmp_path: Path) -> None:
    """The city gets all three findings, sees a journal that wants a word, and confirms it."""
    above = city(tmp_path / "city")
    place = enrolled(tmp_path / "station", above)
    place.add("finding", description="示例：备份前")
    copy = tmp_path / "copy"
    shutil.copytree(place.folder, copy)
    place.add("finding", description="示例：备份后")
    first = exported(place, tmp_path / "a")
    restored(place, copy, "data")
    place.add("finding", description="示例：恢复后")
    second = exported(place, tmp_path / "b")
    answer = above.run("receive", *first, *second, "--yes").good()
    assert {item["status"] for item in answer.items} == {"done"}
    assert described(above) == {"示例：备份前", "示例：备份后", "示例：恢复后"}
    (row,) = [r for r in above.run("device", "list").good().items if r["unit"] == "DEMO01"]
    assert row["unconfirmed"] is True and len(row["journals"]) == 2
    done = above.run("device", "confirm", "DEMO01").good().document
    assert done["unconfirmed"] is False
    assert above.run("check").good().document["ok"] is True


def test_without_a_new_journal_the_city_raises_the_alarm(tmp_path: Path) -> None:
    """Folder and marker restored together: the second history is kept, and not taken in."""
    above = city(tmp_path / "city")
    place = enrolled(tmp_path / "station", above)
    copy = tmp_path / "copy"
    shutil.copytree(place.folder, copy)
    place.add("finding", description="示例：一")
    first = exported(place, tmp_path / "a")
    restored(place, copy, "data", "home")
    place.add("finding", description="示例：二")
    second = exported(place, tmp_path / "b")
    above.run("receive", *first, "--yes").good()
    assert above.run("receive", *second, "--yes").refused()["code"] == "bundle.fork"
    assert described(above) == {"示例：一"}
    (row,) = [r for r in above.run("device", "list").good().items if r["unit"] == "DEMO01"]
    assert row["frozen"] is True and row["aside"] == 1
