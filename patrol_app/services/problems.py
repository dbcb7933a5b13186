"""Problems: written down, moved on by steps, with their time limits (``domain.md`` §1.8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from patrol_app.domain.instant import MINUTE_MS, Instant, date_of
from patrol_app.domain.problem_state import ProblemState, next_steps
from patrol_app.domain.records.drill import Drill
from patrol_app.domain.records.finding import Finding
from patrol_app.domain.records.fire_spot import FireSpot
from patrol_app.domain.records.problem import Problem
from patrol_app.domain.rules.thresholds import Verdict, judge
from patrol_app.domain.setting import RuleBook
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import Clock, Condition, Queries, Store, Stored
from patrol_app.services.problem_reading import (
    Known,
    known_of,
    known_problem,
    known_problems,
    maybe_same,
)
from patrol_app.services.problem_rights import may_step
from patrol_app.services.records import RecordService, known
from patrol_app.services.rules import rule_book
from patrol_app.services.session import Actor
from patrol_app.services.working_days import Workdays

MAJOR = "重大"
_GRADE_RULES = {"一般": "general", "较重": "heavy", MAJOR: "major"}
_WAITING = {"NEW": "verify", "VERIFIED": "assign", "SUBMITTED": "check"}
# Who told of a fire spot -> where the problem comes from; a look-out is none of the list.
_SPOT_SOURCES = {
    "卫星热点": "视频/卫星",
    "视频监控": "视频/卫星",
    "群众报警": "群众举报",
    "巡护发现": "护林员巡护",
    "上级通报": "上级交办",
}


@dataclass(frozen=True)
class Line:
    """A problem as board and ledger show it.

    Attributes:
        known: the problem with its steps and state.
        due_on: last day of what has to happen next, or empty where nothing is limited.
        days_over: calendar days after that day; 0 or less while there is time.
        crime: the arithmetic of its category's threshold.
        press: it should be supervised (overdue or major) and is not yet.
    """

    known: Known
    due_on: str
    days_over: int
    crime: Verdict
    press: bool

    @property
    def problem(self) -> Problem:
        """The record."""
        return self.known.problem

    @property
    def now(self) -> ProblemState:
        """Where it stands."""
        return self.known.now

    @property
    def overdue(self) -> bool:
        """Whether the day has passed."""
        return self.days_over > 0


class ProblemDesk:
    """Everything done with problems.

    Args:
        store: the open data folder.
        clock: the device's clocks.
        records: writes the records.
    """

    def __init__(self, store: Store, clock: Clock, records: RecordService) -> None:
        self._store = store
        self._clock = clock
        self._records = records

    def lines(self, *conditions: Condition) -> list[Line]:
        """Every submitted problem, newest first, with state and limit."""
        queries = self._store.queries
        book, today = rule_book(queries), date_of(self._clock.now_ms())
        days = Workdays(queries)
        return [line_of(days, one, book, today) for one in known_problems(queries, *conditions)]

    def line(self, rec: str) -> Line:
        """The problem with the id ``rec``.

        Raises:
            UserError: ``record.unknown``.
        """
        queries = self._store.queries
        stored = known(queries.get("problem", rec), rec)
        book, today = rule_book(queries), date_of(self._clock.now_ms())
        return line_of(Workdays(queries), known_problem(queries, stored), book, today)

    def open_steps(self, line: Line, actor: Actor) -> tuple[str, ...]:
        """The steps that may follow and that ``actor`` may take."""
        return tuple(step for step in next_steps(line.now, actor.id) if may_step(actor, step))

    def step(
        self, actor: Actor, rec: str, step: str, values: Mapping[str, Any] | None = None
    ) -> Stored:
        """Add a step to a problem and submit it.

        Args:
            actor: who takes it; also its ``by_id`` unless ``values`` names another.
            rec: the problem's id.
            step: word of the vocabulary ``problem_step``.
            values: further fields of ``ProblemStep``.

        Raises:
            UserError: ``session.forbidden``, ``step.writer``, ``step.by``, ``submit.refused``.
        """
        facts = {
            "at": self.now(),
            "by_id": actor.id,
            **(values or {}),
            "parent_id": rec,
            "step": step,
        }
        return self._records.new("problem_step", facts, actor, submit=True)

    def step_many(
        self, actor: Actor, recs: Sequence[str], step: str, values: Mapping[str, Any]
    ) -> int:
        """The same step for several problems, all or none; how many.

        Raises:
            UserError: as ``step``; ``merge.closed``.
        """
        if step == "MERGED":
            into = str(values.get("other_id") or "")
            recs = [rec for rec in recs if rec != into]
            self._need_open(into, recs)
        shared = {"at": self.now(), "by_id": actor.id, **values, "step": step}
        rows = [{**shared, "parent_id": rec} for rec in recs]
        return len(self._records.new_many("problem_step", rows, actor, submit=True))

    def merge(self, actor: Actor, rec: str, into: str, text: str = "") -> Stored:
        """Say that a problem is the same as another; both keep their numbers.

        Raises:
            UserError: as ``step``; ``merge.closed`` when the other one does not go on itself.
        """
        self._need_open(into, [rec])
        return self.step(actor, rec, "MERGED", {"other_id": into, "text": text})

    def maybe_same(self, rec: str) -> list[Problem]:
        """Open problems that may be the one with the id ``rec``, written down twice."""
        queries = self._store.queries
        stored = known(queries.get("problem", rec), rec)
        assert isinstance(stored.record, Problem)
        found = maybe_same(queries, stored.record, self._book())
        return [
            one
            for one in found
            if (other := queries.get("problem", one.id)) is not None
            and other.state != "draft"
            and known_problem(queries, other).now.open
        ]

    def _need_open(self, into: str, recs: Sequence[str]) -> None:
        other = self.line(into)
        if other.now.merged_into in recs or not other.now.open:
            raise UserError(
                "merge.closed",
                N_("{number} is not open: nothing can be merged into it"),
                number=other.problem.number,
            )

    def proposed_due(self, line: Line, day: str) -> str:
        """The last day of mending by the grade's rule, counted from ``day``."""
        return _after(Workdays(self._store.queries), _grade_rule(line.now.grade), day, self._book())

    def from_finding(self, rec: str) -> dict[str, Any]:
        """Field values of a problem made of a finding; nothing is written.

        Raises:
            UserError: ``record.unknown``; ``problem.exists`` when there is one already.
        """
        queries = self._store.queries
        stored = known(queries.get("finding", rec), rec)
        finding = stored.record
        assert isinstance(finding, Finding)
        for row in queries.children("problem", "finding_id", rec):
            raise UserError(
                "problem.exists",
                N_("It is a problem already: {number}"),
                number=row.record.number,
            )
        return {
            "finding_id": rec,
            "source": self._source(queries, finding),
            "category": finding.category,
            "found_at": finding.found_at,
            "position": finding.position,
            "place": finding.place,
            "grid_id": finding.grid_id,
            "description": finding.description,
            "grade": finding.severity or "一般",
        }

    def from_drill(self, rec: str, key: str) -> dict[str, Any]:
        """Field values of a problem made of a row of a drill's problems.

        Raises:
            UserError: ``record.unknown``; ``problem.exists``.
        """
        queries = self._store.queries
        drill = known(queries.get("drill", rec), rec).record
        assert isinstance(drill, Drill)
        row = next((one for one in drill.problems if one.key == key), None)
        if row is None:
            raise UserError("record.unknown", N_("No record is called {name}"), name=key)
        for made in queries.children("problem", "drill_id", rec):
            if getattr(made.record, "drill_problem", "") == key:
                raise UserError(
                    "problem.exists",
                    N_("It is a problem already: {number}"),
                    number=made.record.number,
                )
        return {
            "drill_id": rec,
            "drill_problem": key,
            "source": "扑火演练",
            "category": "P99",
            "found_at": drill.start_at,
            "position": drill.position,
            "place": drill.place,
            "description": row.text,
            "grade": "一般",
        }

    def from_spot(self, rec: str) -> dict[str, Any]:
        """Field values of a problem made of a checked fire spot; nothing is written.

        Raises:
            UserError: ``record.unknown``; ``problem.exists``, also where the spot names one.
        """
        queries = self._store.queries
        spot = known(queries.get("fire_spot", rec), rec).record
        assert isinstance(spot, FireSpot)
        named = queries.get("problem", spot.problem_id) if spot.problem_id else None
        made = queries.children("problem", "fire_spot_id", rec)
        if named is not None and not named.deleted:
            made = [named, *made]
        for row in made:
            raise UserError(
                "problem.exists",
                N_("It is a problem already: {number}"),
                number=row.record.number,
            )
        told = (spot.spot_no, spot.result, spot.description)  # the same in every language
        return {
            "fire_spot_id": rec,
            "source": _SPOT_SOURCES.get(spot.source, ""),
            "category": "P06",
            "found_at": spot.told_at,
            "position": spot.position,
            "place": spot.place,
            "grid_id": spot.grid_id,
            "description": " ".join(part for part in told if part),
            "grade": "一般",
        }

    def now(self) -> Instant:
        """The present minute, as a new step's time."""
        ms = self._clock.now_ms()
        return Instant(ms - ms % MINUTE_MS)

    def write(self, actor: Actor, values: Mapping[str, Any]) -> Stored:
        """Write a new problem and submit it.

        Raises:
            UserError: as ``RecordService.new``.
        """
        return self._records.new("problem", values, actor, submit=True)

    def _book(self) -> RuleBook:
        return rule_book(self._store.queries)

    def _source(self, queries: Queries, finding: Finding) -> str:
        patrol = queries.get("patrol", finding.patrol_id or "")
        kind = getattr(patrol.record, "patrol_type", "") if patrol is not None else ""
        return "林长巡林" if kind == "LINZHANG" else "护林员巡护"


