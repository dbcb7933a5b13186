"""The states of a problem: what may follow on what, in whatever order the steps arrive."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.domain.problem_state import (
    MOVES,
    ProblemState,
    Written,
    hinders,
    in_order,
    next_steps,
    state_of,
)
from patrol_app.domain.records.problem import Problem, ProblemStep
from patrol_app.domain.vocabulary import vocabulary
from tests.support import records as make

ONE, TWO = make.RANGER, make.PARTY
PEOPLE = (ONE, TWO)
STEPS = tuple(MOVES)
PROBLEM = Problem(id=make.REC, unit=make.UNIT, grade="一般", found_at=make.at("08:00"))


def step(n: int, code: str, by: str = ONE, **more: Any) -> Written:
    """The ``n``-th step of a log."""
    values = {"step": code, "by_id": by, "at": make.at("09:00"), **more}
    rec = f"01900000-0000-7000-8000-{n:012x}"
    return Written(1_000 + n, ProblemStep(id=rec, unit=make.UNIT, **values))


def said(*codes: str | tuple[str, dict[str, Any]]) -> ProblemState:
    """The state after these steps."""
    rows = [(one, {}) if isinstance(one, str) else one for one in codes]
    return state_of(PROBLEM, [step(n, code, **more) for n, (code, more) in enumerate(rows)])


logs = st.lists(
    st.tuples(
        st.sampled_from(STEPS),
        st.sampled_from(PEOPLE),
        st.sampled_from(("", "判决书")),
        st.integers(0, 3),
        st.integers(0, 2),
    ),
    max_size=25,
)


Log = list[tuple[str, str, str, int, int]]


def written(log: Log) -> list[Written]:
    """A log whose clocks and turns may tie."""
    clock, turn, rows = 1_000, 0, []
    for n, (code, by, result, ahead, later) in enumerate(log):
        clock, turn = clock + ahead, turn + later
        one = step(n, code, by, result=result, turn=turn)
        rows.append(Written(clock, one.step))
    return rows


@settings(max_examples=150, deadline=None)
@given(logs, st.randoms(use_true_random=False))
def test_the_order_of_arrival_says_nothing(log: Log, chance: random.Random) -> None:
    rows = written(log)
    mixed = rows[:]
    chance.shuffle(mixed)
    assert state_of(PROBLEM, mixed) == state_of(PROBLEM, rows)


@settings(max_examples=150, deadline=None)
@given(logs)
def test_no_log_jumps(log: Log) -> None:
    """Closed only after a re-check or a transfer with its result; "not true" by two people."""
    rows = in_order(written(log))
    before = state_of(PROBLEM, [])
    for end in range(1, len(rows) + 1):
        now, one = state_of(PROBLEM, rows[:end]), rows[end - 1].step
        if one.id in now.idle:
            assert now == ProblemState(**{**vars(before), "idle": now.idle})
        elif now.state != before.state:
            states, to = MOVES[one.step]
            assert before.state in states
            assert now.state == to or (one.step == "REOPENED" and now.state in ("NEW", "HANDLING"))
        if now.state == "CLOSED" and before.state != "CLOSED":
            assert before.state == "RECTIFIED" or (before.state == "TRANSFERRED" and before.result)
        if now.state == "REJECTED" and before.state != "REJECTED":
            assert before.doubted_by not in (None, one.by_id)
        if now.state in ("RECTIFIED", "TRANSFERRED", "CLOSED"):
            assert now.doubted_by is None, "whoever goes on with it holds it for true"
        if one.step == "RETURNED" and one.id not in now.idle:
            assert now.state == "HANDLING"
        assert now.suspensions <= 2
        before = now


def test_the_way_of_a_plain_problem() -> None:
    way = ["VERIFIED", "ASSIGNED", "HANDLING", "SUBMITTED", "RECTIFIED", "CLOSED"]
    seen = [said(*way[:n]).state for n in range(len(way) + 1)]
    assert seen == ["NEW", "VERIFIED", "ASSIGNED", "HANDLING", "SUBMITTED", "RECTIFIED", "CLOSED"]
    assert said(*way).idle == ()


@pytest.mark.parametrize(
    ("codes", "state", "idle"),
    [
        (["CLOSED"], "NEW", 1),
        (["VERIFIED", "CLOSED"], "VERIFIED", 1),
        (["VERIFIED", "ASSIGNED", "SUBMITTED"], "ASSIGNED", 1),
        (["VERIFIED", "TRANSFERRED", "CLOSED"], "TRANSFERRED", 1),
        (["VERIFIED", "TRANSFERRED", ("RESULT", {"result": "立案"}), "CLOSED"], "CLOSED", 0),
        (["REJECTED", "REJECTED"], "NEW", 1),
        (["REJECTED", ("REJECTED", {"by": TWO})], "REJECTED", 0),
        (["REJECTED", "VERIFIED", ("REJECTED", {"by": TWO})], "VERIFIED", 0),
        (["VERIFIED", "REJECTED", ("REJECTED", {"by": TWO})], "REJECTED", 0),
        (["VERIFIED", "REJECTED", "REJECTED"], "VERIFIED", 1),
        (["VERIFIED", "VERIFIED"], "VERIFIED", 1),
        (["VERIFIED", "ASSIGNED", "REJECTED", "VERIFIED"], "ASSIGNED", 0),
        (
            ["VERIFIED", "ASSIGNED", "HANDLING", "REJECTED", ("REJECTED", {"by": TWO})],
            "REJECTED",
            0,
        ),
        (["VERIFIED", "REJECTED", ("REJECTED", {"by": TWO}), "REOPENED"], "NEW", 0),
        (["VERIFIED", "ASSIGNED", *["SUSPENDED", "HANDLING"] * 3], "HANDLING", 1),
        (["VERIFIED", "ASSIGNED", "HANDLING", "SUBMITTED", "RETURNED"], "HANDLING", 0),
        (["VERIFIED", "MERGED", "HANDLING"], "MERGED", 1),
        (["VERIFIED", "MERGED", "REOPENED"], "NEW", 0),
        (["nonsense"], "NEW", 1),
    ],
)
def test_what_follows_on_what(codes: list[Any], state: str, idle: int) -> None:
    now = said(*codes)
    assert (now.state, len(now.idle)) == (state, idle)


def test_a_log_says_who_until_when() -> None:
    now = said(
        "VERIFIED",
        ("ASSIGNED", {"for_unit_id": make.GRID, "person_id": TWO, "due_on": "2026-08-20"}),
        ("SUSPENDED", {"due_on": "2026-09-20"}),
        ("SUPERVISED", {"level": "督办函"}),
        ("SUPERVISED", {"level": "提示"}),
        ("GRADED", {"grade": "重大"}),
    )
    assert (now.for_unit_id, now.person_id, now.due_on) == (make.GRID, TWO, "2026-09-20")
    assert (now.supervision, now.grade, now.suspensions) == ("督办函", "重大", 1)


def test_two_levels_at_once_end_in_one_state() -> None:
    """The county suspends while the station, which does not know, reports that it is mended."""
    base = [step(0, "VERIFIED"), step(1, "ASSIGNED"), step(2, "HANDLING")]
    county, station = step(3, "SUSPENDED", TWO), step(4, "SUBMITTED")
    for rows in ([*base, county, station], [station, *base, county]):
        now = state_of(PROBLEM, rows)
        assert (now.state, now.idle) == ("SUSPENDED", (station.step.id,))


def test_a_wrong_clock_changes_no_order() -> None:
    """A laptop years behind answers what it has seen; its steps come after that all the same."""
    seen = [step(n, code, turn=n + 1) for n, code in enumerate(("VERIFIED", "ASSIGNED"))]
    late = Written(1, step(0x20, "HANDLING", turn=3).step)
    assert state_of(PROBLEM, [late, *seen]).state == "HANDLING"


def test_every_step_has_its_word_and_what_may_follow_is_offered() -> None:
    assert set(STEPS) == {term.code for term in vocabulary("problem_step").terms}
    states = {term.code for term in vocabulary("problem_state").terms}
    assert {to for _from, to in MOVES.values() if to} <= states
    assert {state for before, _to in MOVES.values() for state in before} <= states
    for code in STEPS:
        now = said(code)
        for offered in next_steps(now):
            assert hinders(now, step(9, offered, make.REC).step) == ""
    assert "CLOSED" not in next_steps(said("VERIFIED", "TRANSFERRED"))
