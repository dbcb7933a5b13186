"""Backups of a real folder: what counts, what is refused, who opens them, what they bring back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.bootstrap import App, build
from patrol_app.bootstrap_safety import restore
from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.paths import DataPaths
from patrol_app.services.backup_rotation import DAY_MS
from patrol_app.settings import Settings
from tests.support.exchange import dump
from tests.support.folders import NOW, station_copy
from tests.support.stores import FixedClock


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """A station with one record and one file."""
    made = station_copy(tmp_path)
    made.records.new("finding", {"description": "示例：一"}, made.session.actor)
    yield made
    made.close()


def clock(app: App) -> FixedClock:
    """The folder's own clock, to be moved."""
    assert isinstance(app.clock, FixedClock)
    return app.clock


def with_photo(app: App) -> str:
    """A file that a record cites."""
    sha256 = app.store.blobs.put(b"\xff\xd8 a photo" * 50)
    values = {"sha256": sha256, "bytes": 550, "name": "a.jpg", "role": "photo"}
    app.records.new("attachment", values, app.session.actor)
    return sha256


def reopened(app: App) -> App:
    """The same folder at its next start."""
    return build(app.paths, app.settings, clock=FixedClock(NOW))


def test_a_backup_is_made_proved_and_told(app: App, tmp_path: Path) -> None:
    assert app.backups.due()
    assert app.backups.state().old
    made = app.backups.make(app.session.actor)
    (row,) = made.rows
    assert row.state == "proven"
    assert row.path.parent == app.paths.backups
    assert not made.recovery  # before enrolment: this computer and passwords alone
    state = app.backups.state()
    assert (state.last, state.old, state.nag) == (row, False, True)
    assert not app.backups.due()
    assert app.store.queries.audit_rows()[0].what == "backup.make"
    # nothing of the private restore stays
    assert list(app.paths.spool.iterdir()) == []
    assert not list(tmp_path.rglob("*.part"))


def test_the_second_place_is_asked_for_weekly_and_mirrors_files(app: App, tmp_path: Path) -> None:
    sha256 = with_photo(app)
    stick = tmp_path / "stick"
    app.settings.set("backup_second", str(stick))
    made = app.backups.make(app.session.actor)
    assert made.failed == {str(stick): "backup.place"}  # no stick: an empty mount stays empty
    assert not stick.exists()
    stick.mkdir()
    clock(app).now += 60_000
    made = app.backups.make(app.session.actor)
    assert [row.place for row in made.rows] == ["first", "second"]
    assert made.mirrored is not None
    assert made.mirrored.copied == made.mirrored.held > 0
    assert not app.backups.state().nag
    clock(app).now += 8 * DAY_MS
    assert app.backups.state().nag
    # a file of the mirror that rotted is found by the sample and mended from the store
    name = app.store.blobs.path_of(sha256).name
    mirrored = stick / "blob" / name[:2] / name
    whole = mirrored.read_bytes()
    mirrored.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    made = app.backups.make(app.session.actor)
    assert made.mirrored is not None
    assert made.mirrored.mended == 1
    assert mirrored.read_bytes() == whole


@pytest.mark.ci
def test_rotation_takes_files_and_rows(app: App) -> None:
    for _day in range(10):
        made = app.backups.make(None)
        clock(app).now += DAY_MS
    rows = app.backups.state().rows
    assert len(rows) == len(list(app.paths.backups.iterdir())) < 10
    assert made.dropped
    assert all(row.path.exists() for row in rows)


def test_a_damaged_one_does_not_count(app: App) -> None:
    (row,) = app.backups.make(app.session.actor).rows
    data = bytearray(row.path.read_bytes())
    for place in (100_000, 300_001):
        data[place] ^= 1
    row.path.write_bytes(data)
    with pytest.raises(UserError) as fault:
        app.backups.prove(row.path, app.session.actor)
    assert fault.value.code == "backup.damaged"
    state = app.backups.state()
    assert state.last is None
    assert state.rows[0].reason == "backup.damaged"
    with pytest.raises(UserError) as fault:
        app.backups.prove(app.paths.vault, app.session.actor)
    assert fault.value.code == "backup.not_one"


