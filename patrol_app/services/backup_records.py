"""One record as a backup holds it, brought back by a new entry; never silently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.journal.entry import DELETED, SUBMITTED, ErasedOp, Op
from patrol_app.domain.journal.fold import fold
from patrol_app.domain.records import known, record_type
from patrol_app.errors import UserError
from patrol_app.events import EventBus
from patrol_app.i18n import N_
from patrol_app.services.backup_ports import BackupFiles
from patrol_app.services.backup_types import OldRecord
from patrol_app.services.ports import OpDraft, Queries, Store
from patrol_app.services.review_rules import refuse_locked
from patrol_app.services.session import Actor
from patrol_app.services.units import ancestors

RIGHT = "backup"


class OldRecords:
    """Looks at one record of a backup and brings its values back.

    Args:
        store: the open data folder.
        files: reads backups.
        bus: told after the commit.
    """

    def __init__(self, store: Store, files: BackupFiles, bus: EventBus | None = None) -> None:
        self._store, self._files, self._bus = store, files, bus or EventBus()

    def look(self, actor: Actor, path: Path, type: str, name: str) -> OldRecord:
        """What the backup ``path`` says of a record, against the present.

        Args:
            actor: who asks.
            path: a backup file.
            type: record type code; name: number or natural key, as the backup knows it.

        Raises:
            UserError: ``session.forbidden``, ``record.unknown``, ``backup.*``,
                ``backup.erased``: its data were erased on order and stay so.
        """
        actor.need(RIGHT)
        rec, ops = self._files.record(path.absolute(), type, name)
        if self._store.queries.erasure_of(rec):
            raise UserError("backup.erased", N_("These data were erased on order and stay so."))
        now = self._store.queries.ops(rec)
        had = {op.op_hash for op in now}
        old, present = _values(ops), _values(now)
        changes = {
            key: (old.get(key), present.get(key))
            for key in sorted({*old, *present})
            if canonical(old.get(key)) != canonical(present.get(key))
        }
        return OldRecord(
            type,
            rec,
            str(old.get("number") or name),
            changes,
            sum(op.op_hash not in had for op in ops),
            max((op.hlc.ms for op in ops if isinstance(op, Op)), default=0),
        )

    def bring_back(self, actor: Actor, found: OldRecord) -> bool:
        """Write the old values as one new entry; whether anything was to be written.

        Raises:
            UserError: ``session.forbidden``, ``record.writer`` (another unit's record),
                ``record.locked``, ``backup.erased``.
        """
        actor.need(RIGHT)
        actor.need_write(record_type(found.type))
        if not found.changes:
            return False
        with self._store.begin(N_("saving")) as work:
            queries = work.queries
            if queries.erasure_of(found.rec):
                raise UserError("backup.erased", N_("These data were erased on order and stay so."))
            self._need_own(queries, found)
            present = queries.get(found.type, found.rec)
            if present is not None:
                refuse_locked(queries, present)
            fields = {key: old for key, (old, _now) in found.changes.items()}
            work.append([OpDraft(found.rec, found.type, fields, actor=actor.id)])
            work.audit(
                "backup.record",
                {"actor": actor.id, "type": found.type, "rec": found.rec, "count": len(fields)},
            )
            changes = work.commit()
        self._bus.publish(changes)
        return True

    def _need_own(self, queries: Queries, found: OldRecord) -> None:
        """Facts are written by the record's own unit, of some types by those above too."""
        unit = queries.units_of([found.rec]).get(found.rec, "")
        if not unit:
            stated = found.changes.get("unit")
            unit = str(stated[0]) if stated and stated[0] else ""
        own = queries.identity().unit
        writer = record_type(found.type).writer
        above = own in ancestors(queries, unit) if unit else False
        if unit == own or not unit or (above and writer != "unit"):
            return
        raise UserError("record.writer", N_("Only unit {unit} may change this record"), unit=unit)


def _values(ops: Iterable[Op | ErasedOp]) -> Mapping[str, Any]:
    """Every field as the fold gives it; a deletion is a value too."""
    every = list(ops)
    if not every or not any(isinstance(op, Op) and known(op.type) for op in every):
        return {}
    folded = fold(every)
    values = {key: value for key, value in folded.values.items() if key != SUBMITTED}
    if folded.deleted is not None:
        values[DELETED] = {"reason": folded.deleted.reason}
    return values
