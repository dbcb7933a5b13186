"""The words of a grazing case: its steps, and the ways in which a paper is served."""

from __future__ import annotations

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
CASE_SETS: Final = tuple(
    Vocabulary(code, tuple(Term(zh, zh, en) for zh, en in rows))
    for code, rows in (
        ("case_step", _STEPS),
        ("serve_mode", _SERVE),
        ("herder_relation", _RELATION),
    )
)
