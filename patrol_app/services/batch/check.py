"""What the form would refuse, asked for rows that are not written yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from patrol_app.domain.base import Record
from patrol_app.domain.fields import by_external
from patrol_app.domain.records import record_type
from patrol_app.domain.records.patrol import Leg
from patrol_app.domain.registry import RecordType
from patrol_app.domain.remark import Remark
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.batch.propose import share_time
from patrol_app.services.batch.types import BatchRow, Proposed
from patrol_app.services.judging import Judge, remarks_of
from patrol_app.services.leg_making import leg_of
from patrol_app.services.ports import Identity
from patrol_app.services.validation import refused

NEW_ID = "00000000-0000-7000-8000-000000000000"
BLANK_SHA = "0" * 64


@dataclass(frozen=True)
class Checked:
    """What the rules say of one row.

    Attributes:
        remarks: of the patrol, errors first.
        findings: of each taken finding, by its key.
    """

    remarks: tuple[Remark, ...] = ()
    findings: Mapping[int, tuple[Remark, ...]] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        """How many entries hinder submitting."""
        every = [*self.remarks, *(one for rows in self.findings.values() for one in rows)]
        return sum(one.level == "error" for one in every)


def check_rows(rows: Sequence[BatchRow], judge: Judge, identity: Identity) -> dict[int, Checked]:
    """The remarks on every row that is to be taken.

    Args:
        rows: of the whole batch: rows are compared with each other too.
        judge: runs the rules.
        identity: of this store.
    """
    taken = [row for row in rows if row.take]
    clashes = _clashes(taken)
    return {row.key: _row(row, judge, identity, clashes.get(row.key, ())) for row in taken}


def _row(row: BatchRow, judge: Judge, identity: Identity, clashes: Sequence[Remark]) -> Checked:
    patrol_kind, finding_kind = record_type("patrol"), record_type("finding")
    found: dict[int, tuple[Remark, ...]] = {}
    records: list[Record] = []
    for one in row.taken:
        record = _made(finding_kind, finding_values(one, row, None), identity)
        if isinstance(record, Record):
            records.append(record)
            context = judge.context(finding_kind, record, new=True)
            context = replace(context, children={"attachment": (one,)})
            found[one.key] = _ordered(finding_kind, record, context)
        else:
            found[one.key] = (record,)
    made = _made(patrol_kind, {**row.values, "legs": legs_of(row)}, identity)
    if not isinstance(made, Record):
        return Checked((made,), found)
    context = judge.context(patrol_kind, made, new=True)
    children = {"finding": tuple(row.taken), "attachment": row.photos}
    remarks = _ordered(patrol_kind, made, replace(context, children=children))
    return Checked((*clashes, *remarks), found)


def _made(kind: RecordType, values: Mapping[str, Any], identity: Identity) -> Record | Remark:
    """The record as it would be written, or the first thing that no record can hold."""
    stamps = {"id": NEW_ID, "unit": identity.unit, "device": identity.device_no}
    try:
        return kind.cls.model_validate({**values, **stamps})
    except ValidationError as error:
        fault: UserError = refused(error, kind.cls)
        spec = by_external(kind.cls).get(fault.field or "")
        return Remark(fault.code, "error", spec.name if spec else "", fault.msgid, fault.params)


def _ordered(kind: RecordType, record: Record, context: Any) -> tuple[Remark, ...]:
    found = remarks_of(kind, record, context)
    order = {"error": 0, "warning": 1, "note": 2}
    return tuple(sorted(found, key=lambda remark: order[remark.level]))


def legs_of(row: BatchRow) -> tuple[Leg, ...]:
    """The leg that the row's track becomes, as far as rules ask for it."""
    if row.track is None:
        return ()
    return (leg_of(row.track, BLANK_SHA, str(row.values.get("means", ""))),)


def finding_values(one: Proposed, row: BatchRow, patrol: str | None) -> dict[str, Any]:
    """The field values of a finding; its grid is the patrol's."""
    base = {"grid_id": row.values.get("grid_id"), "patrol_id": patrol}
    return {name: value for name, value in {**base, **one.values}.items() if value is not None}


def _clashes(rows: Sequence[BatchRow]) -> dict[int, tuple[Remark, ...]]:
    """Rows of one person that share time within the batch; companions are persons too."""
    held: dict[str, list[BatchRow]] = defaultdict(list)
    for row in rows:
        for person in {row.values.get("ranger_id"), *row.values.get("companions", ())} - {None}:
            held[str(person)].append(row)
    found: dict[int, tuple[Remark, ...]] = {}
    for own in held.values():
        own.sort(key=lambda row: row.start_at.ms if row.start_at else 0)
        for place, row in enumerate(own):
            for other in own[place + 1 :]:
                if other.start_at and row.end_at and other.start_at.ms >= row.end_at.ms:
                    break  # the others begin later still
                if share_time(row, other):
                    for one, against in ((row, other), (other, row)):
                        found[one.key] = (_clash(against),)
    return found


def _clash(other: BatchRow) -> Remark:
    words = N_("Overlaps with {other} in this table")
    return Remark("batch.clash", "error", "start_at", words, {"other": other.source})
