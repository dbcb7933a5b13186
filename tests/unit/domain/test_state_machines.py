"""State machines of case, sample chain, first report and thread: no forbidden state, no order.

The problem's is in ``test_problem_state.py``, the drill clock's in ``tests/gui/crew``, the same
over the exchange in ``tests/integration/sync/test_any_order.py``.
"""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.domain.base import Record
from patrol_app.domain.builtin_rules import builtin_book
from patrol_app.domain.instant import DAY_MS, Instant
from patrol_app.domain.records import record_type
from patrol_app.domain.records.case import CaseStep
from patrol_app.domain.records.first_report import FirstReport
from patrol_app.domain.records.pest_sample import Custody, Sample
from patrol_app.domain.rules import case as words
from patrol_app.domain.rules.case_limits import limits, payment
from patrol_app.domain.rules.first_report import DUE, calls
from patrol_app.domain.rules.pest_sample import HANDED, chain_intact, in_sequence, longest_gap_ms
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.services.pest_thread import Thread, thread
from patrol_app.services.ports import Queries
from patrol_app.services.stored import Stored
from tests.support import pests
from tests.support import records as make

BOOK = builtin_book()
STEPS = tuple(term.code for term in vocabulary("case_step").terms)
SEEN = make.at("08:00")


def rec(n: int) -> str:
    """The ``n``-th id."""
    return f"01900000-0000-7000-8000-{n:012x}"


def minute(n: int) -> Instant:
    """So many minutes after the finding."""
    return Instant(SEEN.ms + n * 60_000)


# ---- a case

case_logs = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 6), st.booleans()), max_size=12
)


def case_steps(log: list[tuple[str, int, bool]]) -> list[CaseStep]:
    """Steps of one case; papers bear numbers, services name the first one."""
    return [
        CaseStep(
            id=rec(n), unit=make.UNIT, number=f"G/{n}", step=code, at=minute(at),
            doc_no="县〔2026〕1号" if paper else "", served_no="县〔2026〕1号" if paper else "",
            deadline="2026-09-01" if paper else None,
        )
        for n, (code, at, paper) in enumerate(log)
    ]  # fmt: skip


@settings(max_examples=40)
@given(case_logs, st.randoms(use_true_random=False))
def test_the_limits_of_a_case_do_not_hang_on_the_order_of_arrival(
    log: list[tuple[str, int, bool]], chance: random.Random
) -> None:
    violation, steps = make.grazing(), case_steps(log)
    mixed = steps[:]
    chance.shuffle(mixed)
    assert limits(violation, mixed, BOOK) == limits(violation, steps, BOOK)
    assert payment(mixed, BOOK) == payment(steps, BOOK)


# limit -> the step that starts it, the steps that meet it
MEETS = {
    "decide": (words.FILED, {words.DECIDED, words.NONE}),
    "evidence": (words.KEPT, {words.DEALT}),
    "serve": (words.DECIDED, {words.SERVED}),
    "order": (words.ORDER, {words.RECHECK}),
}


@settings(max_examples=40)
@given(case_logs)
def test_no_limit_runs_without_its_step_or_after_what_meets_it(
    log: list[tuple[str, int, bool]],
) -> None:
    violation, steps = make.grazing(), case_steps(log)
    found, paid = limits(violation, steps, BOOK), payment(steps, BOOK)
    done = {one.step for one in steps}
    order = {one.number: (one.at.ms if one.at else 0, one.id) for one in steps}
    if words.CLOSED in done:
        assert found == [] == paid
        return
    codes = [one.code for one in found]
    assert ("limitation" in codes) is not bool(done & {words.FILED, words.SPOT})
    for code, (starts, meets) in MEETS.items():
        running = {
            one.number
            for one in steps
            if one.step == starts
            and (code != "order" or one.deadline)
            and not any(
                other.step in meets and order[other.number] > order[one.number] for other in steps
            )
        }
        assert {one.step for one in found if one.code == code} == running, code
    if paid:
        assert words.PAID not in done and {words.DECIDED, words.SERVED} <= done


# ---- a sample's chain of custody

hands = st.tuples(
    st.sampled_from(tuple(term.code for term in vocabulary("custody_step").terms)),
    st.integers(0, 5),
    st.sampled_from(("曾", "")),
    st.sampled_from((True, True, None)),
    st.sampled_from(("A1", "A1", "", "B2")),
    st.sampled_from((None, True, False)),
    st.sampled_from(("", "破损")),
)


def chain(rows: list[tuple[Any, ...]]) -> list[Custody]:
    """Hand-overs in the order of writing; times grow or stay, now and then go back."""
    names = ("step", "to_person", "signed_both", "seal_no", "seal_ok", "reseal_reason")
    clock, made = 60, []
    for n, (step, later, *rest) in enumerate(rows):
        clock += later - 1
        values = dict(zip(names, (step, *rest), strict=True))
        made.append(
            Custody(id=rec(n), unit=make.UNIT, at=minute(clock), from_person="刘", **values)
        )
    return made


@settings(max_examples=40)
@given(st.lists(hands, max_size=6), st.sampled_from(("", "A1")), st.randoms(use_true_random=False))
def test_a_whole_chain_is_signed_sealed_and_in_time(
    rows: list[tuple[Any, ...]], seal: str, chance: random.Random
) -> None:
    sample = cast(Sample, pests.made("sample", seal_no=seal, taken_at=minute(0)))
    steps = chain(rows)
    mixed = steps[:]
    chance.shuffle(mixed)
    assert in_sequence(mixed) == steps
    assert longest_gap_ms(mixed) == longest_gap_ms(steps)
    whole = chain_intact(sample, mixed)
    assert whole is chain_intact(sample, steps)
    if not whole:
        return
    assert steps
    assert all(a.at and b.at and a.at.ms <= b.at.ms for a, b in pairwise(steps))
    number = seal
    for one in steps:
        now = one.seal_no or number
        if one.step in HANDED:
            assert one.signed_both and one.to_person and now
        assert now == number or not number or one.reseal_reason
        assert one.seal_ok is not False or one.reseal_reason
        number = now


