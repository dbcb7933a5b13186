"""Conflicts on the command line: list, show, settle, the printed list."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.support.command import Command
from tests.support.meeting import pair


@pytest.fixture
def met(tmp_path: Path) -> tuple[Command, str, str]:
    """A station whose two devices differ in two records; their numbers."""
    with pair(tmp_path) as two:
        one, other = two.add(), two.add()
        two.differ(one, {"weather": "阴", "route": "甲"}, {"weather": "雨", "route": "乙"})
        two.differ(other, {"wind_force": 1}, {"wind_force": 4})
        root = two.here.paths.root
    return Command(root), one.record.number, other.record.number


def test_list_show_settle_and_print(met: tuple[Command, str, str], tmp_path: Path) -> None:
    station, one, other = met
    listed = station.json("conflict", "list")
    assert listed["total"] == 2
    assert {row["number"]: row["fields"] for row in listed["items"]} == {
        one: ["巡护路线", "天气"],
        other: ["风力"],
    }
    shown = station.json("conflict", "show", "patrol", one)
    weather = next(field for field in shown["fields"] if field["field"] == "weather")
    assert [side["value"] for side in weather["sides"]] == ["雨", "阴"]
    assert [side["own"] for side in weather["sides"]] == [False, True]
    assert weather["sides"][1]["at"].startswith("2026-08-03T18:0") and shown["refusal"] is None
    said = station("conflict", "show", "patrol", one)
    assert "  1  阴  (示例站长 · DEMO01" in said.out
    done = station.json("conflict", "settle", "patrol", one, "--take", "weather=1")
    assert done["left"] == 1 and done["items"][0]["number"] == one
    done = station.json("conflict", "settle", "patrol", one, "--take", "route=both")
    assert done["left"] == 0
    assert station.json("show", "patrol", one)["route"] == "乙；甲"
    done = station.json("conflict", "settle", "patrol", other, "--value", "wind_force=3")
    assert done["left"] == 0 and station.json("show", "patrol", other)["wind_force"] == 3
    assert station.json("conflict", "list") == {"items": [], "total": 0}
    assert station.json("conflict", "show", "patrol", one)["total"] == 0
    assert station.json("check")["ok"] is True
    _printed(station, tmp_path)


def _printed(station: Command, folder: Path) -> None:
    """The list as workbook and PDF."""
    paper = station.json("report", "conflicts", "--out", folder / "l.xlsx")
    assert paper["rows"] == 3
    rows = list(openpyxl.load_workbook(folder / "l.xlsx").active.values)
    told = {row[3]: (row[1], row[4][:1], row[5][:1], row[6]) for row in rows[1:]}
    assert told == {
        "天气": ("已处理", "雨", "阴", "阴"),
        "巡护路线": ("已处理", "乙", "甲", "乙；甲"),
        "风力": ("已处理", "4", "1", "3"),
    }
    assert "示例站长" in str(rows[1][7])
    paper = station.json(
        "report", "conflicts", "--from", "2026-01-01", "--to", "2026-01-31",
        "--out", folder / "l.pdf",
    )  # fmt: skip
    assert paper["rows"] == 0 and paper["pages"] == 1
    if shutil.which("pdftotext"):
        text = subprocess.run(
            ["pdftotext", "-layout", folder / "l.pdf", "-"], capture_output=True, check=True
        ).stdout.decode()
        assert "两处改动清单" in text and "未处理 0 项，已处理 0 项" in text


@pytest.mark.ci
def test_what_is_wrong_is_refused(met: tuple[Command, str, str]) -> None:
    station, one, _other = met
    wrong: list[tuple[int, tuple[str, ...]]] = [
        (2, ("--take", "weather")),
        (2, ("--take", "weather=x")),
        (2, ("--all", "mine")),
        (2, ()),
        (1, ("--take", "weather=7")),
        (1, ("--take", "tools=0")),
        (1, ("--value", "wind_force=x")),
    ]
    for code, words in wrong:
        said = station("conflict", "settle", "patrol", one, *words)
        assert said.code == code, (words, said)
    assert station.json("conflict", "list")["total"] == 2


@pytest.mark.ci
def test_all_fields_alike(met: tuple[Command, str, str]) -> None:
    station, one, _other = met
    assert station.json("conflict", "settle", "patrol", one, "--all", "other")["left"] == 0
    shown = station.json("show", "patrol", one)
    assert (shown["weather"], shown["route"]) == ("阴", "甲")
