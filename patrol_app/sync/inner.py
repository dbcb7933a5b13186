"""Ops and blobs inside a bundle, written and read in pieces.

Writing::

    write_inner(out, kind, work_dir=, lines=, blobs=, documents=) -> Written
        lines: op lines as raw bytes without LF;  blobs: {sha256: callable giving pieces};
        documents: {member name: bytes}
    Written: manifest (bytes), manifest_sha256, ops

Reading the decrypted temporary file::

    inner = Inner.open(stream, header)      every size, hash and count that can be checked ahead
    inner.lines() -> Iterator[bytes]        op lines, bounded; counts checked at the end
    inner.blobs() -> [sha256]; inner.blob(sha256) -> Iterator[bytes]; inner.blob_size(sha256)
    inner.document(name) -> bytes           receipt.json, grant.json ...; inner.has(name)
"""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import zstandard

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.limits import (
    BLOB_CHUNK_BYTES,
    BUNDLE_EXPANDED_BYTES,
    BUNDLE_OPS,
    MIB,
    OP_LINE_BYTES,
    ZSTD_READ_BYTES,
    ZSTD_WINDOW_BYTES,
)
from patrol_app.sync.header import Header, Kind
from patrol_app.sync.inner_zip import (
    Member,
    bad_zip,
    finish,
    member_bytes,
    member_pieces,
    read_members,
    write_member,
)
from patrol_app.sync.manifest import (
    BLOB,
    MANIFEST,
    MANIFEST_BYTES,
    RECORDS,
    Listed,
    Manifest,
    RecordsInfo,
    member_order,
    read_manifest,
)
from patrol_app.sync.strict import write_document

ZSTD_LEVEL = 6
DOCUMENT_BYTES = limits.DOCUMENT_BYTES
Pieces = Callable[[], Iterable[bytes]]


@dataclass(frozen=True)
class Written:
    """What the header needs to know of the inner file."""

    manifest: bytes
    manifest_sha256: str
    ops: int


def bad_records(reason: str) -> UserError:
    """The refusal of ops that are not packed as the manifest says."""
    return UserError(
        "bundle.records", N_("The records in the file cannot be read: {reason}"), reason=reason
    )


def write_inner(
    out: BinaryIO,
    kind: Kind,
    *,
    work_dir: Path,
    lines: Iterable[bytes] | None = None,
    blobs: Mapping[str, Pieces] | None = None,
    documents: Mapping[str, bytes] | None = None,
) -> Written:
    """Write the inner ZIP.

    Args:
        out: empty seekable stream (a private temporary file).
        kind: bundle kind; decides what must be given (``manifest.MEMBERS``).
        work_dir: private folder for the packed records.
        lines: op lines; None for kind receipt.
        blobs: sha256 -> a function that gives the content's pieces, called once.
        documents: the JSON documents of the kind by member name.

    Raises:
        UserError: ``op.too_long``, ``bundle.too_large``, ``blob.damaged`` (stored content does
            not have its hash), ``bundle.manifest``.
    """
    with tempfile.TemporaryFile(dir=work_dir) as packed:
        sources: dict[str, Pieces] = {BLOB + sha: give for sha, give in (blobs or {}).items()}
        for name, raw in (documents or {}).items():
            sources[name] = lambda raw=raw: (raw,)  # type: ignore[misc]
        info = None
        if lines is not None:
            info = _pack(lines, packed)
            sources[RECORDS] = lambda: _from_start(packed)
        done = [_write(out, name, sources[name]()) for name in member_order(list(sources))]
    listed = tuple(entry for _, entry in done)
    manifest = write_document(Manifest(kind=kind, members=listed, records=info))
    last = write_member(out, MANIFEST, (manifest,))
    finish(out, [*(member for member, _ in done), last])
    return Written(manifest, hashlib.sha256(manifest).hexdigest(), info.ops if info else 0)


