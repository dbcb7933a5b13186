"""What reviews and seals say of records: read from their rows before a target is folded."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from patrol_app.domain.records import RECORD_TYPES
from patrol_app.domain.records.review import APPROVE, RETURN
from patrol_app.domain.review import LOCKED, Decision
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.storage.sqltext import marks, sliced

SAYING = frozenset({"review", "seal"})
_LOCKED = tuple(sorted(LOCKED))
_REVIEWED = tuple(kind.code for kind in RECORD_TYPES if kind.reviewed)


@dataclass(frozen=True)
class Heads:
    """A seal as the fold takes it: the heads it was set on."""

    heads: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """Everything that was said of one record and not taken back.

    Attributes:
        decisions: reviews; seals: what was locked.
    """

    decisions: tuple[Decision, ...] = ()
    seals: tuple[Heads, ...] = ()


NOTHING_SAID = Said()


def load_said(connection: Connection, recs: Sequence[str]) -> Mapping[str, Said]:
    """The reviews and seals of the records ``recs`` that have any, by record id."""
    decisions: dict[str, list[Decision]] = defaultdict(list)
    seals: dict[str, list[Heads]] = defaultdict(list)
    for part in sliced(recs):
        for target, rec, heads, decision, replaces in connection.exec_driver_sql(
            "SELECT target, id, heads, decision, replaces FROM review "
            f"WHERE target IN ({marks(part)}) AND deleted = 0",
            tuple(part),
        ):
            if decision in (APPROVE, RETURN):
                one = Decision(rec, _texts(heads), decision == APPROVE, _texts(replaces))
                decisions[target].append(one)
        for target, heads in connection.exec_driver_sql(
            f"SELECT target, heads FROM seal WHERE target IN ({marks(part)}) AND deleted = 0 "
            "ORDER BY id",
            tuple(part),
        ):
            if heads != "[]":
                seals[target].append(Heads(_texts(heads)))
    return {
        rec: Said(tuple(decisions.get(rec, ())), tuple(seals.get(rec, ())))
        for rec in {*decisions, *seals}
    }


def targets_of(connection: Connection, recs: Sequence[str]) -> set[str]:
    """Ids of the records that the reviews and seals among ``recs`` speak of."""
    found: set[str] = set()
    for part in sliced(recs):
        for table in sorted(SAYING):
            rows = connection.exec_driver_sql(
                f"SELECT target FROM {table} WHERE id IN ({marks(part)}) AND target IS NOT NULL",
                tuple(part),
            )
            found.update(row[0] for row in rows)
    return found


def reviewed_among(connection: Connection, recs: Sequence[str]) -> list[str]:
    """Those of ``recs`` that are known here and of a type that is reviewed."""
    found: list[str] = []
    for part in sliced(recs):
        rows = connection.exec_driver_sql(
            f"SELECT rec FROM record_head WHERE rec IN ({marks(part)}) "
            f"AND type IN ({marks(_REVIEWED)}) ORDER BY rec",
            (*part, *_REVIEWED),
        )
        found += [row[0] for row in rows]
    return found


def refuse_locked(connection: Connection, types: Mapping[str, str]) -> None:
    """A lock forbids writing on a device that knows of it.

    Args:
        connection: in the write transaction.
        types: record type by id of the records about to be written.

    Raises:
        UserError: ``record.locked``.
    """
    by_type: dict[str, list[str]] = defaultdict(list)
    for rec, type in types.items():
        if type in _REVIEWED:
            by_type[type].append(rec)
    for type, recs in by_type.items():
        row = connection.exec_driver_sql(
            f'SELECT number FROM "{type}" WHERE id IN ({marks(recs)}) '
            f"AND review IN ({marks(_LOCKED)}) LIMIT 1",
            (*recs, *_LOCKED),
        ).first()
        if row is not None:
            raise UserError(
                "record.locked", N_("{number} is locked; nothing in it can change"), number=row[0]
            )


def _texts(value: str) -> tuple[str, ...]:
    return tuple(json.loads(value))
