"""What records, rules and the day ask of a person: lines of the page Today beside the lists.

Crews (``domain.md`` §6), first detections (§2.8), survey rounds (§2.2) and traps (§2.10). Each
line says until when, and whether the rule behind it is 未核实.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from patrol_app.domain.instant import date_of
from patrol_app.domain.records.first_report import FirstReport
from patrol_app.domain.records.pest import PestSighting
from patrol_app.domain.records.pest_survey import SurveyRound
from patrol_app.domain.records.pest_trap import Trap, TrapCheck
from patrol_app.domain.rules.first_report import calls
from patrol_app.domain.setting import RuleBook
from patrol_app.services.crew_duties import Duty, crew_duties, worst_first
from patrol_app.services.duty_table import shown
from patrol_app.services.listing import pages
from patrol_app.services.ports import Condition, Listing, Queries, State
from patrol_app.services.rules import rule_book
from patrol_app.services.session import Actor

__all__ = ["Duty", "duties"]

DONE: Final[tuple[State, ...]] = ("submitted", "changed")
# levels of the protocol that a folder of this level has to tell
CALLS: Final = {
    "station": ("林业站/乡镇", "县级"),
    "county": ("市级", "省级"),
    "city": ("省级",),
}
HOUR_MS: Final = 3_600_000
SOON_DAYS: Final = 7
Asked = Callable[[Queries, RuleBook, int], Sequence[Duty]]


def duties(queries: Queries, now_ms: int, actor: Actor) -> list[Duty]:
    """Everything that ``actor`` should see today, worst first.

    Args:
        queries: of the open store.
        now_ms: the present moment, UTC ms.
        actor: whose rights and level decide.
    """
    book = rule_book(queries)
    found: list[Duty] = []
    for line, ask in _ASKED:
        if shown(actor, line):
            found += ask(queries, book, now_ms)
    found += crew_duties(queries, book, now_ms, actor)
    return worst_first(found)


def first_reports(queries: Queries, book: RuleBook, now_ms: int) -> list[Duty]:
    """Suspected first cases of which a level that this folder tells does not know yet."""
    mine = CALLS.get(queries.identity().level, ())
    found = []
    for row in pages(queries, Listing("pest", (Condition("first_case", "=", True),), DONE)):
        sighting = row.record
        if not isinstance(sighting, PestSighting):
            continue
        rows = queries.children("first_report", "parent_id", sighting.id)
        told = [one.record for one in rows if one.state != "draft" and not one.deleted]
        reports = [one for one in told if isinstance(one, FirstReport)]
        silent = [one for one in calls(sighting.seen_at, reports, book) if one.told_ms is None]
        for call in [one for one in silent if one.level in mine and one.due_ms is not None][:1]:
            left = ((call.due_ms or 0) - now_ms) // HOUR_MS
            tone: Literal["overdue", "due"] = "overdue" if left < 0 else "due"
            go = ("pest", sighting.id)
            found.append(
                Duty("first_report", tone, call.level, sighting.number, left, call.unverified, go)
            )
    return found


def survey_rounds(queries: Queries, book: RuleBook, now_ms: int) -> list[Duty]:
    """Rounds that are open today, and those whose report is still to come."""
    today = date_of(now_ms)
    found = []
    for row in pages(queries, Listing("survey_round", (), DONE)):
        one = row.record
        if not isinstance(one, SurveyRound) or not one.first_day or not one.last_day:
            continue
        last = max(one.last_day, one.report_by or "")
        if not one.first_day <= today <= last:
            continue
        closing = today > one.last_day
        until = one.report_by if closing and one.report_by else one.last_day
        left = _days(today, until)
        sheets = queries.count(Listing("survey", (Condition("round_id", "=", one.id),), DONE))
        code = "survey_report" if closing else "survey_round"
        tone: Literal["due", "info"] = "due" if left <= SOON_DAYS else "info"
        found.append(
            Duty(code, tone, one.name, until, left, False, ("survey_round", one.id), sheets)
        )
    return found


def traps(queries: Queries, book: RuleBook, now_ms: int) -> list[Duty]:
    """Hanging traps of the own unit not looked into for the days of ``pest.trap_days``."""
    rule, today = book.find("pest.trap_days", date_of(now_ms)), date_of(now_ms)
    if rule is None:
        return []
    before = (date.fromisoformat(today) - timedelta(days=rule.value)).isoformat()
    late: list[tuple[str, Trap]] = []
    own = (Condition("unit", "=", queries.identity().unit),)
    for row in pages(queries, Listing("trap", own, DONE)):
        trap = row.record
        if not isinstance(trap, Trap) or not trap.hung_on or trap.hung_on > today:
            continue
        if trap.taken_down_on and trap.taken_down_on <= today:
            continue
        steps = queries.children("trap_check", "parent_id", trap.id)
        days = [trap.hung_on]
        for step in steps:
            if isinstance(step.record, TrapCheck) and step.state != "draft" and not step.deleted:
                days.append(step.record.checked_on or "")
        if max(days) <= before:
            late.append((max(days), trap))
    if not late:
        return []
    since, trap = min(late, key=lambda pair: pair[0])
    go = ("trap", trap.id)
    days_over = _days(since, today) - rule.value
    return [Duty("trap", "due", trap.trap_no, since, -days_over, rule.unverified, go, len(late))]


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


_ASKED: Final[tuple[tuple[str, Asked], ...]] = (
    ("first_report", first_reports),
    ("survey_round", survey_rounds),
    ("trap", traps),
)
