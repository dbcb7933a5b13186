"""Lists: conditions, and one page by keyset.

A page is found by ids first, from an index alone where one fits, one branch for each state;
then those rows are read by key. NULL sort values stand below all others: last when the
greatest come first, first otherwise, on every data base.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    type_coerce,
    union_all,
)

from patrol_app.domain.instant import DAY_MS, day_start
from patrol_app.services.ports import Condition, Listing, Page
from patrol_app.storage.repository import Repository, repository
from patrol_app.storage.sqltypes import Doc, InstantColumn

Key = tuple[Any, str]
_RAW = {"=": "__eq__", ">=": "__ge__", "<": "__lt__"}


class ListQuery:
    """The statements of one listing.

    Args:
        listing: what the page asks for.

    Raises:
        ValueError: a field, order or comparison that the type does not have.
    """

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self._repository: Repository = repository(listing.type)
        self._table = self._repository.table
        self._order = raw_column(self._column(self._sort_field()))
        self._id = self._table.c.id
        self._filters = [self._condition(one) for one in listing.conditions]

    def page(self, connection: Connection) -> Page:
        """The rows after the cursor, and the cursor of the last one."""
        keys = self._keys(connection)
        found = self._repository.fetch(connection, [rec for _value, rec in keys])
        full = len(keys) == self._listing.limit and keys
        return Page(tuple(found[rec] for _value, rec in keys), keys[-1] if full else None)

    def count(self, connection: Connection) -> int:
        """Rows without cursor and limit."""
        states = [self._shelf(state) for state in self._listing.states]
        statement = select(func.count()).select_from(self._table)
        return connection.scalar(statement.where(or_(false(), *states), *self._filters)) or 0

    def _keys(self, connection: Connection) -> list[Key]:
        """Sort value and id of the page's rows, in its order."""
        empty_first = not self._listing.descending
        found: list[Key] = []
        for empty in (empty_first, not empty_first):
            room = self._listing.limit - len(found)
            statement = self._part(empty, room) if room > 0 else None
            if statement is not None:
                found.extend((value, rec) for value, rec in connection.execute(statement))
        return found

    def _part(self, empty: bool, room: int) -> Select[Any] | None:
        """Up to ``room`` rows with or without a sort value; None where none can follow."""
        after = self._after(empty)
        if after is None or (empty and not self._order_nullable()) or not self._listing.states:
            return None
        presence = [self._order.is_(None)] if empty else []
        if not empty and self._order_nullable():
            presence = [self._order.is_not(None)]
        branches = []
        for state in self._listing.states:
            branch = select(self._order.label("sort"), self._id.label("rec"))
            branch = branch.where(self._shelf(state), *presence, *after, *self._filters)
            branch = branch.order_by(*self._direction(self._order, self._id)).limit(room)
            branches.append(branch)
        # A branch with its own ORDER BY and LIMIT must be a table of its own in SQLite.
        parts = [select(branch.subquery()) for branch in branches]
        whole = union_all(*parts).subquery()
        return (
            select(whole.c.sort, whole.c.rec)
            .order_by(*self._direction(whole.c.sort, whole.c.rec))
            .limit(room)
        )

    def _after(self, empty: bool) -> list[ColumnElement[bool]] | None:
        """What the cursor asks of the rows with or without a sort value; None = no such row."""
        if self._listing.after is None:
            return []
        value, rec = self._listing.after
        descending = self._listing.descending
        if empty:
            if value is None:
                return [self._id < rec if descending else self._id > rec]
            return [] if descending else None
        if value is None:
            return None if descending else []
        here = tuple_(self._order, self._id)
        there = tuple_(literal(value), literal(rec))
        return [here < there if descending else here > there]

    def _shelf(self, state: str) -> ColumnElement[bool]:
        columns = self._table.c
        return and_(columns.deleted == literal(self._listing.deleted), columns.state == state)

    def _direction(self, *columns: Any) -> list[Any]:
        return [one.desc() if self._listing.descending else one.asc() for one in columns]

    def _sort_field(self) -> str:
        return self._listing.order or self._repository.kind.time or "created_ms"

    def _order_nullable(self) -> bool:
        return bool(self._column(self._sort_field()).nullable)

    def _column(self, name: str) -> Any:
        if name not in self._table.c:
            raise ValueError(f"no column {name} in {self._table.name}")
        return self._table.c[name]

    def _condition(self, one: Condition) -> Any:
        """The SQL of one condition.

        Raises:
            ValueError: the type has no such column.
        """
        column = self._column(one.field)
        if one.op == "null":
            return self._empty(column, bool(one.value))
        if one.op == "has":
            return raw_column(column).contains(str(one.value), autoescape=True)
        days = self._days(one)
        if days is not None:
            return days
        if one.op == "in":
            values = [plain(column, value) for value in one.value]
            if isinstance(column.type, InstantColumn):
                return raw_column(column).in_([v | bit for v in values for bit in (0, 1)])
            return raw_column(column).in_(values)
        value = plain(column, one.value)
        if isinstance(column.type, InstantColumn) and one.op == "=":
            return raw_column(column).in_([value, value | 1])
        return getattr(raw_column(column), _RAW[one.op])(value)

    def _empty(self, column: Any, wanted: bool) -> Any:
        """Nothing typed: NULL, or the empty text or list where the column is never NULL."""
        raw = raw_column(column)
        empty = raw.is_(None)
        if not column.nullable:
            empty = raw.in_(["", "[]"])
        return empty if wanted else ~empty

    def _days(self, one: Condition) -> Any:
        """A range of the own value ``date`` as a range of the time that it is the day of."""
        time = self._repository.kind.time
        if one.field != "date" or one.op not in _RAW or not time:
            return None
        try:
            start = day_start(str(one.value))
        except ValueError:
            return None
        column = raw_column(self._column(time))
        if one.op == "=":
            return and_(column >= start << 1, column < (start + DAY_MS) << 1)
        return getattr(column, _RAW[one.op])(start << 1)


def raw_column(column: Any) -> Any:
    """The column as the driver gives it: instants as integers, documents as text."""
    if not isinstance(column.type, Doc | InstantColumn):
        return column
    return type_coerce(column, column.type.impl_instance)


def plain(column: Any, value: Any) -> Any:
    """A condition's stored form as the column holds it (``ms`` of an instant is shifted)."""
    if isinstance(column.type, InstantColumn):
        return int(value) << 1
    return value
