"""Reviews and locks travel as records; the state is the same in any order, late ops stay apart."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from patrol_app.domain.records import record_type
from patrol_app.errors import UserError
from patrol_app.services.history import changes_since, history
from patrol_app.services.ports import Stored
from tests.support.exchange import Side, World, copies
from tests.support.folders import new_app
from tests.support.reviewing import head_of, seen
from tests.support.stores import carry


def state(side: Side, stored: Stored) -> str:
    return side.app.records.get(stored.type, stored.record.id).review


@pytest.mark.ci
def test_every_order_of_files_gives_the_city_the_same_states(world: World, station: Side) -> None:
    head = head_of(station.app)
    kept, returned, locked = (station.finding(description=f"第{n}处") for n in range(3))
    files = list(station.export().paths)
    reviews = station.app.reviews
    reviews.approve(head, "finding", [seen(kept), seen(locked)])
    reviews.give_back(head, "finding", returned.record.id, {"description": "写清楚"})
    files += station.export().paths
    reviews.lock(head, "finding", [seen(locked)])
    station.edit(kept, description="批准后改的")
    files += station.export().paths
    fresh = copies(world)
    found = []
    for order in permutations(files):
        city = fresh()
        for path in order:
            assert city.receive(path).items[0].status == "done"
        assert city.app.store.check() == []
        found.append((city.rows(), [state(city, one) for one in (kept, returned, locked)]))
        city.app.close()
    assert found[0][1] == ["approved_changed", "returned", "locked"]
    assert all(one == found[0] for one in found)


def two_devices(tmp_path: Path) -> tuple[Side, Side]:
    """Two laptops of one station that know each other's journal."""
    sides = []
    for name in "ab":
        (tmp_path / name).mkdir()
        sides.append(Side(new_app(tmp_path / name), tmp_path / name))
    return sides[0], sides[1]


def both_ways(one: Side, other: Side) -> None:
    for source, target in ((one, other), (other, one)):
        carry(source.app.store, target.app.store)


def test_an_edit_that_did_not_know_of_the_lock_is_kept_apart(tmp_path: Path) -> None:
    desk, field = two_devices(tmp_path)
    finding = field.finding(description="原来的")
    both_ways(field, desk)
    head = head_of(desk.app)
    desk.app.reviews.approve(head, "finding", [seen(finding)])
    desk.app.reviews.lock(head, "finding", [seen(finding)])
    field.edit(finding, description="外面改的")  # knows nothing of the lock
    both_ways(field, desk)
    for side in (desk, field):
        now = side.app.records.get("finding", finding.record.id)
        assert (now.review, now.record.description) == ("locked_late", "原来的")  # type: ignore[attr-defined]
        (change,) = changes_since(side.app.store.queries, finding.record.id)
        assert (change.before, change.after) == ("原来的", "外面改的")
        told = history(side.app.store.queries, "finding", finding.record.id)
        assert [one.late for one in told if one.kind == "changed"] == [True]
        with pytest.raises(UserError) as fault:
            side.edit(finding, description="再改")
        assert fault.value.code == "record.locked"
        assert side.app.store.check() == []
    desk.app.reviews.unlock(head, "finding", finding.record.id, "补记")
    both_ways(field, desk)
    for side in (desk, field):
        now = side.app.records.get("finding", finding.record.id)
        assert (now.review, now.record.description) == ("approved_changed", "外面改的")  # type: ignore[attr-defined]
        assert side.app.store.check() == []
        side.app.close()


def test_an_edit_meets_an_approval_on_another_device(tmp_path: Path) -> None:
    desk, field = two_devices(tmp_path)
    finding = field.finding(description="原来的")
    both_ways(field, desk)
    desk.app.reviews.approve(head_of(desk.app), "finding", [seen(finding)])
    edited = field.edit(finding, description="同时改的")
    field.app.records.submit("finding", edited.record.id, field.app.session.actor)
    both_ways(field, desk)
    assert {state(side, finding) for side in (desk, field)} == {"approved_changed"}
    for side in (desk, field):
        side.app.close()


@pytest.mark.ci
def test_a_neighbour_may_not_review(world: World, station: Side) -> None:
    finding = station.finding(description="本站的")
    neighbour = world.station("DEMO02")
    forged: dict[str, Any] = {
        "target": finding.record.id, "target_type": "finding", "heads": finding.heads,
        "decision": "approve",
    }  # fmt: skip
    with neighbour.app.store.begin("test") as work:
        actor = neighbour.app.session.actor
        neighbour.app.records.write_new(work, record_type("review"), [forged], actor)
        work.commit()
    files = (*station.export().paths, *neighbour.export().paths)
    fresh = copies(world)
    for order in permutations(files):
        city = fresh()
        for path in order:
            city.receive(path)
        assert [one.reason for one in city.app.store.queries.held()] == ["author.review"]
        assert state(city, finding) == "submitted"
        assert city.app.store.check() == []
        city.app.close()
