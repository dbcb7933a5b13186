"""The words of a grazing case: its steps, and the ways in which a paper is served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from patrol_app.domain.term import Term, Vocabulary

_STEPS: Final = (
    ("现场检查", "Site check"),
    ("询问", "Questioning"),
    ("责令改正", "Order to correct"),
    ("复查", "Re-check"),
    ("立案", "Case opened"),
    ("证据保存", "Evidence kept"),
    ("保存处理", "Kept evidence dealt with"),
    ("调查终结", "Inquiry closed"),
    ("事先告知", "Prior notice"),
    ("陈述申辩", "Statement and defence"),
    ("听证申请", "Hearing asked for"),
    ("听证通知", "Hearing announced"),
    ("听证", "Hearing held"),
    ("处罚决定", "Decision"),
    ("当场处罚", "Spot decision"),
    ("不予处罚", "No punishment"),
    ("送达", "Served"),
    ("缴款", "Paid"),
    ("结案", "Case closed"),
    ("补正", "Addendum"),
    ("文书作废", "Paper number void"),
)
_SERVE: Final = (
    ("直接送达", "In person"),
    ("留置送达", "Left at the door"),
    ("委托送达", "By another organ"),
    ("邮寄送达", "By post"),
    ("公告送达", "By public notice"),
)
_RELATION: Final = (
    ("本人即畜主", "Owner himself"),
    ("家庭成员", "Family member"),
    ("受雇放牧", "Hired herder"),
    ("代放", "Herds for others"),
    ("不明", "Not known"),
)
# Titles of the papers by step, as printed; in English on the screen alone.
PAPER_TITLES: Final[Mapping[str, Term]] = {
    code: Term(code, zh, en)
    for code, zh, en in (
        ("现场检查", "现场检查（勘验）笔录", "Record of the site check"),
        ("询问", "询问笔录", "Record of the questioning"),
        ("责令改正", "责令改正通知书", "Order to correct"),
        ("立案", "立案审批表", "Approval to open the case"),
        ("证据保存", "先行登记保存证据通知书", "Notice of evidence kept"),
        ("保存处理", "先行登记保存证据处理通知书", "Notice about kept evidence"),
        ("调查终结", "案件调查终结报告", "Report of the inquiry"),
        ("事先告知", "行政处罚事先告知书", "Prior notice of punishment"),
        ("陈述申辩", "陈述申辩笔录", "Record of the statement"),
        ("听证通知", "听证通知书", "Notice of the hearing"),
        ("听证", "听证笔录", "Record of the hearing"),
        ("处罚决定", "行政处罚决定书", "Decision of punishment"),
        ("当场处罚", "当场行政处罚决定书", "Spot decision"),
        ("不予处罚", "不予行政处罚决定书", "Decision of no punishment"),
        ("送达", "送达回证", "Receipt of service"),
        ("结案", "结案报告", "Closing report"),
    )
}
CASE_SETS: Final = tuple(
    Vocabulary(code, tuple(Term(zh, zh, en) for zh, en in rows))
    for code, rows in (
        ("case_step", _STEPS),
        ("serve_mode", _SERVE),
        ("herder_relation", _RELATION),
    )
)
