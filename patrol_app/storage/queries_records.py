"""Reading records: one, a page, by name, by parent, by time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from patrol_app.domain.instant import Instant
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import Listing, Page, Stored
from patrol_app.storage.queries_list import ListQuery
from patrol_app.storage.reading import Reading
from patrol_app.storage.repository import repository
from patrol_app.storage.sqltext import marks, sliced
from patrol_app.storage.sqltypes import instant_to_int

_NAMED_AT_MOST = 20
_ID_CHARS = 36
_LIVE = "deleted = 0 AND state IN ('draft', 'submitted', 'changed')"


class RecordQueries(Reading):
    """Rows of records as plain frozen results."""

    def get(self, type: str, rec: str) -> Stored | None:
        """The record ``rec``, also deleted or incomplete."""
        with self._connect() as connection:
            return repository(type).fetch(connection, [rec]).get(rec)

    def find(self, type: str, name: str) -> Stored | None:
        """By id, number, natural key (unit code, grid_no), or unique title (person name).

        Raises:
            UserError: ``name.ambiguous``, naming the numbers of those that bear the name.
        """
        store = repository(type)
        ways = [way for way in ("number", store.kind.key, store.kind.title) if way and name]
        with self._connect() as connection:
            if len(name) == _ID_CHARS and (found := store.fetch(connection, [name]).get(name)):
                return found
            for column in dict.fromkeys(ways):
                tail = f'"{column}" = ? ORDER BY deleted, id LIMIT {_NAMED_AT_MOST}'
                rows = store.where(connection, tail, (name,))
                live = [row for row in rows if not row.deleted]
                if len(live) > 1:
                    raise _ambiguous(name, live, store.kind.key)
                if live or (rows and column == "number"):
                    return (live or rows)[0]
        return None

    def page(self, listing: Listing) -> Page:
        """One page by keyset: cost does not grow with depth.

        Raises:
            ValueError: a field or order that the type does not have.
        """
        query = ListQuery(listing)
        with self._connect() as connection:
            return query.page(connection)

    def count(self, listing: Listing) -> int:
        """Rows of ``listing`` without its cursor and limit.

        Raises:
            ValueError: a field that the type does not have.
        """
        query = ListQuery(listing)
        with self._connect() as connection:
            return query.count(connection)

    def values(self, listing: Listing, names: Sequence[str]) -> list[tuple[Any, ...]]:
        """Columns of the rows of ``listing`` as they are stored; no records are made.

        Raises:
            ValueError: a field or order that the type does not have.
        """
        query = ListQuery(listing)
        with self._connect() as connection:
            return query.values(connection, names)

    def landmarks(self, listing: Listing, every: int) -> list[tuple[Any, str]]:
        """Cursors after each ``every``-th row of ``listing``, in its order.

        Raises:
            ValueError: a field or order that the type does not have.
        """
        query = ListQuery(listing)
        with self._connect() as connection:
            return query.landmarks(connection, every)

    def children(self, type: str, field: str, rec: str) -> list[Stored]:
        """Records of ``type`` whose ``field`` is ``rec``, not deleted, oldest first.

        Raises:
            ValueError: a field that the type does not have.
        """
        store = repository(type)
        if field not in store.table.c:
            raise ValueError(f"no column {field} in {type}")
        # All states by name, so that the index of the lists serves here too.
        tail = f'{_LIVE} AND "{field}" = ? ORDER BY created_ms, id'
        with self._connect() as connection:
            return store.where(connection, tail, (rec,))

    def overlapping(self, person: str, start_ms: int, end_ms: int, besides: str) -> list[Stored]:
        """Submitted patrols of ``person`` that share time with the span, except ``besides``.

        The person walked it as its ranger (unless somebody substituted), as the substitute, as
        a companion or on one of its legs.
        """
        tail = """deleted = 0 AND state IN ('submitted', 'changed') AND id <> ?
            AND start_at < ? AND end_at >= ?
            AND ((ranger_id = ? AND substitute_id IS NULL) OR substitute_id = ?
                OR instr(companions, ?) OR instr(legs, ?)) ORDER BY start_at, id"""
        start, end = Instant(start_ms + 1), Instant(end_ms)
        span = (instant_to_int(end), instant_to_int(start))
        quoted = f'"{person}"'
        values = (besides, *span, person, person, quoted, quoted)
        with self._connect() as connection:
            return repository("patrol").where(connection, tail, values)

    def names(self, type: str, recs: Iterable[str]) -> dict[str, str]:
        """Title of each record id (for reference columns); unknown ids are left out."""
        kind = repository(type).kind
        found: dict[str, str] = {}
        with self._connect() as connection:
            for part in sliced(dict.fromkeys(recs)):
                rows = connection.exec_driver_sql(
                    f'SELECT id, "{kind.title}" FROM "{type}" WHERE id IN ({marks(part)})',
                    tuple(part),
                )
                found.update((rec, text or "") for rec, text in rows)
        return found


def _ambiguous(name: str, rows: list[Stored], key: str) -> UserError:
    numbers = [row.record.number or str(getattr(row.record, key, "") or "") for row in rows]
    return UserError(
        "name.ambiguous",
        N_("Several records are named {name}: {numbers}. Use the number."),
        name=name,
        numbers=", ".join(numbers),
    )
