"""What kind of file this is, by its first bytes and then by its name."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from patrol_app.errors import UserError
from patrol_app.geo.readers.text import marked_encoding
from patrol_app.i18n import N_

GPX: Final = "gpx"
CSV: Final = "csv"
KML: Final = "kml"
KMZ: Final = "kmz"
NMEA: Final = "nmea"
GEOJSON: Final = "geojson"
FIT: Final = "fit"
TCX: Final = "tcx"
JPEG: Final = "jpeg"
HEIC: Final = "heic"
PHOTOS: Final = frozenset({JPEG, HEIC})
TRACKS: Final = (GPX, CSV, KML, KMZ, NMEA, GEOJSON, FIT, TCX)
KINDS: Final = (*TRACKS, JPEG, HEIC)
HEAD_BYTES: Final = 4_096  # what a caller should give

SUFFIXES: Final = {
    ".gpx": GPX, ".csv": CSV, ".txt": CSV, ".tsv": CSV, ".kml": KML, ".kmz": KMZ, ".nmea": NMEA,
    ".nma": NMEA, ".log": NMEA, ".geojson": GEOJSON, ".json": GEOJSON, ".fit": FIT,
    ".tcx": TCX, ".jpg": JPEG, ".jpeg": JPEG, ".jpe": JPEG, ".heic": HEIC, ".heif": HEIC,
}  # fmt: skip
# Formats of maps and tables: they belong to the base data of a unit, not to a patrol.
_BASE: Final = {
    ".shp": "Shapefile", ".shx": "Shapefile", ".dbf": "Shapefile", ".prj": "Shapefile",
    ".cpg": "Shapefile", ".gpkg": "GeoPackage", ".gdb": "File Geodatabase", ".xlsx": "Excel",
    ".xls": "Excel", ".mbtiles": "MBTiles", ".pmtiles": "PMTiles",
}  # fmt: skip
# Formats known by name that hold no track and no photo for us.
_OTHER: Final = {
    ".zip": "ZIP", ".rar": "RAR", ".7z": "7-Zip", ".docx": "Word",
    ".doc": "Word", ".pdf": "PDF", ".png": "PNG", ".webp": "WebP", ".gif": "GIF", ".bmp": "BMP",
    ".tif": "TIFF", ".tiff": "TIFF", ".dng": "DNG", ".avif": "AVIF", ".mp4": "MP4", ".mov": "MOV",
    ".ovjsn": "OVJSN", ".ovkml": "OVKML", ".plt": "PLT", ".wpt": "WPT",
}  # fmt: skip
_NAMED: Final = {**_BASE, **_OTHER}
_HEIC_BRANDS: Final = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")
_MAGIC: Final = (
    (0, b"\xff\xd8\xff", JPEG, ""),
    (8, b".FIT", FIT, ""),
    (0, b"SQLite format 3\0", "", "GeoPackage"),
    (0, b"\x00\x00\x27\x0a", "", "Shapefile"),
    (0, b"\xd0\xcf\x11\xe0", "", "Excel"),
    (0, b"\x89PNG", "", "PNG"),
    (0, b"%PDF", "", "PDF"),
    (0, b"GIF8", "", "GIF"),
    (8, b"WEBP", "", "WebP"),
)
_SENTENCE = re.compile(rb"\$(?:G[ABLNPQI]|BD|GB|QZ)[A-Z]{3},")
_GEOJSON = re.compile(
    rb'"type"\s*:\s*"(?:FeatureCollection|Feature|GeometryCollection'
    rb'|(?:Multi)?(?:Point|LineString|Polygon))"'
)
_TABLE_NAMES: Final = frozenset({".csv", ".tsv"})


def recognise(name: str, head: bytes) -> str:
    """The kind of a file, one of ``KINDS``.

    Args:
        name: file name or path; only its suffix is looked at.
        head: its first ``HEAD_BYTES`` bytes (fewer when it is shorter).

    Raises:
        UserError: empty, a package for the exchange page, a format that is no track and no photo
            (named), or nothing known.
    """
    suffix = PurePath(name).suffix.lower()
    if not head:
        raise UserError("file.no_bytes", N_("The file is empty"))
    if suffix == ".hlb":
        raise UserError("file.package", N_("This is a package: receive it on the Exchange page"))
    kind, other = _by_content(head, suffix)
    if not kind and suffix in SUFFIXES and not other:
        kind = SUFFIXES[suffix]
    if kind:
        return kind
    other = other or _NAMED.get(suffix, "")
    if other in _BASE.values():
        raise UserError(
            "file.base_data",
            N_("{format} files hold base data or tables, not a walked track or a photo"),
            format=other,
        )
    if other:
        raise UserError(
            "file.other_format",
            N_("{format} files are not taken as a track or a photo"),
            format=other,
        )
    raise UserError("file.unknown", N_("This kind of file is not known"))


def _by_content(head: bytes, suffix: str) -> tuple[str, str]:
    """Kind, or the name of a format not taken; both empty when the bytes say nothing."""
    for at, magic, kind, other in _MAGIC:
        if head[at : at + len(magic)] == magic:
            return kind, other
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return (HEIC, "") if brand in _HEIC_BRANDS else ("", _box(brand, suffix))
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        if suffix == ".kmz" or (suffix not in _NAMED and head[30:37].lower() == b"doc.kml"):
            return KMZ, ""
        return "", _NAMED.get(suffix, "ZIP")
    return _by_text(head.replace(b"\0", b"") if marked_encoding(head) else head, suffix), ""


def _box(brand: bytes, suffix: str) -> str:
    """Name of a format of the same family of containers as HEIC."""
    return "AVIF" if brand in (b"avif", b"avis") else _NAMED.get(suffix, "MP4")


def _by_text(text: bytes, suffix: str) -> str:
    """Kind of a text file, empty when its beginning says nothing."""
    for mark, kind in ((b"gpx", GPX), (b"kml", KML), (b"TrainingCenterDatabase", TCX)):
        if b"<" + mark in text or (b":" + mark in text and kind == GPX):
            return kind
    if suffix in _TABLE_NAMES:
        return ""
    if _SENTENCE.search(text):
        return NMEA
    if text.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and _GEOJSON.search(text):
        return GEOJSON
    return ""
