from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from patrol_app import i18n
from patrol_app.domain.instant import DAY_MS
from patrol_app.domain.journal.entry import DELETED
from patrol_app.domain.journal.settling import JOINT
from patrol_app.errors import UserError
from patrol_app.services.conflict_types import Both, FieldConflict, RecordConflict, Take, Typed
from patrol_app.services.conflict_view import origin, settled_between
from patrol_app.services.history import history
from patrol_app.services.reviews import Seen
from patrol_app.services.session import Actor
from patrol_app.services.stored import Stored
from tests.support.folders import NOW
from tests.support.meeting import HERE, THERE, Pair, pair
from tests.support.reviewing import head_of


@pytest.fixture(scope="module", autouse=True)
def chinese() -> Iterator[None]:
    """The words of this module are Chinese."""
    before = i18n.language()
    i18n.use("zh_CN")
    yield
    i18n.use(before)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """One pair for all tests: each makes records of its own."""
    with pair(tmp_path_factory.mktemp("two")) as made:
        yield made


def shown(two: Pair, stored: Stored) -> RecordConflict:
    found = two.here.conflicts.open(two.actor, stored.type, stored.record.id)
    assert found is not None
    return found


def field(two: Pair, stored: Stored, key: str) -> FieldConflict:
    return next(one for one in shown(two, stored).fields if one.key == key)


def settle(two: Pair, stored: Stored, **choices: Any) -> Any:
    return two.here.conflicts.settle(two.actor, stored.type, stored.record.id, choices)


def now(two: Pair, stored: Stored) -> Any:
    return two.here.records.get(stored.type, stored.record.id)


def test_both_sides_say_who_and_where_in_words(two: Pair) -> None:
    stored = two.add(submit=True)
    two.differ(stored, {"weather": "阴", "tools": "甲"}, {"weather": "雨", "rest_min": 5})
    found = shown(two, stored)
    (one,) = found.fields
    assert (one.key, one.label, one.merge, one.both) == ("weather", "天气", True, "note")
    assert [side.words for side in one.sides] == ["雨", "阴"]
    assert [side.who for side in one.sides] == [THERE, HERE]
    assert [side.own for side in one.sides] == [False, True]
    assert origin(one.sides[1]).startswith(f"{HERE} · DEMO01 X") and "18:00" in origin(one.sides[1])
    assert found.refusal is None and found.submit_again and "巡护路线" in found.same
    rows = two.here.conflicts.rows(two.actor)
    assert [row.labels for row in rows if row.rec == stored.record.id] == [("天气",)]


def test_one_op_on_all_heads_settles_and_both_devices_agree(two: Pair) -> None:
    stored = two.add()
    two.differ(stored, {"weather": "阴", "route": "甲"}, {"weather": "雨", "route": "乙"})
    heads = now(two, stored).heads
    before = len(two.here.store.queries.ops(stored.record.id))
    done = settle(two, stored, weather=Take(1), route=Both())
    ops = two.here.store.queries.ops(stored.record.id)
    assert len(ops) == before + 1
    assert next(op for op in ops if op.op_hash == done.heads[0]).parents == heads
    two.meet()
    for app in (two.here, two.there):
        record: Any = app.records.get("patrol", stored.record.id)
        assert record.conflicts == 0 and record.record.weather == "阴"
        assert record.record.route == f"乙{JOINT}甲"
    assert two.here.conflicts.open(two.actor, "patrol", stored.record.id) is None


def test_undo_writes_back_what_stood(two: Pair) -> None:
    stored = two.add(remark="原注")
    two.differ(stored, {"wind_force": 1}, {"wind_force": 4})
    done = settle(two, stored, wind_force=Both())
    record = now(two, stored).record
    assert record.wind_force == 4 and record.remark.startswith("原注\n风力另一值：1（示例站长")
    two.here.conflicts.undo(two.actor, [done])
    assert now(two, stored).record.remark == "原注" and now(two, stored).conflicts == 0
    with pytest.raises(UserError) as fault:
        two.here.conflicts.undo(two.actor, [done])
    assert fault.value.code == "heads.moved"


