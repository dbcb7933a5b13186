"""Lists: conditions, and one page by keyset.

A page is found by ids first, from an index alone where one fits, one branch for each state;
then those rows are read by key. NULL sort values stand below all others: last when the
greatest come first, first otherwise, on every data base. The text is made here and not by
SQLAlchemy, which takes longer to write a list's statement than the data base to answer it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from patrol_app.domain.instant import DAY_MS, day_start
from patrol_app.domain.records import record_type
from patrol_app.services.ports import Condition, Listing, Page
from patrol_app.storage.repository import Repository, repository
from patrol_app.storage.search_index import search_fields
from patrol_app.storage.search_sql import Wanted, escaped, proposed
from patrol_app.storage.sqltext import marks
from patrol_app.storage.sqltypes import InstantColumn

Key = tuple[Any, str]
_COMPARISONS = ("=", ">=", "<")


@dataclass(frozen=True)
class Clause:
    """A condition in SQL with its values."""

    text: str
    values: tuple[Any, ...] = ()


class ListQuery:
    """The statements of one listing.

    Args:
        listing: what the page asks for.

    Raises:
        ValueError: a field, order or comparison that the type does not have.
    """

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self._kind = record_type(listing.type)
        self._sort = listing.order or self._kind.time or "created_ms"
        plain = [one for one in listing.conditions if one.op != "text"]
        self._filters = [self._condition(one) for one in plain]
        self._words = [str(one.value).strip() for one in listing.conditions if one.op == "text"]
        self._source = Clause(f'"{listing.type}"')

    @cached_property
    def _repository(self) -> Repository:
        """Not before a column or a row is asked for: a bare count loads no row class."""
        return repository(self._listing.type)

    @cached_property
    def _nullable(self) -> bool:
        return bool(self._column(self._sort).nullable)

    def page(self, connection: Connection) -> Page:
        """The rows after the cursor, and the cursor of the last one."""
        self._search(connection)
        keys = self._keys(connection)
        found = self._repository.fetch(connection, [rec for _value, rec in keys])
        full = len(keys) == self._listing.limit and keys
        return Page(tuple(found[rec] for _value, rec in keys), keys[-1] if full else None)

    def landmarks(self, connection: Connection, every: int) -> list[Key]:
        """Sort value and id of each ``every``-th row, so that a list can be entered anywhere.

        The states' branches are merged in the order of the index: nothing is sorted.
        """
        self._search(connection)
        found: list[Key] = []
        passed = 0
        empty_first = not self._listing.descending
        for empty in (empty_first, not empty_first) if self._listing.states else ():
            if empty and not self._nullable:
                continue
            whole = self._part(empty, [], 0)
            rows = connection.exec_driver_sql(
                "SELECT sort, rec FROM (SELECT sort, rec, row_number() OVER () + ? AS place "
                f"FROM ({whole.text})) WHERE place % ? = 0",
                (passed, *whole.values, every),
            )
            found.extend((row[0], row[1]) for row in rows)
            if empty == empty_first and self._nullable:
                count = f"SELECT count(*) FROM ({whole.text})"
                passed = int(connection.exec_driver_sql(count, whole.values).scalar_one())
        return found

    def count(self, connection: Connection) -> int:
        """Rows without cursor and limit."""
        self._search(connection)
        states = self._listing.states
        where = _joined([*self._shelf(), _in("state", states), *self._filters])
        statement = f"SELECT count(*) FROM {self._source.text} WHERE {where.text}"
        values = (*self._source.values, *where.values)
        return int(connection.exec_driver_sql(statement, values).scalar_one())

    def values(self, connection: Connection, names: Sequence[str]) -> list[tuple[Any, ...]]:
        """Columns of the rows as they are stored, up to the limit, newest first."""
        self._search(connection)
        for name in names:
            self._column(name)
        states = _in("state", self._listing.states)
        where = _joined([*self._shelf(), states, *self._filters])
        way = "DESC" if self._listing.descending else "ASC"
        chosen = ", ".join(f'"{name}"' for name in names)
        statement = (
            f"SELECT {chosen} FROM {self._source.text} "
            f'WHERE {where.text} ORDER BY "{self._sort}" {way}, id {way} '
            f"LIMIT {self._listing.limit}"
        )
        found = connection.exec_driver_sql(statement, (*self._source.values, *where.values))
        return [tuple(row) for row in found]

    def _search(self, connection: Connection) -> None:
        """Words become a list of records where those are few, else a condition on the text."""
        words, self._words = self._words, []
        fields = search_fields(self._kind.code)
        for word in filter(None, words):
            if fields is None:  # personal data: looked through, never filed
                title = Condition(self._kind.title, "has", word)
                self._filters.append(self._condition(title))
                continue
            wanted = Wanted(fields, word)
            recs = None if self._listing.deleted else proposed(connection, wanted)
            if recs is None or self._source.values:
                self._filters.append(Clause(*wanted.condition))
                continue
            # CROSS JOIN keeps the order of the tables: from the few records to their rows
            table = f'"{self._listing.type}" ON id = hit'
            listed = "(SELECT value AS hit FROM json_each(?))"
            self._source = Clause(f"{listed} CROSS JOIN {table}", (recs,))

    def _keys(self, connection: Connection) -> list[Key]:
        """Sort value and id of the page's rows, in its order."""
        empty_first = not self._listing.descending
        found: list[Key] = []
        for empty in (empty_first, not empty_first):
            room = self._listing.limit - len(found)
            after = self._after(empty)
            if room <= 0 or after is None or (empty and not self._nullable):
                continue
            if not self._listing.states:
                continue
            whole = self._part(empty, after, room)
            rows = connection.exec_driver_sql(whole.text, whole.values)
            found.extend((row[0], row[1]) for row in rows)
        return found

    def _part(self, empty: bool, after: list[Clause], room: int) -> Clause:
        """Up to ``room`` rows with or without a sort value; all of them for 0."""
        way = "DESC" if self._listing.descending else "ASC"
        presence = []
        if self._nullable:
            presence = [Clause(f'"{self._sort}" IS {"" if empty else "NOT "}NULL')]
        where = _joined([*self._shelf(), Clause("state = ?"), *presence, *after, *self._filters])
        branch = (
            f'SELECT "{self._sort}" AS sort, id AS rec FROM {self._source.text} WHERE {where.text}'
        )
        ordered = f'{branch} ORDER BY "{self._sort}" {way}, id {way} LIMIT {room or -1}'
        # The place of the state among the values is after that of the shelf.
        head, (shelf, *rest) = self._source.values, where.values
        states = [(*head, shelf, state, *rest) for state in self._listing.states]
        if len(states) == 1:
            return Clause(ordered, states[0])
        values = tuple(value for one in states for value in one)
        if not room:
            parts = " UNION ALL ".join([branch] * len(states))
            return Clause(f"{parts} ORDER BY sort {way}, rec {way}", values)
        # A branch with its own ORDER BY and LIMIT must be a table of its own in SQLite.
        parts = " UNION ALL ".join([f"SELECT * FROM ({ordered})"] * len(states))
        text = f"SELECT sort, rec FROM ({parts}) ORDER BY sort {way}, rec {way} LIMIT {room}"
        return Clause(text, values)

    def _after(self, empty: bool) -> list[Clause] | None:
        """What the cursor asks of the rows with or without a sort value; None = no such row."""
        if self._listing.after is None:
            return []
        value, rec = self._listing.after
        sign = "<" if self._listing.descending else ">"
        if empty:
            if value is None:
                return [Clause(f"id {sign} ?", (rec,))]
            return [] if self._listing.descending else None
        if value is None:
            return None if self._listing.descending else []
        return [Clause(f'("{self._sort}", id) {sign} (?, ?)', (value, rec))]

    def _shelf(self) -> list[Clause]:
        return [Clause("deleted = ?", (int(self._listing.deleted),))]

    def _column(self, name: str) -> Any:
        if name not in self._repository.table.c:
            raise ValueError(f"no column {name} in {self._listing.type}")
        return self._repository.table.c[name]

    def _condition(self, one: Condition) -> Clause:
        """The SQL of one condition.

        Raises:
            ValueError: the type has no such column, or there is no such comparison.
        """
        column = self._column(one.field)
        name = f'"{one.field}"'
        instant = isinstance(column.type, InstantColumn)
        if one.op == "null":
            empty = Clause(f"{name} IS NULL" if column.nullable else f"{name} IN ('', '[]')")
            return empty if one.value else Clause(f"NOT ({empty.text})")
        if one.op == "has":
            return Clause(f"{name} LIKE ? ESCAPE '\\'", (f"%{escaped(str(one.value))}%",))
        if one.op == "in":
            return _in(name, _instants(one.value) if instant else tuple(one.value))
        if one.op not in _COMPARISONS:
            raise ValueError(f"no comparison {one.op}")
        days = self._days(one)
        if days is not None:
            return days
        if not instant:
            return Clause(f"{name} {one.op} ?", (one.value,))
        if one.op == "=":
            return _in(name, _instants((one.value,)))
        return Clause(f"{name} {one.op} ?", (int(one.value) << 1,))

    def _days(self, one: Condition) -> Clause | None:
        """A range of the own value ``date`` as a range of the time that it is the day of."""
        time = self._kind.time
        if one.field != "date" or not time:
            return None
        try:
            start = day_start(str(one.value))
        except ValueError:
            return None
        if one.op == "=":
            values = (start << 1, (start + DAY_MS) << 1)
            return Clause(f'"{time}" >= ? AND "{time}" < ?', values)
        return Clause(f'"{time}" {one.op} ?', (start << 1,))


def _joined(clauses: list[Clause]) -> Clause:
    text = " AND ".join(one.text for one in clauses)
    return Clause(text, tuple(value for one in clauses for value in one.values))


def _in(name: str, values: tuple[Any, ...]) -> Clause:
    if not values:
        return Clause("0 = 1")
    return Clause(f"{name} IN ({marks(values)})", values)


def _instants(values: Any) -> tuple[int, ...]:
    """Both stored forms (to the minute, to the second) of some milliseconds."""
    return tuple(int(ms) << 1 | second for ms in values for second in (0, 1))
