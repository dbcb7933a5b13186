"""A station's month: the files that rangers hand in, and what is true of them."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from patrol_app.domain.instant import MINUTE_MS
from patrol_app.domain.records.dataset import GRID
from patrol_app.geo.track import Track
from patrol_app.services.base.content import encode
from patrol_app.services.sampling import days as plans
from patrol_app.services.sampling.days import Day, Seen
from patrol_app.services.sampling.pictures import photo
from patrol_app.services.sampling.station import WALKED_M, grid_rows, rangers
from patrol_app.services.sampling.tracks import NOISE_M, gpx_bytes, noise, placed
from patrol_app.services.sampling.verdicts import route_counts

STEP_S = 5
WALK_MPS, RIDE_MPS, CAR_MPS = 1.1, 8.0, 11.5
TAIL_S = 900  # how long the receiver ran on in the car
AXIS_M, FLATTENING_INVERSE = 6_378_137.0, 298.257222101  # CGCS2000
# Effective days asked of a ranger: domain.md §1.3, one county's rule, editable there.
DUE_FIRE_SEASON, DUE_SUMMER = 20, 10
VALID_CM, VALID_MIN = 300_000, 60
FINDING_MS = MINUTE_MS


@dataclass(frozen=True)
class FindingTruth:
    """A finding as it has to stand in the book.

    Attributes:
        found_ms: whole minute, UTC ms.
        photo: file name of its photo.
    """

    seen: Seen
    found_ms: int
    photo: str


@dataclass(frozen=True)
class DayTruth:
    """What is true of one patrol that counts.

    Attributes:
        start_ms, end_ms: UTC ms, without what ran on afterwards.
        length_cm: of the walk on the ellipsoid; None without a track.
        inside: whether it lies in the ranger's own grid.
        valid: the effective-patrol test of ``domain.md`` §1.3 at its default figures.
    """

    day: Day
    start_ms: int
    end_ms: int
    length_cm: int | None
    inside: bool
    valid: bool
    findings: tuple[FindingTruth, ...] = ()

    @property
    def evidence(self) -> str:
        """Grade of an imported file, or of text alone."""
        return "D" if self.length_cm is None else "B"


@dataclass(frozen=True)
class Sums:
    """Figures of paper 9.2 for one ranger or the station.

    Attributes:
        inside_cm: 有效里程, the way inside the own grid on effective days.
    """

    due: int = 0
    days: int = 0
    valid: int = 0
    length_cm: int = 0
    inside_cm: int = 0
    findings: int = 0
    grades: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """One file of the tree: its path below the folder, its bytes, whose and which day's it is."""

    path: str
    data: bytes
    day: Day | None


