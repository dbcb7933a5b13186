"""What the use cases ask of the store, the clock and the blob folder: protocols and plain data.

Storage implements them once; services, sync and reports see nothing else of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Literal, Protocol

from patrol_app.domain.base import Record
from patrol_app.domain.journal.entry import ErasedOp, Op
from patrol_app.events import Changes

State = Literal["draft", "submitted", "changed"]


class Clock(Protocol):
    """The machine's clocks; injected so that tests own them."""

    def now_ms(self) -> int:
        """Wall time, UTC ms."""

    def uptime_ms(self) -> int:
        """Monotonic time since some start, ms."""


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


@dataclass(frozen=True)
class Condition:
    """One filter of a list.

    Attributes:
        field: a record field or own value.
        op: comparison; ``in`` takes a tuple, ``has`` tests a text part.
        value: stored form (vocabulary code, record id, ms, ISO date).
    """

    field: str
    op: Literal["=", ">=", "<", "in", "has", "null"]
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


# The reason to put a line aside, or "" to take it.
LineJudge = Callable[[Op | ErasedOp], str]


class Queries(Protocol):
    """Reading. Every call is one short read transaction; results are plain and frozen."""

    def identity(self) -> Identity:
        """Who this store is."""

    def get(self, type: str, rec: str) -> Stored | None:
        """The record ``rec``, also deleted or incomplete."""

    def find(self, type: str, name: str) -> Stored | None:
        """By number, by natural key (unit code, grid_no), or by unique title (person name)."""

    def page(self, listing: Listing) -> Page:
        """One page by keyset: cost does not grow with depth."""

    def count(self, listing: Listing) -> int:
        """Rows of ``listing`` without its cursor and limit."""

    def children(self, type: str, field: str, rec: str) -> list[Stored]:
        """Records of ``type`` whose ``field`` is ``rec``, not deleted, oldest first."""

    def overlapping(self, person: str, start_ms: int, end_ms: int, besides: str) -> list[Stored]:
        """Submitted patrols of ``person`` that share time with the span, except ``besides``."""

    def names(self, type: str, recs: Iterable[str]) -> dict[str, str]:
        """Title of each record id (for reference columns)."""

    def history(self, rec: str) -> list[JournalLine]:
        """Every op of one record in arrival order."""

    def conflicts(self, rec: str) -> list[Mapping[str, Any]]:
        """Open conflicts: field, winner and losers with value, actor, stream and hlc."""

    def streams(self) -> list[StreamInfo]:
        """All streams held, own first."""

    def lines(self, stream: str, first: int, last: int) -> Iterator[JournalLine]:
        """Ops ``first..last`` of ``stream`` in order."""

    def blobs_of(self, stream: str, first: int, last: int) -> list[tuple[str, str, int]]:
        """(sha256, role, bytes) of blobs cited by those ops: track, source, travel, original."""

    def missing_blobs(self) -> list[tuple[str, str, str]]:
        """(sha256, type, rec) of cited travel copies, tracks and evidence originals not held."""

    def meta(self, key: str) -> str | None:
        """A value of the store's own table (``hlc``, ``city_time_seen`` ...)."""

    def secret(self, key: str) -> bytes | None:
        """A key kept inside the store (``device_sign``, ``device_age``, ``import_age`` ...)."""

    def devices(self) -> list[DeviceInfo]:
        """Enrolled devices and issuers."""

    def bundles_in(self) -> list[BundleIn]:
        """Received bundles, newest first."""

    def bundle_in(self, sha256: str) -> BundleIn | None:
        """The received bundle with this digest."""

    def bundles_out(self) -> list[BundleOut]:
        """Written bundles, newest first."""

    def receipts(self) -> list[ReceiptRow]:
        """Newest receipt per issuer and own stream."""

    def held(self) -> list[HeldOp]:
        """Ops put aside."""

    def drafts(self, user: str) -> list[FormDraft]:
        """Forms being typed by ``user``."""

    def rule_rows(self) -> list[Mapping[str, Any]]:
        """Edited rule values; empty while the built-in ones stand."""


