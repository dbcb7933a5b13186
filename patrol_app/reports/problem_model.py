"""问题台账 (paper 9.11) and the closing sheet 销号单 of one problem, as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from patrol_app.domain.indicators import DASH, mended_rate
from patrol_app.domain.instant import DAY_MS, date_of, day_start, paper_date, paper_text
from patrol_app.domain.problem_state import ProblemState
from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.records.problem import Problem, ProblemStep
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.reports.monthly_model import month_span
from patrol_app.reports.table_model import Head, Ledger, Row, words
from patrol_app.services.ports import Clock, Condition, Queries
from patrol_app.services.problem_reading import MENDING, known_problem, known_problems
from patrol_app.services.problems import Line, line_of
from patrol_app.services.rules import rule_book
from patrol_app.services.units import below
from patrol_app.services.working_days import Workdays

TITLE, CLOSING = "问题台账", "问题整改销号单"
SIGNERS = ("登    记：", "林 长 办：", "林    长：")
CLOSERS = ("责任单位：", "复    核：", "林 长 办：")
HEADS = (
    Head("编号", 16),
    Head("来源", 11),
    Head("类别", 14),
    Head("发现日", 9),
    Head("地点", 12),
    Head("网格", 8),
    Head("图斑", 7),
    Head("描述", 23),
    Head("级别", 6),
    Head("责任单位", 11),
    Head("期限", 9),
    Head("状态", 10),
    Head("处置", 21),
    Head("复核", 9),
    Head("销号日", 9),
    Head("督办", 7),
)
ACTIONS = ("HANDLING", "SUBMITTED", "TRANSFERRED", "RESULT", "MERGED")
BEFORE, AFTER = "整改前", "整改后"


@dataclass(frozen=True)
class Picture:
    """A photo of the closing sheet: ``BEFORE`` or ``AFTER``, its blob and its caption."""

    when: str
    sha256: str
    caption: str


@dataclass(frozen=True)
class Closing:
    """The closing sheet.

    Attributes:
        facts: label and value, in pairs; log: number, time, step, who, what of each step.
        verdict: the arithmetic of the legal threshold, or empty.
    """

    number: str
    unit_name: str
    as_of: str
    facts: tuple[tuple[str, str], ...]
    log: tuple[tuple[str, ...], ...]
    photos: tuple[Picture, ...]
    verdict: str
    sample: bool


def ledger(queries: Queries, clock: Clock, unit: str | None, month: str) -> Ledger:
    """Every submitted problem found in ``month`` in ``unit`` and below, oldest first.

    Args:
        queries: of the open store.
        clock: for the state of the data.
        unit: code; None = the own unit.
        month: ``YYYY-MM``; empty = all of them.

    Raises:
        UserError: no such unit or month.
    """
    top = unit or queries.identity().unit
    found = queries.find("unit", top)
    if found is None:
        raise UserError("report.unit", N_("There is no unit {code} here"), code=top)
    conditions = [Condition("unit", "in", tuple(below(queries, top)))]
    period = "全部"
    if month:
        first, last, _after = month_span(month)
        period = f"{paper_date(first)} — {paper_date(last)}"
        conditions.append(Condition("found_at", ">=", day_start(first)))
        conditions.append(Condition("found_at", "<", day_start(last) + DAY_MS))
    book, today = rule_book(queries), date_of(clock.now_ms())
    known = reversed(known_problems(queries, *conditions))
    days = Workdays(queries)
    lines = [line_of(days, one, book, today) for one in known]
    return Ledger(
        code="9.11",
        title=TITLE,
        unit_name=str(getattr(found.record, "name", "")) or top,
        unit_code=top,
        period=period,
        as_of=paper_text(clock.now_ms()),
        heads=HEADS,
        rows=tuple(_row(queries, line) for line in lines),
        signers=SIGNERS,
        notes=_notes(lines),
        sample=top.startswith("DEMO"),
        internal=False,
    )


def closing(queries: Queries, clock: Clock, number: str) -> Closing:
    """The closing sheet of the problem called ``number``.

    Raises:
        UserError: ``record.unknown``.
    """
    stored = queries.find("problem", number)
    if stored is None:
        raise UserError("record.unknown", N_("No record is called {name}"), name=number)
    known = known_problem(queries, stored)
    line = line_of(Workdays(queries), known, rule_book(queries), date_of(clock.now_ms()))
    problem, now = line.problem, line.now
    unit = queries.find("unit", problem.unit)
    facts = (
        ("编号", problem.number),
        ("来源", words(problem.source)),
        ("类别", _word("category", problem.category)),
        ("级别", words(now.grade)),
        ("发现时间", paper_text(problem.found_at.ms) if problem.found_at else DASH),
        ("地点", words(problem.place)),
        ("网格", _name(queries, "grid", problem.grid_id)),
        ("图斑", words(problem.patch_no)),
        ("责任单位", _name(queries, "unit", now.for_unit_id)),
        ("责任人", _name(queries, "person", now.person_id)),
        ("期限", _date(now.due_on)),
        ("状态", _word("problem_state", now.state)),
        ("督办", words(now.supervision)),
        ("延期次数", str(now.suspensions)),
        ("复核通过", _date(now.rectified_on)),
        ("销号日期", _date(now.closed_on)),
        ("问题描述", words(problem.description)),
    )
    steps = [one.step for one in known.steps]
    return Closing(
        number=problem.number,
        unit_name=str(getattr(unit.record, "name", "")) if unit else problem.unit,
        as_of=paper_text(clock.now_ms()),
        facts=facts,
        log=tuple(_log(queries, step, now) for step in steps),
        photos=_photos(queries, problem, steps),
        verdict=line.crime.line,
        sample=problem.unit.startswith("DEMO"),
    )


def _row(queries: Queries, line: Line) -> Row:
    problem, now = line.problem, line.now
    acts = [one.step for one in line.known.steps if one.step.step in ACTIONS]
    done = "；".join(_act(queries, one) for one in acts if one.id not in now.idle)
    checked = _date(now.rectified_on) if now.rectified_on else ""
    checked = checked or (f"退回 {now.returns} 次" if now.returns else DASH)
    late = f"\n超期 {line.days_over} 天" if line.overdue and now.open else ""
    cells = (
        problem.number,
        words(problem.source),
        f"{problem.category} {_word('category', problem.category)}",
        _date(date_of(problem.found_at.ms) if problem.found_at else None),
        words(problem.place),
        _name(queries, "grid", problem.grid_id),
        words(problem.patch_no),
        words(problem.description),
        words(now.grade),
        _name(queries, "unit", now.for_unit_id),
        _date(line.due_on or now.due_on),
        _word("problem_state", now.state) + late,
        words(done),
        checked,
        _date(now.closed_on),
        words(now.supervision),
    )
    return Row(cells, (problem.number, *(one.step.number for one in line.known.steps)))


def _act(queries: Queries, step: ProblemStep) -> str:
    if step.step == "TRANSFERRED":
        return f"移送{step.organ}（{step.doc_no}）"
    if step.step == "MERGED":
        other = queries.get("problem", step.other_id or "")
        return f"并入 {other.record.number if other else DASH}"
    return step.result or step.text


def _notes(lines: Sequence[Line]) -> tuple[str, ...]:
    """Totals: by state, overdue, mended on time, and what reaches a legal threshold."""
    if not lines:
        return ("本期无记录。",)
    states = Counter(line.now.state for line in lines)
    parts = [
        f"{term.zh} {states[term.code]} 件"
        for term in vocabulary("problem_state").terms
        if states[term.code]
    ]
    over = sum(1 for line in lines if line.overdue and line.now.open)
    closed, due = states["CLOSED"], len(lines) - states["REJECTED"] - states["MERGED"]
    notes = [f"共 {len(lines)} 件：{'，'.join(parts)}；超期 {over} 件。"]
    if due:
        notes.append(f"整改率 {closed}/{due} = {mended_rate(closed, due).text()}%。")
    reached = [line for line in lines if line.crime.reached]
    notes += [
        f"{line.problem.number} 达到移送标准：{line.crime.line}（法释〔2023〕8号）。"
        for line in reached
    ]
    return (*notes, "期限按工作日计。空缺记“—”。")


def _log(queries: Queries, step: ProblemStep, now: ProblemState) -> tuple[str, ...]:
    said = [step.text, step.result]
    if step.for_unit_id:
        said.append(f"责任单位：{_name(queries, 'unit', step.for_unit_id)}")
    if step.due_on:
        said.append(f"期限：{_date(step.due_on)}")
    if step.organ:
        said.append(f"移送{step.organ} {step.doc_no} {_date(step.doc_on)}")
    said += [part for part in (step.level, step.grade) if part]
    if step.id in now.idle:
        said.append("（与当时状态不符，不起作用）")
    return (
        step.number.rpartition("/")[2],
        paper_text(step.at.ms) if step.at else DASH,
        _word("problem_step", step.step),
        _name(queries, "person", step.by_id),
        words("；".join(part for part in said if part)),
    )


def _photos(
    queries: Queries, problem: Problem, steps: Sequence[ProblemStep]
) -> tuple[Picture, ...]:
    """Photos of problem and finding are "before", those of steps of mending "after"."""
    first = [(BEFORE, problem.id), *((BEFORE, rec) for rec in (problem.finding_id,) if rec)]
    first += [(AFTER if one.step in MENDING else BEFORE, one.id) for one in steps]
    found = []
    for when, rec in first:
        for row in queries.children("attachment", "parent_id", rec):
            photo = row.record
            if isinstance(photo, Attachment) and photo.sha256 and photo.role == "photo":
                taken = paper_text(photo.taken_at.ms) if photo.taken_at else "无拍摄信息"
                found.append(Picture(when, photo.sha256, f"{when} {taken}"))
    return tuple(found)


def _word(code: str, value: str) -> str:
    term = vocabulary(code).find(value) if value else None
    return term.zh if term else words(value)


def _name(queries: Queries, type: str, rec: str | None) -> str:
    return words(queries.names(type, [rec]).get(rec)) if rec else DASH


def _date(day: str | None) -> str:
    return paper_date(day) if day else DASH
