"""Steps: add-only records below another one, such as what was done about a problem.

A step has no letter of its own (``RecordType.parent``). It is called by its parent's number
and its place below it: ``Q140925S1-01-260803-007/2``; written by another device than the
parent, also by that device: ``Q140925S1-01-260803-007/140925-01-1``, so that two levels never
give one name twice (docs/decisions/164).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from patrol_app.domain.base import Record
from patrol_app.domain.records import RECORD_TYPES, record_type
from patrol_app.domain.records.problem import Problem, ProblemStep
from patrol_app.domain.registry import RecordType
from patrol_app.domain.remark import Remark
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import Identity, Queries, Stored, UnitOfWork
from patrol_app.services.problem_reading import may_add, strangers
from patrol_app.services.units import ancestors

STRANGER = N_("Unit {own} may not add to {number}")
NUMBER_CHARS = 60  # what ``Record.number`` holds


def numbers_of(
    work: UnitOfWork, kind: RecordType, rows: Sequence[Mapping[str, Any]]
) -> Sequence[str]:
    """The numbers of new records, in the order of ``rows``; none for a type named by a key.

    Args:
        work: the transaction that writes them.
        kind: the type of all rows.
        rows: field values; of a step also ``parent_id``.

    Raises:
        UserError: ``step.parent``, ``step.writer`` (see ``parent_of``).
    """
    if kind.letter and rows:
        return work.next_number(kind.letter, len(rows))
    if not kind.parent:
        return []
    identity = work.queries.identity()
    made = []
    for row in rows:
        parent = parent_of(work.queries, kind, row.get("parent_id"))
        need_writer(work.queries, kind, parent)
        made.append(_number(identity, parent, work.next_place(parent.number)))
    return made


def in_turn(
    queries: Queries, kind: RecordType, rows: Sequence[Mapping[str, Any]]
) -> Sequence[Mapping[str, Any]]:
    """The rows of a type that counts turns, each with its own; other rows as they are.

    A turn is one more than the highest one known below the parent: a step comes after all
    that its writer knew of.
    """
    if not kind.parent or "turn" not in kind.cls.model_fields:
        return rows
    made, last = [], dict[Any, int]()
    for row in rows:
        parent = row.get("parent_id")
        if parent not in last:
            steps = queries.children(kind.code, "parent_id", parent) if parent else []
            last[parent] = max((getattr(one.record, "turn", 0) or 0 for one in steps), default=0)
        last[parent] += 1
        made.append({**row, "turn": last[parent]})
    return made


def parent_of(queries: Queries, kind: RecordType, rec: Any) -> Record:
    """The record that a step hangs on.

    Raises:
        UserError: ``step.parent``: there is none, or it is in the recycle bin.
    """
    stored = queries.get(kind.parent, rec) if isinstance(rec, str) and rec else None
    if stored is None or stored.deleted:
        raise UserError(
            "step.parent", N_("Say first which record this belongs to"), field="parent_id"
        )
    return stored.record


def need_writer(queries: Queries, kind: RecordType, parent: Record) -> None:
    """Refuse a step that this device's unit may not add to ``parent``.

    Raises:
        UserError: ``step.writer``.
    """
    own = queries.identity().unit
    if not may_write(queries, kind, parent, own):
        raise UserError(
            "step.writer", STRANGER, own=own, number=parent.number or parent.id
        )  # fmt: skip


def may_write(queries: Queries, kind: RecordType, parent: Record, unit: str) -> bool:
    """Whether the unit with the code ``unit`` may add a step of type ``kind`` to ``parent``.

    Raises:
        UserError: ``step.parent``: the thread has no root here.
    """
    if isinstance(parent, Problem):
        return may_add(queries, parent, unit)
    concerned = _concerned(queries, kind, parent)
    if kind.writer in ("unit", "both") and unit in concerned:
        return True
    if kind.writer in ("ancestors", "both"):
        return any(unit in ancestors(queries, one) for one in concerned)
    return False


def writer_remarks(queries: Queries, kind: RecordType, step: Record) -> list[Remark]:
    """What a received step is flagged with where its unit may not add to its parent.

    The same answer as the form of that unit would have got (docs/decisions/180).
    """
    stored = queries.get(kind.parent, getattr(step, "parent_id", None) or "")
    if stored is None:
        return []
    parent = stored.record
    if isinstance(parent, Problem) and isinstance(step, ProblemStep):
        strange = step.id in strangers(queries, parent)
    else:
        strange = not may_write(queries, kind, parent, step.unit)
    params = {"own": step.unit, "number": parent.number or parent.id}
    return [Remark("step.writer", "error", "parent_id", STRANGER, params)] if strange else []


def refuse_change(kind: RecordType, stored: Stored) -> None:
    """A submitted step never changes, nor does it go away: a further step corrects it.

    Raises:
        UserError: ``step.submitted``.
    """
    if kind.parent and stored.state != "draft":
        raise UserError(
            "step.submitted",
            N_("{number} is submitted and stays as it is: add a further step"),
            number=stored.record.number or stored.record.id,
        )


def _concerned(queries: Queries, kind: RecordType, parent: Record) -> frozenset[str]:
    """Codes of the units whose matter the thread is: home of its root, and whom it is given to."""
    above = record_type(kind.parent)
    while above.parent:
        parent, above = (
            parent_of(queries, above, getattr(parent, "parent_id", None)),
            (record_type(above.parent)),
        )
    given = {getattr(parent, "for_unit_id", None)}
    for step in (one for one in RECORD_TYPES if one.parent == above.code):
        if "for_unit_id" in step.cls.model_fields:
            rows = queries.children(step.code, "parent_id", parent.id)
            given |= {getattr(row.record, "for_unit_id", None) for row in rows}
    units = (queries.get("unit", rec) for rec in sorted(one for one in given if one))
    codes = {getattr(unit.record, "code", "") for unit in units if unit is not None}
    laboratory = getattr(parent, "for_unit", "")  # of a sample, by its code
    return frozenset({parent.unit, laboratory, *codes} - {""})


def _number(identity: Identity, parent: Record, place: int) -> str:
    beside = (identity.unit, identity.device_no) == (parent.unit, parent.device)
    mark = "" if beside else f"{identity.unit}-{identity.device_no}-"
    number = f"{parent.number}/{mark}{place}"
    # A step of a step of a unit with a very long code is called by its id alone.
    return number if parent.number and len(number) <= NUMBER_CHARS else ""
