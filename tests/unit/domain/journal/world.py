"""Stations, a county and a city in memory, on the real ops, links and folds.

A bundle is a range of one stream with its links before and after; what the sealed file does to
keep it whole stands here as the check of those links.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from patrol_app.domain.journal.clock import Hlc, merge, tick
from patrol_app.domain.journal.fold import Folded, extend, extendable, fold
from patrol_app.domain.journal.link import ZERO_LINK, chain
from patrol_app.domain.journal.op import DeviceTime, ErasedOp, Op, erase, read_op, write_op
from patrol_app.domain.journal.seal import Seal
from patrol_app.domain.journal.upcast import Newer, lifted
from tests.unit.domain.journal.made import stream as stream_id

NEWEST = {"patrol": 2, "seal": 1, "review": 1, "erase": 1}
OLD = {**NEWEST, "patrol": 1}
ZERO = Hlc(0, 0)


def _step(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Version 2 counts ``a`` in tenths."""
    return {key: value * 10 if key == "a" and value else value for key, value in fields.items()}


STEPS = {("patrol", 1): _step}


class Fork(AssertionError):
    """Two ops claim one place of one stream."""


@dataclass(frozen=True)
class Bundle:
    """A range of one stream as it lies on a stick."""

    stream: str
    first: int
    before: bytes
    upto: bytes
    lines: tuple[bytes, ...]


@dataclass(frozen=True)
class Receipt:
    """What an issuer says it holds, by stream without a gap."""

    issuer: int
    generation: int
    upto: Mapping[str, int]


@dataclass
class Store:
    """A data folder: journal, held ops, and tables that each import keeps up to date."""

    number: int
    current: Mapping[str, int]
    lines: dict[tuple[str, int], Op | ErasedOp] = field(default_factory=dict)
    links: dict[tuple[str, int], bytes] = field(default_factory=dict)
    records: dict[str, dict[str, Op | ErasedOp]] = field(default_factory=dict)
    held: dict[str, Op] = field(default_factory=dict)
    seals: dict[str, list[Seal]] = field(default_factory=dict)
    tables: dict[str, Folded] = field(default_factory=dict)
    order: list[Op | ErasedOp] = field(default_factory=list)
    erased: set[str] = field(default_factory=set)

    def add(self, raw: bytes) -> Op | ErasedOp | None:
        """Take one line in; None where it is here already."""
        op = read_op(raw)
        place = op.stream, op.seq
        if place in self.lines:
            if self.lines[place].op_hash != op.op_hash:
                raise Fork("one place, two ops")
            return None
        if isinstance(op, Op) and op.op_hash in self.erased:
            op = erase(op)  # its order came before it
        self.lines[place] = op
        self.order.append(op)
        if isinstance(op, ErasedOp):
            self.records.setdefault(op.rec, {})[op.op_hash] = op
            return op
        try:
            today = lifted(op, self.current, STEPS)
        except Newer:
            self.held[op.op_hash] = op
            return op
        self.records.setdefault(op.rec, {})[op.op_hash] = today
        if op.type == "seal":
            seal = Seal.of(op.fields)
            self.seals.setdefault(seal.target, []).append(seal)
        return op

    def drop(self, hashes: Iterable[str]) -> set[str]:
        """Follow an order to erase: bytes go, stand-ins stay; the records it touched."""
        self.erased |= set(hashes)
        touched = set()
        for number, op in enumerate(self.order):
            if isinstance(op, Op) and op.op_hash in self.erased:
                left = erase(op)
                self.order[number] = self.lines[op.stream, op.seq] = left
                self.held.pop(op.op_hash, None)
                self.records.setdefault(op.rec, {})[op.op_hash] = left
                touched.add(op.rec)
        return touched

    def take(self, raws: Iterable[bytes]) -> None:
        """Take lines in as one transaction and fold what they touch."""
        before = {rec: len(ops) for rec, ops in self.records.items()}
        touched: set[str] = set()
        added = [op for op in map(self.add, raws) if op]
        for op in added:
            touched.add(op.rec)
            if isinstance(op, Op) and op.type == "seal":
                touched.add(op.fields["target"])
            elif isinstance(op, Op) and op.type == "erase":
                touched |= self.drop(op.fields["op_hashes"])
        single = added[0] if len(added) == 1 and len(touched) == 1 else None
        if single and before.get(single.rec) and single.op_hash not in self.held:
            today, made = self.records[single.rec][single.op_hash], self.tables[single.rec]
            sealed = self.seals.get(single.rec)
            if isinstance(today, Op) and not sealed and extendable(made, today):
                self.tables[single.rec] = extend(made, today)
                return
        self.refold(touched)

    def refold(self, recs: Iterable[str]) -> None:
        """Fold records anew from their ops."""
        for rec in recs:
            if rec in self.records:
                seals = self.seals.get(rec, [])
                self.tables[rec] = fold(self.records[rec].values(), seals=seals)

    def upgrade(self) -> None:
        """The program's next version: lift and fold everything again."""
        again = rebuilt(self.order, NEWEST, self.number)
        self.current, self.held, self.records = NEWEST, again.held, again.records
        self.seals, self.tables = again.seals, again.tables
        self.lines, self.order, self.erased = again.lines, again.order, again.erased

    def receive(self, bundle: Bundle) -> bool:
        """Take a bundle up; False where its chain does not hold, with nothing changed."""
        hashes = [read_op(raw).op_hash for raw in bundle.lines]
        links = chain(bundle.stream, bundle.first, bundle.before, hashes)
        known = self.links.get((bundle.stream, bundle.first - 1), bundle.before)
        if not links or links[-1] != bundle.upto:
            return False
        if known != bundle.before:
            raise Fork("the chain before differs")
        self.take(bundle.lines)
        self.links.update({(bundle.stream, bundle.first + n): one for n, one in enumerate(links)})
        return True

    def contiguous(self) -> dict[str, int]:
        """By stream the last seq without a gap before it."""
        upto = {}
        for stream in {place[0] for place in self.lines}:
            n = 0
            while (stream, n + 1) in self.lines:
                n += 1
            upto[stream] = n
        return upto


