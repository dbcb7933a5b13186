"""Problems with their steps as the store holds them, and problems that may be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import cos, hypot, radians
from typing import Any

from patrol_app.domain.instant import date_of
from patrol_app.domain.problem_reach import marked, reach_of
from patrol_app.domain.problem_state import ProblemState, Written, state_of
from patrol_app.domain.records.finding import Finding
from patrol_app.domain.records.person import Person
from patrol_app.domain.records.problem import Problem, ProblemStep
from patrol_app.domain.setting import RuleBook
from patrol_app.services.listing import pages
from patrol_app.services.ports import EVERY_STATE, Condition, Listing, Queries, State, Stored
from patrol_app.services.problem_rights import RIGHT_OF
from patrol_app.services.roles import effective_roles, rights
from patrol_app.services.units import UnitTree

SUBMITTED: tuple[State, ...] = ("submitted", "changed")
HOUR_MS = 3_600_000
Told = Problem | Finding
MENDING = ("HANDLING", "SUBMITTED", "RECTIFIED", "CLOSED")  # steps whose photos show it mended
_DEGREE_M = 111_320.0  # a degree of latitude; near enough for a hint within some 100 m


@dataclass(frozen=True)
class Known:
    """A problem with where it stands.

    Attributes:
        stored: the problem's record.
        steps: its submitted steps in the order that counts.
        now: what they say.
        unproved: ids of decisions whose signer has not the right to take them, by the roles
            that are known here for that day; only told of one problem, not of lists.
    """

    stored: Stored
    steps: tuple[Written, ...]
    now: ProblemState
    unproved: tuple[str, ...] = ()

    @property
    def problem(self) -> Problem:
        """The record itself."""
        assert isinstance(self.stored.record, Problem)
        return self.stored.record


def beside(queries: Queries, record: Problem | ProblemStep, book: RuleBook) -> Sequence[Any]:
    """What a rule needs beside the record: of a step the other steps of its problem, of a
    problem those that may be the same one."""
    if isinstance(record, ProblemStep):
        stored = queries.get("problem", record.parent_id or "")
        if stored is None or not isinstance(stored.record, Problem):
            return []
        return marked(stored.record, steps_of(queries, stored.record.id), UnitTree(queries))
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
    known = _known(stored, steps_of(queries, stored.record.id), UnitTree(queries))
    return replace(known, unproved=tuple(_unproved(queries, known.steps)))


def known_of(queries: Queries, rows: Iterable[Stored]) -> list[Known]:
    """Those of ``rows`` that are submitted problems, with where they stand; one read a row."""
    tree = UnitTree(queries)
    return [
        _known(row, steps_of(queries, row.record.id), tree)
        for row in rows
        if row.state in SUBMITTED and isinstance(row.record, Problem)
    ]


def known_problems(queries: Queries, *conditions: Condition) -> list[Known]:
    """Every submitted problem that meets ``conditions``, newest first, with its state.

    Steps are read in one go, not problem by problem.
    """
    steps: dict[str, list[Written]] = defaultdict(list)
    for row in pages(queries, Listing("problem_step", (), SUBMITTED)):
        if isinstance(row.record, ProblemStep) and row.record.parent_id:
            steps[row.record.parent_id].append(Written(row.created_ms, row.record))
    rows = list(pages(queries, Listing("problem", conditions, SUBMITTED)))
    tree = UnitTree(queries)
    return [_known(row, steps[row.record.id], tree) for row in rows]


def maybe_same(queries: Queries, problem: Problem, book: RuleBook) -> list[Problem]:
    """Other problems that may be this one (see ``told_twice``).

    Patches of an inspection lie side by side: they are the same by their number alone.
    """
    if problem.patch_batch and problem.patch_no:
        return _same_patch(queries, problem)
    return [one for one in told_twice(queries, problem, book) if isinstance(one, Problem)]


def told_twice(queries: Queries, record: Told, book: RuleBook) -> list[Told]:
    """Others of the type of the same grid and category, at most 50 m and 24 hours away (§10.2).

    Both distances are rules (``problem.same.*``). Without a position on both sides nothing is
    said; without a grid on either side the distance alone decides.
    """
    metres, hours = book.find("problem.same.m"), book.find("problem.same.hours")
    if record.found_at is None or record.position is None or not (metres and hours):
        return []
    span = hours.value * HOUR_MS
    conditions = (
        Condition("category", "=", record.category),
        Condition("found_at", ">=", record.found_at.ms - span),
        Condition("found_at", "<", record.found_at.ms + span + 1),
    )
    kind = "problem" if isinstance(record, Problem) else "finding"
    found: list[Told] = []
    for row in pages(queries, Listing(kind, conditions, EVERY_STATE)):
        other = row.record
        if isinstance(other, Problem | Finding) and other.id != record.id:
            if _same_grid(record, other) and _near(record, other, metres.value):
                found.append(other)
    return found


def _same_patch(queries: Queries, problem: Problem) -> list[Problem]:
    conditions = (
        Condition("patch_batch", "=", problem.patch_batch),
        Condition("patch_no", "=", problem.patch_no),
    )
    rows = list(pages(queries, Listing("problem", conditions, EVERY_STATE)))
    return [
        row.record
        for row in rows
        if isinstance(row.record, Problem) and row.record.id != problem.id
    ]


def _same_grid(one: Told, other: Told) -> bool:
    return one.grid_id is None or other.grid_id is None or one.grid_id == other.grid_id


def _near(one: Told, other: Told, metres: int) -> bool:
    """Whether two positions lie at most ``metres`` apart, on a local plane."""
    if one.position is None or other.position is None:
        return False
    lat = radians(one.position.lat / 1e7)
    east = (one.position.lon - other.position.lon) / 1e7 * _DEGREE_M * cos(lat)
    north = (one.position.lat - other.position.lat) / 1e7 * _DEGREE_M
    return hypot(east, north) <= metres


def after_photos(queries: Queries, problem: str) -> list[str]:
    """Digests of the photos that hang on steps of mending: what it looks like after."""
    return [
        str(getattr(row.record, "sha256", ""))
        for one in steps_of(queries, problem)
        if one.step.step in MENDING
        for row in queries.children("attachment", "parent_id", one.step.id)
        if getattr(row.record, "role", "") == "photo"
    ]


def may_add(queries: Queries, problem: Problem, unit: str) -> bool:
    """Whether the unit with the code ``unit`` may add a step to ``problem`` as it stands."""
    steps = steps_of(queries, problem.id)
    return reach_of(problem, steps, UnitTree(queries)).may(unit)


def strangers(queries: Queries, problem: Problem) -> frozenset[str]:
    """Ids of the steps whose unit may not add to ``problem``."""
    steps = marked(problem, steps_of(queries, problem.id), UnitTree(queries))
    return frozenset(one.step.id for one in steps if one.strange)


def _unproved(queries: Queries, steps: Iterable[Written]) -> Iterator[str]:
    held: dict[tuple[str, str], frozenset[str]] = {}
    for one in steps:
        right = RIGHT_OF.get(one.step.step, "")
        stored = queries.get("person", one.step.by_id) if right and one.step.by_id else None
        if stored is None or not isinstance(stored.record, Person):
            continue  # who is not known here cannot be judged here
        day = date_of(one.step.at.ms if one.step.at else one.ms)
        key = (stored.record.id, day)
        if key not in held:
            held[key] = rights(effective_roles(queries, stored.record, day))
        if right not in held[key]:
            yield one.step.id


def _known(stored: Stored, steps: Iterable[Written], tree: UnitTree) -> Known:
    assert isinstance(stored.record, Problem)
    ordered = marked(stored.record, steps, tree)
    return Known(stored, tuple(ordered), state_of(stored.record, ordered))
