"""What was judged of a patrol on submit, in the words of the papers; — for what is not known."""

from __future__ import annotations

from typing import Any

from patrol_app.domain.instant import date_of, paper_date
from patrol_app.domain.records.patrol import Patrol, days
from patrol_app.domain.rules.valid_rule import valid_rule
from patrol_app.services.patrols import hundredths
from patrol_app.services.ports import Queries, Stored
from patrol_app.services.rules import rule_book

DASH = "—"
# why a patrol is not valid, by the part that failed
FAILED = {
    "long_enough": "里程不足",
    "time_enough": "时长不足",
    "route_new": "当月路线重复",
}


def judged(stored: Stored, name: str) -> Any:
    """A value judged on submit; None where there is none, or the record changed since."""
    if stored.state != "submitted":
        return None
    return (stored.judged.get(name) or {}).get("value")


def dates_words(patrol: Patrol) -> str:
    """The date, or first and last date with the number of days on which the patrol was out."""
    if patrol.start_at is None:
        return DASH
    first = date_of(patrol.start_at.ms)
    dates = days(patrol)
    if len(dates) < 2:
        return paper_date(first)
    last = paper_date(dates[-1])
    short = last[5:] if dates[-1][:4] == first[:4] else last
    return f"{paper_date(first)}—{short}（{len(dates)} 天）"


def inside_words(stored: Stored) -> str:
    """Way and time inside the own grid."""
    length, minutes = judged(stored, "inside_cm"), judged(stored, "inside_min")
    if length is None:
        return DASH
    spent = f"  {minutes} min" if minutes is not None else ""
    return f"{hundredths(length, 1000)} km{spent}"


def valid_words(stored: Stored) -> str:
    """是, or 否 with the parts that failed."""
    valid = judged(stored, "valid")
    if valid is None:
        return f"{DASH}（未判定）"
    if valid:
        return "是"
    parts = judged(stored, "valid_parts") or {}
    why = [words for name, words in FAILED.items() if parts.get(name) is False]
    if parts.get("coverage_done"):
        why = [words for words in why if words != FAILED["route_new"]]
    return f"否（{'、'.join(why)}）" if why else "否"


def coverage_words(stored: Stored) -> str:
    """Coverage of the grid by this patrol, and of its month so far."""
    alone, month = judged(stored, "coverage_e2"), judged(stored, "month_coverage_e2")
    if alone is None:
        return DASH
    return f"{hundredths(alone, 1)}%（当月 {hundredths(month or 0, 1)}%）"


def late_words(stored: Stored) -> str:
    """补录 with its days, or 否."""
    late = judged(stored, "late_days")
    if stored.state != "submitted":
        return DASH
    return f"补录（迟 {late} 天）" if late else "否"


def rule_words(queries: Queries, stored: Stored) -> str:
    """The rule by which validity was judged, its version, and 未核实 where nobody confirmed it."""
    patrol = stored.record
    version = (stored.judged.get("valid") or {}).get("rule_version", "")
    if not isinstance(patrol, Patrol) or patrol.start_at is None:
        return DASH
    rule = valid_rule(rule_book(queries), date_of(patrol.start_at.ms), patrol.unit)
    if rule is None:
        return f"{DASH}（未配置规则）"
    mark = "（本单位设定，未核实）" if rule.unverified else ""
    judged_by = f"；判定规则版本 {version}" if version else ""
    return f"{rule.words()}{mark}{judged_by}"
