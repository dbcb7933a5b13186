"""The strict ZIP, the manifest and the bounded records, against an enrolled but hostile sender."""

from __future__ import annotations

import hashlib
import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import zstandard

from patrol_app.domain.journal.canonical import canonical
from patrol_app.errors import UserError
from patrol_app.limits import BLOB_CHUNK_BYTES, MIB, OP_LINE_BYTES
from patrol_app.sync import inner as inner_module
from patrol_app.sync import inner_zip
from patrol_app.sync.header import Header, make_header
from patrol_app.sync.inner import Inner, write_inner
from patrol_app.sync.inner_zip import finish, read_members, write_member
from tests.unit.sync.fixed import BLOBS, CITY, DEVICE, LINES, STATION, STREAM, TIME, blob_map

SHAS = sorted(hashlib.sha256(b).hexdigest() for b in BLOBS)


def header_for(manifest: bytes, ops: int = 5, kind: str = "up") -> Header:
    span = {"from": 1, "upto": ops} if kind == "up" else {"from": 1, "upto": 1}
    fields: dict[str, object] = {
        "app_version": "0.1.0",
        "kid": DEVICE.key.kid,
        "kind": kind,
        "from_unit": STATION,
        "to": (CITY,),
        "stream": STREAM,
        "created": TIME,
        "ct_len": 1,
        "ct_sha256": "0" * 64,
        "manifest_sha256": hashlib.sha256(manifest).hexdigest(),
    }
    return make_header(**fields, **span)


def good(work: Path) -> tuple[bytes, Header]:
    out = io.BytesIO()
    written = write_inner(out, "up", work_dir=work, lines=LINES, blobs=blob_map())
    return out.getvalue(), header_for(written.manifest, written.ops)


def refused(raw: bytes, header: Header) -> str:
    with pytest.raises(UserError) as caught:
        list(Inner.open(io.BytesIO(raw), header).lines())
    assert caught.value.message()
    return caught.value.code