def test_a_typed_value_is_checked_by_its_field(two: Pair) -> None:
    stored = two.add()
    two.differ(stored, {"temp_c_e1": 100}, {"temp_c_e1": 120})
    with pytest.raises(UserError) as fault:
        settle(two, stored, temp_c_e1=Typed(9_999))
    assert fault.value.code == "field.value" and now(two, stored).conflicts == 1
    settle(two, stored, temp_c_e1=Typed(110))
    assert now(two, stored).record.temp_c_e1 == 110


def test_entries_of_a_list_are_kept_side_by_side(two: Pair) -> None:
    leg = {"key": "aaaaaaaa", "means": "徒步", "length_cm": 100_000}
    stored = two.add(legs=(leg,))
    two.differ(
        stored,
        {"legs": ({**leg, "means": "摩托", "length_cm": 250_000},)},
        {"legs": ({**leg, "means": "车辆"},)},
    )
    one = field(two, stored, "legs/aaaaaaaa")
    assert [side.words for side in one.sides] == ["车辆 · 1.00 km", "摩托 · 2.50 km"]
    assert one.both == "items" and not one.merge
    done = settle(two, stored, **{"legs/aaaaaaaa": Both()})
    assert sorted(leg.means for leg in now(two, stored).record.legs) == ["摩托", "车辆"]
    two.here.conflicts.undo(two.actor, [done])
    assert [leg.means for leg in now(two, stored).record.legs] == ["车辆"]


@pytest.mark.parametrize(("place", "deleted"), [(0, True), (1, False)])
def test_a_deletion_meets_an_edit(two: Pair, place: int, deleted: bool) -> None:
    stored = two.add()
    two.tick()
    two.there.records.delete("patrol", stored.record.id, "重复", two.there.session.actor)
    two.edit(two.here, stored, weather="雪")
    two.meet()
    (one,) = shown(two, stored).fields
    assert one.label == "删除" and one.sides[0].words == "已删除：重复" and one.sides[0].removes
    assert one.sides[1].words == "保留，改为：天气 雪"
    done = settle(two, stored, **{DELETED: Take(place)})
    assert now(two, stored).deleted is deleted and now(two, stored).conflicts == 0
    two.here.conflicts.undo(two.actor, [done])
    assert not now(two, stored).deleted


def test_settlements_that_race_conflict_again_and_settle(two: Pair) -> None:
    stored = two.add()
    two.differ(stored, {"weather": "阴"}, {"weather": "雨"})
    settle(two, stored, weather=Take(0))
    theirs = two.there.session.actor
    two.tick()
    two.there.conflicts.settle(theirs, "patrol", stored.record.id, {"weather": Take(1)})
    two.meet()
    assert [one.words for one in field(two, stored, "weather").sides] == ["阴", "雨"]
    settle(two, stored, weather=Take(0))
    two.meet()
    for app in (two.here, two.there):
        assert app.records.get("patrol", stored.record.id).conflicts == 0
    told = settled_between(two.here.store.queries, NOW - DAY_MS, NOW + DAY_MS, NOW)
    mine = [one for one in told if one.rec == stored.record.id]
    assert sorted(one.chosen for one in mine) == ["阴", "阴", "雨"]
    assert {one.who for one in mine} == {HERE, THERE}
    assert settled_between(two.here.store.queries, NOW + DAY_MS, NOW + 2 * DAY_MS, NOW) == []


def test_the_history_loses_no_value(two: Pair) -> None:
    stored = two.add()
    two.differ(stored, {"weather": "阴"}, {"weather": "雨"})
    settle(two, stored, weather=Typed("雪"))
    entries = history(two.here.store.queries, "patrol", stored.record.id)
    values = {change.after for one in entries for change in one.changes if change.key == "weather"}
    assert values == {"晴", "阴", "雨", "雪"}
    assert next(one.kind for one in entries if one.changes) == "settled"


