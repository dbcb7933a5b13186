"""Check of the derived tables: every record folded again and compared, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from sqlalchemy import Connection

from patrol_app.domain.journal.canonical import FormatFault
from patrol_app.domain.records import RECORD_TYPES, known
from patrol_app.storage.apply import Derived, derive
from patrol_app.storage.check_rows import (
    by_key,
    citation_differences,
    load_readable,
    row_difference,
    rows_of,
)
from patrol_app.storage.journal import load_stream, recs_with_held
from patrol_app.storage.said import NOTHING_SAID, load_said
from patrol_app.storage.sqltext import sliced


def table_differences(connection: Connection) -> Iterator[str]:
    """One line for each derived row that the journal does not give."""

    @cache
    def units(stream: str) -> str:
        """Unit code of a stream."""
        head = load_stream(connection, stream)
        return head.unit if head else ""

    for part in sliced(_records(connection)):
        yield from _slice(connection, part, units)
    yield from _strays(connection)
    yield from _numbers(connection)


def _records(connection: Connection) -> Iterator[str]:
    """Ids of all records that have a line, read some at a time."""
    after = ""
    while True:
        rows = connection.exec_driver_sql(
            "SELECT DISTINCT rec FROM op WHERE rec > ? ORDER BY rec LIMIT 1000", (after,)
        ).all()
        yield from (row[0] for row in rows)
        if not rows:
            return
        after = rows[-1][0]


def _slice(
    connection: Connection, recs: Sequence[str], units: Callable[[str], str]
) -> Iterator[str]:
    found, unreadable = load_readable(connection, recs)
    yield from (f"record {rec}: a line cannot be read" for rec in unreadable)
    held = recs_with_held(connection, recs)
    said = load_said(connection, recs)
    types = by_key(connection, "SELECT rec, type FROM record_head WHERE rec IN", recs)
    made: list[Derived] = []
    for rec, ops in found.items():
        before = types[rec][0][1] if rec in types else ""
        try:
            heard = said.get(rec, NOTHING_SAID)
            made.append(derive(rec, ops, held=rec in held, units=units, before=before, said=heard))
        except FormatFault as fault:
            yield f"record {rec}: does not fold ({fault.code})"
    heads = by_key(connection, "SELECT * FROM record_head WHERE rec IN", recs)
    conflicts = by_key(
        connection, "SELECT * FROM conflict WHERE rec IN", recs, " ORDER BY rec, field"
    )
    rows = rows_of(connection, made)
    for one in made:
        if heads.pop(one.rec, []) != [one.head]:
            yield f"record_head {one.rec}: differs"
        if conflicts.pop(one.rec, []) != sorted(one.conflicts):
            yield f"conflict {one.rec}: differs"
        if known(one.type):
            yield from row_difference(one, rows)
    yield from (f"record_head {rec}: has no op that folds" for rec in heads)
    yield from (f"conflict {rec}: has no op that folds" for rec in conflicts)
    yield from citation_differences(connection, recs, [op for ops in found.values() for op in ops])


def _strays(connection: Connection) -> Iterator[str]:
    """Rows of records that have no line at all, or that stand in a wrong table."""
    for kind in RECORD_TYPES:
        rows = connection.exec_driver_sql(
            f'SELECT t.id FROM "{kind.code}" t LEFT JOIN record_head h ON h.rec = t.id '
            "WHERE h.rec IS NULL OR h.type <> ?",
            (kind.code,),
        )
        yield from (f"{kind.code} {rec}: the row has no record" for (rec,) in rows)
    for table in ("record_head", "conflict", "blob_ref"):
        rows = connection.exec_driver_sql(
            f"SELECT DISTINCT t.rec FROM {table} t WHERE NOT EXISTS "
            "(SELECT 1 FROM op WHERE op.rec = t.rec)"
        )
        yield from (f"{table} {rec}: has no op" for (rec,) in rows)


def _numbers(connection: Connection) -> Iterator[str]:
    """Numbers that two records bear."""
    rows = connection.exec_driver_sql(
        "SELECT number, count(*) FROM record_head WHERE number <> '' "
        "GROUP BY number HAVING count(*) > 1"
    )
    yield from (f"number {number}: borne by {count} records" for number, count in rows)
