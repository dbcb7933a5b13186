"""Types of two letters on the command line: added, found, shown roughly, on a ledger."""

from __future__ import annotations

import pytest

from tests.support.command import Command

SIGHTING = {
    "species": "褐马鸡", "seen_at": "2026-08-03T06:40+08:00", "sign": "实体", "count": 7,
    "protection": "国家一级", "town": "示例乡", "place": "示例沟老窝铺",
    "position": {"lon": "112.3456789", "lat": "38.9012345", "datum": "wgs84"},
    "habitat": ["针阔混交林"], "threat": ["无"],
}  # fmt: skip


@pytest.mark.ci
def test_a_sighting_from_file_to_ledger(station: Command) -> None:
    keeper = station.add("person", {"name": "示例护林员", "roles": ["ranger"]})
    number = station.add("wildlife", {**SIGHTING, "observers": [keeper]}, "--submit")
    assert number.startswith("XWDEMO01-X")
    found = station.json("list", "wildlife", "--where", "species=褐马鸡", "--from", "2026-08-03")
    assert [row["number"] for row in found["items"]] == [number]
    assert station.json("list", "wildlife", "--to", "2026-08-02")["total"] == 0
    shown = station.json("show", "wildlife", number)  # the one who set it up sees everything
    assert (shown["position"]["lon"], shown["place"]) == ("112.3456789", "示例沟老窝铺")
    seen = [row for row in station.json("audit", "list")["items"] if row["what"] == "private.view"]
    assert len(seen) == 2  # the list and the record
    paper = station.json("report", "wildlife-ledger", "--out", station.file("w.pdf", {}))
    assert {cell["row"] for cell in paper["cells"]} == {number}
    assert "112.345\n38.905" in {cell["text"] for cell in paper["cells"]}
    assert "老窝铺" not in str(paper)
    told = station.json("history", "wildlife", number)
    values = {
        change["field"]: change["after"]
        for item in told["items"]
        for change in item.get("changes", [])
    }
    assert (values["place"], values["position"], values["species"]) == ("***", "***", "褐马鸡")
