from __future__ import annotations

from typing import Any

import pytest

from patrol_app.domain.journal.canonical import FormatFault, canonical
from patrol_app.domain.journal.fold import Folded, Live, extend, fold
from patrol_app.domain.journal.op import ErasedOp, Op, erase, read_op
from tests.unit.domain.journal.made import REC, judgement, op, submit

FIRST = op({"a": 1, "b": 1, "legs/aaaaaaaa": {"order": 0}})
# Two devices that did not know of each other; the second has the later clock.
LEFT = op({"a": 2}, [FIRST], ms=2_000, n=1, seq=2)
RIGHT = op({"a": 3}, [FIRST], ms=3_000, n=2)
GONE = op({"_del": {"reason": "重复"}}, [FIRST], ms=2_500, n=3)


def live(one: Op, value: Any) -> Live:
    return Live(one.op_hash, one.hlc, one.actor, one.stream, value)


def test_no_ops_make_an_empty_draft() -> None:
    assert fold([]) == Folded() and Folded().state == "draft"


def test_a_descendant_supersedes_whatever_its_clock() -> None:
    later = op({"a": 9, "legs/aaaaaaaa": None}, [FIRST], ms=1)
    made = fold([later, FIRST])
    assert made.values == {"a": 9, "b": 1} and made.conflicts == ()
    assert made.heads == (later.op_hash,) and made.ops == 2
    assert (made.first_hlc, made.last_hlc) == ((1, 0), (1_000, 0))


def test_concurrent_writes_are_a_conflict_with_the_later_clock_on_top() -> None:
    made = fold([RIGHT, LEFT, FIRST, LEFT])
    assert made.values["a"] == 3 and made.ops == 3
    assert made.conflicts == (("a", live(RIGHT, 3), (live(LEFT, 2),)),)
    assert made.heads == tuple(sorted([LEFT.op_hash, RIGHT.op_hash]))


def test_equal_clocks_are_decided_by_the_hash() -> None:
    twin = op({"a": 5}, [FIRST], ms=3_000, n=4)
    winner = max([RIGHT, twin], key=lambda one: one.op_hash)
    assert fold([FIRST, twin, RIGHT]).conflicts[0].winner.op_hash == winner.op_hash


@pytest.mark.parametrize(
    ("one", "other", "conflict"), [(3, 3, False), (1, True, True), (None, 0, True)]
)
def test_equal_values_are_no_conflict(one: Any, other: Any, conflict: bool) -> None:
    made = fold([FIRST, op({"a": one}, [FIRST], n=2), op({"a": other}, [FIRST], n=3)])
    assert bool(made.conflicts) is conflict


def test_of_three_only_the_differing_ones_lose() -> None:
    same = op({"a": 3}, [FIRST], ms=1, n=5)
    (conflict,) = fold([FIRST, LEFT, RIGHT, same]).conflicts
    assert conflict.losers == (live(LEFT, 2),)


def test_only_an_op_that_writes_the_field_and_names_all_heads_settles() -> None:
    half = op({"a": 7}, [LEFT], ms=4_000, n=1, seq=3)
    assert [one.key for one in fold([FIRST, LEFT, RIGHT, half]).conflicts] == ["a"]
    aside = op({"b": 7}, [LEFT, RIGHT], ms=4_000, n=1, seq=3)
    assert [one.key for one in fold([FIRST, LEFT, RIGHT, aside]).conflicts] == ["a"]
    settled = op({"a": 2}, [LEFT, RIGHT], ms=0, n=1, seq=3)
    made = fold([FIRST, LEFT, RIGHT, settled])
    assert made.conflicts == () and made.values["a"] == 2


def test_items_merge_one_by_one() -> None:
    edit = op({"legs/aaaaaaaa": {"order": 5}}, [FIRST], ms=2_000, n=2)
    more = op({"legs/bbbbbbbb": {"order": 1}}, [FIRST], ms=2_000, n=3)
    made = fold([FIRST, edit, more])
    assert made.conflicts == ()
    assert made.values["legs/aaaaaaaa"] == {"order": 5}
    removed = op({"legs/aaaaaaaa": None}, [FIRST], ms=9_000, n=4)
    made = fold([FIRST, edit, more, removed])
    assert "legs/aaaaaaaa" not in made.values and made.conflicts[0].losers[0].value == {"order": 5}


