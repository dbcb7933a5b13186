"""Length, speed, stops, gaps and bounds of a track, in whole cm and ms.

Ellipsoid of CGCS2000: a = 6378137 m, 1/f = 298.257222101 (GB/T, EPSG 4490). Hops up to 10 km by
the radii of curvature M and N at the hop's mid-latitude (relative error <= 1e-6 there, 2e-13 on a
walked track), longer ones by the geodesic of Karney.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from patrol_app.geo.track import Track
from patrol_app.geo.types import LON_MAX, UNIT

F64 = npt.NDArray[np.float64]

AXIS_M: Final = 6_378_137.0
FLATTENING: Final = 1 / 298.257222101
E2: Final = FLATTENING * (2 - FLATTENING)
LONG_HOP_M: Final = 10_000.0
HIGH_LATITUDE: Final = 80.0  # degrees; beyond it meridians narrow too fast for the short formula
BLOCK: Final = 16_384  # hops taken at once
RADIANS: Final = np.pi / 180 / UNIT  # of 1e-7 degrees
SINGLE_GEODESICS: Final = 200  # above this many long hops they are taken in one vectorised call


@dataclass(frozen=True)
class StopRules:
    """When standing about is a stop. No law or standard says so: set by the unit, unverified.

    Attributes:
        radius_cm: largest way covered within the window.
        window_ms: time over which that way is looked at.
        least_ms: shortest stop.
    """

    radius_cm: int = 2_500
    window_ms: int = 60_000
    least_ms: int = 180_000


@dataclass(frozen=True)
class Stop:
    """A stay: UTC ms from and to, its middle in 1e-7 degrees."""

    start: int
    end: int
    lon: int
    lat: int


@dataclass(frozen=True)
class Gap:
    """Time without fixes between two neighbours: UTC ms from and to, way in cm."""

    start: int
    end: int
    length_cm: int


@dataclass(frozen=True)
class Measures:
    """What a track says in numbers.

    Attributes:
        points: number of fixes.
        length_cm: way within the segments; nothing is added across a break.
        start, end: UTC ms or None.
        duration_ms: end less start, 0 without times.
        stopped_ms: time in stops.
        top_speed: highest speed between neighbours in cm/s, 0 without times.
        bounds: west, south, east, north in 1e-7 degrees, or None.
        stops, gaps: in order of time.
    """

    points: int
    length_cm: int
    start: int | None
    end: int | None
    duration_ms: int
    stopped_ms: int
    top_speed: int
    bounds: tuple[int, int, int, int] | None
    stops: tuple[Stop, ...]
    gaps: tuple[Gap, ...]

    def plain(self) -> dict[str, Any]:
        """As JSON carries it; stops and gaps are lists of their values."""
        return {
            "points": self.points,
            "length_cm": self.length_cm,
            "start": self.start,
            "end": self.end,
            "duration_ms": self.duration_ms,
            "stopped_ms": self.stopped_ms,
            "top_speed": self.top_speed,
            "bounds": list(self.bounds) if self.bounds else None,
            "stops": [[stop.start, stop.end, stop.lon, stop.lat] for stop in self.stops],
            "gaps": [[gap.start, gap.end, gap.length_cm] for gap in self.gaps],
        }


def distances(lon1: Any, lat1: Any, lon2: Any, lat2: Any) -> F64:
    """Way on the ellipsoid in metres between points in 1e-7 degrees, all of shape (n,)."""
    west, south = np.atleast_1d(lon1), np.atleast_1d(lat1)
    east, north = np.atleast_1d(lon2), np.atleast_1d(lat2)
    way: F64 = np.empty(np.broadcast(west, south, east, north).shape)
    for start in range(0, len(way), BLOCK):  # blocks that stay in the processor's cache
        part = slice(start, start + BLOCK)
        way[part] = _near(west[part], south[part], east[part], north[part])
    lats = (south.min(), south.max(), north.min(), north.max()) if len(way) else (0,)
    high = max(abs(int(lat)) for lat in lats) > HIGH_LATITUDE * UNIT
    if high or (len(way) and way.max() > LONG_HOP_M):
        far = way > LONG_HOP_M
        if high:
            far |= np.maximum(np.abs(north), np.abs(south)) > HIGH_LATITUDE * UNIT
        where = np.flatnonzero(far)
        ends = (west[where], south[where], east[where], north[where])
        way[where] = _geodesics(*(np.asarray(end, dtype=np.float64) / UNIT for end in ends))
    return way


def _near(west: Any, south: Any, east: Any, north: Any) -> F64:
    """Metres of short hops by the radii of curvature at the middle latitude, (n,)."""
    lam = np.subtract(east, west, dtype=np.float64)
    across_line = np.abs(lam) > LON_MAX
    if across_line.any():
        lam[across_line] -= np.copysign(2 * LON_MAX, lam[across_line])
    lam *= RADIANS
    phi = np.subtract(north, south, dtype=np.float64)
    phi *= RADIANS
    sine2 = np.add(north, south, dtype=np.float64)
    sine2 *= RADIANS / 2
    np.sin(sine2, out=sine2)
    np.square(sine2, out=sine2)
    curved = 1 - E2 * sine2
    # (N cos(lat) lam)² + (M phi)², with M = N (1 - e²) / curved and N² = a² / curved
    lam *= lam
    lam *= 1 - sine2
    phi /= curved
    phi *= 1 - E2
    phi *= phi
    lam += phi
    lam /= curved
    return np.asarray(np.sqrt(lam, out=lam) * AXIS_M)


def _geodesics(lon1: F64, lat1: F64, lon2: F64, lat2: F64) -> F64:
    """Karney's geodesic in metres of points in degrees, (n,)."""
    if lon1.size <= SINGLE_GEODESICS:
        from geopy.distance import geodesic

        shape = (AXIS_M / 1000, AXIS_M * (1 - FLATTENING) / 1000, FLATTENING)
        rows = zip(lon1.tolist(), lat1.tolist(), lon2.tolist(), lat2.tolist(), strict=True)
        return np.array(
            [geodesic((b, a), (d, c), ellipsoid=shape).meters for a, b, c, d in rows],
            dtype=np.float64,
        )
    from pyproj import Geod

    way: F64 = np.asarray(Geod(a=AXIS_M, rf=1 / FLATTENING).inv(lon1, lat1, lon2, lat2)[2])
    return way