def test_a_copy_that_is_not_the_store_is_refused(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison with the live store is what stands between a wrong copy and a false word."""
    from patrol_app.storage.engine import copy_store, open_engine

    def lossy(source: object, target: Path, key: bytes, step: object) -> None:
        """A copy that lost a line."""
        copy_store(source, target, key, step)  # type: ignore[arg-type]
        engine = open_engine(target, key, read_only=False)
        with engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM op WHERE seq = 1")
        engine.dispose()

    monkeypatch.setattr("patrol_app.storage.backup_files.copy_store", lossy)
    with pytest.raises(EnvironmentFault) as fault:
        app.backups.make(app.session.actor)
    assert fault.value.code == "store.backup"
    assert list(app.paths.backups.iterdir()) == []


def test_stopping_leaves_nothing(app: App) -> None:
    with pytest.raises(UserError) as fault:
        app.backups.make(None, cancelled=lambda: True)
    assert fault.value.code == "backup.cancelled"
    assert list(app.paths.backups.iterdir()) == []
    assert app.backups.state().rows == ()


def test_restore_of_everything(app: App) -> None:
    """The old state is back under a new stream, the later one kept aside, files fetched."""
    sha256 = with_photo(app)
    folder = app.paths.root.parent / "elsewhere"
    app.settings.set("backup_folder", str(folder))
    wanted = dump(app)
    (row,) = app.backups.make(app.session.actor).rows
    later = app.records.new("finding", {"description": "示例：二"}, app.session.actor)
    app.store.blobs.path_of(sha256).unlink()
    app.close()
    done = restore(app.paths, app.settings, row.path)
    assert (done.blobs, done.missing, done.erased) == (1, 0, 0)
    again = reopened(app)
    try:
        assert again.store.check() == []
        assert dump(again) == wanted
        assert again.store.verdict.new_epoch
        assert sum(one.own for one in again.store.queries.streams()) == 2
        assert again.store.blobs.verify(sha256)
        assert again.store.queries.audit_rows()[0].what in ("backup.restore", "exchange.epoch")
        assert again.records.new("finding", {}, again.session.actor).record.number
    finally:
        again.close()
    assert done.kept is not None
    # what was there can be gone back to
    for path in (app.paths.store, *app.paths.root.glob("patrol.db-*")):
        path.unlink()
    shutil.copyfile(done.kept / "patrol.db", app.paths.store)
    back = reopened(app)
    assert back.store.queries.get("finding", later.record.id) is not None
    back.close()


@pytest.mark.ci
def test_a_new_computer_needs_a_password(app: App, tmp_path: Path) -> None:
    """Without device.key nothing but a password (or the recovery file) opens a backup."""
    person = app.session.actor.id
    app.users.set_password(app.session.actor, person, "a long password")
    (row,) = app.backups.make(app.session.actor, tmp_path / "stick").rows
    target = DataPaths(tmp_path / "other")
    settings = Settings(tmp_path / "other.json")
    for password, code in ((None, "vault.password"), ("a wrong password", "password.wrong")):
        with pytest.raises(UserError) as fault:
            restore(target, settings, row.path, password=password)
        assert fault.value.code == code
        assert not target.store.exists()
        assert not target.vault.exists()
    restore(target, settings, row.path, password="a long password")
    other = build(target, settings, clock=FixedClock(NOW))
    assert other.store.check() == []
    assert other.store.verdict.new_epoch
    other.close()


@pytest.mark.ci
def test_another_folder_s_backup_is_refused(app: App, tmp_path: Path) -> None:
    (row,) = app.backups.make(app.session.actor, tmp_path / "stick").rows
    from tests.support.folders import new_app

    other = new_app(tmp_path / "second", unit="DEMO02")
    with pytest.raises(UserError) as fault:
        other.backups.prove(row.path, other.session.actor)
    assert fault.value.code == "backup.other_store"
    other.close()
    with pytest.raises(UserError) as fault:
        restore(other.paths, other.settings, row.path)
    assert fault.value.code == "backup.other_store"
    assert reopened(other).store.check() == []


def test_an_open_folder_is_not_restored(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("patrol_app.storage.backup_restore.WAIT_S", 0.0)
    (row,) = app.backups.make(app.session.actor).rows
    with pytest.raises(EnvironmentFault) as fault:
        restore(app.paths, app.settings, row.path)
    assert fault.value.code == "store.in_use"
    assert app.store.check() == []


def test_one_record_is_shown_and_brought_back(app: App) -> None:
    actor = app.session.actor
    stored = app.records.new("finding", {"description": "示例：旧", "category": "P06"}, actor)
    (row,) = app.backups.make(actor).rows
    rec, number = stored.record.id, stored.record.number
    app.records.save("finding", rec, {"description": "示例：新"}, None, actor)
    app.records.delete("finding", rec, "误删", actor)
    found = app.old_records.look(actor, row.path, "finding", number)
    assert found.changes["description"] == ("示例：旧", "示例：新")
    assert found.changes["_del"] == (None, {"reason": "误删"})
    before = len(app.store.queries.ops(rec))
    assert app.old_records.bring_back(actor, found)
    now = app.records.get("finding", rec)
    assert (now.record.description, now.deleted) == ("示例：旧", False)  # type: ignore[attr-defined]
    assert len(app.store.queries.ops(rec)) == before + 1
    assert app.store.queries.audit_rows()[0].what == "backup.record"
    assert not app.old_records.bring_back(
        actor, app.old_records.look(actor, row.path, "finding", number)
    )
    assert app.store.check() == []
