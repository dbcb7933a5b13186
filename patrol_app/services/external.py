"""FILE.json to record fields and back, over the field metadata alone (``docs/fields.md``)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from patrol_app.domain.fields import FieldSpec, specs
from patrol_app.domain.journal.op import new_item_key
from patrol_app.domain.records import bearers
from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.records.patrol import Leg
from patrol_app.domain.registry import RecordType
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services import external_values as values
from patrol_app.services.ports import Queries

# What ``show`` adds around the fields; read back it is passed over, so that a shown record can
# be added again.
ENVELOPE = frozenset(
    "number id state unit device record_type own judged conflicts incomplete deleted heads"
    " created changed attachments clock_doubtful reported".split()
)
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class ExternalReader:
    """Reads field values of files; references are looked up in the store.

    Args:
        queries: of the open store.
    """

    def __init__(self, queries: Queries) -> None:
        self._queries = queries

    def fields(self, kind: RecordType, data: Any) -> dict[str, Any]:
        """Field name -> value for the record class; only what the file names.

        Args:
            kind: the record type.
            data: the parsed JSON document.

        Raises:
            UserError: ``input.object``, ``field.unknown``, or what a value is refused for; with
                several faults each stands in ``details``.
        """
        if not isinstance(data, Mapping):
            raise UserError("input.object", N_("The file must hold one JSON object"))
        names = self._names(kind)
        found: dict[str, Any] = {}
        faults: list[UserError] = []
        for name, value in data.items():
            spec = names.get(name)
            if spec is None or (name in ENVELOPE and name not in names):
                if name not in ENVELOPE:
                    faults.append(_unknown(name))
                continue
            if name == "type" and value == kind.code and spec.name in data:
                continue
            if spec.ui.computed:
                continue
            try:
                found[spec.name] = self._value(kind.cls, spec, value)
            except UserError as error:
                faults.append(error)
        if "parent" in data and kind.cls is Attachment:
            self._parent(data["parent"], found, faults)
        if faults:
            raise _all(faults)
        return found

    def reference(self, spec: FieldSpec, value: Any) -> str:
        """The record id that ``value`` names: number, natural key, unique title or id.

        Raises:
            UserError: ``ref.unknown``.
        """
        text = value.strip() if isinstance(value, str) else ""
        stored = self._queries.find(spec.ui.ref, text) if text else None
        if stored is None and _ID.fullmatch(text):
            stored = self._queries.get(spec.ui.ref, text)
        if stored is None or stored.deleted:
            raise values.fault(
                spec,
                "ref.unknown",
                N_("No {type} is called “{name}”"),
                type=spec.ui.ref,
                name=text[:60],
            )
        return stored.record.id

    def _names(self, kind: RecordType) -> dict[str, FieldSpec]:
        """Every name a file may use: the external one and the field's own."""
        names: dict[str, FieldSpec] = {}
        for spec in specs(kind.cls).values():
            if spec.ui.kind != "hidden" and spec.name not in ("number",):
                names.setdefault(spec.name, spec)
                names[spec.external] = spec
        if kind.cls is Attachment:
            names["parent"] = specs(Attachment)["parent_id"]
        return names

    def _value(self, cls: type[BaseModel], spec: FieldSpec, value: Any) -> Any:
        """One value in the form that ``cls`` takes; null sets the field back."""
        annotation = cls.model_fields[spec.name].annotation
        kind = spec.ui.kind
        if value is None:
            return cls.model_fields[spec.name].default
        if kind == "decimal":
            return values.scaled(spec, value)
        if kind == "int":
            return values.whole(spec, value)
        if kind == "instant":
            return values.instant(spec, value)
        if kind == "date":
            return values.date(spec, value)
        if kind == "vocab":
            return "" if value == "" else values.word(spec, value, annotation)
        if kind == "position":
            return values.place(spec, value)
        if kind == "ref":
            return self.reference(spec, value)
        if kind in ("vocabs", "refs"):
            return self._several(spec, value, annotation)
        if kind == "items":
            return self._items(spec, value)
        if kind == "bool" and not isinstance(value, bool):
            raise values.fault(spec, "field.bool", N_("true or false is expected"))
        if kind in ("text", "longtext") and not isinstance(value, str):
            raise values.fault(spec, "field.text", N_("A text is expected"))
        return value

    def _several(self, spec: FieldSpec, value: Any, annotation: Any) -> tuple[Any, ...]:
        entries = value if isinstance(value, list) else [value]
        if spec.ui.kind == "refs":
            return tuple(dict.fromkeys(self.reference(spec, one) for one in entries))
        return tuple(dict.fromkeys(values.word(spec, one, annotation) for one in entries))

    def _items(self, spec: FieldSpec, value: Any) -> tuple[dict[str, Any], ...]:
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            raise values.fault(spec, "field.list", N_("A list of objects is expected"))
        made = []
        for order, entry in enumerate(value):
            key = entry.get("key") or new_item_key(secrets.token_bytes(5))
            made.append({"key": key, "order": order, **self._entry(spec, entry)})
        return tuple(made)

    def _entry(self, spec: FieldSpec, entry: Mapping[str, Any]) -> dict[str, Any]:
        cls = spec.item
        assert cls is not None
        if cls is Leg:
            return self._leg(spec, entry)
        names = {s.name: s for s in specs(cls).values()}
        names |= {s.external: s for s in specs(cls).values()}
        made: dict[str, Any] = {}
        for name, value in entry.items():
            if name in ("key", "order"):
                continue
            if name not in names:
                raise _unknown(f"{spec.external}.{name}")
            made[names[name].name] = self._value(cls, names[name], value)
        return made

    def _leg(self, spec: FieldSpec, entry: Mapping[str, Any]) -> dict[str, Any]:
        """A leg as ``show`` prints it; a file cannot claim that a track was recorded here."""
        made: dict[str, Any] = {}
        named = specs(Leg)
        for name, value in entry.items():
            if name in ("key", "order"):
                continue
            if name not in Leg.model_fields:
                raise _unknown(f"{spec.external}.{name}")
            told = name in named and named[name].ui.kind in ("instant", "refs")
            made[name] = self._value(Leg, named[name], value) if told else value
        if made.get("track_source") in ("recorded", "receiver"):
            made["track_source"] = "file"
        return made

    def _parent(self, value: Any, found: dict[str, Any], faults: list[UserError]) -> None:
        """An attachment's parent by its number, whose letter tells the type."""
        text = value if isinstance(value, str) else ""
        for kind in bearers(text):
            stored = self._queries.find(kind.code, text)
            if stored is not None:
                found["parent_id"], found["parent_type"] = stored.record.id, kind.code
                return
        faults.append(
            UserError(
                "ref.unknown",
                N_("No {type} is called “{name}”"),
                field="parent",
                type="record",
                name=text[:60],
            )
        )


def _unknown(name: str) -> UserError:
    return UserError("field.unknown", N_("Unknown field: {name}"), field=name[:60], name=name[:60])


def _all(faults: Iterable[UserError]) -> UserError:
    """The first fault with every fault in its details."""
    rows = list(faults)
    details = tuple(
        {"field": fault.field or "", "code": fault.code, "message": fault.message()}
        for fault in rows
    )
    first = rows[0]
    return UserError(first.code, first.msgid, field=first.field, details=details, **first.params)
