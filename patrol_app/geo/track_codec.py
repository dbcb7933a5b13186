"""``track/1``: the frozen stored form of a track (docs/format.md). Exact and lossless.

version byte 1 | CRC32 of the rest, u32 | zstd frame. Every number is little-endian. The frame
holds: flags u8 | points u32 | segments u32 | segment lengths u32 each | bit masks | columns.
A column is the differences of neighbouring present values, first value from 0, taken modulo
2^32 (time: modulo 2^64 where a difference does not fit 32 bits), its bytes shuffled so that
all first bytes come first.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import zstandard

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.track import Bools, Track
from patrol_app.geo.types import UNKNOWN
from patrol_app.i18n import N_

VERSION: Final = 1
LEVEL: Final = 3

ELE_ALL: Final = 1  # every point has a height: no mask stored
ELE_SOME: Final = 2  # a mask says which points have one
TIME_ALL: Final = 4
TIME_SOME: Final = 8
TIME_WIDE: Final = 16  # time differences are 64 bits wide
_KNOWN: Final = 31

_OUTER = struct.Struct("<BI")
_INNER = struct.Struct("<BII")
_CLOCK = struct.Struct("<q")


def encode(track: Track) -> bytes:
    """The ``track/1`` bytes of ``track``; name, datum and hdop are not part of them.

    Raises:
        UserError: more points or segments than the format allows.
    """
    if len(track) > limits.TRACK_POINTS or len(track.segments) > limits.TRACK_SEGMENTS:
        raise UserError(
            "track.too_long",
            N_("The track has more than {most} points"),
            most=limits.TRACK_POINTS,
        )
    frame = zstandard.ZstdCompressor(level=LEVEL, write_content_size=True).compress(_pack(track))
    return _OUTER.pack(VERSION, zlib.crc32(frame)) + frame


def decode(blob: bytes, name: str = "", datum: str = UNKNOWN) -> Track:
    """The track of ``track/1`` bytes, under the name and datum that its record holds.

    Raises:
        UserError: damaged, of a newer version, or beyond the limits.
    """
    if len(blob) <= _OUTER.size or len(blob) > limits.TRACK_BLOB_BYTES:
        raise _damaged()
    version, checksum = _OUTER.unpack_from(blob)
    if version != VERSION:
        raise UserError(
            "track.newer",
            N_("The track has format {version}; this program reads format 1"),
            version=version,
        )
    frame = memoryview(blob)[_OUTER.size :]
    if zlib.crc32(frame) != checksum:
        raise _damaged()
    try:
        return _unpack(_expand(bytes(frame)), name, datum)
    except (ValueError, struct.error, zstandard.ZstdError) as error:
        raise _damaged() from error


def _damaged() -> UserError:
    return UserError("track.damaged", N_("The stored track is damaged"))


def _flags(track: Track) -> int:
    flags = 0
    for mask, every, some in (
        (track.has_ele, ELE_ALL, ELE_SOME),
        (track.has_time, TIME_ALL, TIME_SOME),
    ):
        if mask.any():
            flags |= every if mask.all() else some
    return flags


def _pack(track: Track) -> bytes:
    times = np.diff(track.time[track.has_time], prepend=np.int64(0))
    first, rest = times[:1], times[1:]
    flags = _flags(track)
    # Only the differences need to fit: the first time has eight bytes of its own. 1980, 2208
    # and a rolled week inside one track make differences that do not fit 32 bits.
    wide = bool(rest.size) and not bool(np.all(rest == rest.astype(np.int32)))
    chunks = [
        _INNER.pack(flags | (TIME_WIDE if wide else 0), len(track), len(track.segments)),
        np.asarray(track.segments, dtype="<u4").tobytes(),
    ]
    if flags & ELE_SOME:
        chunks.append(np.packbits(track.has_ele).tobytes())
    if flags & TIME_SOME:
        chunks.append(np.packbits(track.has_time).tobytes())
    for column in (track.lon, track.lat, track.ele[track.has_ele]):
        deltas = np.diff(column.astype(np.int64), prepend=np.int64(0))
        chunks.append(_shuffle(deltas.astype("<u8").astype("<u4")))
    if first.size:
        chunks.append(_CLOCK.pack(int(first[0])))
        chunks.append(_shuffle(rest.astype("<i8" if wide else "<i4")))
    return b"".join(chunks)


def _shuffle(column: npt.NDArray[Any]) -> bytes:
    return column.view(np.uint8).reshape(-1, column.itemsize).T.tobytes()


def _expand(frame: bytes) -> bytes:
    """The frame's content, counted by ourselves: its stated size is never believed."""
    # 20 bytes a point, two mask bits, 4 bytes a segment, the two heads: nothing honest is larger.
    most = 24 * limits.TRACK_POINTS + 4 * limits.TRACK_SEGMENTS + 64
    reader = zstandard.ZstdDecompressor(max_window_size=limits.ZSTD_WINDOW_BYTES).stream_reader(
        frame
    )
    chunks = []
    size = 0
    while chunk := reader.read(limits.ZSTD_READ_BYTES):
        size += len(chunk)
        if size > most:
            raise ValueError("expands beyond the limit")
        chunks.append(chunk)
    return b"".join(chunks)


