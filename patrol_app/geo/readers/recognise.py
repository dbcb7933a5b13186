"""What kind of file this is, by its first bytes and then by its name."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from patrol_app.errors import UserError
from patrol_app.geo.readers.text import marked_encoding
from patrol_app.i18n import N_

GPX: Final = "gpx"
CSV: Final = "csv"
JPEG: Final = "jpeg"
KINDS: Final = (GPX, CSV, JPEG)
HEAD_BYTES: Final = 4_096  # what a caller should give

_SUFFIXES: Final = {
    ".gpx": GPX, ".csv": CSV, ".txt": CSV, ".tsv": CSV, ".jpg": JPEG, ".jpeg": JPEG, ".jpe": JPEG,
}  # fmt: skip
# Formats known by name and not read yet.
_LATER: Final = {
    ".fit": "FIT", ".tcx": "TCX", ".kml": "KML", ".kmz": "KMZ", ".nmea": "NMEA", ".nma": "NMEA",
    ".log": "NMEA", ".geojson": "GeoJSON", ".json": "GeoJSON", ".heic": "HEIC", ".heif": "HEIC",
    ".shp": "Shapefile", ".shx": "Shapefile", ".dbf": "Shapefile", ".prj": "Shapefile",
    ".cpg": "Shapefile", ".gpkg": "GeoPackage", ".gdb": "File Geodatabase", ".zip": "ZIP",
    ".rar": "RAR", ".7z": "7-Zip", ".xlsx": "Excel", ".xls": "Excel", ".docx": "Word",
    ".doc": "Word", ".pdf": "PDF", ".png": "PNG", ".webp": "WebP", ".gif": "GIF", ".bmp": "BMP",
    ".tif": "TIFF", ".tiff": "TIFF", ".dng": "DNG", ".mp4": "MP4", ".mov": "MOV",
    ".ovjsn": "OVJSN", ".ovkml": "OVKML", ".plt": "PLT", ".wpt": "WPT",
    ".mbtiles": "MBTiles", ".pmtiles": "PMTiles",
}  # fmt: skip
_HEIC_BRANDS: Final = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis", b"avif")
_MAGIC: Final = (
    (0, b"\xff\xd8\xff", JPEG, ""),
    (8, b".FIT", "", "FIT"),
    (0, b"SQLite format 3\0", "", "GeoPackage"),
    (0, b"\x00\x00\x27\x0a", "", "Shapefile"),
    (0, b"\xd0\xcf\x11\xe0", "", "Excel"),
    (0, b"\x89PNG", "", "PNG"),
    (0, b"%PDF", "", "PDF"),
    (0, b"GIF8", "", "GIF"),
    (8, b"WEBP", "", "WebP"),
)


def recognise(name: str, head: bytes) -> str:
    """The kind of a file: ``gpx``, ``csv`` or ``jpeg``.

    Args:
        name: file name or path; only its suffix is looked at.
        head: its first ``HEAD_BYTES`` bytes (fewer when it is shorter).

    Raises:
        UserError: empty, a package for the exchange page, a format that is not read yet
            (named), or nothing known.
    """
    suffix = PurePath(name).suffix.lower()
    if not head:
        raise UserError("file.no_bytes", N_("The file is empty"))
    if suffix == ".hlb":
        raise UserError("file.package", N_("This is a package: receive it on the Exchange page"))
    kind, later = _by_content(head, suffix)
    if later or (not kind and suffix in _LATER):
        raise UserError(
            "file.not_yet",
            N_("{format} files are not read yet"),
            format=later or _LATER[suffix],
        )
    if kind:
        return kind
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    raise UserError("file.unknown", N_("This kind of file is not known"))


def _by_content(head: bytes, suffix: str) -> tuple[str, str]:
    """Kind, or the name of a format not read yet; both empty when the bytes say nothing."""
    for at, magic, kind, later in _MAGIC:
        if head[at : at + len(magic)] == magic:
            return kind, later
    if head[4:8] == b"ftyp":
        return "", "HEIC" if head[8:12] in _HEIC_BRANDS else _LATER.get(suffix, "MP4")
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return "", _LATER.get(suffix, "ZIP")
    text = head.replace(b"\0", b"") if marked_encoding(head) else head
    if b"<gpx" in text or b":gpx" in text:
        return GPX, ""
    if b"<kml" in text:
        return "", "KML"
    if b"<TrainingCenterDatabase" in text:
        return "", "TCX"
    if text.lstrip()[:3] in (b"$GP", b"$GN", b"$BD", b"$GL"):
        return "", "NMEA"
    return "", ""
