"""Kept footprints give what fresh ones give, and a late track joins."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.geo.coverage import Plane, footprint
from patrol_app.geo.track import Track
from patrol_app.services import footprints
from patrol_app.services.footprints import Footprints, Source
from tests.support.tracks import walk

PLANE = Plane(112.5, 38.8)


def source(seed: int, calls: list[int] | None = None) -> Source:
    """A walk that notes when it is read."""

    def load() -> Track:
        """The track."""
        if calls is not None:
            calls.append(seed)
        return walk(seed, 120)

    return Source(str(seed), "wgs84", load)


def fresh(seeds: list[int]) -> float:
    """Area of the union made anew, m²."""
    made = [footprint(walk(seed, 120), PLANE, 50) for seed in seeds]
    return float(shapely.area(shapely.union_all([one for one in made if one is not None])))


@settings(max_examples=15)
@given(seeds=st.lists(st.integers(0, 6), max_size=6), cut=st.integers(0, 6))
def test_a_growing_month_is_the_union_of_its_tracks(seeds: list[int], cut: int) -> None:
    kept = Footprints()
    kept.together([source(seed) for seed in seeds[:cut]], PLANE, 50)
    union = kept.together([source(seed) for seed in seeds], PLANE, 50)
    assert abs(float(shapely.area(union)) - fresh(seeds)) < 1


def test_each_track_is_read_once() -> None:
    kept, calls = Footprints(), []  # type: ignore[var-annotated]
    for size in (1, 2, 3, 3):
        kept.together([source(seed, calls) for seed in range(size)], PLANE, 50)
    assert calls == [0, 1, 2]


def test_a_track_that_arrives_later_joins() -> None:
    kept = Footprints()
    absent = Source("1", "wgs84", lambda: None)
    first = kept.together([source(0), absent], PLANE, 50)
    both = kept.together([source(0), source(1)], PLANE, 50)
    assert float(shapely.area(first)) < float(shapely.area(both))
    assert (
        kept.of(Source("2", "shifted", lambda: walk(2, 9).labelled(datum="shifted")), PLANE, 50)
        is None
    )


def test_a_month_entered_day_by_day_keeps_the_union_of_every_grid(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Twenty grids in turn: a day later each costs its new track alone."""
    monkeypatch.setattr(footprints, "KEPT_FOOTPRINTS", 4)  # what is not kept as a union is gone
    kept, calls, grids = Footprints(), [], 20  # type: ignore[var-annotated]
    for day in (1, 2, 3):
        calls.clear()
        for grid in range(grids):
            tracks = [source(100 * grid + one, calls) for one in range(day)]
            kept.together(tracks[:-1], PLANE, 50)
            kept.together(tracks, PLANE, 50)
        assert calls == [100 * grid + day - 1 for grid in range(grids)]