def test_judged_values_follow_descent_and_make_no_conflict() -> None:
    one = op({}, [FIRST], judged={"km": judgement(1)}, ms=5, n=1, seq=2)
    other = op({}, [FIRST], judged={"km": judgement(2)}, ms=6, n=2)
    made = fold([FIRST, one, other])
    assert made.judged["km"]["value"] == 2 and made.conflicts == () and "km" not in made.values


def test_an_absent_parent_makes_incomplete_never_a_conflict() -> None:
    made = fold([FIRST, op({"a": 4}, [LEFT], ms=9_000, n=2, seq=2), RIGHT])
    assert made.missing == (LEFT.op_hash,) and made.conflicts == () and made.values["a"] == 4
    assert fold([RIGHT]).missing == (FIRST.op_hash,)


def test_a_sure_conflict_stays_while_another_part_is_missing() -> None:
    lost = op({"b": 0}, [FIRST], n=5)
    made = fold([FIRST, LEFT, RIGHT, op({"a": 8}, [lost], ms=9_000, n=6)])
    assert made.values["a"] == 8 and made.conflicts[0].winner.value == 8
    assert {one.value for one in made.conflicts[0].losers} == {2, 3}


def test_a_deletion_hides_and_null_restores() -> None:
    made = fold([FIRST, GONE])
    assert made.deleted == ("重复", live(GONE, {"reason": "重复"})) and made.conflicts == ()
    assert "_del" not in made.values
    back = fold([FIRST, GONE, op({"_del": None}, [GONE], n=3, seq=2)])
    assert back.deleted is None and back.conflicts == () and back.values == fold([FIRST]).values


def test_a_deletion_beside_a_change_is_a_conflict_and_hides_nothing() -> None:
    made = fold([FIRST, LEFT, GONE])
    assert made.deleted is None
    assert made.conflicts == (("_del", live(GONE, {"reason": "重复"}), (live(LEFT, {"a": 2}),)),)
    # Going on to edit the visible record must not hide it under the editor's hands.
    edited = op({"a": 5}, [LEFT, GONE], n=1, seq=3)
    made = fold([FIRST, LEFT, GONE, edited])
    assert made.deleted is None and [one.key for one in made.conflicts] == ["_del"]
    for word, gone in (({"reason": "重复"}, True), (None, False)):
        settled = op({"_del": word}, [edited], n=1, seq=4)
        made = fold([FIRST, LEFT, GONE, edited, settled])
        assert made.conflicts == () and bool(made.deleted) is gone


def test_a_submission_beside_a_deletion_counts_as_a_change() -> None:
    made = fold([FIRST, GONE, submit([FIRST], n=2)])
    assert made.deleted is None and made.conflicts[0].key == "_del"


def test_two_deletions_agree_though_their_reasons_differ() -> None:
    other = op({"_del": {"reason": "测试"}}, [LEFT], ms=2_600, n=1, seq=3)
    made = fold([FIRST, LEFT, GONE, other])
    # LEFT was known to one of the deletions, so that nothing speaks for keeping the record.
    assert made.deleted is not None and made.deleted.reason == "测试"
    assert [(one.key, len(one.losers)) for one in made.conflicts] == [("_del", 1)]


def test_a_restoring_beside_a_deletion_keeps_the_record_visible() -> None:
    back = op({"_del": None}, [FIRST], ms=1, n=4)
    made = fold([FIRST, GONE, back])
    assert made.deleted is None and [one.key for one in made.conflicts] == ["_del"]
    assert fold([FIRST, back, LEFT]).conflicts == ()
    mixed = fold([FIRST, GONE, back, LEFT])
    assert {one.op_hash for one in mixed.conflicts[0].losers} == {back.op_hash, LEFT.op_hash}


def test_a_change_that_may_have_known_the_deletion_is_no_conflict_yet() -> None:
    made = fold([FIRST, GONE, op({"a": 4}, [LEFT], n=2, seq=2)])
    assert made.missing and made.conflicts == () and made.deleted is None


def test_an_erased_op_does_not_bring_older_values_back() -> None:
    gone = erase(LEFT)
    made = fold([FIRST, gone])
    assert "a" not in made.values and made.values["b"] == 1 and made.erased == ("a",)
    assert made.heads == (LEFT.op_hash,) and made.last_hlc == FIRST.hlc
    assert fold([FIRST, gone, LEFT]) == fold([FIRST, LEFT, gone]) == made
    beside = fold([FIRST, gone, RIGHT])
    assert beside.values["a"] == 3 and beside.conflicts == () and beside.erased == ("a",)
    after = fold([FIRST, gone, op({"a": 6}, [gone], n=1, seq=3)])
    assert after.values["a"] == 6 and after.erased == ()


