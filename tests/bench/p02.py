"""P2: one GPX of 100,000 points into exact arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.parsers import expat

import numpy as np

from patrol_app.geo.readers.gpx import read_gpx
from tests.bench.harness import Bench, Way, seconds
from tests.bench.peers import package
from tests.support.tracks import gpx_bytes, walk

TITLE = "GPX of 100,000 points into exact arrays"
FULL = 100_000
SEED = 2
OURS, GPXPY, OGR, EXPAT, READ = (
    "read_gpx",
    "gpxpy",
    "pyogrio raw",
    "expat without handlers",
    "read the bytes",
)


def run(bench: Bench) -> None:
    """Compare, and say whether what we read equals what was written."""
    track = walk(SEED, bench.size(FULL))
    data = gpx_bytes(track)
    path = bench.folder / "walk.gpx"
    path.write_bytes(data)
    measured = bench.compare(
        f"{len(track):,} points, {len(data) / 1e6:.1f} MB",
        [
            Way(OURS, "ours", lambda: seconds(lambda: read_gpx(data))),
            package("gpxpy", GPXPY, lambda: seconds(lambda: _gpxpy(data))),
            package("pyogrio", OGR, lambda: seconds(lambda: _pyogrio(path))),
            Way(EXPAT, "limit", lambda: seconds(lambda: expat.ParserCreate().Parse(data, True))),
            Way(READ, "limit", lambda: seconds(path.read_bytes)),
        ],
    )
    found = read_gpx(data).tracks[0]
    same = all(
        np.array_equal(getattr(found, name), getattr(track, name))
        for name in ("lon", "lat", "ele", "time")
    )
    bench.say(f"    arrays equal to what was written, bit by bit: {'yes' if same else 'NO'}")
    bench.goal("first delivery: gpxpy / time", measured.ratio(GPXPY, OURS), least=12)
    bench.goal("gpxpy / time", measured.ratio(GPXPY, OURS), least=40)
    bench.goal("time / expat", measured.ratio(OURS, EXPAT), most=1.0)


def _gpxpy(data: bytes) -> list[Any]:
    import gpxpy

    points = [
        (point.latitude, point.longitude, point.elevation, point.time.timestamp())
        for track in gpxpy.parse(data.decode("utf-8")).tracks
        for segment in track.segments
        for point in segment.points
    ]
    return [np.array(column) for column in zip(*points, strict=True)]


def _pyogrio(path: Path) -> Any:
    import pyogrio.raw

    return pyogrio.raw.read(path, layer="track_points", columns=["ele", "time"])
