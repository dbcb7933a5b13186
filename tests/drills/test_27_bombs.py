"""Drill 27: what grows without end is stopped by our own counters, foreign files in a worker."""

from __future__ import annotations

import io
import json
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.bootstrap import App
from patrol_app.domain.journal.canonical import FormatFault
from patrol_app.domain.journal.strict import parse_strict
from patrol_app.errors import UserError
from patrol_app.geo import track_codec
from patrol_app.geo.tiles import TileId
from patrol_app.limits import GIB, MIB, READ_MEMORY_MB
from patrol_app.services.base.content import decode
from patrol_app.services.external_json import read_json
from tests.drills.doors import TAKEN, Doors
from tests.drills.memory import CHILDREN
from tests.support.folders import station_copy
from tests.support.mbtiles import make
from tests.support.photos import jpeg
from tests.unit.sync.test_inner import packed, refused, with_records

DEPTH = 100_000


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """A station."""
    made = station_copy(tmp_path / "station")
    yield made
    made.close()


def png(width: int, height: int) -> bytes:
    """A PNG of one colour: a few KB that want gigabytes."""
    rows = zlib.compressobj(9)
    body = rows.compress(bytes(256 * (1 + 3 * 256))) + rows.flush()

    def chunk(kind: bytes, data: bytes) -> bytes:
        """One chunk with its check sum."""
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def huge_jpeg() -> bytes:
    """A photo that states 65,000 x 65,000 pixels."""
    raw = bytearray(jpeg())
    at = raw.index(b"\xff\xc0") + 5
    raw[at : at + 4] = struct.pack(">HH", 65_000, 65_000)
    return bytes(raw)


def entities(root: str) -> bytes:
    """The billion laughs."""
    lines = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return (
        f"<?xml version='1.0'?><!DOCTYPE {root} [{''.join(lines)}]><{root}>&a9;</{root}>".encode()
    )


def workbook(sheet: bytes) -> bytes:
    """An xlsx whose one sheet is ``sheet``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("xl/workbook.xml", "<workbook/>")
        made.writestr("xl/worksheets/sheet1.xml", sheet)
    return out.getvalue()


def bombs() -> dict[str, bytes]:
    """Foreign files by name."""
    deep = b"[" * DEPTH + b"]" * DEPTH
    kmz = io.BytesIO()
    with zipfile.ZipFile(kmz, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("doc.kml", b"<kml>" + bytes(64 * MIB) + b"</kml>")
    nested = b"<a>" * DEPTH
    return {
        "deflate.kmz": kmz.getvalue(),
        "deflate.xlsx": workbook(bytes(64 * MIB)),
        "laughs.gpx": entities("gpx"),
        "laughs.kml": entities("kml"),
        "laughs.tcx": entities("TrainingCenterDatabase"),
        "nested.gpx": b"<gpx>" + nested,
        "nested.kml": b"<kml>" + nested,
        "brackets.geojson": b'{"type":"FeatureCollection","features":' + deep + b"}",
        "brackets.json": deep,
        "photo.jpg": huge_jpeg(),
        "picture.png": png(30_000, 30_000),
    }


@pytest.mark.ci
def test_bombs_through_every_door(app: App, tmp_path: Path) -> None:
    """Refused by their own codes: no reader died, ran out of memory or of time."""
    files = []
    for name, data in bombs().items():
        files.append(tmp_path / name)
        files[-1].write_bytes(data)
        assert len(data) < 2 * MIB, name
    doors = Doors(app, tmp_path / "none")
    for door, found in doors.all(files).items():
        taken = {name for name, code in found.items() if code == TAKEN}
        assert not taken, (door, taken)
        assert not {code for code in found.values() if code.startswith("worker.")}, door
    if CHILDREN:
        assert 10 < doors.peak_mb < 2 * READ_MEMORY_MB


@pytest.mark.ci
def test_a_picture_of_gigabytes_in_a_map(app: App, tmp_path: Path) -> None:
    """A square of 30,000 x 30,000 is left empty and counted; the others are drawn."""
    good = {TileId(11, 1661, 787): png(256, 256)}
    path = make(tmp_path / "a.mbtiles", {**good, TileId(11, 1662, 787): png(30_000, 30_000)})
    app.basemap.open(path)
    drawn = app.basemap.read(path, [TileId(11, 1662, 787), TileId(11, 1661, 787)])
    assert [one.tile for one in drawn] == [TileId(11, 1661, 787)]


def test_compressed_records_are_counted() -> None:
    """A frame of some 33 KB that gives 1 GiB: stopped at what the signed list says."""
    bomb = packed(bytes(GIB // 8))
    raw, header = with_records(bomb, 1, 3)
    tracemalloc.start()
    try:
        assert refused(raw, header) == "bundle.records"
        assert tracemalloc.get_traced_memory()[1] < 16 * MIB
    finally:
        tracemalloc.stop()


def test_compressed_datasets_and_tracks_are_counted() -> None:
    """The other two places where zstd is read."""
    bomb = packed(bytes(GIB // 8))
    tracemalloc.start()
    try:
        for read in (lambda: decode(bomb, "zone"), lambda: track_codec.decode(bomb)):
            with pytest.raises(UserError):
                list(read() or ())
        assert tracemalloc.get_traced_memory()[1] < 64 * MIB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[[{"a":'])
def test_brackets_without_end(opening: bytes) -> None:
    """Signed documents, entries and the files of ``add``: refused before any parser recurses."""
    data = opening * DEPTH
    with pytest.raises(FormatFault):
        parse_strict(data)
    with pytest.raises(UserError):
        read_json(data)
    assert json.loads(b"[" * 10 + b"]" * 10) == parse_strict(b"[" * 10 + b"]" * 10)
