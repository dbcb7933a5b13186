"""How far the month of one ranger has come: valid days, length inside the area, coverage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from patrol_app.domain.instant import DAY_MS, date_of, day_start
from patrol_app.domain.period import period_of
from patrol_app.domain.records.patrol import Patrol, walker
from patrol_app.domain.rules.patrol import CHIEFS
from patrol_app.domain.season import required_days
from patrol_app.services.listing import pages
from patrol_app.services.ports import Condition, Listing, Queries, State
from patrol_app.services.rules import rule_book

STATES: Final[tuple[State, ...]] = ("submitted", "changed")


@dataclass(frozen=True)
class Progress:
    """The month of one person, as judged on submit.

    Attributes:
        month: ``YYYY-MM``.
        valid_days: days with a valid patrol; required: days asked for, None without a rule.
        inside_cm: length inside the own area on the judged days, cm.
        coverage_e2: hundredths of a percent of the grid best covered; None before any was judged.
    """

    month: str
    valid_days: int = 0
    required: int | None = None
    inside_cm: int = 0
    coverage_e2: int | None = None


def month_progress(queries: Queries, person: str, day: str) -> Progress | None:
    """The month of ``day`` (``YYYY-MM-DD``) so far; only patrols the person walked count.

    Formulas: ``domain.md`` §7.2, from the values judged on submit; nothing is judged again.

    Returns:
        None for a person without a patrol in the month.
    """
    span = period_of("月", day)
    after = date_of(day_start(span.last) + DAY_MS)
    conditions = (
        Condition("ranger_id", "=", person),
        Condition("date", ">=", span.first),
        Condition("date", "<", after),
    )
    valid: set[str] = set()
    inside, coverage, count = 0, None, 0
    for row in pages(queries, Listing("patrol", conditions, STATES)):
        patrol = row.record
        if not isinstance(patrol, Patrol) or patrol.patrol_type == CHIEFS:
            continue
        if walker(patrol) != person:
            continue
        count += 1
        days: list[Mapping[str, Any]] = _value(row.judged, "days") or []
        held = [one for one in days if span.holds(str(one["date"]))]
        valid |= {str(one["date"]) for one in held if one.get("valid")}
        inside += sum(int(one.get("inside_cm") or 0) for one in held)
        now = _value(row.judged, "month_coverage_e2")
        if now is not None:
            coverage = max(coverage or 0, int(now))
    if not count:
        return None
    rule = required_days(rule_book(queries), span.first[:7], queries.identity().unit)
    asked = rule.value if rule is not None else None
    return Progress(span.first[:7], len(valid), asked, inside, coverage)


def _value(judged: Mapping[str, Any], name: str) -> Any:
    return (judged.get(name) or {}).get("value")
