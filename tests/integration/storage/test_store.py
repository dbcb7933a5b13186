"""Opening, closing, reading beside the writer, the store's own tables, epochs."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from patrol_app.errors import EnvironmentFault
from patrol_app.paths import DataPaths
from patrol_app.services.ports import (
    BundleIn,
    BundleOut,
    DeviceInfo,
    FormDraft,
    Listing,
    ReceiptRow,
)
from patrol_app.storage.engine import backup_store
from patrol_app.storage.instance import Verdict, marker_path
from patrol_app.storage.store import create_store, open_store
from tests.support.stores import START_MS, append, change, finding, new_id, new_store


def test_a_folder_opens_again(tmp_path: Path) -> None:
    paths = DataPaths(tmp_path / "a")
    rec = new_id()
    with new_store(paths.root) as store:
        append(store, finding(rec))
        sha256 = store.blobs.put(b"photo")
        identity = store.queries.identity()
    (paths.blobs / "00").mkdir(parents=True, exist_ok=True)
    (paths.blobs / "00" / "x.part").write_bytes(b"half")
    with open_store(paths) as store:
        assert store.verdict is Verdict.SAME and store.queries.identity() == identity
        assert store.queries.get("finding", rec) is not None
        assert store.blobs.get(sha256) == b"photo"
        assert not list(paths.root.rglob("*.part"))
        assert store.check() == []


def test_faults_of_a_folder(tmp_path: Path) -> None:
    paths = DataPaths(tmp_path / "a")
    with pytest.raises(EnvironmentFault) as fault:
        open_store(paths)
    assert fault.value.code == "vault.missing" and not paths.root.exists()
    create_store(paths).close()
    with pytest.raises(EnvironmentFault) as fault:
        create_store(paths)
    assert fault.value.code == "vault.exists"
    with open_store(paths) as store, pytest.raises(EnvironmentFault) as fault:
        store.queries.identity()
    assert fault.value.code == "store.no_identity"
    paths.store.unlink()
    with pytest.raises(EnvironmentFault) as fault:
        open_store(paths)
    assert fault.value.code == "store.missing"
    create_store(paths).close()  # an interrupted set-up is finished
    open_store(paths).close()


def test_reading_beside_the_writer(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as store:
        append(store, finding(new_id()))
        with open_store(store.paths, read_only=True) as reader, store.begin("test") as work:
            work.append([finding(new_id())])
            assert work.queries.count(Listing("finding")) == 2
            assert reader.queries.count(Listing("finding")) == 1
            assert store.queries.count(Listing("finding")) == 1
            work.commit()
            assert reader.queries.count(Listing("finding")) == 2
            with pytest.raises(EnvironmentFault) as fault, reader.begin("x"):
                pass
            assert fault.value.code == "store.read_only"
            assert reader.check() == []
        with pytest.raises(EnvironmentFault) as fault:
            open_store(store.paths, wait_s=0)
        assert fault.value.code == "store.in_use"


def test_several_threads_read_while_one_writes(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as store:
        recs = [new_id() for _ in range(40)]
        seen: list[int] = []
        wrong: list[BaseException] = []

        def read() -> None:
            """Count until everything is there."""
            try:
                while not seen or seen[-1] < len(recs):
                    seen.append(store.queries.count(Listing("finding")))
            except BaseException as error:
                wrong.append(error)

        readers = [threading.Thread(target=read) for _ in range(3)]
        for one in readers:
            one.start()
        for rec in recs:
            append(store, finding(rec))
        for one in readers:
            one.join(30)
        assert wrong == [] and max(seen) == len(recs)


def test_own_tables_come_back(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as store:
        device = DeviceInfo("k1", "DEMO02", "station", "02", "ab" * 32, "age1x", streams=("s",))
        received = BundleIn(
            "aa", "a.hlb", "up", "k1", "DEMO02", "s", 1, 2, "done", "", 5, b"\0proof", "p"
        )
        sent = BundleOut("b.hlb", "bb", "up", "s", 1, 2, 6, 99, ("CITY01",))
        receipt = ReceiptRow(
            "CITY01", "city", "s", 7, "00" * 32, 2, 8, ((3, 4),), (9,), ("cc",), ("frozen",)
        )
        draft = FormDraft("u", "patrol", "r", {"route": "北线", "legs": []}, 1)
        with store.begin("test") as work:
            work.put_device(device)
            work.put_bundle_in(replace(received, status="held"))
            work.put_bundle_in(received)
            work.put_bundle_out(sent)
            assert work.put_receipt(receipt)
            assert not work.put_receipt(replace(receipt, generation=1, contiguous_upto=1))
            assert not work.put_receipt(replace(receipt, contiguous_upto=1))
            work.put_draft(replace(draft, saved_ms=0))
            work.put_draft(draft)
            work.put_draft(replace(draft, rec="gone"))
            work.drop_draft("u", "patrol", "gone")
            work.put_meta("city_time_seen", "5")
            work.put_secret("device_sign", b"\0\1")
            changes = work.commit()
        assert {"exchange", "devices", "drafts"} <= changes.topics
        queries = store.queries
        assert queries.devices() == [device] and queries.bundles_in() == [received]
        assert queries.bundle_in("aa") == received and queries.bundle_in("zz") is None
        assert queries.bundles_out() == [sent] and queries.receipts() == [receipt]
        assert queries.drafts("u") == [draft] and queries.drafts("other") == []
        assert queries.meta("city_time_seen") == "5" and queries.meta("none") is None
        assert queries.secret("device_sign") == b"\0\1" and queries.rule_rows() == []


def test_blobs_that_ops_cite(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as store:
        patrol, photo, loose = new_id(), new_id(), new_id()
        track, source, original, travel = (
            hashlib.sha256(name.encode()).hexdigest() for name in ("t", "s", "o", "v")
        )
        assert store.blobs.put(b"s") == source
        leg = {"track_sha256": track, "track_bytes": 9, "source_sha256": source, "source_bytes": 1}
        copy = {"derived/aaaaaaaa": {"kind": "travel", "sha256": travel, "bytes": 3}}
        base = {"unit": "DEMO01", "sha256": original, "bytes": 4}
        append(
            store,
            change(patrol, {"unit": "DEMO01", "legs/bbbbbbbb": leg}, type="patrol"),
            change(photo, {**base, **copy, "parent_type": "finding"}, type="attachment"),
            change(loose, {**base, "parent_type": "patrol"}, type="attachment"),
        )
        stream = store.queries.identity().stream
        assert store.queries.blobs_of(stream, 1, 1) == [(source, "source", 1), (track, "track", 9)]
        assert store.queries.blobs_of(stream, 2, 3) == [
            (original, "original", 4),
            (travel, "travel", 3),
        ]
        missing = store.queries.missing_blobs()
        assert sorted(missing) == sorted(
            [
                (track, "patrol", patrol),
                (travel, "attachment", photo),
                (original, "attachment", photo),
            ]
        )
        store.blobs.put(b"o")
        append(store, change(patrol, {"legs/bbbbbbbb": None}, type="patrol"))
        assert store.queries.missing_blobs() == [(travel, "attachment", photo)]
        assert store.check() == []


def test_a_restored_folder_begins_a_new_stream(tmp_path: Path) -> None:
    paths = DataPaths(tmp_path / "a")
    with new_store(paths.root) as store:
        append(store, finding(new_id()))
        old = store.queries.identity()
    shutil.copytree(paths.root, tmp_path / "backup")
    with open_store(paths) as store:
        append(store, finding(new_id()))
    shutil.rmtree(paths.root)
    shutil.copytree(tmp_path / "backup", paths.root)
    with open_store(paths) as store:
        fresh = store.queries.identity()
        assert store.verdict is Verdict.BEHIND
        assert fresh.stream != old.stream and fresh.device_no.startswith("X")
        assert store.queries.meta("epoch_reason") == "behind"
        append(store, finding(new_id()))
        own = [one for one in store.queries.streams() if one.own]
        assert sorted((one.stream == old.stream, one.last_seq) for one in own) == [
            (False, 1),
            (True, 1),
        ]
        assert store.check() == []
    with open_store(paths) as store:
        assert store.verdict is Verdict.SAME and store.queries.identity() == fresh
    with open_store(DataPaths(tmp_path / "backup")) as clone:
        assert clone.verdict is Verdict.NO_MARKER and clone.queries.identity().stream != old.stream
    assert marker_path(tmp_path / "backup").exists()


def test_a_save_stands_when_the_marker_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with new_store(tmp_path / "a") as store:
        (tmp_path / "file").write_text("not a folder")
        monkeypatch.setenv("PATROL_CONFIG_DIR", str(tmp_path / "file"))
        append(store, finding(rec := new_id()))
        assert store.queries.get("finding", rec) is not None
        assert "instance marker not written" in caplog.text


def test_the_audit_chain_shows_a_cut(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as store:
        with store.begin("test") as work:
            for count in range(4):
                work.audit("export", {"ops": count, "kind": "up"})
            work.commit()
        assert store.check() == []
        with store.begin("test") as work:
            for statement in ("UPDATE audit SET what = 'x'", "DELETE FROM audit"):
                with pytest.raises(Exception, match=r"store\."):
                    work._connection.exec_driver_sql(statement)
        with store.begin("test") as work:
            work._connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
            work._connection.exec_driver_sql("DELETE FROM audit WHERE n = 2")
            work.commit()
        assert store.check() == ["audit 3: the chain is broken"]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE finding SET place = 'x'", "the row differs"),
        ("DELETE FROM finding", "the row differs"),
        ("UPDATE record_head SET ops = 7", "record_head"),
        ("UPDATE op SET raw = CAST(raw || x'20' AS BLOB)", "not those of its hash"),
        ("UPDATE op SET raw = x'7b'", "cannot be read"),
        ("UPDATE op SET link = zeroblob(32)", "wrong link"),
        ("UPDATE stream SET last_seq = 9", "wrong end"),
        ("INSERT INTO conflict VALUES ('r', 'f', '{}', '[]')", "conflict r: has no op"),
        ("INSERT INTO op_held VALUES ('s', 4, '', '', 'x')", "no such line"),
        (
            "INSERT INTO finding SELECT state, deleted, conflicts, incomplete, created_ms, "
            "changed_ms, op_heads, judged, 'ghost', number, unit, device, patrol_id, category, "
            "found_at, position, place, grid_id, description, action, reported_to, reported_at, "
            "severity, date, lon, lat, review FROM finding",
            "finding ghost: the row has no record",
        ),
        (
            "INSERT INTO record_head SELECT 'other', type, unit, number, heads, ops "
            "FROM record_head",
            "borne by 2 records",
        ),
    ],
)
def test_check_tells_what_was_changed_by_hand(tmp_path: Path, statement: str, told: str) -> None:
    with new_store(tmp_path / "a") as store:
        append(store, finding(new_id(), number="FDEMO01-01-260726-001"))
        with store.begin("test") as work:
            work._connection.exec_driver_sql(statement)
            work.commit()
        assert any(told in line for line in store.check())


def test_times_are_the_injected_clock_s(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as store:
        append(store, finding(rec := new_id()), change(rec, {"place": "a"}))
        stored = store.queries.get("finding", rec)
        assert stored is not None and (stored.created_ms, stored.changed_ms) == (START_MS, START_MS)
        assert store.queries.meta("hlc") == f"{START_MS},1"


@pytest.mark.parametrize("read_only", [True, False])
def test_a_folder_moved_to_an_unfit_place_is_not_opened(tmp_path: Path, read_only: bool) -> None:
    with new_store(tmp_path / "a") as store:
        append(store, finding(new_id()))
    moved = tmp_path / "Dropbox" / "a"
    shutil.copytree(tmp_path / "a", moved)
    before = sorted(path.name for path in moved.iterdir())
    with pytest.raises(EnvironmentFault) as fault:
        open_store(DataPaths(moved), read_only=read_only)
    assert fault.value.code == "folder.synced"
    assert sorted(path.name for path in moved.iterdir()) == before


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_every_file_of_a_folder_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        root = tmp_path / "a"
        root.mkdir(mode=0o755)
        with new_store(root) as store:
            append(store, finding(new_id()))
            store.blobs.put(b"photo")
            backup_store(store._reader, root / "copy.db", bytes(32))
            found = {path.name: path.stat().st_mode & 0o777 for path in root.rglob("*")}
            assert {"patrol.db", "patrol.db-wal", "patrol.db-shm", "vault.json"} < found.keys()
            marks = marker_path(root)
            assert marks.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)
    assert {name: oct(mode) for name, mode in found.items() if mode & 0o077} == {}
