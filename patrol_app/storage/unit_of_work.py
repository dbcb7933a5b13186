"""One write transaction: own ops, foreign ops, and the store's own tables."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from patrol_app.domain.instant import beijing
from patrol_app.domain.journal.clock import Hlc, tick
from patrol_app.domain.journal.number import record_number
from patrol_app.domain.journal.op import DeviceTime, Op, read_op, write_op
from patrol_app.errors import UserError
from patrol_app.events import Changes
from patrol_app.i18n import N_
from patrol_app.services.clock import OWN_WALL
from patrol_app.services.dataset_types import DatasetInfo
from patrol_app.services.ports import (
    BundleIn,
    BundleOut,
    Clock,
    DeviceInfo,
    FormDraft,
    Identity,
    LineJudge,
    OpDraft,
    ReceiptRow,
    Taken,
    UserState,
)
from patrol_app.storage import audit, datasets, epoch, erasing, own_tables
from patrol_app.storage.apply import Applier
from patrol_app.storage.backup_rows import BackupWork
from patrol_app.storage.desk_rows import CarryWork
from patrol_app.storage.exchange_rows import DeliveryWork
from patrol_app.storage.journal import (
    SCHEMAS,
    Line,
    StreamHead,
    hold,
    insert_lines,
    load_heads,
    load_stream,
    save_stream,
)
from patrol_app.storage.paper_rows import PaperWork
from patrol_app.storage.queries import SqlQueries
from patrol_app.storage.said import refuse_locked
from patrol_app.storage.sqltext import sliced
from patrol_app.storage.take import Taking


class SqlUnitOfWork(PaperWork, DeliveryWork, CarryWork, BackupWork):
    """The port ``UnitOfWork`` on one connection.

    Args:
        connection: in a transaction that began IMMEDIATE.
        queries: reads what this transaction wrote.
        clock: the machine's clocks.
        has_blob: whether a blob is held.
        committed: called after the commit; whether the own stream moved.

    Attributes:
        dropped: None while no bytes were erased; else the files that no line cites any more.
    """

    def __init__(
        self,
        connection: Connection,
        queries: SqlQueries,
        clock: Clock,
        has_blob: Callable[[str], bool],
        committed: Callable[[bool], None],
    ) -> None:
        self.queries = queries
        self._connection = connection
        self._clock = clock
        self._committed = committed
        self._units: dict[str, str] = {}
        self._applier = Applier(connection, has_blob, self._unit_of)
        self._touched: set[tuple[str, str]] = set()
        self._topics: set[str] = set()
        self._own_moved = False
        self.dropped: set[str] | None = None

    def next_number(self, letter: str, count: int = 1) -> list[str]:
        """The next ``count`` record numbers of today (Beijing) for ``letter``."""
        identity = self.queries.identity()
        yymmdd = beijing(self._clock.now_ms()).strftime("%y%m%d")
        last = own_tables.take_numbers(self._connection, letter, yymmdd, count)
        return [
            record_number(letter, identity.unit, identity.device_no, yymmdd, seq)
            for seq in range(last - count + 1, last + 1)
        ]

    def next_place(self, parent: str) -> int:
        """The place of the next step that this device writes below number ``parent``."""
        return own_tables.take_numbers(self._connection, parent, "", 1)

    def append(self, drafts: Sequence[OpDraft]) -> list[str]:
        """Write own ops (seq, hlc, parents, link) and apply them; the op hashes.

        Raises:
            UserError: ``heads.moved``: the record changed since the person saw it;
                ``fold.limit``: too many changes of one record; ``record.locked``.
            ValueError: the fields do not fit the record type.
        """
        identity = self.queries.identity()
        head = load_stream(self._connection, identity.stream) or _own_stream(identity)
        salts = secrets.token_bytes(16 * len(drafts)).hex()
        writer = _Writer(self._clock, head, self._hlc(), self.queries.meta("city_time_seen"))
        arrived = self._arrived(len(drafts))
        hashes: list[str] = []
        for part in sliced(drafts):
            known = load_heads(self._connection, list({draft.rec for draft in part}))
            refuse_locked(self._connection, {rec: found[0] for rec, found in known.items()})
            heads = {rec: found[1] for rec, found in known.items()}
            lines = []
            for draft in part:
                salt = salts[32 * len(hashes) : 32 * len(hashes) + 32]
                line = writer.line(draft, heads.get(draft.rec, ()), salt)
                heads[draft.rec] = (line.op_hash,)
                hashes.append(line.op_hash)
                lines.append(line)
            insert_lines(self._connection, lines, arrived)
            arrived += len(lines)
            before = {rec: found[0] for rec, found in known.items()}
            self._applier.apply([line.op for line in lines if line.op], before, own=True)
        save_stream(self._connection, head)
        self.put_meta("hlc", f"{writer.hlc.ms},{writer.hlc.counter}")
        if writer.wall is not None:
            self.put_meta(OWN_WALL, str(writer.wall))
        self._erase()
        self._touched |= self._applier.outcome.touched
        self._own_moved = self._own_moved or bool(drafts)
        return hashes

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

        Raises:
            UserError: ``journal.repeated``: one line stands at two places (forged).
        """
        found = list(lines)
        self._units[stream] = unit
        head = load_stream(self._connection, stream) or StreamHead(stream)
        head.unit, head.device_no, head.kid = unit, device_no, kid
        taking = Taking(self._connection, self._applier, head, judge)
        taken = taking.run(found, lambda: self._arrived(len(found)))
        hlc = taking.merged(self._hlc(), self._clock.now_ms())
        self.put_meta("hlc", f"{hlc.ms},{hlc.counter}")
        self._erase()
        self._touched |= self._applier.outcome.touched
        self._topics.add("exchange")
        return taken

    def hold(self, stream: str, seqs: Iterable[int], reason: str) -> None:
        """Put lines held already aside: they keep their slots, their records fold without."""
        lines = [
            line
            for seq in seqs
            for line in self.queries.lines(stream, seq, seq)
            if line.rec and line.type
        ]
        for line in lines:
            hold(self._connection, [read_op(line.raw)], line.type, reason)
            self._connection.exec_driver_sql(
                "DELETE FROM blob_ref WHERE stream = ? AND seq = ?", (line.stream, line.seq)
            )
        self.refold(dict.fromkeys(line.rec for line in lines))

    def freeze(self, stream: str, seq: int) -> None:
        """Close a foreign stream whose history parted at ``seq``; nothing more is taken."""
        head = load_stream(self._connection, stream)
        if head is not None and not head.own:
            head.frozen_at = seq
            save_stream(self._connection, head)
        self._topics.add("exchange")

    def refold(self, recs: Iterable[str]) -> None:
        """Fold known records again."""
        self._applier.refold(recs)
        self._touched |= self._applier.outcome.touched

    def put_meta(self, key: str, value: str) -> None:
        """Set a value of the store's own table."""
        own_tables.put_meta(self._connection, key, value)

    def put_secret(self, key: str, value: bytes) -> None:
        """Keep a key inside the store."""
        own_tables.put_secret(self._connection, key, value)

    def put_identity(self, identity: Identity) -> None:
        """Set who this store is; a new stream starts at seq 1 with a zero link."""
        if own_tables.present_stream(self._connection) != identity.stream:
            epoch.tie(self._connection, identity.store_id)
            self._own_moved = True
        own_tables.put_identity(self._connection, identity)
        head = load_stream(self._connection, identity.stream) or _own_stream(identity)
        head.unit, head.device_no, head.kid = identity.unit, identity.device_no, identity.kid
        head.own = True
        save_stream(self._connection, head)
        self._units.clear()
        self._topics.add("identity")

    def put_device(self, device: DeviceInfo) -> None:
        """Add or replace by ``kid``."""
        own_tables.put_device(self._connection, device)
        self._topics.add("devices")

    def put_bundle_in(self, row: BundleIn) -> None:
        """Add or replace by digest."""
        own_tables.put_bundle_in(self._connection, row)
        self._topics.add("exchange")

    def put_bundle_out(self, row: BundleOut) -> None:
        """Add one."""
        own_tables.put_bundle_out(self._connection, row)
        self._topics.add("exchange")

    def put_receipt(self, row: ReceiptRow) -> bool:
        """Keep it if its generation is newer; whether it was."""
        newer = own_tables.put_receipt(self._connection, row)
        if newer:
            self._topics.add("exchange")
        return newer

    def put_draft(self, draft: FormDraft) -> None:
        """Keep a form being typed."""
        own_tables.put_draft(self._connection, draft)
        self._topics.add("drafts")

    def drop_draft(self, user: str, type: str, rec: str) -> None:
        """Forget a form being typed."""
        own_tables.drop_draft(self._connection, user, type, rec)
        self._topics.add("drafts")

    def put_user(self, state: UserState) -> None:
        """Add or replace by person."""
        own_tables.put_user(self._connection, state)
        self._topics.add("users")

    def load_dataset(self, info: DatasetInfo, rows: Iterable[Mapping[str, Any]]) -> None:
        """Put a dataset's rows in place of the kind's version before; missing codes are retired."""
        datasets.load(self._connection, info, rows, self._clock.now_ms())
        self._topics.add("datasets")

    def audit(self, what: str, detail: Mapping[str, Any]) -> None:
        """Add a row to the chained audit table (ids and counts only)."""
        audit.add(self._connection, self._clock.now_ms(), what, detail)
        self.put_meta("audit_head", audit.head(self._connection)[1].hex())
        self._topics.add("audit")

    def commit(self) -> Changes:
        """Make it durable; what changed."""
        self._connection.commit()
        self._committed(self._own_moved)
        return Changes(frozenset(self._touched), frozenset(self._topics))

    def _erase(self) -> None:
        """Carry out orders to erase that came, and old ones whose lines came."""
        touched = self._applier.outcome.touched
        erasing.note(self._connection, [rec for kind, rec in touched if kind == "erasure"])
        done = erasing.execute(self._connection, self._clock.now_ms(), self._applier)
        if done.lines:
            self.dropped = (self.dropped or set()) | done.files
            self._topics |= {"exchange", "drafts"}

    def _hlc(self) -> Hlc:
        ms, _, counter = (self.queries.meta("hlc") or "0,0").partition(",")
        return Hlc(int(ms), int(counter))

    def _arrived(self, count: int) -> int:
        """The first of ``count`` fresh arrival numbers."""
        first = int(self.queries.meta("arrived") or "0") + 1
        self.put_meta("arrived", str(first + count - 1))
        return first

    def _unit_of(self, stream: str) -> str:
        if stream not in self._units:
            head = load_stream(self._connection, stream)
            self._units[stream] = head.unit if head else ""
        return self._units[stream]


