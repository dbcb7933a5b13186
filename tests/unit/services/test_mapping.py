"""What the map reads: places as columns, tracks, areas by look, coverage of grids."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely

from patrol_app.bootstrap import App
from patrol_app.domain.position import Place
from patrol_app.geo.area import Area
from patrol_app.geo.track import Track, build
from patrol_app.services import mapping
from patrol_app.services.mapping import areas, gaps, marks, walks
from patrol_app.services.ports import Condition, Listing
from patrol_app.services.sample_ground import GRIDS, base_map, publish
from tests.support.folders import station_copy
from tests.support.forest import WILDLIFE

ALL = ("draft", "submitted", "changed")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A station with the sample's areas and three findings, one of them without a place."""
    made = station_copy(tmp_path_factory.mktemp("mapping"), "示例站长")
    publish(made)
    actor = made.session.actor
    for number, datum in enumerate(("wgs84", "shifted", None)):
        place = None
        if datum is not None:
            place = Place(lon=1_119_700_000 + number, lat=388_600_000, datum=datum, source="hand")
        made.records.new("finding", {"place": f"沟{number}", "position": place}, actor)
    yield made
    made.close()


def test_places_are_read_with_their_doubt(app: App) -> None:
    found = marks(app.store.queries, Listing("finding", states=ALL))
    order = np.argsort(found.lon)
    assert found.lon[order].tolist() == [1_119_700_000, 1_119_700_001]
    assert found.uncertain[order].tolist() == [False, True]
    assert [found.words[n] for n in order] == ["沟0", "沟1"]
    assert len(found.recs) == 2 and found.total == 3 and all(found.numbers)


def test_a_filter_and_a_bound_hold(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Listing("finding", (Condition("place", "=", "沟1"),), states=ALL)
    assert marks(app.store.queries, one).words == ("沟1",)
    assert marks(app.store.queries, Listing("finding")).total == 0  # nothing is submitted
    monkeypatch.setattr(mapping, "MOST_MARKS", 1)
    cut = marks(app.store.queries, Listing("finding", states=ALL))
    assert cut.total == 3 and len(cut.recs) <= 1
    with pytest.raises(ValueError):
        app.store.queries.values(one, ("id", "no such"))


def test_zones_are_told_apart_by_what_they_forbid(app: App) -> None:
    zones = areas(app.places, app.store.queries, "zone")
    assert {role: table.codes for role, table in zones.items()} == {
        "ban": ("J01",), "zone": ("X01",)
    }  # fmt: skip
    grids = areas(app.places, app.store.queries, "grid")
    assert sorted(grids["grid"].codes) == sorted(number for number, _name in GRIDS.values())
    assert len(areas(app.places, app.store.queries, "compartment")["plot"]) == 25 * len(GRIDS)


def test_without_tracks_there_are_none(app: App) -> None:
    assert walks(app.store, Listing("patrol", states=ALL)).walks == ()


def line(lat: int) -> Track:
    """A way from west to east through the square of ``square``."""
    return build([1_119_700_000, 1_119_800_000], [lat, lat], datum="wgs84")


def square(code: str, lon: float) -> Area:
    """A hundredth of a degree each way."""
    return Area(code, "", shapely.to_wkb(shapely.box(lon, 38.86, lon + 0.01, 38.87)))


def test_the_least_seen_grid_comes_first() -> None:
    told: list[int] = []
    found = gaps([square("seen", 111.97), square("not", 112.2)], [line(388_650_000)], 50.0,
                 on_progress=lambda done, _all: told.append(done))  # fmt: skip
    assert [(gap.code, gap.percent_e2 > 0) for gap in found] == [("not", False), ("seen", True)]
    # 100 m of 1,110 m from south to north
    assert found[1].percent_e2 == pytest.approx(901, abs=8)
    assert len(found[1].parts) == 2 and len(found[0].parts) == 1 and told == [0, 1]
    assert gaps([square("a", 112.0)], [], 50.0, cancelled=lambda: True) == []


def test_the_sample_base_map_lies_with_the_program() -> None:
    assert base_map().read_bytes()[:15] == b"SQLite format 3" and isinstance(base_map(), Path)


def test_a_guarded_record_is_a_pin_in_the_middle_of_its_cell(app: App) -> None:
    """The map is printed: a sensitive place is told there as on every paper."""
    actor = app.session.actor
    seen = {**WILDLIFE, "observer_ids": (actor.id,)}
    kept = app.records.new("wildlife", seen, actor).record
    plain = app.records.new("wildlife", {**seen, "protection": "未列入"}, actor).record
    app.records.new("wildlife", {"species": "赤狐"}, actor)
    found = marks(app.store.queries, Listing("wildlife", states=ALL))
    told = zip(found.recs, found.lon.tolist(), found.lat.tolist(), found.words, strict=True)
    pins = {rec: (lon, lat, words) for rec, lon, lat, words in told}
    assert pins == {
        kept.id: (1_123_450_000, 389_050_000, kept.number),
        plain.id: (1_123_456_789, 389_012_345, "示例沟老窝铺"),
    }
    assert found.total == 3
