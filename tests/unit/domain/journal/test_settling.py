from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.journal.entry import DELETED
from patrol_app.domain.journal.fold import fold
from patrol_app.domain.journal.folded import Conflict
from patrol_app.domain.journal.op import Op
from patrol_app.domain.journal.settling import (
    Both,
    Choice,
    Take,
    Typed,
    can_keep_both,
    is_deletion,
    joined,
    second_key,
    settlements,
    settling,
    sides,
)
from tests.unit.domain.journal.made import op

ITEM = "legs/aaaaaaaa"
FIRST = op({"a": 1, "b": 1, ITEM: {"order": 0}})
LEFT = op({"a": 2, ITEM: {"order": 1}}, [FIRST], ms=2_000, n=1, seq=2)
RIGHT = op({"a": 3, ITEM: {"order": 2}}, [FIRST], ms=3_000, n=2)
BASE = [FIRST, LEFT, RIGHT]


def conflict_of(key: str, ops: list[Op]) -> Conflict:
    return next(one for one in fold(ops).conflicts if one.key == key)


def settle(ops: list[Op], choices: dict[str, Choice], ms: int, n: int) -> Op:
    """One op on all heads, as a device writes it."""
    made = fold(ops)
    fields: dict[str, Any] = {}
    for one in made.conflicts:
        if one.key in choices:
            fields |= settling(one, choices[one.key])
    heads = [one for one in ops if one.op_hash in made.heads]
    return op(fields, heads, ms=ms, n=n, seq=9)


@pytest.mark.parametrize(("place", "value"), [(0, 3), (1, 2)])
def test_taking_a_side_settles_on_all_heads(place: int, value: int) -> None:
    made = settle(BASE, {"a": Take(place)}, 4_000, 3)
    assert made.parents == tuple(sorted([LEFT.op_hash, RIGHT.op_hash]))
    after = fold([*BASE, made])
    assert after.values["a"] == value
    assert [one.key for one in after.conflicts] == [ITEM]


def test_a_typed_value_stands_in_place_of_both() -> None:
    after = fold([*BASE, settle(BASE, {"a": Typed(7), ITEM: Take(0)}, 1, 3)])
    assert after.values["a"] == 7 and not after.conflicts


def test_both_entries_of_a_list_become_two() -> None:
    conflict = conflict_of(ITEM, BASE)
    assert can_keep_both(conflict) and not can_keep_both(conflict_of("a", BASE))
    after = fold([*BASE, settle(BASE, {ITEM: Both(), "a": Take(0)}, 4_000, 3)])
    second = "legs/" + second_key(ITEM, sides(conflict)[1])
    assert after.values[ITEM] == {"order": 2} and after.values[second] == {"order": 1}
    assert not after.conflicts


def test_a_removed_entry_cannot_be_kept_beside_the_other() -> None:
    gone = op({ITEM: None}, [FIRST], ms=5_000, n=5)
    conflict = conflict_of(ITEM, [FIRST, LEFT, gone])
    assert not can_keep_both(conflict)
    with pytest.raises(ValueError, match="side by side"):
        settling(conflict, Both())


@pytest.mark.parametrize("choice", [Take(2), Take(-1), Both()])
def test_what_does_not_fit_is_refused(choice: Choice) -> None:
    with pytest.raises(ValueError, match="side"):
        settling(conflict_of("a", BASE), choice)


def test_equal_losers_are_one_side_by_its_latest_write() -> None:
    same = op({"a": 2}, [FIRST], ms=2_500, n=4)
    shown = sides(conflict_of("a", [*BASE, same]))
    assert [one.value for one in shown] == [3, 2]
    assert shown[1].op_hash == same.op_hash


GONE = op({DELETED: {"reason": "重复"}}, [FIRST], ms=2_500, n=6)


def test_a_deletion_against_an_edit_stands_or_falls() -> None:
    ops = [FIRST, LEFT, GONE]
    conflict = conflict_of(DELETED, ops)
    assert [is_deletion(one) for one in sides(conflict)] == [True, False]
    kept = fold([*ops, settle(ops, {DELETED: Take(1)}, 9_000, 7)])
    assert kept.deleted is None and not kept.conflicts and kept.values["a"] == 2
    away = fold([*ops, settle(ops, {DELETED: Take(0)}, 9_000, 7)])
    assert away.deleted is not None and away.deleted.reason == "重复" and not away.conflicts
    with pytest.raises(ValueError, match="deletion"):
        settling(conflict, Typed(1))


def test_two_reasons_of_deletion_are_two_sides() -> None:
    other = op({DELETED: {"reason": "错"}}, [FIRST], ms=2_600, n=8)
    assert all(is_deletion(one) for one in sides(conflict_of(DELETED, [FIRST, GONE, other])))


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        (["甲", "乙"], "甲；乙"),
        (["甲", "甲 "], "甲"),
        (["", "乙"], "乙"),
        (["甲乙", "乙"], "甲乙"),
        (["乙", "甲乙", "丙"], "甲乙；丙"),
    ],
)
def test_joined_texts_say_each_thing_once(texts: list[str], whole: str) -> None:
    assert joined(texts) == whole


def test_settlements_tell_what_stood_and_what_was_chosen() -> None:
    made = settle(BASE, {"a": Take(1)}, 4_000, 3)
    later = settle([*BASE, made], {ITEM: Take(0)}, 5_000, 4)
    (first, second) = settlements([later, *BASE, made])
    assert (first.key, first.chosen, first.op) == ("a", 2, made)
    assert [one.value for one in first.sides] == [3, 2]
    assert (second.key, second.op) == (ITEM, later)
    ops = [FIRST, LEFT, GONE]
    (third,) = settlements([*ops, settle(ops, {DELETED: Take(1)}, 9_000, 7)])
    assert third.key == DELETED and third.chosen is None


def test_an_op_with_an_absent_ancestor_settles_nothing_yet() -> None:
    made = settle(BASE, {"a": Take(1)}, 4_000, 3)
    assert settlements([FIRST, LEFT, made]) == ()


CHOICES = st.fixed_dictionaries(
    {
        "a": st.one_of(st.builds(Take, st.integers(0, 1)), st.builds(Typed, st.integers(0, 9))),
        ITEM: st.one_of(st.builds(Take, st.integers(0, 1)), st.just(Both())),
    }
)


@given(CHOICES, CHOICES, st.permutations(range(5)), st.integers(1, 9_000), st.integers(1, 9_000))
def test_settling_on_two_devices_folds_alike_and_loses_nothing(
    one: dict[str, Choice], other: dict[str, Choice], order: list[int], here: int, there: int
) -> None:
    """Both settle without knowing of each other; then one settles what differs."""
    both = [settle(BASE, one, here, 21), settle(BASE, other, there, 22)]
    ops = [*BASE, *both]
    made = fold(ops[at] for at in order)
    assert made == fold(ops)
    alike = {key for key in both[0].fields if both[0].fields[key] == both[1].fields.get(key)}
    assert {one.key for one in made.conflicts}.isdisjoint(alike)
    for conflict in made.conflicts:
        assert {side.op_hash for side in sides(conflict)} <= {op.op_hash for op in both}
    last = settle(ops, {one.key: Take(1) for one in made.conflicts}, 1, 23)
    after = fold([*ops, last])
    assert not after.conflicts
    shown = {(x.key, side.op_hash) for x in settlements([*ops, last]) for side in x.sides}
    assert {(key, one.op_hash) for key in ("a", ITEM) for one in (LEFT, RIGHT)} <= shown
