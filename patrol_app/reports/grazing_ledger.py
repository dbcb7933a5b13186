"""违规放牧台账 (paper 9.10), 案卷目录 and 文书号登记表 as ledgers."""

from __future__ import annotations

from typing import Final

from patrol_app.domain.indicators import DASH
from patrol_app.domain.instant import DAY_MS, date_of, day_start, paper_date, paper_text
from patrol_app.domain.masking import masked_name
from patrol_app.domain.period import Span
from patrol_app.domain.records.case import CaseStep
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.domain.rules import case as rules
from patrol_app.domain.rules.grazing import sheep_units
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.reports.case_facts import e4, moment, without_words
from patrol_app.reports.case_model import TITLES
from patrol_app.reports.monthly_model import month_span
from patrol_app.reports.table_model import Head, Ledger, Row
from patrol_app.services.cases import case_of, numbers, steps_of
from patrol_app.services.listing import pages
from patrol_app.services.ports import Clock, Condition, Listing, Queries, Stored
from patrol_app.services.rules import rule_book
from patrol_app.services.units import below
from patrol_app.services.value_words import show_position

LEDGER: Final = "违规放牧台账"
HEADS: Final = (
    Head("编号", 17),
    Head("发现日时", 14),
    Head("地点", 12),
    Head("坐标", 15),
    Head("区类", 9),
    Head("畜种×头数", 16),
    Head("羊单位", 8, figure=True),
    Head("当事人", 9),
    Head("村", 10),
    Head("损害", 13),
    Head("证据号", 13),
    Head("处置", 11),
    Head("文书号", 14),
    Head("罚款(元)", 9, figure=True),
    Head("复查", 10),
)
SIGNERS: Final = ("登    记：", "执    法：", "执    法：", "审    核：")


def ledger(
    queries: Queries, clock: Clock, unit: str | None, month: str, *, private: bool
) -> Ledger:
    """9.10 of ``month`` (``YYYY-MM``) in ``unit`` and below, with heads, units and fines in all.

    Args:
        queries: of the open store; clock: for the day of the paper.
        unit: unit code; None for the own one; month: as above.
        private: whole names of parties; else in part.

    Raises:
        UserError: no such unit or month.
    """
    top, name = _unit(queries, unit)
    first, last, _after = month_span(month)
    span = Span(first, last)
    conditions = (
        Condition("found_at", ">=", day_start(span.first)),
        Condition("found_at", "<", day_start(span.last) + DAY_MS),
        Condition("unit", "in", tuple(below(queries, top))),
    )
    stored = list(pages(queries, Listing("grazing", conditions, descending=False)))
    rows = tuple(_row(queries, one, private=private) for one in stored)
    heads = sum(int(one.own.get("heads") or 0) for one in stored)
    units = sum(_units(one) for one in stored)
    fines = sum(_fine(_steps(queries, one)) for one in stored)
    total = ("合计", "", "", "", "", f"{heads} 头只", e4(units), *[""] * 6, rules.yuan(fines), "")
    left = [line for one in stored if (line := _left_out(queries, one))]
    notes = (
        "羊单位按提交时生效的折算表计算。",
        *left,
        "罚款由办案人员填写，为已作出决定的金额。",
        "姓名未获授权时部分隐去。",
    )
    return Ledger(
        code="9.10",
        title=LEDGER,
        unit_name=name,
        unit_code=top,
        period=f"{paper_date(first)} — {paper_date(last)}",
        as_of=paper_text(clock.now_ms()),
        heads=HEADS,
        rows=rows,
        total=total if rows else (),
        signers=SIGNERS,
        notes=notes,
        sample=top.startswith("DEMO"),
        internal=False,
    )


def index(queries: Queries, clock: Clock, number: str) -> Ledger:
    """案卷目录: every paper and step of the case ``number``, in order.

    Raises:
        UserError: ``record.unknown``.
    """
    found = queries.find("grazing", number)
    if found is None:
        raise UserError("record.unknown", N_("No record is called {name}"), name=number)
    case = case_of(queries, found.record.id)
    top, name = _unit(queries, found.record.unit)
    rows = [Row(("违规放牧记录", number, _found(case.violation), "", DASH), (number,))]
    for row in case.steps:
        one = row.record
        if isinstance(one, CaseStep):
            title = TITLES.get(one.step, one.step)
            note = one.served_no or one.corrects or one.remark or DASH
            cells = (title, one.doc_no or one.number, moment(one.at), "", note)
            rows.append(Row(cells, (one.number,)))
    for rec in (found.record.id, *(row.record.id for row in case.steps)):
        for row in queries.children("attachment", "parent_id", rec):
            name_of = str(getattr(row.record, "name", ""))
            cells = ("照片、影像", row.record.number, DASH, "", name_of)
            rows.append(Row(cells, (row.record.number,)))
    heads = (Head("材料名称", 26), Head("文号或编号", 28), Head("日期", 22), Head("页次", 8),
             Head("备注", 34))  # fmt: skip
    return Ledger(
        code="案卷",
        title="案卷目录",
        unit_name=name,
        unit_code=top,
        period=number,
        period_label="案件编号",
        as_of=paper_text(clock.now_ms()),
        heads=heads,
        rows=tuple(rows),
        signers=("立卷人：", "检查人："),
        notes=("页次在装订后填写。",),
        sample=top.startswith("DEMO"),
        internal=False,
        seal=False,
    )


