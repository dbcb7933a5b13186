"""Statements run by the thousand, as driver text: SQLAlchemy's Core takes twice the time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table

from patrol_app.domain.journal.canonical import canonical

SLICE = 200
T = TypeVar("T")


def upsert_sql(table: Table) -> str:
    """``INSERT … ON CONFLICT … DO UPDATE`` of every column of ``table``, in its order."""
    names = [f'"{column.name}"' for column in table.columns]
    keys = [f'"{column.name}"' for column in table.primary_key]
    rest = [name for name in names if name not in keys]
    tail = ", ".join(f"{name}=excluded.{name}" for name in rest)
    return f"{insert_sql(table)} ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {tail}"


def insert_sql(table: Table) -> str:
    """``INSERT`` of every column of ``table``, in its order."""
    names = [f'"{column.name}"' for column in table.columns]
    marks = ", ".join("?" * len(names))
    return f'INSERT INTO "{table.name}" ({", ".join(names)}) VALUES ({marks})'


def run_many(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run ``statement`` once for each of ``rows``; nothing for none."""
    if rows:
        connection.exec_driver_sql(statement, list(rows))


def marks(values: Sequence[Any]) -> str:
    """``?, ?, …`` for an ``IN`` list."""
    return ", ".join("?" * len(values))


def sliced(values: Iterable[T], size: int = SLICE) -> Iterator[list[T]]:
    """``values`` in lists of at most ``size``."""
    part: list[T] = []
    for value in values:
        part.append(value)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


def text_of(value: Any) -> str:
    """Canonical JSON text of ``value``, so that equal values are equal text."""
    return canonical(value).decode("utf-8")
