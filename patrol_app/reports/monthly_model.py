"""巡护月报 (paper 9.2): who walked when, how far, with what evidence; by unit and in sum.

Each figure keeps the numbers of the records it was counted from.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from patrol_app.domain.indicators import DASH, Share, evidence_shares, problem_rate
from patrol_app.domain.instant import date_of, paper_date, paper_text
from patrol_app.domain.period import Span
from patrol_app.domain.rules.valid_rule import valid_rule
from patrol_app.domain.season import required_days
from patrol_app.domain.setting import RuleBook
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.reports.monthly_problems import mended, of_month, pace
from patrol_app.services.listing import pages
from patrol_app.services.patrol_month import UnitMonth, count_month
from patrol_app.services.patrols import hundredths
from patrol_app.services.ports import Clock, Condition, Listing, Queries
from patrol_app.services.problems import Line
from patrol_app.services.rules import rule_book

NO_RULE = "—（未配置规则）"
NO_VALUE = DASH

# key, group heading, heading, what it needs before it can be printed
COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("rangers", "", "护林员\n人数"),
    ("due", "巡护天数", "应巡"),
    ("days", "巡护天数", "实巡"),
    ("valid", "巡护天数", "有效"),
    ("attendance", "", "出勤率"),
    ("km", "巡护里程", "总里程"),
    ("inside", "巡护里程", "有效里程"),
    ("coverage", "", "覆盖率"),
    ("found", "问题", "发现"),
    ("closed", "问题", "已办结"),
    ("open", "问题", "未办结"),
    ("overdue", "问题", "超期"),
    ("mended", "", "整改率"),
    ("A", "轨迹佐证（天）", "A 设备"),
    ("B", "轨迹佐证（天）", "B 导入"),
    ("C", "轨迹佐证（天）", "C 手绘"),
    ("D", "轨迹佐证（天）", "D 文字"),
)
OF_LEDGER = ("closed", "open", "overdue", "mended")


@dataclass(frozen=True)
class Figure:
    """A printed figure, the numbers of the records behind it, and by which rules it was judged."""

    text: str
    numbers: tuple[str, ...] = ()
    rule_version: str = ""


@dataclass(frozen=True)
class Row:
    """One unit, or the sum."""

    name: str
    code: str
    figures: dict[str, Figure]


@dataclass(frozen=True)
class Monthly:
    """The whole table with its words."""

    title: str
    month: str
    period: str
    unit_name: str
    unit_code: str
    filled_on: str
    as_of: str
    rows: tuple[Row, ...]
    total: Row
    shares: dict[str, str]
    notes: tuple[str, ...]
    sample: bool


def month_span(month: str) -> tuple[str, str, str]:
    """First day, last day and first day after of ``month`` (``YYYY-MM``), as ISO dates.

    Raises:
        UserError: it is not a month.
    """
    parts = month.split("-")
    if len(parts) != 2 or not all(part.isdecimal() for part in parts):
        raise UserError("report.month", N_("“{month}” is not a month (YYYY-MM)"), month=month)
    year, number = int(parts[0]), int(parts[1])
    if not (1900 <= year <= 2999 and 1 <= number <= 12):
        raise UserError("report.month", N_("“{month}” is not a month (YYYY-MM)"), month=month)
    last = calendar.monthrange(year, number)[1]
    after = f"{year + 1}-01-01" if number == 12 else f"{year}-{number + 1:02d}-01"
    return f"{year}-{number:02d}-01", f"{year}-{number:02d}-{last:02d}", after


def build(queries: Queries, clock: Clock, unit: str | None, month: str) -> Monthly:
    """The table of ``month`` for ``unit`` (None: the own one) and all units below it.

    Raises:
        UserError: no such month or unit.
    """
    first, last, after = month_span(month)
    tree = _below(queries, unit or queries.identity().unit)
    book = rule_book(queries)
    counts = count_month(queries, tree, Span(first, last), book)
    problems = of_month(queries, clock, list(tree), Span(first, last), book)
    codes = [
        code
        for code, one in counts.items()
        if one.patrols or one.found or one.rangers or code in problems
    ]
    every = [line for lines in problems.values() for line in lines]
    rows = tuple(
        _row(tree[code], code, counts[code], problems.get(code, ()), bool(every)) for code in codes
    )
    total = UnitMonth()
    for code in codes:
        total += counts[code]
    top = next(iter(tree))
    now = clock.now_ms()
    return Monthly(
        title=f"{tree[top]}护林员巡护月报表",
        month=month,
        period=f"{paper_date(first)} — {paper_date(last)}",
        unit_name=tree[top],
        unit_code=top,
        filled_on=paper_text(now).split(" ")[0],
        as_of=paper_text(now),
        rows=rows,
        total=_row("合  计", "", total, every, bool(every)),
        shares=_shares(total),
        notes=_notes(
            total,
            _drafts(queries, tree, first, after),
            (
                *_rules(book, month, top),
                *_short((tree[code], len(counts[code].short())) for code in codes),
                *_problems(total, every, date_of(now)),
            ),
        ),
        sample=all(code.startswith("DEMO") for code in tree),
    )


def _below(queries: Queries, top: str) -> dict[str, str]:
    """Codes and names of ``top`` and all units under it, the top first."""
    names: dict[str, str] = {}
    parents: dict[str, str] = {}
    for row in pages(queries, Listing("unit")):
        code = getattr(row.record, "code", None) or ""
        names[code] = getattr(row.record, "name", "") or code
        parents[code] = getattr(row.record, "parent_code", "")
    if top not in names:
        raise UserError("report.unit", N_("There is no unit {code} here"), code=top)
    found = {top: names[top]}
    grown = True
    while grown:
        more = {c: n for c, n in sorted(names.items()) if c not in found and parents[c] in found}
        found |= more
        grown = bool(more)
    return found


def _drafts(queries: Queries, tree: dict[str, str], first: str, after: str) -> int:
    conditions = (
        Condition("date", ">=", first),
        Condition("date", "<", after),
        Condition("unit", "in", tuple(tree)),
    )
    return queries.count(Listing("patrol", conditions, ("draft",)))


def _row(name: str, code: str, month: UnitMonth, problems: Sequence[Line], ledger: bool) -> Row:
    """The figures of one unit; ``ledger``: a problem was found in this month by any of them."""
    numbers = tuple(month.patrols)
    walked = tuple(number for day in month.days.values() for number in day.numbers)
    valid = tuple(month.valid_numbers())
    due, effective = month.due(), month.effective_cm()
    versions = "+".join(sorted(month.versions))
    figures = {
        "rangers": Figure(str(len(month.rangers)), tuple(n for n in month.rangers.values() if n)),
        "due": Figure(str(sum(due.values())) if due or not month.rangers else NO_RULE),
        "days": Figure(str(len(month.days)), walked),
        "valid": Figure(
            str(sum(day.valid for day in month.days.values())) if month.judged else NO_VALUE,
            valid,
            versions,
        ),
        "attendance": Figure(month.attendance().text(), walked),
        "km": Figure(hundredths(month.length_cm, 1000), numbers),
        "inside": Figure(
            NO_VALUE if effective is None else hundredths(effective, 1000), valid, versions
        ),
        "coverage": Figure(month.coverage().text(), walked, versions),
        "found": Figure(str(len(month.found)), tuple(month.found)),
    }
    for grade in "ABCD":
        days = [day for day in month.days.values() if day.grade == grade]
        behind = tuple(number for day in days for number in day.numbers)
        figures[grade] = Figure(str(len(days)), behind)
    figures |= _ledger(problems) if ledger else dict.fromkeys(OF_LEDGER, Figure(NO_VALUE))
    return Row(name, code, figures)


def _ledger(problems: Sequence[Line]) -> dict[str, Figure]:
    """What became of the problems found in the month."""
    said = mended(problems)
    counted = (said.closed, said.open, said.overdue)
    figures = {
        key: Figure(str(len(numbers)), numbers)
        for key, numbers in zip(OF_LEDGER, counted, strict=False)
    }
    return {**figures, "mended": Figure(said.share.text(), (*said.closed, *said.open))}


def _shares(total: UnitMonth) -> dict[str, str]:
    """Share of each evidence grade in the walked days, two decimals; — without any day."""
    shares = evidence_shares(day.grade for day in total.days.values())
    return {grade: share.text() for grade, share in shares.items()}


def _rules(book: RuleBook, month: str, unit: str) -> tuple[str, ...]:
    """The rules behind the figures, each with 未核实 where nobody has confirmed it."""
    found = []
    days = required_days(book, month, unit)
    if days is not None:
        found.append(
            f"应巡天：每人 {days.value} 天，扣除批准的请假与免责日{_mark(days.unverified)}。"
        )
    rule = valid_rule(book, f"{month}-01", unit)
    if rule is not None:
        found.append(f"有效巡护：{rule.words()}{_mark(rule.unverified)}。")
    return tuple(found)


def _short(units: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """How many rangers of each unit had too few valid days; nothing where nobody had."""
    below = [(name, count) for name, count in units if count]
    if not below:
        return ()
    whole = sum(count for _name, count in below)
    named = "、".join(f"{name} {count} 人" for name, count in below)
    return (f"有效天未达标护林员 {whole} 人：{named}。",)


def _problems(total: UnitMonth, lines: Sequence[Line], today: str) -> tuple[str, ...]:
    """问题上报率 where somebody patrolled; how fast the month's problems were mended."""
    found, patrols = len(total.found), len(total.patrols)
    told = [
        f"问题上报率 {problem_rate(found, patrols).text()}‰（发现 {found} 条 ÷ 巡护 {patrols} 次，"
        "仅供参考）。"
    ]
    return (*(told if patrols else ()), *((pace(lines, today),) if lines else ()))


