"""Rules of the steps of a case and its fines (``domain.md`` §5.5, §10.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from patrol_app.domain.instant import date_of
from patrol_app.domain.records.case import CaseStep, DocBlock
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.domain.records.person import Person
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.grazing import sheep_units
from patrol_app.domain.rules.times import in_order, not_future
from patrol_app.domain.setting import RuleBook
from patrol_app.i18n import N_

CHECK, ASK, ORDER, FILED = "现场检查", "询问", "责令改正", "立案"
KEPT, DEALT, DECIDED, SPOT = "证据保存", "保存处理", "处罚决定", "当场处罚"
NOTICE, HEARD, HEARING, NONE = "事先告知", "听证申请", "听证通知", "不予处罚"
SERVED, PAID, CLOSED, RECHECK = "送达", "缴款", "结案", "复查"
INQUIRY, DEFENCE, HELD = "调查终结", "陈述申辩", "听证"
ADDENDUM, VOID = "补正", "文书作废"
ENFORCING: Final = frozenset(
    {CHECK, ASK, ORDER, FILED, KEPT, DEALT, NOTICE, HEARING, DECIDED, SPOT, NONE, SERVED}
    | {INQUIRY, DEFENCE}
)
FINING: Final = frozenset({NOTICE, DECIDED, SPOT})
BUILT_IN: Final = (CHECK, ASK, ORDER, SERVED)
TEMPLATED: Final = (
    FILED, KEPT, DEALT, INQUIRY, NOTICE, DEFENCE, HEARING, HELD, DECIDED, SPOT, NONE, CLOSED,
)  # fmt: skip
PAPERED: Final = frozenset({*BUILT_IN, *TEMPLATED})
RANGER: Final = "ranger"


@dataclass(frozen=True)
class FineRange:
    """What the entered rule allows for one case, in 分; sources as the rule names them.

    Attributes:
        low, high: both included.
        per: ``head`` or ``unit`` (sheep unit), ``case`` for the whole.
        source: law and article.
        without_factor: kinds that have no sheep-unit factor where the rule counts by units: low
            and high leave them out, so no fine is written until their factor is entered.
    """

    low: int
    high: int
    per: str
    source: str
    without_factor: tuple[str, ...] = ()


def officers(step: CaseStep, context: RuleContext) -> list[Remark]:
    """At least two officers with a certificate; a ranger is never one (行政处罚法42)."""
    if step.step not in ENFORCING:
        return []
    people = [one for one in context.related.get("officer_ids", ()) if isinstance(one, Person)]
    found = []
    for one in people:
        if RANGER in one.roles:
            found.append(_officer("case.ranger", N_("{name} is a ranger, never an officer"), one))
        elif not one.certificate.strip():
            found.append(_officer("case.certificate", N_("{name} has no certificate number"), one))
    rule = context.book.find("case.officers")
    least = rule.value if rule else 2
    fit = {one.id for one in people if RANGER not in one.roles and one.certificate.strip()}
    if len(fit) < least:
        words = N_("At least {n} officers with a certificate act in this step")
        found.append(Remark("case.officers", "error", "officer_ids", words, {"n": least}))
    return found


def _officer(code: str, msgid: str, person: Person) -> Remark:
    return Remark(code, "error", "officer_ids", msgid, {"name": person.name})


def times(step: CaseStep, context: RuleContext) -> list[Remark]:
    """Times to the minute, in order, not in the future, not before the finding."""
    found = [*not_future(step.at, "at", context), *in_order(step.at, step.until, "until")]
    violation = context.related.get("parent_id")
    if isinstance(violation, GrazingViolation) and violation.found_at and step.at:
        if step.at.ms < violation.found_at.ms:
            words = N_("This lies before the violation was found")
            found.append(Remark("case.before", "error", "at", words))
    if step.step in (CHECK, ASK) and step.until is None:
        found.append(Remark("case.until", "error", "until", N_("Say from when to when it took")))
    return found


_NEEDED: Final = {
    CHECK: ("place", "facts"),
    ASK: ("place", "party_id", "answers", "recorder_id"),
    ORDER: ("facts", "law", "content", "deadline", "doc_no"),
    NOTICE: ("facts", "law", "content"),
    DECIDED: ("facts", "law", "content", "doc_no"),
    SPOT: ("facts", "law", "content", "doc_no", "place"),
    SERVED: ("serve_mode", "served_no", "party_id"),
    KEPT: ("facts",),
    DEFENCE: ("party_id", "opinion"),
    HEARING: ("deadline", "place"),
    HELD: ("place", "facts"),
    ADDENDUM: ("corrects", "content"),
    VOID: ("doc_no", "remark"),
}


def needed(step: CaseStep, context: RuleContext) -> list[Remark]:
    """What the paper of the step cannot do without."""
    return [
        Remark("case.needed", "error", name, N_("This step needs the entry"))
        for name in _NEEDED.get(step.step, ())
        if not getattr(step, name)
    ]


def rights(step: CaseStep, context: RuleContext) -> list[Remark]:
    """A questioning begins with the person's rights."""
    if step.step != ASK or step.rights_told:
        return []
    return [Remark("case.rights", "error", "rights_told", N_("Tell the person the rights first"))]


