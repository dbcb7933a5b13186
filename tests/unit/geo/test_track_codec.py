from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.track import Track, build
from patrol_app.geo.track_codec import decode, encode
from patrol_app.geo.types import LAT_MAX, LON_MAX, WGS84
from tests.support.tracks import walk

FROZEN = Path(__file__).parents[2] / "data" / "format" / "1" / "track.bin"
COLD_START, ROLLOVER, FAR = 315_878_400_000, 935_280_000_000, 7_524_000_000_000


def frozen_track() -> Track:
    """What ``track.bin`` holds: every odd thing the format knows, in seven points."""
    return build(
        [1_125_031_234, 1_125_031_300, -LON_MAX, LON_MAX, 0, 1_125_031_234, -1],
        [388_611_111, 388_611_050, -LAT_MAX, LAT_MAX, 0, 388_611_112, 1],
        ele=[140_000, None, -43_000, 884_886, 0, None, 1],
        time=[COLD_START, ROLLOVER, None, FAR, 1_785_715_200_123, 1_785_715_195_000, None],
        segments=[1, 4, 2],
    )


def test_frozen_sample_is_read_for_ever() -> None:
    assert decode(FROZEN.read_bytes()).same_as(frozen_track())


def test_1980_and_2208_and_a_rolled_week_round_trip() -> None:
    for times in ([COLD_START, FAR, ROLLOVER], [-(2**62), 2**62, 0], [5, None, 4]):
        track = build([1, 2, 3], [4, 5, 6], time=times)
        assert decode(encode(track)).same_as(track)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_track_round_trips(data: st.DataObject) -> None:
    lengths = data.draw(st.lists(st.integers(1, 9), max_size=5))
    size = sum(lengths)

    def column(values: st.SearchStrategy[int | None]) -> list[int | None]:
        return data.draw(st.lists(values, min_size=size, max_size=size))

    track = build(
        column(st.integers(-LON_MAX, LON_MAX)),  # type: ignore[arg-type]
        column(st.integers(-LAT_MAX, LAT_MAX)),  # type: ignore[arg-type]
        ele=column(st.none() | st.integers(-(2**31), 2**31 - 1)),
        time=column(st.none() | st.integers(-(2**63), 2**63 - 1)),
        segments=lengths,
    )
    back = decode(encode(track), "名", WGS84)
    assert back.same_as(track)
    assert (back.name, back.datum) == ("名", WGS84)


def test_a_walk_costs_less_than_the_goal() -> None:
    tracks = [walk(seed, 1_000) for seed in range(5)]
    assert sum(len(encode(track)) for track in tracks) / 5_000 <= 4.7


@given(st.integers(0, 10_000), st.integers(0, 7))
@settings(max_examples=100, deadline=None)
def test_any_flipped_bit_is_refused(at: int, bit: int) -> None:
    blob = bytearray(FROZEN.read_bytes())
    blob[at % len(blob)] ^= 1 << bit
    with pytest.raises(UserError):
        decode(bytes(blob))


def test_every_cut_is_refused() -> None:
    blob = FROZEN.read_bytes()
    for size in range(len(blob)):
        with pytest.raises(UserError):
            decode(blob[:size])


def sealed(content: bytes, *, stated: bool = True) -> bytes:
    frame = zstandard.ZstdCompressor(write_content_size=stated).compress(content)
    return struct.pack("<BI", 1, zlib.crc32(frame)) + frame


def test_a_newer_version_is_named() -> None:
    blob = b"\x02" + FROZEN.read_bytes()[1:]
    with pytest.raises(UserError) as caught:
        decode(blob)
    assert caught.value.code == "track.newer"


@pytest.mark.parametrize("stated", [True, False])
def test_a_bomb_is_stopped_by_our_own_counter(stated: bool) -> None:
    chunk = zstandard.ZstdCompressor().compressobj(size=200 << 20 if stated else -1)
    frame = b"".join(chunk.compress(bytes(1 << 20)) for _ in range(200)) + chunk.flush()
    blob = struct.pack("<BI", 1, zlib.crc32(frame)) + frame
    assert len(blob) < 100_000
    with pytest.raises(UserError) as caught:
        decode(blob)
    assert caught.value.code == "track.damaged"


def test_contents_that_lie_are_refused() -> None:
    head = struct.Struct("<BII")
    point = bytes(12)
    lying = {
        "unknown flag": head.pack(32, 0, 0),
        "both flags": head.pack(3, 1, 1) + struct.pack("<I", 1) + bytes(1) + point,
        "too many points": head.pack(0, limits.TRACK_POINTS + 1, 0),
        "segments short": head.pack(0, 1, 1) + struct.pack("<I", 2) + bytes(8),
        "empty segment": head.pack(0, 0, 1) + struct.pack("<I", 0),
        "bytes left over": head.pack(0, 0, 0) + b"x",
        "mask too long": head.pack(2, 1, 1) + struct.pack("<I", 1) + b"\xc0" + point,
        "out of range": head.pack(0, 1, 1) + struct.pack("<I", 1) + b"\xff\xff\xff\x7f" + bytes(4),
        "ends early": head.pack(0, 5, 1) + struct.pack("<I", 5) + bytes(7),
        "no head": b"",
    }
    for why, content in lying.items():
        with pytest.raises(UserError):
            decode(sealed(content))
            pytest.fail(why)


def test_too_long_a_track_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TRACK_POINTS", 10)
    with pytest.raises(UserError) as caught:
        encode(walk(1, 11))
    assert caught.value.code == "track.too_long"


def test_columns_stay_exact_types() -> None:
    back = decode(encode(walk(3, 50)))
    assert (back.lon.dtype, back.time.dtype) == (np.dtype(np.int32), np.dtype(np.int64))
