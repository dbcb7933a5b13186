"""Rules of samples, their chain of custody and the laboratory's result (§2.5–§2.7)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from patrol_app.domain.instant import Instant
from patrol_app.domain.records.pest_sample import Custody, LabResult, Sample, turn_of
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.times import in_order, not_future
from patrol_app.i18n import N_

SENT, RECEIVED = "送检", "接收"
HANDED = (SENT, RECEIVED)  # another hand holds it afterwards
NEGATIVE, POSITIVE = "阴性", "阳性"
HOUR_MS = 3_600_000


def taken(sample: Sample, context: RuleContext) -> list[Remark]:
    """Not in the future; two people take a sample (paper 9.5)."""
    remarks = not_future(sample.taken_at, "taken_at", context)
    if len(sample.sampler_ids) == 1:
        words = N_("Two people sign for a sample")
        remarks.append(Remark("sample.two", "warning", "sampler_ids", words))
    return remarks


def times(step: Custody, context: RuleContext) -> list[Remark]:
    """Not in the future, not before the sample was taken, not before the step before it."""
    remarks = not_future(step.at, "at", context)
    sample = context.related.get("parent_id")
    if isinstance(sample, Sample):
        remarks += in_order(sample.taken_at, step.at, "at", strict=False)
    earlier = [one.at.ms for one in _before(step, context.siblings) if one.at]
    if step.at is not None and earlier and step.at.ms < max(earlier):
        words = N_("Earlier than the hand-over before it")
        remarks.append(Remark("custody.order", "error", "at", words))
    return remarks


def hands(step: Custody, context: RuleContext) -> list[Remark]:
    """A hand-over has a giver and a taker, and both signed."""
    if step.step not in HANDED:
        return []
    remarks = []
    if not step.to_person.strip():
        words = N_("A hand-over names who took the sample")
        remarks.append(Remark("custody.taker", "error", "to_person", words))
    if not step.signed_both:
        words = N_("Both sign a hand-over")
        remarks.append(Remark("custody.signed", "error", "signed_both", words))
    return remarks


def seals(step: Custody, context: RuleContext) -> list[Remark]:
    """Sent only under a seal; the number stays, or it was sealed anew for a reason."""
    sample = context.related.get("parent_id")
    before = [one.seal_no for one in _before(step, context.siblings) if one.seal_no.strip()]
    last = before[-1] if before else (sample.seal_no if isinstance(sample, Sample) else "")
    now = step.seal_no.strip() or last.strip()
    remarks = []
    if step.step in HANDED and not now:
        words = N_("A sample is not sent without a seal number")
        remarks.append(Remark("custody.seal", "error", "seal_no", words))
    changed = bool(last.strip()) and now != last.strip()
    if (changed or step.seal_ok is False) and not step.reseal_reason.strip():
        words = N_("The seal is another one or broken: say why")
        remarks.append(Remark("custody.reseal", "error", "reseal_reason", words))
    return remarks


def gap(step: Custody, context: RuleContext) -> list[Remark]:
    """More hours than the rule says since the step before."""
    limit = context.book.find("pwd.custody_gap_hours")
    earlier = [one.at.ms for one in _before(step, context.siblings) if one.at]
    if limit is None or step.at is None or not earlier:
        return []
    hours = (step.at.ms - max(earlier)) / HOUR_MS
    if hours <= limit.value:
        return []
    words = N_("{hours} hours since the hand-over before; the rule says {limit}")
    return [
        Remark("custody.gap", "warning", "at", words, {"hours": round(hours), "limit": limit.value})
    ]


def result(found: LabResult, context: RuleContext) -> list[Remark]:
    """Positives within those tested, the word fits the figures, another person checked."""
    remarks = not_future(found.issued_at, "issued_at", context)
    sample = context.related.get("parent_id")
    if isinstance(sample, Sample):
        remarks += in_order(sample.taken_at, found.issued_at, "issued_at", strict=False)
    if (found.positive_n or 0) > (found.tested_n or 0):
        words = N_("More positive pieces than tested ones")
        remarks.append(Remark("lab.positive", "error", "positive_n", words))
    if (found.sample_result == POSITIVE) != bool(found.positive_n):
        words = N_("The result and the number of positive pieces do not fit")
        remarks.append(Remark("lab.result", "error", "sample_result", words))
    if found.tester.strip() and found.tester.strip() == found.checker.strip():
        words = N_("Another person checks than the one who tested")
        remarks.append(Remark("lab.checker", "error", "checker", words))
    return remarks


def chain_intact(sample: Sample, steps: Sequence[Custody]) -> bool:
    """Whether every hand-over is signed, sealed and later than the one before.

    The seal's number stays or was changed for a reason: steps of two devices meet here that were
    not judged together when they were submitted.

    Args:
        sample: of the chain; steps: submitted ones, in any order.
    """
    ordered = in_sequence(steps)
    last: Instant | None = sample.taken_at
    seal = sample.seal_no.strip()
    for step in ordered:
        if step.at is None or (last is not None and step.at.ms < last.ms):
            return False
        now = step.seal_no.strip() or seal
        handed = step.signed_both and step.to_person.strip() and now
        if step.step in HANDED and not handed:
            return False
        changed = bool(seal) and now != seal
        if (changed or step.seal_ok is False) and not step.reseal_reason.strip():
            return False
        last, seal = step.at, now
    return bool(ordered)


def longest_gap_ms(steps: Sequence[Custody]) -> int:
    """The longest time between two steps, ms; 0 for fewer than two."""
    times_ms = [step.at.ms for step in in_sequence(steps) if step.at]
    return max((b - a for a, b in pairwise(times_ms)), default=0)


def in_sequence(steps: Sequence[Custody]) -> list[Custody]:
    """The steps as they were written: each after what its writer knew of, else by id."""
    return sorted(steps, key=turn_of)


def _before(step: Custody, siblings: Sequence[object]) -> list[Custody]:
    """The steps written before this one."""
    others = [one for one in siblings if isinstance(one, Custody) and turn_of(one) < turn_of(step)]
    return in_sequence(others)


SAMPLE_RULES = (taken,)
CUSTODY_RULES = (times, hands, seals, gap)
LAB_RULES = (result,)
