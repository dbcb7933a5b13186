"""What the papers of a case say of it: people, herd, photos, times, in the words of papers."""

from __future__ import annotations

from dataclasses import dataclass

from patrol_app.domain.indicators import DASH
from patrol_app.domain.instant import Instant, date_of, paper_text
from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.records.case import CaseStep, DocBlock
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.domain.records.party import Party
from patrol_app.domain.records.person import Person
from patrol_app.domain.rules.grazing import SheepUnits, sheep_units
from patrol_app.services.cases import Case
from patrol_app.services.ports import Listing, Queries
from patrol_app.services.rules import rule_book


@dataclass(frozen=True)
class Facts:
    """A step with what it names."""

    queries: Queries
    case: Case
    violation: GrazingViolation
    step: CaseStep

    def person(self, rec: str | None) -> str:
        """Name and certificate number of one of us."""
        stored = self.queries.get("person", rec) if rec else None
        if stored is None or not isinstance(stored.record, Person):
            return DASH
        one = stored.record
        return f"{one.name}（执法证号 {one.certificate}）" if one.certificate else one.name

    def officers(self) -> str:
        """All officers of the step."""
        return "、".join(self.person(rec) for rec in self.step.officer_ids) or DASH

    def party(self, rec: str | None) -> Party | None:
        """A party's record."""
        stored = self.queries.get("party", rec) if rec else None
        return stored.record if stored and isinstance(stored.record, Party) else None

    def id_numbers(self) -> frozenset[str]:
        """ID numbers of everybody whom the step or the violation names."""
        seen, step = self.violation, self.step
        recs = (seen.owner_id, seen.herder_id, *seen.witness_ids, step.party_id, step.witness_id)
        found = (self.party(rec) for rec in recs)
        return frozenset(one.id_number for one in found if one and one.id_number)

    def main_party(self) -> Party | None:
        """Whom the step concerns: its own party, else herder or owner."""
        one = self.step.party_id or self.violation.herder_id or self.violation.owner_id
        return self.party(one)


def herd_words(facts: Facts) -> str:
    """The herd as counted, with its sheep units and the table they come from."""
    violation = facts.violation
    day = date_of(violation.found_at.ms) if violation.found_at else ""
    book = rule_book(facts.queries)
    units = sheep_units(violation, book, day)
    herd = "、".join(
        f"{row.animal}{row.age}{row.head or 0}头只"
        for row in sorted(violation.livestock, key=lambda row: row.order)
    )
    total = sum(row.head or 0 for row in violation.livestock)
    weak = "，折算系数未核实" if units.unverified else ""
    weak += without_words(units)
    method = f"计数方法：{violation.count_method}。" if violation.count_method else ""
    return f"牲畜：{herd}，共{total}头只，折合{e4(units.units_e4)}羊单位{weak}。{method}"


def without_words(units: SheepUnits) -> str:
    """What the sum of sheep units leaves out, by kind; empty where every kind has a factor."""
    if not units.without_factor:
        return ""
    kinds = "、".join(f"{name}{head}头只" for name, head in units.without_factor.items())
    return f"，{kinds}无折算系数未计入"


def photo_words(facts: Facts) -> str:
    """Names of the photos of the violation and of the step."""
    found = []
    for rec in (facts.violation.id, facts.step.id):
        for row in facts.queries.children("attachment", "parent_id", rec):
            if isinstance(row.record, Attachment):
                found.append(f"{row.record.number} {row.record.name}".strip())
    return "；".join(found) or DASH


def e4(value: int) -> str:
    """Ten-thousandths with two decimals, half up: ``86.60``."""
    rounded = (value + 50) // 100
    return f"{rounded // 100}.{rounded % 100:02d}"


def moment(value: Instant | None) -> str:
    """A time as papers print it."""
    return paper_text(value.ms) if value else DASH


def span(step: CaseStep) -> str:
    """From when to when a step took, or when it was."""
    if step.until is None:
        return moment(step.at)
    return f"{moment(step.at)} 至 {moment(step.until)}"


def organ_of(queries: Queries, doc_no: str) -> str:
    """The organ of the block that a number was taken from."""
    if not doc_no:
        return ""
    for row in queries.page(Listing("doc_block", limit=500)).rows:
        one = row.record
        if isinstance(one, DocBlock) and doc_no.startswith(f"{one.prefix}〔{one.year}〕"):
            return one.organ
    return ""
