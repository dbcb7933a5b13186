from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.instant import Instant
from patrol_app.domain.position import Place
from patrol_app.domain.records.attachment import CLOCK_OFFSET_MAX_S, Attachment
from patrol_app.errors import UserError
from patrol_app.services.offset_text import read_offset, show_offset
from patrol_app.services.photo_clock import CameraClock, cameras, corrected, edits, own_ms
from patrol_app.services.photo_clock_guess import BY_HOURS, BY_PLACE, suggest
from tests.support.tracks import START_MS, walk

TRACK = walk(4, 720)  # an hour of fixes, one in five seconds


def photo(number: int, ms: int | None = START_MS, **values: Any) -> Attachment:
    """A photo of a camera without an offset in its times."""
    facts: dict[str, Any] = {
        "id": f"00000000-0000-7000-8000-{number:012d}", "unit": "DEMO01", "device": "01",
        "taken_at": Instant(ms, "second") if ms is not None else None,
        "taken_source": "exif_no_offset" if ms is not None else "none", "camera": "示例相机",
    }  # fmt: skip
    return Attachment.model_validate(facts | values)


def on_track(index: int, off_ms: int, number: int = 0) -> Attachment:
    """A photo with the place of a fix, whose clock is off."""
    place = Place(
        lon=int(TRACK.lon[index]), lat=int(TRACK.lat[index]), datum="wgs84", source="photo"
    )
    return photo(number or index, int(TRACK.time[index]) + off_ms, position=place)


def one_camera(*photos: Attachment) -> CameraClock:
    (clock,) = cameras(photos)
    return clock


def test_photos_by_camera_in_order_of_the_cameras_own_time() -> None:
    late = photo(1, START_MS + 5_000, clock_offset_s=4)
    early = photo(2, START_MS + 2_000)
    other = photo(3, camera="")
    unknown, hand, gnss = (
        photo(4, None),
        photo(5, taken_source="hand"),
        photo(6, taken_source="gnss"),
    )
    found = cameras([other, early, late, unknown, hand, gnss])
    assert [(clock.camera, clock.photos) for clock in found] == [
        ("示例相机", (late, early)),
        ("", (other,)),
    ]
    assert (found[0].offset_s, own_ms(late), own_ms(hand)) == (0, START_MS + 1_000, None)
    assert one_camera(photo(1, clock_offset_s=-60), photo(2, clock_offset_s=-60)).offset_s == -60


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=5))
def test_corrections_replace_each_other(offsets: list[int]) -> None:
    """The camera's own time is never lost: any row of corrections ends as the last one alone."""
    now = first = photo(1)
    for offset in offsets:
        now = corrected(now, offset)
        assert own_ms(now) == START_MS
    assert now == corrected(first, offsets[-1])
    assert corrected(now, 0) == first


def test_what_is_written() -> None:
    one, two = photo(1), photo(2, START_MS + 61_000, clock_offset_s=60)
    clock = one_camera(one, two)
    moved = Instant(START_MS + 60_000, "second")
    assert edits(clock, 60) == [(one.id, {"taken_at": moved, "clock_offset_s": 60}, None)]
    back = Instant(START_MS + 1_000, "second")
    assert edits(clock, 0) == [(two.id, {"taken_at": back, "clock_offset_s": None}, None)]
    for offset in (CLOCK_OFFSET_MAX_S + 1, -CLOCK_OFFSET_MAX_S - 1):
        with pytest.raises(UserError) as caught:
            edits(clock, offset)
        assert caught.value.code == "photo.offset"
    untouched = photo(1, None)
    assert corrected(untouched, 60) is untouched


@pytest.mark.parametrize("off_s", [3_600, -28_800, 754, -200])
def test_photos_that_know_their_place_tell_the_correction(off_s: int) -> None:
    shots = [on_track(index, off_s * 1000) for index in (50, 200, 400, 600)]
    found = suggest(one_camera(*shots), [TRACK])
    assert found is not None
    assert abs(found.offset_s + off_s) <= 45  # the ranger may have stood there a while
    assert (found.agree, found.of, found.by) == (4, 4, BY_PLACE)
    written = [corrected(shot, found.offset_s) for shot in shots]
    assert suggest(one_camera(*written), [TRACK]) is None


def test_places_that_do_not_agree_suggest_nothing() -> None:
    away = [on_track(index, index * 10_000) for index in (50, 200, 400, 600)]
    assert suggest(one_camera(*away), [TRACK]) is None
    right = [on_track(index, 20_000) for index in (50, 200, 400)]
    assert suggest(one_camera(*right), [TRACK]) is None
    assert suggest(one_camera(on_track(50, 3_600_000)), [TRACK]) is None
    far = Place(lon=1_000_000_000, lat=300_000_000, datum="wgs84", source="photo")
    lost = [photo(at, START_MS + at, position=far) for at in (1, 2, 3)]
    assert suggest(one_camera(*lost), [TRACK]) is None


def test_whole_hours_are_suggested_where_only_one_number_fits() -> None:
    span = (60_000, 3_500_000)
    abroad = [photo(at, START_MS + ms - 8 * 3_600_000) for at, ms in enumerate(span)]
    found = suggest(one_camera(*abroad), [TRACK])
    assert found is not None and (found.offset_s, found.by) == (8 * 3_600, BY_HOURS)
    inside = [photo(1, START_MS + 60_000), photo(2, START_MS - 8 * 3_600_000)]
    assert suggest(one_camera(*inside), [TRACK]) is None
    days = [photo(at, START_MS + ms - 40 * 3_600_000) for at, ms in enumerate(span)]
    assert suggest(one_camera(*days), [TRACK]) is None
    assert suggest(one_camera(*abroad), []) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("+1:02:03", 3_723), ("-8:00", -28_800), ("0:05", 300), ("8h", 28_800), ("-5m30s", -330),
        ("＋１：００", 3_600), ("−1:00", -3_600), ("8时5分", 29_100), ("90 s", 90),
        ("100:00:00", 360_000),
    ],
)  # fmt: skip
def test_corrections_as_people_type_them(text: str, seconds: int) -> None:
    assert read_offset(text) == seconds


@given(st.integers(-(10**9), 10**9))
def test_a_shown_correction_is_read_back(seconds: int) -> None:
    assert read_offset(show_offset(seconds)) == seconds


@pytest.mark.parametrize("text", ["", "+", "8", "1:2:3:4", "1:60", "abc", "1e3s", "--1:00"])
def test_texts_that_are_no_correction(text: str) -> None:
    with pytest.raises(UserError) as caught:
        read_offset(text)
    assert caught.value.code == "form.offset"
