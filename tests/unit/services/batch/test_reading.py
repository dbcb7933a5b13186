"""What batch entry reads from folders, names, sheets and camera clocks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.instant import Instant, date_of
from patrol_app.domain.position import Place
from patrol_app.errors import UserError
from patrol_app.geo.measure import measure
from patrol_app.geo.readers.receiver import receiver_serial
from patrol_app.geo.track_codec import encode
from patrol_app.services.batch.day_cells import read_cell, read_date
from patrol_app.services.batch.days import read_days
from patrol_app.services.batch.owners import below
from patrol_app.services.batch.photos import sort_photos
from patrol_app.services.batch.tracks import cut_track
from patrol_app.services.import_items import PhotoPlan, TrackPlan
from tests.support.tracks import START_MS, walk

HOUR_MS = 3_600_000


def plan(seed: int = 1, *, day: int = 0, points: int = 720) -> TrackPlan:
    """A walk of an hour as the reader gives it."""
    track = walk(seed, points, start_ms=START_MS + day * 86_400_000)
    found = measure(track)
    return TrackPlan(
        path=Path(f"{seed}.gpx"), name=f"{seed}.gpx", sha256=f"{seed:064d}", size=1, kind="gpx",
        blob=encode(track), start_at=Instant(found.start, "second"),
        end_at=Instant(found.end, "second"), length_cm=found.length_cm, points=found.points,
        raw_points=found.points, stops=0, bounds=found.bounds, datum="wgs84",
    )  # fmt: skip


def shot(ms: int | None, name: str = "IMG.jpg", spot: tuple[int, int] | None = None) -> PhotoPlan:
    """A photo as the reader gives it."""
    place = Place(lon=spot[0], lat=spot[1], datum="wgs84", source="photo") if spot else None
    taken = Instant(ms, "second") if ms is not None else None
    source = "exif" if ms is not None else "none"
    return PhotoPlan(Path(name), name, f"{hash(name) % 10**9:064d}", 1, 8, 8, taken, source, place,
                     None, "")  # fmt: skip


def test_photos_go_with_the_track_of_their_time() -> None:
    tracks = [plan(1), plan(2, day=1)]
    found = sort_photos([shot(START_MS + HOUR_MS // 2), shot(START_MS + 25 * HOUR_MS)], tracks)
    assert {place: len(rows) for place, rows in found.of_track.items()} == {0: 1, 1: 1}
    assert not found.by_date and not found.left


@pytest.mark.parametrize("hours", [-8, -7, 3, 12])
def test_a_wrong_camera_clock_is_found_by_the_places(hours: int) -> None:
    track = walk(1, 720)
    off = hours * HOUR_MS + 7_000
    photos = [
        shot(int(track.time[at]) + off, f"{at}.jpg", (int(track.lon[at]), int(track.lat[at])))
        for at in (100, 400)
    ]
    found = sort_photos(photos, [plan(1)])
    assert [back for _photo, back in found.of_track[0]] == [-off, -off]


def test_photos_of_other_places_are_not_forced_onto_a_track() -> None:
    far = shot(START_MS + 9 * HOUR_MS, "far.jpg", (1_100_000_000, 300_000_000))
    found = sort_photos([far], [plan(1)])
    assert not found.of_track and found.by_date[date_of(far.taken_at.ms)] == [far]


def test_a_photo_without_a_time_goes_with_the_date_in_its_name() -> None:
    tracks = [plan(1), plan(2, day=1)]
    found = sort_photos([shot(None, "微信图片_2026080400012.jpg"), shot(None, "x.jpg")], tracks)
    assert [photo.name for photo, _off in found.of_track[1]] == ["微信图片_2026080400012.jpg"]
    assert [photo.name for photo in found.left] == ["x.jpg"]


def test_days_are_read_in_either_encoding() -> None:
    head = "日期,天气,气温,风力,风向,火险等级\n"
    text = head + "2026-04-01,晴,-3.5,2,西北,3级\n2026/4/2,Cloudy,12,0,无风,2\n"
    for data in (text.encode("utf-8-sig"), text.encode("gb18030")):
        days, notes = read_days(data)
        assert days["2026-04-01"] == {
            "weather": "晴", "temp_c_e1": -35, "wind_force": 2, "wind_dir": "西北",
            "danger_level": 3,
        }  # fmt: skip
        assert days["2026-04-02"]["weather"] == "多云" and not notes


def test_a_sheet_without_dates_is_refused_and_odd_cells_are_counted() -> None:
    with pytest.raises(UserError, match=r"batch\.days"):
        read_days("天气\n晴\n".encode())
    days, notes = read_days("日期,天气\n2026-04-01,火星\nxx,晴\n".encode())
    assert days == {} and notes[0].count == 2


@given(st.integers(-600, 600))
def test_tenths_of_degrees_are_read_as_written(tenths: int) -> None:
    assert read_cell("temp_c_e1", f"{tenths / 10:.1f}") == tenths


@given(st.text(max_size=30))
def test_no_text_breaks_the_readers(text: str) -> None:
    assert read_date(text) == "" or len(read_date(text)) == 10
    for name in ("weather", "temp_c_e1", "wind_force", "danger_level"):
        value = read_cell(name, text)
        assert value is None or isinstance(value, (int, str))


@pytest.mark.parametrize(
    ("head", "serial"),
    [
        ('<gpx creator="Demo Handheld K20 SN:DEMO0007">', "DEMO0007"),
        ('<gpx creator="Phone"><metadata><extensions><x:serialNumber>A-12345'
         "</x:serialNumber></extensions></metadata>", "A-12345"),
        ('<gpx creator="Some Map">', ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_receiver_is_named_in_the_head(head: str, serial: str) -> None:
    assert receiver_serial(head.encode()) == serial


def test_the_head_is_all_that_is_looked_at() -> None:
    assert receiver_serial(b" " * 9_000 + b"<serial>A12345</serial>") == ""


def test_paths_are_told_from_the_chosen_folder_on(tmp_path: Path) -> None:
    assert below(tmp_path / "a" / "b.gpx", [tmp_path]) == (tmp_path.name, "a", "b.gpx")
    assert below(Path("/x/y/b.gpx"), [tmp_path]) == ("y", "b.gpx")


@given(st.integers(2, 55), st.integers(2, 55))
def test_a_cut_track_keeps_its_account(first: int, last: int) -> None:
    whole = plan(1)
    start = Instant(START_MS + min(first, last) * 60_000)
    end = Instant(START_MS + (max(first, last) + 1) * 60_000)
    cut = cut_track(whole, start, end)
    assert cut is not None
    assert cut.track.points + cut.points == whole.points
    assert dict(cut.track.dropped)["outside"] == cut.points
    assert cut.track.start_at.ms >= start.ms and cut.track.end_at.ms <= end.ms + 59_999
    assert cut.track.length_cm <= whole.length_cm


def test_times_within_a_minute_cut_nothing() -> None:
    whole = plan(1)
    start = Instant(whole.start_at.ms // 60_000 * 60_000)
    end = Instant(whole.end_at.ms // 60_000 * 60_000)
    assert cut_track(whole, start, end) is None
    assert cut_track(whole, None, end) is None
