from __future__ import annotations

import pytest

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers.gpx import read_gpx
from patrol_app.geo.types import WGS84
from tests.support.tracks import gpx_bytes, gpx_text, walk

HEAD = '<gpx version="1.1">'


def codes(data: bytes) -> dict[str, int]:
    return {finding.code: finding.count for finding in read_gpx(data).findings}


def refused(data: bytes) -> str:
    with pytest.raises(UserError) as caught:
        read_gpx(data)
    return caught.value.code


def points(*rows: str) -> str:
    return "".join(f'<trkpt lat="38.{n}" lon="112.5">{row}</trkpt>' for n, row in enumerate(rows))


@pytest.mark.parametrize("size", [1, 40, 500])
@pytest.mark.parametrize("segments", [1, 3])
def test_what_was_written_is_read_exactly(size: int, segments: int) -> None:
    track = walk(size, size, segments=segments, name="巡护 一")
    read = read_gpx(gpx_bytes(track), WGS84)
    assert read.tracks[0].same_as(track)
    assert (read.tracks[0].name, read.tracks[0].datum) == ("巡护 一", WGS84)
    assert read.findings == ()


def test_tracks_routes_and_waypoints_are_told_apart() -> None:
    text = (
        HEAD + '<wpt lat="1" lon="2"><ele>3.5</ele><time>2026-08-03T00:00:00Z</time>'
        "<name> 松 </name><sym>Flag</sym></wpt>"
        '<rte><name>r</name><rtept lat="1" lon="1"><name>no</name></rtept></rte>'
        f"<trk><name>a</name><trkseg>{points('', '')}</trkseg><trkseg/></trk>"
        f"<trk><trkseg>{points('<hdop>2.5</hdop>')}</trkseg><trkseg>{points('')}</trkseg></trk></gpx>"
    )
    read = read_gpx(text.encode())
    assert [(len(track), track.segments, track.name) for track in read.tracks] == [
        (2, (2,), "a"),
        (2, (1, 1), ""),
    ]
    assert read.tracks[1].hdop.tolist() == [250, -1]  # type: ignore[union-attr]
    assert [(len(route), route.name) for route in read.routes] == [(1, "r")]
    place = read.waypoints[0]
    assert (place.name, place.symbol, place.ele) == ("松", "Flag", 350)
    assert (place.position.lat, place.position.source) == (10_000_000, "file")
    assert place.time == 1_785_715_200_000
    assert [finding.code for finding in read.findings] == ["gpx.routes"]


def test_prefixes_extensions_comments_and_cdata() -> None:
    text = (
        '<g:gpx xmlns:g="http://www.topografix.com/GPX/1/0"><!-- <trkpt lat="9" lon="9"/> -->'
        "<g:trk><g:name><![CDATA[<b>]]></g:name><g:trkseg>"
        '<g:trkpt lat="1" lon="2"><g:ele>1<!-- x -->2</g:ele>'
        "<g:extensions><g:ele>99</g:ele><g:trkpt lat='5' lon='5'/></g:extensions></g:trkpt>"
        "</g:trkseg></g:trk></g:gpx>"
    )
    track = read_gpx(text.encode()).tracks[0]
    assert (len(track), track.ele.tolist(), track.name) == (1, [1200], "<b>")


