"""What the use cases ask of the store, the clock and the blob folder: protocols.

Storage implements them once; services, sync and reports see nothing else of it. The plain data
they pass live in ``stored``, the files in ``file_ports``; both are named here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from patrol_app.domain.journal.entry import ErasedOp, Op
from patrol_app.domain.journal.folded import EVERY_STATE, State
from patrol_app.events import Changes
from patrol_app.services.dataset_ports import DatasetReading
from patrol_app.services.dataset_types import DatasetInfo
from patrol_app.services.exchange_ports import ExchangeReading, ExchangeWriting
from patrol_app.services.file_ports import Blobs, Chunked, Files
from patrol_app.services.stored import (
    AuditRow,
    BundleIn,
    BundleOut,
    Condition,
    DeviceInfo,
    Doors,
    FormDraft,
    HeldOp,
    Identity,
    JournalLine,
    LineJudge,
    Listing,
    OpDraft,
    Page,
    ReceiptRow,
    Stored,
    StreamInfo,
    Taken,
    UserState,
)

__all__ = [
    "EVERY_STATE",
    "AuditRow",
    "Blobs",
    "Chunked",
    "BundleIn",
    "BundleOut",
    "Clock",
    "Condition",
    "DeviceInfo",
    "Doors",
    "Files",
    "FormDraft",
    "HeldOp",
    "Identity",
    "JournalLine",
    "LineJudge",
    "Listing",
    "OpDraft",
    "Page",
    "Queries",
    "ReceiptRow",
    "State",
    "Store",
    "Stored",
    "StreamInfo",
    "Taken",
    "UnitOfWork",
    "UserState",
]


class Clock(Protocol):
    """The machine's clocks; injected so that tests own them."""

    def now_ms(self) -> int:
        """Wall time, UTC ms."""

    def uptime_ms(self) -> int:
        """Monotonic time since some start, ms."""


class Queries(DatasetReading, ExchangeReading, Protocol):
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

    def values(self, listing: Listing, names: Sequence[str]) -> list[tuple[Any, ...]]:
        """Columns of the rows of ``listing`` as stored, up to its limit; for tens of thousands."""

    def landmarks(self, listing: Listing, every: int) -> list[tuple[Any, str]]:
        """Cursors after each ``every``-th row of ``listing``: a list is entered anywhere."""

    def search(self, word: str, types: Sequence[str], limit: int) -> list[Stored]:
        """Records that hold ``word``, newest first within each of ``types``; none deleted."""

    def children(self, type: str, field: str, rec: str) -> list[Stored]:
        """Records of ``type`` whose ``field`` is ``rec``, not deleted, oldest first."""

    def overlapping(self, person: str, start_ms: int, end_ms: int, besides: str) -> list[Stored]:
        """Submitted patrols of ``person`` that share time with the span, except ``besides``."""

    def names(self, type: str, recs: Iterable[str]) -> dict[str, str]:
        """Title of each record id (for reference columns)."""

    def units_of(self, recs: Iterable[str]) -> dict[str, str]:
        """Unit code of each known record; empty while the op that states it is absent."""

    def said_of(self, recs: Iterable[str]) -> list[tuple[str, str, str]]:
        """(id, target, unit) of the reviews and seals of ``recs`` that were not taken back."""

    def ops(self, rec: str) -> list[Op | ErasedOp]:
        """Every op of one record that folds, in no particular order."""

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

    def holders(self, hashes: Iterable[str]) -> dict[str, tuple[str, str, str]]:
        """(type, id, number) of the standing record that each imported file belongs to.

        Args:
            hashes: sha256 of files; those that no record cites are left out.
        """

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

    def audited(self, head: str) -> bool:
        """Whether the audit table holds a row with the hash ``head`` (64 hex digits)."""

    def audit_rows(self, below: int = 0, limit: int = 200) -> list[AuditRow]:
        """Rows of the audit table, newest first; ``below`` > 0: only those under that number."""

    def audit_broken(self) -> list[int]:
        """Numbers of audit rows whose hash or place in the chain is wrong."""

    def user_states(self) -> dict[str, UserState]:
        """What this folder knows of its users, by person id."""

    def held(self) -> list[HeldOp]:
        """Ops put aside."""

    def drafts(self, user: str) -> list[FormDraft]:
        """Forms being typed by ``user``."""

    def rule_rows(self) -> list[Mapping[str, Any]]:
        """Edited rule values; empty while the built-in ones stand."""


class UnitOfWork(ExchangeWriting, Protocol):
    """One write transaction. ``commit`` makes it durable and returns what changed."""

    @property
    def queries(self) -> Queries:
        """Reads what this transaction wrote."""

    def next_number(self, letter: str, count: int = 1) -> list[str]:
        """The next ``count`` record numbers of today (Beijing) for ``letter``."""

    def next_place(self, parent: str) -> int:
        """The place of the next step that this device writes below number ``parent``."""

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

    def put_user(self, state: UserState) -> None:
        """Add or replace by person."""

    def load_dataset(self, info: DatasetInfo, rows: Iterable[Mapping[str, Any]]) -> None:
        """Put a dataset's rows in place of the kind's version before; missing codes are retired."""

    def audit(self, what: str, detail: Mapping[str, Any]) -> None:
        """Add a row to the chained audit table (ids and counts only)."""

    def commit(self) -> Changes:
        """Make it durable; what changed."""


class Store(Protocol):
    """An open data folder."""

    @property
    def queries(self) -> Queries:
        """Reading, in any thread."""

    @property
    def blobs(self) -> Blobs:
        """Content-addressed files."""

    def begin(self, work: str) -> AbstractContextManager[UnitOfWork]:
        """A write transaction; ``work`` names it to whoever waits. Rolls back unless committed.

        Raises:
            EnvironmentFault: another program holds the store (named), disk full ...
        """

    def check(self) -> list[str]:
        """Fold the whole journal again and compare; one line a difference, empty = clean."""

    def close(self) -> None:
        """Close files and release the lock."""
