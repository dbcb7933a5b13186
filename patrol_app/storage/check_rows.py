"""Rows as the tables hold them and as the fold gives them, in one form to compare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from patrol_app.domain.journal.canonical import FormatFault
from patrol_app.domain.journal.entry import Op
from patrol_app.domain.journal.graph_order import AnyOp
from patrol_app.domain.records import RECORD_TYPES
from patrol_app.services.ports import Stored
from patrol_app.storage.apply import Derived
from patrol_app.storage.citations import cited
from patrol_app.storage.journal import load_ops
from patrol_app.storage.repository import repository
from patrol_app.storage.sqltext import marks

Rows = dict[Any, list[tuple[Any, ...]]]


def load_readable(
    connection: Connection, recs: Sequence[str]
) -> tuple[dict[str, list[AnyOp]], list[str]]:
    """The ops of ``recs``, and those whose stored bytes were damaged or changed by hand."""
    try:
        return load_ops(connection, recs), []
    except FormatFault:
        pass
    found: dict[str, list[AnyOp]] = {}
    unreadable = []
    for rec in recs:
        try:
            found.update(load_ops(connection, [rec]))
        except FormatFault:
            unreadable.append(rec)
    return found, unreadable


def row_difference(one: Derived, found: Rows) -> Iterator[str]:
    """A line if the table does not hold the row that the record gives."""
    expected: list[tuple[Any, ...]] = []
    if isinstance(one.stored, Stored):
        expected = [_plain(repository(one.type).values(one.stored))]
    if found.get((one.type, one.rec), []) != expected:
        yield f"{one.type} {one.rec}: the row differs"


def rows_of(connection: Connection, made: Sequence[Derived]) -> Rows:
    """Rows as the driver gives them, by (type, id)."""
    found: Rows = {}
    for kind in RECORD_TYPES:
        recs = [one.rec for one in made if one.type == kind.code]
        if not recs:
            continue
        store = repository(kind.code)
        names = ", ".join(f'"{column.name}"' for column in store.table.columns)
        place = [column.name for column in store.table.columns].index("id")
        for row in connection.exec_driver_sql(
            f'SELECT {names} FROM "{kind.code}" WHERE id IN ({marks(recs)})', tuple(recs)
        ):
            found[kind.code, row[place]] = [tuple(row)]
    return found


def citation_differences(
    connection: Connection, recs: Sequence[str], ops: Sequence[AnyOp]
) -> Iterator[str]:
    """A line for each file that the table names and the ops do not, or the reverse."""
    expected = {
        (op.stream, op.seq, role, sha256, op.rec)
        for op in ops
        if isinstance(op, Op)
        for role, sha256, _size in cited(op)
    }
    rows = connection.exec_driver_sql(
        f"SELECT stream, seq, role, sha256, rec FROM blob_ref WHERE rec IN ({marks(recs)})",
        tuple(recs),
    )
    for row in expected.symmetric_difference(tuple(row) for row in rows):
        yield f"blob_ref {row[4]}: differs at {row[0]} {row[1]}"


def by_key(connection: Connection, statement: str, recs: Sequence[str], tail: str = "") -> Rows:
    """Rows by their first column; ``statement`` ends before the list of ids."""
    found: Rows = {}
    for row in connection.exec_driver_sql(f"{statement} ({marks(recs)}){tail}", tuple(recs)):
        found.setdefault(row[0], []).append(tuple(row))
    return found


def _plain(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Driver values as they come back: booleans as integers."""
    return tuple(int(value) if isinstance(value, bool) else value for value in values)
