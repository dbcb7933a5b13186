"""Real files of others: a table or a named reason, and nothing written beside them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.workers.client import WorkerPool

CORPUS = Path(os.environ.get("PATROL_CORPUS", Path(__file__).parents[4] / "shared" / "testdata"))
FOLDERS = ("shp", "gpkg", "csv_xlsx", "kml", "sqlite_bad", "zip")
ENDINGS = {".shp", ".dbf", ".gpkg", ".csv", ".xlsx", ".xls", ".kml", ".kmz", ".db", ".zip"}
FILES = [
    path
    for name in FOLDERS
    for path in sorted((CORPUS / name).glob("*"))
    if path.suffix.lower() in ENDINGS
]
pytestmark = [pytest.mark.corpus, pytest.mark.keeps_threads("worker-frames")]


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    with WorkerPool() as made:
        yield made


@pytest.mark.skipif(not FILES, reason="the corpus folder is absent")
def test_every_file_gives_a_table_or_a_reason(pool: WorkerPool, tmp_path: Path) -> None:
    gave, refused = {}, {}
    before = {
        path: path.stat().st_mtime_ns for name in FOLDERS for path in (CORPUS / name).iterdir()
    }
    for path in FILES:
        given = path
        if path.suffix == ".db":
            given = tmp_path / "x.gpkg"
            given.write_bytes(path.read_bytes())
        try:
            answer = pool.run(
                "base_preview", {"path": str(given)}, timeout_s=30,
                memory_mb=limits.BASE_MEMORY_MB, label=path.name,
            )  # fmt: skip
            gave[path.name] = answer.result
        except UserError as fault:
            refused[path.name] = fault.code
    assert not {code for code in refused.values() if code.startswith(("worker.", "work."))}, refused
    assert before == {
        path: path.stat().st_mtime_ns for name in FOLDERS for path in (CORPUS / name).iterdir()
    }
    gbk = gave["country_gbk_nocpg_4508.shp"]
    assert (gbk["encoding_by"], gbk["rows"][0][1]) == ("gb18030", "中华人民共和国")
    assert gave["china_country_utf8.shp"]["encoding_by"] == "cpg"
    assert gave["gbk.dbf"]["rows"] == gave["gb2312.dbf"]["rows"] == [["简体国语"]]
    assert gave["china_province_gbk.csv"]["rows"][0][1] == "北京市"
    assert gave["t02.xlsx"]["columns"][3] == "标准中文名"
    assert {code for name, code in refused.items() if name.startswith("fuzzdata")} == {
        "base.sqlite"
    }
    assert {code for name, code in refused.items() if name.endswith(".xls")} == {"base.xls"}
    assert len(gave) > 40
