from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.errors import UserError
from patrol_app.geo.readers import gpx, gpx_scan
from patrol_app.geo.readers.result import TrackFile
from tests.support.tracks import gpx_bytes, walk

PLAIN = gpx_bytes(walk(7, 90, segments=2, name="巡护"))


PIECES = [b"<", b">", b"&", b'"', b"-", b".", b"7", b" ", b"</trkpt>", b"<trkpt ", b"<!--"]
PIECES += [b"-->", b"]]>", b"\x00", b"\xe6", b"<trkseg>", b"<ele>", b"</time>"]


def both_ways(data: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[object, object]:
    """What the reader says with and without the quick way."""
    with monkeypatch.context() as patch:
        quick = plain(data)
        patch.setattr(gpx_scan, "scan", lambda data: None)
        return quick, plain(data)


def plain(data: bytes) -> object:
    try:
        read = gpx.read_gpx(data)
    except UserError as error:
        return error.code, error.params
    return [values(read), read.findings, read.waypoints, read.encoding]


def values(read: TrackFile) -> list[object]:
    names = ("lon", "lat", "ele", "has_ele", "time", "has_time")
    return [
        [getattr(track, name).tolist() for name in names]
        + [track.segments, track.name, None if track.hdop is None else track.hdop.tolist()]
        for track in (*read.tracks, *read.routes)
    ]


def test_the_quick_way_is_taken_for_plain_files() -> None:
    found = gpx_scan.scan(PLAIN)
    assert found is not None
    assert found.starts.tolist() == [0, 45, 90]
    assert found.skeleton.count(b"<trkpt") == 2


VARIANTS = {
    "lon first": lambda d: (
        d.replace(b'lat="', b'x="').replace(b'lon="', b'lat="').replace(b'x="', b'lon="')
    ),
    "no height": lambda d: d.replace(b"<ele>", b"<dgpsid>").replace(b"</ele>", b"</dgpsid>"),
    "hdop": lambda d: d.replace(b"</ele>", b"</ele><hdop>1.25</hdop>"),
    "twice ele": lambda d: d.replace(b"</ele>", b"</ele><ele>1</ele>"),
    "milliseconds": lambda d: d.replace(b"Z</time>", b".250Z</time>"),
    "offset": lambda d: d.replace(b"Z</time>", b"+08:00</time>"),
    "one time bad": lambda d: d.replace(b"T00:03:00Z", b"T00:63:00Z"),
    "one day bad": lambda d: d.replace(b"08-03T00:03:00Z", b"02-30T00:03:00Z"),
    "comment round a point": lambda d: d.replace(b"<trkpt", b"<!--<trkpt", 9).replace(
        b"</trkpt>", b"</trkpt>-->", 9
    ),
    "CDATA round a point": lambda d: d.replace(b"<trkseg>", b"<trkseg><![CDATA[", 1).replace(
        b"</trkseg>", b"]]></trkseg>", 1
    ),
    "comment inside": lambda d: d.replace(b"<ele>", b"<ele><!-- a -->", 1),
    "entity": lambda d: d.replace(b"<ele>", b"&#32;<ele>", 1),
    "bare and": lambda d: d.replace(b"<ele>", b"&<ele>", 1),
    "forbidden end": lambda d: d.replace(b"<ele>", b"]]><ele>", 3),
    "control character": lambda d: d.replace(b"<ele>", b"\x02<ele>", 3),
    "not ASCII": lambda d: d.replace(b"<ele>", "米<ele>".encode(), 3),
    "points in another element": lambda d: d.replace(b"<trkseg>", b"<trkseg><wpt>", 1).replace(
        b"</trkseg>", b"</wpt></trkseg>", 1
    ),
    "one without height": lambda d: d.replace(b"<ele>", b"<elf>", 1).replace(
        b"</ele>", b"</elf>", 1
    ),
    "one broken number": lambda d: d.replace(b'lat="38.', b'lat="38,', 1),
    "out of range": lambda d: d.replace(b'lat="38.', b'lat="98.', 5),
    "minus": lambda d: d.replace(b'lon="1', b'lon="-1', 7),
    "plus": lambda d: d.replace(b'lon="1', b'lon="+1', 7),
    "uneven places": lambda d: d.replace(b'1" lon', b'" lon'),
    "no point": lambda d: d.replace(b'lat="38.', b'lat="38'),
    "self-closing": lambda d: d.replace(b">\n        <ele>", b"/>\n        <ele>", 1),
    "extensions": lambda d: d.replace(b"</time>", b"</time><extensions><a>1</a></extensions>"),
    "name text": lambda d: d.replace(b"<trkseg>", b"<name>x <trkseg>", 1),
    "bare tail": lambda d: d[:-8],
    "no end": lambda d: d[: d.rfind(b"</trkpt>") + 4],
    "quote in text": lambda d: d.replace(b"<ele>", b'"<ele>', 2),
    "attribute more": lambda d: d.replace(b'" lon=', b'" id="4" lon=', 2),
    "empty number": lambda d: d.replace(b"<ele>1", b"<ele></ele><q>1", 1),
    "nested points": lambda d: d.replace(b"<trkpt", b'<trkpt lat="1" lon="2"><trkpt', 1),
    "long number": lambda d: d.replace(b'lat="38.', b'lat="38.000000000000'),
    "two tracks": lambda d: d.replace(b"</trkseg>", b"</trkseg></trk><trk><name>b</name>", 1),
    "routes too": lambda d: d.replace(b"<trk>", b'<rte><rtept lat="1" lon="1"/></rte><trk>', 1),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_both_ways_answer_alike(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = VARIANTS[name](PLAIN)
    quick, safe = both_ways(data, monkeypatch)
    assert data != PLAIN
    assert quick == safe


@given(st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_any_mangling_gives_the_same_answer_both_ways(seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(PLAIN)
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(data))
        piece = rng.choice(PIECES)
        if rng.random() < 0.5:
            data[at : at + rng.randint(0, 3)] = piece
        else:
            end = min(at + rng.randint(1, 200), len(data))
            data[at:end] = data[at:end] * rng.randint(0, 2)
    with pytest.MonkeyPatch.context() as patch:
        quick, safe = both_ways(bytes(data), patch)
    assert quick == safe


@given(
    st.lists(
        st.decimals(-999, 999, places=7).map("{:f}".format) | st.integers(0, 10**9).map(str),
        min_size=1,
    )
)
@settings(deadline=None)
def test_numbers_are_what_float_gives(texts: list[str]) -> None:
    import numpy as np

    raw = np.frombuffer(" ".join(texts).encode(), dtype=np.uint8)
    lengths = np.array([len(text) for text in texts])
    begin = np.cumsum(lengths + 1) - lengths - 1
    values = gpx_scan.decimals(raw, begin, begin + lengths)
    assert values is not None
    assert values.tolist() == [float(text) for text in texts]


@pytest.mark.parametrize("text", ["", "-", ".", "1.2.3", "1-2", "+1", "1e3", "0" * 18, "1" * 16])
def test_numbers_of_another_form_are_left_to_the_safe_reader(text: str) -> None:
    import numpy as np

    raw = np.frombuffer(b"12.5" + text.encode(), dtype=np.uint8)
    begin, end = np.array([0, 4]), np.array([4, 4 + len(text)])
    assert gpx_scan.decimals(raw, begin, end) is None
