"""Base maps of another's making: what is drawn, what is refused, what does no harm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.tiles import TileId, tiles_of
from patrol_app.workers import mbtiles
from patrol_app.workers.tiles_client import TileProcess
from tests.support.mbtiles import FRAME, make, picture

TILE = tiles_of(13, FRAME, 500)[0]


@pytest.fixture(autouse=True)
def _let_go() -> Iterator[None]:
    """Close what a test left open."""
    yield
    for file in mbtiles._kept.values():
        file.close()
    mbtiles._kept.clear()


def quiet(_done: int, _total: int) -> None:
    """Nobody asks how far it is."""


def opened(path: Path) -> dict[str, Any]:
    """What the job says of a file."""
    return mbtiles.open_map({"path": str(path)}, [], quiet)[0]


def read(path: Path, *tiles: TileId) -> tuple[dict[str, Any], list[bytes]]:
    """Squares of a file."""
    wanted = [[tile.z, tile.x, tile.y] for tile in tiles]
    return mbtiles.read_tiles({"path": str(path), "tiles": wanted}, [], quiet)


def code(path: Path) -> str:
    """Why a file is refused."""
    with pytest.raises(UserError) as caught:
        opened(path)
    assert path.name in caught.value.message()
    return caught.value.code


def test_a_file_says_what_it_is_and_gives_pixels(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mbtiles")
    assert opened(path) == {
        "name": "试验底图", "note": "合成", "least": 11, "most": 13, "tile_px": 256,
        "bounds": [1_119_500_000, 388_300_000, 1_119_900_000, 388_900_000],
    }  # fmt: skip
    result, parts = read(path, TILE, TileId(13, 0, 0))
    assert result == {"tiles": [[TILE.z, TILE.x, TILE.y, 256, 256]], "damaged": 0}
    assert parts[0][:4] == b"\x88\xaa\x66\xff" and len(parts[0]) == 4 * 256 * 256


def test_levels_are_looked_for_where_the_file_names_none(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mbtiles", None, {"format": "png", "bounds": "1,2,0,nan"})
    said = opened(path)
    assert (said["least"], said["most"], said["bounds"], said["name"]) == (11, 13, None, path.name)


@pytest.mark.parametrize(
    ("name", "head", "reason"),
    [
        ("a.tif", b"II*\0" + bytes(60), "basemap.geotiff"),
        ("a.tif", b"MM\0*" + bytes(60), "basemap.geotiff"),
        ("big.tif", b"II+\0" + bytes(60), "basemap.geotiff"),
        ("a.pmtiles", b"PMTiles\x03" + bytes(120), "basemap.pmtiles"),
        ("a.mbtiles", b"", "basemap.kind"),
        ("a.mbtiles", b"not a database at all", "basemap.kind"),
        ("a.mbtiles", b"SQLite format 3\0" + bytes(4096), "basemap.damaged"),
    ],
)
def test_other_kinds_are_refused_by_name(
    tmp_path: Path, name: str, head: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(head)
    assert code(path) == reason


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert code(tmp_path / "none.mbtiles") == "file.read"
    assert code(tmp_path) == "file.read"


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("DROP TABLE tiles", "basemap.damaged"),
        ("DROP TABLE metadata", "basemap.damaged"),
        ("DELETE FROM tiles", "basemap.empty"),
        ("UPDATE tiles SET zoom_level = 99", "basemap.damaged"),
        ("UPDATE tiles SET zoom_level = 'x'", "basemap.empty"),
    ],
)
def test_tables_that_are_not_what_they_should_be(
    tmp_path: Path, statement: str, reason: str
) -> None:
    path = make(tmp_path / "a.mbtiles", None, {"format": "png"}, statement)
    assert code(path) == reason


def test_vector_squares_are_refused(tmp_path: Path) -> None:
    assert code(make(tmp_path / "a.mbtiles", None, {"format": "pbf"})) == "basemap.format"


def test_squares_that_are_no_pictures_are_left_out(tmp_path: Path) -> None:
    first, second, third, fourth, fifth = (TileId(13, number, 7) for number in range(5))
    path = make(tmp_path / "a.mbtiles", {
        first: b"\x89PNG\r\n\x1a\n" + bytes(40),
        second: picture(edge=limits.TILE_PX + 1),
        third: bytes(limits.TILE_BYTES + 1),
        fourth: "text, no blob",
        fifth: picture(kind="JPEG"),
    })  # fmt: skip
    result, parts = read(path, first, second, third, fourth, fifth)
    assert [row[:3] for row in result["tiles"]] == [[13, 4, 7]] and len(parts) == 1
    assert result["damaged"] == 2


def test_a_view_of_squares_is_read_and_one_that_calls_functions_is_not(tmp_path: Path) -> None:
    plain = "CREATE VIEW tiles AS SELECT zoom_level, tile_column, tile_row, tile_data FROM held"
    path = make(tmp_path / "view.mbtiles", None, None, "ALTER TABLE tiles RENAME TO held", plain)
    assert len(read(path, TILE)[1]) == 1
    for number, call in enumerate(("load_extension('x')", "randomblob(9)", "zeroblob(999999999)")):
        hostile = plain.replace("tile_data FROM", f"{call} AS tile_data FROM")
        path = make(tmp_path / f"{number}.mbtiles", None, None,
                    "ALTER TABLE tiles RENAME TO held", hostile)  # fmt: skip
        with pytest.raises(UserError) as caught:
            read(path, TILE)
        assert caught.value.code == "basemap.damaged"


def test_a_statement_without_end_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SQLITE_SECONDS", 0.05)
    endless = (
        "CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT i AS zoom_level, i AS tile_column, i AS tile_row, i AS tile_data FROM n"
    )
    path = make(tmp_path / "a.mbtiles", None, {"format": "png"},
                "ALTER TABLE tiles RENAME TO held", endless)  # fmt: skip
    assert code(path) == "basemap.damaged"


def test_triggers_do_not_run_and_nothing_is_written(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mbtiles", None, None,
                "CREATE TRIGGER t AFTER INSERT ON tiles BEGIN DELETE FROM tiles; END")  # fmt: skip
    before = path.read_bytes()
    assert len(read(path, TILE)[1]) == 1
    with pytest.raises(UserError):
        mbtiles._file(path).rows("DELETE FROM tiles")
    with pytest.raises(UserError):
        mbtiles._file(path).rows("ATTACH DATABASE ':memory:' AS other")
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.mbtiles"]


def test_the_process_answers_and_survives_a_bad_file(tmp_path: Path) -> None:
    good, bad = make(tmp_path / "a.mbtiles"), tmp_path / "b.mbtiles"
    bad.write_bytes(good.read_bytes()[:5_000])
    process = TileProcess()
    try:
        assert process.open(good).name == "试验底图"
        with pytest.raises(UserError):
            process.open(bad)
        found = process.read(good, [TILE])
        assert [(one.tile, one.width) for one in found] == [(TILE, 256)]
    finally:
        process.close()


@pytest.mark.corpus
def test_real_and_hostile_databases_are_refused_by_name(corpus: Path) -> None:
    files = [*(corpus / "gpkg").glob("*.gpkg"), *(corpus / "sqlite_bad").glob("*.db")]
    assert len(files) > 15
    for path in files:
        assert code(path) in ("basemap.damaged", "basemap.kind", "basemap.empty")


def test_a_cut_file_never_gives_more_than_a_reason(tmp_path: Path) -> None:
    whole = make(tmp_path / "a.mbtiles", {TILE: picture()}).read_bytes()
    for length in range(100, len(whole), 1_777):
        path = tmp_path / f"{length}.mbtiles"
        path.write_bytes(whole[:length])
        try:
            opened(path)
            read(path, TILE)
        except UserError as refused:
            assert refused.code.startswith("basemap.")
