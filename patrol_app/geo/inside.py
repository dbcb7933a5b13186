"""How much of a track lies inside an area: whole cm and ms, hop by hop.

A track whose datum is shifted or unknown is kept out of every zone test (``domain.md`` §1.7):
nothing is said of it. A hop that crosses the border is parted where the straight line meets it;
ways and times across a break of the track count nowhere, as in ``measure``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from patrol_app.geo.measure import F64, hops, within
from patrol_app.geo.track import Track
from patrol_app.geo.types import TRUSTED_DATUMS, UNIT

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Inside:
    """What lies inside an area, and the whole.

    Attributes:
        length_cm, time_ms: inside.
        whole_cm, whole_ms: of the track, without breaks.
        timed: the track has times; else both times are 0.
    """

    length_cm: int = 0
    time_ms: int = 0
    whole_cm: int = 0
    whole_ms: int = 0
    timed: bool = False

    def __add__(self, other: Inside) -> Inside:
        """Both tracks together."""
        return Inside(
            self.length_cm + other.length_cm,
            self.time_ms + other.time_ms,
            self.whole_cm + other.whole_cm,
            self.whole_ms + other.whole_ms,
            self.timed or other.timed,
        )


def inside(track: Track, shape: BaseGeometry) -> Inside | None:
    """What of ``track`` lies in ``shape`` (degrees, longitude first).

    Returns:
        None where the track's datum does not allow the test.
    """
    if track.datum not in TRUSTED_DATUMS:
        return None
    if len(track) < 2:
        return Inside()
    inner = within(track)
    share = shares(track, shape, inner)
    way = hops(track)[inner] * 100
    passed = hop_ms(track)[inner]
    whole_cm, whole_ms = round(float(way.sum())), round(float(passed.sum()))
    return Inside(
        length_cm=min(round(float((way * share).sum())), whole_cm),
        time_ms=min(round(float((passed * share).sum())), whole_ms),
        whole_cm=whole_cm,
        whole_ms=whole_ms,
        timed=bool(passed.any()),
    )


def inside_cm(track: Track, shape: BaseGeometry) -> int | None:
    """Way inside ``shape`` in cm; None for a datum that allows no test."""
    found = inside(track, shape)
    return None if found is None else found.length_cm


def inside_ms(track: Track, shape: BaseGeometry) -> int | None:
    """Time inside ``shape`` in ms; None for a datum that allows no test, or without times."""
    found = inside(track, shape)
    return found.time_ms if found is not None and found.timed else None


def hop_ms(track: Track) -> F64:
    """Milliseconds of each hop (n-1,); 0 where a time is missing or goes back."""
    known = track.has_time[1:] & track.has_time[:-1]
    passed = np.where(known, np.diff(track.time), 0)
    return np.asarray(np.maximum(passed, 0), dtype=np.float64)


def shares(track: Track, shape: BaseGeometry, chosen: npt.NDArray[np.bool_]) -> F64:
    """The share 0..1 of each chosen hop that lies in ``shape``.

    A share along a straight line is the same in degrees and in metres, so no projection is made.

    Args:
        track: at least two points.
        shape: in degrees.
        chosen: which hops (n-1,).

    Returns:
        One share for each chosen hop, in order.
    """
    import shapely

    places = np.column_stack((track.lon, track.lat)).astype(np.float64) / UNIT
    first, last = places[:-1][chosen], places[1:][chosen]
    lines: Any = shapely.linestrings(np.stack((first, last), axis=1))
    shapely.prepare(shape)
    length = shapely.length(lines)
    share = np.zeros(length.size)
    covered = shapely.covers(shape, lines)
    share[covered] = 1.0
    border = np.flatnonzero(~covered & shapely.intersects(shape, lines))
    if border.size:
        parts = shapely.length(shapely.intersection(lines[border], shape))
        whole = length[border]
        np.divide(parts, whole, out=parts, where=whole > 0)
        share[border] = np.clip(np.where(whole > 0, parts, 0.0), 0.0, 1.0)
    return share