def test_erased_judgements_deletions_and_submissions_keep_their_effect() -> None:
    judged = op({}, [FIRST], judged={"km": judgement(2)})
    first = op({"a": 1}, judged={"km": judgement(1)})
    assert fold([first, erase(op({}, [first], judged={"km": judgement(2)}))]).judged == {}
    assert fold([FIRST, erase(GONE)]).deleted == ("", None)
    assert fold([FIRST, LEFT, erase(GONE)]).deleted is None
    assert fold([FIRST, judged, erase(submit([judged], n=2))]).state == "submitted"
    gone = erase(submit([FIRST], n=2))
    made = fold([FIRST, gone, op({"a": 2}, [gone], n=1, seq=2)])
    assert made.state == "changed" and made.submitted is None and made.erased == ("_submitted",)


def test_draft_submitted_changed_submitted_again_withdrawn() -> None:
    sent = submit([FIRST], n=1, seq=2)
    edit = op({"a": 5}, [sent], n=1, seq=3)
    again = submit([edit], n=1, seq=4)
    back = op({"_submitted": None}, [again], n=1, seq=5)
    ops = [FIRST, sent, edit, again, back]
    states = [fold(ops[: n + 1]).state for n in range(5)]
    assert states == ["draft", "submitted", "changed", "submitted", "draft"]
    assert fold(ops[:3]).submitted == sent.fields["_submitted"]
    assert "_submitted" not in fold(ops).values
    judged = op({}, [sent], judged={"km": judgement(2)}, n=1, seq=3)
    assert fold([FIRST, sent, judged]).state == "submitted"


def test_a_submission_covers_what_its_own_op_wrote() -> None:
    assert fold([submit([], fields={"a": 1})]).state == "submitted"


def test_a_submission_does_not_cover_heads_it_was_not_judged_on() -> None:
    assert fold([FIRST, LEFT, submit([FIRST], n=2)]).state == "changed"
    assert fold([FIRST, LEFT, RIGHT, submit([LEFT, RIGHT], heads=[LEFT], n=3)]).state == "changed"
    # A head it does not descend from cannot have been judged.
    assert fold([FIRST, LEFT, submit([FIRST], heads=[FIRST, LEFT], n=2)]).state == "changed"


def test_two_submissions_of_one_text_are_no_conflict() -> None:
    one, other = submit([FIRST], n=2, ms=2_000), submit([FIRST], n=3, ms=3_000)
    made = fold([FIRST, one, other])
    assert made.state == "submitted" and made.conflicts == () and len(made.submissions) == 2
    assert made.submissions[0].op_hash == other.op_hash
    # Each knew one half of the text: nobody judged the whole.
    halves = [submit([LEFT], n=1, seq=3), submit([RIGHT], n=2, seq=2)]
    assert fold([FIRST, LEFT, RIGHT, *halves]).state == "changed"
    # The one that covers everything stands, though the other has the later clock.
    whole, part = submit([LEFT], n=1, seq=3, ms=1), submit([FIRST], n=3, ms=9_000)
    made = fold([FIRST, LEFT, whole, part])
    assert made.state == "submitted" and made.submitted == whole.fields["_submitted"]
    # Once something is changed after both, none covers it and the latest clock stands.
    edit = op({"b": 4}, [whole, part], n=1, seq=4)
    after = extend(made, edit)
    assert after == fold([FIRST, LEFT, whole, part, edit])
    assert after.state == "changed" and after.submitted == part.fields["_submitted"]


def test_ops_of_two_records_are_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError):
        fold([FIRST, op({}, rec=REC.replace("1", "2"))])


def test_a_forged_erased_line_cannot_hang_the_fold() -> None:
    raw = erase(FIRST).raw.replace(b'"parents":[]', b'"parents":["%s"]' % LEFT.op_hash.encode())
    forged = read_op(raw)
    assert isinstance(forged, ErasedOp)
    with pytest.raises(FormatFault) as caught:
        fold([forged, LEFT])
    assert caught.value.code == "fold.circle"


def test_of_two_erased_lines_the_same_one_is_taken_in_any_order() -> None:
    other = read_op(erase(LEFT).raw.replace(b'"keys":["a"]', b'"keys":["b"]'))
    one = erase(LEFT)
    assert fold([FIRST, one, other]) == fold([other, one, FIRST])


def test_values_are_those_of_the_bytes() -> None:
    again = [read_op(one.raw) for one in (FIRST, LEFT)]
    assert canonical(fold(again).values) == canonical(fold([LEFT, FIRST]).values)
