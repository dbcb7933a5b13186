from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers.photo import read_photo, travel_copy
from patrol_app.geo.types import CGCS2000, PHOTO, UNKNOWN, WGS84, Position
from tests.support.photos import jpeg, place_tags, time_tags

MORNING = 1_785_715_200_000
FULL = jpeg(
    main={271: "示例".encode(), 272: "Camera 1", 274: 6},
    exif={**time_tags("2026:08:03 08:00:00", "+08:00"), 37521: "25"},
    gps={
        **place_tags(1_125_031_234, 388_611_111),
        5: 1, 6: (1234, 10), 7: ((0, 1), (0, 1), (3, 1)), 29: "2026:08:03", 16: "M",
        17: (9005, 100),
    },
)  # fmt: skip


def codes(data: bytes) -> set[str]:
    return {finding.code for finding in read_photo(data).findings}


def refused(data: bytes) -> str:
    with pytest.raises(UserError) as caught:
        read_photo(data)
    return caught.value.code


def test_everything_a_photo_says() -> None:
    photo = read_photo(FULL)
    assert (photo.width, photo.height, photo.orientation) == (64, 48, 6)
    assert (photo.time, photo.offset_known, photo.gps_time) == (
        MORNING + 250,
        True,
        MORNING + 3_000,
    )
    assert photo.position == Position(1_125_031_234, 388_611_111, WGS84, PHOTO)
    assert (photo.ele, photo.heading, photo.heading_true) == (-12_340, 9_005, False)
    assert photo.camera == "示例 Camera 1"
    assert photo.findings == ()
    assert photo.plain()["lon"] == 1_125_031_234


def test_no_offset_is_read_as_beijing_time_and_said() -> None:
    photo = read_photo(jpeg(exif=time_tags("2026:08:03 08:00:00"), gps=place_tags(1, 2, "Tokyo")))
    assert (photo.time, photo.offset_known) == (MORNING, False)
    assert [finding.code for finding in photo.findings] == ["photo.no_offset"]
    assert photo.position == Position(1, 2, UNKNOWN, PHOTO)


def test_a_photo_without_exif() -> None:
    data = jpeg()
    assert codes(data) == {"photo.no_exif"}
    assert read_photo(data).plain()["time"] is None


@pytest.mark.parametrize(
    "tags",
    [
        {36867: "0000:00:00 00:00:00"},
        {36867: "yesterday"},
        {36867: ""},
    ],
)
def test_unreadable_times_are_none(tags: dict[int, Any]) -> None:
    photo = read_photo(jpeg(main={272: "x"}, exif=tags))
    assert (photo.time, "photo.no_time" in {finding.code for finding in photo.findings}) == (
        None,
        True,
    )


def test_a_bad_offset_or_part_of_a_second_does_not_cost_the_time() -> None:
    photo = read_photo(jpeg(exif={**time_tags("2026:08:03 08:00:00", "east"), 37521: "??"}))
    assert (photo.time, photo.offset_known) == (MORNING, False)
    later = read_photo(jpeg(main={306: "2026:08:03 08:00:00"}, exif={36867: "no"}))
    assert later.time == MORNING


@pytest.mark.parametrize(
    "change",
    [
        {9: "V"},
        {2: ((1, 0), (0, 1), (0, 1))},
        {2: ((91, 1), (0, 1), (0, 1))},
        {1: "X"},
        {3: ""},
        {2: ((0, 1),) * 3, 4: ((0, 1),) * 3},
    ],
)
def test_unusable_places_are_none(change: dict[int, Any]) -> None:
    data = jpeg(gps={**place_tags(1_125_000_000, 388_000_000), **change})
    photo = read_photo(data)
    assert photo.position is None
    assert "photo.place_unreadable" in {finding.code for finding in photo.findings}


def test_south_west_and_other_datums() -> None:
    photo = read_photo(jpeg(gps=place_tags(-10, -20, "CGCS 2000")))
    assert photo.position == Position(-10, -20, CGCS2000, PHOTO)


def test_a_camera_clock_far_from_satellite_time_is_said() -> None:
    gps = {**place_tags(1, 2), 7: ((3, 1), (0, 1), (0, 1)), 29: "2026:08:03"}
    assert "photo.clock" in codes(jpeg(exif=time_tags("2026:08:03 08:00:00"), gps=gps))
    gps[7] = ((25, 1), (0, 1), (0, 1))
    assert read_photo(jpeg(gps=gps)).gps_time is None
    gps |= {7: ((1, 1), (0, 1), (0, 1)), 29: "soon", 6: (10**9, 1), 17: (361, 1)}
    odd = read_photo(jpeg(gps=gps))
    assert (odd.gps_time, odd.ele, odd.heading) == (None, None, None)


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8\xff", b"GIF89a", FULL[:100], b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    assert refused(data) == "photo.unreadable"


def test_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "IMAGE_PIXELS", 64 * 48 - 1)
    assert refused(FULL) == "photo.pixels"
    with pytest.raises(UserError):
        travel_copy(FULL)
    monkeypatch.setattr(limits, "IMAGE_BYTES", 100)
    assert refused(FULL) == "file.too_large"


def test_a_picture_that_states_a_huge_size_is_not_decoded() -> None:
    at = FULL.find(b"\xff\xc0")
    huge = FULL[: at + 5] + b"\xff\xff\xff\xff" + FULL[at + 9 :]
    assert refused(huge) == "photo.pixels"


def test_a_cut_picture_is_read_and_said() -> None:
    data = jpeg(size=(800, 600), exif=time_tags("2026:08:03 08:00:00", "Z"))
    photo = read_photo(data[: len(data) - 400])
    assert "photo.cut" in {finding.code for finding in photo.findings}
    assert photo.time is not None


@given(st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_any_mangling_is_read_or_refused(seed: int) -> None:
    import random

    rng = random.Random(seed)
    data = bytearray(FULL)
    for _ in range(rng.randint(1, 8)):
        data[rng.randrange(2, len(data))] = rng.randrange(256)
    try:
        photo = read_photo(bytes(data))
    except UserError:
        return
    assert photo.width > 0


def test_the_travel_copy_is_small_upright_and_says_nothing() -> None:
    data = jpeg(size=(2_400, 1_200), main={274: 6, 272: "x"}, gps=place_tags(1, 2))
    copy = travel_copy(data)
    image = Image.open(io.BytesIO(copy))
    assert image.size == (800, 1_600)
    assert not dict(image.getexif())
    # Orientation 6 turns the left upper corner to the right.
    red, green, _ = image.getpixel((790, 10))  # type: ignore[misc]
    assert (red > 200, green < 60) == (True, True)


def test_a_small_photo_keeps_its_size_in_the_copy() -> None:
    assert Image.open(io.BytesIO(travel_copy(jpeg()))).size == (64, 48)
    with pytest.raises(UserError):
        travel_copy(b"no photo")
