from __future__ import annotations

import pytest

from patrol_app.domain.journal.fold import fold
from patrol_app.domain.journal.seal import Seal, late, seal, sealed_text
from patrol_app.domain.journal.upcast import Newer, lifted, upcast
from tests.unit.domain.journal.made import op

FIRST = op({"a": 1})
EDIT = op({"a": 2}, [FIRST], seq=2)
LATE = op({"a": 3, "b": 1}, [FIRST], ms=9_000, n=2)
SEAL = seal("t", [FIRST, EDIT])
STEPS = {
    ("patrol", 1): lambda fields: {**fields, "one": 1},
    ("patrol", 2): lambda fields: {**fields, "two": fields["one"] + 1},
}


def test_a_seal_comes_back_from_its_record() -> None:
    assert Seal.of(SEAL.value()) == SEAL
    assert SEAL.heads == (EDIT.op_hash,)
    assert SEAL.hashes == tuple(sorted([FIRST.op_hash, EDIT.op_hash]))
    assert op(SEAL.value(), type="seal").fields == SEAL.value()


@pytest.mark.parametrize("ops", [[], [EDIT]])
def test_an_incomplete_record_takes_no_seal(ops) -> None:
    with pytest.raises(ValueError):
        seal("t", ops)


def test_what_comes_after_is_listed_not_merged() -> None:
    made = fold([LATE, EDIT, FIRST], seals=[SEAL])
    assert made.values == {"a": 2} and made.late == (LATE.op_hash,) and made.conflicts == ()
    assert late([LATE, EDIT, FIRST], SEAL.heads) == (LATE,)
    assert fold([EDIT, FIRST], seals=[SEAL]).late == ()


def test_a_late_op_with_an_absent_parent_leaves_the_seal_alone() -> None:
    lost = op({"b": 2}, [LATE], n=2, seq=2)
    made = fold([FIRST, EDIT, lost], seals=[SEAL])
    assert made.values == {"a": 2} and made.missing == () and made.late == (lost.op_hash,)


def test_two_seals_over_different_heads_keep_both_texts() -> None:
    other = seal("t", [FIRST, LATE])
    made = fold([FIRST, EDIT, LATE], seals=[SEAL, other])
    assert made.late == () and made.conflicts[0].key == "a" and made.sealed
    assert sealed_text([FIRST, EDIT, LATE], SEAL.heads).values == {"a": 2}
    assert sealed_text([FIRST, EDIT, LATE], other.heads).values == {"a": 3, "b": 1}


def test_a_seal_before_its_ops_makes_incomplete_and_hides_nothing() -> None:
    made = fold([FIRST, LATE], seals=[SEAL])
    assert made.missing == (EDIT.op_hash,) and made.values["a"] == 3 and made.late == ()
    assert fold([EDIT, LATE], seals=[SEAL]).missing == (FIRST.op_hash,)
    text = sealed_text([FIRST, LATE], SEAL.heads)
    assert text.missing == (EDIT.op_hash,) and text.values == {}
    assert sealed_text([EDIT], SEAL.heads).missing == (FIRST.op_hash,)


def test_steps_run_one_after_the_other_and_bytes_stay() -> None:
    current = {"patrol": 3}
    assert upcast("patrol", 1, {"a": 1}, current, STEPS) == {"a": 1, "one": 1, "two": 2}
    assert upcast("patrol", 2, {"one": 5}, current, STEPS) == {"one": 5, "two": 6}
    assert upcast("patrol", 3, {"a": 1}, current, STEPS) == {"a": 1}
    today = lifted(FIRST, current, STEPS)
    assert today.fields["two"] == 2 and today.schema == 3
    assert (today.raw, today.op_hash) == (FIRST.raw, FIRST.op_hash) and FIRST.fields == {"a": 1}


@pytest.mark.parametrize(("type", "schema"), [("patrol", 2), ("unheard_of", 1)])
def test_a_newer_version_is_held(type: str, schema: int) -> None:
    with pytest.raises(Newer) as caught:
        upcast(type, schema, {}, {"patrol": 1})
    assert caught.value.code == "op.newer" and caught.value.params["schema"] == schema


def test_an_absent_step_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        upcast("patrol", 1, {}, {"patrol": 2})
