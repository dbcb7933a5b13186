from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers.archive import Archive
from tests.support.formats import zipped


def reason(data: bytes) -> str:
    """Why an archive is refused, at opening or at reading."""
    with pytest.raises(UserError) as caught:
        archive = Archive(data)
        for entry in archive.entries:
            archive.read(entry.name, limits.MIB)
    assert caught.value.code == "zip.refused"
    return str(caught.value.params["reason"])


def renamed(name: bytes) -> bytes:
    """An archive of one file under a name that zipfile would not write."""
    return zipped({"x" * len(name): b"content"}).replace(b"x" * len(name), name)


def test_a_plain_archive() -> None:
    archive = Archive(zipped({"目录/文件.kml": b"<kml/>", "b": b"", "c/": b""}))
    assert [(entry.name, entry.size) for entry in archive.entries] == [
        ("目录/文件.kml", 6),
        ("b", 0),
    ]
    assert archive.read("目录/文件.kml", 6) == b"<kml/>"
    assert reason_of_size(archive) == "size"


def reason_of_size(archive: Archive) -> str:
    with pytest.raises(UserError) as caught:
        archive.read("目录/文件.kml", 5)
    return str(caught.value.params["reason"])


@pytest.mark.parametrize(
    "name",
    [
        b"/etc/x",
        b"../x",
        b"a/../../x",
        b"C:/x",
        b"a\\x",
        b"a\0x",
        b"con",
        b"a/NUL.txt",
        b"a.",
        b"b ",
    ],
)
def test_unsafe_names(name: bytes) -> None:
    assert reason(renamed(name)) == "name"


@pytest.mark.parametrize(("one", "two"), [("a.kml", "A.KML"), ("é", "e\u0301"), ("a", "a/")])
def test_names_that_are_one_on_some_disk(one: str, two: str) -> None:
    assert reason(zipped({one: b"", two: b""})) == "duplicate"


def test_bombs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reason(zipped({"a": bytes(limits.MIB)})) == "ratio"
    monkeypatch.setattr(limits, "ZIP_EXPANDED_BYTES", 10)
    assert reason(zipped({"a": b"123456", "b": b"123456"})) == "size"
    monkeypatch.setattr(limits, "ZIP_ENTRIES", 1)
    assert reason(zipped({"a": b"1", "b": b"2"})) == "entries"


def test_a_size_that_lies() -> None:
    data = bytearray(zipped({"a": b"1234567890" * 5}))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 49)
    assert reason(bytes(data)) in ("size", "content")
    struct.pack_into("<I", data, at + 24, 60)
    assert reason(bytes(data)) in ("size", "content")


def test_links_encryption_methods() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert reason(out.getvalue()) == "link"
    locked = bytearray(zipped({"a": b"1"}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert reason(bytes(locked)) == "encrypted"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a", "b")
    assert reason(out.getvalue()) == "method"


def test_two_files_in_one_place_and_a_second_name() -> None:
    data = bytearray(zipped({"a": b"12345", "b": b"12345"}))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    struct.pack_into("<I", data, second + 42, 0)
    assert reason(bytes(data)) in ("header", "overlap")
    other = bytearray(zipped({"abc": b"12345"}))
    other[30:33] = b"xyz"
    assert reason(bytes(other)) == "header"


def test_broken_content() -> None:
    data = bytearray(zipped({"a": b"some words that are compressed"}))
    data[35] ^= 0xFF
    assert reason(bytes(data)) == "content"
    assert reason(b"PK\x03\x04") == "directory"


@pytest.mark.corpus
def test_every_hostile_archive(corpus: Path) -> None:
    opened = 0
    for path in sorted((corpus / "zip").iterdir()):
        try:
            archive = Archive(path.read_bytes())
            for entry in archive.entries:
                assert len(archive.read(entry.name, limits.MIB)) == entry.size
            opened += 1
        except UserError as refused:
            assert refused.code == "zip.refused" and refused.params["reason"]
    assert opened