def packed(raw: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(raw)


def listed(members: dict[str, bytes]) -> list[dict[str, object]]:
    return [
        {"name": n, "size": len(b), "sha256": hashlib.sha256(b).hexdigest()}
        for n, b in members.items()
    ]


def crafted(
    members: dict[str, bytes], records: dict[str, int] | None, ops: int, /, **more: object
) -> tuple[bytes, Header]:
    """A file whose manifest and ZIP agree, made without the writer's own checks."""
    fields: dict[str, object] = {"v": 1, "kind": "up", "members": listed(members)}
    if records is not None:
        fields["records"] = records
    manifest = canonical({**fields, **more})
    out = io.BytesIO()
    done = [write_member(out, name, (content,)) for name, content in members.items()]
    finish(out, [*done, write_member(out, "manifest.json", (manifest,))])
    return out.getvalue(), header_for(manifest, ops)


def with_records(raw: bytes, ops: int, size: int) -> tuple[bytes, Header]:
    return crafted({"records.jsonl.zst": raw}, {"ops": ops, "bytes": size}, ops)


def test_what_is_written_reads_back_and_is_the_same_every_time(tmp_path: Path) -> None:
    raw, header = good(tmp_path)
    assert raw == good(tmp_path)[0]
    inner = Inner.open(io.BytesIO(raw), header)
    assert list(inner.lines()) == LINES == list(inner.lines())
    assert inner.blobs() == SHAS
    names = [m.name for m in read_members(io.BytesIO(raw))]
    assert names == ["records.jsonl.zst", *(f"blob/{s}" for s in SHAS), "manifest.json"]


def test_the_standard_library_finds_a_plain_stored_zip(tmp_path: Path) -> None:
    raw, _ = good(tmp_path)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        assert {i.compress_type for i in archive.infolist()} == {zipfile.ZIP_STORED}
        lines = zstandard.ZstdDecompressor().stream_reader(archive.read("records.jsonl.zst"))
        assert lines.read().splitlines() == LINES


def rezipped(raw: bytes, change: Callable[[zipfile.ZipFile], None]) -> bytes:
    """The same contents in a ZIP by the standard library, changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(zipfile.ZipInfo(info.filename), old.read(info))
        change(new)
    return out.getvalue()


def test_zips_that_other_readers_take_are_refused(tmp_path: Path) -> None:
    raw, header = good(tmp_path)
    first = f"blob/{SHAS[0]}"

    def comment(archive: zipfile.ZipFile) -> None:
        archive.comment = b"hello"

    changes: list[Callable[[zipfile.ZipFile], None]] = [
        comment,
        lambda archive: archive.writestr(zipfile.ZipInfo("extra.txt"), b"x"),
        lambda archive: archive.writestr(zipfile.ZipInfo("../up"), b"x"),
        lambda archive: archive.writestr(zipfile.ZipInfo("blob/"), b""),
        lambda archive: archive.writestr(zipfile.ZipInfo("blob/" + "0" * 64), b"unlisted"),
        lambda archive: archive.writestr("receipt.json", b"{}", zipfile.ZIP_DEFLATED),
    ]
    for change in changes:
        assert refused(rezipped(raw, change), header) == "bundle.zip"
    doubled = raw.replace(first.encode(), f"blob/{SHAS[1]}".encode())
    assert refused(doubled, header) == "bundle.zip"
    for bad in (raw + b"\0", b"\0" + raw, raw[:-1], raw[40:], b"", b"PK" * 40, raw[-22:]):
        assert refused(bad, header) == "bundle.zip"


def test_unlisted_missing_and_reordered_members_are_refused(tmp_path: Path) -> None:
    raw, header = good(tmp_path)
    source = io.BytesIO(raw)
    contents: list[tuple[str, bytes]] = []
    with zipfile.ZipFile(source) as archive:
        contents = [(i.filename, archive.read(i)) for i in archive.infolist()]
    arrangements: list[Iterable[tuple[str, bytes]]] = [
        contents[:-1],
        [("receipt.json", b"{}"), *contents],
        [*contents, ("receipt.json", b"{}")],
        contents[1:],
        [contents[0], contents[2], contents[1], contents[3]],
        [contents[3], *contents[:3]],
    ]
    for arrangement in arrangements:
        out = io.BytesIO()
        finish(out, [write_member(out, name, (content,)) for name, content in arrangement])
        assert refused(out.getvalue(), header) == "bundle.zip"
    for n, grown in ((1, b"x"), (0, b"\0")):
        out = io.BytesIO()
        swapped = [(name, c + grown * (k == n)) for k, (name, c) in enumerate(contents)]
        finish(out, [write_member(out, name, (content,)) for name, content in swapped])
        assert refused(out.getvalue(), header) == "bundle.member"


def _flips(raw: bytes, header: Header, step: int) -> list[int]:
    """Bit positions whose flip is taken."""
    taken = []
    for bit in range(0, len(raw) * 8, step):
        mangled = bytearray(raw)
        mangled[bit // 8] ^= 1 << bit % 8
        try:
            list(Inner.open(io.BytesIO(bytes(mangled)), header).lines())
        except UserError:
            continue
        taken.append(bit)
    return taken


def test_sampled_bit_flips_inside_are_refused(tmp_path: Path) -> None:
    assert _flips(*good(tmp_path), 31) == []


@pytest.mark.ci
def test_every_bit_flip_inside_is_refused(tmp_path: Path) -> None:
    assert _flips(*good(tmp_path), 1) == []


MEMBER = {"records.jsonl.zst": packed(b"{}\n")}
ONE = {"ops": 1, "bytes": 3}
BLOB = b"x"
BLOB_NAME = "blob/" + hashlib.sha256(BLOB).hexdigest()


@pytest.mark.parametrize(
    ("members", "records", "more"),
    [
        ({}, None, {}),
        (MEMBER, None, {}),
        (MEMBER, {"ops": 2, "bytes": 3}, {}),
        (MEMBER, {"ops": 1, "bytes": 3 * 2**30}, {}),
        (MEMBER, {"ops": 1, "bytes": 2**31 - 1}, {}),
        (MEMBER, {"ops": True, "bytes": 3}, {}),
        (MEMBER, ONE, {"kind": "down"}),
        (MEMBER, ONE, {"kind": "receipt"}),
        (MEMBER, ONE, {"v": 2}),
        (MEMBER, ONE, {"extra": 1}),
        (MEMBER, ONE, {"members": listed(MEMBER) * 2}),
        (MEMBER, ONE, {"members": [{"name": "/etc/x", "size": 1, "sha256": "0" * 64}]}),
        (MEMBER | {"grant.json": b"{}"}, ONE, {}),
        (MEMBER | {"blob/" + "0" * 64: BLOB}, ONE, {}),
        ({BLOB_NAME: BLOB} | MEMBER, ONE, {}),
    ],
)
def test_manifests_that_do_not_fit_are_refused(
    members: dict[str, bytes], records: dict[str, int] | None, more: dict[str, object]
) -> None:
    raw, header = crafted(members, records, 1, **more)
    assert refused(raw, header) == "bundle.manifest"


def test_manifest_bytes_must_be_canonical_and_the_signed_ones() -> None:
    raw, header = crafted(MEMBER, ONE, 1)
    assert list(Inner.open(io.BytesIO(raw), header).lines()) == [b"{}"]
    other = header.model_copy(update={"manifest_sha256": "0" * 64})
    assert refused(raw, other) == "bundle.manifest_hash"
    twice = canonical({"kind": "up", "members": listed(MEMBER), "records": ONE, "v": 1})
    twice = twice.replace(b'"v":1', b'"v":1,"v":1')
    out = io.BytesIO()
    made = [write_member(out, "records.jsonl.zst", (MEMBER["records.jsonl.zst"],))]
    finish(out, [*made, write_member(out, "manifest.json", (twice,))])
    assert refused(out.getvalue(), header_for(twice, 1)) == "bundle.manifest"


@pytest.mark.parametrize(
    ("raw", "ops", "size"),
    [
        (packed(b"{}\n{}\n"), 1, 6),  # more lines than listed
        (packed(b"{}\n{}\n"), 1, 3),  # more bytes than listed
        (packed(b"{}\n"), 2, 3),  # fewer
        (packed(b"{}\n{}"), 1, 5),  # no line end
        (packed(b"\n"), 1, 1),  # empty line
        (packed(b"{}\n")[:-1], 1, 3),  # cut frame
        (packed(b"{}\n") + b"tail", 1, 3),
        (b"no zstd at all", 1, 3),
        (packed(b"x" * (OP_LINE_BYTES + 1) + b"\n"), 1, OP_LINE_BYTES + 2),
        (packed(b"x" * (2 * OP_LINE_BYTES)), 1, 2 * OP_LINE_BYTES),
    ],
)
def test_records_that_are_not_as_listed_are_refused(raw: bytes, ops: int, size: int) -> None:
    assert refused(*with_records(raw, ops, size)) == "bundle.records"


def test_a_line_of_exactly_the_limit_is_taken() -> None:
    line = b"x" * OP_LINE_BYTES
    raw, header = with_records(packed(line + b"\n{}\n"), 2, OP_LINE_BYTES + 4)
    assert list(Inner.open(io.BytesIO(raw), header).lines()) == [line, b"{}"]


def test_a_zstd_bomb_is_stopped_with_bounded_memory() -> None:
    bomb = packed(bytes(256 * MIB))
    assert len(bomb) < MIB
    raw, header = with_records(bomb, 1, 3)
    tracemalloc.start()
    try:
        assert refused(raw, header) == "bundle.records"
        # believing the frame's stated size would take 256 MiB
        assert tracemalloc.get_traced_memory()[1] < 16 * MIB
    finally:
        tracemalloc.stop()


def test_a_window_above_the_limit_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=25)
    wide = zstandard.ZstdCompressor(compression_params=parameters)
    out = io.BytesIO()
    with wide.stream_writer(out, closefd=False) as writer:
        for _ in range(40):
            writer.write(b"{}\n" * 400_000)
    assert refused(*with_records(out.getvalue(), 1, 48_000_000)) == "bundle.records"


def test_the_writer_keeps_the_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def written(**content: object) -> str:
        with pytest.raises(UserError) as caught:
            write_inner(io.BytesIO(), "up", work_dir=tmp_path, **content)  # type: ignore[arg-type]
        return caught.value.code

    assert written(lines=[b"x" * (OP_LINE_BYTES + 1)]) == "op.too_long"
    assert written(lines=[b""]) == written(lines=[b"a\nb"]) == "op.too_long"
    assert written(lines=[], blobs={"0" * 64: lambda: (b"other",)}) == "blob.damaged"
    large = bytes(BLOB_CHUNK_BYTES + 1)
    name = hashlib.sha256(large).hexdigest()
    assert written(lines=[], blobs={name: lambda: (large,)}) == "bundle.too_large"
    monkeypatch.setattr(inner_module, "BUNDLE_OPS", 3)
    assert written(lines=LINES) == "bundle.too_large"


def test_a_blob_above_the_chunk_size_is_refused_by_the_reader() -> None:
    large = bytes(BLOB_CHUNK_BYTES + 1)
    name = "blob/" + hashlib.sha256(large).hexdigest()
    assert refused(*crafted(MEMBER | {name: large}, ONE, 1)) == "bundle.member"


def test_hand_made_directories_are_refused(tmp_path: Path) -> None:
    raw, header = good(tmp_path)
    start, count = raw.index(b"PK\x01\x02"), 4
    body, central = raw[:start], raw[start:-22]

    def with_end(front: bytes, directory: bytes, entries: int) -> bytes:
        end = struct.pack(
            "<4s4H2IH", b"PK\x05\x06", 0, 0, entries, entries, len(directory), len(front), 0
        )
        return front + directory + end

    assert with_end(body, central, count) == raw
    shorter = central[: central.rindex(b"PK\x01\x02")]
    for bad in (
        with_end(body, central + b"x", count),  # bytes after the last entry
        with_end(body, central[:-1], count),
        with_end(body, shorter, count),  # fewer entries than counted
        with_end(body, shorter, count - 1),  # a member that no entry names
        with_end(body + b"gap", central, count),
        with_end(body, central, 0),
        with_end(body, central, 60_000),
    ):
        assert refused(bad, header) == "bundle.zip"


def test_members_above_their_limit_or_cut_while_read_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, _ = good(tmp_path)
    records = read_members(io.BytesIO(raw))[0]
    for call in (
        lambda: inner_zip.member_bytes(io.BytesIO(raw), records, records.size - 1),
        lambda: inner_zip.member_bytes(io.BytesIO(raw[: records.end - 1]), records, 9_999),
    ):
        with pytest.raises(UserError) as caught:
            call()
        assert caught.value.code == "bundle.zip"
    monkeypatch.setattr(inner_zip, "BUNDLE_FILE_BYTES", 100)
    with pytest.raises(UserError) as caught:
        write_member(io.BytesIO(), "receipt.json", [b"x" * 60, b"x" * 60])
    assert caught.value.code == "bundle.zip"


@pytest.mark.corpus
def test_every_archive_of_the_corpus_is_refused(corpus: Path, tmp_path: Path) -> None:
    _, header = good(tmp_path)
    files = sorted(p for p in (corpus / "zip").rglob("*") if p.is_file())
    assert len(files) >= 50
    for path in files:
        raw = path.read_bytes()
        tracemalloc.start()
        try:
            assert refused(raw, header) == "bundle.zip", path.name
            assert tracemalloc.get_traced_memory()[1] < 8 * MIB
        finally:
            tracemalloc.stop()
