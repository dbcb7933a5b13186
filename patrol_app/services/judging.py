"""What a rule context holds, and the values this device judges on submit (sync.md §1)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any

from patrol_app.domain.base import Record
from patrol_app.domain.fields import specs
from patrol_app.domain.grazing_ground import GrazingGround
from patrol_app.domain.instant import date_of
from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.records import RECORD_TYPES
from patrol_app.domain.records.case import CaseStep, DocBlock
from patrol_app.domain.records.crew import Fitness, Training
from patrol_app.domain.records.drill import Drill
from patrol_app.domain.records.finding import Finding
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.domain.records.grid import Grid
from patrol_app.domain.records.patrol import Patrol, everybody, presence, walker
from patrol_app.domain.records.pest_sample import Custody
from patrol_app.domain.records.pest_survey import Survey
from patrol_app.domain.records.pest_trap import TrapCheck
from patrol_app.domain.records.problem import Problem, ProblemStep
from patrol_app.domain.records.team import Team
from patrol_app.domain.records.webworm import WebwormSurvey
from patrol_app.domain.registry import RecordType
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.drill import drill_score
from patrol_app.domain.rules.grazing import sheep_units
from patrol_app.domain.rules.place import in_city
from patrol_app.domain.rules.problem import AFTER
from patrol_app.services.clock import clock_state
from patrol_app.services.patrol_judging import Ground, Judgement, PatrolJudge
from patrol_app.services.pest_judging import results_of_survey, steps_beside, webworm_values
from patrol_app.services.ports import Clock, Condition, Listing, Queries
from patrol_app.services.problem_reading import after_photos, beside, told_twice
from patrol_app.services.profiles import profile_in_use
from patrol_app.services.rules import rule_book
from patrol_app.services.steps import writer_remarks
from patrol_app.services.working_days import due_after


@cache
def child_fields(code: str) -> tuple[tuple[str, str], ...]:
    """(type, field) of every reference to records of type ``code``, attachments first."""
    found = [("attachment", "parent_id")]
    for kind in RECORD_TYPES:
        found += [
            (kind.code, spec.name)
            for spec in specs(kind.cls).values()
            if spec.ui.kind == "ref" and spec.ui.ref == code
        ]
    return tuple(found)


def remarks_of(kind: RecordType, record: Record, context: RuleContext) -> list[Remark]:
    """Every remark of the type's rules, and of those that hold for every type."""
    return [remark for rule in (*kind.rules, in_city) for remark in rule(record, context)]


