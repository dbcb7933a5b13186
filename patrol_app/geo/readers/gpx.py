"""GPX 1.0 and 1.1: tracks, routes, waypoints; extensions and namespaces are passed over."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any, Final
from xml.parsers import expat

import numpy as np
import numpy.typing as npt

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers import columns, gpx_scan
from patrol_app.geo.readers.finding import Findings
from patrol_app.geo.readers.gpx_events import Column, Events, refuse_doctype
from patrol_app.geo.readers.result import TrackFile, Waypoint
from patrol_app.geo.readers.time_columns import parse_column
from patrol_app.geo.readers.xml_pass import mended_xml, recoded_xml, say_mended
from patrol_app.geo.too_much import need_marks, need_points
from patrol_app.geo.track import NO_HDOP, Track
from patrol_app.geo.types import FILE, LAT_MAX, LON_MAX, UNIT, UNKNOWN, Position
from patrol_app.i18n import N_

_STEP: Final = 1 << 20  # bytes fed at once; strings become numbers after each step
_SETTLE: Final = 20_000  # points gathered before they become numbers
_HEIGHT_MAX: Final = 10_000_000  # cm; no receiver of ours flies higher
_HDOP_MAX: Final = 100_000  # hundredths

_ROOT = re.compile(rb"<([A-Za-z_][\w.-]{0,40}:)?gpx[\s>/]")
_ELEMENT = re.compile(rb"<[A-Za-z_]")


def read_gpx(data: bytes, datum: str = UNKNOWN) -> TrackFile:
    """Everything a GPX document holds.

    A damaged tail is left out and said so; points before the fault are kept.

    Args:
        data: the file's bytes, any encoding with a mark or a declaration.
        datum: source datum that a person gave.

    Raises:
        UserError: too large, no GPX, a document type, or nothing readable in it.
    """
    findings = Findings()
    recoded = recoded_xml(data, findings)
    prefix = _check_prolog(recoded.data)
    parsed, fault = _parse(recoded.data, prefix)
    mended = mended_xml(recoded.data) if fault is not None else None
    if mended is not None:
        _check_prolog(mended)
        again, later = _parse(mended, prefix)
        if later is None or again.total() > parsed.total():
            parsed, fault = again, later
            say_mended(findings)
    if fault is not None:
        if parsed.total() == 0:
            raise UserError(
                "gpx.damaged", N_("The GPX file is damaged at line {line}"), line=fault.lineno
            )
        findings.add(
            "gpx.cut",
            N_("The file is damaged from line {line} on; what stood before it was kept"),
            line=fault.lineno,
        )
    return parsed.result(findings, datum, recoded.encoding)


def _check_prolog(data: bytes) -> str:
    """The prefix of the root element; refuses a document type and what is no GPX."""
    root = _ROOT.search(data)
    before = data[: root.start()] if root else data[: limits.XML_PROLOG_BYTES]
    if b"<!DOCTYPE" in before or b"<!ENTITY" in before:
        refuse_doctype()
    plain = re.sub(rb"<!--.*?-->", b"", before, flags=re.DOTALL)
    if root is None or _ELEMENT.search(plain):
        raise UserError("gpx.not_gpx", N_("This is not a GPX file"))
    return (root.group(1) or b"").decode()


def _parse(data: bytes, prefix: str) -> tuple[_Parsed, expat.ExpatError | None]:
    quick = None if prefix else _parse_scanned(data)
    if quick is not None:
        return quick, None
    return _parse_safely(data, prefix)


def _parse_scanned(data: bytes) -> _Parsed | None:
    """The quick way; None when its proof fails anywhere."""
    scanned = gpx_scan.scan(data)
    if scanned is None or int(scanned.starts[-1]) > limits.TRACK_POINTS:
        return None
    parsed, fault = _parse_safely(scanned.skeleton, "")
    if fault is not None or not parsed.tracks.spread(scanned):
        return None
    return parsed


def _parse_safely(data: bytes, prefix: str) -> tuple[_Parsed, expat.ExpatError | None]:
    events = Events(prefix)
    parsed = _Parsed(events)
    view = memoryview(data)
    try:
        for at in range(0, len(data), _STEP):
            events.parser.Parse(view[at : at + _STEP], False)
            parsed.settle(_SETTLE)
        events.parser.Parse(b"", True)
    except expat.ExpatError as fault:
        if events.point_open() and events.open_column is not None:
            events.open_column.drop_last()
        parsed.settle(0)
        return parsed, fault
    parsed.settle(0)
    return parsed, None


class _Numbers:
    """The columns of one kind of point, from strings to arrays, piece by piece."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.pieces: list[dict[str, npt.NDArray[Any]]] = []
        self.lost = {"place": 0, "ele": 0, "time": 0, "offset": 0}

    def settle(self, least: int) -> None:
        """Turn the gathered strings into numbers; a still open last point waits."""
        column = self.column
        size = len(column.lat) - (1 if least else 0)
        if size < max(least, 1):
            return
        lat, good_lat = columns.scaled(column.lat[:size], UNIT, LAT_MAX)
        lon, good_lon = columns.scaled(column.lon[:size], UNIT, LON_MAX)
        heights = column.field("ele")[:size]
        ele, has_ele = columns.scaled(heights, 100, _HEIGHT_MAX)
        texts = column.field("time")[:size]
        time, has_time, without = parse_column(texts, 0)
        good = good_lat & good_lon
        piece = {"lat": lat, "lon": lon, "ele": ele, "has_ele": has_ele, "time": time}
        piece |= {"has_time": has_time, "good": good}
        if "hdop" in {name.rpartition(":")[2] for name in column.fields}:
            dop, has_dop = columns.scaled(column.field("hdop")[:size], 100, _HDOP_MAX)
            piece["hdop"] = np.where(has_dop & (dop >= 0), dop, NO_HDOP).astype(np.int32)
        self.lost["place"] += int(np.count_nonzero(~good))
        self.lost["ele"] += sum(map(bool, heights)) - int(has_ele.sum())
        self.lost["time"] += sum(map(bool, texts)) - int(has_time.sum())
        self.lost["offset"] += without
        self.pieces.append(piece)
        need_points(column.base + size)
        if "name" not in {name.rpartition(":")[2] for name in column.fields}:
            column.empty(size)

    def spread(self, scanned: gpx_scan.Scan) -> bool:
        """Put all points of the runs where their first ones stand.

        False when the safe reader did not take every run's first point for a point, or read
        another place there.
        """
        column, starts = self.column, scanned.starts
        if column.total() != starts.size - 1:
            return False
        size = int(starts[-1])
        found = scanned.columns
        every = np.ones(size, dtype=np.bool_)
        lat, good_lat = columns.rounded(found["lat"], every, UNIT, LAT_MAX)
        lon, good_lon = columns.rounded(found["lon"], every, UNIT, LON_MAX)
        none = np.zeros(size, dtype=np.bool_)
        ele, has_ele = np.zeros(size, dtype=np.int32), none
        if "ele" in found:
            ele, has_ele = columns.rounded(found["ele"], every, 100, _HEIGHT_MAX)
        dop = np.full(size, NO_HDOP, dtype=np.int32)
        if "hdop" in found:
            value, known = columns.rounded(found["hdop"], every, 100, _HDOP_MAX)
            dop = np.where(known & (value >= 0), value, NO_HDOP).astype(np.int32)
        firsts = starts[:-1]
        if not np.array_equal(self.whole("lat"), lat[firsts]):
            return False
        piece: dict[str, npt.NDArray[Any]] = {"lat": lat, "lon": lon, "ele": ele, "hdop": dop}
        piece["has_ele"] = has_ele
        piece["time"] = found.get("time", np.zeros(size, dtype=np.int64))
        piece["has_time"] = every if "time" in found else none
        piece["good"] = good_lat & good_lon
        self.lost = {"place": int(np.count_nonzero(~piece["good"])), "time": 0, "offset": 0}
        self.lost["ele"] = int(np.count_nonzero(~has_ele)) if "ele" in found else 0
        self.pieces = [piece]
        column.segments = [int(starts[at]) for at in column.segments]
        column.holders = [int(starts[at]) for at in column.holders]
        column.base = size
        return True

    def whole(self, name: str) -> npt.NDArray[Any]:
        """One column over all pieces."""
        return np.concatenate([piece[name] for piece in self.pieces])

    def tracks(self, datum: str) -> tuple[Track, ...]:
        """The holders as tracks, without points that have no readable place."""
        if not self.pieces:
            return ()
        every = {name: self.whole(name) for name in self.pieces[0]}
        good = every.pop("good")
        total = good.size
        starts = np.zeros(total + 1, dtype=np.int64)
        np.add.at(starts, np.asarray(self.column.segments, dtype=np.int64), 1)
        number = np.cumsum(starts)[:total]
        bounds = sorted({0, *self.column.holders, total})
        names = dict(zip(self.column.holders, self.column.names, strict=True))
        found = []
        for begin, end in pairwise(bounds):
            keep = np.flatnonzero(good[begin:end]) + begin
            if not keep.size:
                continue
            lengths = np.unique(number[keep], return_counts=True)[1]
            piece = {name: values[keep] for name, values in every.items()}
            if not (piece["hdop"] != NO_HDOP).any():
                del piece["hdop"]
            found.append(
                Track(
                    **piece,
                    segments=tuple(int(length) for length in lengths),
                    name=names.get(begin, ""),
                    datum=datum,
                )
            )
        return tuple(found)


