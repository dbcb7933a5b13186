from __future__ import annotations

from patrol_app.geo.matching import Match, match
from patrol_app.geo.track import build
from patrol_app.geo.types import WGS84, Position

TRACK = build(
    [0, 1_000, 5_000, 9_000], [0, -10, -50, -90], time=[0, 10_000, None, 1_000_000]
).labelled(datum=WGS84)


def found(time: int | None, **options: int) -> Match | None:
    return match(TRACK, [time], **options)[0]


def test_a_photo_lies_between_its_fixes() -> None:
    assert found(2_500) == Match(0, 2_500, Position(250, -2, WGS84, "track"))
    assert found(7_500) == Match(1, -2_500, Position(750, -7, WGS84, "track"))
    assert found(10_000) == Match(1, 0, Position(1_000, -10, WGS84, "track"))


def test_outside_and_within_long_silence_the_nearest_fix_counts() -> None:
    assert found(-300_000) == Match(0, -300_000, Position(0, 0, WGS84, "track"))
    assert found(-300_001) is None
    assert found(1_200_000) == Match(3, 200_000, Position(9_000, -90, WGS84, "track"))
    assert found(200_000) == Match(1, 190_000, Position(1_000, -10, WGS84, "track"))
    assert found(500_000) is None


def test_a_wrong_camera_clock_is_set_right() -> None:
    assert found(3_602_500, offset_ms=-3_600_000) == found(2_500)
    assert found(400_000, tolerance_ms=390_000) is not None


def test_nothing_to_match() -> None:
    assert found(None) is None
    assert match(build([1], [1]), [0, None]) == (None, None)
    assert match(TRACK, []) == ()


def test_times_out_of_order_are_sorted() -> None:
    track = build([3_000, 1_000, 2_000], [0, 0, 0], time=[30_000, 10_000, 20_000])
    answer = match(track, [15_000])[0]
    assert answer is not None
    assert answer.position.lon == 1_500


def test_across_the_date_line_the_nearest_fix_counts() -> None:
    track = build([1_799_999_000, -1_799_999_000], [0, 0], time=[0, 10_000])
    answer = match(track, [4_000])[0]
    assert answer is not None
    assert answer.position.lon == 1_799_999_000
