"""The tables of the migrations are those of the row classes, and old or new stores are told."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from patrol_app.domain.records import RECORD_TYPES
from patrol_app.errors import EnvironmentFault
from patrol_app.storage import upgrade
from patrol_app.storage.engine import open_engine
from patrol_app.storage.rows import every_row, row_of, table_of
from patrol_app.storage.rows.base import ReviewedRow, Row

KEY = secrets.token_bytes(32)


def test_models_match_migrations(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "a.db", KEY, read_only=False)
    assert upgrade.upgrade(engine, tmp_path / "a.db", KEY) is None
    assert upgrade.differences(engine) == []
    with engine.connect() as connection:
        assert upgrade.revision_of(connection) == upgrade.HEAD
        loose = connection.exec_driver_sql(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
            "AND NOT strict AND name NOT LIKE 'sqlite_%'"
        ).all()
    engine.dispose()
    assert [row[0] for row in loose] == ["alembic_version"]


def test_listed_revisions_are_the_scripts() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    folder = Path(upgrade.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    found = [one.revision for one in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(found)) == upgrade.REVISIONS


def test_newer_tables_are_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    engine = open_engine(path, KEY, read_only=False)
    upgrade.upgrade(engine, path, KEY)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for look in (lambda: upgrade.upgrade(engine, path, KEY), lambda: upgrade.require_head(engine)):
        with pytest.raises(EnvironmentFault) as fault:
            look()
        assert fault.value.code == "store.newer"
    engine.dispose()
    assert [one.name for one in tmp_path.glob("*before*")] == []


def test_older_tables_are_copied_before_the_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    engine = open_engine(path, KEY, read_only=False)
    upgrade.upgrade(engine, path, KEY)
    last = upgrade.HEAD
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO meta VALUES ('x', 'y')")
    monkeypatch.setattr(upgrade, "REVISIONS", (*upgrade.REVISIONS, "9998"))
    monkeypatch.setattr(upgrade, "HEAD", "9998")
    with pytest.raises(EnvironmentFault) as fault:
        upgrade.require_head(engine)
    assert fault.value.code == "store.older"
    for old in ("0001", "0002", "0003"):
        (tmp_path / f"a.db.before-{old}").write_bytes(b"earlier")
    assert upgrade.upgrade(engine, path, KEY) == last
    engine.dispose()
    kept = sorted(one.name for one in tmp_path.glob("*.before-*"))
    assert kept == ["a.db.before-0002", "a.db.before-0003", "a.db.before-9998"]
    copy = open_engine(tmp_path / "a.db.before-9998", KEY, read_only=True)
    with copy.connect() as connection:
        assert connection.exec_driver_sql("SELECT value FROM meta").scalar() == "y"
    copy.dispose()


@pytest.mark.parametrize("kind", RECORD_TYPES, ids=lambda kind: kind.code)
def test_a_row_holds_every_field_and_own_value(kind: object) -> None:
    code = kind.code  # type: ignore[attr-defined]
    cls = kind.cls  # type: ignore[attr-defined]
    columns = [column.name for column in table_of(code).columns]
    own = list(kind.own(cls(id="0" * 36, unit="DEMO01")))  # type: ignore[attr-defined]
    base = ReviewedRow if kind.reviewed else Row  # type: ignore[attr-defined]
    assert columns == [*base.model_fields, *_in_order(cls, columns), *own]
    assert set(cls.model_fields) <= set(columns)
    assert row_of(code).__tablename__ == code  # type: ignore[comparison-overlap]


def _in_order(cls: type, columns: list[str]) -> list[str]:
    return [name for name in columns if name in cls.model_fields]  # type: ignore[attr-defined]


def test_records_that_wait_are_found_by_their_index(tmp_path: Path) -> None:
    """Whatever the size of a table: only its index of the waiting ones is read."""
    path = tmp_path / "a.db"
    engine = open_engine(path, KEY, read_only=False)
    upgrade.upgrade(engine, path, KEY)
    with engine.connect() as connection:
        for kind in every_row():
            for select in ("unit, count(*)", "id"):
                end = "GROUP BY unit" if "count" in select else "ORDER BY id"
                plan = connection.exec_driver_sql(
                    f'EXPLAIN QUERY PLAN SELECT {select} FROM "{kind}" WHERE incomplete {end}'
                ).all()
                assert f"INDEX ix_{kind}_incomplete" in plan[0][3], plan
    engine.dispose()
