"""P4: length, speed and stops of a track of 100,000 points."""

from __future__ import annotations

import numpy as np

from patrol_app.geo.measure import distances, length_cm, measure
from patrol_app.geo.track import Track
from tests.bench.harness import Bench, Way, seconds
from tests.support.tracks import walk

TITLE = "track length, speed, stops of 100,000 points"
POINTS = 100_000
# geopy takes about 0.1 ms a hop: a share of the hops is timed and the figure is multiplied
SHARE = 50
OURS, LENGTH = "measure: length, speed, stops, gaps", "length alone"
GEOPY, GEOD, LIMIT = "geopy.geodesic, hop by hop", "pyproj.Geod.inv, arrays", "numpy hypot"


def run(bench: Bench) -> None:
    """Times in rounds, and how far the length is off."""
    track = walk(4, bench.size(POINTS))
    lon, lat = track.lon / 1e7, track.lat / 1e7
    few = slice(0, len(track) // SHARE)
    measured = bench.compare(
        f"{len(track):,} points; geopy on every point of the first 1/{SHARE}, times {SHARE}",
        [
            Way(OURS, "ours", lambda: seconds(lambda: measure(track))),
            Way(LENGTH, "ours", lambda: seconds(lambda: length_cm(track))),
            Way(GEOPY, "peer", lambda: seconds(lambda: _geopy(lon[few], lat[few])) * SHARE),
            Way(GEOD, "peer", lambda: seconds(lambda: _geod(lon, lat))),
            Way(LIMIT, "limit", lambda: seconds(lambda: _hypot(lon, lat))),
        ],
    )
    bench.goal("geopy / time of the length", measured.ratio(GEOPY, LENGTH), least=1_000)
    bench.goal("geopy / time of all measures", measured.ratio(GEOPY, OURS), least=1_000)
    bench.goal("relative error of the length", _error(track, lon, lat), most=1e-6)


def _geopy(lon: np.ndarray, lat: np.ndarray) -> float:
    from geopy.distance import geodesic

    total = 0.0
    for at in range(len(lon) - 1):
        total += geodesic((lat[at], lon[at]), (lat[at + 1], lon[at + 1])).m
    return total


def _geod(lon: np.ndarray, lat: np.ndarray) -> float:
    from pyproj import Geod

    ellipsoid = Geod(a=6378137.0, rf=298.257222101)
    _fore, _back, hops = ellipsoid.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    return float(np.sum(hops))


def _hypot(lon: np.ndarray, lat: np.ndarray) -> float:
    scale = np.cos(np.radians(lat[:-1]))
    return float(np.hypot(np.diff(lon) * scale, np.diff(lat)).sum() * 111_320)


def _error(track: Track, lon: np.ndarray, lat: np.ndarray) -> float:
    """Against Karney's geodesic over the same hops."""
    exact = _geod(lon, lat)
    ours = float(np.sum(distances(track.lon[:-1], track.lat[:-1], track.lon[1:], track.lat[1:])))
    return abs(ours - exact) / exact
