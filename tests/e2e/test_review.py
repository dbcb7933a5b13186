"""Review by the command line, in processes of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.program import station

FINDING = {
    "category": "P06",
    "found_at": "2026-08-03T09:30:00+08:00",
    "position": {"lon": "112.5", "lat": "38.9", "datum": "wgs84", "source": "hand"},
    "description": "路边堆放枯草",
    "action": ["劝阻"],
}


@pytest.mark.ci
def test_a_finding_is_approved_locked_and_kept(tmp_path: Path) -> None:
    side = station(tmp_path / "station")
    head = side.add("person", name="示例站长", roles=["station_head"])["number"]
    number = side.add("finding", "--submit", **FINDING)["number"]
    by = ("--user", head)
    side.run(*by, "review", "approve", "finding", number).good()
    side.run(*by, "review", "lock", "finding", number).good()
    change = side.write({"description": "改过"}, "edit.json")
    refused = side.run("edit", "finding", number, "--from", change)
    assert (refused.code, refused.error["code"]) == (1, "record.locked")
    (found,) = side.run("list", "finding").good().items
    assert (found["number"], found["state"]) == (number, "locked")
    told = side.run("history", "finding", number).good().items
    assert [one["kind"] for one in told][:2] == ["locked", "approved"]