def _percent(share: Share) -> str:
    return NO_VALUE if share.e2 is None else f"{share.text()}%"


def _mark(unverified: bool) -> str:
    return "（本单位设定，未核实）" if unverified else ""


def _notes(total: UnitMonth, drafts: int, rules: tuple[str, ...]) -> tuple[str, ...]:
    judged = sum(day.judged for day in total.days.values())
    notes = [
        "实巡天按出巡人每日一次计；一日多次巡护按佐证最弱的一次计等级；林长巡林另表统计。",
        "里程按 CGCS2000 椭球由轨迹计算；无轨迹的为手填。佐证等级：A 设备直接记录或已登记设备"
        " 48 小时内导入的原始轨迹，B 其他导入轨迹，C 手绘线路，D 仅文字。",
        *rules,
        f"有效天、有效里程、覆盖率以提交时判定为准（已判定 {judged} 天，"
        f"未判定 {len(total.days) - judged} 天）；无网格边界或可用轨迹的不判定，记“—”。"
        "覆盖率为轨迹缓冲法，按网格面积加权。",
        f"上线率 {_percent(total.online())}，平均上线巡护率 {_percent(total.mean_rate())}，"
        f"出巡达标率 {_percent(total.standard())}。办结情况取自问题台账，按发现日期归月；"
        "本期台账无问题的记“—”。零记“0”。",
    ]
    if total.late:
        notes.append(f"补录 {len(total.late)} 次。")
    if total.typed:
        notes.append(f"其中手填里程 {total.typed} 次。")
    if total.without_length:
        notes.append(f"无里程的巡护 {total.without_length} 次，未计入总里程。")
    if drafts:
        notes.append(f"另有草稿 {drafts} 条未计入。")
    if not total.patrols:
        notes.insert(0, "本期无记录。")
    return tuple(notes)
