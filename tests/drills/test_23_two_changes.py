"""Drill 23: two devices of one unit edit the same record without knowing of each other.

The same field, other fields, the same value, a deletion against an edit: a conflict is shown for
the first and the last alone, nothing is lost, and a settlement made on one device is the same
everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from patrol_app.domain.journal.entry import DELETED
from patrol_app.errors import UserError
from patrol_app.services.conflict_types import Take
from patrol_app.services.history import history
from patrol_app.services.stored import Stored
from tests.support.exchange import Side, World, reopened

SAME, OTHER, EQUAL, GONE = "同一项", "不同项", "同样的值", "删与改"


class Bureau:
    """A city and two devices of one station; their files meet at the city."""

    def __init__(self, folder: Path) -> None:
        self.world = World.new(folder)
        self._sticks = 0
        self.first = self.world.station("DEMO01")
        self.second = self.world.station("DEMO01", "second", same_unit=True)

    def meet(self) -> None:
        """Both export, the city takes in, and what it holds goes down to each."""
        city = self.world.city
        for side in (self.first, self.second):
            sent = side.export()
            if sent.paths or sent.receipts:
                back = city.receive(*sent.paths, *sent.receipts).receipts
                if back:
                    side.receive(*back)
        self._sticks += 1
        stick = self.world.folder / f"down{self._sticks}"
        stick.mkdir()
        if city.app.exchange.deliver(stick).paths:
            for side in (self.first, self.second):
                assert side.receive(stick).refused == ()

    def everywhere(self, stored: Stored) -> list[Any]:
        """The record on both devices and at the city."""
        sides = (self.first, self.second, self.world.city)
        return [side.app.records.get(stored.type, stored.record.id) for side in sides]


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    """Two enrolled devices of one unit."""
    made = Bureau(tmp_path)
    yield made
    made.world.close()


def later(side: Side, ms: int = 60_000) -> None:
    """The device's clock goes on."""
    side.app.clock.now += ms  # type: ignore[attr-defined]


def sound(side: Side, root: Path) -> Side:
    """The folder opens anew and a rebuild from the journal equals the tables."""
    side.app.close()
    again = reopened(side, root)
    assert again.app.store.check() == []
    assert not list(root.rglob("*.part"))
    return again


def deleted(side: Side, stored: Stored) -> None:
    """Delete the record there."""
    actor = side.app.session.actor
    side.app.records.delete(stored.type, stored.record.id, "重复登记", actor)


@pytest.mark.ci
def test_only_what_differs_is_a_conflict_and_nothing_is_lost(bureau: Bureau) -> None:
    made = {words: bureau.first.finding(description=words) for words in (SAME, OTHER, EQUAL, GONE)}
    bureau.meet()
    later(bureau.second)
    bureau.first.edit(made[SAME], description="甲")
    bureau.second.edit(made[SAME], description="乙")
    bureau.first.edit(made[OTHER], description="甲")
    bureau.second.edit(made[OTHER], category="P01")
    bureau.first.edit(made[EQUAL], description="一样")
    bureau.second.edit(made[EQUAL], description="一样")
    bureau.first.edit(made[GONE], description="还在")
    deleted(bureau.second, made[GONE])
    bureau.meet()
    shown = {words: bureau.everywhere(stored) for words, stored in made.items()}
    assert [one.conflicts for one in shown[SAME]] == [1, 1, 1]
    assert [one.conflicts for one in shown[GONE]] == [1, 1, 1]
    for words in (OTHER, EQUAL):
        assert [one.conflicts for one in shown[words]] == [0, 0, 0]
    assert {(one.record.description, one.record.category) for one in shown[OTHER]} == {
        ("甲", "P01")
    }
    assert {one.record.description for one in shown[SAME]} == {"乙"}
    assert not any(one.deleted for one in shown[GONE])  # it stays visible until it is settled
    # the city sees both and may not settle a station's record
    city = bureau.world.city.app
    for words in (SAME, GONE):
        with pytest.raises(UserError) as fault:
            target = made[words]
            key = "description" if words == SAME else DELETED
            city.conflicts.settle(city.session.actor, target.type, target.record.id, {key: Take(0)})
        assert fault.value.code == "record.writer"
    _settled(bureau, made)


