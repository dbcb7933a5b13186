"""FIT, TCX: files of watches and bicycle computers. HEIC: photos of one maker's phones."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from PIL import Image

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers.fit import read_fit
from patrol_app.geo.readers.heic import heic_travel_copy, read_heic
from patrol_app.geo.readers.result import TrackFile
from patrol_app.geo.readers.tcx import read_tcx
from patrol_app.geo.track import build
from tests.support.formats import fit_bytes, points, tcx_bytes
from tests.support.tracks import walk

DAY = 1_785_715_200_000  # 2026-08-03T00:00:00Z


def said(found: TrackFile) -> dict[str, int]:
    return {finding.code: finding.count for finding in found.findings}


def test_both_byte_orders_of_fit() -> None:
    track = walk(2, 50)
    little, big = (read_fit(fit_bytes(track, big=big)).tracks[0] for big in (False, True))
    assert little.same_as(big)


def test_fit_without_a_fix_or_a_clock() -> None:
    data = bytearray(fit_bytes(build([1] * 3, [2] * 3, time=[DAY] * 3)))
    size = 15  # bytes of one record message
    first = len(data) - 2 - 3 * size
    struct.pack_into("<i", data, first + 5, 0x7FFFFFFF)
    struct.pack_into("<I", data, first + size + 1, 5)
    found = read_fit(bytes(data))
    assert [point[3] for point in points(found.tracks[0])] == [None, DAY]
    assert said(found) == {"fit.checksum": 1, "point.time": 1, "point.unlocated": 1}


def test_a_fit_file_that_breaks_off() -> None:
    data = fit_bytes(walk(2, 50))
    found = read_fit(data[:-100])
    assert 40 < len(found.tracks[0]) < 50
    assert said(found) == {"fit.cut": 1}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT", "fit.damaged"),
        (fit_bytes(build([], [])), "fit.no_places"),
        (fit_bytes(walk(1, 3))[:30], "fit.damaged"),
    ],
)
def test_fit_files_that_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(UserError) as caught:
        read_fit(data)
    assert caught.value.code == code


def test_the_largest_fit_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FIT_BYTES", 10)
    with pytest.raises(UserError) as caught:
        read_fit(bytes(11))
    assert caught.value.code == "file.too_large"


def test_courses_are_planned_and_activities_walked() -> None:
    point = (
        "<Time>2026-08-03T08:00:00+08:00</Time><Position><LatitudeDegrees>38.1</LatitudeDegrees>"
        "<LongitudeDegrees>112.5</LongitudeDegrees></Position>"
    )
    walked = f"<Activity><Lap><Track><Trackpoint>{point}</Trackpoint></Track></Lap></Activity>"
    course = (
        f"<Course><Name>计划</Name><Track><Trackpoint>{point}</Trackpoint></Track>"
        f"<CoursePoint><Name>桥</Name>{point}</CoursePoint></Course>"
    )
    whole = f"<t:TrainingCenterDatabase xmlns:t='x'>{walked}{course}</t:TrainingCenterDatabase>"
    found = read_tcx(whole.encode())
    assert [points(one) for one in (*found.tracks, *found.routes)] == [
        [(1_125_000_000, 381_000_000, None, DAY)]
    ] * 2
    assert found.routes[0].name == "计划"
    assert [(mark.name, mark.time) for mark in found.waypoints] == [("桥", DAY)]
    assert said(found) == {"gpx.routes": 1}


@pytest.mark.corpus
def test_the_receivers_own_number(corpus: Path) -> None:
    assert read_fit((corpus / "fit" / "garmin-forerunner-10.fit").read_bytes()).receiver
    unit = "<Creator><Name>x</Name><UnitId>{}</UnitId></Creator>"
    for number, told in (("3825981698", "3825981698"), ("0", ""), (" 7 ", "7")):
        data = tcx_bytes(walk(1, 3)).replace(b"</Lap>", f"</Lap>{unit.format(number)}".encode())
        assert read_tcx(data).receiver == told


def test_heart_beats_without_a_place() -> None:
    beat = "<Trackpoint><Time>2026-08-03T00:00:00Z</Time></Trackpoint>"
    broken = "<Trackpoint><LatitudeDegrees>no</LatitudeDegrees></Trackpoint>"
    data = tcx_bytes(walk(1, 3)).replace(b"<Track>", f"<Track>{beat}{broken}".encode())
    found = read_tcx(data)
    assert len(found.tracks[0]) == 3
    assert said(found) == {"point.no_place": 1, "point.unlocated": 1}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<gpx/>", "tcx.not_tcx"),
        (b"<!DOCTYPE a><TrainingCenterDatabase/>", "xml.doctype"),
        (b"<TrainingCenterDatabase><a>", "xml.damaged"),
    ],
)
def test_tcx_files_that_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(UserError) as caught:
        read_tcx(data)
    assert caught.value.code == code


def test_a_tcx_file_that_breaks_off() -> None:
    data = tcx_bytes(walk(1, 10))
    found = read_tcx(data[:-300])
    assert 0 < len(found.tracks[0]) < 10
    assert said(found) == {"gpx.cut": 1}
    assert said(read_tcx(b"<TrainingCenterDatabase/>")) == {"file.empty": 1}


@pytest.mark.corpus
def test_a_heic_photo(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = (corpus / "photo" / "IMG_5195.HEIC").read_bytes()
    found = read_heic(data)
    assert (found.kind, found.width, found.height, found.orientation) == ("heic", 2566, 3313, 1)
    assert found.time is not None and found.offset_known and found.position is not None
    assert found.camera == "Apple iPhone 11 Pro Max" and not found.findings
    copy = Image.open(io.BytesIO(heic_travel_copy(data)))
    assert (copy.format, copy.size, dict(copy.getexif())) == ("JPEG", (1239, 1600), {})
    cut = read_heic(data[: len(data) // 2])
    assert [finding.code for finding in cut.findings] == ["photo.cut"]
    monkeypatch.setattr(limits, "IMAGE_PIXELS", 1_000_000)
    with pytest.raises(UserError) as caught:
        read_heic(data)
    assert caught.value.code == "photo.pixels"
    monkeypatch.setattr(limits, "IMAGE_BYTES", 1_000)
    with pytest.raises(UserError) as caught:
        read_heic(data)
    assert caught.value.code == "file.too_large"
