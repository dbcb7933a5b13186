"""Plain data that passes between use cases and the store: frozen, without behaviour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from patrol_app.domain.base import Record
from patrol_app.domain.journal.entry import ErasedOp, Op
from patrol_app.domain.journal.folded import State


@dataclass(frozen=True)
class Identity:
    """Who this store is.

    Attributes:
        unit: own unit code.
        level: station, county or city.
        device_no: number from the grant, or ``X`` and 3 base32 characters before it.
        stream: UUID of the present epoch; every own op goes there.
        kid: key id of the device's signing key.
        enrolled: a grant was accepted (a city is its own root).
        checked: the grant's number code was compared; else 未核对 is shown.
        store_id: id of the store, for the instance marker.
    """

    unit: str
    level: str
    device_no: str
    stream: str
    kid: str
    enrolled: bool
    checked: bool
    store_id: str


@dataclass(frozen=True)
class Stored:
    """A record as the tables hold it, with what the fold and the device know of it.

    Attributes:
        own: values computed from its facts; judged: name -> {value, rule_version, inputs_sha256}.
        heads: op hashes; a save must name them.
        conflicts: number of fields with several live values.
        incomplete: an op's parent has not arrived (不完整).
        created_ms / changed_ms: UTC ms of its first and last op.
        review: one of ``domain.review.REVIEW_STATES``; empty for types that nobody reviews.
    """

    type: str
    record: Record
    state: State
    heads: tuple[str, ...]
    own: Mapping[str, Any] = field(default_factory=dict)
    judged: Mapping[str, Any] = field(default_factory=dict)
    conflicts: int = 0
    incomplete: bool = False
    deleted: bool = False
    created_ms: int = 0
    changed_ms: int = 0
    review: str = ""


@dataclass(frozen=True)
class Condition:
    """One filter of a list.

    Attributes:
        field: a record field or own value; empty for ``text``.
        op: comparison; ``in`` takes a tuple, ``has`` tests a text part, ``text`` looks in
            every text field, the number and the pinyin of names.
        value: stored form (vocabulary code, record id, ms, ISO date).
    """

    field: str
    op: Literal["=", ">=", "<", "in", "has", "null", "text"]
    value: Any


@dataclass(frozen=True)
class Listing:
    """What a list page asks for.

    Attributes:
        type: record type code.
        conditions: all must hold.
        states: states shown; default submitted and changed after it.
        order: sort field (own value or field); default the type's time, newest first.
        descending: direction.
        after: cursor of the last row of the page before (keyset), or None.
        limit: rows.
        deleted: show the recycle bin instead.
    """

    type: str
    conditions: tuple[Condition, ...] = ()
    states: tuple[State, ...] = ("submitted", "changed")
    order: str = ""
    descending: bool = True
    after: tuple[Any, str] | None = None
    limit: int = 50
    deleted: bool = False


@dataclass(frozen=True)
class Page:
    """Rows with the cursor of the last one (None at the end)."""

    rows: tuple[Stored, ...]
    next: tuple[Any, str] | None


@dataclass(frozen=True)
class OpDraft:
    """A change to be written to the own stream.

    Attributes:
        rec: record id; new records bring a fresh UUIDv7.
        fields: what changed, keys as in ``journal.difference``.
        expect_heads: heads the person saw; None = do not check (new record, machine writes).
        gnss_ms: receiver time of a track or photo the op rests on.
    """

    rec: str
    type: str
    fields: Mapping[str, Any]
    judged: Mapping[str, Any] = field(default_factory=dict)
    expect_heads: tuple[str, ...] | None = None
    actor: str = ""
    gnss_ms: int | None = None


@dataclass(frozen=True)
class StreamInfo:
    """What is held of one stream.

    Attributes:
        contiguous_upto: highest n such that 1..n are all held.
        last_seq: highest seq held.
        missing: inclusive ranges absent below ``last_seq``.
        link: link value at ``contiguous_upto``, hex (zeros at 0).
        own: written by this store (present or earlier epoch).
        frozen: a fork was seen; nothing more is taken.
    """

    stream: str
    unit: str
    device_no: str
    kid: str
    own: bool
    contiguous_upto: int
    last_seq: int
    missing: tuple[tuple[int, int], ...]
    link: str
    frozen: bool = False


@dataclass(frozen=True)
class JournalLine:
    """One op as stored: raw bytes (without LF), hash hex and link hex (empty above a gap)."""

    stream: str
    seq: int
    rec: str
    type: str
    op_hash: str
    raw: bytes
    link: str


@dataclass(frozen=True)
class DeviceInfo:
    """An enrolled device (or the issuer of receipts).

    Attributes:
        sign_key: Ed25519 public key, 32 bytes hex; recipient: age recipient text.
        status: ``active``, ``revoked`` or ``issuer`` (an upper level whose receipts are read).
        checked: the number code was compared by phone.
        streams: streams it has announced.
    """

    kid: str
    unit: str
    level: str
    device_no: str
    sign_key: str
    recipient: str
    status: str = "active"
    checked: bool = False
    valid_from: int = 0
    valid_to: int = 0
    streams: tuple[str, ...] = ()


@dataclass(frozen=True)
class BundleIn:
    """A bundle that was received, kept for ever as proof of origin.

    Attributes:
        status: ``done``, ``held`` (needs an upgrade) or ``quarantined``; reason: code.
        proof: header, signature and manifest bytes, length-prefixed as they came.
    """

    sha256: str
    name: str
    kind: str
    kid: str
    unit: str
    stream: str
    from_seq: int
    upto_seq: int
    status: str
    reason: str
    received_ms: int
    proof: bytes = b""
    path: str = ""


@dataclass(frozen=True)
class BundleOut:
    """A bundle this store wrote."""

    name: str
    sha256: str
    kind: str
    stream: str
    from_seq: int
    upto_seq: int
    created_ms: int
    bytes: int
    to: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReceiptRow:
    """The newest receipt of one issuer for one own stream.

    Attributes:
        generation: rises by one with every receipt of the issuer; older ones change nothing.
        missing / wanted: ranges and blob hashes the issuer still asks for.
    """

    issuer_unit: str
    issuer_level: str
    stream: str
    contiguous_upto: int
    link: str
    generation: int
    issued_ms: int
    missing: tuple[tuple[int, int], ...] = ()
    held: tuple[int, ...] = ()
    wanted: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeldOp:
    """An op kept aside: raw bytes and why it does not fold."""

    stream: str
    seq: int
    rec: str
    type: str
    reason: str
    raw: bytes


@dataclass(frozen=True)
class Taken:
    """What ``UnitOfWork.take`` did with a bundle's ops.

    Attributes:
        new: ops inserted; known: ops already held; held: ops put aside with their reasons.
        created / updated / conflicted / incomplete: record ids by what happened to them.
        fork: the first seq held with another hash; then nothing was inserted.
    """

    new: int
    known: int
    held: tuple[HeldOp, ...]
    created: tuple[tuple[str, str], ...]
    updated: tuple[tuple[str, str], ...]
    conflicted: tuple[tuple[str, str], ...]
    incomplete: tuple[tuple[str, str], ...]
    fork: int | None = None


@dataclass(frozen=True)
class FormDraft:
    """Text being typed; lives outside the journal."""

    user: str
    type: str
    rec: str
    body: Mapping[str, Any]
    saved_ms: int


@dataclass(frozen=True)
class UserState:
    """What this folder knows of one person who uses it; never travels.

    Attributes:
        person: record id.
        pin_hash: Argon2id text, or empty.
        pin_failures: wrong PINs since the last right PIN or password.
        pin_ms: when the last wrong one was, UTC ms.
        seen_ms: when the person last acted here, 0 = never.
        closed_ms: since when the person may not act here any more, 0 = may.
    """

    person: str
    pin_hash: str = field(default="", repr=False)
    pin_failures: int = 0
    pin_ms: int = 0
    seen_ms: int = 0
    closed_ms: int = 0


@dataclass(frozen=True)
class AuditRow:
    """One row of the chained audit table: ids and counts only."""

    n: int
    at_ms: int
    what: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Doors:
    """What opens a data folder.

    Attributes:
        device: this machine does, without a password (未设密码).
        recovery: the city's recovery key does.
        people: ids of those whose password does.
    """

    device: bool
    recovery: bool
    people: frozenset[str]


# The reason to put a line aside, or "" to take it.
LineJudge = Callable[[Op | ErasedOp], str]