class _Cursor:
    """Takes pieces of a buffer from left to right and refuses to run past its end."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int) -> bytes:
        """The next ``size`` bytes; ValueError when there are fewer."""
        piece = self.data[self.at : self.at + size]
        if len(piece) != size:
            raise ValueError("ends early")
        self.at += size
        return piece

    def column(self, size: int, kind: str) -> npt.NDArray[Any]:
        """The next shuffled column of ``size`` numbers of dtype ``kind``."""
        width = np.dtype(kind).itemsize
        raw = np.frombuffer(self.take(size * width), dtype=np.uint8)
        return np.ascontiguousarray(raw.reshape(width, size).T).view(kind).reshape(size)

    def mask(self, size: int, flags: int, every: int, some: int) -> Bools:
        """Which of ``size`` points have a value; the flags say whether a mask is stored."""
        if flags & every and flags & some:
            raise ValueError("flags contradict each other")
        if not flags & some:
            return np.full(size, bool(flags & every))
        raw = np.frombuffer(self.take((size + 7) // 8), dtype=np.uint8)
        bits = np.unpackbits(raw).astype(np.bool_)
        if bits[size:].any():
            raise ValueError("mask is longer than the track")
        return bits[:size]


def _unpack(data: bytes, name: str, datum: str) -> Track:
    cursor = _Cursor(data)
    flags, size, parts = _INNER.unpack(cursor.take(_INNER.size))
    if flags & ~_KNOWN or size > limits.TRACK_POINTS or parts > limits.TRACK_SEGMENTS:
        raise ValueError("head out of range")
    lengths = np.frombuffer(cursor.take(4 * parts), dtype="<u4")
    has_ele = cursor.mask(size, flags, ELE_ALL, ELE_SOME)
    has_time = cursor.mask(size, flags, TIME_ALL, TIME_SOME)
    lon = _sum(cursor.column(size, "<u4"))
    lat = _sum(cursor.column(size, "<u4"))
    ele = np.zeros(size, dtype=np.int32)
    ele[has_ele] = _sum(cursor.column(int(has_ele.sum()), "<u4"))
    time = np.zeros(size, dtype=np.int64)
    known = int(has_time.sum())
    if known:
        first = _CLOCK.unpack(cursor.take(_CLOCK.size))[0]
        rest = cursor.column(known - 1, "<i8" if flags & TIME_WIDE else "<i4")
        steps = np.concatenate(([np.int64(first)], rest.astype(np.int64)))
        time[has_time] = np.cumsum(steps, dtype=np.int64)
    if cursor.at != len(data):
        raise ValueError("bytes left over")
    segments = tuple(int(length) for length in lengths)
    return Track(lon, lat, ele, has_ele, time, has_time, segments, name, datum)


def _sum(deltas: npt.NDArray[Any]) -> npt.NDArray[np.int32]:
    return np.cumsum(deltas, dtype=np.uint32).astype(np.uint32).view(np.int32)
