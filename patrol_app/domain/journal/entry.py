"""What one line of a journal holds: an op, or what is left of an erased one (sync.md §1)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from patrol_app.domain.journal.clock import Hlc

VERSION = 1
# Names the journal itself gives a meaning; they are facts of an op, not fields of a record.
DELETED = "_del"
SUBMITTED = "_submitted"
# Before a judged name in ``keys``; no field key can begin with it.
JUDGED_MARK = "@"
PLAIN_KEY = re.compile(r"[a-z_][a-z0-9_]{0,63}")
ITEM_KEY = re.compile(r"[a-z2-7]{8}")
FIELD_KEY = re.compile(r"[a-z_][a-z0-9_]{0,63}(?:/[a-z2-7]{8})?")


class DeviceTime(NamedTuple):
    """What the clocks at hand said when the op was written; witnesses, not the truth.

    Attributes:
        wall: device clock, UTC ms.
        uptime: monotonic ms since the device started.
        gnss: satellite time in UTC ms, or None.
    """

    wall: int
    uptime: int
    gnss: int | None


@dataclass(frozen=True, slots=True)
class Op:
    """One entry of a journal.

    Attributes:
        v: version of the op's form, 1.
        stream: UUID text of the writing installation's epoch.
        seq: place in the stream, from 1 without gaps.
        rec: id of the record.
        type: ``RecordType.code``.
        parents: hashes of the record's heads when it was written, sorted.
        hlc: the device's hybrid clock.
        actor: rec of the person who wrote, or "".
        device_time: see ``DeviceTime``.
        city_time_seen: last city time the device knew, UTC ms, or None.
        schema: version of the type's fields.
        salt: 32 hex digits, so that a hash alone discloses nothing.
        fields: what changed; keys are field names or ``list/key``.
        judged: name -> {value, rule_version, inputs_sha256}.
        raw: the bytes as written, without the line feed.
        op_hash: SHA-256 of ``raw``, hex.
    """

    v: int
    stream: str
    seq: int
    rec: str
    type: str
    parents: tuple[str, ...]
    hlc: Hlc
    actor: str
    device_time: DeviceTime
    city_time_seen: int | None
    schema: int
    salt: str
    fields: Mapping[str, Any]
    judged: Mapping[str, Mapping[str, Any]]
    raw: bytes
    op_hash: str

    def __hash__(self) -> int:
        return hash(self.op_hash)

    @property
    def keys(self) -> tuple[str, ...]:
        """What the op writes: field keys and, marked ``@``, judged names; sorted."""
        return tuple(sorted((*self.fields, *(JUDGED_MARK + name for name in self.judged))))


@dataclass(frozen=True, slots=True)
class ErasedOp:
    """What is left of an op whose bytes were erased: its place, its parents, what it wrote.

    Attributes:
        op_hash: hash of the bytes that are gone.
        stream: UUID text.
        seq: place in the stream.
        rec: id of the record.
        parents: as in the op.
        keys: as ``Op.keys``.
        raw: the line as written, without the line feed.
    """

    op_hash: str
    stream: str
    seq: int
    rec: str
    parents: tuple[str, ...]
    keys: tuple[str, ...]
    raw: bytes

    def __hash__(self) -> int:
        return hash(self.op_hash)


def op_hash(raw: bytes) -> str:
    """The hash that names an op: SHA-256 of its bytes without the line feed, hex."""
    return hashlib.sha256(raw).hexdigest()