def number_once(step: CaseStep, context: RuleContext) -> list[Remark]:
    """A paper's number is used once; a void one stays void."""
    for other in context.siblings:
        if not isinstance(other, CaseStep) or other.id == step.id:
            continue
        if step.doc_no and other.doc_no == step.doc_no:
            if step.step == VOID and other.step != VOID:
                continue
            words = N_("{no} is used already")
            return [Remark("case.doc_no", "error", "doc_no", words, {"no": step.doc_no})]
    return []


def fine(step: CaseStep, context: RuleContext) -> list[Remark]:
    """The officer states the amount; the rule gives the range; outside it needs a reason."""
    if step.fine_fen is None:
        return []
    if step.step not in (*FINING, PAID):
        return [Remark("case.fine", "error", "fine_fen", N_("This step holds no fine"))]
    if step.step == PAID:
        return []
    violation = context.related.get("parent_id")
    allowed = (
        fine_range(violation, context.book) if isinstance(violation, GrazingViolation) else None
    )
    if allowed is None:
        words = N_("No range is entered: the legal office enters the rule first")
        return [Remark("case.no_rule", "error", "fine_fen", words)]
    if allowed.without_factor:
        words = N_("No sheep-unit factor for {animal}: the range cannot be said")
        params = {"animal": "、".join(allowed.without_factor)}
        return [Remark("case.no_factor", "error", "fine_fen", words, params)]
    found = []
    if not allowed.low <= step.fine_fen <= allowed.high and not step.fine_reason.strip():
        words = N_("Outside {low} to {high} yuan: give the reason")
        params = {"low": yuan(allowed.low), "high": yuan(allowed.high)}
        found.append(Remark("case.fine_range", "error", "fine_reason", words, params))
    if step.step == SPOT:
        key = "case.spot.entity" if step.entity else "case.spot.citizen"
        most = context.book.find(key, date_of(step.at.ms) if step.at else "")
        if most is not None and step.fine_fen > most.value:
            words = N_("On the spot at most {high} yuan")
            params = {"high": yuan(most.value)}
            found.append(Remark("case.spot", "error", "fine_fen", words, params))
    return found


