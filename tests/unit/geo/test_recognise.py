from __future__ import annotations

import pytest

from patrol_app.errors import UserError
from patrol_app.geo.readers.recognise import recognise
from tests.support.photos import jpeg
from tests.support.tracks import gpx_bytes, walk


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.gpx", gpx_bytes(walk(1, 2)), "gpx"),
        ("a", b'<?xml version="1.0"?><gpx>', "gpx"),
        ("a.xml", '<?xml version="1.0"?><gpx>'.encode("utf-16"), "gpx"),
        ("轨迹.CSV", b"time,lon,lat\n", "csv"),
        ("a.txt", b"x", "csv"),
        ("a.gpx", b"nonsense", "gpx"),
        ("a.JPG", jpeg(), "jpeg"),
        ("photo.dat", jpeg(), "jpeg"),
    ],
)
def test_by_content_then_by_name(name: str, head: bytes, kind: str) -> None:
    assert recognise(name, head) == kind


@pytest.mark.parametrize(
    ("name", "head", "word"),
    [
        ("a.fit", b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT", "FIT"),
        ("a", b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT", "FIT"),
        ("a.tcx", b"<x/>", "TCX"),
        ("a.gpx", b"<TrainingCenterDatabase>", "TCX"),
        ("a.kml", b"<kml>", "KML"),
        ("a.kmz", b"PK\x03\x04", "KMZ"),
        ("a.xlsx", b"PK\x03\x04", "Excel"),
        ("a.bin", b"PK\x03\x04", "ZIP"),
        ("a.txt", b"$GPGGA,1", "NMEA"),
        ("a.nmea", b"x", "NMEA"),
        ("a.geojson", b"{}", "GeoJSON"),
        ("a.jpg", b"\0\0\0\x18ftypheic", "HEIC"),
        ("a.mov", b"\0\0\0\x18ftypqt  ", "MOV"),
        ("a", b"\0\0\0\x18ftypmp42", "MP4"),
        ("a.shp", b"\0\0\x27\x0a", "Shapefile"),
        ("a.dbf", b"\x03", "Shapefile"),
        ("a.gpkg", b"SQLite format 3\0", "GeoPackage"),
        ("a.png", b"\x89PNG", "PNG"),
    ],
)
def test_formats_not_read_yet_are_named(name: str, head: bytes, word: str) -> None:
    with pytest.raises(UserError) as caught:
        recognise(name, head)
    assert (caught.value.code, caught.value.params) == ("file.not_yet", {"format": word})


@pytest.mark.parametrize(
    ("name", "head", "code"),
    [
        ("a.gpx", b"", "file.no_bytes"),
        ("HL1-DEMO01-0-1-1.hlb", b"x", "file.package"),
        ("a.exe", b"MZ", "file.unknown"),
        ("README", b"text", "file.unknown"),
    ],
)
def test_the_rest_is_refused(name: str, head: bytes, code: str) -> None:
    with pytest.raises(UserError) as caught:
        recognise(name, head)
    assert caught.value.code == code