def test_many_are_settled_alike_and_each_refusal_is_told(two: Pair) -> None:
    plain, typed = two.add(), two.add("finding")
    two.differ(plain, {"weather": "阴"}, {"weather": "雨"})
    two.differ(typed, {"category": "P01"}, {"category": "P02"})
    targets = [(one.type, one.record.id) for one in (plain, typed)]
    many = two.here.conflicts.settle_many(two.actor, targets, "both")
    assert [one.rec for one in many.done] == [plain.record.id]
    assert many.refused[typed.record.id].code == "conflict.both"
    many = two.here.conflicts.settle_many(two.actor, targets, "other")
    assert [one.rec for one in many.done] == [typed.record.id] and not many.refused
    assert now(two, typed).record.category == "P01"


def test_a_remark_in_conflict_takes_no_second_value(two: Pair) -> None:
    stored = two.add()
    two.differ(stored, {"wind_force": 1, "remark": "甲"}, {"wind_force": 4, "remark": "乙"})
    with pytest.raises(UserError) as fault:
        settle(two, stored, wind_force=Both())
    assert fault.value.code == "conflict.note"
    settle(two, stored, wind_force=Both(), remark=Both())
    assert now(two, stored).record.remark.startswith("乙；甲\n风力另一值：1")


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({"weather": Take(2)}, "conflict.side"),
        ({"route": Take(0)}, "conflict.none"),
        ({}, "conflict.none"),
        ({"phone": Typed("1")}, "conflict.none"),
    ],
)
def test_what_does_not_stand_there_is_refused(
    two: Pair, choices: dict[str, Any], code: str
) -> None:
    stored = two.add()
    two.differ(stored, {"weather": "阴"}, {"weather": "雨"})
    with pytest.raises(UserError) as fault:
        settle(two, stored, **choices)
    assert fault.value.code == code


def test_personal_data_is_shown_in_part_and_only_taken(two: Pair) -> None:
    person = two.here.records.new("person", {"name": "示例某"}, two.actor)
    two.meet()
    two.differ(person, {"phone": "13800001111"}, {"phone": "13800002222"})
    one = field(two, person, "phone")
    assert [side.words for side in one.sides] == ["138****2222", "138****1111"]
    assert not one.merge and not one.both
    settle(two, person, phone=Take(1))
    assert now(two, person).record.phone == "13800001111"


def test_who_may_not_edit_does_not_settle(two: Pair) -> None:
    stored = two.add()
    two.differ(stored, {"weather": "阴"}, {"weather": "雨"})
    auditor = Actor(two.actor.id, "", "", ("auditor",))
    found = two.here.conflicts.open(auditor, "patrol", stored.record.id)
    assert found is not None and found.refusal is not None
    assert found.refusal.code == "session.forbidden"
    with pytest.raises(UserError) as fault:
        two.here.conflicts.settle(auditor, "patrol", stored.record.id, {"weather": Take(0)})
    assert fault.value.code == "session.forbidden" and now(two, stored).conflicts == 1


def test_another_unit_sees_and_does_not_settle(two: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = two.add()
    two.differ(stored, {"weather": "阴"}, {"weather": "雨"})
    queries = two.here.store.queries
    other = replace(queries.identity(), unit="DEMO09")
    monkeypatch.setattr(queries, "identity", lambda: other)
    found = shown(two, stored)
    assert found.refusal is not None and found.refusal.code == "record.writer"
    assert "DEMO01" in found.refusal.message()


def test_a_locked_record_is_not_settled(two: Pair) -> None:
    stored = two.add("finding", submit=True)
    two.differ(stored, {"description": "甲"}, {"description": "乙"})
    settle(two, stored, description=Take(0))
    two.here.records.submit("finding", stored.record.id, two.actor)
    reviewer = head_of(two.here)
    seen = [Seen(stored.record.id, now(two, stored).heads)]
    two.here.reviews.approve(reviewer, "finding", seen)
    two.here.reviews.lock(reviewer, "finding", seen)
    two.edit(two.there, stored, description="丙")
    two.meet()
    late = now(two, stored)
    assert late.review == "locked_late" and late.conflicts == 0  # kept apart, not merged
    entries = history(two.here.store.queries, "finding", stored.record.id)
    assert [one.late for one in entries if one.changes and one.changes[0].after == "丙"] == [True]
    with pytest.raises(UserError) as fault:
        settle(two, stored, description=Take(0))
    assert fault.value.code == "record.locked"
