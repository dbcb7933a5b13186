"""One bit of a page turned: the start or the page check finds it; the file stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from patrol_app.bootstrap import build
from patrol_app.bootstrap_safety import restore
from patrol_app.errors import EnvironmentFault, PatrolError
from patrol_app.storage.engine import cipher_integrity_check, open_engine
from patrol_app.storage.store import open_store
from tests.support.folders import NOW, station_copy
from tests.support.stores import FixedClock

PAGE = 4096


def test_every_page(tmp_path: Path) -> None:
    """Each page of a small store by itself: found by one check or the other, never passed over."""
    app = station_copy(tmp_path)
    app.records.new("finding", {"description": "示例"}, app.session.actor)
    app.close()
    whole, key = app.paths.store.read_bytes(), app.store.key.database_key()
    copy = tmp_path / "copy.db"
    missed = []
    for page in range(0, len(whole) // PAGE, 8):
        data = bytearray(whole)
        data[page * PAGE + 100 + page % 3000] ^= 1 << (page % 8)
        copy.write_bytes(data)
        try:
            engine = open_engine(copy, key, read_only=True)
        except EnvironmentFault:
            continue
        try:
            if not cipher_integrity_check(engine):
                missed.append(page)
        except EnvironmentFault:
            pass
        finally:
            engine.dispose()
    assert len(whole) // PAGE > 20
    assert missed == []


@pytest.mark.ci
def test_the_start_refuses_and_a_restore_helps(tmp_path: Path) -> None:
    app = station_copy(tmp_path)
    app.records.new("finding", {"description": "示例"}, app.session.actor)
    (row,) = app.backups.make(app.session.actor, tmp_path / "stick").rows
    app.close()
    store = app.paths.store
    data = bytearray(store.read_bytes())
    for page in range(1, len(data) // PAGE, 3):
        data[page * PAGE + 50] ^= 4
    store.write_bytes(data)
    before = bytes(data)
    with pytest.raises(PatrolError) as fault:
        open_store(app.paths)
    assert fault.value.code in ("store.damaged", "store.key")
    assert store.read_bytes() == before  # the original is kept as it is
    done = restore(app.paths, app.settings, row.path)
    assert done.kept is not None
    assert (done.kept / "patrol.db").read_bytes() == before
    again = build(app.paths, app.settings, clock=FixedClock(NOW))
    assert again.store.check() == []
    again.close()
    shutil.rmtree(done.kept)
