"""A stored record in the form of FILE.json, with what program and fold know of it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from patrol_app.domain.base import Record
from patrol_app.domain.fields import FieldSpec, specs
from patrol_app.domain.instant import Instant, to_iso
from patrol_app.domain.masking import masked_field
from patrol_app.domain.records import record_type
from patrol_app.domain.records.patrol import Leg
from patrol_app.domain.rules.filled import is_empty
from patrol_app.services import external_values as values
from patrol_app.services.ports import Queries, Stored
from patrol_app.services.privacy import told_record


class ExternalWriter:
    """Writes records as files and commands show them.

    Args:
        queries: of the open store; names the records that others refer to.
        private: whether personal data may be shown; else it is masked.
    """

    def __init__(self, queries: Queries, *, private: bool) -> None:
        self._queries = queries
        self._private = private
        self._names: dict[tuple[str, str], str] = {}

    def fields(self, stored: Stored) -> dict[str, Any]:
        """The record's filled fields by their names in files."""
        return self._document(self._shown(stored))

    def show(self, stored: Stored) -> dict[str, Any]:
        """Fields, then identity, state, own and judged values; ``add`` takes it back."""
        record = stored.record
        return {
            **self.fields(stored),
            "record_type": stored.type,
            "number": name_of(stored),
            "id": record.id,
            "state": state_word(stored),
            "unit": record.unit,
            "conflicts": stored.conflicts,
            "incomplete": stored.incomplete,
            "deleted": stored.deleted,
            "own": self._own(stored),
            "judged": dict(stored.judged),
        }

    def item(self, stored: Stored) -> dict[str, Any]:
        """One row of ``list``; a field called like the row's own words keeps its long name."""
        row = identity(stored)
        shown = self._shown(stored)
        names = specs(type(shown))
        by_file_name = {spec.external: spec for spec in names.values()}
        for name, value in self._document(shown).items():
            spec = by_file_name[name]
            if spec.ui.kind != "items":
                row[spec.name if name in row else name] = value
        return row

    def _shown(self, stored: Stored) -> Record:
        """The record, or what of it is told to those who may not see everything."""
        if self._private:
            return stored.record
        return told_record(self._queries, stored)

    def _own(self, stored: Stored) -> dict[str, Any]:
        """Own values; those of the guarded record where that is another one."""
        shown = self._shown(stored)
        if shown is stored.record:
            return dict(stored.own)
        return {**stored.own, **record_type(stored.type).own(shown)}

    def _document(self, record: BaseModel) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for spec in specs(type(record)).values():
            value = getattr(record, spec.name)
            if spec.name == "number" or is_empty(value):
                continue
            if spec.ui.kind == "hidden" and spec.external != "parent":
                continue
            found[spec.external] = self._value(spec, value)
        parent = getattr(record, "parent_type", "")
        if "parent" in found and parent:
            stored = self._queries.get(parent, found["parent"])
            found["parent"] = name_of(stored) if stored else found["parent"]
        return found

    def _value(self, spec: FieldSpec, value: Any) -> Any:
        kind = spec.ui.kind
        if spec.ui.private and not self._private:
            return masked_field(spec.name, value)
        if kind == "decimal":
            return values.unscaled(value, spec.ui.scale)
        if isinstance(value, Instant):
            return to_iso(value)
        if kind == "position":
            return values.place_out(value)
        if kind == "ref":
            return self._reference(spec.ui.ref, value)
        if kind == "refs":
            return [self._reference(spec.ui.ref, one) for one in value]
        if kind == "items":
            return [self._entry(entry) for entry in value]
        return list(value) if isinstance(value, tuple) else value

    def _entry(self, entry: BaseModel) -> dict[str, Any]:
        if isinstance(entry, Leg):
            shown = {
                name: values.plain_out(getattr(entry, name)) for name in entry.model_fields_set
            }
            if entry.people:
                shown["people"] = [self._reference("person", one) for one in entry.people]
            return {name: value for name, value in shown.items() if value is not None}
        made: dict[str, Any] = {"key": getattr(entry, "key", "")}
        for spec in specs(type(entry)).values():
            value = getattr(entry, spec.name)
            if not is_empty(value):
                made[spec.external] = self._value(spec, value)
        return made

    def _reference(self, type: str, rec: str) -> str:
        """How people call the record: number or natural key; its id where it has none here."""
        key = (type, rec)
        if key not in self._names:
            stored = self._queries.get(type, rec)
            self._names[key] = name_of(stored) if stored else rec
        return self._names[key]


def name_of(stored: Stored) -> str:
    """The number, or the natural key of a type that has none; the id as a last resort."""
    kind = record_type(stored.type)
    key = str(getattr(stored.record, kind.key) or "") if kind.key else stored.record.number
    return key or stored.record.id


def identity(stored: Stored) -> dict[str, Any]:
    """``{type, number, id, state}``: the answer of every command that writes."""
    return {
        "type": stored.type,
        "number": name_of(stored),
        "id": stored.record.id,
        "state": state_word(stored),
    }


def state_word(stored: Stored) -> str:
    """The state as commands tell it: that of its review where the type has one."""
    return stored.review or stored.state
