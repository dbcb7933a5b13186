"""Drill 32: a bundle of a later program at an older city is held whole and taken afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from patrol_app.services.stored import OpDraft
from patrol_app.storage.journal import SCHEMAS
from patrol_app.sync import header
from tests.support.exchange import Side, World, reopened

pytestmark = pytest.mark.ci


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A city and a station with a finding."""
    made = World.new(tmp_path)
    made.station("DEMO01").finding(description="示例")
    yield made
    made.close()


def findings(side: Side) -> int:
    """How many findings the tables hold."""
    return len(side.rows()["finding"])


def test_a_later_format_is_kept_and_taken_after_the_upgrade(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The older program knows none of this format; the next one takes the very file it kept."""
    (path,) = world.stations["DEMO01"].export().paths
    with monkeypatch.context() as older:
        older.setattr(header, "_newer", lambda loose: True)
        (one,) = world.city.receive(path).items
        assert (one.status, one.code) == ("held", "bundle.newer")
        assert one.message
    (row,) = world.city.app.store.queries.bundles_in()
    kept = Path(row.path)
    assert kept.read_bytes() == path.read_bytes()
    assert findings(world.city) == 0
    path.unlink()
    (one,) = world.city.receive(kept).items
    assert one.status == "done"
    assert findings(world.city) == 1
    assert world.city.app.store.check() == []


def test_a_later_type_is_held_by_its_lines_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines of a type that the older program does not know keep their slots and their bytes."""
    station = world.stations["DEMO01"]
    station.add("person", name="示例护林员")
    (path,) = station.export().paths
    raw = {line.raw for line in lines(station)}
    with monkeypatch.context() as older:
        older.setattr("patrol_app.storage.take.SCHEMAS", {**SCHEMAS, "finding": 0})
        (one,) = world.city.receive(path).items
        assert one.status == "done" and one.held >= 1 and one.gaps == ()
    held = world.city.app.store.queries.held()
    assert {line.reason for line in held} == {"op.newer"}
    assert {line.raw for line in held} <= raw
    assert findings(world.city) == 0 and len(world.city.rows()["person"]) >= 1
    receipt = world.city.receive(path).receipts
    station.receive(*receipt)
    (told,) = station.app.store.queries.receipts()
    assert told.held and told.missing == ()
    # the next start is of a program that knows the type
    root = world.city.app.paths.root
    world.city.app.close()
    world.city = reopened(world.city, root)
    assert world.city.app.store.queries.held() == []
    assert findings(world.city) == 1 and world.city.app.store.check() == []
    assert world.city.app.exchange.release_held() == 0


def test_what_waited_is_judged_by_who_may_write_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A neighbour's line on another's record does not slip in by an upgrade, whoever is first."""
    hostile, honest = world.stations["DEMO01"], world.station("DEMO02")
    rec = honest.finding(description="真").record.id
    with hostile.app.store.begin("drill") as work:
        work.append([OpDraft(rec, "finding", {"description": "假"})])
        work.commit()
    with monkeypatch.context() as older:
        older.setattr("patrol_app.storage.take.SCHEMAS", {**SCHEMAS, "finding": 0})
        for side in (hostile, honest):
            assert world.city.receive(*side.export().paths).items[0].held
    assert world.city.app.exchange.release_held() >= 1
    assert [one.reason for one in world.city.app.store.queries.held()] == ["author.writer"]
    assert world.city.app.store.check() == []
    stored = world.city.app.store.queries.get("finding", rec)
    assert stored is not None and getattr(stored.record, "description", "") == "真"


def test_an_old_bundle_at_a_new_city(world: World) -> None:
    """The frozen samples of format 1 are read by every later version: their own tests say so."""
    (path,) = world.stations["DEMO01"].export().paths
    assert world.city.receive(path).items[0].status == "done"
    sent = {line.raw for line in lines(world.stations["DEMO01"])}
    stream = world.stations["DEMO01"].app.store.queries.identity().stream
    got = {line.raw for line in world.city.app.store.queries.lines(stream, 1, 10_000)}
    assert got == sent, "the bytes as written are kept"


def lines(side: Side) -> list[Any]:
    """Own journal lines."""
    stream = side.app.store.queries.identity().stream
    return list(side.app.store.queries.lines(stream, 1, 10_000))
