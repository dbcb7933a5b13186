"""Columns 已办结 未办结 超期 整改率 of the monthly sheet (9.2), from the ledger of problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from patrol_app.domain.indicators import DASH, Share, mended_rate, mending_days, on_time_rate
from patrol_app.domain.instant import DAY_MS, date_of, day_start
from patrol_app.domain.period import Span
from patrol_app.domain.setting import RuleBook
from patrol_app.services.ports import Clock, Condition, Queries
from patrol_app.services.problem_reading import known_problems
from patrol_app.services.problems import Line, line_of
from patrol_app.services.working_days import Workdays

_OUT = ("REJECTED", "MERGED")  # not true, or told with another one: nothing to mend


@dataclass(frozen=True)
class Mended:
    """What became of the problems that were found in a month.

    Attributes:
        closed, open, overdue: numbers of the problems.
        share: 整改率(办结率), closed ones of those that had to be mended (``domain.md`` §7.2).
    """

    closed: tuple[str, ...]
    open: tuple[str, ...]
    overdue: tuple[str, ...]
    share: Share


def of_month(
    queries: Queries, clock: Clock, codes: Sequence[str], span: Span, book: RuleBook
) -> Mapping[str, list[Line]]:
    """The problems found in ``span``, by unit; units without any are missing."""
    conditions = (
        Condition("unit", "in", tuple(codes)),
        Condition("found_at", ">=", day_start(span.first)),
        Condition("found_at", "<", day_start(span.last) + DAY_MS),
    )
    today, days = date_of(clock.now_ms()), Workdays(queries)
    found: dict[str, list[Line]] = {}
    for one in known_problems(queries, *conditions):
        found.setdefault(one.problem.unit, []).append(line_of(days, one, book, today))
    return found


def mended(lines: Iterable[Line]) -> Mended:
    """What became of ``lines``, in the order of their numbers."""
    rest = sorted(
        (line for line in lines if line.now.state not in _OUT), key=lambda one: one.problem.number
    )
    closed = [line for line in rest if line.now.state == "CLOSED"]
    return Mended(
        _numbers(closed),
        _numbers(line for line in rest if line.now.state != "CLOSED"),
        _numbers(line for line in rest if line.overdue and line.now.open),
        mended_rate(len(closed), len(rest)),
    )


def pace(lines: Iterable[Line], today: str) -> str:
    """按期整改率 and 平均整改天数 of ``lines`` (``domain.md`` §7.2), as the sheet's notes say it.

    On time: mended, or closed after a transfer, by the day it was due; an approved delay takes a
    problem out of the count.

    Args:
        lines: of the problems found in the month.
        today: a problem whose day lies ahead is not due yet.
    """
    rest = [line for line in lines if line.now.state not in _OUT]
    due = [line for line in rest if line.now.due_on and line.now.due_on <= today]
    delayed = sum(line.now.suspensions > 0 for line in due)
    share = on_time_rate(sum(_in_time(line) for line in due), len(due), delayed)
    rate = DASH if share.e2 is None else f"{share.text()}%"
    spent = mending_days(
        [
            (day_start(line.now.closed_on) - day_start(date_of(line.problem.found_at.ms))) // DAY_MS
            for line in rest
            if line.problem.found_at and line.now.closed_on
        ]
    )
    return (
        f"截至填报日，已到期 {len(due)} 条，其中批准延期 {delayed} 条不计，按期整改率 {rate}；"
        f"已销号的平均整改天数 {_days(spent.mean_e2)}，中位数 {_days(spent.median_e2)}。"
    )


def _in_time(line: Line) -> bool:
    mended_on = line.now.rectified_on or line.now.closed_on
    return not line.now.suspensions and bool(mended_on and mended_on <= (line.now.due_on or ""))


def _days(days_e2: int | None) -> str:
    return DASH if days_e2 is None else f"{days_e2 // 100}.{days_e2 % 100:02d} 天"


def _numbers(lines: Iterable[Line]) -> tuple[str, ...]:
    return tuple(line.problem.number for line in lines)
