"""Files of the field and of the office one step above a limit are refused by name."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo import shapes
from patrol_app.geo.readers.csv import read_csv
from patrol_app.geo.readers.geojson import read_geojson
from patrol_app.geo.readers.gpx import read_gpx
from patrol_app.geo.readers.kml import read_kml
from patrol_app.geo.readers.tcx import read_tcx
from patrol_app.storage import blobs
from patrol_app.sync import gathering
from patrol_app.workers.base import rows
from patrol_app.workers.reading import read_files
from patrol_app.workers.tables import _bounded


def nested(root: str, depth: int) -> bytes:
    """XML of ``depth`` elements in each other."""
    inner = depth - 1
    return f"<{root}>{'<a>' * inner}{'</a>' * inner}</{root}>".encode()


def code_of(read: Callable[[], object]) -> str:
    """The code of the refusal; empty where there is none."""
    try:
        read()
    except UserError as error:
        return error.code
    return ""


@pytest.mark.parametrize(
    ("read", "root"), [(read_gpx, "gpx"), (read_kml, "kml"), (read_tcx, "TrainingCenterDatabase")]
)
def test_elements_too_deep(read: Callable[[bytes], object], root: str) -> None:
    assert code_of(lambda: read(nested(root, limits.XML_DEPTH))) != "xml.depth"
    assert code_of(lambda: read(nested(root, limits.XML_DEPTH + 1))) == "xml.depth"


def test_brackets_too_deep() -> None:
    def data(depth: int) -> bytes:
        """An object of ``depth`` brackets."""
        inner = depth - 1
        return b'{"type":"FeatureCollection","a":' + b"[" * inner + b"]" * inner + b"}"

    assert code_of(lambda: read_geojson(data(limits.GEOJSON_DEPTH))) != "geojson.depth"
    assert code_of(lambda: read_geojson(data(limits.GEOJSON_DEPTH + 1))) == "geojson.depth"


@pytest.mark.parametrize("head", [b"", b"lon,lat\n"])
def test_too_many_columns(head: bytes) -> None:
    """In the first line and in a later one."""
    wide = ",".join(["1"] * limits.CSV_COLUMNS).encode()
    assert code_of(lambda: read_csv(head + wide)) != "csv.columns"
    assert code_of(lambda: read_csv(head + wide + b",1")) == "csv.columns"


def test_too_many_columns_of_a_sheet() -> None:
    row = [1] * limits.BASE_COLUMNS
    assert list(_bounded([row])) == [row]
    with pytest.raises(UserError) as caught:
        list(_bounded([[*row, 1]]))
    assert caught.value.code == "base.rows"


def rows_of(path: Path) -> dict[str, Any]:
    """What the reader says of a table of people."""
    args = {"path": str(path), "kind": "person", "mapping": {"name": "姓名"}}
    return rows(args, [], lambda *_: None)[0]


def test_too_many_rows_that_become_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BASE_RECORDS", 2)
    path = tmp_path / "a.csv"
    path.write_text("姓名\n示例甲\n示例乙\n", "utf-8")
    assert rows_of(path)["count"] == 2
    path.write_text("姓名\n示例甲\n示例乙\n示例丙\n", "utf-8")
    assert code_of(lambda: rows_of(path)) == "base.rows"


def test_what_is_cut_of_a_cell_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BASE_CELL_CHARS", 20)
    path = tmp_path / "a.csv"
    path.write_text(f"姓名,备注\n示例甲,{'长' * 20}\n示例乙,{'长' * 21}\n", "utf-8")
    assert [(one["code"], one["count"], one["params"]) for one in rows_of(path)["findings"]] == [
        ("base.cut", 1, {"limit": 20})
    ]


def test_too_many_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Polygons of an area and rings of a polygon."""
    monkeypatch.setattr(limits, "AREA_RINGS", 2)
    ring: list[int] = [0, 0, 10, 0, 0, 10]
    assert shapes.wkb_of([[ring], [ring]])
    assert shapes.wkb_of([[ring, ring]])
    for many in ([[ring]] * 3, [[ring] * 3]):
        with pytest.raises(ValueError, match="is a list of"):
            shapes.wkb_of(many)


def test_too_large_an_attachment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "BLOB_FILE_BYTES", 1_000)
    identity = str(pyrage.x25519.Identity.generate())
    kept = blobs.BlobStore(tmp_path, b"k" * 32, identity, chunk_bytes=100)
    assert kept.put(io.BytesIO(b"x" * 1_000))
    with pytest.raises(UserError) as caught:
        kept.put(io.BytesIO(b"x" * 1_001))
    assert caught.value.code == "blob.too_large"


def test_too_many_files_of_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BATCH_FILES", 2)

    def answer(count: int) -> list[Any]:
        """What comes back for so many files that are not there."""
        found: list[Any] = read_files({"paths": ["/none.gpx"] * count}, [], lambda *_: None)[0][
            "files"
        ]
        return found

    assert len(answer(2)) == 2
    with pytest.raises(UserError) as caught:
        answer(3)
    assert caught.value.code == "receive.too_many"


def test_too_many_files_and_folders_of_a_stick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files above are refused; folders above are named as left out."""
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.hlb").touch()
    monkeypatch.setattr(gathering, "FOLDER_FILES", 3)
    assert len(gathering.gather([tmp_path])) == 3
    monkeypatch.setattr(gathering, "FOLDER_FILES", 2)
    with pytest.raises(UserError) as caught:
        gathering.gather([tmp_path])
    assert caught.value.code == "receive.too_many"
    monkeypatch.setattr(gathering, "MOST_FOLDERS", 1)
    (tmp_path / "top.hlb").touch()
    gathered = gathering.gather_all([tmp_path])
    assert [one.path.name for one in gathered.files] == ["top.hlb"]
    assert len([one for one in gathered.passed if one.code == "folder.many"]) == 3
