"""Drill 28: hostile SQLite files and GeoPackages: refused or read safely, the program lives."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.bootstrap import App
from tests.drills.doors import TAKEN, Doors, count
from tests.support.folders import station_copy
from tests.support.mbtiles import make


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """A station."""
    made = station_copy(tmp_path / "station")
    yield made
    made.close()


def geopackage(path: Path, *statements: str) -> Path:
    """A GeoPackage by hand with one table of attributes, and what else is asked for."""
    base = sqlite3.connect(path)
    base.executescript(
        "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT, identifier TEXT);"
        "CREATE TABLE people (fid INTEGER PRIMARY KEY, name TEXT);"
        "INSERT INTO people VALUES (1, '示例');"
        "INSERT INTO gpkg_contents VALUES ('people', 'attributes', 'people');"
    )
    for statement in statements:
        base.execute(statement)
    base.commit()
    base.close()
    return path


def hostile(folder: Path) -> list[Path]:
    """GeoPackages and maps whose views and triggers would do something."""
    load = "load_extension('/tmp/none.so')"
    packages = [
        geopackage(
            folder / "view.gpkg",
            f"CREATE VIEW evil AS SELECT {load} AS x",
            "INSERT INTO gpkg_contents VALUES ('evil', 'attributes', 'evil')",
        ),
        geopackage(
            folder / "trigger.gpkg",
            f"CREATE TRIGGER t AFTER INSERT ON people BEGIN SELECT {load}; END",
        ),
        geopackage(
            folder / "endless.gpkg",
            "CREATE VIEW long AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n) "
            "SELECT x FROM n",
            "INSERT INTO gpkg_contents VALUES ('long', 'features', 'long')",
        ),
        geopackage(folder / "blob.gpkg", "UPDATE people SET name = CAST(x'ff00fe' AS TEXT)"),
    ]
    recursive = (
        "CREATE VIEW tiles AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n) "
        "SELECT x AS zoom_level, x AS tile_column, x AS tile_row, x AS tile_data FROM n"
    )
    maps = [
        make(folder / "endless.mbtiles", None, {"format": "png"}, "DROP TABLE tiles", recursive),
        make(
            folder / "write.mbtiles", None, None, "DROP TABLE metadata",
            f"CREATE VIEW metadata AS SELECT 'name' AS name, {load} AS value",
        ),
    ]  # fmt: skip
    return packages + maps


@pytest.mark.ci
def test_views_and_triggers_do_nothing(app: App, tmp_path: Path) -> None:
    """Every door; the tables of a person's are read, the rest is left or refused by name."""
    made = tmp_path / "made"
    made.mkdir()
    files = hostile(made)
    bytes_before = {path: path.read_bytes() for path in files}
    answers = Doors(app, tmp_path / "none").all(files)
    assert TAKEN not in answers["map"].values()
    assert {path: path.read_bytes() for path in files} == bytes_before, "a foreign file was changed"
    assert {path.name for path in made.iterdir()} == {path.name for path in files}


@pytest.mark.ci
@pytest.mark.corpus
@pytest.mark.timeout(1_800)
def test_every_real_one_through_every_door(app: App, corpus: Path, tmp_path: Path) -> None:
    """Fuzzer-made data bases and GeoPackages, as they are and under each other's names."""
    work = tmp_path / "work"
    work.mkdir()
    doors = Doors(app, work)
    bad, packages = count(corpus / "sqlite_bad"), count(corpus / "gpkg")
    for suffix in ("", ".gpkg", ".mbtiles"):
        answers = doors.all(bad, suffix)
        assert TAKEN not in {code for found in answers.values() for code in found.values()}
    answers = doors.all([Path(shutil.copy(path, work)) for path in packages])
    assert len(answers["base"]) == len(packages)
    taken = {name for name, code in answers["base"].items() if code == TAKEN}
    assert taken, "no real GeoPackage can be read"
    assert not list(work.glob("*-journal")) and not list(work.glob("*-wal"))
