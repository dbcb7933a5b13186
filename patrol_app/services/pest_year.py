"""The pest year: reports and rates run from its first day (rule ``pest_year_start``)."""

from __future__ import annotations

from patrol_app.domain.setting import RuleBook


def year_to(book: RuleBook, day: str) -> str:
    """First day ``YYYY-MM-DD`` of the pest year that ``day`` lies in."""
    rule = book.find("pest_year_start", day)
    start = rule.value if rule is not None else 101
    year = int(day[:4]) if int(day[5:7]) * 100 + int(day[8:10]) >= start else int(day[:4]) - 1
    return f"{year}-{start // 100:02d}-{start % 100:02d}"