def number_book(queries: Queries, clock: Clock, unit: str | None, year: int) -> Ledger:
    """文书号登记表: every number reserved for a unit and year; void ones are listed.

    Raises:
        UserError: no such unit.
    """
    top, name = _unit(queries, unit)
    words = {"used": "已用", "void": "作废", "free": "未用"}
    rows = tuple(
        Row(
            (
                one.number,
                words[one.state],
                one.step or DASH,
                paper_date(one.day) if one.day else DASH,
            ),
            (one.step,) if one.step else (),
        )
        for one in numbers(queries, top, year)
    )
    return Ledger(
        code="文书号",
        title="文书号登记表",
        unit_name=name,
        unit_code=top,
        period=f"{year}年",
        as_of=paper_text(clock.now_ms()),
        heads=(Head("文书号", 30), Head("状态", 10), Head("案件步骤", 34), Head("日期", 20)),
        rows=rows,
        signers=("登    记：", "审    核："),
        notes=("号段由县级预留，作废号保留不再使用。",),
        sample=top.startswith("DEMO"),
        internal=False,
        seal=False,
    )


def _unit(queries: Queries, unit: str | None) -> tuple[str, str]:
    top = unit or queries.identity().unit
    found = queries.find("unit", top)
    if found is None:
        raise UserError("report.unit", N_("There is no unit {code} here"), code=top)
    return top, str(getattr(found.record, "name", "")) or top


def _steps(queries: Queries, stored: Stored) -> list[CaseStep]:
    rows = steps_of(queries, stored.record.id)
    return [row.record for row in rows if isinstance(row.record, CaseStep)]


def _row(queries: Queries, stored: Stored, *, private: bool) -> Row:
    one = stored.record
    if not isinstance(one, GrazingViolation):
        raise TypeError("not a violation")
    steps = _steps(queries, stored)
    void = {step.doc_no for step in steps if step.step == rules.VOID}
    papers = [step.doc_no for step in steps if step.doc_no and step.doc_no not in void]
    party = queries.get("party", one.herder_id or one.owner_id or "")
    name = str(getattr(party.record, "name", "")) if party else ""
    rechecks = [date_of(s.at.ms) for s in steps if s.step == rules.RECHECK and s.at]
    photos = queries.children("attachment", "parent_id", one.id)
    place = one.position
    cells = (
        one.number,
        moment(one.found_at),
        one.place or DASH,
        show_position(place.lat, place.lon) if place else DASH,
        one.zone_kind or DASH,
        "、".join(f"{row.animal}×{row.head or 0}" for row in one.livestock) or DASH,
        e4(_units(stored)),
        ((name if private else masked_name(name)) or DASH) if party else "不明",
        str(getattr(party.record, "village", "")) or DASH if party and private else DASH,
        _damage(one),
        "、".join(row.record.number for row in photos) or DASH,
        "、".join(one.action) or DASH,
        "、".join(papers) or DASH,
        rules.yuan(fine) if (fine := _fine(steps)) else DASH,
        paper_date(max(rechecks)) if rechecks else DASH,
    )
    return Row(cells, (one.number, *(step.number for step in steps)))


def _damage(one: GrazingViolation) -> str:
    parts = []
    if one.trees_destroyed is not None:
        parts.append(f"{one.tree_species or '树木'}{one.trees_destroyed}株")
    if one.damage_area_mu_e4 is not None:
        parts.append(f"{e4(one.damage_area_mu_e4)[:-1]}亩")
    return "，".join(parts) or DASH


def _units(stored: Stored) -> int:
    value = stored.judged.get("sheep_units_e4")
    number = value.get("value") if isinstance(value, dict) else None
    return number if isinstance(number, int) else 0


def _left_out(queries: Queries, stored: Stored) -> str:
    """Which heads the sheep units of a record leave out, as a note of its own."""
    one = stored.record
    if not isinstance(one, GrazingViolation):
        return ""
    day = date_of(one.found_at.ms) if one.found_at else ""
    words = without_words(sheep_units(one, rule_book(queries), day)).removeprefix("，")
    return f"{one.number}：{words}。" if words else ""


def _fine(steps: list[CaseStep]) -> int:
    void = {step.doc_no for step in steps if step.step == rules.VOID and step.doc_no}
    return sum(
        step.fine_fen or 0
        for step in steps
        if step.step in (rules.DECIDED, rules.SPOT) and step.doc_no not in void
    )


def _found(stored: Stored) -> str:
    one = stored.record
    return moment(one.found_at) if isinstance(one, GrazingViolation) else DASH
