"""``backup files``, ``erase`` and ``erasures`` as scripts use them."""

from __future__ import annotations

import time_machine

from patrol_app.bootstrap import build
from patrol_app.paths import DataPaths
from patrol_app.settings import Settings
from tests.support.command import Command

AFTER = "2035-01-05T08:00:00+08:00"


def test_a_lost_file_is_named_and_tells_by_its_code(station: Command) -> None:
    app = build(DataPaths(station.folder), Settings())
    sha256 = app.store.blobs.put(b"a photo")
    values = {"sha256": sha256, "bytes": 7, "name": "a.jpg", "role": "photo"}
    number = app.records.new("attachment", values, app.session.actor).record.number
    path = app.store.blobs.path_of(sha256)
    app.close()
    assert station.json("backup", "files") == {"files": 1, "mended": 0, "lost": []}
    path.write_bytes(b"rot")
    said = station("--json", "backup", "files")
    assert said.code == 4
    assert said.document["lost"] == [{"sha256": sha256, "number": number}]


def test_orders_are_listed(station: Command) -> None:
    number = station.add("party", {"name": "示例当事人"})
    refused = station("--json", "erase", "party", number, "--ground", "示例：期满", "--yes")
    assert refused.error["code"] == "erase.retention"
    assert station.json("erasures") == {"items": [], "total": 0}
    with time_machine.travel(AFTER, tick=True):
        done = station.json("erase", "party", number, "--ground", "示例：期满", "--yes")
        (row,) = station.json("erasures")["items"]
    assert row["number"] in done["orders"]
    assert (row["unit"], row["lines"], row["left"]) == ("DEMO01", 1, 0)
    assert (row["holders"], row["backups"]) == ([], [])
