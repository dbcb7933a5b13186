"""The ZIP inside a bundle: STORED, fixed times, fixed order, and a reader that takes no other.

``write_member(out, name, pieces) -> Member``, ``finish(out, members)``;
``read_members(stream) -> list[Member]``, ``member_pieces(stream, member) -> Iterator[bytes]``,
``member_bytes(stream, member, limit) -> bytes``.

Everything but names, sizes, checksums and contents is fixed, so the reader builds the bytes that
the writer would have written around the contents and compares them. That one rule refuses gaps,
overlaps, prefixes, trailing bytes, comments, extra fields, data descriptors, encryption flags,
zip64, compression, directories, duplicates and every difference between local and central
headers. Layout: APPNOTE 6.3.10 sections 4.3.7, 4.3.12 and 4.3.16.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.limits import BUNDLE_BLOBS, BUNDLE_FILE_BYTES, MIB

MAX_MEMBERS = BUNDLE_BLOBS + 5
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION = 20
_UNIX_20 = 3 << 8 | _VERSION
_DATE_1980_01_01 = 0x21
_FILE_0600 = 0o100600 << 16
_NAME = re.compile(
    r"(manifest|receipt|grant|papers|down)\.json|records\.jsonl\.zst|blob/[0-9a-f]{64}"
)
_STEP = MIB


@dataclass(frozen=True)
class Member:
    """One stored member: name, bytes, CRC-32 and offset of its local header."""

    name: str
    size: int
    crc: int
    at: int

    @property
    def data_at(self) -> int:
        """Offset of the first byte of content."""
        return self.at + _LOCAL.size + len(self.name)

    @property
    def end(self) -> int:
        """Offset behind the last byte of content."""
        return self.data_at + self.size

    def local(self) -> bytes:
        """The local header exactly as written."""
        fixed = (b"PK\x03\x04", _VERSION, 0, 0, 0, _DATE_1980_01_01)
        sizes = (self.crc, self.size, self.size, len(self.name), 0)
        return _LOCAL.pack(*fixed, *sizes) + self.name.encode("ascii")

    def central(self) -> bytes:
        """The central directory entry exactly as written."""
        fixed = (b"PK\x01\x02", _UNIX_20, _VERSION, 0, 0, 0, _DATE_1980_01_01)
        sizes = (self.crc, self.size, self.size, len(self.name))
        return _CENTRAL.pack(*fixed, *sizes, 0, 0, 0, 0, _FILE_0600, self.at) + self.name.encode()


def bad_zip(reason: str) -> UserError:
    """The refusal of an inner file that is not exactly as the writer makes it."""
    return UserError(
        "bundle.zip", N_("The inside of the file is not as it must be: {reason}"), reason=reason
    )


def write_member(out: BinaryIO, name: str, pieces: Iterable[bytes]) -> Member:
    """Append one member at the stream's position; sizes are set when they are known.

    Raises:
        UserError: ``bundle.zip`` when the stream grows beyond a bundle's limit.
    """
    at = out.tell()
    out.write(Member(name, 0, 0, at).local())
    size, crc = 0, 0
    for piece in pieces:
        out.write(piece)
        size += len(piece)
        crc = zlib.crc32(piece, crc)
        if at + size > BUNDLE_FILE_BYTES:
            raise bad_zip("size")
    member = Member(name, size, crc, at)
    out.seek(at)
    out.write(member.local())
    out.seek(member.end)
    return member


def finish(out: BinaryIO, members: list[Member]) -> None:
    """Write the central directory and the end record."""
    start = out.tell()
    central = b"".join(member.central() for member in members)
    out.write(central)
    out.write(_end(len(members), len(central), start))


def _end(count: int, size: int, start: int) -> bytes:
    return _END.pack(b"PK\x05\x06", 0, 0, count, count, size, start, 0)


def read_members(stream: BinaryIO) -> list[Member]:
    """List the members of a file that is byte for byte laid out as :func:`finish` leaves it.

    Raises:
        UserError: ``bundle.zip`` with the first difference.
    """
    total = stream.seek(0, io.SEEK_END)
    if not _END.size <= total <= BUNDLE_FILE_BYTES:
        raise bad_zip("size")
    stream.seek(total - _END.size)
    tail = stream.read(_END.size)
    fields = _END.unpack(tail)
    count, size, start = fields[4], fields[5], fields[6]
    if not 1 <= count <= MAX_MEMBERS or tail != _end(count, size, start):
        raise bad_zip("end record")
    if start + size + _END.size != total:
        raise bad_zip("directory place")
    stream.seek(start)
    members = _central(stream.read(size), count)
    _check_layout(stream, members, start)
    return members


def _central(raw: bytes, count: int) -> list[Member]:
    members, at = [], 0
    for _ in range(count):
        if len(raw) - at < _CENTRAL.size:
            raise bad_zip("directory")
        fields = _CENTRAL.unpack_from(raw, at)
        name = raw[at + _CENTRAL.size : at + _CENTRAL.size + fields[10]].decode("latin-1")
        if not _NAME.fullmatch(name):
            raise bad_zip("name")
        member = Member(name, fields[9], fields[7], fields[16])
        entry = member.central()
        if raw[at : at + len(entry)] != entry:
            raise bad_zip("directory entry")
        members.append(member)
        at += len(entry)
    if at != len(raw):
        raise bad_zip("directory")
    if len({member.name for member in members}) != count:
        raise bad_zip("duplicate")
    return members


def _check_layout(stream: BinaryIO, members: list[Member], start: int) -> None:
    """Local headers equal the central ones and the members touch each other, front to end."""
    at = 0
    for member in members:
        if member.at != at or member.end > start:
            raise bad_zip("place")
        stream.seek(at)
        if stream.read(member.data_at - at) != member.local():
            raise bad_zip("local header")
        at = member.end
    if at != start:
        raise bad_zip("gap")


def member_pieces(stream: BinaryIO, member: Member) -> Iterator[bytes]:
    """The content of a member in pieces of at most 1 MiB.

    Raises:
        UserError: ``bundle.zip`` when the CRC-32 differs; by then all pieces were given.
    """
    left, at, crc = member.size, member.data_at, 0
    while left:
        stream.seek(at)  # each time: the caller may read other members in between
        piece = stream.read(min(_STEP, left))
        if not piece:
            raise bad_zip("short")
        crc = zlib.crc32(piece, crc)
        at += len(piece)
        left -= len(piece)
        yield piece
    if crc != member.crc:
        raise bad_zip("checksum")


def member_bytes(stream: BinaryIO, member: Member, limit: int) -> bytes:
    """The whole content of a small member.

    Raises:
        UserError: ``bundle.zip`` above ``limit`` bytes or when the checksum differs.
    """
    if member.size > limit:
        raise bad_zip("size")
    return b"".join(member_pieces(stream, member))
