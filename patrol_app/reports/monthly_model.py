"""巡护月报 (paper 9.2): who walked when, how far, with what evidence; by unit and in sum.

Each figure keeps the numbers of the records it was counted from.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, field

from patrol_app.domain.instant import paper_date, paper_text
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.patrols import hundredths
from patrol_app.services.ports import Clock, Condition, Listing, Queries, State, Stored

NO_RULE = "—（未配置规则）"
NO_VALUE = "—"
STATES: tuple[State, ...] = ("submitted", "changed")
PAGE = 500

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
WITHOUT_RULE = ("due", "valid", "attendance", "inside", "coverage")
WITHOUT_LEDGER = ("closed", "open", "overdue", "mended")


@dataclass(frozen=True)
class Figure:
    """A printed figure and the numbers of the records behind it."""

    text: str
    numbers: tuple[str, ...] = ()


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


@dataclass
class _Tally:
    """Counts of one unit while its records are read."""

    rangers: dict[str, str] = field(default_factory=dict)
    days: dict[tuple[str, str], str] = field(default_factory=dict)
    patrols: list[str] = field(default_factory=list)
    day_numbers: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    length_cm: int = 0
    typed: int = 0
    without_length: int = 0
    found: list[str] = field(default_factory=list)

    def __iadd__(self, other: _Tally) -> _Tally:
        """Add another unit's counts (for the sum)."""
        self.rangers |= other.rangers
        self.days |= other.days
        self.day_numbers |= other.day_numbers
        self.patrols += other.patrols
        self.length_cm += other.length_cm
        self.typed += other.typed
        self.without_length += other.without_length
        self.found += other.found
        return self


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
    tallies = {code: _Tally() for code in tree}
    _count_rangers(queries, tallies)
    _count_patrols(queries, tallies, first, after)
    _count_findings(queries, tallies, first, after)
    codes = [
        code for code, tally in tallies.items() if tally.patrols or tally.found or tally.rangers
    ]
    total = _Tally()
    for code in codes:
        total += tallies[code]
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
        rows=tuple(_row(tree[code], code, tallies[code]) for code in codes),
        total=_row("合  计", "", total),
        shares=_shares(total),
        notes=_notes(total, _drafts(queries, tree, first, after)),
        sample=all(code.startswith("DEMO") for code in tree),
    )


def _all(queries: Queries, listing: Listing) -> Iterator[Stored]:
    """Every row of ``listing``, page by page."""
    after = listing.after
    while True:
        page = queries.page(
            Listing(listing.type, listing.conditions, listing.states, listing.order,
                    listing.descending, after, PAGE)
        )  # fmt: skip
        yield from page.rows
        after = page.next
        if after is None:
            return


def _below(queries: Queries, top: str) -> dict[str, str]:
    """Codes and names of ``top`` and all units under it, the top first."""
    names: dict[str, str] = {}
    parents: dict[str, str] = {}
    for row in _all(queries, Listing("unit")):
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


def _count_rangers(queries: Queries, tallies: dict[str, _Tally]) -> None:
    """Rangers of a unit: those of its grids, and persons with the role who do not administer."""
    for row in _all(queries, Listing("person")):
        roles = getattr(row.record, "roles", ())
        if row.record.unit in tallies and "ranger" in roles and "admin" not in roles:
            tallies[row.record.unit].rangers[row.record.id] = row.record.number
    for row in _all(queries, Listing("grid")):
        ranger = getattr(row.record, "ranger_id", None)
        if row.record.unit in tallies and ranger:
            tallies[row.record.unit].rangers.setdefault(ranger, "")


def _count_patrols(queries: Queries, tallies: dict[str, _Tally], first: str, after: str) -> None:
    conditions = (Condition("date", ">=", first), Condition("date", "<", after))
    for row in _all(queries, Listing("patrol", conditions, STATES, descending=False)):
        tally = tallies.get(row.record.unit)
        if tally is None:
            continue
        number = row.record.number
        ranger = getattr(row.record, "ranger_id", None) or ""
        day = (ranger, str(row.own.get("date")))
        tally.patrols.append(number)
        tally.rangers.setdefault(ranger, "")
        # A day with several patrols counts once, by its weakest evidence.
        tally.days[day] = max(tally.days.get(day, "A"), str(row.own.get("evidence") or "D"))
        tally.day_numbers.setdefault(day, []).append(number)
        length = row.own.get("length_cm")
        if length is None:
            tally.without_length += 1
        else:
            tally.length_cm += int(length)
            tally.typed += row.own.get("evidence") == "D"


def _count_findings(queries: Queries, tallies: dict[str, _Tally], first: str, after: str) -> None:
    conditions = (Condition("date", ">=", first), Condition("date", "<", after))
    for row in _all(queries, Listing("finding", conditions, STATES, descending=False)):
        if row.record.unit in tallies:
            tallies[row.record.unit].found.append(row.record.number)


def _drafts(queries: Queries, tree: dict[str, str], first: str, after: str) -> int:
    conditions = (
        Condition("date", ">=", first),
        Condition("date", "<", after),
        Condition("unit", "in", tuple(tree)),
    )
    return queries.count(Listing("patrol", conditions, ("draft",)))


def _row(name: str, code: str, tally: _Tally) -> Row:
    numbers = tuple(tally.patrols)
    figures = {
        "rangers": Figure(str(len(tally.rangers)), tuple(n for n in tally.rangers.values() if n)),
        "days": Figure(str(len(tally.days)), numbers),
        "km": Figure(hundredths(tally.length_cm, 1000), numbers),
        "found": Figure(str(len(tally.found)), tuple(tally.found)),
    }
    for grade in "ABCD":
        days = [day for day, evidence in tally.days.items() if evidence == grade]
        behind = tuple(n for day in days for n in tally.day_numbers[day])
        figures[grade] = Figure(str(len(days)), behind)
    figures |= {key: Figure(NO_RULE) for key in WITHOUT_RULE}
    figures |= {key: Figure(NO_VALUE) for key in WITHOUT_LEDGER}
    return Row(name, code, figures)


def _shares(total: _Tally) -> dict[str, str]:
    """Share of each evidence grade in the walked days, two decimals; — without any day."""
    days = len(total.days)
    out = {}
    for grade in "ABCD":
        count = sum(1 for evidence in total.days.values() if evidence == grade)
        share = (count * 20_000 + days) // (2 * days) if days else 0
        out[grade] = f"{share // 100}.{share % 100:02d}" if days else NO_VALUE
    return out


def _notes(total: _Tally, drafts: int) -> tuple[str, ...]:
    notes = [
        "实巡天按护林员每日一次计；一日多次巡护按佐证最弱的一次计等级。",
        "里程按 CGCS2000 椭球由轨迹计算；无轨迹的为手填。佐证等级：A 设备直接记录，"
        "B 导入轨迹，C 手绘线路，D 仅文字。",
        "—（未配置规则）：应巡天、有效天、出勤率、有效里程、覆盖率所需规则或网格边界未设定。",
        "办结情况自问题台账启用后统计。空缺记“—”，零记“0”。",
    ]
    if total.typed:
        notes.append(f"其中手填里程 {total.typed} 次。")
    if total.without_length:
        notes.append(f"无里程的巡护 {total.without_length} 次，未计入总里程。")
    if drafts:
        notes.append(f"另有草稿 {drafts} 条未计入。")
    if not total.patrols:
        notes.insert(0, "本期无记录。")
    return tuple(notes)
