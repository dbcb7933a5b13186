"""One tree or place as one thread: sighting, calls, samples, results, disposal, re-check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from patrol_app.domain.instant import DAY_MS, Instant, day_start
from patrol_app.domain.records import record_type
from patrol_app.domain.records.pest import PestSighting
from patrol_app.domain.records.pest_disposal import Acceptance
from patrol_app.domain.records.pest_sample import Custody, LabResult, Sample, turn_of
from patrol_app.domain.rules.pest_disposal import PASSED
from patrol_app.domain.rules.pest_sample import NEGATIVE, POSITIVE, chain_intact, longest_gap_ms
from patrol_app.domain.setting import RuleBook
from patrol_app.services.ports import Queries, Stored

NOTHING_FOUND = "未发现"  # what a re-check without signs says
State = Literal["found", "waiting", "clean", "positive", "clearing", "recheck", "closed"]


@dataclass(frozen=True)
class Step:
    """One thing that happened, or the next one that has to.

    Attributes:
        type: record type code; ``recheck`` for what is still to come.
        rec: record id, empty for what is still to come; number: of the record.
        words_ms: when, UTC ms; of what is still to come until when, None without a rule.
        title, detail: values as stored, in the bureau's words.
        draft: not submitted yet.
    """

    type: str
    rec: str
    number: str
    words_ms: int | None
    title: str
    detail: str = ""
    done: bool = True
    draft: bool = False


@dataclass(frozen=True)
class Thread:
    """Everything about one tree or place, in the order of time.

    Attributes:
        tree: tag of the tree, else the sighting's number.
        result: of the last laboratory result, empty without one.
        intact: the chain of custody of every sample is whole; None without a sample.
        gap_ms: longest time between two hand-overs.
        state: where the thread stands.
    """

    rec: str
    tree: str
    place: str
    host: str
    steps: tuple[Step, ...]
    result: str
    intact: bool | None
    gap_ms: int
    state: State


def thread(queries: Queries, sighting: str, book: RuleBook, now_ms: int) -> Thread:
    """The thread that begins with a sighting.

    Args:
        queries: of the open store.
        sighting: record id; a re-check leads to the sighting it checks.
        book: rule values; ``pwd.recheck_days`` says until when to look again.
        now_ms: the time now, for what has no time of its own.

    Raises:
        KeyError: there is no such sighting.
    """
    head = _head(queries, sighting)
    first = head.record
    assert isinstance(first, PestSighting)
    steps = [_step(head, first.seen_at, first.pest, first.place)]
    for row in queries.children("first_report", "parent_id", first.id):
        one: Any = row.record
        steps.append(_step(row, one.at, one.act, f"{one.told_level} {one.told}".strip()))
    results, chains, gap = _samples(queries, first.id, steps)
    passed = _disposals(queries, first.id, steps)
    checks = [row for row in queries.children("pest", "recheck_of_id", first.id) if not row.deleted]
    for row in checks:
        again: Any = row.record
        found = NOTHING_FOUND if again.nothing_found else again.pest
        steps.append(_step(row, again.seen_at, "复查", found))
    ordered = sorted(steps, key=lambda one: (one.words_ms or 0, one.rec))
    last = results[-1].sample_result if results else ""
    state = _state(bool(chains), last, passed, checks, ordered)
    if state == "recheck" and passed is not None:
        days = book.find("pwd.recheck_days")
        due = passed + days.value * DAY_MS if days is not None else None
        ordered.append(Step("recheck", "", "", due, "复查", done=False))
    return Thread(
        first.id, first.tree_no or first.number, first.place or first.sub_compartment, first.host,
        tuple(ordered), last, all(chains) if chains else None, gap, state,
    )  # fmt: skip


def threads(queries: Queries, rows: Sequence[Stored], book: RuleBook, now_ms: int) -> list[Thread]:
    """The threads of sightings that begin one: re-checks and clean looks are left out."""
    return [
        thread(queries, row.record.id, book, now_ms)
        for row in rows
        if isinstance(row.record, PestSighting)
        and not row.record.recheck_of_id
        and not row.record.nothing_found
    ]


def _head(queries: Queries, rec: str) -> Stored:
    seen: set[str] = set()
    while True:
        stored = queries.get("pest", rec)
        if stored is None or not isinstance(stored.record, PestSighting):
            raise KeyError(rec)
        before = stored.record.recheck_of_id
        if not before or before in seen or queries.get("pest", before) is None:
            return stored
        seen.add(rec)
        rec = before


def _samples(
    queries: Queries, sighting: str, steps: list[Step]
) -> tuple[list[LabResult], list[bool], int]:
    results: list[LabResult] = []
    chains: list[bool] = []
    gap = 0
    for row in queries.children("sample", "sighting_id", sighting):
        sample = row.record
        if not isinstance(sample, Sample):
            continue
        parts = f"{sample.sample_no} {sample.weight_g or ''} g".strip()
        steps.append(_step(row, sample.taken_at, "取样", parts))
        rows = queries.children("custody", "parent_id", sample.id)
        told = [one.record for one in rows if one.state != "draft"]
        custody = [one for one in told if isinstance(one, Custody)]
        for one in rows:
            hand: Any = one.record
            words = " → ".join(name for name in (hand.from_person, hand.to_person) if name)
            steps.append(_step(one, hand.at, hand.step, f"{words} {hand.seal_no}".strip()))
        chains.append(chain_intact(sample, custody))
        gap = max(gap, longest_gap_ms(custody))
        for one in queries.children("lab_result", "parent_id", sample.id):
            found = one.record
            if isinstance(found, LabResult):
                steps.append(_step(one, found.issued_at, found.sample_result, found.report_no))
                results += [found] if one.state != "draft" else []
    return sorted(results, key=turn_of), chains, gap


def _disposals(queries: Queries, sighting: str, steps: list[Step]) -> int | None:
    """Adds disposal and acceptance; the moment of the last pass, None while none passed."""
    passed: int | None = None
    for row in queries.children("disposal", "sighting_id", sighting):
        work: Any = row.record
        looks = queries.children("acceptance", "parent_id", work.id)
        moment = _finished(work.end_on, looks)
        steps.append(_step(row, moment, "除治", f"{work.crew} {work.felled_n or 0}"))
        for one in looks:
            look = one.record
            if not isinstance(look, Acceptance):
                continue
            steps.append(_step(one, look.at, look.acceptance, look.inspectors))
            if look.acceptance == PASSED and look.at and one.state != "draft":
                passed = max(passed or 0, look.at.ms)
    return passed


def _finished(day: str | None, looks: Sequence[Stored]) -> Instant | None:
    """The end of the day on which work was finished, or its first inspection if that is earlier."""
    if not day:
        return None
    seen = [at.ms for one in looks if (at := getattr(one.record, "at", None)) is not None]
    return Instant(min([day_start(day) + DAY_MS - 1, *seen]))


def _step(row: Stored, at: Instant | None, title: str, detail: str) -> Step:
    draft = row.state == "draft" and record_type(row.type).submit
    moment = at.ms if at is not None else row.created_ms
    return Step(row.type, row.record.id, row.record.number, moment, title, detail, draft=draft)


def _state(
    sampled: bool, result: str, passed: int | None, checks: Sequence[Stored], steps: Sequence[Step]
) -> State:
    if passed is not None:
        later = [one for one in checks if _ms(one) > passed]
        return "closed" if later else "recheck"
    if any(one.type == "disposal" for one in steps):
        return "clearing"
    if result == POSITIVE:
        return "positive"
    if result == NEGATIVE:
        return "clean"
    return "waiting" if sampled else "found"


def _ms(row: Stored) -> int:
    seen = getattr(row.record, "seen_at", None)
    return seen.ms if seen else 0
