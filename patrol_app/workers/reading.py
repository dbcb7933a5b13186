"""Jobs that read files from outside: bytes in, JSON and ``track/1`` out."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final

from patrol_app import limits
from patrol_app.errors import PatrolError, UserError
from patrol_app.geo.clean import FOOT, RULES, Cleaned, CleanRules, clean, cut_to
from patrol_app.geo.measure import measure
from patrol_app.geo.readers.receiver import receiver_serial
from patrol_app.geo.readers.recognise import HEAD_BYTES, HEIC, PHOTOS, recognise
from patrol_app.geo.readers.result import TrackFile, Waypoint
from patrol_app.geo.too_much import need_bytes
from patrol_app.geo.track import Track, joined
from patrol_app.geo.track_codec import encode
from patrol_app.geo.types import UNKNOWN, check_datum
from patrol_app.i18n import N_
from patrol_app.workers.jobs import Progress

MOST_BYTES = max(limits.XML_BYTES, limits.CSV_BYTES, limits.IMAGE_BYTES)
# Module and function by kind; imported when the first such file comes.
_READERS: Final[Mapping[str, tuple[str, str]]] = {
    "gpx": ("gpx", "read_gpx"),
    "csv": ("csv", "read_csv"),
    "kml": ("kml", "read_kml"),
    "kmz": ("kml", "read_kmz"),
    "nmea": ("nmea", "read_nmea"),
    "geojson": ("geojson", "read_geojson"),
    "fit": ("fit", "read_fit"),
    "tcx": ("tcx", "read_tcx"),
}


def read_file(
    args: dict[str, Any], parts: list[bytes], progress: Progress
) -> tuple[dict[str, Any], list[bytes]]:
    """Read one file (docs: the worker's answers).

    Args:
        args: ``path`` or the bytes in the first part; ``name`` (default the path's); ``datum``;
            ``mode`` foot or vehicle; ``rules`` thresholds by name; ``cut`` [from, to] UTC ms;
            ``raw`` true adds the uncleaned track; ``travel`` true adds a photo's travel copy.
        parts: empty, or the file's bytes.
        progress: told once, before the work.

    Raises:
        UserError: the file is refused.
    """
    progress(0, 1)
    name = str(args.get("name") or Path(str(args.get("path", ""))).name)
    data = parts[0] if parts else _load(Path(str(args["path"])))
    out: list[bytes] = []
    kind = recognise(name, data[:HEAD_BYTES])
    result: dict[str, Any] = {
        "kind": kind,
        "name": name,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    if kind in PHOTOS:
        return result | _photo(kind, data, args, out), out
    datum = check_datum(str(args.get("datum") or UNKNOWN))
    read = _read(kind, data, datum)
    result["receiver"] = read.receiver or receiver_serial(data)
    return result | _track_file(read, args, out), out


def read_files(
    args: dict[str, Any], parts: list[bytes], progress: Progress
) -> tuple[dict[str, Any], list[bytes]]:
    """Read many files; one that is refused does not stop the others.

    Args:
        args: ``paths``, and what ``read_file`` takes besides.
        parts: empty.
        progress: told before each file with its number, so that a crash names the file.

    Returns:
        ``files``: for each path its result, with ``fault`` (code, msgid, params) for a refused
        one; part numbers count over the whole answer.

    Raises:
        UserError: more paths than a batch may have.
    """
    paths = [str(path) for path in args["paths"]]
    if len(paths) > limits.BATCH_FILES:
        raise UserError(
            "receive.too_many", N_("More than {limit} files."), limit=limits.BATCH_FILES
        )
    shared = {key: value for key, value in args.items() if key not in ("paths", "name")}
    files: list[dict[str, Any]] = []
    out: list[bytes] = []
    for number, path in enumerate(paths):
        progress(number, len(paths))
        try:
            result, made = read_file({**shared, "path": path}, [], _quiet)
        except PatrolError as error:
            result, made = refused(Path(path).name, error), []
        files.append(_renumbered(result, len(out)))
        out += made
    return {"files": files}, out


def travel_copies(
    args: dict[str, Any], parts: list[bytes], progress: Progress
) -> tuple[dict[str, Any], list[bytes]]:
    """A travel copy of each part (JPEG bytes)."""
    from patrol_app.geo.readers.photo import travel_copy

    out = []
    for number, data in enumerate(parts):
        progress(number, len(parts))
        out.append(travel_copy(data))
    return {"count": len(out)}, out


def refused(name: str, error: PatrolError) -> dict[str, Any]:
    """How a batch tells of a file that gave nothing."""
    fault = {"code": error.code, "msgid": error.msgid, "params": error.params}
    return {"name": name, "fault": fault}


def _quiet(done: int, total: int) -> None:
    """The batch tells the progress itself."""


def _load(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise UserError("file.open", N_("The file cannot be opened")) from error
    need_bytes(data, MOST_BYTES)
    return data


def _read(kind: str, data: bytes, datum: str) -> TrackFile:
    module, name = _READERS[kind]
    found = importlib.import_module(f"patrol_app.geo.readers.{module}")
    reader: Callable[[bytes, str], TrackFile] = getattr(found, name)
    return reader(data, datum)


def _photo(kind: str, data: bytes, args: Mapping[str, Any], out: list[bytes]) -> dict[str, Any]:
    if kind == HEIC:
        from patrol_app.geo.readers.heic import heic_travel_copy as travel_copy
        from patrol_app.geo.readers.heic import read_heic as read_photo
    else:
        from patrol_app.geo.readers.photo import read_photo, travel_copy
    result = read_photo(data).plain()
    if args.get("travel"):
        result["travel"] = _part(out, travel_copy(data))
    return result


def rules_of(args: Mapping[str, Any]) -> CleanRules:
    """The cleaning thresholds of ``mode`` with the named ones of ``rules`` in their place.

    Raises:
        UserError: an unknown mode or threshold.
    """
    rules = RULES.get(str(args.get("mode") or FOOT))
    named = dict(args.get("rules") or {})
    known = {field.name for field in fields(CleanRules)} - {"source"}
    if rules is None or not set(named) <= known:
        raise UserError("clean.rules", N_("Unknown cleaning threshold"))
    numbers: dict[str, Any] = {name: int(value) for name, value in named.items()}
    return replace(rules, **numbers)


def _track_file(read: TrackFile, args: Mapping[str, Any], out: list[bytes]) -> dict[str, Any]:
    rules = rules_of(args)
    whole = joined(read.tracks)
    result: dict[str, Any] = {
        "encoding": read.encoding,
        "findings": [finding.plain() for finding in read.findings],
        "tracks": [_head(track) for track in read.tracks],
        "routes": [{**_head(track), "part": _part(out, encode(track))} for track in read.routes],
        "waypoints": [_waypoint(place) for place in read.waypoints],
        "track": None,
    }
    if len(whole):
        result["track"] = _cleaned(whole, rules, args, out)
    return result


def _cleaned(
    whole: Track, rules: CleanRules, args: Mapping[str, Any], out: list[bytes]
) -> dict[str, Any]:
    cleaned = clean(whole, rules)
    if args.get("cut"):
        start, end = args["cut"]
        cut = cut_to(cleaned.track, int(start), int(end), rules)
        cleaned = Cleaned(cut.track, cleaned.dropped + cut.dropped, cut.suspects)
    track = cleaned.track
    answer = {
        "name": whole.name,
        "datum": whole.datum,
        "raw_points": len(whole),
        "segments": len(track.segments),
        "part": _part(out, encode(track)),
        "measures": measure(track, rules.gap_ms).plain(),
        **cleaned.plain(),
    }
    if args.get("raw"):
        answer["raw_part"] = _part(out, encode(whole))
    return answer


def _part(out: list[bytes], data: bytes) -> int:
    out.append(data)
    return len(out) - 1


def _head(track: Track) -> dict[str, Any]:
    return {
        "name": track.name,
        "points": len(track),
        "start": track.first_time(),
        "end": track.last_time(),
    }


def _waypoint(place: Waypoint) -> dict[str, Any]:
    return {
        "lon": place.position.lon,
        "lat": place.position.lat,
        "name": place.name,
        "symbol": place.symbol,
        "time": place.time,
        "ele": place.ele,
    }


def _renumbered(result: dict[str, Any], base: int) -> dict[str, Any]:
    """Part numbers counted from ``base``."""
    for key in ("part", "raw_part", "travel"):
        if key in result:
            result[key] += base
    for inner in (result.get("track"), *result.get("routes", [])):
        if inner:
            _renumbered(inner, base)
    return result