# ---- who was told of a first case

told = st.lists(
    st.tuples(
        st.sampled_from([level for level, _key in DUE]),
        st.integers(0, 4),
        st.sampled_from(("报告", "补充说明", "解除")),
        st.sampled_from(("甲", "乙", "丙")),
    ),
    max_size=10,
)


@settings(max_examples=40)
@given(told, st.randoms(use_true_random=False))
def test_the_first_call_of_each_level_stands_whatever_came_first(
    rows: list[tuple[str, int, str, str]], chance: random.Random
) -> None:
    reports = [
        FirstReport(id=rec(n), unit=make.UNIT, told_level=level, at=minute(at), act=act, told=who)
        for n, (level, at, act, who) in enumerate(rows)
    ]
    mixed = reports[:]
    chance.shuffle(mixed)
    found = calls(SEEN, mixed, BOOK)
    assert found == calls(SEEN, reports, BOOK)
    assert [one.level for one in found] == [level for level, _key in DUE]
    for one in found:
        times = [r.at.ms for r in reports if r.at and r.act == "报告" and r.told_level == one.level]
        assert one.told_ms == (min(times) if times else None)
        assert one.late((one.due_ms or 0) + 1) is (one.told_ms is None)


# ---- one tree: sighting, sample, result, disposal, acceptance, re-check


class Shelf:
    """What lies in a folder, handed out in any order.

    Args:
        rows: records by type.
        chance: mixes the answers; None keeps the order of writing.
    """

    def __init__(self, rows: list[Stored], chance: random.Random | None) -> None:
        self._rows, self._chance = rows, chance

    def get(self, type: str, rec: str) -> Stored | None:
        """The record of an id."""
        return next((r for r in self._rows if (r.type, r.record.id) == (type, rec)), None)

    def children(self, type: str, field: str, rec: str) -> list[Stored]:
        """Records of a type that name another one."""
        found = [r for r in self._rows if r.type == type and getattr(r.record, field) == rec]
        if self._chance is not None:
            self._chance.shuffle(found)
        return found


def stored(code: str, record: Record, n: int) -> Stored:
    """A submitted record as the store holds it."""
    return Stored(code, record, "submitted", created_ms=SEEN.ms + n, heads=())


events = st.lists(
    st.tuples(
        st.sampled_from(("sample", "custody", "result", "disposal", "acceptance", "recheck")),
        st.sampled_from(("阳性", "阴性", "待检")),
        st.sampled_from(("合格", "不合格")),
        st.integers(0, 20),
    ),
    max_size=10,
)
HEAD = rec(0xFFF0)


def folder(log: list[tuple[str, str, str, int]]) -> list[Stored]:
    """The records of one tree; a step hangs on the last sample or disposal before it."""
    first = make.pest(id=HEAD, seen_at=SEEN, nothing_found=None)
    rows = [stored("pest", first, 0)]
    last = {"sample": "", "disposal": ""}
    for n, (what, result, verdict, at) in enumerate(log, 1):
        values: dict[str, Any] = {"id": rec(n), "unit": make.UNIT, "number": f"N/{n}"}
        code = {"result": "lab_result", "recheck": "pest"}.get(what, what)
        if what in last:
            last[what] = rec(n)
            values |= {"sighting_id": HEAD}
        elif what == "recheck":
            values |= {"recheck_of_id": HEAD, "seen_at": minute(at), "nothing_found": True}
        else:
            values |= {"parent_id": last["disposal" if what == "acceptance" else "sample"]}
            if not values["parent_id"]:
                continue
            time = "issued_at" if what == "result" else "at"
            values |= {time: minute(at), "sample_result": result, "acceptance": verdict}
        cls = record_type(code).cls
        fields = {name: value for name, value in values.items() if name in cls.model_fields}
        rows.append(stored(code, cls.model_validate(fields), n))
    return rows


def told_of(rows: list[Stored], chance: random.Random | None = None) -> Thread:
    """The thread of these records."""
    return thread(cast(Queries, Shelf(rows, chance)), HEAD, BOOK, SEEN.ms + DAY_MS)


@settings(max_examples=40)
@given(events, st.randoms(use_true_random=False))
def test_a_tree_stands_where_its_records_say(
    log: list[tuple[str, str, str, int]], chance: random.Random
) -> None:
    """Closed only by a re-check after a passed inspection; positive by the last result."""
    rows = folder(log)
    found = told_of(rows, chance)
    assert found == told_of(rows)
    by: dict[str, list[Any]] = {}
    for row in rows:
        by.setdefault(row.type, []).append(row.record)
    passed = [one.at.ms for one in by.get("acceptance", []) if one.acceptance == "合格"]
    checks = [one.seen_at.ms for one in by["pest"][1:]]
    last = by["lab_result"][-1].sample_result if by.get("lab_result") else ""
    if passed:
        expected = "closed" if any(at > max(passed) for at in checks) else "recheck"
    elif by.get("disposal"):
        expected = "clearing"
    elif last in ("阳性", "阴性"):
        expected = "positive" if last == "阳性" else "clean"
    else:
        expected = "waiting" if by.get("sample") else "found"
    assert (found.state, found.result) == (expected, last)
    assert (found.state == "recheck") is any(not one.done for one in found.steps)