def lines_for(queries: Queries, rows: Iterable[Stored], today: str) -> list[Line]:
    """The submitted problems among ``rows`` with state and limit on the Beijing day ``today``."""
    book, days = rule_book(queries), Workdays(queries)
    return [line_of(days, one, book, today) for one in known_of(queries, rows)]


def line_of(days: Workdays, one: Known, book: RuleBook, today: str) -> Line:
    """A problem with its limit and its threshold.

    Args:
        days: the calendar of working days.
        one: problem and state.
        book: the rule values in force.
        today: Beijing date ``YYYY-MM-DD``.
    """
    due = limit_of(days, one, book)
    over = _days(due, today) if due else 0
    waits = one.now.open or one.now.state == "RECTIFIED"
    press = one.now.open and not one.now.supervision and (over > 0 or one.now.grade == MAJOR)
    crime = judge(one.problem, book)
    return Line(one, due, over if waits and due else 0, crime, press)


def limit_of(days: Workdays, one: Known, book: RuleBook) -> str:
    """The last day of what has to happen next; empty where no rule limits it."""
    now = one.now
    if now.state in _WAITING:
        return _after(days, f"problem.due.{_WAITING[now.state]}", now.since, book)
    if now.state in ("ASSIGNED", "HANDLING", "SUSPENDED"):
        first = now.assigned_on or now.since
        return now.due_on or _after(days, _grade_rule(now.grade), first, book)
    return ""


def _grade_rule(grade: str) -> str:
    return f"problem.due.{_GRADE_RULES.get(grade, 'general')}"


def _after(days: Workdays, rule: str, day: str, book: RuleBook) -> str:
    found = book.find(rule, day)
    return days.after(day, found.value) if found is not None and day else ""


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