def fine_range(violation: GrazingViolation, book: RuleBook) -> FineRange | None:
    """The range of the rule entered by the legal office, for the day of the act (§5.3).

    Rules are ``fine.grazing.<head|unit|case>.min`` and ``.max`` in yuan (e2); None while no pair
    is entered. The law of the day of the act holds.
    """
    day = date_of(violation.found_at.ms) if violation.found_at else ""
    for per in ("unit", "head", "case"):
        pair = [book.find(f"fine.grazing.{per}.{end}", day, violation.unit) for end in _ENDS]
        low, high = pair
        if low is None or high is None:
            continue
        if per == "unit":
            herd = sheep_units(violation, book, day)
            least, most = (one.value * herd.units_e4 // 10_000 for one in (low, high))
            return FineRange(least, most, per, high.source, tuple(herd.without_factor))
        count = sum(row.head or 0 for row in violation.livestock) if per == "head" else 1
        return FineRange(low.value * count, high.value * count, per, high.source)
    return None


_ENDS: Final = ("min", "max")


def yuan(fen: int) -> str:
    """An amount as printed: ``120.00``."""
    return f"{fen // 100}.{fen % 100:02d}"


def late_fee(fine_fen: int, days: int, book: RuleBook) -> int:
    """What is added for late payment, in 分: 3 % a day, never more than the fine (72).

    Args:
        fine_fen: the fine.
        days: after the last day for paying.
    """
    rule = book.find("case.late_pct")
    percent = rule.value if rule else 0
    return min(fine_fen, fine_fen * percent * max(days, 0) // 100)


def block_span(block: DocBlock, context: RuleContext) -> list[Remark]:
    """A block counts upwards and shares no number with another of its word and year."""
    if block.first is None or block.last is None:
        return []
    if not 1 <= block.first <= block.last:
        return [Remark("doc.span", "error", "last", N_("The last number is below the first"))]
    for other in context.siblings:
        if not isinstance(other, DocBlock) or other.id == block.id:
            continue
        if (other.prefix, other.year) != (block.prefix, block.year):
            continue
        if (other.first or 0) <= block.last and block.first <= (other.last or 0):
            words = N_("These numbers are reserved already: {code}")
            return [Remark("doc.overlap", "error", "first", words, {"code": other.code})]
    return []


def periods(step: CaseStep, context: RuleContext) -> list[Remark]:
    """What was given to the party: days to speak and to ask for a hearing, and its notice.

    Said, never enforced: the law has exceptions that only the officer knows (行政处罚法44, 64).
    """
    if context.working_days is None or step.at is None:
        return []
    day = date_of(step.at.ms)
    if step.step == HEARING and step.deadline:
        rule = context.book.find("case.hearing.notice", day)
        first = context.working_days(day, rule.value) if rule else ""
        if step.deadline < first:
            words = N_("The hearing is announced too late: not before {day}")
            return [Remark("case.hearing_notice", "warning", "deadline", words, {"day": first})]
    if step.step not in (DECIDED, NONE):
        return []
    others = [one for one in context.siblings if isinstance(one, CaseStep)]
    same = [one for one in others if one.parent_id == step.parent_id and one.id != step.id]
    return _unheard(day, same, context)


def _unheard(day: str, steps: list[CaseStep], context: RuleContext) -> list[Remark]:
    """A decision before the party's days are over, or after a hearing was asked for in vain."""
    done = {one.step for one in steps}
    if HEARD in done and HELD not in done:
        words = N_("The hearing asked for was not held")
        return [Remark("case.no_hearing", "warning", "at", words)]
    told = [told_on(one, steps) for one in steps if one.step == NOTICE]
    if not told or context.working_days is None or done & {HEARD, DEFENCE}:
        return []
    for key in ("case.statement", "case.hearing.ask"):
        rule = context.book.find(key, day)
        last = context.working_days(max(told), rule.value) if rule else ""
        if day <= last:
            words = N_("The party may still speak or ask for a hearing until {day}")
            return [Remark("case.unheard", "warning", "at", words, {"day": last})]
    return []


def told_on(notice: CaseStep, steps: Iterable[CaseStep]) -> str:
    """The day on which a notice was served, else its own; empty without a time."""
    served = [
        date_of(one.at.ms)
        for one in steps
        if one.step == SERVED and one.at and notice.doc_no and one.served_no == notice.doc_no
    ]
    return min(served, default=date_of(notice.at.ms) if notice.at else "")


RULES = (officers, times, needed, rights, number_once, fine, periods)