class Judge:
    """Runs the rules of one type with all they may know; reads each related record once.

    Args:
        queries: of the store or of the write transaction.
        clock: the device's clocks.
        ground: tracks and polygons; without them nothing is said of a patrol's way.
    """

    def __init__(self, queries: Queries, clock: Clock, ground: Ground | None = None) -> None:
        self._queries = queries
        self._ground = ground
        self._related: dict[tuple[str, str], Record | None] = {}
        self._book = rule_book(queries)
        self._city = profile_in_use(queries)
        self._clock = clock_state(clock, queries)

    def context(self, kind: RecordType, record: Record, *, new: bool = False) -> RuleContext:
        """The context of ``record``; a ``new`` one has no children yet."""
        children: dict[str, list[Record]] = {}
        if not new and kind.submit:
            for code, field in child_fields(kind.code):
                if kind.code in ("person", "party", "grid", "unit"):
                    continue
                rows = self._queries.children(code, field, record.id)
                children.setdefault(code, []).extend(row.record for row in rows)
            if isinstance(record, Survey):
                children["lab_result"] = [*results_of_survey(self._queries, record)]
        return RuleContext(
            now_ms=self._clock.now_ms,
            book=self._book,
            clock_doubtful=bool(self._clock.doubt),
            children=children,
            overlapping=self._overlapping(record, *_walker(record)),
            companions_overlapping=self._overlapping(record, *_companions(record)),
            related=self._all_related(record),
            siblings=self._siblings(record),
            ground=self._zones(record),
            city=self._city,
            working_days=partial(due_after, self._queries),
        )

    def remarks(self, kind: RecordType, record: Record, *, new: bool = False) -> list[Remark]:
        """Every remark of the type's rules."""
        context = self.context(kind, record, new=new)
        # a new step was let in by the same rule before it had a number
        strange = writer_remarks(self._queries, kind, record) if kind.parent and not new else []
        return strange + remarks_of(kind, record, context)

    def judged(self, record: Record) -> Mapping[str, Any]:
        """The judged values of ``record``: name -> {value, rule_version, inputs_sha256}."""
        values: dict[str, Any] = {}
        digest = ""
        if isinstance(record, Drill):
            score = drill_score(record, self._book)
            if score.total_e2 is not None:
                values = {"score_e2": score.total_e2, "score_grade": score.grade}
        elif isinstance(record, GrazingViolation):
            day = date_of(record.found_at.ms) if record.found_at else ""
            units = sheep_units(record, self._book, day)
            values = {"sheep_units_e4": units.units_e4, **self._zones_of(record).values()}
        elif isinstance(record, WebwormSurvey):
            values = dict(webworm_values(record, self._book))
        elif isinstance(record, Patrol) and self._ground is not None:
            found = self.patrol(record, self._ground)
            values, digest = found.values(), found.digest()
        if not values:
            return {}
        digest = digest or hashlib.sha256(canonical(record.document())).hexdigest()
        return {
            name: {"value": value, "rule_version": self._book.version, "inputs_sha256": digest}
            for name, value in values.items()
        }

    def patrol(self, record: Patrol, ground: Ground) -> Judgement:
        """What is measured of a patrol and how it is judged; nothing is written."""
        return PatrolJudge(self._queries, ground, self._book, self._clock.now_ms).judge(record)

    def _zones(self, record: Record) -> GrazingGround | None:
        return self._zones_of(record) if isinstance(record, GrazingViolation) else None

    def _zones_of(self, record: GrazingViolation) -> GrazingGround:
        return self._ground.grazing_at(record) if self._ground is not None else GrazingGround()

    def _overlapping(self, record: Record, *people: str) -> Sequence[str]:
        """Numbers of other submitted patrols of ``people`` at these times."""
        if not isinstance(record, Patrol) or record.start_at is None or record.end_at is None:
            return ()
        found: dict[str, None] = {}
        for person in people:
            rows = self._queries.overlapping(
                person, record.start_at.ms, record.end_at.ms, record.id
            )
            found |= dict.fromkeys(
                row.record.number for row in rows if _met(record, row.record, person)
            )
        return tuple(found)

    def _siblings(self, record: Record) -> Sequence[Any]:
        """Records that a rule looks at beside: other grids of the ranger, the same finding ..."""
        if isinstance(record, Custody | TrapCheck):
            return steps_beside(self._queries, record)
        if isinstance(record, Finding):
            return told_twice(self._queries, record, self._book)
        if isinstance(record, CaseStep):
            return self._same_paper(record)
        if isinstance(record, Problem | ProblemStep):
            return beside(self._queries, record, self._book)
        if isinstance(record, DocBlock):
            rows = self._queries.page(Listing("doc_block", states=("submitted",), limit=500)).rows
            return tuple(row.record for row in rows)
        if not isinstance(record, Grid) or record.ranger_id is None:
            return ()
        grids = self._queries.children("grid", "ranger_id", record.ranger_id)
        return tuple(row.record for row in grids if row.record.id != record.id)

    def _same_paper(self, step: CaseStep) -> Sequence[Record]:
        """Steps with the same paper number, and the other steps of the case."""
        rows = self._queries.children("case_step", "parent_id", step.parent_id or "")
        found = {row.record.id: row.record for row in rows if row.state != "draft"}
        if not step.doc_no:
            return tuple(found.values())
        same = (Condition("doc_no", "=", step.doc_no),)
        listing = Listing("case_step", same, ("submitted", "changed"), limit=50)
        found |= {row.record.id: row.record for row in self._queries.page(listing).rows}
        return tuple(found.values())

    def _all_related(self, record: Record) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        for spec in specs(type(record)).values():
            rec = getattr(record, spec.name) if spec.ui.kind == "ref" else None
            if rec:
                key = (spec.ui.ref, rec)
                if key not in self._related:
                    stored = self._queries.get(*key)
                    self._related[key] = stored.record if stored else None
                if self._related[key] is not None:
                    found[spec.name] = self._related[key]
        if isinstance(record, CaseStep):
            found["officer_ids"] = self._persons(record.officer_ids)
        if named := _taking_part(record):
            found["people"] = self._persons(named)
        if isinstance(record, ProblemStep) and record.step == "CLOSED":
            found[AFTER] = tuple(after_photos(self._queries, record.parent_id or ""))
        return found

    def _persons(self, recs: Sequence[str]) -> Sequence[Record]:
        people = [self._queries.get("person", one) for one in dict.fromkeys(recs)]
        return tuple(one.record for one in people if one is not None)


def _walker(record: Record) -> tuple[str, ...]:
    person = walker(record) if isinstance(record, Patrol) else None
    return (person,) if person else ()


def _companions(record: Record) -> tuple[str, ...]:
    if not isinstance(record, Patrol):
        return ()
    return tuple(person for person in everybody(record) if person != walker(record))


def _taking_part(record: Record) -> Sequence[str]:
    """Ids of the people of a crew or of whoever was there: their age and fitness is asked for."""
    if isinstance(record, Team):
        return [one for one in (record.leader_id, *record.member_ids) if one]
    if isinstance(record, Fitness):
        return [row.person_id for row in record.results if row.person_id and row.value_e2]
    if isinstance(record, Drill | Training):
        return [row.person_id for row in record.attendance if row.person_id and row.present]
    return ()


def _met(record: Patrol, other: Record, person: str) -> bool:
    """Whether both had ``person`` at once; only legs that name people say more than the times."""
    if not isinstance(other, Patrol):
        return False
    if not any(leg.people for leg in (*record.legs, *other.legs)):
        return True
    here, there = presence(record, person), presence(other, person)
    return any(first < until and start < last for first, last in here for start, until in there)
