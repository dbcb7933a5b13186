"""Tracks written in the foreign formats that are read, for round trips."""

from __future__ import annotations

import functools
import io
import json
import operator
import struct
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import fitdecode

from patrol_app.geo.track import Track
from tests.support.tracks import iso

Point = tuple[int, int, int | None, int | None]
FIT_EPOCH_S = 631_065_600


def points(track: Track) -> list[Point]:
    """Longitude, latitude (1e-7 degrees), height (cm) and time (ms) of each point."""
    rows = zip(
        track.lon.tolist(), track.lat.tolist(), track.ele.tolist(), track.has_ele.tolist(),
        track.time.tolist(), track.has_time.tolist(), strict=True,
    )  # fmt: skip
    return [
        (lon, lat, ele if known else None, time if timed else None)
        for lon, lat, ele, known, time, timed in rows
    ]


def degrees(value: int) -> str:
    """1e-7 degrees as a decimal text."""
    return f"{'-' if value < 0 else ''}{abs(value) // 10**7}.{abs(value) % 10**7:07d}"


def segments(track: Track) -> Iterator[list[Point]]:
    """The points of each segment."""
    rows, at = points(track), 0
    for length in track.segments:
        yield rows[at : at + length]
        at += length


def kml_bytes(track: Track) -> bytes:
    """A gx:MultiTrack with a gx:Track for each segment."""
    parts = []
    for rows in segments(track):
        whens = "".join(f"<when>{iso(time or 0)}</when>" for *_rest, time in rows)
        coords = "".join(
            f"<gx:coord>{degrees(lon)} {degrees(lat)} {(ele or 0) / 100:.2f}</gx:coord>"
            for lon, lat, ele, _time in rows
        )
        parts.append(f"<gx:Track>{whens}{coords}</gx:Track>")
    return placemark(f"<gx:MultiTrack>{''.join(parts)}</gx:MultiTrack>", track.name)


def placemark(inner: str, name: str = "") -> bytes:
    """A KML document of one placemark."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2" '
        'xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><Placemark>'
        f"<name><![CDATA[{name}]]></name>{inner}</Placemark></Document></kml>"
    ).encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of files by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tcx_bytes(track: Track) -> bytes:
    """One activity with a ``Track`` for each segment."""
    parts = []
    for rows in segments(track):
        inner = "".join(
            f"<Trackpoint><Time>{iso(time or 0)}</Time><Position>"
            f"<LatitudeDegrees>{degrees(lat)}</LatitudeDegrees>"
            f"<LongitudeDegrees>{degrees(lon)}</LongitudeDegrees></Position>"
            f"<AltitudeMeters>{(ele or 0) / 100:.2f}</AltitudeMeters></Trackpoint>"
            for lon, lat, ele, time in rows
        )
        parts.append(f"<Track>{inner}</Track>")
    return (
        "<TrainingCenterDatabase><Activities><Activity><Lap>"
        f"{''.join(parts)}</Lap></Activity></Activities></TrainingCenterDatabase>"
    ).encode()


def geojson_bytes(track: Track) -> bytes:
    """A MultiLineString with ``coordTimes``."""
    lines = [
        [[lon / 10**7, lat / 10**7, (ele or 0) / 100] for lon, lat, ele, _time in rows]
        for rows in segments(track)
    ]
    times = [[iso(time or 0) for *_rest, time in rows] for rows in segments(track)]
    feature = {
        "type": "Feature",
        "properties": {"name": track.name, "coordTimes": times},
        "geometry": {"type": "MultiLineString", "coordinates": lines},
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def sentence(body: str) -> str:
    """A sentence with its checksum."""
    return f"${body}*{functools.reduce(operator.xor, body.encode()):02X}\r\n"


def _minutes(value: int, width: int) -> str:
    """ddmm.mmmmmmm of 1e-7 degrees."""
    whole, rest = divmod(abs(value), 10**7)
    minutes = rest * 60  # 1e-7 minutes
    return f"{whole:0{width}d}{minutes // 10**7:02d}.{minutes % 10**7:07d}"


def nmea_bytes(track: Track, talker: str = "GN") -> bytes:
    """An RMC and a GGA sentence for each point."""
    out = []
    for lon, lat, ele, time in points(track):
        at = datetime.fromtimestamp((time or 0) / 1000, UTC)
        clock = f"{at:%H%M%S}.{at.microsecond // 1000:03d}"
        place = f"{_minutes(lat, 2)},{'NS'[lat < 0]},{_minutes(lon, 3)},{'EW'[lon < 0]}"
        out.append(sentence(f"{talker}RMC,{clock},A,{place},0.0,0.0,{at:%d%m%y},,,A"))
        height = f"{(ele or 0) / 100:.2f}"
        out.append(sentence(f"{talker}GGA,{clock},{place},1,10,0.9,{height},M,0.0,M,,"))
    return "".join(out).encode()


def semicircles(value: int) -> int:
    """The nearest FIT angle of 1e-7 degrees."""
    return round(value * 2**31 / (180 * 10**7))


def fit_bytes(track: Track, *, big: bool = False) -> bytes:
    """A FIT file of ``record`` messages: timestamp, place, height (20 cm steps)."""
    order = ">" if big else "<"
    fields = ((253, 4, 0x86), (0, 4, 0x85), (1, 4, 0x85), (2, 2, 0x84))
    body = struct.pack(f"{order}BBBHB", 0x40, 0, int(big), 20, len(fields))
    body += b"".join(struct.pack("BBB", *field) for field in fields)
    for lon, lat, ele, time in points(track):
        stamp = (time or 0) // 1000 - FIT_EPOCH_S
        height = 0xFFFF if ele is None else round((ele / 100 + 500) * 5)
        body += struct.pack(
            f"{order}BIiiH", 0, stamp, semicircles(lat), semicircles(lon), height
        )  # fmt: skip
    head = struct.pack("<BBHI4s", 12, 0x20, 2132, len(body), b".FIT")
    return head + body + struct.pack("<H", fitdecode.utils.compute_crc(head + body))
