"""Fixes met one after the other, kept as compact columns until a file is read to its end."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers.columns import scaled, whole
from patrol_app.geo.readers.finding import Findings
from patrol_app.geo.readers.result import Waypoint
from patrol_app.geo.readers.time_columns import parse_column
from patrol_app.geo.readers.times import parse_time
from patrol_app.geo.too_much import need_points
from patrol_app.geo.track import NO_HDOP, Track
from patrol_app.geo.types import FILE, LAT_MAX, LON_MAX, UNIT, Position
from patrol_app.i18n import N_

HEIGHT_MAX: Final = 10_000_000  # cm; no receiver of ours flies higher
HDOP_MAX: Final = 100_000  # hundredths

_KINDS: Final = {
    "lon": ("i", np.int32), "lat": ("i", np.int32), "ele": ("i", np.int32), "time": ("q", np.int64),
    "hdop": ("i", np.int32), "has_ele": ("b", np.bool_), "has_time": ("b", np.bool_),
}  # fmt: skip


class Gathered:
    """Tracks of segments of points, and what could not be read.

    Args:
        offset: minutes east of UTC taken for a time that names no offset.
        offset_word: code and sentence that say so.
    """

    def __init__(self, offset: int, offset_word: tuple[str, str]) -> None:
        self._offset, self._word = offset, offset_word
        self._columns: dict[str, array[Any]] = {
            name: array(code) for name, (code, _kind) in _KINDS.items()
        }
        self._segments: list[int] = []
        self._holders: list[int] = []
        self._names: list[str] = []
        self._lost = {"place": 0, "ele": 0, "time": 0, "offset": 0}

    def __len__(self) -> int:
        """Points kept so far."""
        return len(self._columns["lon"])

    def begin(self, name: str = "") -> None:
        """The next points belong to a new track.

        Raises:
            UserError: more tracks than one file may have.
        """
        self._holders.append(len(self))
        self._names.append(name)
        if len(self._holders) > limits.GPX_TRACKS:
            raise UserError(
                "gpx.tracks",
                N_("The file has more than {most} tracks"),
                most=limits.GPX_TRACKS,
            )
        self.segment()

    def rename(self, name: str) -> None:
        """Name the track begun last, where it has no name yet."""
        if self._names and not self._names[-1]:
            self._names[-1] = name.strip()[: limits.NAME_CHARS]

    def segment(self) -> None:
        """The next points belong to a new segment of the same track.

        Raises:
            UserError: more segments than a track may have.
        """
        if self._segments and self._segments[-1] == len(self):
            return
        self._segments.append(len(self))
        if len(self._segments) > limits.TRACK_SEGMENTS:
            raise UserError(
                "track.segments",
                N_("The track has more than {most} segments"),
                most=limits.TRACK_SEGMENTS,
            )

    def add(
        self,
        lon: int | None,
        lat: int | None,
        ele: int | None = None,
        time: int | None = None,
        hdop: int | None = None,
    ) -> None:
        """One point; without a readable place it is only counted.

        Args:
            lon, lat: 1e-7 degrees.
            ele: cm.
            time: UTC ms.
            hdop: hundredths.

        Raises:
            UserError: ``track.too_long``.
        """
        if lon is None or lat is None:
            self._lost["place"] += 1
            return
        columns = self._columns
        columns["lon"].append(lon)
        columns["lat"].append(lat)
        columns["ele"].append(ele or 0)
        columns["has_ele"].append(ele is not None)
        columns["time"].append(time or 0)
        columns["has_time"].append(time is not None)
        columns["hdop"].append(NO_HDOP if hdop is None else hdop)
        self._hold()

    def _hold(self) -> None:
        need_points(len(self))

    def extend(
        self,
        lon: Sequence[str],
        lat: Sequence[str],
        ele: Sequence[str],
        times: Sequence[str] | None = None,
    ) -> None:
        """Many points of written numbers at once; as ``add`` with each, several times quicker.

        Args:
            lon, lat: degrees.
            ele: metres, empty where absent; 0 is absent too (see the KML reader).
            times: written times, empty where absent; None for no times at all.

        Raises:
            UserError: ``track.too_long``.
        """
        size = len(lon)
        lons, good_lon = scaled(lon, UNIT, LON_MAX)
        lats, good_lat = scaled(lat, UNIT, LAT_MAX)
        heights, has_ele = scaled(ele, 100, HEIGHT_MAX)
        stamps, has_time = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.bool_)
        good = good_lon & good_lat
        self._lost["place"] += int(np.count_nonzero(~good))
        self._lost["ele"] += sum(map(bool, ele)) - int(has_ele.sum())
        if times is not None:
            stamps, has_time, without = parse_column(times, self._offset)
            self._lost["time"] += sum(map(bool, times)) - int(has_time.sum())
            self._lost["offset"] += without
        piece: dict[str, npt.NDArray[Any]] = {
            "lon": lons, "lat": lats, "ele": heights, "has_ele": has_ele & (heights != 0),
            "time": stamps, "has_time": has_time, "hdop": np.full(size, NO_HDOP, dtype=np.int32),
        }  # fmt: skip
        for name, (_code, kind) in _KINDS.items():
            self._columns[name].frombytes(piece[name][good].astype(kind).tobytes())
        self._hold()

    def place(self, lon: object, lat: object) -> tuple[int | None, int | None]:
        """Longitude and latitude in 1e-7 degrees of written numbers, None where unreadable."""
        return whole(lon, UNIT, LON_MAX), whole(lat, UNIT, LAT_MAX)

    def height(self, text: object) -> int | None:
        """Height in cm of a written number of metres; an unreadable one is counted."""
        if text is None or text == "":
            return None
        found = whole(text, 100, HEIGHT_MAX)
        self._lost["ele"] += found is None
        return found

    def moment(self, text: str | None) -> int | None:
        """UTC ms of a written time; unreadable ones, and those without an offset, are counted."""
        if not text or not text.strip():
            return None
        found = parse_time(text, self._offset)
        if found is None:
            self._lost["time"] += 1
            return None
        self._lost["offset"] += not found[1]
        return found[0]

    def lose_time(self, count: int = 1) -> None:
        """Count times that cannot be used."""
        self._lost["time"] += count

    def mark(
        self, lon: object, lat: object, name: str, datum: str, time: int | None, ele: int | None
    ) -> Waypoint | None:
        """A marked place of written numbers; None, and counted, when it cannot be read."""
        east, north = self.place(lon, lat)
        if east is None or north is None:
            self._lost["place"] += 1
            return None
        name = " ".join(name.split())[: limits.NAME_CHARS]
        return Waypoint(Position(east, north, datum, FILE), name, "", time, ele)

    def set_time(self, index: int, time: int) -> None:
        """Give the point at ``index`` a time (UTC ms) that stood elsewhere in the file."""
        self._columns["time"][index] = time
        self._columns["has_time"][index] = True

    def tracks(self, datum: str) -> tuple[Track, ...]:
        """Everything gathered, without empty tracks and segments."""
        size = len(self)
        every: dict[str, npt.NDArray[Any]] = {
            name: np.frombuffer(self._columns[name], dtype=kind).copy()
            if size
            else np.zeros(0, dtype=kind)
            for name, (_code, kind) in _KINDS.items()
        }
        found = []
        names = dict(zip(self._holders, self._names, strict=True))
        for begin, end in pairwise(sorted({0, *self._holders, size})):
            piece: dict[str, npt.NDArray[Any]] = {n: v[begin:end] for n, v in every.items()}
            if not (piece["hdop"] != NO_HDOP).any():
                del piece["hdop"]
            cuts = sorted({begin, end, *(at for at in self._segments if begin < at < end)})
            lengths = tuple(b - a for a, b in pairwise(cuts))
            name = names.get(begin, "")
            found.append(Track(**piece, segments=lengths, name=name, datum=datum))
        return tuple(found)

    def tell(self, findings: Findings) -> None:
        """Say what was left out or assumed."""
        findings.add(
            "point.no_place",
            N_("{count} points without a readable place were left out"),
            self._lost["place"],
        )
        findings.add(
            "point.ele",
            N_("{count} heights could not be read and were left out"),
            self._lost["ele"],
        )
        findings.add(
            "point.time",
            N_("{count} times could not be read and were left out"),
            self._lost["time"],
        )
        findings.add(*self._word, self._lost["offset"])


def walked(gathered: Gathered, marks: list[Waypoint], findings: Findings) -> list[Waypoint]:
    """The marked places that stay marks; loggers that write a track as timed points give a track.

    Only where the file has no line at all, and at least two of its points have a time.
    """
    timed = [mark for mark in marks if mark.time is not None]
    if len(gathered) or len(timed) < 2:
        return marks
    gathered.begin()
    for mark in timed:
        gathered.add(mark.position.lon, mark.position.lat, mark.ele, mark.time)
    findings.add(
        "points.as_track",
        N_("{count} single points with times were taken as a track, in file order"),
        len(timed),
    )
    return [mark for mark in marks if mark.time is None]
