"""Tasks: windows, excused days and the computed state (ui.md Today; product.md §7 no. 7)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.period import Span
from patrol_app.domain.records import record_type
from patrol_app.domain.records.task import Excuse, Task
from patrol_app.domain.rules.task import excused_days, standing, windows
from tests.support import records as make

SPAN = Span("2026-08-01", "2026-08-10")
DATES = st.dates().map(lambda day: day.isoformat()).filter(lambda day: day > "2000")


def task(**changes: Any) -> Task:
    """A task that saves."""
    values = {
        "id": make.REC, "unit": make.UNIT, "name": "八月重点巡护", "grid_id": make.GRID,
        "first_day": "2026-08-01", "due_on": "2026-08-31", "times": 2,
    }  # fmt: skip
    return Task.model_validate({**values, **changes})


def excuse(first: str, last: str | None = None, reason: str = "雨雪") -> Excuse:
    """Excused days."""
    return Excuse(key="aaaaaaaa", first_day=first, last_day=last, reason=reason)


def codes(given: Task) -> set[str]:
    """Codes of everything the type's rules say."""
    return {m.code for rule in record_type("task").rules for m in rule(given, make.context())}


def test_rules() -> None:
    assert codes(task()) == set()
    assert codes(task(first_day="2026-09-01")) == {"task.window"}
    assert codes(task(grid_id=None)) == {"task.nobody"}
    assert codes(task(times=0)) == {"field.range"}
    assert codes(task(excuses=(excuse("2026-08-02", reason=""),))) == {"task.excuse"}
    assert codes(task(period="世纪")) == {"field.word"}


def test_a_plan_has_a_window_in_each_period() -> None:
    assert windows(task()) == (Span("2026-08-01", "2026-08-31"),)
    assert [span.first for span in windows(task(period="旬"))] == [
        "2026-08-01", "2026-08-11", "2026-08-21",
    ]  # fmt: skip
    assert windows(task(first_day=None)) == ()


@pytest.mark.parametrize(
    ("today", "done", "state"),
    [
        ("2026-07-31", 0, "planned"),
        ("2026-08-01", 0, "due"),
        ("2026-08-10", 1, "due"),
        ("2026-08-11", 1, "overdue"),
        ("2026-08-11", 2, "done"),
        ("2026-07-31", 2, "done"),
    ],
)
def test_state(today: str, done: int, state: str) -> None:
    dates = ["2026-08-05"] * done + ["2026-07-01", "2026-08-11"]
    found = standing(SPAN, 2, dates, (), today)
    assert (found.state, found.done) == (state, done)


def test_excused_only_when_every_day_is() -> None:
    whole = (excuse("2026-07-20", "2026-08-05"), excuse("2026-08-06", "2026-08-10", "休假"))
    assert standing(SPAN, 1, (), whole, "2026-08-20").state == "excused"
    assert standing(SPAN, 1, (), whole, "2026-08-20").excused == "雨雪"
    assert standing(SPAN, 1, (), whole[:1], "2026-08-20").state == "overdue"
    assert standing(SPAN, 1, ["2026-08-03"], whole, "2026-08-20").state == "done"
    assert len(excused_days(whole, SPAN)) == 10
    assert excused_days((excuse("2026-08-03"),), SPAN) == {"2026-08-03": "雨雪"}


@given(dates=st.lists(DATES), required=st.integers(1, 5), today=DATES, extra=DATES)
def test_one_more_patrol_never_makes_it_worse(
    dates: list[str], required: int, today: str, extra: str
) -> None:
    order = {"overdue": 0, "due": 1, "planned": 1, "excused": 2, "done": 3}
    before = standing(SPAN, required, dates, (), today)
    after = standing(SPAN, required, [*dates, extra], (), today)
    assert order[after.state] >= order[before.state]
    assert before.done <= after.done <= before.done + 1


@given(dates=st.lists(DATES), required=st.integers(1, 5), first=DATES, second=DATES)
def test_time_alone_never_undoes_what_is_done(
    dates: list[str], required: int, first: str, second: str
) -> None:
    early, late = sorted((first, second))
    states = [standing(SPAN, required, dates, (), day).state for day in (early, late)]
    assert (states[0] == "done") == (states[1] == "done")
    if states[0] == "overdue":
        assert states[1] == "overdue"