class StationMonth:
    """A station-month; equal arguments give equal files and truths.

    Args:
        seed: any integer.
        month: ``YYYY-MM``.
        people: how many rangers.
        days: only the first days of the month; 0 all.

    Attributes:
        rangers: the roster.
        dates: the dates covered; weather: record values by date.
        days: every ranger's days, also those without a patrol.
    """

    def __init__(
        self, seed: int = 2, month: str = "2026-04", people: int = 20, days: int = 0
    ) -> None:
        self.seed, self.month = seed, month
        self.rangers = rangers(seed, people)
        self.dates = plans.dates_of(month, days)
        self.weather = plans.weather_of(seed, self.dates)
        self.days = plans.plan(seed, self.rangers, self.dates)
        self._at = {(day.ranger, day.date): day for day in self.days}
        self._serial = {day: place for place, day in enumerate(self.days)}
        self._tracks: dict[tuple[int, str], Track] = {}

    # --- what is true ----------------------------------------------------------------------

    @cached_property
    def truths(self) -> tuple[DayTruth, ...]:
        """Every patrol that has to stand in the book, by ranger and date."""
        made: list[DayTruth] = []
        for place, ranger in enumerate(self.rangers):
            rows = [self._truth(day) for day in self.days if day.counts and day.ranger == place]
            walks = [self.walk(row.day) for row in rows if row.length_cm is not None]
            counts = iter(route_counts(ranger, walks))
            made += [
                replace(row, valid=next(counts) and row.valid) if row.length_cm else row
                for row in rows
            ]
        return tuple(made)

    def sums(self, ranger: int | None = None) -> Sums:
        """The figures of one ranger, or of all."""
        rows = [row for row in self.truths if ranger in (None, row.day.ranger)]
        number = int(self.month[5:])
        due = DUE_SUMMER if 6 <= number <= 9 else DUE_FIRE_SEASON
        grades = [row.evidence for row in rows]
        return Sums(
            due=due * (len(self.rangers) if ranger is None else 1),
            days=len(rows),
            valid=sum(row.valid for row in rows),
            length_cm=sum(row.length_cm or 0 for row in rows),
            inside_cm=sum(row.length_cm or 0 for row in rows if row.valid),
            findings=sum(len(row.findings) for row in rows),
            grades={grade: grades.count(grade) for grade in "ABCD"},
        )

    def _truth(self, day: Day) -> DayTruth:
        shots = self._shots(day)
        named = {shot.seen: shot for shot in shots if shot.seen is not None}
        found = tuple(
            FindingTruth(seen, named[seen].true_ms // FINDING_MS * FINDING_MS, named[seen].name)
            for seen in day.seen
        )
        if day.kind == plans.NO_GPS:
            times = [shot.true_ms for shot in shots]
            return DayTruth(day, min(times), max(times), None, False, False, found)
        track = self.walk(day)
        length = track_cm(track)
        inside = plans.AWAY not in day.mistakes
        start, end = int(track.time[0]), int(track.time[-1])
        valid = inside and length >= VALID_CM and (end - start) // MINUTE_MS >= VALID_MIN
        return DayTruth(day, start, end, length, inside, valid, found)

    # --- the tracks ------------------------------------------------------------------------

    def walk(self, day: Day) -> Track:
        """The walk of a day as the receiver noted it, without what came afterwards."""
        key = (day.ranger, day.date)
        if key not in self._tracks:
            self._tracks[key] = self._walked(day)
        return self._tracks[key]

    def _walked(self, day: Day) -> Track:
        rng = np.random.default_rng([self.seed, day.ranger, int(day.date.replace("-", "")), 1])
        ranger = self.rangers[day.ranger]
        middle = ranger.middle
        if plans.AWAY in day.mistakes:  # the next valley by mistake
            middle = (middle[0], middle[1] + 900_000)
        points = day.seconds // STEP_S
        rides = ranger.means == "摩托"
        speed = np.clip(rng.normal(1.0, 0.15, points), 0.3, 1.8)
        speed *= RIDE_MPS if rides else WALK_MPS
        for begin in rng.integers(0, points, max(1, points // 400)):
            speed[begin : begin + int(rng.integers(40, 96))] = 0.0
        east, north = _tour(rng, np.cumsum(speed * STEP_S))
        up = 1_400 + 40 * np.sin(np.arange(points) / 300) + noise(rng, points, STEP_S, NOISE_M)
        times = day.start_ms + STEP_S * 1_000 * np.arange(points, dtype=np.int64)
        east = east + noise(rng, points, STEP_S, NOISE_M)
        north = north + noise(rng, points, STEP_S, NOISE_M)
        return placed(east, north, up, times, middle, day.date)

    def recorded(self, day: Day) -> Track:
        """What the file of a day holds, mistakes included."""
        if day.kind == plans.COPIED:
            track = self.walk(self._at[day.ranger, day.source])
            return replace(track, time=track.time + plans.shift_ms(day), name=day.date)
        track = self.walk(day)
        return _with_tail(track) if plans.TAIL in day.mistakes else track

    # --- the files -------------------------------------------------------------------------

    def files(self) -> Iterator[Made]:
        """Every file that the rangers hand in, folder by folder."""
        for day in self.days:
            ranger = self.rangers[day.ranger]
            home = f"{ranger.folder}/补交" if plans.LATE in day.mistakes else ranger.folder
            if day.kind in (plans.WALKED, plans.COPIED):
                creator = f"Demo Handheld K20 SN:{ranger.serial}"
                data = gpx_bytes(self.recorded(day), creator=creator)
                yield Made(f"{home}/{day.date}.gpx", data, day)
                if plans.DUPLICATE in day.mistakes:
                    yield Made(f"{home}/{day.date} (1).gpx", data, day)
                if plans.OVERLAP in day.mistakes:
                    phone = gpx_bytes(_by_phone(self.walk(day)), creator="Demo Phone Map")
                    yield Made(f"{home}/{day.date} 手机.gpx", phone, day)
            for shot in self._shots(day):
                yield Made(f"{home}/{shot.name}", shot.data(), day)
        yield Made(f"{self.rangers[0].folder}/说明.docx", b"PK\x03\x04 not a track", None)
        yield Made(f"{self.rangers[-1].folder}/坏.gpx", b"<gpx version='1.1'><trk><trkseg>", None)

    def write(self, folder: Path) -> list[Path]:
        """Write the tree below ``folder``; the files in order."""
        made = []
        for one in self.files():
            path = folder / one.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(one.data)
            made.append(path)
        return made

    def day_sheet(self) -> str:
        """Weather and danger by date as the station's CSV: ``patrol-app batch --days``."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["日期", "天气", "气温", "风力", "风向", "火险等级"])
        for date, row in self.weather.items():
            warm = f"{row['temp_c_e1'] / 10:g}"
            sky = [row["weather"], warm, row["wind_force"], row["wind_dir"], row["danger_level"]]
            writer.writerow([date, *sky])
        return out.getvalue()

    def grids(self) -> bytes:
        """The grids' polygons as content of dataset ``grid``."""
        return encode(GRID, grid_rows(self.rangers))

    def typed(self, day: Day) -> dict[str, Any]:
        """What a clerk types for a day beside what the files say, as record values."""
        return plans.values_of(self.weather[day.date], self.rangers[day.ranger])

    def _shots(self, day: Day) -> list[_Shot]:
        """The photos of a day; the first ones show what was found."""
        if not day.photos:
            return []
        rng = random.Random(f"{self.seed}/shots/{day.ranger}/{day.date}")
        extra = day.photos - len(day.seen)
        shares = [seen.share for seen in day.seen] + [rng.uniform(0.1, 0.9) for _n in range(extra)]
        track = self.walk(day)
        shots = []
        for number, share in enumerate(shares):
            at = int(share * (len(track) - 1))
            seen = day.seen[number] if number < len(day.seen) else None
            serial = self._serial[day] * 8 + number
            shots.append(_Shot.of(track, at, seen, serial, day, last=number == day.photos - 1))
        return shots


@dataclass(frozen=True)
class _Shot:
    """One photo before it is drawn."""

    name: str
    mark: int
    true_ms: int
    shown_ms: int | None
    place: tuple[int, int] | None
    seen: Seen | None
    offset: bool

    @classmethod
    def of(
        cls, track: Track, at: int, seen: Seen | None, serial: int, day: Day, *, last: bool
    ) -> _Shot:
        """The photo taken at fix ``at``."""
        true = int(track.time[at])
        word = f"_{seen.word}" if seen else ""
        name = f"IMG_{day.date.replace('-', '')}_{serial % 1000:03d}{word}.jpg"
        shown: int | None = true
        place: tuple[int, int] | None = (int(track.lon[at]), int(track.lat[at]))
        if plans.CLOCK in day.mistakes:
            shown = true + plans.CLOCK_OFF_MS
        if plans.NO_EXIF in day.mistakes and last:
            name, shown, place = f"微信图片_{day.date.replace('-', '')}{serial:05d}.jpg", None, None
        if day.kind == plans.NO_GPS:
            place = None
        return cls(name, serial, true, shown, place, seen, offset=bool(serial % 2))

    def data(self) -> bytes:
        """The JPEG."""
        return photo(self.mark, self.shown_ms, self.place, offset=self.offset)


def track_cm(track: Track) -> int:
    """Length in cm by the geodesic of a library, not by the program's own formula."""
    from pyproj import Geod

    ellipsoid = Geod(a=AXIS_M, rf=FLATTENING_INVERSE)
    return round(float(ellipsoid.line_length(track.lon / 1e7, track.lat / 1e7)) * 100)


def _tour(rng: np.random.Generator, gone: Any) -> tuple[Any, Any]:
    """Places (metres from the middle) after ``gone`` metres of a tour between random points."""
    turns = [(0.0, 0.0)]
    length = 0.0
    lengths = [0.0]
    while length <= float(gone[-1]):
        far = WALKED_M * float(np.sqrt(rng.uniform(0.3, 1.0)))
        angle = float(rng.uniform(0, 2 * np.pi))
        point = (far * float(np.cos(angle)), far * float(np.sin(angle)))
        length += float(np.hypot(point[0] - turns[-1][0], point[1] - turns[-1][1]))
        turns.append(point)
        lengths.append(length)
    east, north = np.array(turns).T
    return np.interp(gone, lengths, east), np.interp(gone, lengths, north)


def _with_tail(track: Track) -> Track:
    """The walk, then a quarter of an hour in the car, straight home."""
    count = TAIL_S // STEP_S
    steps = np.arange(1, count + 1)
    lon = track.lon[-1] + np.rint(steps * CAR_MPS * STEP_S / 86_600 * 1e7)
    time = track.time[-1] + steps * STEP_S * 1_000
    return replace(
        track,
        lon=np.concatenate([track.lon, lon.astype(np.int32)]),
        lat=np.concatenate([track.lat, np.repeat(track.lat[-1:], count)]),
        ele=np.concatenate([track.ele, np.repeat(track.ele[-1:], count)]),
        has_ele=np.ones(len(track) + count, dtype=np.bool_),
        time=np.concatenate([track.time, time]),
        has_time=np.ones(len(track) + count, dtype=np.bool_),
        segments=(len(track) + count,),
    )


def _by_phone(track: Track) -> Track:
    """The same walk as a phone noted it beside the receiver: coarser, shorter, a little off."""
    every = np.zeros(len(track), dtype=np.bool_)
    every[20:-20:3] = True
    part = track.take(every)
    return replace(part, lon=part.lon + 300, lat=part.lat - 200, name="手机")
