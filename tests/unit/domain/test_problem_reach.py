"""Which units may add to a problem: its own, those it is given to, and those above them."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.domain.problem_reach import marked, reach_of
from patrol_app.domain.problem_state import Written, state_of
from patrol_app.domain.records.problem import Problem, ProblemStep
from patrol_app.domain.records.unit import unit_id
from tests.support import records as make

ABOVE = {"DEMO00": (), "DEMO0A": ("DEMO00",), "DEMO0B": ("DEMO00",),
         "DEMO01": ("DEMO0A", "DEMO00"), "DEMO02": ("DEMO0A", "DEMO00"),
         "DEMO03": ("DEMO0B", "DEMO00")}  # fmt: skip
PROBLEM = Problem(id=make.REC, unit="DEMO01", grade="一般", found_at=make.at("08:00"))


class Units:
    """The tree of ``ABOVE``."""

    def above(self, code: str) -> tuple[str, ...]:
        """From the table."""
        return ABOVE[code]

    def code_of(self, rec: str) -> str:
        """By trying all of them."""
        return next((code for code in ABOVE if unit_id(code) == rec), "")


def step(n: int, unit: str, code: str = "NOTE", given: str = "") -> Written:
    """The ``n``-th step, of ``unit``; ``given``: code of the unit it is given to."""
    rec = f"01900000-0000-7000-8000-{n:012x}"
    values = {"step": code, "by_id": make.RANGER, "at": make.at("09:00"), "turn": n}
    made = ProblemStep(id=rec, unit=unit, for_unit_id=unit_id(given) if given else None, **values)
    return Written(1_000 + n, made)


def strange(*steps: Written) -> list[bool]:
    """Which of the steps are strange."""
    return [one.strange for one in marked(PROBLEM, steps, Units())]


def test_home_and_above_may_and_nobody_else() -> None:
    units = ("DEMO01", "DEMO0A", "DEMO00", "DEMO02", "DEMO0B", "DEMO03")
    assert strange(*(step(n, unit) for n, unit in enumerate(units))) == [
        False, False, False, True, True, True,
    ]  # fmt: skip


def test_whoever_it_is_given_to_may_from_then_on_and_those_above_too() -> None:
    assert strange(
        step(1, "DEMO03"),
        step(2, "DEMO0A", "ASSIGNED", "DEMO03"),
        step(3, "DEMO03", "HANDLING"),
        step(4, "DEMO0B"),
        step(5, "DEMO02"),
    ) == [True, False, False, False, True]
    given = PROBLEM.edited(for_unit_id=unit_id("DEMO02"))
    assert [one.strange for one in marked(given, [step(1, "DEMO02")], Units())] == [False]


def test_a_stranger_gives_nothing_to_anybody() -> None:
    assert strange(
        step(1, "DEMO03", "ASSIGNED", "DEMO03"), step(2, "DEMO03", "HANDLING")
    ) == [True, True]  # fmt: skip
    reach = reach_of(PROBLEM, [step(1, "DEMO03", "ASSIGNED", "DEMO02")], Units())
    assert not reach.may("DEMO02") and reach.may("DEMO0A")


def test_a_strange_step_changes_no_state() -> None:
    log = [step(1, "DEMO01", "VERIFIED"), step(2, "DEMO03", "ASSIGNED", "DEMO03")]
    now = state_of(PROBLEM, marked(PROBLEM, log, Units()))
    assert (now.state, now.for_unit_id, now.idle) == ("VERIFIED", None, (log[1].step.id,))


logs = st.lists(
    st.tuples(
        st.sampled_from(sorted(ABOVE)),
        st.sampled_from(("NOTE", "VERIFIED", "ASSIGNED", "HANDLING")),
        st.sampled_from(("", *sorted(ABOVE))),
    ),
    max_size=12,
)


@settings(max_examples=80, deadline=None)
@given(logs, st.randoms(use_true_random=False))
def test_the_order_of_arrival_says_nothing(
    log: list[tuple[str, str, str]], chance: random.Random
) -> None:
    rows = [step(n, unit, code, given) for n, (unit, code, given) in enumerate(log)]
    mixed = rows[:]
    chance.shuffle(mixed)
    assert marked(PROBLEM, mixed, Units()) == marked(PROBLEM, rows, Units())
