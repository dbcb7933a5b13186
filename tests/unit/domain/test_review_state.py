"""The review state: a function of ops, reviews and seals, whatever their order."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.journal.entry import Op
from patrol_app.domain.journal.fold import fold
from patrol_app.domain.journal.seal import Seal
from patrol_app.domain.review import REVIEW_STATES, Decision, review_state, standing
from tests.unit.domain.journal.made import op

IDS = [f"01900000-0000-7000-8000-0000000000{n:02d}" for n in range(40)]


class Story:
    """Writes ops of one record, one after the other or side by side."""

    def __init__(self) -> None:
        self.ops: list[Op] = []
        self.heads: tuple[str, ...] = ()

    def write(self, parents: Sequence[str] | None = None, **fields: Any) -> tuple[str, ...]:
        """One op on the heads, or on other parents; its hash as heads."""
        known = tuple(sorted(self.heads if parents is None else parents))
        seq = len(self.ops) + 1
        made = op(fields, known, ms=1_000 * seq, seq=seq)
        self.ops.append(made)
        if parents is None:
            self.heads = (made.op_hash,)
        return (made.op_hash,)

    def submit(self) -> tuple[str, ...]:
        """Submit on the present heads."""
        return self.write(_submitted={"by": "", "at": 1, "heads": list(self.heads)})

    def state(self, *decisions: Decision, seals: Sequence[Seal] = ()) -> str:
        """What these say of it."""
        return review_state(self.ops, fold(self.ops, seals=seals), decisions)


@pytest.fixture
def story() -> Story:
    made = Story()
    made.write(unit="DEMO01", route="north")
    made.submit()
    return made


def approve(heads: Sequence[str], n: int = 1, replaces: Sequence[int] = ()) -> Decision:
    return Decision(IDS[n], tuple(heads), True, tuple(IDS[one] for one in replaces))


def refuse(heads: Sequence[str], n: int = 1, replaces: Sequence[int] = ()) -> Decision:
    return Decision(IDS[n], tuple(heads), False, tuple(IDS[one] for one in replaces))


def test_an_approval_covers_the_heads_it_names(story: Story) -> None:
    assert story.state() == "submitted"
    seen = story.heads
    assert story.state(approve(seen)) == "approved"
    story.write(route="south")
    assert story.state(approve(seen)) == "approved_changed"
    story.submit()
    assert story.state(approve(seen)) == "approved_changed"
    assert story.state(approve(seen), approve(story.heads, 2, [1])) == "approved"


def test_a_judged_value_and_a_second_submission_change_no_fact(story: Story) -> None:
    seen = story.heads
    story.submit()
    assert story.state(approve(seen)) == "approved"


def test_a_return_stands_until_it_is_submitted_again(story: Story) -> None:
    back = refuse(story.heads)
    assert story.state(back) == "returned"
    story.write(route="south")
    assert story.state(back) == "returned"
    story.submit()
    assert story.state(back) == "submitted"
    story.write(route="west")
    assert story.state(back) == "changed"


def test_a_submission_as_it_was_answers_a_return(story: Story) -> None:
    back = refuse(story.heads)
    story.submit()
    assert story.state(back) == "submitted"


def test_of_two_that_did_not_know_of_each_other_the_return_stands(story: Story) -> None:
    both = approve(story.heads, 1), refuse(story.heads, 2)
    assert {story.state(*both), story.state(*reversed(both))} == {"returned"}
    assert story.state(approve(story.heads, 3, [1, 2]), *both) == "approved"


def test_a_review_that_was_taken_back_replaces_nothing(story: Story) -> None:
    first = refuse(story.heads, 1)
    assert story.state(first, approve(story.heads, 2, [1])) == "approved"
    assert story.state(first) == "returned"  # the second one is not given: it was taken back


def test_a_review_of_heads_that_have_not_arrived_says_nothing(story: Story) -> None:
    assert story.state(approve(["ab" * 32])) == "submitted"
    assert story.state(approve([])) == "submitted"


def test_a_draft_stays_a_draft() -> None:
    story = Story()
    story.write(unit="DEMO01")
    assert story.state(approve(story.heads)) == "draft"


def test_a_lock_keeps_late_ops_apart(story: Story) -> None:
    before = story.heads
    lock = Seal("x", before, ())
    assert story.state(approve(before), seals=[lock]) == "locked"
    story.write(before, route="from another device")
    assert story.state(approve(before), seals=[lock]) == "locked_late"
    assert fold(story.ops, seals=[lock]).values["route"] == "north"


def test_reviews_that_replace_each_other_leave_none() -> None:
    ring = [Decision(IDS[1], (), True, (IDS[2],)), Decision(IDS[2], (), True, (IDS[1],))]
    assert standing(ring) == ()
    assert standing([Decision(IDS[1], (), True, (IDS[1],))])  # itself it cannot replace


@given(st.lists(st.sampled_from("wscrRtl"), min_size=1, max_size=10), st.randoms())
def test_order_of_ops_reviews_and_seals_does_not_matter(
    steps: list[str], chance: random.Random
) -> None:
    story = Story()
    story.write(unit="DEMO01")
    decisions: list[Decision] = []
    seals: list[Seal] = []
    for step in steps:
        heads = story.heads
        known = [IDS.index(one.id) for one in decisions if chance.random() < 0.5]
        if step == "w":
            story.write(route=str(len(story.ops)))
        elif step == "c" and len(story.ops) > 1:
            story.write([story.ops[-2].op_hash], route="aside")
        elif step == "s":
            story.submit()
        elif step == "r":
            decisions.append(approve(heads, len(decisions), known))
        elif step == "R":
            decisions.append(refuse(heads, len(decisions), known))
        elif step == "t":
            decisions = decisions[1:]
        elif step == "l" and chance.random() < 0.3:
            seals.append(Seal("x", heads, ()))
    told = {
        review_state(
            chance.sample(story.ops, len(story.ops)),
            fold(chance.sample(story.ops, len(story.ops)), seals=mixed),
            chance.sample(decisions, len(decisions)),
        )
        for mixed in itertools.islice(itertools.permutations(seals), 4)
    }
    assert len(told) == 1
    assert told <= set(REVIEW_STATES)
    state = told.pop()
    assert (state in ("locked", "locked_late")) == bool(seals)
