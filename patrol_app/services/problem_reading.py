"""Problems with their steps as the store holds them, and problems that may be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import cos, hypot, radians
from typing import Any

from patrol_app.domain.problem_state import ProblemState, Written, in_order, state_of
from patrol_app.domain.records.problem import Problem, ProblemStep
from patrol_app.domain.setting import RuleBook
from patrol_app.services.ports import Condition, Listing, Queries, State, Stored

SUBMITTED: tuple[State, ...] = ("submitted", "changed")
HOUR_MS = 3_600_000
_DEGREE_M = 111_320.0  # a degree of latitude; near enough for a hint within some 100 m


@dataclass(frozen=True)
class Known:
    """A problem with where it stands.

    Attributes:
        stored: the problem's record.
        steps: its submitted steps in the order that counts.
        now: what they say.
    """

    stored: Stored
    steps: tuple[Written, ...]
    now: ProblemState

    @property
    def problem(self) -> Problem:
        """The record itself."""
        assert isinstance(self.stored.record, Problem)
        return self.stored.record


def beside(queries: Queries, record: Problem | ProblemStep, book: RuleBook) -> Sequence[Any]:
    """What a rule needs beside the record: of a step the other steps of its problem, of a
    problem those that may be the same one."""
    if isinstance(record, ProblemStep):
        return steps_of(queries, record.parent_id or "")
    return maybe_same(queries, record, book)


def steps_of(queries: Queries, problem: str) -> list[Written]:
    """The submitted steps of the problem with the id ``problem``, in no order."""
    return [
        Written(row.created_ms, row.record)
        for row in queries.children("problem_step", "parent_id", problem)
        if row.state in SUBMITTED and isinstance(row.record, ProblemStep)
    ]


def known_problem(queries: Queries, stored: Stored) -> Known:
    """``stored`` with its steps and where it stands.

    Raises:
        TypeError: it is no problem.
    """
    if not isinstance(stored.record, Problem):
        raise TypeError("not a problem")
    return _known(stored, steps_of(queries, stored.record.id))


def known_problems(queries: Queries, *conditions: Condition) -> list[Known]:
    """Every submitted problem that meets ``conditions``, newest first, with its state.

    Steps are read in one go, not problem by problem.
    """
    steps: dict[str, list[Written]] = defaultdict(list)
    for row in _all(queries, Listing("problem_step", (), SUBMITTED)):
        if isinstance(row.record, ProblemStep) and row.record.parent_id:
            steps[row.record.parent_id].append(Written(row.created_ms, row.record))
    rows = _all(queries, Listing("problem", conditions, SUBMITTED))
    return [_known(row, steps[row.record.id]) for row in rows]


def maybe_same(queries: Queries, problem: Problem, book: RuleBook) -> list[Problem]:
    """Other problems of the same grid and category, at most 50 m and 24 hours away.

    Both distances are rules (``problem.same.*``). Without a position on both sides nothing is
    said; without a grid on either side the distance alone decides.
    """
    metres, hours = book.find("problem.same.m"), book.find("problem.same.hours")
    if problem.found_at is None or problem.position is None or not (metres and hours):
        return []
    span = hours.value * HOUR_MS
    conditions = (
        Condition("category", "=", problem.category),
        Condition("found_at", ">=", problem.found_at.ms - span),
        Condition("found_at", "<", problem.found_at.ms + span + 1),
    )
    found = []
    for row in _all(queries, Listing("problem", conditions, ("draft", *SUBMITTED))):
        other = row.record
        if isinstance(other, Problem) and other.id != problem.id:
            if _same_grid(problem, other) and _near(problem, other, metres.value):
                found.append(other)
    return found


def _same_grid(one: Problem, other: Problem) -> bool:
    return one.grid_id is None or other.grid_id is None or one.grid_id == other.grid_id


def _near(one: Problem, other: Problem, metres: int) -> bool:
    """Whether two positions lie at most ``metres`` apart, on a local plane."""
    if one.position is None or other.position is None:
        return False
    lat = radians(one.position.lat / 1e7)
    east = (one.position.lon - other.position.lon) / 1e7 * _DEGREE_M * cos(lat)
    north = (one.position.lat - other.position.lat) / 1e7 * _DEGREE_M
    return hypot(east, north) <= metres


def _known(stored: Stored, steps: Iterable[Written]) -> Known:
    assert isinstance(stored.record, Problem)
    ordered = in_order(steps)
    return Known(stored, tuple(ordered), state_of(stored.record, ordered))


def _all(queries: Queries, listing: Listing) -> list[Stored]:
    found: list[Stored] = []
    after: tuple[Any, str] | None = None
    while True:
        page = queries.page(replace(listing, after=after, limit=500))
        found += page.rows
        after = page.next
        if after is None or not page.rows:
            return found
