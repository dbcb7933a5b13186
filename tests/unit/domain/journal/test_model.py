"""The model test (sync.md §3): generated histories of three stations, a county and a city."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from patrol_app.domain.journal.fold import fold
from patrol_app.domain.journal.op import ErasedOp, Op
from patrol_app.domain.journal.seal import seal, sealed_text
from patrol_app.domain.journal.upcast import lifted
from tests.unit.domain.journal.world import (
    NEWEST,
    OLD,
    STEPS,
    Bundle,
    Device,
    Fork,
    Receipt,
    Store,
    rebuilt,
)

COUNTY, CITY = 8, 9
YEARS_31 = 31 * 365 * 86_400_000
START = 1_767_225_600_000  # 2026
RECORDS = [f"018f0000-0000-7000-8000-00000000000{n}" for n in (1, 2)]
STATION = st.integers(0, 2)
WRITER = st.integers(0, 3)  # the last one is the city
RECORD = st.sampled_from(RECORDS)
CHANGE = st.one_of(
    st.fixed_dictionaries({"a": st.integers(0, 2)}),
    st.fixed_dictionaries({"b": st.sampled_from(["晴", "雨", None])}),
    st.fixed_dictionaries({"legs/aaaaaaaa": st.fixed_dictionaries({"order": st.integers(0, 2)})}),
    st.sampled_from([{"legs/aaaaaaaa": None}, {"legs/bbbbbbbb": {}}, {"_del": None}]),
    st.sampled_from([{"_del": {"reason": "重复"}}, {"_del": {"reason": "误建"}, "a": 5}]),
)


class World(RuleBasedStateMachine):
    """Rules are what happens to files and stations; invariants are the laws."""

    new_epoch = True
    seen: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.now, self.epochs, self.generation, self.delivery = START, 0, 0, 0
        self.stations = [Device(n, OLD) for n in range(3)]
        self.county, self.city = Device(COUNTY, OLD), Device(CITY, OLD)
        self.to_county: list[Bundle] = []
        self.to_city: list[Bundle] = []
        self.receipts: list[Receipt] = []
        self.sent: dict[int, tuple[int, str, list[Op | ErasedOp]]] = {}
        self.backups: dict[int, dict[str, Any]] = {}
        self.sealed: dict[tuple[str, ...], tuple[str, object]] = {}

    def wall(self) -> int:
        self.now += 1
        return self.now

    # Few rules, so that a history of 60 steps holds enough of each; editing stands twice.
    @rule(n=WRITER, rec=RECORD, change=CHANGE)
    def edit(self, n: int, rec: str, change: dict[str, Any]) -> None:
        (self.city if n == 3 else self.stations[n]).write(rec, change, self.wall())

    @rule(n=WRITER, rec=RECORD, change=CHANGE)
    def edit_too(self, n: int, rec: str, change: dict[str, Any]) -> None:
        self.edit(n, rec, change)

    @rule(n=STATION, rec=RECORD, at_city=st.sampled_from([False, False, True]))
    def submit_or_seal(self, n: int, rec: str, at_city: bool) -> None:
        made = self.stations[n].tables.get(rec)
        if at_city:
            self.set_seal(rec)
        elif made and not made.sealed:
            fact = {"by": "", "at": self.wall(), "heads": list(made.heads)}
            self.stations[n].write(rec, {"_submitted": fact}, self.wall())
            assert self.stations[n].tables[rec].state != "draft"

    def set_seal(self, rec: str) -> None:
        ops = [op for op in self.city.order if op.rec == rec]
        if not ops or self.city.held or fold(ops).missing:
            return
        mark = seal(rec, ops)
        name = rec[:-4] + f"{len(self.sealed) + 0x1000:04x}"
        self.city.write(name, mark.value(), self.wall(), "seal")
        self.sealed.setdefault(mark.heads, (rec, sealed_text(newest(ops), mark.heads)))

    @rule(n=st.integers(0, 4), years=st.sampled_from([-1, 0, 1, None]))
    def clock_or_upgrade(self, n: int, years: int | None) -> None:
        device = [*self.stations, self.county, self.city][n]
        if years is None:
            device.upgrade()
            assert not device.held
        elif n < 3:
            device.skew = years * YEARS_31

    @rule(n=STATION, overlap=st.integers(0, 3), skip=st.sampled_from([0, 0, 0, 1, 2]))
    def export(self, n: int, overlap: int, skip: int) -> None:
        station = self.stations[n]
        for stream, last in station.own().items():
            first = max(1, station.acknowledged(stream) + 1 - overlap) + skip
            bundle = station.export(stream, first, last)
            if bundle:
                self.to_county.append(bundle)

    @precondition(lambda self: self.to_county or self.to_city)
    @rule(data=st.data(), lose=st.booleans(), cut=st.sampled_from([False, False, True]))
    def deliver(self, data: st.DataObject, lose: bool, cut: bool) -> None:
        if self.to_county:
            bundle = self.pick(data, self.to_county, lose)
            if self.bring(self.county, bundle, cut):
                self.to_city.append(bundle)  # the same file is carried on
        if self.to_city:
            self.bring(self.city, self.pick(data, self.to_city, lose), cut)

    def pick(self, data: st.DataObject, wire: list[Bundle], lose: bool) -> Bundle:
        place = data.draw(st.integers(0, len(wire) - 1))
        return wire.pop(place) if lose else wire[place]

    def bring(self, store: Store, bundle: Bundle, cut: bool) -> bool:
        before = dict(store.tables)
        if cut:
            assert not store.receive(replace(bundle, lines=bundle.lines[:-1]))
            assert store.tables == before
            return False
        assert store.receive(bundle)
        once = dict(store.tables)
        assert store.receive(bundle) and store.tables == once
        return True

    @rule(n=STATION, data=st.data())
    def receipt(self, n: int, data: st.DataObject) -> None:
        """Both levels issue one; the station gets any of all ever issued, or two."""
        for above in (self.county, self.city):
            self.generation += 1
            self.receipts.append(Receipt(above.number, self.generation, above.contiguous()))
        for one in data.draw(st.lists(st.sampled_from(self.receipts[::-1]), max_size=2)):
            self.stations[n].accept(one)

    @rule(n=STATION, rec=RECORD, lose=st.booleans())
    def down(self, n: int, rec: str, lose: bool) -> None:
        """Every op of the record that this epoch of the station has not acknowledged."""
        station = self.stations[n]
        known = {
            op for at, stream, ops in self.sent.values() if stream == station.stream for op in ops
        }
        ops = [
            op
            for op in self.city.order
            if rec in (op.rec, target_of(op)) and op not in known and op.stream != station.stream
        ]
        self.delivery += 1
        if not lose:
            station.down(self.delivery, [op.raw for op in ops], self.wall())
            self.sent[self.delivery] = n, station.stream, ops
            held = rec in {op.rec for op in station.held.values()}
            at_city = self.city.tables.get(rec)
            if at_city and not held and not self.city.held and not at_city.missing:
                assert not station.tables[rec].missing

    @rule(n=STATION)
    def back_up(self, n: int) -> None:
        self.backups[n] = self.stations[n].snapshot()

    @precondition(lambda self: self.backups)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        n = data.draw(st.sampled_from(sorted(self.backups)))
        self.epochs += 1
        self.stations[n].restore(self.backups[n], self.epochs if self.new_epoch else None)

    @invariant()
    def acknowledged_is_held_above(self) -> None:
        for station in self.stations:
            for above in (self.county, self.city):
                for stream in station.own():
                    for n in range(1, station.upto(above.number, stream) + 1):
                        held = above.lines.get((stream, n))
                        assert held is not None, "an acknowledged op is not held"
                        mine = station.lines.get((stream, n))
                        assert mine is None or mine.op_hash == held.op_hash, (
                            "another op acknowledged"
                        )

    @invariant()
    def tables_equal_a_rebuild_of_what_changed_last(self) -> None:
        for store in (*self.stations, self.city):
            if store.order:
                rec = store.order[-1].rec
                ops = store.records.get(rec, {})
                assert not ops or store.tables[rec] == fold(
                    ops.values(), seals=store.seals.get(rec, [])
                )

    def teardown(self) -> None:
        """A full exchange after which all must agree."""
        everyone: list[Device] = [*self.stations, self.county, self.city]
        self.note(everyone)
        for store in everyone:
            store.upgrade()
            assert not store.held
        for bundle in (*self.to_county, *self.to_city):
            assert self.county.receive(bundle) and self.city.receive(bundle)
        for station in self.stations:
            for stream, last in station.own().items():
                whole = station.export(stream, 1, last)
                assert whole and self.county.receive(whole) and self.city.receive(whole)
        raws = [op.raw for op in self.city.order]
        for store in everyone:
            store.take(raws)
            assert store.lines.keys() == self.city.lines.keys(), "an op was lost"
            assert store.tables == self.city.tables, "folds differ"
        ops = self.city.order[:]
        random.Random(1).shuffle(ops)
        again = rebuilt(ops + ops[:5], NEWEST)
        assert again.tables == self.city.tables, "the order of arrival counts"
        for heads, (rec, text) in self.sealed.items():
            assert sealed_text(again.records[rec].values(), heads) == text, "a sealed text changed"
            after = again.tables[rec]
            assert after.sealed and len(after.late) + after.ops == len(again.records[rec])

    def note(self, everyone: list[Device]) -> None:
        """Remember which situations the histories reached."""
        for store in everyone:
            self.seen.update(["held"] if store.held else [])
            for made in store.tables.values():
                found = {
                    "conflict": made.conflicts,
                    "incomplete": made.missing,
                    "late": made.late,
                    "deleted": made.deleted,
                    "restored": self.epochs,
                    made.state: True,
                }
                self.seen.update(name for name, there in found.items() if there)


def newest(ops: list[Op | ErasedOp]) -> list[Op | ErasedOp]:
    """Ops as the last version of the program takes them."""
    return [lifted(op, NEWEST, STEPS) if isinstance(op, Op) else op for op in ops]


def target_of(op: Op | ErasedOp) -> str:
    """The record that a review or seal speaks of; empty for every other op."""
    return str(op.fields.get("target", "")) if isinstance(op, Op) else ""


class ReusedStream(World):
    """The fault: a restored store goes on in its old stream."""

    new_epoch = False


def run(machine: type[World], histories: int, **more: Any) -> None:
    """Run ``histories`` histories of 60 steps."""
    chosen = settings(
        max_examples=histories,
        stateful_step_count=60,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        **more,
    )
    run_state_machine_as_test(machine, settings=chosen)


def test_the_laws_hold() -> None:
    World.seen.clear()
    run(World, 60, derandomize=True)
    # Laws over histories in which nothing happens would hold for any program.
    reached = {"held", "conflict", "incomplete", "late", "deleted", "restored"}
    assert reached | {"draft", "submitted", "changed"} <= World.seen


@pytest.mark.ci
def test_the_laws_hold_in_other_histories() -> None:
    run(World, 100)


@pytest.mark.soak
@pytest.mark.timeout(7_200)
def test_the_laws_hold_in_many_histories() -> None:
    run(World, 2_000)


def test_the_model_finds_a_restored_store_that_reuses_its_stream() -> None:
    with pytest.raises(
        AssertionError, match=r"one place, two ops|chain before|another op|differ|lost"
    ):
        run(ReusedStream, 300, derandomize=True, phases=[Phase.generate])


def test_a_reused_stream_is_a_fork_at_the_city() -> None:
    station, city = Device(1, OLD), Store(CITY, OLD)
    backup = station.snapshot()
    station.write(RECORDS[0], {"a": 1}, START)
    one = station.export(station.stream, 1, 1)
    station.restore(backup, None)
    station.write(RECORDS[0], {"a": 2}, START)
    two = station.export(station.stream, 1, 1)
    assert one and two and city.receive(one)
    with pytest.raises(Fork):
        city.receive(two)


def test_a_newer_op_is_held_and_folds_after_the_upgrade() -> None:
    new, old = Device(1, NEWEST), Device(2, OLD)
    first = old.write(RECORDS[0], {"a": 1}, START)
    new.take([first.raw])
    second = new.write(RECORDS[0], {"a": 50, "b": "晴"}, START + 1)
    third = new.write(RECORDS[0], {"b": "雨"}, START + 2)
    old.take([second.raw, third.raw])
    assert set(old.held) == {second.op_hash, third.op_hash}
    assert old.tables[RECORDS[0]].values == {"a": 1}
    old.upgrade()
    assert not old.held and old.tables == new.tables
    assert old.tables[RECORDS[0]].values == {"a": 50, "b": "雨"}
    assert old.records[RECORDS[0]][first.op_hash].raw == first.raw


def test_a_gap_shows_in_the_receipt_and_closes() -> None:
    station, city = Device(1, OLD), Device(CITY, OLD)
    for n in range(1, 5):
        station.write(RECORDS[0], {"a": n}, START + n)
    parts = [station.export(station.stream, n, n) for n in range(1, 5)]
    assert all(part and city.receive(part) for part in (parts[0], parts[3]))
    assert city.contiguous() == {station.stream: 1}
    assert city.tables[RECORDS[0]].missing and not city.tables[RECORDS[0]].conflicts
    assert all(part and city.receive(part) for part in (parts[2], parts[1]))
    assert city.contiguous() == {station.stream: 4}
    assert city.tables == station.tables and not city.tables[RECORDS[0]].missing
