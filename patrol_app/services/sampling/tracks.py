"""Seeded tracks as receivers make them: 5 s fixes, stops, 2.5 m correlated noise, 7 decimals."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from patrol_app.geo.track import Track
from patrol_app.geo.types import WGS84, format_decimal

START_MS = 1_785_715_200_000  # 2026-08-03 08:00 at +08:00
STEP_MS = 5_000
LON, LAT = 1_125_000_000, 388_000_000  # an invented place
METRES = 111_195.0  # one degree of latitude, near enough for making data
NOISE_M = 2.5
NOISE_S = 60.0  # how long the noise of a receiver stays alike
CREATOR = "made by patrol-app samples"

F64 = npt.NDArray[np.float64]


def walk(
    seed: int,
    points: int = 1_000,
    *,
    start_ms: int = START_MS,
    step_ms: int = STEP_MS,
    lon: int = LON,
    lat: int = LAT,
    segments: int = 1,
    name: str = "",
) -> Track:
    """A ranger's walk of ``points`` fixes; equal arguments give equal points.

    Args:
        seed: any integer.
        points: number of fixes.
        start_ms: UTC ms of the first fix.
        step_ms: time between fixes.
        lon: first longitude in 1e-7 degrees.
        lat: first latitude in 1e-7 degrees.
        segments: number of segments of about equal length.
        name: name of the track.
    """
    rng = np.random.default_rng(seed)
    seconds = step_ms / 1000
    speed = np.clip(rng.normal(1.1, 0.2, points), 0.3, 2.0)
    moving = np.ones(points, dtype=bool)
    for begin in rng.integers(0, points, max(1, points // 400)):
        moving[begin : begin + int(rng.integers(24, 96))] = False
    heading = np.cumsum(rng.normal(0, 0.08, points))
    step = speed * seconds * moving
    east = np.cumsum(step * np.sin(heading)) + noise(rng, points, seconds, NOISE_M)
    north = np.cumsum(step * np.cos(heading)) + noise(rng, points, seconds, NOISE_M)
    climb = np.cumsum(step * 0.05 * np.sin(np.arange(points) / 300))
    up = 1_400 + climb + noise(rng, points, seconds, NOISE_M)
    times = start_ms + step_ms * np.arange(points, dtype=np.int64)
    lengths = [len(part) for part in np.array_split(np.arange(points), segments) if len(part)]
    return placed(east, north, up, times, (lon, lat), name, tuple(lengths))


def placed(
    east: F64,
    north: F64,
    up: F64,
    times: npt.NDArray[np.int64],
    origin: tuple[int, int],
    name: str = "",
    segments: tuple[int, ...] = (),
) -> Track:
    """A track of metres east and north of a place.

    Args:
        east: metres (n,).
        north: metres (n,).
        up: height in metres (n,).
        times: UTC ms (n,).
        origin: longitude and latitude in 1e-7 degrees.
        name: of the track.
        segments: lengths; empty makes one segment.
    """
    size = len(times)
    narrow = METRES * np.cos(np.radians(origin[1] / 1e7))
    return Track(
        lon=(origin[0] + np.rint(east / narrow * 1e7)).astype(np.int32),
        lat=(origin[1] + np.rint(north / METRES * 1e7)).astype(np.int32),
        ele=np.rint(up * 100).astype(np.int32),
        has_ele=np.ones(size, dtype=np.bool_),
        time=times,
        has_time=np.ones(size, dtype=np.bool_),
        segments=segments or (size,),
        name=name,
        datum=WGS84,
    )


def noise(rng: np.random.Generator, size: int, seconds: float, metres: float) -> F64:
    """Gauss-Markov noise of standard deviation ``metres``, one value each ``seconds``."""
    keep = float(np.exp(-seconds / NOISE_S))
    fresh = rng.normal(0, metres * np.sqrt(1 - keep * keep), size)
    out = np.empty(size)
    value = float(rng.normal(0, metres))
    for index, shock in enumerate(fresh.tolist()):
        value = value * keep + shock
        out[index] = value
    return out


def iso(ms: int) -> str:
    """UTC milliseconds as ``2026-08-03T00:00:00Z`` (with ``.123`` where they are not whole)."""
    stamp = str(np.datetime64(ms, "ms"))
    return (stamp[:-4] if stamp.endswith(".000") else stamp) + "Z"


def gpx_text(
    track: Track, *, waypoints: tuple[tuple[int, int, str], ...] = (), creator: str = CREATOR
) -> str:
    """A GPX 1.1 document of one track, as common receivers lay it out.

    Args:
        track: the points.
        waypoints: longitude, latitude (1e-7 degrees) and name of each.
        creator: what the receiver calls itself.
    """
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<gpx version="1.1" creator="{creator}" xmlns="http://www.topografix.com/GPX/1/1">',
    ]
    for lon, lat, name in waypoints:
        rows.append(f'  <wpt lat="{format_decimal(lat)}" lon="{format_decimal(lon)}">')
        rows.append(f"    <name>{name}</name>\n  </wpt>")
    rows.append(f"  <trk>\n    <name>{track.name}</name>")
    at = 0
    for length in track.segments:
        rows.append("    <trkseg>")
        rows.extend(_point(track, index) for index in range(at, at + length))
        rows.append("    </trkseg>")
        at += length
    rows.append("  </trk>\n</gpx>\n")
    return "\n".join(rows)


def _point(track: Track, index: int) -> str:
    lat = format_decimal(int(track.lat[index]))
    lon = format_decimal(int(track.lon[index]))
    inner = ""
    if track.has_ele[index]:
        inner += f"        <ele>{int(track.ele[index]) / 100:.2f}</ele>\n"
    if track.has_time[index]:
        inner += f"        <time>{iso(int(track.time[index]))}</time>\n"
    return f'      <trkpt lat="{lat}" lon="{lon}">\n{inner}      </trkpt>'


def gpx_bytes(
    track: Track, *, waypoints: tuple[tuple[int, int, str], ...] = (), creator: str = CREATOR
) -> bytes:
    """``gpx_text`` in UTF-8."""
    return gpx_text(track, waypoints=waypoints, creator=creator).encode()
