"""Vector files: single, beside one another, in archives and folders; hostile ones refused."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.vector import gather
from patrol_app.geo.vector.ogr import Asked, read_vector
from patrol_app.geo.vector.source import Source, cell_text, unique_names
from tests.support.basefiles import compartments


@pytest.fixture(scope="module")
def shapefile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compartments(tmp_path_factory.mktemp("shp"), 9)


def _write(path: Path, driver: str, **more: Any) -> Path:
    import pyogrio

    shapes = np.array([shapely.box(113, 38, 113.01, 38.01)], dtype=object)
    pyogrio.raw.write(
        path, shapely.to_wkb(shapes), [np.array(["示例区"], dtype=object)], ["name"],
        geometry_type="Polygon", crs="EPSG:4326", driver=driver, **more,
    )  # fmt: skip
    return path


def _is_sample(found: Source) -> None:
    assert found.encoding_by == "gb18030"
    assert len(found) == 9 and found.columns[3] == "小地名"
    assert found.row(0)["优势树种"] == "油松"
    assert found.shapes is not None and found.shapes[0].geom_type == "Polygon"


@pytest.mark.parametrize("suffix", [".shp", ".dbf", ".shx"])
def test_a_shapefile_is_named_by_any_of_its_parts(shapefile: Path, suffix: str) -> None:
    _is_sample(read_vector(shapefile.with_suffix(suffix), Asked()))


def test_a_shapefile_in_a_folder_or_an_archive(shapefile: Path, tmp_path: Path) -> None:
    _is_sample(read_vector(shapefile.parent, Asked()))
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in shapefile.parent.iterdir():
            archive.write(part, f"数据/{part.name}")
    _is_sample(read_vector(packed, Asked()))


def test_a_dbf_alone_is_a_table(shapefile: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone.dbf"
    alone.write_bytes(shapefile.with_suffix(".dbf").read_bytes())
    found = read_vector(alone, Asked())
    assert (found.format, found.shapes, len(found)) == ("DBF", None, 9)


def test_an_index_that_is_missing_is_made_anew_in_the_copy(shapefile: Path, tmp_path: Path) -> None:
    for suffix in (".shp", ".dbf"):
        (tmp_path / f"x{suffix}").write_bytes(shapefile.with_suffix(suffix).read_bytes())
    assert len(read_vector(tmp_path / "x.shp", Asked())) == 9
    assert sorted(one.name for one in tmp_path.iterdir()) == ["x.dbf", "x.shp"]


def test_the_encoding_a_person_gives_counts(shapefile: Path) -> None:
    assert read_vector(shapefile, Asked(encoding="GBK")).encoding_by == "given"
    with pytest.raises(UserError) as caught:
        read_vector(shapefile, Asked(encoding="UTF-8"))
    assert caught.value.code == "base.encoding"


@pytest.mark.parametrize(
    ("name", "driver"),
    [("a.gpkg", "GPKG"), ("a.geojson", "GeoJSON"), ("a.kml", "LIBKML"), ("a.gdb", "OpenFileGDB")],
)
def test_other_formats(tmp_path: Path, name: str, driver: str) -> None:
    path = _write(tmp_path / name, driver, layer="区")
    before = {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*")}
    found = read_vector(path, Asked())
    assert found.cells[[one.lower() for one in found.columns].index("name")] == ["示例区"]
    assert "4326" in found.stated
    assert {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*")} == before
    if driver != "GeoJSON":
        with pytest.raises(UserError) as caught:
            read_vector(path, Asked(layer="no such"))
        assert caught.value.code == "base.layer"


def test_archives_of_other_formats(tmp_path: Path) -> None:
    kml = _write(tmp_path / "doc.kml", "LIBKML")
    gpkg = _write(tmp_path / "a.gpkg", "GPKG")
    gdb = _write(tmp_path / "a.gdb", "OpenFileGDB")
    for name, parts in (("a.kmz", [kml]), ("b.zip", [gpkg]), ("c.zip", sorted(gdb.iterdir()))):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_STORED) as archive:
            for part in parts:
                archive.write(part, f"a.gdb/{part.name}" if len(parts) > 1 else part.name)
        assert len(read_vector(tmp_path / name, Asked())) == 1


def _refusal(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        read_vector(path, Asked())
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.kml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><kml>&a;</kml>", "xml.dtd"),
        ("a.kml", b"<OGRVRTDataSource><!-- <kml> --></OGRVRTDataSource>", "base.unreadable"),
        ("a.kml", b"<kml><!-- <OGRVRTDataSource> --></kml>", "base.unreadable"),
        ("a.kml", b"<kml><Document>", "base.unreadable"),
        ("a.geojson", b'{"type":"gdal_streamed_alg","command_line":"x"}', "base.unreadable"),
        ("a.geojson", b"[" * 100_000, "base.unreadable"),
        ("a.geojson", b"", "base.unreadable"),
        ("a.json", b"[1]", "base.unreadable"),
        ("a.gpkg", b"SQLite format 3\x00" + b"\x00" * 500, "base.sqlite"),
        ("a.gpkg", b"", "base.sqlite"),
        ("a.zip", b"PK nothing", "zip.refused"),
        ("a.shp", b"\x00\x00\x27\x0a", "base.no_dbf"),
        ("a.dbf", b"\x03", "base.unreadable"),
        ("a.pdf", b"%PDF", "base.format"),
    ],
)
def test_a_hostile_file_has_a_reason(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert _refusal(path) == code


def test_folders_and_archives_with_nothing_or_too_much(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert _refusal(empty) == "base.format"
    assert _refusal(tmp_path / "absent.kml") == "file.open"
    for name in ("a", "b"):
        for suffix in (".shp", ".dbf"):
            (empty / f"{name}{suffix}").write_bytes(b"x")
    assert _refusal(empty) == "base.several"
    packed = tmp_path / "a.zip"
    for names, code in (
        (["a.shp", "b.shp"], "base.several"),
        (["a.kml", "b.kml"], "base.several"),
        (["a.txt"], "base.format"),
    ):
        with zipfile.ZipFile(packed, "w") as archive:
            for name in names:
                archive.writestr(name, b"x")
        assert _refusal(packed) == code


def test_sizes_are_bounded(
    tmp_path: Path, shapefile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DATASET_ROWS", 8)
    assert _refusal(shapefile) == "base.rows"
    monkeypatch.setattr(limits, "BASE_FILE_BYTES", 100)
    assert _refusal(shapefile) == "base.too_large"
    monkeypatch.setattr(limits, "BASE_TABLE_BYTES", 10)
    (tmp_path / "a.kml").write_bytes(b"<kml>" + b" " * 50 + b"</kml>")
    assert _refusal(tmp_path / "a.kml") == "base.too_large"
    monkeypatch.setattr(limits, "ZIP_ENTRIES", 0)
    assert _refusal(shapefile.parent) == "base.too_large"


def test_too_many_tables_of_a_geopackage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None is left out in silence."""
    path = _write(tmp_path / "a.gpkg", "GPKG", layer="一")
    _write(path, "GPKG", layer="二", append=True)
    monkeypatch.setattr(limits, "SQLITE_LAYERS", 2)
    assert len(read_vector(path, Asked()).layers) == 2
    monkeypatch.setattr(limits, "SQLITE_LAYERS", 1)
    assert _refusal(path) == "base.layers"