class UnitOfWork(Protocol):
    """One write transaction. ``commit`` makes it durable and returns what changed."""

    queries: Queries

    def next_number(self, letter: str, count: int = 1) -> list[str]:
        """The next ``count`` record numbers of today (Beijing) for ``letter``."""

    def append(self, drafts: Sequence[OpDraft]) -> list[str]:
        """Write own ops (seq, hlc, parents, link) and apply them; the op hashes.

        Raises:
            UserError: ``heads.moved``: the record changed since the person saw it.
        """

    def take(
        self,
        stream: str,
        kid: str,
        unit: str,
        device_no: str,
        lines: Iterable[tuple[int, bytes]],
        judge: LineJudge | None = None,
    ) -> Taken:
        """Insert foreign ops ``(seq, raw)`` if absent and refold the records they touch.

        Args:
            judge: asked for each new readable line that would fold; a reason puts it aside.
        """

    def hold(self, stream: str, seqs: Iterable[int], reason: str) -> None:
        """Put lines held already aside: they keep their slots, their records fold without."""

    def freeze(self, stream: str, seq: int) -> None:
        """Close a foreign stream whose history parted at ``seq``; nothing more is taken."""

    def put_meta(self, key: str, value: str) -> None:
        """Set a value of the store's own table."""

    def put_secret(self, key: str, value: bytes) -> None:
        """Keep a key inside the store."""

    def put_identity(self, identity: Identity) -> None:
        """Set who this store is; a new stream starts at seq 1 with a zero link."""

    def put_device(self, device: DeviceInfo) -> None:
        """Add or replace by ``kid``."""

    def put_bundle_in(self, row: BundleIn) -> None:
        """Add or replace by digest."""

    def put_bundle_out(self, row: BundleOut) -> None:
        """Add one."""

    def put_receipt(self, row: ReceiptRow) -> bool:
        """Keep it if its generation is newer; whether it was."""

    def put_draft(self, draft: FormDraft) -> None:
        """Keep a form being typed."""

    def drop_draft(self, user: str, type: str, rec: str) -> None:
        """Forget a form being typed."""

    def audit(self, what: str, detail: Mapping[str, Any]) -> None:
        """Add a row to the chained audit table (ids and counts only)."""

    def commit(self) -> Changes:
        """Make it durable; what changed."""


class Blobs(Protocol):
    """Content-addressed files."""

    def put(self, data: bytes) -> str:
        """Keep ``data``; its sha256 hex."""

    def get(self, sha256: str) -> bytes:
        """The bytes, verified.

        Raises:
            EnvironmentFault: absent or damaged.
        """

    def has(self, sha256: str) -> bool:
        """Whether it is held."""

    def size(self, sha256: str) -> int:
        """Its length in bytes."""


class Store(Protocol):
    """An open data folder."""

    queries: Queries
    blobs: Blobs

    def begin(self, work: str) -> AbstractContextManager[UnitOfWork]:
        """A write transaction; ``work`` names it to whoever waits. Rolls back unless committed.

        Raises:
            EnvironmentFault: another program holds the store (named), disk full ...
        """

    def check(self) -> list[str]:
        """Fold the whole journal again and compare; one line a difference, empty = clean."""

    def close(self) -> None:
        """Close files and release the lock."""


class Files(Protocol):
    """Files outside the store that are whole or not there."""

    def write(self, target: Path, fill: Callable[[BinaryIO], None]) -> str:
        """Write ``target`` by ``fill``, durable and read back; its sha256 hex.

        Raises:
            EnvironmentFault: the disk is full, failed, or gave other bytes back.
        """

    def write_once(self, target: Path, data: bytes) -> None:
        """As ``write``, but never over a file that is there.

        Raises:
            UserError: ``file.exists``.
        """

    def spool(self, source: Path, max_bytes: int) -> tuple[Path, str]:
        """A private copy of ``source`` (often on a stick) and its sha256 hex.

        Raises:
            UserError: no regular file, or too large.
            EnvironmentFault: it cannot be read whole.
        """

    def keep(self, spooled: Path, name: str) -> Path:
        """Move a spooled copy among the files kept aside; where it lies now."""

    def drop(self, spooled: Path) -> None:
        """Remove a spooled copy."""


@dataclass(frozen=True)
class ReadAnswer:
    """What a reader process gave: plain results and binary parts."""

    result: Mapping[str, Any]
    parts: tuple[bytes, ...]


class Reader(Protocol):
    """Foreign files, read in a bounded process of their own."""

    def run(
        self, job: str, arguments: Mapping[str, Any], parts: Sequence[bytes] = ()
    ) -> ReadAnswer:
        """Run ``job``.

        Raises:
            UserError: the file is refused, with its reason.
        """
