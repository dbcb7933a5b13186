"""``patrol check`` and ``report chief-tours``: one JSON document, words, exit codes."""

from __future__ import annotations

from pathlib import Path

from tests.integration.cli.test_promises import add_patrol
from tests.support.command import Command


def test_the_report_on_one_patrol(station: Command) -> None:
    number = add_patrol(station)
    said = station.json("patrol", "check", number)
    assert said["number"] == number and said["evidence"] == "D" and said["valid"] is None
    assert {one["code"] for one in said["unknown"]} == {"no_area", "no_track"}
    assert said["rule_unverified"] is True and "3000 m" in said["rule"]
    assert all(one["message"] and one["level"] for one in said["remarks"])
    words = station("patrol", "check", number).out
    assert number in words and "—" in words and "未核实" in words and "无轨迹" in words
    absent = station("--json", "patrol", "check", "PNOWHERE-01-260803-001")
    assert (absent.code, absent.error["code"]) == (1, "record.unknown")


def test_the_worklist_names_what_needs_a_look(station: Command) -> None:
    number = add_patrol(station)
    # drafts are no work for others yet
    assert station.json("patrol", "check") == {"items": [], "total": 0}
    station.json("submit", "patrol", number)
    listed = station.json("patrol", "check", "--from", "2026-08-01", "--to", "2026-08-31")
    assert [one["number"] for one in listed["items"]] == [number]
    assert "patrol.no_length" in {one["code"] for one in listed["items"][0]["remarks"]}
    assert station.json("patrol", "check", "--from", "2026-09-01")["total"] == 0


def test_chief_tours_are_a_paper(station: Command, tmp_path: Path) -> None:
    out = tmp_path / "tours.xlsx"
    said = station.json("report", "chief-tours", "--month", "2026-08", "--out", out)
    assert out.is_file() and said["notes"][0] == "本期无记录。"
    assert station("report", "tours", "--out", out).code == 2
