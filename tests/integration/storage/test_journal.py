"""The journal over real encrypted stores: append, take, forks, held ops, heads."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from patrol_app.domain.journal.canonical import canonical
from patrol_app.errors import UserError
from patrol_app.services.ports import Listing, Taken
from patrol_app.storage.store import SqlStore
from tests.support.stores import (
    START_MS,
    FixedClock,
    append,
    carry,
    change,
    dump,
    finding,
    new_id,
    new_store,
)


def lines_of(store: SqlStore) -> list[tuple[int, bytes]]:
    stream = store.queries.identity().stream
    return [(line.seq, line.raw) for line in store.queries.lines(stream, 1, 10_000)]


def take(
    target: SqlStore, source: SqlStore, lines: list[tuple[int, bytes]], *, keep: bool = True
) -> Taken:
    who = source.queries.identity()
    with target.begin("test") as work:
        taken = work.take(who.stream, who.kid, who.unit, who.device_no, lines)
        if keep:
            work.commit()
    return taken


def test_a_save_is_a_line_and_a_row(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as store:
        rec = new_id()
        with store.begin("test") as work:
            (number,) = work.next_number("F")
            (first,) = work.append([finding(rec, number=number, submitted=False)])
            changes = work.commit()
        assert changes.records == {("finding", rec)}
        assert number == "FDEMO01-01-260726-001"
        stored = store.queries.get("finding", rec)
        assert stored is not None and stored.state == "draft" and stored.heads == (first,)
        assert stored.own["date"] == "2026-07-26"
        (second,) = append(store, change(rec, {"place": "沟口"}, expect_heads=(first,)))
        append(
            store,
            change(
                rec, {"_submitted": {"by": "", "at": 1, "heads": [second]}}, expect_heads=(second,)
            ),
        )
        append(store, change(rec, {"place": "沟底"}))
        stored = store.queries.get("finding", rec)
        assert stored is not None and stored.state == "changed"
        assert stored.record.place == "沟底"  # type: ignore[attr-defined]
        history = store.queries.history(rec)
        assert [json.loads(line.raw)["seq"] for line in history] == [1, 2, 3, 4]
        assert store.queries.find("finding", number) == stored
        assert store.check() == []


def test_moved_heads_are_told_and_nothing_is_written(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as store:
        rec = new_id()
        (first,) = append(store, finding(rec))
        append(store, change(rec, {"place": "a"}, expect_heads=(first,)))
        before = dump(store)
        with store.begin("test") as work, pytest.raises(UserError) as fault:
            work.append([finding(new_id()), change(rec, {"place": "b"}, expect_heads=(first,))])
        assert fault.value.code == "heads.moved"
        assert dump(store) == before and store.check() == []


def test_an_exception_leaves_nothing(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as store:
        before = dump(store)
        with pytest.raises(ZeroDivisionError), store.begin("test") as work:
            work.next_number("F", 5)
            work.append([finding(new_id())])
            raise ZeroDivisionError
        with store.begin("test") as work:
            work.append([finding(new_id())])  # not committed
        assert dump(store) == before
        assert store.queries.streams()[0].last_seq == 0
        with store.begin("test") as work:
            assert work.next_number("F")[0].endswith("-001")


def test_two_stores_exchange_and_agree(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as one, new_store(tmp_path / "b", "DEMO02") as two:
        shared = new_id()
        append(one, finding(shared), finding(new_id()))
        carry(one, two)
        append(one, change(shared, {"place": "一", "description": "same"}))
        append(two, change(shared, {"place": "二", "description": "same"}))
        carry(one, two, reverse=True)
        carry(two, one)
        assert dump(one) == dump(two)
        stored = two.queries.get("finding", shared)
        assert stored is not None and stored.conflicts == 1 and len(stored.heads) == 2
        (conflict,) = two.queries.conflicts(shared)
        values = {conflict["winner"]["value"], *(one["value"] for one in conflict["losers"])}
        assert conflict["field"] == "place" and values == {"一", "二"}
        append(two, change(shared, {"place": "三"}))
        assert two.queries.conflicts(shared) == []
        carry(two, one)
        assert one.queries.conflicts(shared) == []
        assert dump(one) == dump(two) and one.check() == [] and two.check() == []


def test_any_order_gives_the_same_tables_and_gaps_close(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as source:
        rec, other = new_id(), new_id()
        append(source, finding(rec))
        append(source, change(rec, {"place": "a"}))
        append(source, finding(other), change(rec, {"_del": {"reason": "twice"}}))
        lines = lines_of(source)
        expected = dump(source)
        for place, order in enumerate(itertools.permutations(range(4))):
            if place % 4:
                continue
            with new_store(tmp_path / f"t{place}", "CITY01") as target:
                for step, index in enumerate(order):
                    taken = take(target, source, [lines[index]])
                    assert (taken.new, taken.known) == (1, 0)
                    held = sorted(order[: step + 1])
                    _assert_gaps(target, source, {index + 1 for index in held})
                    assert target.check() == []
                assert dump(target) == expected
                again = take(target, source, lines)
                assert (again.new, again.known, again.updated) == (0, 4, ())


def _assert_gaps(target: SqlStore, source: SqlStore, held: set[int]) -> None:
    stream = source.queries.identity().stream
    info = next(one for one in target.queries.streams() if one.stream == stream)
    contiguous = next(n for n in range(6) if n + 1 not in held)
    missing = {n for first, last in info.missing for n in range(first, last + 1)}
    assert info.contiguous_upto == contiguous and info.last_seq == max(held)
    assert missing == set(range(1, max(held) + 1)) - held
    own = source.queries.lines(stream, contiguous, contiguous) if contiguous else iter(())
    assert info.link == next((line.link for line in own), "00" * 32)


def test_an_absent_parent_makes_a_record_incomplete(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as source, new_store(tmp_path / "b", "CITY01") as target:
        rec = new_id()
        append(source, finding(rec))
        append(source, change(rec, {"place": "a"}))
        lines = lines_of(source)
        taken = take(target, source, lines[1:])
        assert taken.created == taken.incomplete == (("finding", rec),)
        stored = target.queries.get("finding", rec)
        assert stored is not None and stored.incomplete
        assert stored.record.unit == "DEMO01"  # of its stream, while its own has not arrived
        taken = take(target, source, lines[:1])
        assert taken.updated == (("finding", rec),) and taken.incomplete == ()
        stored = target.queries.get("finding", rec)
        assert stored is not None and not stored.incomplete
        assert target.check() == []


def test_a_fork_inserts_nothing_and_freezes_the_stream(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as source, new_store(tmp_path / "b", "CITY01") as target:
        append(source, finding(new_id()), finding(new_id()))
        lines = lines_of(source)
        take(target, source, lines)
        forged = canonical({**json.loads(lines[1][1]), "actor": new_id()})
        append(source, finding(new_id()))
        before = dump(target)
        taken = take(target, source, [(2, forged), lines_of(source)[2]])
        assert taken.fork == 2 and taken.new == 0 and dump(target) == before
        info = next(one for one in target.queries.streams() if not one.own)
        assert info.frozen and info.last_seq == 2
        assert take(target, source, lines_of(source)).fork == 2
        assert target.check() == []


BAD: dict[str, dict[str, Any]] = {
    "op.field": {"fields": {"unit": "DEMO01", "category": 5}},
    "op.newer": {"schema": 9},
    "op.form": {"hlc": "soon"},
    "op.place": {"seq": 7},
}


@pytest.mark.parametrize("reason", BAD)
def test_a_bad_op_takes_its_slot_and_blocks_nobody(tmp_path: Path, reason: str) -> None:
    with new_store(tmp_path / "a") as source, new_store(tmp_path / "b", "CITY01") as target:
        recs = [new_id() for _ in range(5)]
        append(source, *(finding(rec) for rec in recs))
        lines = lines_of(source)
        bad = canonical({**json.loads(lines[2][1]), **BAD[reason]})
        lines[2] = (3, bad)
        taken = take(target, source, lines)
        assert taken.new == 5 and [(one.seq, one.reason) for one in taken.held] == [(3, reason)]
        assert [one.raw for one in target.queries.held()] == [bad]
        assert target.queries.count(Listing("finding")) == 4
        info = next(one for one in target.queries.streams() if not one.own)
        assert info.contiguous_upto == 5 and info.missing == ()
        assert target.check() == []
        again = take(target, source, lines)
        assert (again.new, again.known, again.held) == (0, 5, ())


def test_an_unknown_type_is_held(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as source, new_store(tmp_path / "b", "CITY01") as target:
        append(source, finding(new_id()))
        raw = canonical({**json.loads(lines_of(source)[0][1]), "type": "bird_ring"})
        taken = take(target, source, [(1, raw)])
        assert [one.reason for one in taken.held] == ["op.newer"]
        assert target.check() == []


def test_a_held_op_leaves_its_record_incomplete(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as source, new_store(tmp_path / "b", "CITY01") as target:
        rec = new_id()
        append(source, finding(rec))
        append(source, change(rec, {"place": "a"}))
        lines = lines_of(source)
        newer = canonical({**json.loads(lines[1][1]), "schema": 2})
        take(target, source, lines[:1])
        taken = take(target, source, [(2, newer)])
        assert taken.incomplete == (("finding", rec),)
        stored = target.queries.get("finding", rec)
        assert stored is not None and stored.incomplete
        assert target.check() == []


def test_the_clock_follows_remote_ones_within_a_day(tmp_path: Path) -> None:
    ahead = FixedClock(START_MS + 3_600_000)
    mad = FixedClock(START_MS + 31 * 365 * 86_400_000)
    with (
        new_store(tmp_path / "a", clock=ahead) as source,
        new_store(tmp_path / "m", "DEMO03", clock=mad) as wrong,
        new_store(tmp_path / "b", "CITY01") as target,
    ):
        append(source, finding(new_id()))
        carry(source, target)
        assert target.queries.meta("hlc") == f"{ahead.now},0"
        append(wrong, finding(new_id()))
        carry(wrong, target)
        assert target.queries.meta("hlc") == f"{START_MS + 86_400_000},0"


def test_a_repeated_line_at_two_places_is_refused(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as source, new_store(tmp_path / "b", "CITY01") as target:
        append(source, finding(new_id()))
        raw = lines_of(source)[0][1]
        with pytest.raises(UserError) as fault:
            take(target, source, [(1, raw), (2, raw)])
        assert fault.value.code == "journal.repeated"
        assert target.queries.count(Listing("finding")) == 0


def test_one_rec_with_two_types_ends_alike_everywhere(tmp_path: Path) -> None:
    with (
        new_store(tmp_path / "a") as one,
        new_store(tmp_path / "b", "DEMO02", clock=FixedClock(START_MS + 5)) as two,
        new_store(tmp_path / "c", "CITY01") as first,
        new_store(tmp_path / "d", "CITY02") as last,
    ):
        rec = new_id()
        append(one, finding(rec))
        append(two, change(rec, {"unit": "DEMO02", "name": "x"}, type="person"))
        carry(one, first)
        carry(two, first)
        carry(two, last)
        carry(one, last)
        assert dump(first) == dump(last)
        assert first.check() == [] and last.check() == []


def test_a_wild_instant_still_shows(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as store:
        rec = new_id()
        append(store, finding(rec, at_ms=2**52))
        stored = store.queries.get("finding", rec)
        assert stored is not None and stored.own["date"] is None
        assert store.check() == []


def test_lines_put_aside_later_leave_their_records(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as source, new_store(tmp_path / "b", "CITY01") as target:
        rec, other = new_id(), new_id()
        append(source, finding(rec), finding(other))
        append(source, change(other, {"place": "a"}))
        take(target, source, lines_of(source))
        stream = source.queries.identity().stream
        with target.begin("test") as work:
            work.hold(stream, [1, 3], "author.writer")
            changes = work.commit()
        assert changes.records == {("finding", rec), ("finding", other)}
        assert target.queries.get("finding", rec) is None
        stored = target.queries.get("finding", other)
        assert stored is not None and stored.incomplete
        assert stored.record.place == ""  # type: ignore[attr-defined]
        assert [one.seq for one in target.queries.held()] == [1, 3]
        assert target.check() == []


def test_a_judge_puts_lines_aside(tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as source, new_store(tmp_path / "b", "CITY01") as target:
        rec = new_id()
        append(source, finding(rec), finding(new_id()))
        who = source.queries.identity()
        with target.begin("test") as work:
            taken = work.take(
                who.stream,
                who.kid,
                who.unit,
                who.device_no,
                lines_of(source),
                lambda op: "author.unit" if op.rec == rec else "",
            )
            work.commit()
        assert [(one.rec, one.reason) for one in taken.held] == [(rec, "author.unit")]
        assert target.queries.count(Listing("finding")) == 1 and target.check() == []
