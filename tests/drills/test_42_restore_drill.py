"""The restore drill: the newest backup brought back beside the folder and compared in full."""

from __future__ import annotations

from pathlib import Path

from patrol_app.bootstrap import build
from patrol_app.bootstrap_safety import restore
from patrol_app.paths import DataPaths
from patrol_app.settings import Settings
from patrol_app.storage.vault import open_vault
from tests.support.exchange import dump
from tests.support.folders import NOW, station_copy
from tests.support.stores import FixedClock


def test_newest_backup_is_the_folder(tmp_path: Path) -> None:
    """Chain heads, counts, every row, twenty files; the original is not touched."""
    app = station_copy(tmp_path)
    actor = app.session.actor
    hashes = []
    for number in range(25):
        sha256 = app.store.blobs.put(b"a file %d" % number)
        values = {"sha256": sha256, "bytes": 8, "name": f"{number}.jpg", "role": "photo"}
        app.records.new("attachment", values, actor)
        hashes.append(sha256)
    app.settings.set("backup_folder", str(tmp_path / "elsewhere"))
    (row,) = app.backups.make(actor).rows
    heads = {one.stream: one.link for one in app.store.queries.streams()}
    wanted = dump(app)
    before = app.store.queries.backups()
    target = DataPaths(tmp_path / "drill")
    settings = Settings(tmp_path / "drill.json")
    done = restore(target, settings, row.path, key=open_vault(app.paths))
    assert (done.note.totals.ops, done.blobs, done.missing) == (row.ops, 25, 0)
    other = build(target, settings, clock=FixedClock(NOW))
    assert other.store.check() == []
    assert dump(other) == wanted
    restored = {one.stream: one.link for one in other.store.queries.streams()}
    assert {stream: restored[stream] for stream in heads} == heads
    assert len(hashes) == 25
    assert all(other.store.blobs.verify(sha256) for sha256 in hashes)
    assert app.store.queries.backups() == before
    other.close()
    app.close()
