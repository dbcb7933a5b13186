"""The fields of a type as JSON Schema and as a table, from the metadata alone."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel

from patrol_app.domain.fields import FieldSpec, specs
from patrol_app.domain.registry import RecordType
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.geo.types import DATUMS, SOURCES
from patrol_app.i18n import _

_INSTANT = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$"
_DEGREES = r"^[+-]?\d{1,3}(\.\d+)?$"


def schema_of(kind: RecordType) -> dict[str, Any]:
    """JSON Schema (2020-12) of FILE.json for ``kind``; no field is required in a draft."""
    fields = written(kind.cls)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind.code,
        "description": _(kind.label),
        "type": "object",
        "properties": {spec.external: _property(kind.cls, spec) for spec in fields},
        "additionalProperties": False,
        "required": [spec.external for spec in fields if spec.name == kind.key],
        "x-required-to-submit": [spec.external for spec in fields if spec.ui.required],
    }


def written(cls: type[BaseModel]) -> list[FieldSpec]:
    """The fields that a file may set, in order."""
    return [
        spec
        for spec in specs(cls).values()
        if not spec.ui.computed and (spec.ui.kind != "hidden" or spec.external == "parent")
    ]


def _property(cls: type[BaseModel], spec: FieldSpec) -> dict[str, Any]:
    ui = spec.ui
    made: dict[str, Any] = {"title": _(ui.label)}
    if ui.unit:
        made["x-unit"] = _(ui.unit)
    if ui.hint:
        made["description"] = _(ui.hint)
    return {**made, **_shape(cls, spec)}


def _shape(cls: type[BaseModel], spec: FieldSpec) -> dict[str, Any]:
    kind = spec.ui.kind
    if kind == "decimal":
        pattern = rf"^-?\d+(\.\d{{1,{spec.ui.scale}}})?$"
        return {"type": ["string", "number"], "pattern": pattern, "x-places": spec.ui.scale}
    if kind == "int":
        bounds = {"minimum": spec.ui.low, "maximum": spec.ui.high}
        return {"type": "integer", **{k: v for k, v in bounds.items() if v is not None}}
    if kind == "bool":
        return {"type": "boolean"}
    if kind == "instant":
        return {"type": "string", "pattern": _INSTANT, "x-kind": "instant"}
    if kind == "date":
        return {"type": "string", "format": "date"}
    if kind == "vocab":
        return _words(spec, cls.model_fields[spec.name].annotation)
    if kind == "vocabs":
        return {"type": "array", "items": _words(spec, None)}
    if kind == "ref":
        return {"type": "string", "x-refers-to": spec.ui.ref}
    if kind == "refs":
        return {"type": "array", "items": {"type": "string", "x-refers-to": spec.ui.ref}}
    if kind == "position":
        return {
            "type": "object",
            "properties": {
                "lon": {"type": "string", "pattern": _DEGREES},
                "lat": {"type": "string", "pattern": _DEGREES},
                "datum": {"enum": list(DATUMS)},
                "source": {"enum": list(SOURCES)},
            },
            "required": ["lon", "lat"],
            "additionalProperties": False,
        }
    if kind == "items" and spec.item is not None:
        inner = written(spec.item)
        properties: dict[str, Any] = {one.external: _property(spec.item, one) for one in inner}
        plain = set(spec.item.model_fields) - set(specs(spec.item)) - {"key", "order"}
        properties |= {name: {} for name in spec.item.model_fields if name in plain}
        entry = {"type": "object", "properties": {"key": {"type": "string"}, **properties}}
        return {"type": "array", "items": entry}
    return {"type": "string"}


def _words(spec: FieldSpec, annotation: Any) -> dict[str, Any]:
    """Codes and Chinese labels; whole numbers where the field is one."""
    terms = vocabulary(spec.ui.vocabulary).terms
    names = [word for term in terms for word in (term.code, term.zh) if not term.retired]
    words: list[Any] = list(dict.fromkeys(names))
    if int in get_args(annotation):
        words = [int(term.code) for term in terms] + words
    labels = {term.code: term.zh for term in terms}
    return {"enum": words, "x-vocabulary": spec.ui.vocabulary, "x-labels": labels}
