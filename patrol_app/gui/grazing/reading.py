"""What the cards of a case show, read off the GUI thread: plain data, no widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from patrol_app.domain.grazing_ground import GrazingGround
from patrol_app.domain.instant import date_of
from patrol_app.domain.records.case import CaseStep
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.domain.rules.case import ADDENDUM, FineRange, fine_range
from patrol_app.domain.rules.grazing import herd_factors, sheep_units
from patrol_app.domain.setting import RuleBook
from patrol_app.errors import UserError
from patrol_app.geo.types import TRUSTED_DATUMS
from patrol_app.gui.grazing.ground_map import Picture, picture
from patrol_app.gui.grazing.paper_lines import PaperLine, paper_lines
from patrol_app.services.cases import Due, case_of, next_no, steps_of
from patrol_app.services.grazing_ground import ground_of
from patrol_app.services.offenders import Before, Visit, before, visits
from patrol_app.services.ports import Queries
from patrol_app.services.rules import rule_book

if TYPE_CHECKING:
    from patrol_app.bootstrap import App


@dataclass(frozen=True)
class HerdLine:
    """A row of the herd with its factor (1/10,000; None: no rule) and where that stands."""

    animal: str
    age: str
    head: int
    factor_e4: int | None
    sources: tuple[str, ...]
    weak: bool


@dataclass(frozen=True)
class StepLine:
    """A step in the list: its id, number, kind, time in words and paper number."""

    rec: str
    number: str
    step: str
    at_ms: int
    doc_no: str


@dataclass(frozen=True)
class CaseSide:
    """All cards beside a violation.

    Attributes:
        ground: zones at the point; seen: earlier violations; herd: rows with factors.
        units_e4: their sum; without_factor: heads by kind that it leaves out;
        steps: oldest first; dues: limits that run.
        fines: range of the rule, None while none is entered; papers: what stands of each.
        map: of the place, None without one; shifted: its datum is not certain.
    """

    ground: GrazingGround = field(default_factory=GrazingGround)
    seen: Before = field(default_factory=Before)
    herd: tuple[HerdLine, ...] = ()
    units_e4: int = 0
    without_factor: Mapping[str, int] = field(default_factory=dict)
    steps: tuple[StepLine, ...] = ()
    dues: tuple[Due, ...] = ()
    fines: FineRange | None = None
    papers: tuple[PaperLine, ...] = ()
    map: Picture | None = None
    shifted: bool = False


def side_of(app: App, violation: GrazingViolation, *, stored: bool) -> CaseSide:
    """Everything beside ``violation`` as typed so far; a new one has no steps."""
    queries = app.store.queries
    book = rule_book(queries)
    if not stored:
        violation = violation.edited(unit=queries.identity().unit)
    steps: tuple[StepLine, ...] = ()
    dues: tuple[Due, ...] = ()
    if stored:
        case = case_of(queries, violation.id)
        dues = case.dues
        records = [row.record for row in case.steps if isinstance(row.record, CaseStep)]
        steps = tuple(
            StepLine(one.id, one.number, one.step, one.at.ms if one.at else 0, one.doc_no)
            for one in records
        )
    ground = ground_of(app.places, queries, violation)
    place = violation.position
    day = date_of(violation.found_at.ms) if violation.found_at else ""
    units = sheep_units(violation, book, day)
    return CaseSide(
        ground,
        before(queries, violation),
        tuple(_herd(violation, book, day)),
        units.units_e4,
        units.without_factor,
        steps,
        dues,
        fine_range(violation, book),
        paper_lines(app, violation.id) if stored else (),
        picture(app, violation, ground),
        place is not None and place.datum not in TRUSTED_DATUMS,
    )


def _herd(violation: GrazingViolation, book: RuleBook, day: str) -> list[HerdLine]:
    """Each row with the factor in force on the day of the act."""
    return [
        HerdLine(
            one.row.animal,
            one.row.age,
            one.row.head or 0,
            one.factor_e4,
            tuple(dict.fromkeys(rule.source for rule in one.rules)),
            one.unverified,
        )
        for one in herd_factors(violation, book, day)
    ]


def number_for(app: App, year: int) -> str:
    """The next free paper number of the year; empty where the county reserved none."""
    try:
        return next_no(app.store.queries, year)
    except UserError:
        return ""


def visits_of(app: App, party: str) -> list[Visit]:
    """Every violation of the person behind a party record, newest first."""
    return visits(app.store.queries, party)


def write_paper(app: App, number: str, out: Path) -> Path:
    """The paper of a step (``NUMBER/1``), or the index of a case.

    Raises:
        UserError: as ``CasePapers``.
    """
    papers = app.case_papers
    done = papers.step(number, out) if "/" in number else papers.index(number, out)
    return done.path


def begin_step(queries: Queries, violation: GrazingViolation, step: str) -> dict[str, Any]:
    """What a new step of the case takes over: place and party, officers of the step before."""
    rows = [row.record for row in steps_of(queries, violation.id)]
    before = [one for one in rows if isinstance(one, CaseStep) and one.officer_ids]
    given: dict[str, Any] = {"parent_id": violation.id, "place": violation.place}
    party = violation.herder_id or violation.owner_id
    if party:
        given["party_id"] = party
    if before:
        given["officer_ids"] = before[-1].officer_ids
        given["recorder_id"] = before[-1].recorder_id
    return {**given, "step": step} if step else given


def corrections_of(queries: Queries, step: CaseStep) -> list[StepLine]:
    """The addenda of a step, oldest first."""
    rows = [row.record for row in steps_of(queries, step.parent_id or "")]
    return [
        StepLine(one.id, one.number, one.step, one.at.ms if one.at else 0, one.content)
        for one in rows
        if isinstance(one, CaseStep) and one.step == ADDENDUM and one.corrects == step.number
    ]
