"""Station, county, city and back as processes of their own: nothing lost, each level by itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import Program, city, county, enrolled
from tests.e2e.test_exchange import seqs

FINDING = {
    "category": "P06",
    "found_at": "2026-08-03T09:30:00+08:00",
    "position": {"lon": "112.5", "lat": "38.9", "datum": "wgs84", "source": "hand"},
    "description": "路边堆放枯草",
    "action": ["劝阻"],
}
CITY, COUNTY, ONE, TWO = "DEMO00", "DEMO0A", "DEMO01", "DEMO02"


class Bureau:
    """A city, a county, two stations of the county; the first station has two laptops."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.city = city(folder / "city")
        self.county = county(folder / "county", COUNTY, self.city)
        self.one = enrolled(folder / "one", self.city, ONE, parent=COUNTY)
        self.two = enrolled(folder / "two", self.city, TWO, parent=COUNTY)
        self.other = enrolled(folder / "other", self.city, ONE, parent=COUNTY, same_unit=True)
        self._made = 0

    def place(self) -> Path:
        """A fresh folder: a stick."""
        self._made += 1
        made = self.folder / f"stick{self._made}"
        made.mkdir()
        return made

    def take(self, side: Program, stick: Path) -> tuple[list[dict[str, Any]], Path]:
        """Receive a stick; the answers, and the folder with receipts and what is for others."""
        back = self.place()
        return side.run("receive", stick, "--yes", "--out", back).good().items, back

    def export(self, side: Program) -> Path:
        """A stick with what is due."""
        stick = self.place()
        side.run("export", "--out", stick).good()
        return stick

    def deliver(self, side: Program, *options: object) -> Path:
        """A stick with what goes down."""
        stick = self.place()
        side.run("deliver", "--out", stick, *options).good()
        return stick

    def desk(self, side: Program) -> dict[tuple[str, str], dict[str, Any]]:
        """The table of stations."""
        return {(row["unit"], row["device_no"]): row for row in side.run("desk").good().items}


def reported(side: Program, number: str) -> str:
    """What the column 上报 of the record says."""
    shown = side.run("show", "finding", number).good().document["reported"]
    assert isinstance(shown, str)
    return shown


def statuses(items: list[dict[str, Any]]) -> set[tuple[str, str, bool]]:
    """(kind, fate, handed on) of the files."""
    return {(one["kind"], one["status"], one["carried"]) for one in items}


@pytest.mark.ci
@pytest.mark.timeout(1800)  # some eighty starts of the program
def test_up_by_the_county_and_down_again(tmp_path: Path) -> None:
    """Package, both receipts, a review, a gap, base data with an installer; then the desk."""
    bureau = Bureau(tmp_path)
    one, above, middle = bureau.one, bureau.city, bureau.county
    number = one.add("finding", "--submit", **FINDING)["number"]
    assert reported(one, number) == "local"
    items, _back = bureau.take(middle, bureau.deliver(above))  # the county learns of its devices
    assert statuses(items) == {("down", "done", False), ("down", "carried", True)}

    up = bureau.export(one)
    assert reported(one, number) == "exported"
    (item,), back = bureau.take(middle, up)
    assert (item["status"], item["carried"]) == ("done", True)
    home, _none = bureau.take(one, back)
    # the county's receipt, and the city's first package down, on the station's own stick
    assert {row["kind"] for row in home} == {"receipt", "down"}
    assert not any(row["gaps"] for row in home)
    assert reported(one, number) == "county"

    carried = bureau.export(middle)
    (sent,) = (path for path in up.iterdir() if f"-{ONE}-" in path.name)
    assert (carried / sent.name).read_bytes() == sent.read_bytes()
    items, back = bureau.take(above, carried)
    assert ("up", "done", False) in statuses(items)
    assert {row["unit"] for row in items if row["kind"] == "up"} == {COUNTY, ONE}
    head = above.add("person", name="示例科长", roles=["city_officer"])["number"]
    above.run("--user", head, "review", "approve", "finding", number).good()

    # receipt and review go to the county's stick and by its desk to the station's
    items, _none = bureau.take(middle, back)
    assert ("receipt", "carried", True) in statuses(items)
    items, _none = bureau.take(middle, bureau.deliver(above))
    assert ("down", "carried", True) in statuses(items)
    down = bureau.place()
    handed = middle.run("desk", "hand-out", ONE, "--out", down).good().items
    assert {row["unit"] for row in handed} == {ONE}
    home, _none = bureau.take(one, down)
    assert {row["kind"] for row in home} == {"receipt", "down"}
    assert reported(one, number) == "city"
    assert one.run("show", "finding", number).good().document["state"] == "approved"
    # the other laptop of the unit holds its colleague's record with the city's word
    bureau.take(bureau.other, down)
    assert bureau.other.run("show", "finding", number).good().document["state"] == "approved"

    _a_lost_package(bureau)
    _base_data(bureau)
    for side in (one, bureau.other, middle, above):
        side.run("check").good()
        assert side.parts() == []


