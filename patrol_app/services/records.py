"""Writing records: new, save, submit, delete, restore. One use case, one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from patrol_app.domain.base import Record
from patrol_app.domain.fields import specs
from patrol_app.domain.journal.document import difference
from patrol_app.domain.journal.entry import DELETED, SUBMITTED
from patrol_app.domain.records import record_type
from patrol_app.domain.records.patrol import Patrol
from patrol_app.domain.records.person import Person
from patrol_app.domain.registry import RecordType
from patrol_app.domain.remark import Remark
from patrol_app.errors import UserError
from patrol_app.events import EventBus
from patrol_app.i18n import N_
from patrol_app.services.grazing_ground import GrazingAt, no_zones
from patrol_app.services.judging import Judge
from patrol_app.services.patrol_judging import GridArea, Ground, Judgement, no_area
from patrol_app.services.ports import Clock, OpDraft, Queries, Store, Stored, UnitOfWork
from patrol_app.services.problem_rights import need_step
from patrol_app.services.record_making import (
    edited_record,
    facts_of,
    make_record,
    need_filled,
    refuse_existing,
)
from patrol_app.services.review_rules import refuse_locked, refuse_locked_parents
from patrol_app.services.session import Actor
from patrol_app.services.steps import in_turn, numbers_of, refuse_change
from patrol_app.services.units import ancestors

BATCH = 5_000  # records in one append: bounds the memory of a large batch


@dataclass(frozen=True)
class Submitted:
    """A submitted record with what the rules said beside errors."""

    stored: Stored
    warnings: tuple[Remark, ...]


class RecordService:
    """Everything that writes facts into the own stream.

    Args:
        store: the open data folder.
        clock: the device's clocks.
        bus: told what changed after each commit.

    Attributes:
        grid_area: the polygons of a grid record; nothing is known of any until it is set.
        grazing_at: the zones at a violation's place, likewise.
    """

    def __init__(self, store: Store, clock: Clock, bus: EventBus | None = None) -> None:
        self._store = store
        self._clock = clock
        self._bus = bus or EventBus()
        self.grid_area: GridArea = no_area
        self.grazing_at: GrazingAt = no_zones

    def new(
        self, type: str, values: Mapping[str, Any], actor: Actor, *, submit: bool = False
    ) -> Stored:
        """Write a new record.

        Args:
            type: record type code.
            values: field name -> value as the record class takes it.
            actor: who writes.
            submit: submit it in the same transaction.

        Raises:
            UserError: ``session.forbidden``, ``field.value``, ``record.exists``, or
                ``submit.refused`` (then nothing is written).
        """
        made = self.new_many(type, [values], actor, submit=submit)
        return self.get(type, made[0].id)

    def new_many(
        self,
        type: str,
        rows: Iterable[Mapping[str, Any]],
        actor: Actor,
        *,
        submit: bool = False,
    ) -> list[Record]:
        """Write many new records of one type in one transaction; all or none.

        Raises:
            UserError: as ``new``; nothing is written.
        """
        kind = record_type(type)
        actor.need_write(kind)
        with self._store.begin(N_("saving")) as work:
            made = self.write_new(work, kind, list(rows), actor, submit=submit)
            need_filled(kind, made)
            changes = work.commit()
        self._bus.publish(changes)
        return made

    def write_new(
        self,
        work: UnitOfWork,
        kind: RecordType,
        rows: Sequence[Mapping[str, Any]],
        actor: Actor,
        *,
        submit: bool = False,
        gnss: Sequence[int | None] = (),
    ) -> list[Record]:
        """As ``new_many``, inside a transaction that the caller commits.

        Args:
            work: the transaction.
            kind: the type of all rows.
            rows: field values.
            actor: who writes.
            submit: run the rules and submit each.
            gnss: satellite time of the track or photo that each row rests on, UTC ms.
        """
        identity = work.queries.identity()
        rows = in_turn(work.queries, kind, rows)
        numbers = numbers_of(work, kind, rows)
        made = [
            make_record(kind, values, identity, numbers[at] if numbers else "")
            for at, values in enumerate(rows)
        ]
        if kind.code == "person":
            actor.need_roles((), (role for one in made for role in roles_of(one)))
        refuse_locked_parents(work.queries, made)
        if kind.key:
            refuse_existing(work.queries, kind, made)
        judge = self._judge(work.queries) if submit and kind.submit else None
        for start in range(0, len(made), BATCH):
            part = made[start : start + BATCH]
            drafts = [
                OpDraft(
                    record.id,
                    kind.code,
                    facts_of(record),
                    actor=actor.id,
                    gnss_ms=gnss[start + at] if gnss else None,
                )
                for at, record in enumerate(part)
            ]
            hashes = work.append(drafts)
            if judge is not None:
                self._submit_new(work, judge, kind, list(zip(part, hashes, strict=True)), actor)
        return made

    def save(
        self,
        type: str,
        rec: str,
        changes: Mapping[str, Any],
        expect_heads: tuple[str, ...] | None,
        actor: Actor,
    ) -> Stored:
        """Change fields of a record.

        Args:
            type: record type code.
            rec: record id.
            changes: the fields to set, and nothing else.
            expect_heads: heads the person saw; None = do not check.
            actor: who writes.

        Raises:
            UserError: ``heads.moved``, ``record.unknown``, ``record.writer``, ``field.value``.
        """
        return self.save_many(type, [(rec, changes, expect_heads)], actor)[0]

    def save_many(
        self,
        type: str,
        edits: Iterable[tuple[str, Mapping[str, Any], tuple[str, ...] | None]],
        actor: Actor,
    ) -> list[Stored]:
        """Change many records of one type in one transaction: (id, changes, heads) each.

        Raises:
            UserError: as ``save``; nothing is written.
        """
        kind = record_type(type)
        actor.need_write(kind)
        touched = []
        with self._store.begin(N_("saving")) as work:
            drafts = []
            for rec, changes, heads in edits:
                stored = self.writable(work.queries, type, rec)
                edited = edited_record(stored.record, changes)
                need_filled(kind, [edited], changes)
                actor.need_roles(roles_of(stored.record), roles_of(edited))
                fields = difference(stored.record.document(), edited.document())
                touched.append(rec)
                if fields:
                    drafts.append(OpDraft(rec, type, fields, {}, heads, actor.id))
            if drafts:
                work.append(drafts)
            committed = work.commit()
        self._bus.publish(committed)
        return [self.get(type, rec) for rec in touched]

    def submit(self, type: str, rec: str, actor: Actor) -> Submitted:
        """Judge a record by its rules and mark it submitted.

        Raises:
            UserError: ``submit.refused`` with one detail for each error; ``submit.none`` for a
                type without this step.
        """
        with self._store.begin(N_("submitting")) as work:
            warnings = self.submit_in(work, type, rec, actor)
            changes = work.commit()
        self._bus.publish(changes)
        return Submitted(self.get(type, rec), warnings)

    def submit_in(self, work: UnitOfWork, type: str, rec: str, actor: Actor) -> tuple[Remark, ...]:
        """As ``submit``, in a transaction that the caller commits; the remarks that do not hinder.

        Raises:
            UserError: as ``submit``.
        """
        kind = record_type(type)
        actor.need_write(kind)
        if not kind.submit:
            raise UserError("submit.none", N_("Records of this kind stand as soon as saved"))
        stored = self.writable(work.queries, type, rec)
        judge = self._judge(work.queries)
        warnings = _passed(kind, stored.record, judge.remarks(kind, stored.record))
        # A record that was given back is answered by submitting it, also as it is; one that was
        # submitted before its grid's boundary came is judged by submitting it again.
        more = _judged_more(judge, stored)
        if stored.state != "submitted" or stored.review == "returned" or more:
            work.append([self._submission(judge, kind, stored.record, stored.heads, actor)])
        return warnings

    def delete(self, type: str, rec: str, reason: str, actor: Actor) -> Stored:
        """Void a record with a reason; it goes to the recycle bin and its history stays.

        Raises:
            UserError: ``delete.reason`` when no reason is given.
        """
        if not reason.strip():
            raise UserError("delete.reason", N_("Please say why it is deleted"), field="reason")
        return self._mark(type, rec, {DELETED: {"reason": reason.strip()}}, actor)

    def restore(self, type: str, rec: str, actor: Actor) -> Stored:
        """Take a record out of the recycle bin."""
        return self._mark(type, rec, {DELETED: None}, actor)

    def remarks(self, type: str, record: Record, *, new: bool = False) -> list[Remark]:
        """What the rules say of ``record`` as it stands, errors first; nothing is written."""
        kind = record_type(type)
        found = self._judge(self._store.queries).remarks(kind, record, new=new)
        order = {"error": 0, "warning": 1, "note": 2}
        return sorted(found, key=lambda remark: order[remark.level])

    def get(self, type: str, rec: str) -> Stored:
        """The record ``rec``.

        Raises:
            UserError: ``record.unknown``.
        """
        return known(self._store.queries.get(type, rec), rec)

    def named(self, type: str, name: str) -> Stored:
        """The record that people call ``name``: number, natural key or unique title.

        Raises:
            UserError: ``record.unknown``.
        """
        return known(self._store.queries.find(type, name), name)

    def judgement(self, patrol: Patrol) -> Judgement:
        """What is measured of a patrol and how it is judged as it stands; nothing is written."""
        return self._judge(self._store.queries).patrol(patrol, self._around())

    def _around(self) -> Ground:
        return Ground(self._store.blobs, self.grid_area, self.grazing_at)

    def _judge(self, queries: Queries) -> Judge:
        return Judge(queries, self._clock, self._around())

    def _mark(self, type: str, rec: str, fields: Mapping[str, Any], actor: Actor) -> Stored:
        kind = record_type(type)
        actor.need_write(kind)
        with self._store.begin(N_("saving")) as work:
            stored = self.writable(work.queries, type, rec)
            actor.need_roles(roles_of(stored.record), ())
            work.append([OpDraft(rec, type, fields, actor=actor.id)])
            changes = work.commit()
        self._bus.publish(changes)
        return self.get(type, rec)

    def writable(self, queries: Queries, type: str, rec: str) -> Stored:
        """The record, if this device may write its facts (``RecordType.writer``).

        Raises:
            UserError: ``record.unknown``, ``record.writer``, ``record.locked``,
                ``step.submitted``.
        """
        kind = record_type(type)
        stored = known(queries.get(type, rec), rec)
        own = queries.identity().unit
        home = stored.record.unit
        allowed = (kind.writer in ("unit", "both") or bool(kind.parent)) and home == own
        if not allowed and not kind.parent and kind.writer in ("ancestors", "both"):
            allowed = own in ancestors(queries, home)
        if not allowed:
            raise UserError(
                "record.writer", N_("Only unit {unit} may change this record"), unit=home
            )
        refuse_change(kind, stored)
        refuse_locked(queries, stored)
        return stored

    def _submit_new(
        self,
        work: UnitOfWork,
        judge: Judge,
        kind: RecordType,
        pairs: Sequence[tuple[Record, str]],
        actor: Actor,
    ) -> None:
        drafts = []
        for record, head in pairs:
            _passed(kind, record, judge.remarks(kind, record, new=True))
            drafts.append(self._submission(judge, kind, record, (head,), actor))
        work.append(drafts)

    def _submission(
        self, judge: Judge, kind: RecordType, record: Record, heads: tuple[str, ...], actor: Actor
    ) -> OpDraft:
        need_step(actor, record)
        mark = {"by": actor.id, "at": self._clock.now_ms(), "heads": sorted(heads)}
        return OpDraft(
            record.id, kind.code, {SUBMITTED: mark}, judge.judged(record), actor=actor.id
        )


def roles_of(record: Record) -> tuple[str, ...]:
    """The roles that a person's record names; none for other records."""
    return record.roles if isinstance(record, Person) else ()