def _settled(bureau: Bureau, made: dict[str, Stored]) -> None:
    """One device settles; all hold the same afterwards and every value is in the history."""
    first = bureau.first.app
    for words, key in ((SAME, "description"), (GONE, DELETED)):
        stored = made[words]
        first.conflicts.settle(first.session.actor, stored.type, stored.record.id, {key: Take(1)})
    bureau.meet()
    for words in (SAME, GONE):
        assert [one.conflicts for one in bureau.everywhere(made[words])] == [0, 0, 0]
    assert {one.record.description for one in bureau.everywhere(made[SAME])} == {"甲"}
    assert {one.record.description for one in bureau.everywhere(made[GONE])} == {"还在"}
    rows = [side.rows() for side in (bureau.first, bureau.second, bureau.world.city)]
    assert rows[0]["finding"] == rows[1]["finding"] == rows[2]["finding"]
    assert rows[0]["record_head"] and rows[2]["conflict"] == []
    queries = bureau.world.city.app.store.queries
    entries = history(queries, "finding", made[SAME].record.id)
    told = {str(change.after) for one in entries for change in one.changes}
    assert {SAME, "甲", "乙"} <= told
    assert "重复登记" in {one.words for one in history(queries, "finding", made[GONE].record.id)}
    world = bureau.world
    world.city = sound(world.city, world.city.app.paths.root)
    world.stations["second"] = sound(bureau.second, bureau.second.app.paths.root)


@pytest.mark.ci
def test_a_settlement_on_each_device_is_a_conflict_again(bureau: Bureau) -> None:
    stored = bureau.first.finding(description="开始")
    bureau.meet()
    later(bureau.second)
    bureau.first.edit(stored, description="甲")
    bureau.second.edit(stored, description="乙")
    bureau.meet()
    for side, place in ((bureau.first, 0), (bureau.second, 1)):
        app, rec = side.app, stored.record.id
        app.conflicts.settle(app.session.actor, "finding", rec, {"description": Take(place)})
    bureau.meet()
    assert [one.conflicts for one in bureau.everywhere(stored)] == [1, 1, 1]
    app = bureau.second.app
    app.conflicts.settle(app.session.actor, "finding", stored.record.id, {"description": Take(0)})
    bureau.meet()
    after = bureau.everywhere(stored)
    assert [one.conflicts for one in after] == [0, 0, 0]
    assert len({one.record.description for one in after}) == 1


@pytest.mark.ci
def test_an_incomplete_record_is_no_conflict_and_is_not_settled(bureau: Bureau) -> None:
    """The package with one side comes later: until then it waits, and nobody settles it."""
    stored = bureau.first.finding(description="开始")
    bureau.meet()
    bureau.first.edit(stored, description="先")
    (missing,) = bureau.first.export().paths
    bureau.first.edit(stored, description="甲")
    later(bureau.first)
    lines = list(
        bureau.first.app.store.queries.lines(
            bureau.first.app.store.queries.identity().stream, 1, 10_000
        )
    )
    bureau.second.edit(stored, description="乙")
    info = bureau.first.app.store.queries.streams()[0]
    app = bureau.second.app
    with app.store.begin("drill") as work:  # the last line alone: the one before is on its way
        last = lines[-1]
        work.take(info.stream, info.kid, info.unit, info.device_no, [(last.seq, last.raw)])
        work.commit()
    waiting = app.records.get("finding", stored.record.id)
    assert waiting.incomplete and waiting.conflicts == 0
    assert app.conflicts.rows(app.session.actor) == ()
    taken = bureau.world.city.receive(missing)
    bureau.first.receive(*taken.receipts)
    bureau.meet()
    assert [one.conflicts for one in bureau.everywhere(stored)] == [1, 1, 1]
