"""CSV with time, longitude, latitude and perhaps height, as loggers and spreadsheets write it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers import columns
from patrol_app.geo.readers.finding import Findings
from patrol_app.geo.readers.result import TrackFile
from patrol_app.geo.readers.text import recode
from patrol_app.geo.readers.time_columns import parse_column
from patrol_app.geo.readers.times import BEIJING_MINUTES
from patrol_app.geo.too_much import need_bytes, need_points
from patrol_app.geo.track import NO_HDOP, Track
from patrol_app.geo.types import LAT_MAX, LON_MAX, UNIT, UNKNOWN
from patrol_app.i18n import N_

_STEP: Final = 50_000  # rows gathered before they become numbers
_HEIGHT_MAX: Final = 10_000_000
_HDOP_MAX: Final = 100_000

ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "time": (
        "time", "timestamp", "datetime", "utc", "gpstime", "utctime", "localtime",
        "时间", "日期时间", "定位时间", "采集时间", "记录时间", "gps时间",
    ),
    "date": ("date", "日期"),
    "lon": ("lon", "lng", "long", "longitude", "x", "经度", "东经", "jd"),
    "lat": ("lat", "latitude", "y", "纬度", "北纬", "wd"),
    "ele": (
        "alt", "altitude", "ele", "elevation", "height", "z",
        "海拔", "高程", "高度", "海拔高度",
    ),
    "hdop": ("hdop",),
}  # fmt: skip
_WORDS: Final = {alias: word for word, aliases in ALIASES.items() for alias in aliases}
_UNIT_NOTE = re.compile(r"[(（\[].*?[)）\]]|[\s_#\"\-]+")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?", re.ASCII)


def read_csv(data: bytes, datum: str = UNKNOWN) -> TrackFile:
    """The rows of a CSV file as one track in file order.

    Args:
        data: the file's bytes: a mark, else strict UTF-8, else strict GB18030.
        datum: source datum that a person gave.

    Raises:
        UserError: too large, no longitude and latitude, or no readable row.
    """
    need_bytes(data, limits.CSV_BYTES)
    recoded = recode(data)
    findings = Findings()
    rows = _rows(recoded.data)
    first = next(rows, None)
    if first is None:
        raise UserError("file.empty", N_("The file holds no points"))
    place = header(first)
    gathered = _Gathered(place or _assumed(first), findings)
    if place is None:
        findings.add(
            "csv.no_header",
            N_("The file has no heading; time, longitude, latitude, height were assumed"),
        )
        gathered.add(first)
    try:
        for row in rows:
            gathered.add(row)
    except csv.Error:
        findings.add("csv.cut", N_("The file is damaged; the rows before the fault were kept"))
    tracks = gathered.finish(datum)
    return TrackFile("csv", tracks, findings=findings.all(), encoding=recoded.encoding)


def header(row: list[str]) -> dict[str, int] | None:
    """Column numbers by word (keys of ``ALIASES``); None when the row is no heading.

    The first column of a word counts.
    """
    found: dict[str, int] = {}
    for at, cell in enumerate(row):
        word = _WORDS.get(_UNIT_NOTE.sub("", cell.strip().lower()))
        if word is not None:
            found.setdefault(word, at)
    return found if "lon" in found and "lat" in found else None


def _rows(data: bytes) -> Iterator[list[str]]:
    """The rows that are not blank, by the delimiter that the first line uses most."""
    start = data[: limits.XML_PROLOG_BYTES].decode("utf-8", errors="replace").lstrip()
    line = start.splitlines()[0] if start else ""
    delimiter = max(",;\t|，", key=line.count)
    if line.count(delimiter) >= limits.CSV_COLUMNS:
        raise _too_wide()
    stream = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")
    for row in csv.reader(stream, delimiter=delimiter):
        if len(row) > limits.CSV_COLUMNS:
            raise _too_wide()
        if any(row):
            yield row


def _too_wide() -> UserError:
    return UserError(
        "csv.columns", N_("The file has more than {most} columns"), most=limits.CSV_COLUMNS
    )


def _assumed(row: list[str]) -> dict[str, int]:
    """``time, lon, lat[, alt]`` when the first row fits that.

    Raises:
        UserError: it does not.
    """
    if len(row) >= 3:
        _, lon_known = columns.scaled(row[1:2], UNIT, LON_MAX)
        _, lat_known = columns.scaled(row[2:3], UNIT, LAT_MAX)
        timed = parse_column([row[0].strip()], BEIJING_MINUTES)[1]
        if lon_known.all() and lat_known.all() and timed.all():
            return {"time": 0, "lon": 1, "lat": 2} | ({"ele": 3} if len(row) > 3 else {})
    raise UserError(
        "csv.no_columns",
        N_("The CSV file needs columns for longitude and latitude in its first row"),
    )


class _Gathered:
    """Cells by column, turned into numbers every ``_STEP`` rows."""

    def __init__(self, place: dict[str, int], findings: Findings) -> None:
        self.place = place
        self.findings = findings
        self.cells: dict[str, list[str]] = {word: [] for word in ("lon", "lat", "ele", "hdop")}
        self.times: list[str] = []
        self.pieces: list[dict[str, npt.NDArray[Any]]] = []
        self.rows = 0
        self.exchanged = 0

    def add(self, row: list[str]) -> None:
        """Gather one row; missing cells are empty."""
        for word, cells in self.cells.items():
            at = self.place.get(word, -1)
            cells.append(row[at].strip() if 0 <= at < len(row) else "")
        self.times.append(self._time(row))
        self.rows += 1
        need_points(self.rows, limits.CSV_ROWS)
        if len(self.times) >= _STEP:
            self._settle()

    def _time(self, row: list[str]) -> str:
        parts = [
            row[self.place[word]].strip()
            for word in ("date", "time")
            if word in self.place and self.place[word] < len(row)
        ]
        # A sheet that has a date beside a full time repeats itself.
        if len(parts) == 2 and len(parts[1]) > 15:
            parts = parts[1:]
        return " ".join(part for part in parts if part)

    def _settle(self) -> None:
        if not self.times:
            return
        texts = self.times
        lon, good_lon = columns.scaled(self.cells["lon"], UNIT, LON_MAX)
        lat, good_lat = columns.scaled(self.cells["lat"], UNIT, LAT_MAX)
        ele, has_ele = columns.scaled(self.cells["ele"], 100, _HEIGHT_MAX)
        dop, has_dop = columns.scaled(self.cells["hdop"], 100, _HDOP_MAX)
        time, has_time, without = _times(texts)
        good = good_lon & good_lat
        back = columns.scaled(self.cells["lat"], UNIT, LON_MAX)[1]
        self.exchanged += int(np.count_nonzero(good_lon & ~good_lat & back))
        self._count(good, has_ele, has_time, without)
        self.pieces.append(
            {
                "lon": lon[good], "lat": lat[good], "ele": ele[good], "has_ele": has_ele[good],
                "time": time[good], "has_time": has_time[good],
                "hdop": np.where(has_dop & (dop >= 0), dop, NO_HDOP).astype(np.int32)[good],
            }
        )  # fmt: skip
        for cells in (*self.cells.values(), self.times):
            cells.clear()

    def _count(
        self,
        good: npt.NDArray[np.bool_],
        has_ele: npt.NDArray[np.bool_],
        has_time: npt.NDArray[np.bool_],
        without: int,
    ) -> None:
        written = sum(map(bool, self.cells["ele"]))
        self.findings.add(
            "point.no_place",
            N_("{count} points without a readable place were left out"),
            int(np.count_nonzero(~good)),
        )
        self.findings.add(
            "point.ele",
            N_("{count} heights could not be read and were left out"),
            written - int(has_ele.sum()),
        )
        self.findings.add(
            "point.time",
            N_("{count} times could not be read and were left out"),
            sum(map(bool, self.times)) - int(has_time.sum()),
        )
        self.findings.add(
            "csv.no_offset", N_("{count} times name no offset; they were read as +08:00"), without
        )

    def finish(self, datum: str) -> tuple[Track, ...]:
        """The one track of the file.

        Raises:
            UserError: no row has a readable place.
        """
        self._settle()
        size = sum(piece["lon"].size for piece in self.pieces)
        if not size and self.exchanged:
            raise UserError(
                "csv.exchanged", N_("Longitude and latitude seem to be exchanged in the file")
            )
        if not size:
            raise UserError("file.empty", N_("The file holds no points"))
        whole: dict[str, Any] = {
            name: np.concatenate([piece[name] for piece in self.pieces]) for name in self.pieces[0]
        }
        if not (whole["hdop"] != NO_HDOP).any():
            del whole["hdop"]
        return (Track(**whole, segments=(size,), datum=datum),)


def _times(texts: list[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], int]:
    """Written times, or seconds or milliseconds since 1970."""
    if texts and _EPOCH.fullmatch(texts[0]):
        known = np.array([bool(_EPOCH.fullmatch(text)) for text in texts], dtype=np.bool_)
        time = np.zeros(len(texts), dtype=np.int64)
        time[known] = [
            int(text) * (1 if len(text) == 13 else 1000) for text in texts if _EPOCH.fullmatch(text)
        ]
        return time, known, 0
    return parse_column(texts, BEIJING_MINUTES)