def hops(track: Track) -> F64:
    """Metres from each point to the next one (n-1,), across breaks too."""
    return distances(track.lon[:-1], track.lat[:-1], track.lon[1:], track.lat[1:])


def within(track: Track) -> npt.NDArray[np.bool_]:
    """Whether each hop (n-1,) stays inside one segment."""
    number = track.segment_of()
    return np.asarray(number[1:] == number[:-1])


def length_cm(track: Track) -> int:
    """The way within the segments in cm."""
    return round(float(hops(track)[within(track)].sum()) * 100)


def bounds(track: Track) -> tuple[int, int, int, int] | None:
    """West, south, east, north in 1e-7 degrees; None without points.

    Across 180 degrees west is greater than east, as GeoJSON has it.
    """
    if not len(track):
        return None
    west, east = int(track.lon.min()), int(track.lon.max())
    if east - west > LON_MAX and (track.lon < 0).any() and (track.lon > 0).any():
        west, east = int(track.lon[track.lon > 0].min()), int(track.lon[track.lon < 0].max())
    return west, int(track.lat.min()), east, int(track.lat.max())


def measure(track: Track, gap_ms: int = 600_000, rules: StopRules | None = None) -> Measures:
    """Everything at once.

    Args:
        track: a cleaned track; times that go back give no speed, stop or gap.
        gap_ms: a longer silence is a gap.
        rules: when standing about is a stop.
    """
    way = hops(track)
    inside = within(track)
    start, end = track.first_time(), track.last_time()
    stops = find_stops(track, rules or StopRules(), gap_ms)
    return Measures(
        points=len(track),
        length_cm=round(float(way[inside].sum()) * 100),
        start=start,
        end=end,
        duration_ms=(end or 0) - (start or 0),
        stopped_ms=sum(stop.end - stop.start for stop in stops),
        top_speed=_top_speed(track, way, inside),
        bounds=bounds(track),
        stops=stops,
        gaps=find_gaps(track, gap_ms),
    )


def speeds(track: Track, way: F64 | None = None) -> F64:
    """Metres a second of each hop (n-1,); NaN where a time is missing or does not grow."""
    metres = hops(track) if way is None else way
    passed = np.diff(track.time) / 1000
    known = track.has_time[1:] & track.has_time[:-1] & (passed > 0)
    quick: F64 = np.full(metres.shape, np.nan)
    np.divide(metres, passed, out=quick, where=known)
    return quick


def _top_speed(track: Track, way: F64, inside: npt.NDArray[np.bool_]) -> int:
    quick = speeds(track, way)[inside]
    quick = quick[~np.isnan(quick)]
    return round(float(quick.max()) * 100) if quick.size else 0


def find_gaps(track: Track, gap_ms: int) -> tuple[Gap, ...]:
    """Silences longer than ``gap_ms`` between neighbouring fixes with times."""
    timed = np.flatnonzero(track.has_time)
    time = track.time[timed]
    before = np.flatnonzero(np.diff(time) > gap_ms)
    first, second = timed[before], timed[before + 1]
    way = distances(track.lon[first], track.lat[first], track.lon[second], track.lat[second])
    rows = zip(time[before].tolist(), time[before + 1].tolist(), way.tolist(), strict=True)
    return tuple(Gap(start, end, round(metres * 100)) for start, end, metres in rows)


def find_stops(track: Track, rules: StopRules, gap_ms: int = 600_000) -> tuple[Stop, ...]:
    """Stays: the way from each fix to the one a window later is short, for long enough.

    Times must not go back; a track where they do has no stops. Silence over ``gap_ms`` is no stay.
    """
    timed = np.flatnonzero(track.has_time)
    time = track.time[timed]
    if time.size < 2 or (np.diff(time) < 0).any():
        return ()
    lon, lat = track.lon[timed], track.lat[timed]
    later = np.minimum(np.searchsorted(time, time + rules.window_ms), time.size - 1)
    way = distances(lon, lat, lon[later], lat[later])
    passed = time[later] - time
    still = (way * 100 <= rules.radius_cm) & (passed >= rules.window_ms) & (passed <= gap_ms)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], still, [False])).astype(np.int8)))
    stays: list[tuple[int, int]] = []
    for begin, last in zip(edges[::2].tolist(), (edges[1::2] - 1).tolist(), strict=True):
        end = int(later[last])
        if int(time[end] - time[begin]) < rules.least_ms:
            continue
        if stays and int(time[begin]) <= int(time[stays[-1][1]]):
            begin = int(np.searchsorted(time, time[stays.pop()[0]]))
        stays.append((begin, end))
    # sums up to each fix: the middle of a stay costs no pass over its fixes
    east, north = (np.concatenate(([0], np.cumsum(one, dtype=np.int64))) for one in (lon, lat))
    return tuple(
        Stop(
            int(time[begin]),
            int(time[end]),
            round(int(east[end + 1] - east[begin]) / (end + 1 - begin)),
            round(int(north[end + 1] - north[begin]) / (end + 1 - begin)),
        )
        for begin, end in stays
    )
