"""Words for the places of a template: what the records say, a dash or a gap for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from patrol_app.domain.indicators import DASH
from patrol_app.domain.instant import date_of, paper_date
from patrol_app.domain.rules import case as rules
from patrol_app.reports.case_facts import Facts, herd_words, moment, organ_of, photo_words, span
from patrol_app.services.rules import rule_book

RECORDED: Final = frozenset({rules.CHECK, rules.ASK, rules.DEFENCE, rules.HELD})
SEALED: Final = frozenset(
    {rules.ORDER, rules.KEPT, rules.DEALT, rules.NOTICE, rules.HEARING, rules.DECIDED}
    | {rules.SPOT, rules.NONE}
)
CHECKED_UNTIL: Final = "截至 2025-04 核对"
REMEDY: Final = "如不服本决定，可自收到之日起{ask}日内申请行政复议，或{sue}个月内提起行政诉讼。"
HEARING: Final = "你有权陈述、申辩；符合听证条件的，可在{ask}日（工作日）内提出听证申请。"
_TAKEN: Final = ("当事人签收：", "执法人员：", "执法人员：")
SIGNERS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(SEALED, _TAKEN),
    **dict.fromkeys(RECORDED, ("当事人：", "执法人员：", "执法人员：", "记录人：")),
}


def places(facts: Facts) -> dict[str, str]:
    """Words of every place that a template may name; what is not known is a dash or a gap."""
    step, party, seen = facts.step, facts.main_party(), facts.violation
    witness = facts.party(step.witness_id)
    of_party = {
        "当事人": party.name if party else "",
        "身份证号": party.id_number if party else "",
        "住址": party.village if party else "",
        "联系电话": party.phone if party else "",
    }
    said = {
        "与案件关系": step.relation, "地点": step.place, "违法事实": step.facts,
        "依据": step.law, "内容": step.content, "裁量理由": step.fine_reason,
        "当事人意见": step.opinion, "备注": step.remark, "区类": seen.zone_kind,
        "案件编号": seen.number, "文书号": step.doc_no,
        "机关": organ_of(facts.queries, step.doc_no), "见证人": witness.name if witness else "",
    }  # fmt: skip
    made = {
        "执法人员": facts.officers(),
        "记录人": facts.person(step.recorder_id),
        "时间": span(step),
        "日期": paper_date(date_of(step.at.ms)) if step.at else DASH,
        "期限": paper_date(step.deadline) if step.deadline else DASH,
        "罚款": f"{rules.yuan(step.fine_fen)} 元" if step.fine_fen is not None else "＿＿＿＿元",
        "权利告知": _rights(facts, step.step != rules.NOTICE),
        "牲畜": herd_words(facts),
        "照片": photo_words(facts),
        "发现时间": moment(seen.found_at),
    }
    return {**{name: words or DASH for name, words in {**of_party, **said}.items()}, **made}


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