def _from_start(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(MIB):
        yield piece


def _write(out: BinaryIO, name: str, pieces: Iterable[bytes]) -> tuple[Member, Listed]:
    digest = hashlib.sha256()

    def hashed() -> Iterator[bytes]:
        """The pieces, hashed as they pass: stored content is read once."""
        for piece in pieces:
            digest.update(piece)
            yield piece

    member = write_member(out, name, hashed())
    sha = digest.hexdigest()
    if name.startswith(BLOB):
        if sha != name[len(BLOB) :]:
            raise UserError("blob.damaged", N_("A stored file is damaged: {sha}"), sha=name[5:17])
        if member.size > BLOB_CHUNK_BYTES:
            raise UserError("bundle.too_large", N_("The exchange file would be too large."))
    return member, Listed(name=name, size=member.size, sha256=sha)


def _pack(lines: Iterable[bytes], packed: BinaryIO) -> RecordsInfo:
    ops, size = 0, 0
    packer = zstandard.ZstdCompressor(level=ZSTD_LEVEL, write_checksum=True)
    with packer.stream_writer(packed, closefd=False) as writer:
        for line in lines:
            if not line or len(line) > OP_LINE_BYTES or b"\n" in line:
                raise UserError("op.too_long", N_("A record change is too large to be sent."))
            writer.write(line + b"\n")
            ops += 1
            size += len(line) + 1
    if ops > BUNDLE_OPS or size > BUNDLE_EXPANDED_BYTES:
        raise UserError("bundle.too_large", N_("The exchange file would be too large."))
    return RecordsInfo(ops=ops, bytes=size)


class _Slice(io.RawIOBase):
    """One member as a readable stream, for the decompressor."""

    def __init__(self, stream: BinaryIO, member: Member) -> None:
        self._stream, self._at, self._end = stream, member.data_at, member.end

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes; the shared stream is positioned anew each time."""
        left = self._end - self._at
        self._stream.seek(self._at)
        piece = self._stream.read(left if size < 0 else min(size, left))
        self._at += len(piece)
        return piece


class Inner:
    """A decrypted, checked inner file."""

    def __init__(self, stream: BinaryIO, members: dict[str, Member], manifest: Manifest) -> None:
        """Use :meth:`open`."""
        self._stream = stream
        self._members = members
        self.manifest = manifest

    @classmethod
    def open(cls, stream: BinaryIO, header: Header) -> Inner:
        """Check everything that can be checked without reading ops.

        Args:
            stream: the decrypted temporary file, whole.
            header: the verified header.

        Raises:
            UserError: ``bundle.zip``, ``bundle.manifest``, ``bundle.manifest_hash``,
                ``bundle.member`` (a size or hash differs).
        """
        members = read_members(stream)
        *contents, last = members
        if last.name != MANIFEST:
            raise bad_zip("manifest")
        raw = member_bytes(stream, last, MANIFEST_BYTES)
        manifest = read_manifest(raw, header)
        if [m.name for m in contents] != [m.name for m in manifest.members]:
            raise bad_zip("members")
        for member, listed in zip(contents, manifest.members, strict=True):
            _check_member(stream, member, listed)
        return cls(stream, {m.name: m for m in members}, manifest)

    def blobs(self) -> list[str]:
        """The sha256 of every blob in the file."""
        return self.manifest.blobs()

    def blob_size(self, sha: str) -> int:
        """Bytes of a blob of :meth:`blobs`."""
        return self._members[BLOB + sha].size

    def blob(self, sha: str) -> Iterator[bytes]:
        """A blob's content in pieces; its hash was checked by :meth:`open`."""
        return member_pieces(self._stream, self._members[BLOB + sha])

    def has(self, name: str) -> bool:
        """Whether the file has the member ``name``."""
        return name in self._members

    def document(self, name: str) -> bytes:
        """A JSON document: ``receipt.json``, ``grant.json``, ``papers.json`` or ``down.json``.

        Raises:
            UserError: ``bundle.manifest`` when the file has none, ``bundle.zip`` above 4 MiB.
        """
        if name not in self._members:
            raise bad_zip("members")
        return member_bytes(self._stream, self._members[name], DOCUMENT_BYTES)

    def lines(self) -> Iterator[bytes]:
        """Every op line as raw bytes without its LF, in file order.

        Counts output itself: a frame's stated size is not believed (a 33 KB frame may say and
        give 1 GiB). Memory: one line and one piece.

        Raises:
            UserError: ``bundle.records``.
        """
        info = self.manifest.records
        if info is None:
            return
        ops, size, rest = 0, 0, b""
        for piece in self._expanded():
            size += len(piece)
            if size > info.bytes:
                raise bad_records("more bytes than listed")
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                ops += 1
                if not line or len(line) > OP_LINE_BYTES or ops > info.ops:
                    raise bad_records("line")
                yield line
            if len(rest) > OP_LINE_BYTES:
                raise bad_records("line")
        if rest or ops != info.ops or size != info.bytes:
            raise bad_records("count")

    def _expanded(self) -> Iterator[bytes]:
        source = _Slice(self._stream, self._members[RECORDS])
        unpacker = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW_BYTES)
        try:
            with unpacker.stream_reader(source, read_across_frames=True) as reader:  # type: ignore[arg-type]
                while piece := reader.read(ZSTD_READ_BYTES):
                    yield piece
        except zstandard.ZstdError as fault:
            raise bad_records("zstd") from fault


def _check_member(stream: BinaryIO, member: Member, listed: Listed) -> None:
    limit = BLOB_CHUNK_BYTES if member.name.startswith(BLOB) else listed.size
    digest = hashlib.sha256()
    if member.size == listed.size <= limit:
        for piece in member_pieces(stream, member):
            digest.update(piece)
    if digest.hexdigest() != listed.sha256 or member.size != listed.size or member.size > limit:
        raise UserError(
            "bundle.member", N_("A part inside the file is damaged: {name}"), name=member.name
        )
