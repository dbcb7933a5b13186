"""GeoJSON (RFC 7946 and the older 2008 form): lines with ``coordTimes``, points with ``time``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers.finding import Findings
from patrol_app.geo.readers.gathered import Gathered, walked
from patrol_app.geo.readers.result import TrackFile, Waypoint
from patrol_app.geo.readers.text import recode
from patrol_app.geo.readers.times import BEIJING_MINUTES
from patrol_app.geo.too_much import need_bytes, need_marks
from patrol_app.geo.types import CGCS2000, UNKNOWN
from patrol_app.i18n import N_

_TIMES: Final = ("coordTimes", "times", "time", "timestamp", "datetime", "when", "时间")
_AREAS: Final = ("Polygon", "MultiPolygon")
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BEIJING: Final = (
    "csv.no_offset",
    N_("{count} times name no offset; they were read as +08:00"),
)
_SECONDS_MAX: Final = 10_000_000_000  # a larger number of since-1970 is milliseconds


def read_geojson(data: bytes, datum: str = UNKNOWN) -> TrackFile:
    """The lines and points of a GeoJSON file.

    Args:
        data: the file's bytes, any encoding with a mark.
        datum: source datum that a person gave.

    Raises:
        UserError: too large, nested too deeply, no GeoJSON, or in plane coordinates.
    """
    need_bytes(data, limits.GEOJSON_BYTES)
    recoded = recode(data)
    whole = _parsed(recoded.data)
    findings = Findings()
    datum = _datum(whole.get("crs"), datum)
    found = _Shapes(datum)
    for geometry, properties in _geometries(whole, 0):
        found.take(geometry, properties)
    found.gathered.tell(findings)
    findings.add(
        "file.areas", N_("{count} areas or rings are no track; they were left out"), found.areas
    )
    marks = walked(found.gathered, found.marks, findings)
    tracks = found.gathered.tracks(datum)
    if not tracks and not marks and not found.areas:
        findings.add("file.empty", N_("The file holds no points"))
    return TrackFile("geojson", tracks, (), tuple(marks), findings.all(), recoded.encoding)


def _parsed(data: bytes) -> dict[str, Any]:
    signs = np.frombuffer(_STRING.sub(b"", data), dtype=np.uint8) | 0x20  # [ and { differ so
    steps = (signs == ord("{")).astype(np.int8) - (signs == ord("}")).astype(np.int8)
    if signs.size and int(np.cumsum(steps, dtype=np.int32).max()) > limits.GEOJSON_DEPTH:
        raise UserError("geojson.depth", N_("The file nests its brackets too deeply"))
    try:
        whole = json.loads(data, parse_constant=lambda _word: None)
    except (ValueError, RecursionError) as error:
        raise _not_geojson() from error
    if not isinstance(whole, dict) or not isinstance(whole.get("type"), str):
        raise _not_geojson()
    return whole


def _not_geojson() -> UserError:
    return UserError("geojson.not_geojson", N_("This is not a GeoJSON file"))


def _datum(crs: Any, datum: str) -> str:
    """The datum that a 2008 ``crs`` member names, else ``datum``.

    Raises:
        UserError: it names another system than longitude and latitude.
    """
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or re.search(r"CRS:?:?84$|\b4326$|\b4979$", name):
        return datum
    if re.search(r"\b4490$", name):
        return CGCS2000
    raise UserError(
        "geojson.crs",
        N_("The file is not in longitude and latitude but in {name}"),
        name=name[: limits.XML_TEXT_CHARS],
    )


def _geometries(node: Any, depth: int) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Each geometry with the properties of its feature."""
    if not isinstance(node, dict) or depth > limits.GEOJSON_DEPTH:
        return
    kind = node.get("type")
    if kind == "FeatureCollection":
        for one in _list(node.get("features")):
            yield from _geometries(one, depth + 1)
        return
    properties = node.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    geometry = node.get("geometry") if kind == "Feature" else node
    if not isinstance(geometry, dict):
        return
    if geometry.get("type") == "GeometryCollection":
        for one in _list(geometry.get("geometries")):
            yield from _geometries(
                {"type": "Feature", "geometry": one, "properties": properties}, depth + 1
            )
        return
    yield geometry, properties


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


class _Shapes:
    """Tracks and marked places of the geometries.

    Args:
        datum: of the marked places.

    Attributes:
        gathered: the tracks; marks: the marked places; areas: polygons met.
    """

    def __init__(self, datum: str) -> None:
        self._datum = datum
        self.gathered = Gathered(BEIJING_MINUTES, _BEIJING)
        self.marks: list[Waypoint] = []
        self.areas = 0

    def take(self, geometry: Mapping[str, Any], properties: Mapping[str, Any]) -> None:
        """One geometry with its feature's properties."""
        kind, places = geometry.get("type"), _list(geometry.get("coordinates"))
        name = properties.get("name") or properties.get("名称") or ""
        name = " ".join(str(name).split())[: limits.NAME_CHARS]
        times = _times(properties)
        if kind == "LineString":
            self.gathered.begin(name)
            self._line(places, times)
        elif kind == "MultiLineString":
            self.gathered.begin(name)
            parts = _list(times)
            nested = len(parts) == len(places) and all(isinstance(part, list) for part in parts)
            at = 0
            for number, line in enumerate(places):
                self.gathered.segment()
                size = len(_list(line))
                self._line(_list(line), parts[number] if nested else parts[at : at + size])
                at += size
        elif kind == "Point":
            self._mark(places, name, times)
        elif kind == "MultiPoint":
            stamps = _list(times)
            paired = len(stamps) == len(places)
            for number, place in enumerate(places):
                self._mark(_list(place), name, stamps[number] if paired else None)
        elif kind in _AREAS:
            self.areas += 1

    def _line(self, places: list[Any], times: Any) -> None:
        """One line; its times count only where each point has one."""
        stamps = _list(times)
        paired = len(stamps) == len(places)
        if stamps and not paired:
            self.gathered.lose_time(len(stamps))
        for number, place in enumerate(places):
            numbers = [*_list(place), None, None, None][:3]
            lon, lat = self.gathered.place(numbers[0], numbers[1])
            ele = self.gathered.height(numbers[2])
            self.gathered.add(lon, lat, ele, self._moment(stamps[number]) if paired else None)

    def _mark(self, place: list[Any], name: str, time: Any) -> None:
        numbers = [*place, None, None, None][:3]
        time = time[0] if isinstance(time, list) and len(time) == 1 else time
        ele = self.gathered.height(numbers[2])
        stamp = self._moment(time)
        mark = self.gathered.mark(numbers[0], numbers[1], name, self._datum, stamp, ele)
        if mark is not None:
            self.marks.append(mark)
        need_marks(len(self.marks))

    def _moment(self, value: Any) -> int | None:
        """UTC ms of a written time, or of seconds or milliseconds since 1970."""
        if isinstance(value, str):
            return self.gathered.moment(value)
        if isinstance(value, int | float) and 0 < value < 1000 * _SECONDS_MAX:
            return round(value * 1000) if value < _SECONDS_MAX else round(value)
        self.gathered.lose_time(int(value is not None))
        return None


def _times(properties: Mapping[str, Any]) -> Any:
    """The first member that names times; newer writers nest them once more."""
    nested = properties.get("coordinateProperties")
    for source in (properties, nested if isinstance(nested, dict) else {}):
        for word in _TIMES:
            if source.get(word) not in (None, "", []):
                return source[word]
    return None