def known(stored: Stored | None, name: str) -> Stored:
    """``stored``, or the fault that nothing has the name.

    Raises:
        UserError: ``record.unknown``.
    """
    if stored is None:
        raise UserError("record.unknown", N_("No record is called {name}"), name=name)
    return stored


def _judged_more(judge: Judge, stored: Stored) -> bool:
    """Whether something can be judged now that could not be when it was submitted."""
    if stored.state != "submitted" or stored.review not in ("", "submitted"):
        return False
    return isinstance(stored.record, Patrol) and not (
        judge.judged(stored.record).keys() <= stored.judged.keys() | {"late_days"}
    )


def _passed(kind: RecordType, record: Record, remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """The remarks that do not hinder; the others are one fault."""
    errors = [remark for remark in remarks if remark.level == "error"]
    if errors:
        raise UserError(
            "submit.refused",
            N_("Not submitted: {count} entries need a look"),
            field=errors[0].field,
            details=tuple(detail(kind, remark) for remark in errors),
            count=len(errors),
        )
    return tuple(remark for remark in remarks if remark.level != "error")


def detail(kind: RecordType, remark: Remark) -> dict[str, str]:
    """A remark as ``{field, code, message}``, the field by its name in files."""
    spec = specs(kind.cls).get(remark.field)
    name = spec.external if spec else remark.field
    return {"field": name, "code": remark.code, "message": remark.message()}
