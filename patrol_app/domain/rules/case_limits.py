"""The legal limits that run in a case, from the steps that stand (``domain.md`` §5.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from patrol_app.domain.instant import date_of
from patrol_app.domain.records.case import CaseStep
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.domain.rules.case import (
    CLOSED,
    DEALT,
    DECIDED,
    DEFENCE,
    FILED,
    HEARD,
    HEARING,
    HELD,
    KEPT,
    NONE,
    NOTICE,
    ORDER,
    PAID,
    RECHECK,
    SERVED,
    SPOT,
    told_on,
)
from patrol_app.domain.setting import RuleBook, RuleValue

Counting = Literal["work", "days", "months", "years", "date"]


@dataclass(frozen=True)
class Limit:
    """A legal limit that runs in a case.

    Attributes:
        code: ``decide``, ``evidence``, ``serve``, ``pay``, ``statement``, ``hearing``,
            ``hearing_day`` (the first day on which it may be held), ``hearing_on`` (its day),
            ``order``, ``limitation``.
        start: Beijing day it counts from; that day does not count.
        count: how many of ``counting``; for ``date`` the day stands in ``start`` itself.
        step: number of the step that it runs from.
        source: where it stands.
    """

    code: str
    start: str
    count: int
    counting: Counting
    step: str
    source: str


def limits(violation: GrazingViolation, steps: Sequence[CaseStep], book: RuleBook) -> list[Limit]:
    """The limits that run, from the steps that stand; those that were met are left out.

    Args:
        violation: the case's root.
        steps: submitted steps of the case, in any order.
        book: the rule values in force.
    """
    ordered = _in_order(steps)
    done = {one.step for one in ordered}
    found: list[Limit] = []
    if CLOSED in done:
        return found
    if FILED not in done and SPOT not in done and violation.found_at:
        day = date_of(violation.found_at.ms)
        found += _limit("limitation", "case.limitation", day, violation.number, book)
    for place, one in enumerate(ordered):
        found += _running(one, ordered[place + 1 :], book)
    return found


def _running(step: CaseStep, after: Sequence[CaseStep], book: RuleBook) -> list[Limit]:
    """The limits that one step starts, unless a later one met them."""
    later = {one.step for one in after}
    day = date_of(step.at.ms) if step.at else ""
    if step.step == FILED and not later & {DECIDED, NONE}:
        return _limit("decide", "case.decide", day, step.number, book)
    if step.step == KEPT and DEALT not in later:
        return _limit("evidence", "case.evidence", day, step.number, book)
    if step.step == DECIDED and SERVED not in later:
        return _limit("serve", "case.serve", day, step.number, book)
    if step.step == NOTICE and not later & {DECIDED, NONE}:
        return _spoken(step, after, book)
    if step.step == HEARING and not later & {HELD, DECIDED, NONE}:
        found = _limit("hearing_day", "case.hearing.notice", day, step.number, book)
        if step.deadline:
            found.append(Limit("hearing_on", step.deadline, 0, "date", step.number, step.law))
        return found
    if step.step == ORDER and step.deadline and RECHECK not in later:
        return [Limit("order", step.deadline, 0, "date", step.number, step.law)]
    return []


def _spoken(notice: CaseStep, after: Sequence[CaseStep], book: RuleBook) -> list[Limit]:
    """Days to speak and to ask for a hearing, from the service of the notice (44, 64)."""
    later, day = {one.step for one in after}, told_on(notice, after)
    found = []
    if DEFENCE not in later:
        found += _limit("statement", "case.statement", day, notice.number, book)
    if HEARD not in later:
        found += _limit("hearing", "case.hearing.ask", day, notice.number, book)
    return found


def payment(steps: Sequence[CaseStep], book: RuleBook) -> list[Limit]:
    """The days for paying, from the service of the decision (67); none once it is paid."""
    ordered = _in_order(steps)
    numbers = {one.doc_no for one in ordered if one.step == DECIDED and one.doc_no}
    served = [one for one in ordered if one.step == SERVED and one.served_no in numbers]
    if not served or {PAID, CLOSED} & {one.step for one in ordered}:
        return []
    first = served[0]
    day = date_of(first.at.ms) if first.at else ""
    return _limit("pay", "case.pay", day, first.number, book)


def _in_order(steps: Sequence[CaseStep]) -> list[CaseStep]:
    """Steps with a time as they happened; those of one minute as they were written."""
    timed = [(one.at.ms, one.id, one) for one in steps if one.at]
    return [one for _ms, _id, one in sorted(timed, key=lambda row: row[:2])]


_COUNTING: Final[dict[str, Counting]] = {
    "wdays": "work",
    "days": "days",
    "months": "months",
    "years": "years",
}


def _limit(code: str, key: str, day: str, number: str, book: RuleBook) -> list[Limit]:
    rule: RuleValue | None = book.find(key, day)
    if rule is None or rule.unit not in _COUNTING:
        return []
    return [Limit(code, day, rule.value, _COUNTING[rule.unit], number, rule.source)]
