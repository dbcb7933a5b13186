"""Between a record as the fold gives it and its table row.

The only module that turns one into the other; a row's values come from a validated record.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Boolean, Connection, Table

from patrol_app.domain.base import Record
from patrol_app.domain.journal.document import assemble
from patrol_app.domain.journal.folded import Folded
from patrol_app.domain.records import record_type
from patrol_app.domain.registry import RecordType
from patrol_app.services.ports import Stored
from patrol_app.storage.rows import Row, table_of
from patrol_app.storage.sqltext import marks, sliced, text_of, upsert_sql
from patrol_app.storage.sqltypes import (
    Doc,
    InstantColumn,
    instant_from_int,
    instant_to_int,
)

Binder = Callable[[Any], Any]
_STATE = tuple(Row.model_fields)
_REVIEW = "review"  # stands behind them in the rows of reviewed types
_ENCODE = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
).encode


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
        state = (*_STATE, _REVIEW) if self.kind.reviewed else _STATE
        assert names[: len(state)] == list(state)
        self._facts = [(name, _binder(self.table, name)) for name in names if name in fields]
        self._own = [name for name in names if name not in fields and name not in state]
        self.upsert = upsert_sql(self.table)
        quoted = ", ".join(f'"{name}"' for name in names)
        self._select = f'SELECT {quoted} FROM "{code}"'
        self._readers = [(name, _reader(self.table, name)) for name, _bind in self._facts]
        self._blank = {  # in the order of the fields; a required one is always in the row
            name: None if info.is_required() else info.get_default(call_default_factory=True)
            for name, info in fields.items()
        }
        self._first_fact = len(state)
        self._first_own = len(state) + len(self._facts)

    def stored(
        self, rec: str, folded: Folded, *, held: bool, unit: str, review: str = ""
    ) -> Stored | None:
        """The record that a fold makes; None where its values make no record.

        Args:
            rec: record id.
            folded: its fold.
            held: an op of the record is put aside, so that it is incomplete.
            unit: unit of its earliest op's stream; stands in while the op that names the
                record's own unit has not arrived.
            review: its review state; empty for types that nobody reviews.
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
            review=review,
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
            *([stored.review] if self.kind.reviewed else []),
            *[
                facts[name] if bind is None or facts[name] is None else bind(facts[name])
                for name, bind in self._facts
            ],
            *[own.get(name) for name in self._own],
        )

    def load(self, row: Sequence[Any]) -> Stored:
        """The record of a row as the driver gives it, all columns in order."""
        facts = {
            name: value if read is None else read(value)
            for (name, read), value in zip(
                self._readers, row[self._first_fact : self._first_own], strict=True
            )
            if value is not None
        }
        return Stored(
            type=self.kind.code,
            record=self._record(facts),
            state=row[0],
            heads=tuple(row[6][2:-2].split('","')) if row[6] != "[]" else (),
            own=dict(zip(self._own, row[self._first_own :], strict=True)),
            judged=json.loads(row[7]) if row[7] != "{}" else {},
            conflicts=row[2],
            incomplete=bool(row[3]),
            deleted=bool(row[1]),
            created_ms=row[4],
            changed_ms=row[5],
            review=row[len(_STATE)] if self.kind.reviewed else "",
        )

    def _record(self, facts: dict[str, Any]) -> Record:
        """The record of a row's values, which were checked when the row was made.

        What ``model_construct`` does, without its look at every field's aliases: checking a
        page of 50 again took longer than reading it.
        """
        record = self.kind.cls.__new__(self.kind.cls)
        object.__setattr__(record, "__dict__", self._blank | facts)
        object.__setattr__(record, "__pydantic_fields_set__", set(facts))
        object.__setattr__(record, "__pydantic_extra__", None)
        object.__setattr__(record, "__pydantic_private__", None)
        return record

    def where(self, connection: Connection, tail: str, values: tuple[Any, ...]) -> list[Stored]:
        """The records that ``tail`` (what stands after WHERE) selects."""
        rows = connection.exec_driver_sql(f"{self._select} WHERE {tail}", values)
        return [self.load(row) for row in rows.all()]

    def fetch(self, connection: Connection, recs: Sequence[str]) -> dict[str, Stored]:
        """The records among ``recs`` that have rows, by id."""
        found: dict[str, Stored] = {}
        for part in sliced(recs):
            for stored in self.where(connection, f"id IN ({marks(part)})", tuple(part)):
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
    if isinstance(kind, InstantColumn):
        return instant_to_int
    if not isinstance(kind, Doc):
        return None
    dump = kind.adapter.dump_python
    # The keys of our own value objects are ASCII and they hold no floats, so that this is the
    # canonical form that Doc writes, at a quarter of the time.
    return lambda value: _ENCODE(dump(value, mode="json"))


def _reader(table: Table, name: str) -> Binder | None:
    """How the driver's value becomes the record's; None = as it is."""
    kind = table.c[name].type
    if isinstance(kind, InstantColumn):
        return instant_from_int
    if isinstance(kind, Doc):
        read: Binder = kind.adapter.validate_json
        return read
    return bool if isinstance(kind, Boolean) else None