def _a_lost_package(bureau: Bureau) -> None:
    """A stick is lost: both levels say which entries are missing, and they come again."""
    one, above, middle = bureau.one, bureau.city, bureau.county
    one.add("finding", "--submit", **FINDING)
    lost = bureau.export(one)
    span = next(seqs(path) for path in lost.iterdir() if f"-{ONE}-" in path.name and
                seqs(path)[1] > seqs(path)[0])  # fmt: skip
    last = one.add("finding", "--submit", **{**FINDING, "description": "第三处"})["number"]
    items, at_county = bureau.take(middle, bureau.export(one))
    (item,) = (row for row in items if row["kind"] == "up")
    assert item["gaps"] == [list(span)]
    items, at_city = bureau.take(above, bureau.export(middle))
    (item,) = (row for row in items if row["kind"] == "up" and row["unit"] == ONE)
    assert item["gaps"] == [list(span)]
    for side in (middle, above):
        row = bureau.desk(side)[ONE, "01"]
        assert row["missing"] == [list(span)] and row["looks"] and row["silent"] == 0
        assert bureau.desk(side)[TWO, "01"]["received_ms"] == 0  # nothing came of it yet
    bureau.take(middle, at_city)
    bureau.take(one, at_county)
    again = bureau.export(one)
    assert any(seqs(path)[0] == span[0] for path in again.iterdir())
    _items, at_county = bureau.take(middle, again)
    _items, at_city = bureau.take(above, bureau.export(middle))
    for side in (middle, above):
        assert bureau.desk(side)[ONE, "01"]["missing"] == []
    bureau.take(middle, at_city)
    down = bureau.place()
    middle.run("desk", "hand-out", ONE, "--out", down).good()
    bureau.take(one, at_county)
    assert reported(one, last) == "county"
    bureau.take(one, down)
    assert reported(one, last) == "city"


def _base_data(bureau: Bureau) -> None:
    """One file for everybody: the same at every level, and the program itself with it."""
    above, middle = bureau.city, bureau.county
    setup = bureau.folder / "setup.exe"
    setup.write_bytes(os.urandom(70_000))
    base = bureau.place()
    above.run(
        "deliver", "--base", "--out", base, "--installer", setup, "--installer-version", "9.2"
    ).good()
    items, _none = bureau.take(middle, base)
    assert statuses(items) == {("base", "done", True)}
    for side, unit in ((bureau.one, ONE), (bureau.two, TWO)):
        down = bureau.place()
        middle.run("desk", "hand-out", unit, "--out", down).good()
        assert ("base", "done", False) in statuses(bureau.take(side, down)[0])
        saved = side.run("save-installer", "--out", bureau.place()).good().document
        assert saved["version"] == "9.2"
        assert Path(saved["file"]).read_bytes() == setup.read_bytes()
    lower = bureau.place()
    answer = above.run(
        "deliver", "--base", "--out", lower, "--installer", setup, "--installer-version", "0.0.1"
    )
    if answer.code == 0:  # published all the same: nobody is offered an older program
        bureau.take(bureau.two, lower)
        assert bureau.two.run("save-installer", "--out", bureau.place()).refused()
    # an older package of base data changes nothing
    (item,) = bureau.one.run("receive", base, "--yes").good().items
    assert item["status"] == "known"
