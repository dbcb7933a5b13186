from __future__ import annotations

import pytest

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers import csv as reader
from patrol_app.geo.readers.csv import read_csv
from patrol_app.geo.types import WGS84

MORNING = 1_785_715_200_000


def refused(data: bytes) -> str:
    with pytest.raises(UserError) as caught:
        read_csv(data)
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("time,lon,lat,alt\n2026-08-03 08:00:00,112.5,38.8,1400.25\n", "utf-8"),
        ("time,lon,lat,alt\n2026-08-03 08:00:00,112.5,38.8,1400.25\n", "utf-16"),
        ("时间;经度;纬度;海拔(m)\r\n2026/8/3 8:00;112.5;38.8;1400.25\r\n", "utf-8-sig"),
        ("海拔\t纬度\t经度\t定位时间\n1400.25\t38.8\t112.5\t2026-08-03 08:00\n", "gb18030"),
        ("日期,时间,东经,北纬,高程\n2026-08-03,08:00,112.5,38.8,1400.25\n", "gbk"),
        ("日期,时间,东经,北纬,高程\n2026-08-03,2026-08-03 08:00,112.5,38.8,1400.25\n", "utf-8"),
        ('#Time,"Longitude",Latitude,Altitude [m]\n1785715200,112.5,38.8,1400.25', "ascii"),
        ("timestamp,x,y,z\n1785715200000,112.5,38.8,1400.25", "ascii"),
        ("2026-08-03 08:00:00,112.5,38.8,1400.25\n", "utf-8"),
        ("\n\ntime,lon,lat,alt\n,,,\n2026-08-03T00:00:00Z, 112.5 ,38.8,1400.25\n", "utf-8"),
    ],
)
def test_headings_delimiters_and_encodings(text: str, encoding: str) -> None:
    track = read_csv(text.encode(encoding), WGS84).tracks[0]
    assert (track.lon.tolist(), track.lat.tolist()) == ([1_125_000_000], [388_000_000])
    assert (track.ele.tolist(), track.time.tolist(), track.datum) == ([140_025], [MORNING], WGS84)


def test_what_was_guessed_or_left_out_is_said() -> None:
    text = (
        "2026-08-03 08:00,112.5,38.8,x\n"
        "2026-08-03 08:01,112.5\n"
        "2026-08-03,112.6,38.8,1\n"
        "2026-08-03T08:00:00+08:00,112.6,38.8,\n"
    )
    read = read_csv(text.encode())
    assert (len(read.tracks[0]), read.tracks[0].has_time.tolist()) == (3, [True, False, True])
    assert {finding.code: finding.count for finding in read.findings} == {
        "csv.no_header": 1,
        "point.no_place": 1,
        "point.ele": 1,
        "point.time": 1,
        "csv.no_offset": 2,
    }


def test_precision_is_kept_for_the_cleaning() -> None:
    track = read_csv(b"lon,lat,hdop\n1,2,1.5\n1,2,\n").tracks[0]
    assert track.hdop is not None
    assert track.hdop.tolist() == [150, -1]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.empty"),
        (b"\n\n", "file.empty"),
        (b"lon,lat\n", "file.empty"),
        (b"name,age\na,20\n", "csv.no_columns"),
        (b"a,b\n", "csv.no_columns"),
        (b"lon,lat\n38.8,112.5\n38.9,112.6\n", "csv.exchanged"),
        (b"lon,lat\n37512345.6,4301234.5\n", "file.empty"),
        (b"lon,lat" + b"," * 2_000 + b"\n", "csv.columns"),
        (b"lon,lat\n\xff\xff\xff\xff\xff1,2\n", "file.encoding"),
    ],
)
def test_refusals_have_a_name(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_limits_and_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"lon,lat\n" + b"1,2\n" * 25
    monkeypatch.setattr(reader, "_STEP", 10)
    assert len(read_csv(data).tracks[0]) == 25
    monkeypatch.setattr(limits, "CSV_ROWS", 20)
    assert refused(data) == "track.too_long"
    monkeypatch.setattr(limits, "CSV_BYTES", 20)
    assert refused(data) == "file.too_large"


def test_a_field_beyond_all_measure_keeps_the_rows_before() -> None:
    data = b'lon,lat\n1,2\n3,"' + b"4" * 200_000
    read = read_csv(data)
    assert len(read.tracks[0]) == 1
    assert [finding.code for finding in read.findings] == ["csv.cut"]
