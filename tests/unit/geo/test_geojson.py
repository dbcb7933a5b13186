from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers.geojson import read_geojson
from patrol_app.geo.readers.result import TrackFile
from tests.support.formats import points

DAY = 1_785_715_200_000  # 2026-08-03T00:00:00Z
PLACES = [[112.5, 38.1, 1200.5], [112.6, 38.2]]


def read(whole: Any, **more: Any) -> TrackFile:
    return read_geojson(json.dumps(whole, **more).encode())


def line(times: Any = None, kind: str = "LineString", places: Any = PLACES) -> dict[str, Any]:
    properties = {} if times is None else {"coordTimes": times}
    geometry = {"type": kind, "coordinates": places}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def said(found: TrackFile) -> dict[str, int]:
    return {finding.code: finding.count for finding in found.findings}


@pytest.mark.parametrize(
    "times",
    [
        ["2026-08-03T00:00:00Z", "2026-08-03T00:00:01Z"],
        [DAY / 1000, DAY / 1000 + 1],
        [DAY, DAY + 1000],
        ["2026-08-03 08:00:00+08:00", "2026-08-03T08:00:01+08:00"],
    ],
)
def test_times_of_a_line(times: list[Any]) -> None:
    found = read(line(times))
    assert points(found.tracks[0]) == [
        (1_125_000_000, 381_000_000, 120_050, DAY),
        (1_126_000_000, 382_000_000, None, DAY + 1_000),
    ]
    assert not found.findings


def test_a_bare_geometry_and_a_collection() -> None:
    bare = {"type": "LineString", "coordinates": PLACES}
    assert len(read(bare).tracks[0]) == 2
    many = {"type": "GeometryCollection", "geometries": [bare, bare, None, 5]}
    assert len(read(many).tracks) == 2
    nested = {"type": "FeatureCollection", "features": [line(), {"type": "Feature"}, 7]}
    assert len(read(nested).tracks) == 1


def test_times_that_do_not_fit_are_left_out_and_counted() -> None:
    assert said(read(line(["2026-08-03T00:00:00Z"]))) == {"point.time": 1}
    found = read(line(["soon", "2026-08-03T08:00:00"]))
    assert [point[3] for point in points(found.tracks[0])] == [None, DAY]
    assert said(found) == {"point.time": 1, "csv.no_offset": 1}


@pytest.mark.parametrize("nested", [True, False])
def test_many_lines_are_segments(nested: bool) -> None:
    times = ["2026-08-03T00:00:00Z", "2026-08-03T00:00:01Z"]
    found = read(line([times, times] if nested else times + times, "MultiLineString", [PLACES] * 2))
    assert found.tracks[0].segments == (2, 2)
    assert found.tracks[0].has_time.all()
    newer = line(None, "MultiLineString", [PLACES])
    newer["properties"] = {"coordinateProperties": {"times": [times]}}
    assert read(newer).tracks[0].has_time.all()


def test_points_with_times_are_a_track_where_there_is_no_line() -> None:
    def point(at: int) -> dict[str, Any]:
        """A point with a time and a name."""
        time = f"2026-08-03T00:00:0{at}Z"
        made = line(None, "Point", [112.5, 38.1 + at])
        return {**made, "properties": {"time": time, "名称": f"点{at}"}}

    features = [point(0), point(1)]
    found = read({"type": "FeatureCollection", "features": features})
    assert [row[3] for row in points(found.tracks[0])] == [DAY, DAY + 1_000]
    assert said(found) == {"points.as_track": 2}
    beside = read({"type": "FeatureCollection", "features": [*features, line()]})
    assert [mark.name for mark in beside.waypoints] == ["点0", "点1"]
    several = line(["2026-08-03T00:00:00Z", DAY], "MultiPoint")
    assert len(read(several).tracks[0]) == 2


_WORDS = st.sampled_from(
    ["type", "geometry", "coordinates", "properties", "features", "geometries", "coordTimes",
     "time", "times", "coordinateProperties", "crs", "name", "Point", "LineString", "Feature",
     "MultiLineString", "MultiPoint", "Polygon", "FeatureCollection", "GeometryCollection"]
)  # fmt: skip
_LEAVES = st.none() | st.booleans() | st.floats() | st.integers() | _WORDS | st.text(max_size=9)
_ANYTHING = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS, inner, max_size=4),
)
_KINDS = ["Point", "LineString", "MultiLineString", "MultiPoint", "Polygon", "GeometryCollection"]


@settings(max_examples=200)
@given(st.sampled_from(_KINDS), _ANYTHING, _ANYTHING, _ANYTHING)
def test_any_json_is_read_or_refused(kind: str, places: Any, times: Any, other: Any) -> None:
    feature = line(times, kind, places)
    for whole in (feature, {**feature, "crs": other}, {**feature, "properties": other}, other):
        try:
            read(whole)
        except UserError as refused:
            assert refused.code.startswith("geojson.")


def test_areas_are_no_track() -> None:
    found = read(line(None, "Polygon", [[[1, 1], [2, 2], [1, 2], [1, 1]]]))
    assert (found.tracks, said(found)) == ((), {"file.areas": 1})


def test_unreadable_places() -> None:
    places = [[1], ["1", "2"], [200, 1], [1, 95], [None, 1], {}, [True, 1], [1, 2, "high"]]
    found = read_geojson(json.dumps(line(None, places=places)).encode() + b" ")
    assert [point[:2] for point in points(found.tracks[0])] == [
        (10_000_000, 20_000_000),
        (10_000_000, 20_000_000),
    ]
    assert said(found) == {"point.no_place": 6, "point.ele": 1}
    wild = b'{"type":"LineString","coordinates":[[NaN,1],[Infinity,1],[1e999,1],[9%s,1]]}'
    assert said(read_geojson(wild % (b"9" * 400)))["point.no_place"] == 4


@pytest.mark.parametrize(
    ("name", "datum"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "unknown"),
        ("EPSG:4326", "unknown"),
        ("urn:ogc:def:crs:EPSG::4490", "cgcs2000"),
    ],
)
def test_the_system_that_the_file_names(name: str, datum: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    assert read({**line(), "crs": crs}).tracks[0].datum == datum


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "geojson.not_geojson"),
        (b"[]", "geojson.not_geojson"),
        (b'{"kind": 1}', "geojson.not_geojson"),
        (b'{"type": "Feature"', "geojson.not_geojson"),
        (b"[" * 50_000 + b"]" * 50_000, "geojson.depth"),
        (b'{"type":"Feature","a":' * 40, "geojson.depth"),
        (
            b'{"type":"Feature","crs":{"properties":{"name":"EPSG:4547"}},"geometry":null}',
            "geojson.crs",
        ),
    ],
)
def test_what_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(UserError) as caught:
        read_geojson(data)
    assert caught.value.code == code


def test_brackets_in_words_do_not_count_and_empty_files_say_so() -> None:
    found = read({"type": "FeatureCollection", "features": [], "note": "[" * 100 + '"' + "{" * 99})
    assert said(found) == {"file.empty": 1}


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    marks = [line(None, "Point", [1, 2])] * 2
    for name, most, whole, code in (
        ("GEOJSON_BYTES", 9, line(), "file.too_large"),
        ("TRACK_POINTS", 1, line(), "track.too_long"),
        ("WAYPOINTS", 1, {"type": "FeatureCollection", "features": marks}, "gpx.waypoints"),
    ):
        with monkeypatch.context() as patch, pytest.raises(UserError) as caught:
            patch.setattr(limits, name, most)
            read(whole)
        assert caught.value.code == code
