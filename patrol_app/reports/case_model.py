"""Papers of a grazing case as plain data (``domain.md`` §5.5): one step, one paper.

The program fills in what the records say and leaves the rest to the pen; it prints no seal and
no red head. All papers but four come from texts that the legal office gave and enabled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from patrol_app.domain.case_template import blocks as cut
from patrol_app.domain.case_template import unknown
from patrol_app.domain.indicators import DASH
from patrol_app.domain.instant import date_of, paper_date, paper_text
from patrol_app.domain.records.case import CaseStep
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.domain.rules import case as rules
from patrol_app.domain.words_case import PAPER_TITLES
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.reports.case_facts import Facts, herd_words, moment, organ_of, photo_words, span
from patrol_app.reports.case_places import RECORDED, SEALED, SIGNERS, places
from patrol_app.services.case_templates import template_of
from patrol_app.services.cases import case_of
from patrol_app.services.ports import Queries, Stored

TITLES: Final[Mapping[str, str]] = {code: term.zh for code, term in PAPER_TITLES.items()}
RIGHTS: Final = (
    "已出示执法证件，并告知：你有权申请回避，有权陈述和申辩；应当如实回答询问，不得提供虚假证言。"
)


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
        private: an ID number stands on it.
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
    private: bool = False


def build(queries: Queries, number: str, as_of_ms: int) -> CasePaper:
    """The paper of the step called ``number``.

    Raises:
        UserError: ``record.unknown``; ``case.draft``: it is not submitted; ``case.no_paper``;
            ``case.template``: the legal office has not enabled it; ``case.place``.
    """
    stored = queries.find("case_step", number)
    if stored is None or not isinstance(stored.record, CaseStep):
        raise UserError("record.unknown", N_("No record is called {name}"), name=number)
    step = stored.record
    if stored.state == "draft":
        raise UserError("case.draft", N_("Submit the step first: a paper shows what stands"))
    if step.step not in TITLES:
        raise UserError("case.no_paper", N_("This step has no paper"))
    case = case_of(queries, step.parent_id or "")
    violation = case.violation.record
    if not isinstance(violation, GrazingViolation):
        raise TypeError("not a violation")
    facts = Facts(queries, case, violation, step)
    title, (lines, blocks, signers) = _words(facts)
    found = (*blocks, *_addenda(case.steps, step.number))
    return CasePaper(
        title=title,
        doc_no=step.doc_no,
        organ=organ_of(queries, step.doc_no),
        lines=lines,
        blocks=found,
        signers=signers,
        every_page=step.step in RECORDED,
        seal=step.step in SEALED,
        number=step.number,
        case=violation.number,
        as_of=paper_text(as_of_ms),
        numbers=(violation.number, step.number),
        sample=violation.unit.startswith("DEMO"),
        private=any(
            one in words for one in facts.id_numbers() for _head, words in (*lines, *found)
        ),
    )


def _words(facts: Facts) -> tuple[str, Body]:
    """Title and body: of the program's own papers, else of the text that is enabled."""
    step = facts.step
    if step.step in _BODIES:
        return TITLES[step.step], _BODIES[step.step](facts)
    day = date_of(step.at.ms) if step.at else ""
    template = template_of(facts.queries, step.step, day)
    if template is None:
        raise UserError("case.template", N_("The legal office has not enabled this paper"))
    if strange := unknown(template.body):
        names = "、".join(strange[:5])
        raise UserError("case.place", N_("The template names unknown places: {names}"), names=names)
    signers = SIGNERS.get(step.step, ("承办人：", "承办人：", "审核人：", "负责人："))
    return template.title, ((), cut(template.body, places(facts)), signers)


Body = tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...], tuple[str, ...]]


def _check(facts: Facts) -> Body:
    step, party = facts.step, facts.main_party()
    witness = facts.party(step.witness_id)
    lines = (
        ("检查时间", span(step)),
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
        ("询问时间", span(step)),
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
        ("送达时间", span(step)),
        ("送达人", facts.officers()),
        ("见证人", witness.name if witness else DASH),
        ("代收关系", step.relation or DASH),
    )
    blocks = (("备注", step.remark or DASH),)
    return lines, blocks, ("受送达人：", "送达人：", "送达人：", "见证人：")


_BODIES: Final[Mapping[str, Callable[[Facts], Body]]] = {
    rules.CHECK: _check,
    rules.ASK: _ask,
    rules.ORDER: _order,
    rules.SERVED: _serve,
}


def _addenda(steps: Sequence[Stored], number: str) -> tuple[tuple[str, str], ...]:
    """What later steps corrected, at the end and never in place (corrections are addenda)."""
    found = []
    for row in steps:
        one = row.record
        if isinstance(one, CaseStep) and one.step == rules.ADDENDUM and one.corrects == number:
            found.append(("补正", f"{one.content}\n（{moment(one.at)}，{one.number}）"))
    return tuple(found)
