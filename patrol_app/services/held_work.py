"""Entries put aside and records that lack one: what a person at the desk can do about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from patrol_app.domain.journal.canonical import FormatFault
from patrol_app.domain.journal.entry import Op
from patrol_app.domain.journal.reading import read_op
from patrol_app.domain.records import known, record_type
from patrol_app.i18n import _
from patrol_app.services.city_desk import unit_names
from patrol_app.services.held_words import reason_text
from patrol_app.services.ports import HeldOp, JournalLine, Queries, Stored, StreamInfo


@dataclass(frozen=True)
class HeldLine:
    """One entry put aside.

    Attributes:
        stream / seq: its place; unit / name / device_no: whose journal.
        type / rec / number: the record it speaks of; empty where it cannot be read.
        reason: code; words: the same for people.
    """

    stream: str
    seq: int
    unit: str
    name: str
    device_no: str
    type: str
    rec: str
    number: str
    reason: str
    words: str

    @property
    def upgrade(self) -> bool:
        """Whether an upgrade of this program takes it in by itself."""
        return self.reason == "op.newer"


@dataclass(frozen=True)
class Wait:
    """Entries that a record waits for: ``first``..``last`` of one device's journal."""

    unit: str
    device_no: str
    first: int
    last: int

    def words(self) -> str:
        """``DEMO01 01: 18–20``."""
        span = str(self.first) if self.first == self.last else f"{self.first}–{self.last}"
        return f"{self.unit} {self.device_no}: {span}"


@dataclass(frozen=True)
class WaitingRecord:
    """A record that lacks an entry.

    Attributes:
        waits: absent ranges that it may stand in, the likeliest first; empty: nobody knows.
        held: an entry of its own was put aside.
    """

    type: str
    rec: str
    number: str
    unit: str
    waits: tuple[Wait, ...] = ()
    held: bool = False

    def words(self) -> str:
        """What it waits for, in words."""
        return wait_words(self.waits, self.held)


def held_lines(queries: Queries) -> list[HeldLine]:
    """Entries put aside, in the order they came."""
    streams = {info.stream: info for info in queries.streams()}
    found = queries.held()
    names = unit_names(queries, {info.unit for info in streams.values()})
    numbers = _numbers(queries, found)
    lines = []
    for one in found:
        info = streams.get(one.stream)
        unit = info.unit if info else ""
        lines.append(
            HeldLine(
                one.stream,
                one.seq,
                unit,
                names.get(unit, unit),
                info.device_no if info else "",
                one.type,
                one.rec,
                numbers.get(one.rec, ""),
                one.reason,
                reason_text(one.reason),
            )
        )
    return lines


def waiting_records(queries: Queries, limit: int = 2_000) -> list[WaitingRecord]:
    """Records that lack an entry, with what each waits for.

    Args:
        limit: records at most.
    """
    streams = queries.streams()
    held = {one.rec for one in queries.held() if one.rec}
    found = []
    for kind, rec in queries.incomplete_records()[:limit]:
        stored = queries.get(kind, rec)
        if stored is None:
            continue
        waits = _waits(queries.history(rec), stored.record.unit, streams)
        number = stored.record.number or _title(kind)
        found.append(WaitingRecord(kind, rec, number, stored.record.unit, waits, rec in held))
    return found


def waiting_for(queries: Queries, type: str, rec: str) -> WaitingRecord | None:
    """What one record waits for; None for a complete one."""
    stored = queries.get(type, rec)
    if stored is None or not stored.incomplete:
        return None
    waits = _waits(queries.history(rec), stored.record.unit, queries.streams())
    held = any(one.rec == rec for one in queries.held())
    number = stored.record.number or _title(type)
    return WaitingRecord(type, rec, number, stored.record.unit, waits, held)


def waiting_words(queries: Queries, stored: Stored | None) -> str:
    """What an incomplete record waits for, in words; empty for a complete one or none."""
    if stored is None or not stored.incomplete:
        return ""
    found = waiting_for(queries, stored.type, stored.record.id)
    return found.words() if found else ""


def wait_words(waits: Sequence[Wait], held: bool) -> str:
    """``Waits for entries DEMO01 01: 18–20``."""
    if waits:
        spans = ", ".join(wait.words() for wait in waits[:3])
        return _("Waits for entries {spans}").format(spans=spans)
    if held:
        return _("An entry of it was put aside")
    return _("Waits for an entry that nobody has sent yet")


def waiting_count(queries: Queries) -> int:
    """Entries put aside and records that lack one."""
    return sum(queries.held_by_stream().values()) + len(queries.incomplete_records())


def _waits(
    history: Iterable[JournalLine], unit: str, streams: Sequence[StreamInfo]
) -> tuple[Wait, ...]:
    """Ranges absent here in which a parent of ``history`` may stand.

    First the gaps before the entry that names it, in the same journal; else every gap of the
    devices of the record's unit.
    """
    lines = [(line, op) for line in history if (op := _op(line)) is not None]
    hashes = {line.op_hash for line, _op_ in lines}
    lacking = {
        line.stream: line.seq for line, op in lines if any(p not in hashes for p in op.parents)
    }
    near = [
        Wait(info.unit, info.device_no, first, last)
        for info in streams
        if info.stream in lacking
        for first, last in reversed(info.missing)
        if first < lacking[info.stream]
    ]
    if near or not lacking:
        return tuple(near)
    return tuple(
        Wait(info.unit, info.device_no, first, last)
        for info in streams
        if info.unit == unit
        for first, last in info.missing
    )


def _op(line: JournalLine) -> Op | None:
    try:
        op = read_op(line.raw)
    except FormatFault:
        return None
    return op if isinstance(op, Op) else None


def _title(kind: str) -> str:
    return _(record_type(kind).label) if known(kind) else kind


def _numbers(queries: Queries, found: Sequence[HeldOp]) -> dict[str, str]:
    """Number, else kind, of each record an entry speaks of."""
    numbers: dict[str, str] = {}
    for one in found:
        if not one.rec or one.rec in numbers:
            continue
        stored = queries.get(one.type, one.rec) if known(one.type) else None
        numbers[one.rec] = (stored.record.number if stored else "") or _title(one.type)
    return numbers
