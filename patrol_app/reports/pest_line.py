"""The whole line of one abnormal tree or place on paper: from finding to re-check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from reportlab.lib.pagesizes import A4
from reportlab.platypus import Flowable

from patrol_app.domain.indicators import DASH
from patrol_app.domain.instant import date_of, paper_date, paper_text
from patrol_app.domain.records import record_type
from patrol_app.domain.records.pest import PestSighting
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.reports import flow, paper
from patrol_app.reports.pest_reading import place_text
from patrol_app.reports.table_model import words
from patrol_app.reports.table_pdf import INTERNAL
from patrol_app.services.pest_thread import State, Step, Thread, thread
from patrol_app.services.ports import Clock, Queries
from patrol_app.services.rules import rule_book

DATED: Final = frozenset({"disposal"})  # ends on a day, at no minute
TITLE: Final = "有害生物线索全程记录"
SIGNERS: Final = ("填    表：", "审    核：", "负 责 人：")
COLUMNS: Final = ("时间", "环节", "内容", "记录号")
INNER: Final = A4[0] - 2 * flow.MARGIN
HOUR_MS: Final = 3_600_000
STATES: Final[dict[State, str]] = {
    "found": "已发现，未取样",
    "waiting": "已取样，待检测结果",
    "clean": "检测阴性",
    "positive": "检出，待除治",
    "clearing": "除治中，待验收",
    "recheck": "验收合格，待复查",
    "closed": "已复查，闭合",
}
AGAIN: Final = "复查"
STAGES: Final = {
    "pest": "发现异常", "lab_result": "检测结果", "acceptance": "验收", "first_report": "首例报告",
}  # fmt: skip
_WORDS: Final = ("pest", "custody_step", "sample_result", "acceptance", "first_act", "told_level")


@dataclass(frozen=True)
class Line:
    """The whole paper.

    Attributes:
        number: of the sighting; head: facts; rows: time, step, words, record number.
    """

    number: str
    unit_name: str
    head: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, str, str], ...]
    numbers: tuple[str, ...]
    as_of: str
    sample: bool
    notes: tuple[str, ...]


def build(queries: Queries, clock: Clock, number: str) -> Line:
    """The line of the tree or place of the sighting ``number``; a re-check leads to its first.

    Raises:
        UserError: ``pest.sighting``: there is none of this number.
    """
    stored = queries.find("pest", number)
    if stored is None:
        raise UserError("pest.sighting", N_("There is no sighting {number}"), number=number)
    now = clock.now_ms()
    found = thread(queries, stored.record.id, rule_book(queries), now)
    head = queries.get("pest", found.rec)
    assert head is not None and isinstance(head.record, PestSighting)
    first = head.record
    unit = queries.find("unit", first.unit)
    name = str(getattr(unit.record, "name", "")) if unit else ""
    steps = [step for step in found.steps if step.done]
    drafts = sum(step.draft for step in steps)
    notes = [
        "时间按登记内容排列；样品交接的先后以登记顺序为准。",
        *([f"其中{drafts}条为草稿，尚未提交。"] if drafts else []),
        "空缺记“—”。",
    ]
    return Line(
        first.number, name or first.unit, _facts(first, found), tuple(map(_row, found.steps)),
        tuple(dict.fromkeys(step.number for step in steps)), paper_text(now),
        first.unit.startswith("DEMO"), tuple(notes),
    )  # fmt: skip


def _facts(first: PestSighting, found: Thread) -> tuple[tuple[str, str], ...]:
    chain = DASH if found.intact is None else "完整" if found.intact else "不完整"
    if found.gap_ms:
        chain += f"（最长间隔{found.gap_ms / HOUR_MS:.1f}小时）"
    return (
        ("树号/编号", found.tree),
        ("现状", STATES[found.state]),
        ("有害生物", zh(first.pest)),
        ("寄主", words(first.host)),
        ("地点", words(first.place)),
        ("小班", words(first.sub_compartment)),
        ("坐标", place_text(first.position).replace("\n", ", ")),
        ("检测结果", zh(found.result) or DASH),
        ("样品流转", chain),
        ("疑似首例", "是" if first.first_case else "否"),
    )


def _row(step: Step) -> tuple[str, str, str, str]:
    title = zh(step.title) or record_type(step.type).code
    if not step.done:
        until = paper_date(date_of(step.words_ms)) if step.words_ms is not None else DASH
        return (f"应于{until}前", title, "待办", DASH)
    detail = zh(step.detail)
    if step.type in STAGES and step.title != AGAIN:  # what was found stands beside the stage
        detail = " ".join(part for part in (title, detail) if part)
        title = STAGES[step.type]
    title += "（草稿）" if step.draft else ""
    when = paper_text(step.words_ms) if step.words_ms is not None else DASH
    if step.type in DATED:
        when = when.partition(" ")[0]
    return (when, title, words(detail), step.number)


def zh(value: str) -> str:
    """The Chinese word of a vocabulary; other texts as they are."""
    for code in _WORDS:
        term = vocabulary(code).find(value)
        if term is not None:
            return term.zh
    return value


def render(line: Line, out: BinaryIO) -> int:
    """Write the line to ``out``; the number of pages."""
    sample = " · 示例数据，非真实记录" if line.sample else ""
    head = flow.Head(
        title=TITLE,
        left=f"填报单位：{line.unit_name}",
        right=f"编号：{line.number}",
        footer=paper.Footer(
            f"林巡 Patrol · 数据截至 {line.as_of} · {INTERNAL}{sample}",
            f"表号 LX-XS-{line.number}",
        ),
        signers=SIGNERS,
        name=f"{TITLE} {line.number}",
    )
    return flow.render(head, A4, lambda: _parts(line), out)


def _parts(line: Line) -> Sequence[Flowable]:
    return [
        flow.pairs(line.head, INNER, 2),
        flow.caption("时间线"),
        flow.headed(COLUMNS, line.rows, (32, 26, 70, 40), INNER),
        flow.note("说明：" + "".join(line.notes)),
    ]
