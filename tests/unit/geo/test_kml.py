from __future__ import annotations

import pytest

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers.kml import read_kml, read_kmz
from patrol_app.geo.readers.result import TrackFile
from tests.support.formats import placemark, points, zipped

DAY = 1_785_715_200_000  # 2026-08-03T00:00:00Z
LINE = (
    "<LineString><coordinates>112.5,38.1,1200 112.6,38.2 \n 112.7,38.3,0</coordinates></LineString>"
)


def said(found: TrackFile) -> dict[str, int]:
    return {finding.code: finding.count for finding in found.findings}


def test_a_line_without_times_is_a_track_without_times() -> None:
    found = read_kml(placemark(LINE, " 示例  线 "), "cgcs2000")
    (track,) = found.tracks
    assert (track.name, track.datum, bool(track.has_time.any())) == ("示例 线", "cgcs2000", False)
    # 0 is what programs write where they know no height
    assert [point[2] for point in points(track)] == [120_000, None, None]
    assert track.lon.tolist() == [1_125_000_000, 1_126_000_000, 1_127_000_000]
    assert not found.findings


@pytest.mark.parametrize("before", [True, False])
def test_a_time_span_gives_the_ends_of_a_line(before: bool) -> None:
    span = "<TimeSpan><begin>2026-08-03T00:00:00Z</begin><end>2026-08-03T02:00:00Z</end></TimeSpan>"
    found = read_kml(placemark(span + LINE if before else LINE + span))
    assert [point[3] for point in points(found.tracks[0])] == [DAY, None, DAY + 7_200_000]
    assert said(found) == {"kml.span": 1}


def test_a_single_time_is_that_of_the_beginning() -> None:
    stamp = "<TimeStamp><when>2026-08-03T08:00:00+08:00</when></TimeStamp>"
    found = read_kml(placemark(stamp + LINE))
    assert [point[3] for point in points(found.tracks[0])] == [DAY, None, None]
    assert said(found) == {"kml.one_time": 1}


def test_old_namespaces_prefixes_and_encodings() -> None:
    text = (
        f'<k:kml xmlns:k="http://earth.google.com/kml/2.0"><k:Placemark><k:name>林</k:name>{LINE}'
    )
    data = f'<?xml version="1.0" encoding="GB2312"?>{text}</k:Placemark></k:kml>'.encode("gb18030")
    found = read_kml(data)
    assert (found.encoding, found.tracks[0].name, len(found.tracks[0])) == ("gb2312", "林", 3)
    assert len(read_kml(placemark(LINE).decode().encode("utf-16")).tracks[0]) == 3


def test_times_and_places_are_paired_by_order_and_empty_places_left_out() -> None:
    whens = "".join(f"<when>2026-08-03T00:00:0{second}Z</when>" for second in range(4))
    coords = (
        "<gx:coord>112.5 38.1 5</gx:coord><gx:coord/><coord>200 1 1</coord><gx:coord>1,2</gx:coord>"
    )
    found = read_kml(placemark(f"<gx:Track>{coords}{whens}</gx:Track>"))
    assert points(found.tracks[0]) == [
        (1_125_000_000, 381_000_000, 500, DAY),
        (10_000_000, 20_000_000, None, DAY + 3_000),
    ]
    assert said(found) == {"point.no_place": 1}


def test_times_without_partners_are_not_guessed() -> None:
    track = "<Track><when>2026-08-03T00:00:00Z</when><coord>1 2</coord><coord>1 3</coord></Track>"
    found = read_kml(placemark(track))
    assert [point[3] for point in points(found.tracks[0])] == [None, None]
    assert said(found) == {"kml.unpaired": 1}


def test_odd_times_are_said() -> None:
    whens = "<when>2026-08-03T00:00:00</when><when>2026-08</when>"
    track = f"<gx:Track>{whens}<gx:coord>1 2 3</gx:coord><gx:coord>1 2 x</gx:coord></gx:Track>"
    found = read_kml(placemark(track))
    assert [point[3] for point in points(found.tracks[0])] == [DAY, None]
    assert said(found) == {"gpx.no_offset": 1, "point.time": 1, "point.ele": 1}


