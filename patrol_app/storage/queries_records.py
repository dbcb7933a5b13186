"""Reading records: one, a page, by name, by parent, by time."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, and_, or_, select

from patrol_app.domain.instant import Instant
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import Listing, Page, Stored
from patrol_app.storage.queries_list import ListQuery, raw_column
from patrol_app.storage.reading import Reading
from patrol_app.storage.repository import repository
from patrol_app.storage.sqltext import sliced
from patrol_app.storage.sqltypes import instant_to_int

_NAMED_AT_MOST = 20
_ID_CHARS = 36


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
        columns = store.table.c
        with self._connect() as connection:
            if len(name) == _ID_CHARS and (found := store.fetch(connection, [name]).get(name)):
                return found
            for column in dict.fromkeys(("number", store.kind.key, store.kind.title)):
                if not column or not name:
                    continue
                rows = [
                    store.load(row)
                    for row in connection.execute(
                        select(*columns)
                        .where(columns[column] == name)
                        .order_by(columns.deleted, columns.id)
                        .limit(_NAMED_AT_MOST)
                    )
                ]
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

    def children(self, type: str, field: str, rec: str) -> list[Stored]:
        """Records of ``type`` whose ``field`` is ``rec``, not deleted, oldest first."""
        store = repository(type)
        columns = store.table.c
        with self._connect() as connection:
            rows = connection.execute(
                select(*columns)
                .where(columns[field] == rec, columns.deleted.is_(False))
                .order_by(columns.created_ms, columns.id)
            )
            return [store.load(row) for row in rows]

    def overlapping(self, person: str, start_ms: int, end_ms: int, besides: str) -> list[Stored]:
        """Submitted patrols of ``person`` that share time with the span, except ``besides``.

        The person walked it as its ranger or as a companion.
        """
        store = repository("patrol")
        columns = store.table.c
        start, end = raw_column(columns.start_at), raw_column(columns.end_at)
        during = and_(
            start < instant_to_int(Instant(end_ms)), end >= instant_to_int(Instant(start_ms + 1))
        )
        standing = and_(
            columns.deleted.is_(False),
            columns.state.in_(("submitted", "changed")),
            columns.id != besides,
        )
        companion = raw_column(columns.companions).contains(f'"{person}"', autoescape=True)
        with self._connect() as connection:
            rows = connection.execute(
                select(*columns)
                .where(standing, during, or_(columns.ranger_id == person, companion))
                .order_by(start, columns.id)
            )
            return [store.load(row) for row in rows]

    def names(self, type: str, recs: Iterable[str]) -> dict[str, str]:
        """Title of each record id (for reference columns); unknown ids are left out."""
        store = repository(type)
        columns = store.table.c
        title = columns[store.kind.title]
        found: dict[str, str] = {}
        with self._connect() as connection:
            for part in sliced(dict.fromkeys(recs)):
                found.update(_titles(connection, columns.id, title, part))
        return found


def _titles(connection: Connection, id_: object, title: object, part: list[str]) -> dict[str, str]:
    rows = connection.execute(select(id_, title).where(id_.in_(part)))  # type: ignore
    return {rec: text or "" for rec, text in rows}


def _ambiguous(name: str, rows: list[Stored], key: str) -> UserError:
    numbers = [row.record.number or str(getattr(row.record, key, "") or "") for row in rows]
    return UserError(
        "name.ambiguous",
        N_("Several records are named {name}: {numbers}. Use the number."),
        name=name,
        numbers=", ".join(numbers),
    )
