"""林长巡林记录表 (paper 9.3): the chiefs' tours of a month, or one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from patrol_app.domain.indicators import DASH, round_completion
from patrol_app.domain.instant import DAY_MS, date_of, day_start, paper_date, paper_text
from patrol_app.domain.period import PERIODS, Span, period_of
from patrol_app.domain.records.finding import Finding
from patrol_app.domain.records.patrol import Patrol, everybody
from patrol_app.domain.records.person import Person
from patrol_app.domain.rules.patrol import CHIEFS
from patrol_app.domain.setting import RuleBook, RuleValue
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.reports.judged_words import dates_words
from patrol_app.reports.monthly_model import month_span
from patrol_app.services.listing import pages
from patrol_app.services.ports import Clock, Condition, Listing, Queries, State, Stored
from patrol_app.services.problem_reading import Known, known_problem
from patrol_app.services.rules import rule_book
from patrol_app.services.units import below

TITLE = "林长巡林记录表"
STATES: tuple[State, ...] = ("submitted", "changed")
COLUMNS = (
    "林长姓名", "级别", "日期", "巡林路线", "责任区", "随行人员", "发现问题", "交办意见",
    "责任单位", "办理期限", "整改结果", "销号日",
)  # fmt: skip
# Steps whose words tell how it was mended.
DEEDS = ("HANDLING", "SUBMITTED", "RECTIFIED", "RESULT")
SIGNERS = ("林    长：", "陪    同：", "记    录：")


@dataclass(frozen=True)
class Tour:
    """One tour: its texts by column, and the numbers of the records behind them."""

    number: str
    cells: tuple[str, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Tours:
    """The whole paper."""

    unit_name: str
    unit_code: str
    period: str
    month: str
    as_of: str
    rows: tuple[Tour, ...]
    notes: tuple[str, ...]
    sample: bool


def build(queries: Queries, clock: Clock, unit: str | None, month: str, number: str = "") -> Tours:
    """The tours of ``month`` (``YYYY-MM``) in ``unit`` and below, or the one called ``number``.

    Raises:
        UserError: no such unit, month or tour.
    """
    top = unit or queries.identity().unit
    found = queries.find("unit", top)
    if found is None:
        raise UserError("report.unit", N_("There is no unit {code} here"), code=top)
    codes = tuple(below(queries, top))
    rows: Sequence[Stored]
    if number:
        rows = [_one(queries, number)]
        start = getattr(rows[0].record, "start_at", None)
        month = date_of(start.ms if start else clock.now_ms())[:7]
        first, last, _after = month_span(month)
    else:
        first, last, _after = month_span(month)
        rows = _tours(queries, codes, Span(first, last))
    tours = tuple(_tour(queries, row) for row in rows)
    notes = _notes(queries, codes, min(last, date_of(clock.now_ms())), bool(tours))
    return Tours(
        unit_name=str(getattr(found.record, "name", "")) or top,
        unit_code=top,
        period=tours[0].cells[2] if number else f"{paper_date(first)} — {paper_date(last)}",
        month=month,
        as_of=paper_text(clock.now_ms()),
        rows=tours,
        notes=notes,
        sample=top.startswith("DEMO"),
    )


def _one(queries: Queries, number: str) -> Stored:
    row = queries.find("patrol", number)
    if row is None or not isinstance(row.record, Patrol) or row.record.patrol_type != CHIEFS:
        raise UserError(
            "report.no_tour", N_("{number} is no patrol of a forest chief"), number=number
        )
    return row


def _tours(queries: Queries, codes: tuple[str, ...], span: Span) -> list[Stored]:
    conditions = (
        Condition("patrol_type", "=", CHIEFS),
        Condition("start_at", ">=", day_start(span.first)),
        Condition("start_at", "<", day_start(span.last) + DAY_MS),
        Condition("unit", "in", codes),
    )
    return list(pages(queries, Listing("patrol", conditions, STATES, descending=False)))


def _tour(queries: Queries, row: Stored) -> Tour:
    patrol = row.record
    if not isinstance(patrol, Patrol):
        raise TypeError("not a patrol")
    others = [one for one in everybody(patrol) if one != patrol.ranger_id]
    names = queries.names("person", [*others, *([patrol.ranger_id] if patrol.ranger_id else [])])
    company = [names.get(one, "") for one in others]
    if patrol.accompanied_by:
        company.append(patrol.accompanied_by)
    findings = [
        one.record
        for one in queries.children("finding", "patrol_id", patrol.id)
        if isinstance(one.record, Finding)
    ]
    due = patrol.instructed_due
    problems = _problems(queries, findings)
    mode = f"\n{patrol.linzhang_mode}" if patrol.linzhang_mode else ""
    cells = (
        names.get(patrol.ranger_id or "", DASH),
        _word("linzhang_level", patrol.linzhang_level) or DASH,
        f"{dates_words(patrol)}{mode}",
        patrol.route or DASH,
        patrol.duty_area or _grid(queries, patrol.grid_id),
        "、".join(one for one in company if one) or DASH,
        _found(patrol, findings),
        patrol.instructions or DASH,
        patrol.duty_unit or DASH,
        paper_date(due) if due else DASH,
        "\n".join(_mended(one, len(problems)) for one in problems) or DASH,
        "\n".join(_closed(one) for one in problems) or DASH,
    )
    sources = (*(one.number for one in findings), *(one.problem.number for one in problems))
    return Tour(patrol.number, cells, (patrol.number, *sources))


def _problems(queries: Queries, findings: Sequence[Finding]) -> list[Known]:
    """The problems of the ledger that were made of what the tour found."""
    return [
        known_problem(queries, row)
        for finding in findings
        for row in queries.children("problem", "finding_id", finding.id)
        if row.state in STATES and not row.deleted
    ]


def _mended(known: Known, count: int) -> str:
    """State and last deed of a problem; its number where there are several."""
    state = _word("problem_state", known.now.state)
    done = [
        one.step.result or one.step.text
        for one in known.steps
        if one.step.step in DEEDS and one.step.id not in known.now.idle
    ]
    told = next(filter(None, reversed(done)), "")
    said = f"{state}：{told}" if told else state
    return f"{said}（{known.problem.number}）" if count > 1 else said


def _closed(known: Known) -> str:
    return paper_date(known.now.closed_on) if known.now.closed_on else DASH


def _found(patrol: Patrol, findings: Sequence[Finding]) -> str:
    lines = []
    for one in findings:
        said = f"：{one.description}" if one.description else ""
        lines.append(f"{_word('category', one.category)}{said}（{one.number}）")
    if lines:
        return "\n".join(lines)
    return "未发现异常" if patrol.nothing_found else DASH


def _grid(queries: Queries, rec: str | None) -> str:
    return queries.names("grid", [rec]).get(rec, DASH) if rec else DASH


def _word(code: str, value: str) -> str:
    term = vocabulary(code).find(value)
    return term.zh if term else value


def _notes(queries: Queries, codes: tuple[str, ...], day: str, any_tour: bool) -> tuple[str, ...]:
    notes = [] if any_tour else ["本期无记录。"]
    notes += _completion(queries, codes, day)
    notes.append("整改结果、销号日取自问题台账。空缺记“—”。")
    return tuple(notes)


def _completion(queries: Queries, codes: tuple[str, ...], day: str) -> list[str]:
    """巡林次数完成率 by level in the period that ``day`` lies in (§7.2), with its rule."""
    chiefs: dict[str, list[Person]] = {}
    for row in pages(queries, Listing("person", (Condition("unit", "in", codes),))):
        person = row.record
        if isinstance(person, Person) and person.chief_level:
            if not (person.left_on and person.left_on < day):
                chiefs.setdefault(person.chief_level, []).append(person)
    book = rule_book(queries)
    out = []
    for term in vocabulary("linzhang_level").terms:
        people = chiefs.get(term.code, [])
        rule = _rule(book, term.code, day, codes[0] if codes else "")
        if not people or rule is None:
            continue
        span = period_of(rule.unit, day)
        tours = _tours(queries, codes, span)
        done = [_count(tours, person) for person in people]
        required = rule.value * len(people)
        counted = sum(min(one, rule.value) for one in done)
        extra = sum(max(one - rule.value, 0) for one in done)
        more = f"，另超额 {extra} 次" if extra else ""
        mark = "（本单位设定，未核实）" if rule.unverified else ""
        out.append(
            f"{term.zh}林长 {len(people)} 人，每{rule.unit}应巡 {rule.value} 次{mark}，"
            f"本{rule.unit}应巡 {required} 次、已巡 {counted} 次，巡林次数完成率"
            f" {round_completion(counted, required).text()}%{more}。"
        )
    return out


def _rule(book: RuleBook, level: str, day: str, region: str) -> RuleValue | None:
    rule = book.find(f"linzhang.freq.{level}", day, region)
    return rule if rule is not None and rule.unit in PERIODS else None


def _count(tours: Sequence[Stored], chief: Person) -> int:
    return sum(
        1
        for row in tours
        if isinstance(row.record, Patrol)
        and chief.id in (row.record.ranger_id, row.record.leader_id)
    )
