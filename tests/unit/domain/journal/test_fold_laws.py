"""The laws of the fold, on generated histories, against a slow and simple second fold."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from patrol_app.domain.journal.canonical import FormatFault, canonical
from patrol_app.domain.journal.fold import extend, extendable, fold
from patrol_app.domain.journal.op import ErasedOp, Op, erase
from patrol_app.domain.journal.seal import late, seal, sealed_text
from patrol_app.limits import RECORD_OPS
from tests.unit.domain.journal.made import histories, op, submit

History = list[Op | ErasedOp]


def ancestors(ops: History) -> dict[str, set[str]]:
    """All known and named ancestors; ``ops`` has parents before children."""
    known: dict[str, set[str]] = {}
    for one in ops:
        known[one.op_hash] = set(one.parents).union(*(known.get(p, set()) for p in one.parents))
    return known


def simple(ops: History) -> tuple[dict[str, Any], set[str], set[str]]:
    """Values, keys in conflict and erased keys by the words of the specification."""
    before = ancestors(ops)
    values, conflicts, erased = {}, set(), set()
    for key in {key for one in ops for key in one.keys if key[0] not in "_@"}:
        writes = [one for one in ops if key in one.keys]
        live = [w for w in writes if not any(w.op_hash in before[x.op_hash] for x in writes)]
        real = [w for w in live if isinstance(w, Op)]
        if len(real) < len(live):
            erased.add(key)
        if real:
            value = max(real, key=lambda w: (w.hlc, w.op_hash)).fields[key]
            if value is not None or "/" not in key:
                values[key] = value
            if len({canonical(w.fields[key]) for w in real}) > 1:
                conflicts.add(key)
    return values, conflicts, erased


@given(histories())
def test_it_agrees_with_the_simple_fold(ops: History) -> None:
    made, (values, conflicts, erased) = fold(ops), simple(ops)
    assert canonical(made.values) == canonical(values)
    assert {one.key for one in made.conflicts} - {"_del"} == conflicts
    assert {key for key in made.erased if key[0] not in "_@"} == erased
    assert made.missing == ()
    for one in made.conflicts:
        if one.key != "_del":
            assert canonical(one.winner.value) == canonical(made.values.get(one.key))
            assert one.losers and all(
                (one.winner.hlc, one.winner.op_hash) > (x.hlc, x.op_hash) for x in one.losers
            )


@given(st.data(), histories())
def test_order_and_repeats_do_not_matter(data: st.DataObject, ops: History) -> None:
    again = data.draw(st.permutations(ops + ops[:2]))
    assert fold(again) == fold(ops) == fold(iter(ops))


@given(histories(erased=False))
def test_one_more_op_equals_a_full_fold(ops: History) -> None:
    made = fold([])
    for place, one in enumerate(ops):
        assert isinstance(one, Op)
        whole = fold(ops[: place + 1])
        if extendable(made, one):
            assert extend(made, one) == whole
        made = whole
    named = {parent for one in ops for parent in one.parents}
    heads = [one for one in ops if one.op_hash not in named]
    for last in (
        op({"a": 9, "legs/aaaaaaaa": None}, heads, n=9),
        op({"_del": {"reason": "z"}}, heads, n=9),
        op({"_del": None, "b": None}, heads, n=9),
        op({"_submitted": None}, heads, n=9),
        op({}, heads, n=9),
        submit(heads, fields={"a": 3}, n=9),
    ):
        assert extend(made, last) == fold([*ops, last])


@given(histories())
def test_one_more_op_after_an_erasure_equals_a_full_fold(ops: History) -> None:
    made = fold(ops)
    for fields in ({"a": 9}, {"_del": None}, {"b": 0, "legs/bbbbbbbb": None}, {}):
        last = op(fields, made.heads, n=9)
        assert extend(made, last) == fold([*ops, last])


@given(st.data(), histories(erased=False))
def test_an_erased_value_is_nowhere_and_nothing_older_returns(
    data: st.DataObject, ops: History
) -> None:
    secret = op({"a": "SECRET"}, fold(ops).heads, n=8)
    made = fold([*ops, erase(secret)])
    assert "a" not in made.values and "a" in made.erased
    assert "SECRET" not in repr(made)


def _agreeing(ops: History, key: str, value: Any) -> set[str]:
    """The live writes of ``key`` that say ``value``."""
    before = ancestors(ops)
    writes = [one for one in ops if isinstance(one, Op) and key in one.fields]
    return {
        one.op_hash
        for one in writes
        if one.fields[key] == value and not any(one.op_hash in before[x.op_hash] for x in writes)
    }


@given(st.data(), histories())
def test_a_lost_op_never_makes_a_conflict_that_the_whole_does_not_have(
    data: st.DataObject, ops: History
) -> None:
    lost = data.draw(st.sampled_from(ops))
    rest = [one for one in ops if one is not lost]
    part = fold(rest)
    assert (lost.op_hash in part.missing) == any(lost.op_hash in one.parents for one in ops)
    # With the lost op itself a leaf the part is complete, and law and whole differ by one write.
    assume(part.missing)
    descended = {name for name, before in ancestors(ops).items() if lost.op_hash in before}
    for conflict in part.conflicts:
        # A live write of the winner's own value is not named as a loser but upholds its side.
        named = {conflict.winner.op_hash, *(one.op_hash for one in conflict.losers)}
        named |= _agreeing(rest, conflict.key, conflict.winner.value)
        assert len(named - descended) >= 2


@given(st.data(), histories())
def test_a_sealed_text_never_changes(data: st.DataObject, ops: History) -> None:
    cut = data.draw(st.integers(1, len(ops)))
    set_on = seal("x", ops[:cut], ["ff" * 32])
    text = sealed_text(ops[:cut], set_on.heads)
    assert text == fold(ops[:cut])
    assert sealed_text(data.draw(st.permutations(ops)), set_on.heads) == text
    after = late(ops, set_on.heads)
    assert {one.op_hash for one in after} == {one.op_hash for one in ops[cut:]}
    made = fold(ops, seals=[set_on])
    assert made.late == tuple(sorted(one.op_hash for one in after))
    assert (made.values, made.heads, made.sealed) == (text.values, text.heads, True)
    assert set(set_on.hashes) == {one.op_hash for one in ops[:cut]} | {"ff" * 32}


def test_the_limit_of_ops_on_one_record() -> None:
    ops = [op({}, n=n) for n in range(RECORD_OPS)]
    made = fold(ops)
    assert made.ops == RECORD_OPS
    one_more = op({}, n=RECORD_OPS)
    with pytest.raises(FormatFault) as caught:
        fold([*ops, one_more])
    assert caught.value.code == "fold.limit"
    last = op({}, made.heads[:1], n=RECORD_OPS)
    with pytest.raises(ValueError):
        extend(made, last)


def test_extending_holds_the_same_limit() -> None:
    made = fold([op({"a": 1})])
    full = type(made)(heads=made.heads, ops=RECORD_OPS)
    with pytest.raises(FormatFault, match=r"fold\.limit"):
        extend(full, op({"a": 2}, made.heads))
