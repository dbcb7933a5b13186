"""Problems on the command line: made of a finding, moved on, listed, printed; steps as records."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import Command
from tests.support.patches import shapefile

FINDING = {
    "category": "P14",
    "found_at": "2026-08-03T09:00+08:00",
    "position": {"lon": "112.5", "lat": "38.9", "datum": "wgs84"},
    "place": "沟口",
    "description": "垃圾",
    "action": ["劝阻"],
}


def test_a_problem_from_finding_to_ledger(station: Command) -> None:
    finding = station.add("finding", FINDING)
    number = station.json("problem", "make", "--finding", finding)["items"][0]["number"]
    assert number.startswith("QDEMO01-")
    done = station.json("problem", "step", number, "核实属实")
    assert done["items"][0]["number"] == f"{number}/1"
    assert done["problem"]["state"] == "VERIFIED"
    shown = station.json("show", "problem_step", f"{number}/1")
    assert (shown["parent"], shown["step"], shown["state"]) == (number, "VERIFIED", "submitted")
    rows = station.json("problem", "list", "--state", "属实")["items"]
    assert [row["number"] for row in rows] == [number]
    assert station.json("list", "problem_step", "--where", f"parent={number}")["total"] == 1
    wrong = station("--json", "problem", "step", number, "CLOSED")
    assert (wrong.code, wrong.error["code"]) == (1, "submit.refused")
    path = station.file("ledger.pdf", {})
    paper = station.json("problem", "ledger", "--out", path)
    assert {cell["row"] for cell in paper["cells"]} == {number}


@pytest.mark.ci
def test_patches_come_in_and_go_out(station: Command, tmp_path: Path) -> None:
    """The same words as the window's: rehearsal, list, folder."""
    path = str(shapefile(tmp_path / "in"))
    told = ("problem", "import-patches", path, "--inspection", "一期")
    assert station.json(*told)["new"] == 6
    assert station.json(*told) == {"items": [], "total": 0, "new": 0, "changed": 0, "same": 6}
    rows = station.json("problem", "patches", "--inspection", "一期")
    assert [row["patch_no"] for row in rows["items"]] == [f"000{n}" for n in range(1, 7)]
    assert (rows["progress"][0]["count"], rows["progress"][0]["answered"]) == (6, 0)
    out = tmp_path / "上报"
    assert station.json("problem", "export-patches", "一期", "--out", str(out))["patches"] == 6
    assert (out / "清单.txt").is_file()