def test_a_map_file_begins_with_its_root(tmp_path: Path) -> None:
    """A root behind more than is looked at is none."""
    room = limits.XML_PROLOG_BYTES - len("<!----><kml>")
    whole = _write(tmp_path / "w.kml", "LIBKML").read_bytes()
    at = whole.index(b"<kml")
    for name, many, code in (("a.kml", room // 2, ""), ("b.kml", room + 1, "base.unreadable")):
        (tmp_path / name).write_bytes(b"<!--" + b" " * many + b"-->" + whole[at:])
        if code:
            assert _refusal(tmp_path / name) == code
        else:
            assert len(read_vector(tmp_path / name, Asked())) == 1


def test_views_of_a_geopackage_are_never_read(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.gpkg", "GPKG", layer="t")
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT i AS fid, NULL AS geom FROM n;"
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
        "VALUES ('v', 'attributes', 'v');"
    )
    connection.close()
    found = read_vector(path, Asked())
    assert (found.layers, len(found)) == ((), 1)
    with pytest.raises(UserError) as caught:
        read_vector(path, Asked(layer="v"))
    assert caught.value.code == "base.layer"


def test_a_geopackage_of_views_alone_is_unreadable(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.gpkg", "GPKG", layer="t")
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM gpkg_contents")
    connection.commit()
    connection.close()
    assert _refusal(path) == "base.unreadable"


def test_broken_shapes_are_counted(tmp_path: Path) -> None:
    ring = [[[113, 38], [113, 38.1]]]
    features = [
        {
            "type": "Feature", "properties": {"n": 1},
            "geometry": {"type": "Polygon", "coordinates": ring},
        },
        {"type": "Feature", "properties": {"n": 2.5}, "geometry": None},
    ]  # fmt: skip
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found = read_vector(path, Asked())
    assert [one.code for one in found.findings] == ["base.broken_shape"]
    assert found.cells == [["1", "2.5"]]


def test_no_driver_follows_references() -> None:
    """GDAL asks every driver about a file: none may stay that opens other files or programs."""
    import subprocess
    import sys

    code = (
        "import os\nfrom patrol_app.geo.vector.ogr import SKIPPED\n"
        "os.environ['GDAL_SKIP'] = SKIPPED\nimport pyogrio\n"
        "print(' '.join(sorted(pyogrio.list_drivers())))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "ESRI Shapefile GPKG GeoJSON KML LIBKML MEM OpenFileGDB"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (True, "1"), (False, "0"), (2.0, "2"), (2.5, "2.5"), (float("nan"), ""),
        (b"x", ""), (" a\x00  b ", "a b"), (1e300, "1e+300"), (7, "7"),
    ],
)  # fmt: skip
def test_cells_as_text(value: Any, text: str) -> None:
    assert cell_text(value) == text


def test_names_of_columns_are_each_once() -> None:
    assert unique_names(["a", " a ", "", "b\n c"]) == ["a", "a #2", "#3", "b c"]
    assert gather.SUFFIXES >= {".shp", ".gpkg", ".zip"}
    assert len(Source("x", (), "", [], [])) == 0
