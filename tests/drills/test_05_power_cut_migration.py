"""The power goes, or the program is killed, while the tables are brought to a new version: the
old ones are intact or the new ones complete, and the copy from before is whole."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import pytest

from patrol_app.errors import PatrolError
from patrol_app.paths import DataPaths
from patrol_app.storage import upgrade
from patrol_app.storage.engine import open_engine, quick_check
from patrol_app.storage.vault import open_vault
from tests.drills.kills import Ready, Saved, need_strace, spread
from tests.drills.power import MOST, opens, recorded
from tests.e2e.prepared import station
from tests.e2e.program import Program
from tests.support.power_cut import State, bad_states

pytestmark = [pytest.mark.ci, pytest.mark.timeout(1_800)]

NEWEST = upgrade.HEAD
BEFORE = upgrade.REVISIONS[-2]


@functools.cache
def newest() -> tuple[list[str], list[str]]:
    """Names of the tables and of the indexes that the newest revision makes."""
    before, after = _schema(BEFORE), _schema(NEWEST)
    new = sorted(after.keys() - before.keys())
    tables = [name for name in new if after[name] == "table"]
    return tables, [name for name in new if after[name] == "index"]


def _schema(revision: str) -> dict[str, str]:
    """Kind by name in an empty store of the revision; without what SQLite makes by itself."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(Path(folder) / "a.db", bytes(32), read_only=False)
        try:
            with engine.begin() as connection:
                upgrade._run(connection, revision)
                rows = connection.exec_driver_sql(
                    "SELECT name, type FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
                ).all()
            return {name: kind for name, kind in rows}
        finally:
            engine.dispose()


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A folder whose tables are those of the revision before."""
    need_strace()
    place = station(tmp_path_factory.mktemp("older") / "station")
    place.add("finding", description="此前")
    key = open_vault(DataPaths(place.data)).database_key()
    engine = open_engine(DataPaths(place.data).store, key, read_only=False)
    with engine.begin() as connection:
        tables, indexes = newest()
        for name in indexes:
            connection.exec_driver_sql(f'DROP INDEX "{name}"')
        for name in tables:
            connection.exec_driver_sql(f'DROP TABLE "{name}"')
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (BEFORE,))
    engine.dispose()
    return place


def look(program: Program) -> tuple[str, bool]:
    """(revision, whether the copy from before is whole) of the folder as it lies."""
    paths = DataPaths(program.data)
    key = open_vault(paths).database_key()
    engine = open_engine(paths.store, key, read_only=False)
    try:
        assert quick_check(engine) == []
        with engine.connect() as connection:
            found = upgrade.revision_of(connection) or ""
            rows = connection.exec_driver_sql("SELECT description FROM finding").all()
            assert "此前" in [row[0] for row in rows]
            there = {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_schema")}
    finally:
        engine.dispose()
    tables, indexes = newest()
    new = {*tables, *indexes}
    assert new
    # all of what is new or nothing
    assert (new <= there) if found == NEWEST else not (new & there)
    copy = paths.store.with_name(f"{paths.store.name}.before-{NEWEST}")
    return found, copy.exists() and _revision(copy, key) == BEFORE


def _revision(path: Path, key: bytes) -> str:
    engine = open_engine(path, key, read_only=True)
    try:
        assert quick_check(engine) == []
        with engine.connect() as connection:
            return upgrade.revision_of(connection) or ""
    finally:
        engine.dispose()


def survives(program: Program) -> str:
    """Empty, or what is wrong: first as it lies, then at the next start."""
    try:
        revision, copy = look(program)
    except (PatrolError, AssertionError) as fault:
        return f"{type(fault).__name__} {fault}"
    if revision == NEWEST and not copy:
        return "no copy from before"
    return opens(program)


def test_power_cut(older: Program) -> None:
    saved = Saved(older)
    tape = recorded(older, "add", "finding", "--from", older.write({}, "f.json"))
    try:

        def judge(_state: State) -> str:
            """Old or new, whole."""
            return survives(older)

        count, bad = bad_states(tape, judge, most=MOST // 2, every=8)
        assert count > 20
        assert bad == []
    finally:
        saved.restore()
        saved.remove()


def test_killed(older: Program) -> None:
    """At the first ten calls, the last ten and twenty between."""
    saved = Saved(older)
    source = older.write({}, "f.json")
    call = ("add", "finding", "--from", source)
    try:
        ready = Ready(older, *call)
        saved.restore()
        found = ready.points(*call)
        assert len(found) > 20
        for point in spread(found, 10, 20):
            saved.restore()
            ready.killed_at(point, *call)
            assert survives(older) == "", point
    finally:
        saved.restore()
        saved.remove()