@dataclass
class Device(Store):
    """A store that writes: a stream of its own, a clock that may lie, receipts."""

    epoch: int = 0
    seq: int = 0
    hlc: Hlc = ZERO
    skew: int = 0
    acks: dict[int, Receipt] = field(default_factory=dict)
    deliveries: set[int] = field(default_factory=set)

    @property
    def stream(self) -> str:
        """The present epoch's stream."""
        return stream_id(self.number * 10_000 + self.epoch)

    def write(self, rec: str, fields: Mapping[str, Any], wall: int, type: str = "patrol") -> Op:
        """Save a change on the present heads."""
        self.hlc = tick(self.hlc, wall + self.skew)
        self.seq += 1
        made = self.tables.get(rec, Folded())
        # A sealed record's heads are those of all its ops: a late op descends from late ones.
        heads = fold(self.records.get(rec, {}).values()).heads if made.sealed else made.heads
        salt = hashlib.md5(f"{self.stream} {self.seq} {self.hlc}".encode()).hexdigest()
        op = write_op(
            stream=self.stream,
            seq=self.seq,
            rec=rec,
            type=type,
            parents=heads,
            hlc=self.hlc,
            actor="",
            device_time=DeviceTime(wall + self.skew, self.seq, None),
            city_time_seen=None,
            schema=self.current[type],
            salt=salt,
            fields=fields,
            judged={},
        )
        before = self.links.get((self.stream, self.seq - 1), ZERO_LINK)
        (self.links[self.stream, self.seq],) = chain(self.stream, self.seq, before, [op.op_hash])
        self.take([op.raw])
        return op

    def export(self, stream: str, first: int, last: int) -> Bundle | None:
        """A bundle of a range; None where it is empty."""
        places = [(stream, n) for n in range(first, last + 1)]
        if not places or any(place not in self.links for place in places):
            return None
        lines = tuple(self.lines[place].raw for place in places)
        before = self.links.get((stream, first - 1), ZERO_LINK)
        return Bundle(stream, first, before, self.links[places[-1]], lines)

    def own(self) -> dict[str, int]:
        """Last seq by own stream, present and past epochs."""
        streams = [stream_id(self.number * 10_000 + n) for n in range(self.epoch + 1)]
        found = {one: max((n for s, n in self.links if s == one), default=0) for one in streams}
        return {one: n for one, n in found.items() if n}

    def acknowledged(self, stream: str) -> int:
        """What both levels hold: where a resend starts."""
        return min((self.upto(issuer, stream) for issuer in (8, 9)), default=0)

    def upto(self, issuer: int, stream: str) -> int:
        """What one issuer has said to hold."""
        receipt = self.acks.get(issuer)
        return receipt.upto.get(stream, 0) if receipt else 0

    def accept(self, receipt: Receipt) -> None:
        """Take a receipt; an older generation changes nothing."""
        known = self.acks.get(receipt.issuer)
        if known is None or known.generation < receipt.generation:
            self.acks[receipt.issuer] = receipt

    def down(self, delivery: int, raws: Iterable[bytes], wall: int) -> None:
        """Take a bundle down."""
        raws = list(raws)
        self.take(raws)
        for raw in raws:
            op = read_op(raw)
            if isinstance(op, Op):
                self.hlc = merge(self.hlc, op.hlc, wall + self.skew)
        self.deliveries.add(delivery)

    def snapshot(self) -> dict[str, Any]:
        """A backup: all tables as they are now (ops and folds never change)."""
        copies = {
            name: value.copy() for name, value in vars(self).items() if hasattr(value, "copy")
        }
        copies["records"] = {rec: ops.copy() for rec, ops in self.records.items()}
        copies["seals"] = {rec: seals.copy() for rec, seals in self.seals.items()}
        return {**vars(self), **copies}

    def restore(self, backup: Mapping[str, Any], new_epoch: int | None) -> None:
        """Put a backup in place; ``new_epoch`` None reuses the stream, which is the fault."""
        vars(self).update(backup)
        vars(self).update(self.snapshot())
        if new_epoch is not None:
            self.epoch, self.seq = new_epoch, 0


def rebuilt(ops: Iterable[Op | ErasedOp], current: Mapping[str, int], number: int = 0) -> Store:
    """A store made anew from the bytes of ops, folded once at the end."""
    store = Store(number, current)
    for made in [store.add(op.raw) for op in ops]:
        if isinstance(made, Op) and made.type == "erase":
            store.drop(made.fields["op_hashes"])
    store.refold(store.records)
    return store
