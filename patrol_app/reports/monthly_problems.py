"""Columns 已办结 未办结 超期 整改率 of the monthly sheet (9.2), from the ledger of problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from patrol_app.domain.indicators import Share
from patrol_app.domain.instant import DAY_MS, date_of, day_start
from patrol_app.domain.period import Span
from patrol_app.domain.setting import RuleBook
from patrol_app.services.ports import Clock, Condition, Queries
from patrol_app.services.problem_reading import known_problems
from patrol_app.services.problems import Line, line_of

_OUT = ("REJECTED", "MERGED")  # not true, or told with another one: nothing to mend


@dataclass(frozen=True)
class Mended:
    """What became of the problems that were found in a month.

    Attributes:
        closed, open, overdue: numbers of the problems.
        share: mended ones of those that had to be mended.
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
    today = date_of(clock.now_ms())
    found: dict[str, list[Line]] = {}
    for one in known_problems(queries, *conditions):
        found.setdefault(one.problem.unit, []).append(line_of(queries, one, book, today))
    return found


def mended(lines: Iterable[Line]) -> Mended:
    """What became of ``lines``, in the order of their numbers."""
    rest = sorted(
        (line for line in lines if line.now.state not in _OUT), key=lambda one: one.problem.number
    )
    closed = [line for line in rest if line.now.state == "CLOSED"]
    done = sum(line.now.state in ("RECTIFIED", "CLOSED") for line in rest)
    return Mended(
        _numbers(closed),
        _numbers(line for line in rest if line.now.state != "CLOSED"),
        _numbers(line for line in rest if line.overdue and line.now.open),
        Share(done, len(rest)),
    )


def _numbers(lines: Iterable[Line]) -> tuple[str, ...]:
    return tuple(line.problem.number for line in lines)
