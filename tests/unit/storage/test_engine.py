"""The real encrypted store: settings, transactions, faults without values, backup."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy import Engine, text

from patrol_app.errors import EnvironmentFault
from patrol_app.storage import engine as engine_module
from patrol_app.storage.engine import (
    APPLICATION_ID,
    STORE_VERSION,
    backup_store,
    cipher_integrity_check,
    open_engine,
    quick_check,
    require_library,
    wal_checkpoint,
)
from patrol_app.storage.engine_faults import StoreError

KEY = bytes(range(32))
SECRET = "秘密-canary-9921"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = open_engine(tmp_path / "s.db", KEY, read_only=False)
    with made.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t(a INTEGER UNIQUE, b TEXT) STRICT")
    yield made
    made.dispose()


def pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def fill(engine: Engine, rows: int = 1, start: int = 0) -> None:
    with engine.begin() as connection:
        for index in range(start, start + rows):
            connection.execute(text("INSERT INTO t VALUES(:a,:b)"), {"a": index, "b": SECRET * 50})


def test_settings(engine: Engine) -> None:
    wanted = {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000,
        "trusted_schema": 0, "cell_size_check": 1, "mmap_size": 0, "secure_delete": 1,
        "application_id": APPLICATION_ID, "user_version": STORE_VERSION, "temp_store": 2,
    }  # fmt: skip
    found = {name: pragma(engine, name) for name in wanted}
    # SQLCipher answers nothing where memory mapping is off for good
    assert found.pop("mmap_size") in (0, None)
    wanted.pop("mmap_size")
    assert found == wanted


def test_nothing_is_readable_on_the_disk(engine: Engine, tmp_path: Path) -> None:
    fill(engine, 20)
    wal_checkpoint(engine)
    fill(engine, 20, 100)
    for path in tmp_path.iterdir():
        content = path.read_bytes()
        assert SECRET.encode() not in content and b"SQLite format 3" not in content, path.name


def test_schema_changes_are_in_the_transaction(engine: Engine) -> None:
    with pytest.raises(StoreError), engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE half(a INTEGER) STRICT")
        connection.exec_driver_sql("INSERT INTO nowhere VALUES(1)")
    with engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type='table'")
        assert names.scalars().all() == ["t"]


def test_a_failed_statement_undoes_the_whole(engine: Engine) -> None:
    with pytest.raises(StoreError), engine.begin() as connection:
        connection.execute(text("INSERT INTO t VALUES(1,'x')"))
        connection.execute(text("INSERT INTO t VALUES(1,'x')"))
    assert pragma(engine, "user_version") == STORE_VERSION
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar() == 0


def test_errors_carry_no_values(engine: Engine) -> None:
    fill(engine)
    with pytest.raises(StoreError) as caught, engine.begin() as connection:
        connection.execute(text("INSERT INTO t VALUES(0,:b)"), {"b": SECRET})
    error: BaseException | None = caught.value
    assert caught.value.code == "store.constraint" and "UNIQUE" in caught.value.reason
    while error is not None:
        assert SECRET not in f"{error!s}{error!r}"
        error = error.__cause__


def test_a_search_text_is_not_quoted(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE VIRTUAL TABLE f USING fts5(b)")
    with pytest.raises(StoreError) as caught, engine.connect() as connection:
        connection.execute(text("SELECT * FROM f WHERE f MATCH :q"), {"q": f'"{SECRET}'}).all()
    assert SECRET not in str(caught.value) + str(caught.value.__cause__)


def test_reader_beside_writer_sees_one_state_and_cannot_write(
    engine: Engine, tmp_path: Path
) -> None:
    fill(engine)
    reader = open_engine(tmp_path / "s.db", KEY, read_only=True)
    with reader.connect() as connection:
        count = "SELECT count(*) FROM t"
        assert connection.exec_driver_sql(count).scalar() == 1
        fill(engine, 1, 5)
        assert connection.exec_driver_sql(count).scalar() == 1
    with reader.connect() as connection:
        assert connection.exec_driver_sql(count).scalar() == 2
    with pytest.raises(EnvironmentFault, match=r"store\.read_only"), reader.begin() as connection:
        connection.exec_driver_sql("DELETE FROM t")
    reader.dispose()


def test_second_writer_waits_then_is_told(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_engine(tmp_path / "s.db", KEY, read_only=False)
    with other.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
    with engine.begin():
        with pytest.raises(EnvironmentFault, match=r"store\.busy"):
            fill(other)
    fill(other)
    other.dispose()


@pytest.mark.parametrize("read_only", [True, False])
def test_wrong_key(
    engine: Engine, tmp_path: Path, read_only: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    engine.dispose()
    with pytest.raises(EnvironmentFault, match=r"store\.key"):
        open_engine(tmp_path / "s.db", bytes(32), read_only=read_only)
    assert capfd.readouterr().err == ""
    with pytest.raises(ValueError, match="32 bytes"):
        open_engine(tmp_path / "s.db", b"short", read_only=read_only)


def test_missing_store_is_not_made_by_a_reader(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match=r"store\.missing"):
        open_engine(tmp_path / "none.db", KEY, read_only=True)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(EnvironmentFault, match=r"disk\.missing"):
        open_engine(tmp_path / "no" / "folder.db", KEY, read_only=False)


@pytest.mark.parametrize(
    ("name", "number", "code"),
    [("user_version", STORE_VERSION + 1, "store.newer"), ("application_id", 7, "store.not_ours")],
)
def test_newer_and_foreign_stores(
    engine: Engine, tmp_path: Path, name: str, number: int, code: str
) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA {name}={number}")
    engine.dispose()
    for read_only in (True, False):
        with pytest.raises(EnvironmentFault) as caught:
            open_engine(tmp_path / "s.db", KEY, read_only=read_only)
        assert caught.value.code == code


def test_old_library_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    require_library()
    monkeypatch.setattr(engine_module, "SQLITE_LEAST", (99, 0, 0))
    with pytest.raises(EnvironmentFault, match=r"store\.library"):
        require_library()


def test_a_flipped_bit_is_named_by_its_page(engine: Engine, tmp_path: Path) -> None:
    fill(engine, 50)
    assert wal_checkpoint(engine)
    assert quick_check(engine) == [] and cipher_integrity_check(engine) == []
    engine.dispose()
    path = tmp_path / "s.db"
    content = bytearray(path.read_bytes())
    content[3 * 4096 + 100] ^= 1
    path.write_bytes(content)
    reader = open_engine(path, KEY, read_only=True)
    assert cipher_integrity_check(reader) == ["HMAC verification failed for page 4"]
    with pytest.raises(EnvironmentFault, match=r"store\.damaged"):
        quick_check(reader)
    reader.dispose()


def test_backup_of_a_live_store(engine: Engine, tmp_path: Path) -> None:
    fill(engine, 30)
    target = tmp_path / "copy" / "b.db"
    target.parent.mkdir()
    with engine.begin() as writing:
        writing.exec_driver_sql("INSERT INTO t VALUES(1000,'not committed')")
        reader = open_engine(tmp_path / "s.db", KEY, read_only=True)
        backup_store(reader, target, bytes(32))
        reader.dispose()
    assert [path.name for path in target.parent.iterdir()] == ["b.db"]
    copy = open_engine(target, bytes(32), read_only=True)
    with copy.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar() == 30
    copy.dispose()
    with pytest.raises(EnvironmentFault, match=r"store\.key"):
        open_engine(target, KEY, read_only=True)


def test_backup_to_nowhere(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match=r"disk\.missing"):
        backup_store(engine, tmp_path / "none" / "b.db", KEY)
    os.mkdir(tmp_path / "none")
    backup_store(engine, tmp_path / "none" / "b.db", KEY)


def test_checkpoint_reports_a_reader(engine: Engine, tmp_path: Path) -> None:
    fill(engine)
    raw = driver.connect(str(tmp_path / "s.db"), isolation_level=None)
    raw.execute(f"PRAGMA key=\"x'{KEY.hex()}'\"")
    raw.execute("BEGIN")
    raw.execute("SELECT * FROM t").fetchall()
    fill(engine, 1, 10)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
    assert not wal_checkpoint(engine)
    raw.close()
    assert wal_checkpoint(engine)


def test_connections_may_change_threads(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    worker = threading.Thread(target=fill, args=(engine,))
    worker.start()
    worker.join()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar() == 1


def test_full_disk_fails_the_save_and_keeps_the_rest(small_disk: Path) -> None:
    store = open_engine(small_disk / "s.db", KEY, read_only=False)
    with store.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t(a INTEGER UNIQUE, b TEXT) STRICT")
    fill(store)
    filler = small_disk / "filler"
    with pytest.raises(OSError, match="No space"), filler.open("wb", buffering=0) as stream:
        while True:
            stream.write(bytes(4096))
    with pytest.raises(EnvironmentFault, match=r"disk\.full"):
        fill(store, 200, 1)
    filler.unlink()
    assert quick_check(store) == []
    fill(store, 1, 500)
    with store.connect() as connection:
        assert connection.exec_driver_sql("SELECT a FROM t").scalars().all() == [0, 500]
    store.dispose()
