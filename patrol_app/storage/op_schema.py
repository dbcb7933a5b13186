"""Does one op fit its record type? Decided by the op alone, so that order never matters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from patrol_app.domain.fields import specs
from patrol_app.domain.journal.entry import DELETED, SUBMITTED
from patrol_app.domain.records import known, record_type


def misfit(code: str, fields: Mapping[str, Any]) -> str:
    """Why ``fields`` do not fit the record type ``code``; "" where they do.

    Returns:
        ``op.newer`` for an unknown type, ``op.field`` for an unknown field or a value that
        its field does not take.
    """
    if not known(code):
        return "op.newer"
    for key, value in fields.items():
        if key in (DELETED, SUBMITTED):
            continue
        name, slash, item_key = key.partition("/")
        adapter = _item_adapter(code, name) if slash else _adapter(code, name)
        if adapter is None:
            return "op.field"
        if value is None:
            continue
        try:
            _need_fit(adapter, {**value, "key": item_key} if slash else value)
        except ValidationError:
            return "op.field"
    return ""


def _need_fit(adapter: TypeAdapter[Any], value: Any) -> None:
    """Refuse what is not exactly of the field's type: no text as number, no true as 1.

    Raises:
        ValidationError: it does not fit.
    """
    if isinstance(value, dict | list):
        # In strict form only JSON may stand for pairs, tuples and value objects.
        adapter.validate_json(json.dumps(value), strict=True)
    else:
        adapter.validate_python(value, strict=True)


@cache
def _adapter(code: str, name: str) -> TypeAdapter[Any] | None:
    """The checker of a plain field; None where the record has no such field."""
    info = record_type(code).cls.model_fields.get(name)
    if info is None or name == "id":
        return None
    shape: Any = info.annotation
    if info.metadata:
        shape = Annotated[shape, *info.metadata]
    return TypeAdapter(shape)


@cache
def _item_adapter(code: str, name: str) -> TypeAdapter[Any] | None:
    """The checker of one item of a list field; None where it is no such field."""
    spec = specs(record_type(code).cls).get(name)
    item: type[BaseModel] | None = spec.item if spec else None
    return None if item is None or "key" not in item.model_fields else TypeAdapter(item)
