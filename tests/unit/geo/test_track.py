from __future__ import annotations

import numpy as np
import pytest

from patrol_app.geo.track import NO_HDOP, Track, build, joined
from patrol_app.geo.types import UNKNOWN, WGS84
from tests.support.tracks import walk


def test_a_track_holds_its_lengths() -> None:
    with pytest.raises(ValueError, match="different length"):
        build([1, 2], [1])
    with pytest.raises(ValueError, match="segments"):
        build([1, 2], [1, 2], segments=[1])
    with pytest.raises(ValueError, match="segments"):
        build([1], [1], segments=[1, 0])
    with pytest.raises(ValueError, match="range"):
        build([1], [900_000_001])


def test_taking_points_keeps_segments_apart() -> None:
    track = build([1, 2, 3, 4, 5], [0] * 5, segments=[2, 3])
    kept = track.take(np.array([True, False, False, True, True]))
    assert (kept.lon.tolist(), kept.segments) == ([1, 4, 5], (1, 2))
    split = track.take(np.ones(5, dtype=bool), np.array([0, 0, 0, 0, 1], dtype=bool))
    assert split.segments == (2, 2, 1)
    assert track.take(np.zeros(5, dtype=bool)).segments == ()


def test_joining_goes_by_time_where_all_have_one() -> None:
    late = build([1], [1], time=[200], name="late").labelled(datum=WGS84)
    early = build([2], [2], time=[100], name="early").labelled(datum=WGS84)
    untimed = build([3], [3])
    assert joined([late, early]).lon.tolist() == [2, 1]
    assert joined([late, early]).name == "early"
    assert joined([late, untimed, early]).lon.tolist() == [1, 3, 2]
    assert joined([late, untimed, early]).datum == UNKNOWN
    assert joined([late]) is late
    assert len(joined([])) == 0


def test_joining_keeps_precision_beside_tracks_without() -> None:
    first = build([1, 2], [1, 2])
    columns = {name: getattr(first, name) for name in ("lon", "lat", "ele", "has_ele")}
    dop = np.array([150, 90], dtype=np.int32)
    second = Track(**columns, time=first.time, has_time=first.has_time, segments=(2,), hdop=dop)
    assert joined([first, second]).hdop is not None
    assert joined([first, second]).hdop.tolist() == [NO_HDOP, NO_HDOP, 150, 90]  # type: ignore[union-attr]
    assert second.take(np.array([False, True])).hdop.tolist() == [90]  # type: ignore[union-attr]


def test_equal_tracks_are_equal_whatever_their_name() -> None:
    assert walk(1, 20).same_as(walk(1, 20, name="x"))
    assert not walk(1, 20).same_as(walk(2, 20))
    assert not walk(1, 20).same_as(walk(1, 20, segments=2))
    assert walk(1, 3).starts.tolist() == [0]
