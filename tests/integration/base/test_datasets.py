"""Versions of tables: the higher one stands, codes are retired, files travel and are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.bootstrap import App, build
from patrol_app.domain.position import Place
from patrol_app.domain.vocabulary import extend, vocabulary
from patrol_app.errors import UserError
from patrol_app.paths import DataPaths
from patrol_app.services.base.content import encode
from patrol_app.services.datasets import FAULTS
from patrol_app.settings import Settings
from tests.support.exchange import World
from tests.support.folders import NOW, station_copy
from tests.support.stores import FixedClock

HERE = Place(lon=1_130_000_005, lat=380_000_005, datum="cgcs2000", source="hand")
SQUARE = [[[1_130_000_000, 380_000_000, 10, 0, 0, 10, -10, 0]]]
DAY = "2026-08-03"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    made = station_copy(tmp_path)
    yield made
    made.close()
    extend(())


def zones(*codes: str) -> bytes:
    """A file of zones that all hold ``HERE``."""
    return encode("zone", [{"code": c, "name": f"{c}区", "shape": SQUARE} for c in codes])


def publish(app: App, kind: str, content: bytes, valid_from: str = DAY) -> int:
    """A new version; its number."""
    return app.datasets.publish(app.session.actor, kind, "示例", content, valid_from).version


def codes(app: App) -> list[str]:
    """Zones at ``HERE``."""
    return [hit.code for hit in app.places.zones_at(HERE, DAY)]


def test_a_newer_version_takes_the_place_of_an_older_one(app: App) -> None:
    assert app.datasets.current("zone") is None and codes(app) == []
    first = publish(app, "zone", zones("A", "B"))
    assert first == 2026080301 and codes(app) == ["A", "B"]
    second = publish(app, "zone", zones("B", "C"))
    assert second == first + 1 and codes(app) == ["B", "C"]
    held = {one.code: one.retired for one in app.store.queries.feature_rows("zone", "ABC")}
    assert held == {"A": True, "B": False, "C": False}
    assert app.places.area("zone", "A") is None
    assert [one.version for one in app.datasets.known("zone")] == [second, first]
    assert app.datasets.content("zone") == zones("B", "C")
    assert [one.code for one in app.store.queries.feature_page("zone")] == ["B", "C"]
    assert app.store.check() == []


def test_a_lower_version_is_kept_and_not_loaded(app: App) -> None:
    publish(app, "zone", zones("A"))
    content = zones("Z")
    sha = app.store.blobs.put(content)
    values = {
        "code": "zone-7-DEMO00", "kind": "zone", "version": 7, "sha256": sha, "bytes": len(content),
        "valid_from": DAY, "issuer": "DEMO00", "count": 1, "name": "旧",
    }  # fmt: skip
    app.records.new("dataset", values, app.session.actor)
    assert codes(app) == ["A"] and len(app.datasets.known("zone")) == 2
    assert app.datasets.waiting() == []


def test_a_version_waits_for_its_file_and_for_its_day(app: App, tmp_path: Path) -> None:
    content = zones("A")
    values = {
        "code": "zone-9-DEMO00", "kind": "zone", "version": 9, "sha256": "0" * 64, "bytes": 1,
        "valid_from": DAY, "issuer": "DEMO00", "count": 1,
    }  # fmt: skip
    rec = app.records.new("dataset", values, app.session.actor).record.id
    assert [one.version for one in app.datasets.waiting()] == [9]
    assert ("0" * 64, "dataset", rec) in app.store.queries.missing_blobs()
    publish(app, "zone", content, "2026-08-04")
    assert app.datasets.refresh() == [] and codes(app) == []
    root = app.paths.root
    app.close()
    later = FixedClock(NOW + 86_400_000)
    again = build(DataPaths(root), Settings(tmp_path / "s.json"), clock=later)
    try:
        assert [hit.code for hit in again.places.zones_at(HERE, "2026-08-04")] == ["A"]
    finally:
        again.close()


def test_a_file_that_cannot_be_read_changes_nothing(app: App) -> None:
    publish(app, "zone", zones("A"))
    with pytest.raises(UserError) as caught:
        publish(app, "zone", encode("zone", [{"code": "B", "shape": [[[1, 2]]]}]))
    assert caught.value.code == "dataset.content"
    assert codes(app) == ["A"] and len(app.datasets.known("zone")) == 1
    sha = app.store.blobs.put(b"nonsense")
    values = {
        "code": "zone-2099010101-DEMO00", "kind": "zone", "version": 2099010101, "sha256": sha,
        "bytes": 8, "valid_from": DAY, "issuer": "DEMO00", "count": 1,
    }  # fmt: skip
    app.records.new("dataset", values, app.session.actor)
    assert app.datasets.faults() == (sha,) and codes(app) == ["A"]
    assert app.store.queries.meta(FAULTS) == sha
    for kind, code in (("dragon", "dataset.kind"), ("grid", "dataset.content")):
        with pytest.raises(UserError) as caught:
            publish(app, kind, zones("A"))
        assert caught.value.code == code
    with pytest.raises(UserError):
        app.datasets.content("grid")


def test_words_are_added_and_retired_never_lost(app: App, tmp_path: Path) -> None:
    rows = [
        {"vocabulary": of, "code": code, "zh": code, "en": en, "position": at, "retired": retired}
        for at, (of, code, en, retired) in enumerate(
            [
                ("weather", "霾", "Haze", False),
                ("weather", "雾", "Fog", True),
                ("none", "x", "x", False),
            ]
        )
    ]
    publish(app, "vocabulary", encode("vocabulary", rows))
    words = vocabulary("weather")
    assert words.find("霾") is not None and words.terms[-1].code == "霾"
    fog = words.find("雾")
    assert fog is not None and fog.retired and words.label("雾") != ""
    root = app.paths.root
    app.close()
    extend(())
    assert vocabulary("weather").find("霾") is None
    again = build(DataPaths(root), Settings(tmp_path / "s.json"), clock=FixedClock(NOW))
    assert vocabulary("weather").find("霾") is not None
    again.close()


def test_rules_fill_the_rule_table(app: App) -> None:
    row = {
        "key": "patrol.valid.min", "region": "", "valid_from": "2026-01-01", "value": 90,
        "unit": "min", "source": "示例", "confidence": "V", "valid_to": "", "enabled": True,
    }  # fmt: skip
    publish(app, "rules", encode("rules", [row]))
    assert [one["value"] for one in app.store.queries.rule_rows()] == [90]


def test_a_dataset_travels_to_the_city(tmp_path: Path) -> None:
    world = World.new(tmp_path)
    try:
        station = world.station("DEMO01")
        publish(station.app, "zone", zones("A"))
        sent = station.export()
        assert codes(world.city.app) == []
        world.city.receive(*sent.paths)
        assert codes(world.city.app) == ["A"]
        info = world.city.app.datasets.current("zone")
        assert info is not None and info.issuer == "DEMO01"
        assert world.city.app.store.check() == []
    finally:
        world.close()
