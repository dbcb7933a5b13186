"""``desk`` and the day's report on a real city, as scripts use them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Command


@pytest.fixture
def city(station: Command, tmp_path: Path) -> Command:
    """A city that has granted the station."""
    made = Command(tmp_path / "city")
    made.json(
        "init", "--role", "city", "--unit", "DEMO00", "--name", "示例市",
        "--recovery-out", tmp_path / "recovery.txt",
    )  # fmt: skip
    station.json("enrol", "request", "--out", tmp_path / "e.hlb")
    made.json("enrol", "grant", tmp_path / "e.hlb", "--out", tmp_path / "g.hlb")
    station.json("enrol", "accept", tmp_path / "g.hlb")
    return made


def test_a_script_reads_the_desk(city: Command, station: Command, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    station.json("export", "--out", stick)
    again = station.json("export", "--out", tmp_path / "twice", "--again")
    assert again["ops"] > 0 and again["carried"] == 0
    assert station("export", "--out", stick, "--from-seq", "1").code == 2
    seen = city.json("receive", stick, "--rehearse", "--pdf", tmp_path / "p.pdf")
    assert seen["rehearsal"] is True and (tmp_path / "p.pdf").exists()
    city.json("receive", stick, "--yes")
    table = city.json("desk", "--out", tmp_path / "t.xlsx")
    (row,) = table["items"]
    assert (row["unit"], row["missing"], row["upto"]) == ("DEMO01", [], row["last"])
    assert (tmp_path / "t.xlsx").exists()
    assert city.json("desk", "carried")["total"] == 0
    assert city.json("desk", "waiting")["total"] == 0
    assert city.json("desk", "hand-out", "DEMO01", "--out", tmp_path / "h")["total"] == 0
    day = city.json("report", "city-day", "--out", tmp_path / "d.pdf")
    assert day["pages"] == 1
    assert city("report", "city-day", "--day", "3.8.", "--out", tmp_path / "d.pdf").code == 2