class _Writer:
    """Writes own ops, one after the other."""

    def __init__(self, clock: Clock, head: StreamHead, hlc: Hlc, city_time: str | None) -> None:
        self.hlc = hlc
        self.wall: int | None = None  # device clock at the last line written
        self._clock = clock
        self._head = head
        self._city_time = int(city_time) if city_time else None

    def line(self, draft: OpDraft, parents: tuple[str, ...], salt: str) -> Line:
        """The line of ``draft`` on the heads ``parents``.

        Raises:
            UserError: ``heads.moved``.
        """
        if draft.expect_heads is not None and tuple(sorted(draft.expect_heads)) != parents:
            raise UserError(
                "heads.moved", N_("The record was changed by someone else in the meantime.")
            )
        wall = self.wall = self._clock.now_ms()
        self.hlc = tick(self.hlc, wall)
        op: Op = write_op(
            stream=self._head.stream,
            seq=self._head.last_seq + 1,
            rec=draft.rec,
            type=draft.type,
            parents=parents,
            hlc=self.hlc,
            actor=draft.actor,
            device_time=DeviceTime(wall, self._clock.uptime_ms(), draft.gnss_ms),
            city_time_seen=self._city_time,
            schema=SCHEMAS[draft.type],
            salt=salt,
            fields=draft.fields,
            judged=draft.judged,
        )
        link = self._head.take(op.seq, op.op_hash)
        return Line(op.stream, op.seq, op.op_hash, op.rec, op.type, op.raw, op.hlc, op, link=link)


def _own_stream(identity: Identity) -> StreamHead:
    return StreamHead(identity.stream, identity.unit, identity.device_no, identity.kid, own=True)
