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
        ("a.fit", b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT", "fit"),
        ("a", b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT", "fit"),
        ("a.fit", b"x", "fit"),
        ("a.tcx", b"<x/>", "tcx"),
        ("a.gpx", b"<TrainingCenterDatabase>", "tcx"),
        ("a.kml", b"x", "kml"),
        ("a.xml", '<?xml version="1.0"?><kml>'.encode("utf-16"), "kml"),
        ("a.kmz", b"PK\x03\x04", "kmz"),
        ("a", b"PK\x03\x04" + bytes(26) + b"doc.kml", "kmz"),
        ("a.txt", b"# log\r\n$GPGGA,1", "nmea"),
        ("a", b"$BDRMC,1", "nmea"),
        ("a", "$GNGNS,1".encode("utf-16-le"), "nmea"),
        ("a.nmea", b"x", "nmea"),
        ("a.log", b"x", "nmea"),
        ("a.csv", b"raw,lon,lat\n$GPGGA,1,2\n", "csv"),
        ("a.geojson", b"{}", "geojson"),
        ("a.json", b"{}", "geojson"),
        ("a.txt", b'\xef\xbb\xbf {"type": "FeatureCollection"}', "geojson"),
        ("a.txt", b'{"type": "invoice"}', "csv"),
        ("a.jpg", b"\0\0\0\x18ftypheic", "heic"),
        ("IMG.HEIC", b"x", "heic"),
    ],
)
def test_by_content_then_by_name(name: str, head: bytes, kind: str) -> None:
    assert recognise(name, head) == kind


@pytest.mark.parametrize(
    ("name", "head", "word"),
    [
        ("a.xlsx", b"PK\x03\x04", "Excel"),
        ("a.shp", b"\0\0\x27\x0a", "Shapefile"),
        ("a.dbf", b"\x03", "Shapefile"),
        ("a.gpkg", b"SQLite format 3\0", "GeoPackage"),
        ("base", b"SQLite format 3\0", "GeoPackage"),
    ],
)
def test_base_data_are_no_track(name: str, head: bytes, word: str) -> None:
    with pytest.raises(UserError) as caught:
        recognise(name, head)
    assert (caught.value.code, caught.value.params) == ("file.base_data", {"format": word})


@pytest.mark.parametrize(
    ("name", "head", "word"),
    [
        ("a.bin", b"PK\x03\x04", "ZIP"),
        ("a.zip", b"PK\x03\x04" + bytes(26) + b"doc.kml", "ZIP"),
        ("a.mov", b"\0\0\0\x18ftypqt  ", "MOV"),
        ("a", b"\0\0\0\x18ftypmp42", "MP4"),
        ("a.heic", b"\0\0\0\x18ftypavif", "AVIF"),
        ("a.png", b"\x89PNG", "PNG"),
        ("a.plt", b"x", "PLT"),
    ],
)
def test_other_formats_are_named(name: str, head: bytes, word: str) -> None:
    with pytest.raises(UserError) as caught:
        recognise(name, head)
    assert (caught.value.code, caught.value.params) == ("file.other_format", {"format": word})


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