def test_a_cut_file_gives_the_points_before_the_cut() -> None:
    track = walk(5, 300)
    data = gpx_bytes(track)
    at = data.find(b"<trkpt", len(data) // 2) + 30
    read = read_gpx(data[:at])
    kept = len(read.tracks[0])
    assert kept == data[:at].count(b"</trkpt>")
    assert read.tracks[0].lon.tolist() == track.lon[:kept].tolist()
    assert [finding.code for finding in read.findings] == ["gpx.cut"]


def test_every_cut_gives_points_or_a_reason() -> None:
    data = gpx_bytes(walk(6, 3, name="名"))
    whole = data.count(b"</trkpt>")
    for size in range(len(data)):
        try:
            read = read_gpx(data[:size])
        except UserError:
            continue
        assert sum(map(len, read.tracks)) == data[:size].count(b"</trkpt>") <= whole


def test_signs_xml_does_not_allow_are_mended() -> None:
    text = f"{HEAD}<trk><name>A & B \x01 &nbsp;</name><trkseg>{points('', '')}</trkseg></trk></gpx>"
    read = read_gpx(text.encode())
    assert (len(read.tracks[0]), read.tracks[0].name) == (2, "A & B   &nbsp;")
    assert [finding.code for finding in read.findings] == ["gpx.mended"]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE gpx [<!ENTITY a "aaaa">]>',
        '<!DOCTYPE gpx SYSTEM "file:///etc/passwd">',
        '<!-- x --><!DOCTYPE gpx [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(doctype: str, encoding: str) -> None:
    text = f"<?xml version='1.0'?>{doctype}{HEAD}<trk><name>&a;</name></trk></gpx>"
    assert refused(text.encode(encoding)) == "xml.doctype"


def test_what_is_no_gpx_is_refused() -> None:
    assert refused(b"lat,lon\n1,2\n") == "gpx.not_gpx"
    assert refused(b"<kml><gpx></gpx></kml>") == "gpx.not_gpx"
    assert refused(HEAD.encode() + b"<trk>") == "gpx.damaged"
    assert refused(HEAD.encode() + b"<a>" * 100) == "xml.depth"
    assert refused(HEAD.encode() + b'<trkpt lat="1" lon="1">' + b"<a>" * 100) == "xml.depth"
    assert refused(HEAD.encode() + b"<trk/>" * 10_001) == "gpx.tracks"
    assert codes(b"<gpx/>") == {"file.empty": 1}


def test_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    data = gpx_bytes(walk(1, 200), waypoints=((1, 1, "a"), (2, 2, "b")))
    monkeypatch.setattr(limits, "WAYPOINTS", 1)
    assert refused(data) == "gpx.waypoints"
    monkeypatch.setattr(limits, "TRACK_POINTS", 150)
    assert refused(gpx_bytes(walk(1, 200))) == "track.too_long"
    monkeypatch.setattr(limits, "XML_BYTES", 100)
    assert refused(data) == "file.too_large"


@pytest.mark.parametrize(
    ("declared", "used"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8", "utf-16"),
        ("utf-16", "utf-16-le"),
        ("gb18030", "gb18030"),
        ("GBK", "gbk"),
        ("iso-8859-1", "utf-8"),
        ("utf-8", "gb18030"),
        ("nonsense", "utf-8"),
        ("rot13", "utf-8"),
    ],
)
def test_encodings_declared_rightly_and_wrongly(declared: str, used: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{declared}"?>'
        + gpx_text(walk(1, 2, name="五台山林场")).partition("?>")[2]
    )
    read = read_gpx(text.encode(used))
    assert read.tracks[0].name == "五台山林场"
    wrong = declared in ("iso-8859-1", "nonsense", "rot13") or (declared, used) == (
        "utf-8",
        "gb18030",
    )
    assert ("file.encoding_wrong" in {finding.code for finding in read.findings}) == wrong


def test_bad_values_are_counted_not_guessed() -> None:
    text = (
        f"{HEAD}<trk><trkseg>"
        '<trkpt lat="91" lon="1"/><trkpt lon="1"/><trkpt lat="nan" lon="1"/>'
        '<trkpt lat="1_0" lon="1"/>'
        '<trkpt lat="1" lon="180.0000001"/>'
        '<trkpt lat="1e1" lon="2"><ele>high</ele><time>yesterday</time></trkpt>'
        '<trkpt lat="1" lon="2"><ele/><time>2026-02-30T00:00:00Z</time></trkpt>'
        '<trkpt lat="1" lon="2"><ele>9e9</ele><time>2026-08-03T08:00:00</time></trkpt>'
        "</trkseg></trk></gpx>"
    )
    read = read_gpx(text.encode())
    assert read.tracks[0].lat.tolist() == [100_000_000, 10_000_000, 10_000_000]
    assert read.tracks[0].has_time.tolist() == [False, False, True]
    assert {finding.code: finding.count for finding in read.findings} == {
        "point.no_place": 5,
        "point.ele": 2,
        "point.time": 2,
        "gpx.no_offset": 1,
    }
