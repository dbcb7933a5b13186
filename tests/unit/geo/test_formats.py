"""Laws that every reader of a foreign format keeps: round trips, and no crash on any bytes."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.errors import UserError
from patrol_app.geo.readers.fit import read_fit
from patrol_app.geo.readers.geojson import read_geojson
from patrol_app.geo.readers.heic import read_heic
from patrol_app.geo.readers.kml import read_kml, read_kmz
from patrol_app.geo.readers.nmea import read_nmea
from patrol_app.geo.readers.result import TrackFile
from patrol_app.geo.readers.tcx import read_tcx
from patrol_app.geo.track import Track
from tests.support.formats import (
    fit_bytes,
    geojson_bytes,
    kml_bytes,
    nmea_bytes,
    points,
    tcx_bytes,
    zipped,
)
from tests.support.tracks import walk

Reader = Callable[[bytes, str], TrackFile]
WRITERS: dict[str, tuple[Reader, Callable[[Track], bytes]]] = {
    "kml": (read_kml, kml_bytes),
    "kmz": (read_kmz, lambda track: zipped({"doc.kml": kml_bytes(track), "a/icon.png": b"x"})),
    "tcx": (read_tcx, tcx_bytes),
    "geojson": (read_geojson, geojson_bytes),
    "nmea": (read_nmea, nmea_bytes),
    "fit": (read_fit, fit_bytes),
}
ONE_SEGMENT = ("nmea", "fit")  # the formats have none
NAMED = ("kml", "kmz", "geojson")
STARTS = {
    "kml": b"<kml>", "kmz": b"PK\x03\x04", "tcx": b"<TrainingCenterDatabase>", "nmea": b"$GPGGA,",
    "geojson": b'{"type":"LineString","coordinates":[', "fit": fit_bytes(walk(1, 2))[:40],
}  # fmt: skip


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("seed", range(3))
def test_what_is_written_is_read_back(kind: str, seed: int) -> None:
    read, write = WRITERS[kind]
    parts = 1 if kind in ONE_SEGMENT else 1 + seed
    track = walk(seed, 120, segments=parts, name="巡护 & <一>")
    found = read(write(track), "wgs84")
    (mine,) = found.tracks
    assert (found.kind, found.findings, mine.datum) == (kind, (), "wgs84")
    assert mine.segments == track.segments
    assert mine.name == (track.name if kind in NAMED else "")
    if kind == "fit":
        pairs = zip(points(mine), points(track), strict=True)
        for (lon, lat, ele, time), (east, north, height, moment) in pairs:
            assert abs(lon - east) <= 1 and abs(lat - north) <= 1 and time == moment
            assert (ele is None) == (height is None)
            assert ele is None or height is None or abs(ele - height) <= 10
    else:
        assert points(mine) == points(track)


def refused_or_read(read: Reader, data: bytes) -> None:
    """A typed answer or a named refusal, nothing else."""
    try:
        found = read(data, "unknown")
    except UserError as refused:
        assert refused.code and refused.message()
        return
    assert isinstance(found, TrackFile)
    for track in found.tracks:
        assert len(track) == sum(track.segments) > 0


@pytest.mark.parametrize("kind", WRITERS)
@settings(max_examples=60)
@given(tail=st.binary(max_size=200))
def test_random_bytes_never_crash(kind: str, tail: bytes) -> None:
    read = WRITERS[kind][0]
    refused_or_read(read, tail)
    refused_or_read(read, STARTS[kind] + tail)


@pytest.mark.parametrize("kind", WRITERS)
def test_damaged_files_never_crash(kind: str) -> None:
    read, write = WRITERS[kind]
    data = write(walk(5, 20))
    dice = random.Random(7)
    for _turn in range(60):
        broken = bytearray(data)
        for _change in range(dice.randrange(1, 6)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        refused_or_read(read, bytes(broken))
        refused_or_read(read, data[: dice.randrange(len(data))])


_NAMES = {
    "kml": "Placemark Track MultiTrack when coord coordinates LineString LinearRing Polygon Point "
    "name TimeSpan TimeStamp begin end NetworkLink",
    "TrainingCenterDatabase": "Activity Course Lap Track Trackpoint CoursePoint Time Position "
    "LatitudeDegrees LongitudeDegrees AltitudeMeters Name",
}
_TEXTS = st.sampled_from(["", "1", "112.5,38.1,9", "112.5 38.1", "2026-08-03T00:00:00Z", "x", ","])


def elements(names: str) -> st.SearchStrategy[str]:
    """Elements of these names inside each other in any order."""
    name = st.sampled_from(names.split())
    return st.recursive(
        _TEXTS,
        lambda inner: st.lists(st.tuples(name, inner), max_size=6).map(
            lambda parts: "".join(f"<{word}>{text}</{word}>" for word, text in parts)
        ),
        max_leaves=20,
    )


@settings(max_examples=150)
@given(data=st.data(), root=st.sampled_from(list(_NAMES)))
def test_elements_in_any_order_never_crash(data: st.DataObject, root: str) -> None:
    inner = data.draw(elements(_NAMES[root]))
    read = read_kml if root == "kml" else read_tcx
    refused_or_read(read, f"<{root}>{inner}</{root}>".encode())


@given(tail=st.binary(max_size=100))
def test_a_broken_picture_is_refused(tail: bytes) -> None:
    for data in (tail, b"\0\0\0\x18ftypheic" + tail):
        with pytest.raises(UserError) as caught:
            read_heic(data)
        assert caught.value.code == "photo.unreadable"
