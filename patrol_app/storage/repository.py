"""Between a record as the fold gives it and its table row.

The only module that turns one into the other; a row's values come from a validated record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Table, select

from patrol_app.domain.journal.document import assemble
from patrol_app.domain.journal.folded import Folded
from patrol_app.domain.records import record_type
from patrol_app.domain.registry import RecordType
from patrol_app.services.ports import Stored
from patrol_app.storage.rows import Row, table_of
from patrol_app.storage.sqltext import sliced, text_of, upsert_sql
from patrol_app.storage.sqltypes import Doc, InstantColumn

Binder = Callable[[Any], Any]
_STATE = tuple(Row.model_fields)


class Repository:
    """Rows of one record type.

    Args:
        code: record type code.
    """

    def __init__(self, code: str) -> None:
        self.kind: RecordType = record_type(code)
        self.table: Table = table_of(code)
        names = [column.name for column in self.table.columns]
        fields = self.kind.cls.model_fields
        assert names[: len(_STATE)] == list(_STATE)
        self._facts = [(name, _binder(self.table, name)) for name in names if name in fields]
        self._own = [name for name in names if name not in fields and name not in _STATE]
        self.upsert = upsert_sql(self.table)
        self._select = select(*self.table.columns)
        self._first_fact = len(_STATE)
        self._first_own = len(_STATE) + len(self._facts)

    def stored(self, rec: str, folded: Folded, *, held: bool, unit: str) -> Stored | None:
        """The record that a fold makes; None where its values make no record.

        Args:
            rec: record id.
            folded: its fold.
            held: an op of the record is put aside, so that it is incomplete.
            unit: unit of its earliest op's stream; stands in while the op that names the
                record's own unit has not arrived.
        """
        document = assemble(folded.values)
        if document.get("unit") is None:
            document["unit"] = unit or "?"
        try:
            record = self.kind.cls.load(rec, document)
        except ValidationError:
            return None
        return Stored(
            type=self.kind.code,
            record=record,
            state=folded.state if self.kind.submit else "submitted",
            heads=folded.heads,
            own=self._own_values(record),
            judged=folded.judged,
            conflicts=len(folded.conflicts),
            incomplete=bool(folded.missing) or held,
            deleted=folded.deleted is not None,
            created_ms=folded.first_hlc.ms if folded.first_hlc else 0,
            changed_ms=folded.last_hlc.ms if folded.last_hlc else 0,
        )

    def values(self, stored: Stored) -> tuple[Any, ...]:
        """Driver values of a row, in the order of the table's columns."""
        facts = stored.record.__dict__
        own = stored.own
        return (
            stored.state,
            stored.deleted,
            stored.conflicts,
            stored.incomplete,
            stored.created_ms,
            stored.changed_ms,
            '["' + '","'.join(stored.heads) + '"]' if stored.heads else "[]",
            text_of(stored.judged) if stored.judged else "{}",
            *[
                facts[name] if bind is None or facts[name] is None else bind(facts[name])
                for name, bind in self._facts
            ],
            *[own.get(name) for name in self._own],
        )

    def load(self, row: Any) -> Stored:
        """The record of a row selected with all columns in order."""
        facts = {
            name: value
            for (name, _bind), value in zip(
                self._facts, row[self._first_fact : self._first_own], strict=True
            )
            if value is not None
        }
        return Stored(
            type=self.kind.code,
            record=self.kind.cls.model_validate(facts),
            state=row[0],
            heads=row[6],
            own=dict(zip(self._own, row[self._first_own :], strict=True)),
            judged=row[7],
            conflicts=row[2],
            incomplete=row[3],
            deleted=row[1],
            created_ms=row[4],
            changed_ms=row[5],
        )

    def fetch(self, connection: Connection, recs: list[str]) -> dict[str, Stored]:
        """The records among ``recs`` that have rows, by id."""
        found: dict[str, Stored] = {}
        for part in sliced(recs):
            for row in connection.execute(self._select.where(self.table.c.id.in_(part))):
                stored = self.load(row)
                found[stored.record.id] = stored
        return found

    def _own_values(self, record: Any) -> Mapping[str, Any]:
        try:
            return self.kind.own(record)
        except (OverflowError, ValueError):
            # A foreign op may name a year that no calendar has; the record still shows.
            return {}


@cache
def repository(code: str) -> Repository:
    """The repository of the record type ``code``.

    Raises:
        KeyError: there is no such type.
    """
    return Repository(code)


def _binder(table: Table, name: str) -> Binder | None:
    """How a value of the column reaches the driver; None = as it is."""
    kind = table.c[name].type
    if not isinstance(kind, Doc | InstantColumn):
        return None
    bind = kind.process_bind_param
    return lambda value: bind(value, None)  # type: ignore[arg-type]
