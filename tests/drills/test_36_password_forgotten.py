"""A forgotten password, wrong ones, a person who left: also from a backup."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app.bootstrap import build
from patrol_app.bootstrap_safety import restore
from patrol_app.errors import UserError
from patrol_app.paths import DataPaths
from patrol_app.services.history import history
from patrol_app.settings import Settings
from patrol_app.storage import vault_slots
from patrol_app.sync.recovery_file import read_recovery
from tests.support.folders import NOW, new_app
from tests.support.stores import FixedClock

pytestmark = pytest.mark.ci
SECRET, FRESH = "a password of mine", "another password"


def test_the_recovery_file_opens_folder_and_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault_slots, "ARGON_T", 1)
    monkeypatch.setattr(vault_slots, "ARGON_M_KIB", 8_192)
    app = new_app(tmp_path, "city", "DEMO00")
    admin = app.session.actor
    app.users.set_password(admin, admin.id, SECRET)
    app.users.require_passwords(admin)
    gone = app.users.add(admin, "示例离职", ["ranger"])
    app.session.begin(gone.id)
    wrote = app.records.new("finding", {"description": "示例"}, app.session.actor)
    app.session.begin(admin.id)
    app.users.retire(admin, gone.id)
    (row,) = app.backups.make(admin, tmp_path / "stick").rows
    app.close()
    clock = FixedClock(NOW)
    codes = []
    for _try in range(50):
        with pytest.raises(UserError) as fault:
            build(app.paths, app.settings, user=admin.id, password="not this one", clock=clock)
        codes.append(fault.value.code)
    assert set(codes) == {"password.wrong", "password.wait"}  # it slows, and never locks out
    clock.now += 3_600_000
    recovery = read_recovery((tmp_path / "DEMO00.recovery.txt").read_bytes())
    identity = recovery.identity
    again = build(app.paths, app.settings, recovery=identity, clock=clock)
    again.users.recover(admin.id, FRESH)
    again.close()
    other = DataPaths(tmp_path / "other")
    restore(other, Settings(tmp_path / "o.json"), row.path, recovery=identity)
    restored = build(other, Settings(tmp_path / "o.json"), recovery=identity, clock=clock)
    stored = restored.records.get("finding", wrote.record.id)
    assert stored.record.number == wrote.record.number
    assert restored.users.one(gone.id).closed  # who left stays out, what was written stays his
    (entry,) = history(restored.store.queries, "finding", wrote.record.id)
    assert entry.who == "示例离职"
    with pytest.raises(UserError):
        restored.session.begin(gone.id)
    restored.close()
