"""Two data folders and the command line: export, receive three times in any order, receipts."""

from __future__ import annotations

import shutil
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import Program, city, enrolled, station

FINDING = {
    "category": "P06",
    "found_at": "2026-08-03T09:30:00+08:00",
    "description": "路边堆放枯草",
}


def export(side: Program, stick: Path) -> Path:
    """The one file of an export."""
    (item,) = side.run("export", "--out", stick).good().items
    return Path(item["file"])


def three(side: Program, stick: Path) -> list[Path]:
    """Three bundles: people and a draft, a change of it, another draft."""
    side.add("person", name="示例护林员", roles=["ranger"])
    made = side.add("finding", **FINDING)
    files = [export(side, stick)]
    change = side.write({"description": "已清理"}, "edit.json")
    side.run("edit", "finding", made["number"], "--from", change).good()
    files.append(export(side, stick))
    side.add("finding", **{**FINDING, "description": "第二处"})
    return [*files, export(side, stick)]


def state(above: Program) -> dict[str, Any]:
    """What the city's book shows."""
    found = {
        kind: above.run("list", kind, *options).good().items
        for kind, options in (("finding", ["--drafts"]), ("person", []), ("unit", []))
    }
    above.run("check").good()
    return {kind: sorted(rows, key=str) for kind, rows in found.items()}


def seqs(path: Path) -> tuple[int, int]:
    """First and last seq, from the file's name."""
    first, upto = path.name.split("-")[3:5]
    return int(first), int(upto)


@pytest.mark.ci
def test_lost_damaged_and_foreign_files(tmp_path: Path) -> None:
    above = city(tmp_path / "city")
    side = enrolled(tmp_path / "station", above)
    stick, back = tmp_path / "stick", tmp_path / "back"
    one, two, last = three(side, stick)

    stranger = enrolled(tmp_path / "far" / "station", city(tmp_path / "far" / "city"), "DEMO09")
    stranger.add("finding", **FINDING)
    foreign = export(stranger, tmp_path / "other")
    cut, flipped = tmp_path / "cut.hlb", tmp_path / "flipped.hlb"
    cut.write_bytes(two.read_bytes()[:-100])
    data = bytearray(two.read_bytes())
    data[-100] ^= 1
    flipped.write_bytes(data)

    answer = above.run("receive", last, cut, flipped, foreign, one, "--yes", "--out", back)

    assert answer.code == 4 and "Traceback" not in answer.err
    fates = [(item["status"], item["code"]) for item in answer.items]
    assert fates == [
        ("done", ""),
        ("refused", "bundle.incomplete"),
        ("refused", "bundle.body"),
        ("quarantined", "bundle.unknown_key"),
        ("done", ""),
    ]
    assert all(item["message"] for item in answer.items if item["code"])
    gap = list(seqs(two))
    assert answer.items[0]["gaps"] == answer.items[4]["gaps"] == [gap]
    assert above.run("receive", foreign, "--yes").refused()["code"] == "bundle.unknown_key"

    (receipt,) = {item["receipt"] for item in answer.items if item["receipt"]}
    (taken,) = side.run("receive", receipt, "--yes").good().items
    assert taken["status"] == "receipt"
    again = export(side, stick)
    assert seqs(again) == (gap[0], seqs(last)[1])

    closed = above.run("receive", again, "--yes", "--out", back).good().items
    assert [item["gaps"] for item in closed] == [[]]
    side.run("receive", closed[0]["receipt"], "--yes").good()
    assert side.run("export", "--out", stick).good().items == []
    known = above.run("receive", one, two, "--yes", "--out", back).good().items
    assert [item["status"] for item in known] == ["known", "done"]
    assert len(state(above)["finding"]) == 2
    assert state(above)["person"] and not above.parts() and not side.parts()


@pytest.mark.ci
def test_before_enrolment_nothing_is_written(tmp_path: Path) -> None:
    side = station(tmp_path / "station")
    early = side.add("finding", **FINDING)
    out = tmp_path / "stick"
    assert side.run("export", "--out", out).refused()["code"] == "export.not_enrolled"
    assert not out.exists()
    above = city(tmp_path / "city")
    asked, grant = tmp_path / "request.hlb", tmp_path / "grant.hlb"
    side.run("enrol", "request", "--out", asked).good()
    above.run("enrol", "grant", asked, "--out", grant).good()
    accepted = side.run("enrol", "accept", grant).good().document
    assert accepted["checked"] is False
    above.run("receive", export(side, out), "--yes").good()
    numbers = [item["number"] for item in above.run("list", "finding", "--drafts").good().items]
    assert numbers == [early["number"]]


@pytest.mark.ci
def test_a_rehearsal_changes_nothing(tmp_path: Path) -> None:
    above = city(tmp_path / "city")
    side = enrolled(tmp_path / "station", above)
    side.add("finding", **FINDING)
    path = export(side, tmp_path / "stick")
    before = state(above)
    (seen,) = above.run("receive", path, "--rehearse").good().items
    assert seen["new"] >= 1 and state(above) == before
    assert above.run("receive", path).code == 2
    (taken,) = above.run("receive", path, "--yes").good().items
    assert (taken["status"], taken["new"]) == ("done", seen["new"])


@pytest.mark.ci
def test_every_order_shows_the_same(tmp_path: Path) -> None:
    above = city(tmp_path / "city")
    side = enrolled(tmp_path / "station", above)
    files = three(side, tmp_path / "stick")
    states = []
    for number, order in enumerate(permutations(files)):
        copy = Program(tmp_path / f"city{number}")
        shutil.copytree(above.data, copy.data)
        for path in order:
            copy.run("receive", path, "--yes").good()
        states.append(state(copy))
    assert all(one == states[0] for one in states)