class _Parsed:
    """What one pass gave, as numbers."""

    def __init__(self, events: Events) -> None:
        self.tracks = _Numbers(events.tracks)
        self.routes = _Numbers(events.routes)
        self.waypoints = _Numbers(events.waypoints)
        self.kinds = (self.tracks, self.routes, self.waypoints)

    def settle(self, least: int) -> None:
        """Turn what was gathered into numbers where it is worth it (always for ``least`` 0)."""
        self.tracks.settle(least)
        self.routes.settle(least)
        need_marks(self.waypoints.column.total())
        if not least:
            self.waypoints.settle(0)

    def total(self) -> int:
        """Points of every kind."""
        return sum(kind.column.total() for kind in self.kinds)

    def result(self, findings: Findings, datum: str, encoding: str) -> TrackFile:
        """The typed answer, with what was left out."""
        lost = {word: sum(kind.lost[word] for kind in self.kinds) for word in self.tracks.lost}
        findings.add(
            "point.no_place",
            N_("{count} points without a readable place were left out"),
            lost["place"],
        )
        findings.add(
            "point.ele", N_("{count} heights could not be read and were left out"), lost["ele"]
        )
        findings.add(
            "point.time", N_("{count} times could not be read and were left out"), lost["time"]
        )
        findings.add(
            "gpx.no_offset",
            N_("{count} times name no offset; they were read as UTC, as the format says"),
            lost["offset"],
        )
        tracks, routes = self.tracks.tracks(datum), self.routes.tracks(datum)
        findings.add(
            "gpx.routes",
            N_("{count} planned routes are in the file; they are not a walked track"),
            len(routes),
        )
        places = self._places(datum)
        if not tracks and not routes and not places:
            findings.add("file.empty", N_("The file holds no points"))
        return TrackFile("gpx", tracks, routes, places, findings.all(), encoding)

    def _places(self, datum: str) -> tuple[Waypoint, ...]:
        if not self.waypoints.pieces:
            return ()
        piece, column = self.waypoints.pieces[0], self.waypoints.column
        names, symbols = column.field("name"), column.field("sym")
        return tuple(
            Waypoint(
                Position(int(piece["lon"][at]), int(piece["lat"][at]), datum, FILE),
                names[at].strip()[: limits.NAME_CHARS],
                symbols[at].strip()[: limits.NAME_CHARS],
                int(piece["time"][at]) if piece["has_time"][at] else None,
                int(piece["ele"][at]) if piece["has_ele"][at] else None,
            )
            for at in np.flatnonzero(piece["good"]).tolist()
        )
