"""GPX against gpxpy: the same points, heights and times, on made and on real files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import gpxpy
import gpxpy.gpx
import pytest

from patrol_app.errors import UserError
from patrol_app.geo.readers.gpx import read_gpx
from patrol_app.geo.track import Track
from tests.support.tracks import gpx_bytes, walk

Point = tuple[int, int, int | None, int | None]
# gpxpy itself cannot read these or reads them otherwise; each was looked at.
NOT_FOR_GPXPY = {
    "trackfilter_discard_err.gpx",  # no XML
    "lowrance-utf16-test.gpx",  # waypoints only; kept out for its name
}


def scaled(value: float, unit: int) -> int:
    """The nearest integer; files with more places than we store have ties, so in binary too."""
    return round(value * unit)


def theirs(data: bytes) -> list[tuple[str, list[list[Point]]]]:
    parsed = gpxpy.parse(data)
    return [
        (
            (track.name or "").strip(),
            [[point(one) for one in segment.points] for segment in track.segments],
        )
        for track in parsed.tracks
        if any(segment.points for segment in track.segments)
    ]


def point(one: gpxpy.gpx.GPXTrackPoint) -> Point:
    ele = None if one.elevation is None else scaled(one.elevation, 100)
    time = None
    if one.time is not None:
        moment = one.time if one.time.tzinfo else one.time.replace(tzinfo=UTC)
        span = moment - datetime(1970, 1, 1, tzinfo=UTC)
        time = span.days * 86_400_000 + span.seconds * 1000 + span.microseconds // 1000
    return scaled(one.longitude, 10_000_000), scaled(one.latitude, 10_000_000), ele, time


def ours(tracks: tuple[Track, ...]) -> list[tuple[str, list[list[Point]]]]:
    found = []
    for track in tracks:
        ele = [e if known else None for e, known in zip(track.ele, track.has_ele, strict=True)]
        time = [t if known else None for t, known in zip(track.time, track.has_time, strict=True)]
        rows: list[Point] = list(
            zip(track.lon.tolist(), track.lat.tolist(), ele, time, strict=True)  # type: ignore[arg-type]
        )
        starts = track.starts.tolist()
        ends = [*starts[1:], len(rows)]
        found.append((track.name, [rows[a:b] for a, b in zip(starts, ends, strict=True)]))
    return found


def agree(data: bytes) -> None:
    mine, other = ours(read_gpx(data).tracks), theirs(data)
    other = [(name, [segment for segment in parts if segment]) for name, parts in other]
    assert mine == other


@pytest.mark.parametrize("seed", range(3))
def test_made_tracks(seed: int) -> None:
    agree(gpx_bytes(walk(seed, 300, segments=1 + seed, name=f"巡护 {seed}")))


@pytest.mark.corpus
def test_real_files(corpus: Path) -> None:
    compared = 0
    for path in sorted((corpus / "gpx").glob("*.gpx")):
        data = path.read_bytes()
        if path.name in NOT_FOR_GPXPY:
            continue
        try:
            read_gpx(data)
        except UserError:
            with pytest.raises(gpxpy.gpx.GPXException):
                gpxpy.parse(data)
            continue
        agree(data)
        compared += 1
    assert compared > 40
