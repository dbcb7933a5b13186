"""A track: columns of fixes in segments, nothing more. Coding, cleaning, measuring lie apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from patrol_app.geo.types import LAT_MAX, LON_MAX, UNKNOWN, check_datum

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NO_HDOP = -1


@dataclass(frozen=True, eq=False)
class Track:
    """Fixes in file order, all columns of one length n.

    Attributes:
        lon: longitude (n,) in 1e-7 degrees.
        lat: latitude (n,) in 1e-7 degrees.
        ele: height (n,) in cm, 0 where absent.
        has_ele: (n,) whether the height is known.
        time: (n,) UTC milliseconds since 1970, 0 where absent.
        has_time: (n,) whether the time is known.
        segments: lengths of the segments, each at least 1, together n.
        name: name in the file, may be empty.
        datum: source datum, one of ``types.DATUMS``.
        hdop: (n,) dilution of precision in hundredths, ``NO_HDOP`` where absent; None when the
            file has none. It serves the cleaning and is not stored.
    """

    lon: I32
    lat: I32
    ele: I32
    has_ele: Bools
    time: I64
    has_time: Bools
    segments: tuple[int, ...]
    name: str = ""
    datum: str = UNKNOWN
    hdop: I32 | None = None

    def __post_init__(self) -> None:
        """Hold lengths and ranges.

        Raises:
            ValueError: columns of different length, empty segments, a place out of range.
        """
        check_datum(self.datum)
        size = self.lon.size
        columns = (self.lat, self.ele, self.has_ele, self.time, self.has_time)
        if any(column.shape != (size,) for column in columns):
            raise ValueError("columns of different length")
        if sum(self.segments) != size or any(length < 1 for length in self.segments):
            raise ValueError("segments do not cover the points")
        if size and (_widest(self.lon) > LON_MAX or _widest(self.lat) > LAT_MAX):
            raise ValueError("a point is out of range")

    def __len__(self) -> int:
        """Number of points."""
        return int(self.lon.size)

    def same_as(self, other: Track) -> bool:
        """Whether every stored value is equal (name, datum and hdop are not stored values)."""
        return self.segments == other.segments and all(
            np.array_equal(mine, theirs)
            for mine, theirs in zip(_columns(self), _columns(other), strict=True)
        )

    @property
    def starts(self) -> I64:
        """Index of each segment's first point (s,)."""
        lengths = np.asarray(self.segments, dtype=np.int64)
        return np.cumsum(lengths) - lengths

    def segment_of(self) -> I64:
        """Segment number of each point (n,)."""
        return np.repeat(np.arange(len(self.segments)), np.asarray(self.segments, dtype=np.int64))

    def take(self, keep: Bools, breaks: Bools | None = None) -> Track:
        """The points of ``keep`` (n,), segment by segment.

        Args:
            keep: True where a point stays.
            breaks: (n,) True at a point that begins a new segment, beside the present starts.
        """
        number = self.segment_of()
        if breaks is not None:
            number = number + np.cumsum(breaks)
        lengths = np.bincount(number[keep]) if keep.any() else np.zeros(0, dtype=np.int64)
        return replace(
            self,
            **{name: getattr(self, name)[keep] for name in _NAMES},
            hdop=None if self.hdop is None else self.hdop[keep],
            segments=tuple(int(length) for length in lengths if length),
        )

    def labelled(self, name: str | None = None, datum: str | None = None) -> Track:
        """The same points under another name or datum."""
        return replace(
            self,
            name=self.name if name is None else name,
            datum=self.datum if datum is None else datum,
        )

    def first_time(self) -> int | None:
        """Earliest known time in UTC ms, or None."""
        return int(self.time[self.has_time].min()) if self.has_time.any() else None

    def last_time(self) -> int | None:
        """Latest known time in UTC ms, or None."""
        return int(self.time[self.has_time].max()) if self.has_time.any() else None


_NAMES = ("lon", "lat", "ele", "has_ele", "time", "has_time")


def _columns(track: Track) -> list[npt.NDArray[Any]]:
    return [getattr(track, name) for name in _NAMES]


def _widest(column: I32) -> int:
    return max(int(column.max()), -int(column.min()))


def build(
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    *,
    ele: Sequence[int | None] | None = None,
    time: Sequence[int | None] | None = None,
    segments: Sequence[int] | None = None,
    name: str = "",
    datum: str = UNKNOWN,
) -> Track:
    """A track of plain sequences; None marks an absent height or time.

    Args:
        lon: longitudes in 1e-7 degrees.
        lat: latitudes in 1e-7 degrees.
        ele: heights in cm.
        time: UTC milliseconds.
        segments: lengths; None makes one segment.
        name: name of the track.
        datum: source datum.

    Raises:
        ValueError: as ``Track``.
    """
    lons = np.asarray(lon, dtype=np.int32)
    size = lons.size
    heights = [None] * size if ele is None else list(ele)
    times = [None] * size if time is None else list(time)
    whole = (size,) if size else ()
    return Track(
        lon=lons,
        lat=np.asarray(lat, dtype=np.int32),
        ele=np.asarray([value or 0 for value in heights], dtype=np.int32),
        has_ele=np.asarray([value is not None for value in heights], dtype=np.bool_),
        time=np.asarray([value or 0 for value in times], dtype=np.int64),
        has_time=np.asarray([value is not None for value in times], dtype=np.bool_),
        segments=whole if segments is None else tuple(segments),
        name=name,
        datum=datum,
    )


def joined(tracks: Iterable[Track], name: str | None = None) -> Track:
    """All tracks as one, in order of their first time when each has one, else in file order.

    Args:
        tracks: the tracks of one file.
        name: name of the whole; None takes the first name that is not empty.
    """
    parts = [track for track in tracks if len(track)]
    if len(parts) == 1 and name is None:
        return parts[0]
    firsts = [track.first_time() for track in parts]
    if all(first is not None for first in firsts):
        parts = [part for _, part in sorted(enumerate(parts), key=lambda at: firsts[at[0]] or 0)]
    if name is None:
        name = next((part.name for part in parts if part.name), "")
    datums = {part.datum for part in parts}
    if not parts:
        return build([], [], name=name)
    hdop = None
    if any(part.hdop is not None for part in parts):
        hdop = np.concatenate([_hdop_of(part) for part in parts])
    return Track(
        **{column: np.concatenate([getattr(part, column) for part in parts]) for column in _NAMES},
        segments=tuple(length for part in parts for length in part.segments),
        name=name,
        datum=datums.pop() if len(datums) == 1 else UNKNOWN,
        hdop=hdop,
    )


def _hdop_of(track: Track) -> I32:
    if track.hdop is not None:
        return track.hdop
    return np.full(len(track), NO_HDOP, dtype=np.int32)
