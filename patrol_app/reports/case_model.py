"""Papers of a grazing case as plain data (``domain.md`` §5.5): one step, one paper.

The program fills in what the records say and leaves the rest to the pen; it prints no seal and
no red head. Papers of planned and decided fines need the legal office's rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from patrol_app.domain.indicators import DASH
from patrol_app.domain.instant import Instant, date_of, paper_date, paper_text
from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.records.case import CaseStep, DocBlock
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.domain.records.party import Party
from patrol_app.domain.records.person import Person
from patrol_app.domain.rules import case as rules
from patrol_app.domain.rules.grazing import sheep_units
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.cases import Case, case_of
from patrol_app.services.ports import Listing, Queries, Stored
from patrol_app.services.rules import rule_book

TITLES: Final[Mapping[str, str]] = {
    rules.CHECK: "现场检查（勘验）笔录",
    rules.ASK: "询问笔录",
    rules.ORDER: "责令改正通知书",
    rules.SERVED: "送达回证",
    rules.NOTICE: "行政处罚事先告知书",
    rules.DECIDED: "行政处罚决定书",
    rules.SPOT: "当场行政处罚决定书",
}
TEMPLATES: Final[Mapping[str, str]] = {
    rules.NOTICE: "case.template.prior",
    rules.DECIDED: "case.template.decision",
    rules.SPOT: "case.template.spot",
}
RIGHTS: Final = (
    "已出示执法证件，并告知：你有权申请回避，有权陈述和申辩；应当如实回答询问，不得提供虚假证言。"
)
CHECKED_UNTIL: Final = "截至 2025-04 核对"
REMEDY: Final = "如不服本决定，可自收到之日起{ask}日内申请行政复议，或{sue}个月内提起行政诉讼。"
HEARING: Final = "你有权陈述、申辩；符合听证条件的，可在{ask}日（工作日）内提出听证申请。"


@dataclass(frozen=True)
class CasePaper:
    """One paper.

    Attributes:
        title, doc_no: as printed; organ: whose paper it is, or empty.
        lines: (label, words) of the head.
        blocks: (heading, words) of the body, in order.
        signers: labels of the lines for signatures.
        every_page: the signers stand on each page (records of a check or a questioning).
        seal: a free circle for the organ's seal.
        number: of the step; case: of the violation; numbers: every record behind it.
        sample: sample data.
    """

    title: str
    doc_no: str
    organ: str
    lines: tuple[tuple[str, str], ...]
    blocks: tuple[tuple[str, str], ...]
    signers: tuple[str, ...]
    every_page: bool
    seal: bool
    number: str
    case: str
    as_of: str
    numbers: tuple[str, ...] = ()
    sample: bool = False


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

    def main_party(self) -> Party | None:
        """Whom the step concerns: its own party, else herder or owner."""
        one = self.step.party_id or self.violation.herder_id or self.violation.owner_id
        return self.party(one)


def build(queries: Queries, number: str, as_of_ms: int) -> CasePaper:
    """The paper of the step called ``number``.

    Raises:
        UserError: ``record.unknown``; ``case.draft``: it is not submitted; ``case.no_paper``;
            ``case.template``: the legal office has not enabled it.
    """
    stored = queries.find("case_step", number)
    if stored is None or not isinstance(stored.record, CaseStep):
        raise UserError("record.unknown", N_("No record is called {name}"), name=number)
    step = stored.record
    if stored.state == "draft":
        raise UserError("case.draft", N_("Submit the step first: a paper shows what stands"))
    if step.step not in TITLES:
        raise UserError("case.no_paper", N_("This step has no paper"))
    book = rule_book(queries)
    day = date_of(step.at.ms) if step.at else ""
    if step.step in TEMPLATES:
        rule = book.find(TEMPLATES[step.step], day)
        if rule is None or not rule.value:
            raise UserError("case.template", N_("The legal office has not enabled this paper"))
    case = case_of(queries, step.parent_id or "")
    violation = case.violation.record
    if not isinstance(violation, GrazingViolation):
        raise TypeError("not a violation")
    facts = Facts(queries, case, violation, step)
    lines, blocks, signers = _BODIES[step.step](facts)
    recorded = step.step in (rules.CHECK, rules.ASK)
    return CasePaper(
        title=TITLES[step.step],
        doc_no=step.doc_no,
        organ=_organ(queries, step.doc_no),
        lines=lines,
        blocks=(*blocks, *_addenda(case.steps, step.number)),
        signers=signers,
        every_page=recorded,
        seal=step.step in (rules.ORDER, *TEMPLATES),
        number=step.number,
        case=violation.number,
        as_of=paper_text(as_of_ms),
        numbers=(violation.number, step.number),
        sample=violation.unit.startswith("DEMO"),
    )


Body = tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...], tuple[str, ...]]


def _check(facts: Facts) -> Body:
    step, party = facts.step, facts.main_party()
    witness = facts.party(step.witness_id)
    lines = (
        ("检查时间", _span(step)),
        ("检查地点", step.place or DASH),
        ("当事人", party.name if party else "不明"),
        ("住址", (party.village if party else "") or DASH),
        ("检查人", facts.officers()),
        ("见证人", witness.name if witness else DASH),
        ("记录人", facts.person(step.recorder_id)),
    )
    blocks = (
        ("现场情况", f"{step.facts}\n{herd_words(facts)}"),
        ("照片、影像编号", photo_words(facts)),
        ("当事人意见", step.opinion or DASH),
    )
    return lines, blocks, ("当事人：", "见证人：", "检查人：", "检查人：", "记录人：")


def _ask(facts: Facts) -> Body:
    step, party = facts.step, facts.main_party()
    lines = (
        ("询问时间", _span(step)),
        ("询问地点", step.place or DASH),
        ("询问人", facts.officers()),
        ("记录人", facts.person(step.recorder_id)),
        ("被询问人", party.name if party else DASH),
        ("身份证号", (party.id_number if party else "") or DASH),
        ("住址", (party.village if party else "") or DASH),
        ("联系电话", (party.phone if party else "") or DASH),
        ("与案件关系", step.relation or DASH),
    )
    asked = sorted(step.answers, key=lambda one: one.order)
    text = "\n".join(f"问：{one.question}\n答：{one.answer}" for one in asked)
    blocks = (("告知事项", RIGHTS if step.rights_told else DASH), ("询问内容", text))
    return lines, blocks, ("被询问人：", "询问人：", "询问人：", "记录人：")


def _order(facts: Facts) -> Body:
    step, party = facts.step, facts.main_party()
    lines = (
        ("当事人", party.name if party else DASH),
        ("住址", (party.village if party else "") or DASH),
        ("执法人员", facts.officers()),
    )
    blocks = (
        ("违法事实", step.facts),
        ("依据", step.law),
        ("责令改正内容", step.content),
        ("改正期限", paper_date(step.deadline) if step.deadline else DASH),
    )
    return lines, blocks, ("当事人签收：", "执法人员：", "执法人员：")


def _serve(facts: Facts) -> Body:
    step, party = facts.step, facts.main_party()
    witness = facts.party(step.witness_id)
    served = [
        row.record
        for row in facts.case.steps
        if isinstance(row.record, CaseStep) and row.record.doc_no == step.served_no
    ]
    title = TITLES.get(served[0].step, served[0].step) if served else DASH
    lines = (
        ("受送达人", party.name if party else DASH),
        ("送达文书", f"{title}  {step.served_no}"),
        ("送达方式", step.serve_mode or DASH),
        ("送达地点", step.place or DASH),
        ("送达时间", _span(step)),
        ("送达人", facts.officers()),
        ("见证人", witness.name if witness else DASH),
        ("代收关系", step.relation or DASH),
    )
    blocks = (("备注", step.remark or DASH),)
    return lines, blocks, ("受送达人：", "送达人：", "送达人：", "见证人：")


def _punish(facts: Facts) -> Body:
    step, party = facts.step, facts.main_party()
    fine = f"{rules.yuan(step.fine_fen)} 元" if step.fine_fen is not None else "　　　　元"
    lines = (
        ("当事人", party.name if party else DASH),
        ("身份证号", (party.id_number if party else "") or DASH),
        ("住址", (party.village if party else "") or DASH),
        ("执法人员", facts.officers()),
    )
    decided = step.step != rules.NOTICE
    blocks = [
        ("违法事实", step.facts),
        ("依据", step.law),
        ("决定内容" if decided else "拟处罚内容", step.content),
        ("罚款" if decided else "拟罚款", fine),
    ]
    if step.fine_reason:
        blocks.append(("裁量理由", step.fine_reason))
    blocks.append(("权利告知", _rights(facts, decided)))
    return lines, tuple(blocks), ("当事人签收：", "执法人员：", "执法人员：")


def _rights(facts: Facts, decided: bool) -> str:
    """What may be done against it and until when, by the rules in force that day."""
    book, step = rule_book(facts.queries), facts.step
    keys = {"ask": "case.reconsider", "sue": "case.sue"} if decided else {"ask": "case.hearing.ask"}
    day = date_of(step.at.ms) if step.at else ""
    rows = {name: book.find(key, day) for name, key in keys.items()}
    counts = {name: row.value if row else "　" for name, row in rows.items()}
    sources = "、".join(row.source for row in rows.values() if row)
    words = (REMEDY if decided else HEARING).format(**counts)
    return f"{words}（{sources}，{CHECKED_UNTIL}）"


_BODIES: Final[Mapping[str, Callable[[Facts], Body]]] = {
    rules.CHECK: _check,
    rules.ASK: _ask,
    rules.ORDER: _order,
    rules.SERVED: _serve,
    rules.NOTICE: _punish,
    rules.DECIDED: _punish,
    rules.SPOT: _punish,
}


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
    method = f"计数方法：{violation.count_method}。" if violation.count_method else ""
    return f"牲畜：{herd}，共{total}头只，折合{e4(units.units_e4)}羊单位{weak}。{method}"


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


def _span(step: CaseStep) -> str:
    if step.until is None:
        return moment(step.at)
    return f"{moment(step.at)} 至 {moment(step.until)}"


def _addenda(steps: Sequence[Stored], number: str) -> tuple[tuple[str, str], ...]:
    """What later steps corrected, at the end and never in place (corrections are addenda)."""
    found = []
    for row in steps:
        one = row.record
        if isinstance(one, CaseStep) and one.step == rules.ADDENDUM and one.corrects == number:
            found.append(("补正", f"{one.content}\n（{moment(one.at)}，{one.number}）"))
    return tuple(found)


def _organ(queries: Queries, doc_no: str) -> str:
    """The organ of the block that a number was taken from."""
    if not doc_no:
        return ""
    for row in queries.page(Listing("doc_block", limit=500)).rows:
        one = row.record
        if isinstance(one, DocBlock) and doc_no.startswith(f"{one.prefix}〔{one.year}〕"):
            return one.organ
    return ""
