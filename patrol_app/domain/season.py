"""Seasons of the year as rule rows name them: ``fire.season.<name>.start`` and ``.end`` (mmdd)."""

from __future__ import annotations

from datetime import date, timedelta

from patrol_app.domain.period import Span, period_of
from patrol_app.domain.setting import RuleBook, RuleValue

FIRE = "fire.season."


def in_fire_season(book: RuleBook, day: str, region: str = "") -> bool | None:
    """Whether the ISO date ``day`` lies in a fire season; None without any such rule."""
    found = [_covers(start, end, day) for start, end in _pairs(book, day, region)]
    return any(found) if found else None


def required_days(book: RuleBook, month: str, region: str = "") -> RuleValue | None:
    """The valid days asked of a ranger in ``month`` (``YYYY-MM``): §1.3, fire season or not.

    A month belongs to the fire season when at least half of its days do.
    """
    span = period_of("月", f"{month}-01")
    fire = sum(1 for day in days_of(span) if in_fire_season(book, day, region))
    key = "patrol.days.fire" if fire * 2 >= span.days else "patrol.days.other"
    return book.find(key, span.first, region)


def days_of(span: Span) -> list[str]:
    """Every ISO date of ``span``."""
    first = date.fromisoformat(span.first)
    return [(first + timedelta(days=at)).isoformat() for at in range(span.days)]


def _pairs(book: RuleBook, day: str, region: str) -> list[tuple[int, int]]:
    names = {
        row.key.removeprefix(FIRE).removesuffix(".start")
        for row in book.rows()
        if row.key.startswith(FIRE) and row.key.endswith(".start")
    }
    found = []
    for name in sorted(names):
        start = book.find(f"{FIRE}{name}.start", day, region)
        end = book.find(f"{FIRE}{name}.end", day, region)
        if start is not None and end is not None:
            found.append((start.value, end.value))
    return found


def _covers(start: int, end: int, day: str) -> bool:
    at = int(day[5:7]) * 100 + int(day[8:10])
    return start <= at <= end if start <= end else at >= start or at <= end