def test_areas_and_links_are_listed() -> None:
    ring = "<LinearRing><coordinates>1,1 2,2 1,2 1,1</coordinates></LinearRing>"
    area = f"<Polygon><outerBoundaryIs>{ring}</outerBoundaryIs></Polygon>"
    found = read_kml(placemark(f"{area}{ring}<NetworkLink><href>x</href></NetworkLink>{LINE}"))
    assert said(found) == {"file.areas": 2, "kml.links_left": 1}
    only = read_kml(placemark(area))
    assert (only.tracks, said(only)) == ((), {"file.areas": 1})
    with pytest.raises(UserError) as caught:
        read_kml(placemark("<NetworkLink><Link><href>other.kml</href></Link></NetworkLink>"))
    assert caught.value.code == "kml.links"


def test_marks_stay_marks_unless_they_are_the_only_timed_thing() -> None:
    stamp = "<TimeStamp><when>2026-08-03T00:00:0{}Z</when></TimeStamp>"
    marks = "".join(
        f"<Placemark><name>{at}</name>{stamp.format(at)}"
        f"<Point><coordinates>112.{at},38.1,900</coordinates></Point></Placemark>"
        for at in range(3)
    )
    alone = read_kml(f"<kml>{marks}</kml>".encode())
    assert [point[3] for point in points(alone.tracks[0])] == [DAY, DAY + 1_000, DAY + 2_000]
    assert (alone.waypoints, said(alone)) == ((), {"points.as_track": 3})
    beside = read_kml(f"<kml>{marks}<Placemark>{LINE}</Placemark></kml>".encode())
    assert [mark.name for mark in beside.waypoints] == ["0", "1", "2"]
    assert (beside.waypoints[1].time, beside.waypoints[1].ele) == (DAY + 1_000, 90_000)
    assert len(beside.tracks) == 1


def test_what_stood_before_damage_is_kept() -> None:
    data = placemark(LINE) + b"<"
    assert said(read_kml(data)) == {"gpx.cut": 1}
    assert said(read_kml(placemark(LINE, "]]>a & b \x01<![CDATA["))) == {"gpx.mended": 1}
    with pytest.raises(UserError) as caught:
        read_kml(b"<kml><Placemark>")
    assert caught.value.code == "xml.damaged"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "kml.not_kml"),
        (b"<gpx/>", "kml.not_kml"),
        (b"{}", "kml.not_kml"),
        (b'<!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>', "xml.doctype"),
        (b'<!DOCTYPE kml SYSTEM "http://example.org/a.dtd"><kml/>', "xml.doctype"),
        ('<!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>'.encode("utf-16"), "xml.doctype"),
        (b"<kml>" + b"<Folder>" * 70, "xml.depth"),
    ],
)
def test_what_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(UserError) as caught:
        read_kml(data)
    assert caught.value.code == code


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most, inner, code in (
        ("XML_BYTES", 50, LINE, "file.too_large"),
        ("XML_ELEMENTS", 4, LINE, "xml.elements"),
        ("TRACK_POINTS", 2, LINE, "track.too_long"),
        ("TRACK_POINTS", 1, "<Track>" + "<when>1</when>" * 3 + "</Track>", "track.too_long"),
        ("GPX_TRACKS", 1, LINE + LINE, "gpx.tracks"),
        ("TRACK_SEGMENTS", 1, LINE + LINE, "track.segments"),
        ("WAYPOINTS", 1, "<Point><coordinates>1,2</coordinates></Point>" * 2, "gpx.waypoints"),
    ):
        with monkeypatch.context() as patch, pytest.raises(UserError) as caught:
            patch.setattr(limits, name, most)
            read_kml(placemark(inner))
        assert caught.value.code == code


def test_the_main_document_of_a_kmz() -> None:
    other, main = placemark(LINE, "other"), placemark(LINE, "main")
    found = read_kmz(zipped({"a.kml": other, "files/b.png": b"x", "Doc.kml": main}))
    assert (found.kind, found.tracks[0].name, said(found)) == ("kmz", "main", {"kmz.more": 1})
    assert read_kmz(zipped({"dir/a.KML": other})).tracks[0].name == "other"
    with pytest.raises(UserError) as caught:
        read_kmz(zipped({"a.txt": b"x"}))
    assert caught.value.code == "kmz.no_kml"
    with pytest.raises(UserError) as caught:
        read_kmz(zipped({"doc.kml": b"<kml>" + bytes(5_000_000)}))
    assert (caught.value.code, caught.value.params) == ("zip.refused", {"reason": "ratio"})
