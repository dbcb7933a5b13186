"""Does one op fit its record type? Decided by the op alone, so that order never matters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from patrol_app.domain.fields import specs
from patrol_app.domain.journal.entry import DELETED, SUBMITTED
from patrol_app.domain.records import known, record_type


def misfit(type: str, fields: Mapping[str, Any]) -> str:
    """Why ``fields`` do not fit the record type ``type``; "" where they do.

    Returns:
        ``op.newer`` for an unknown type, ``op.field`` for an unknown field or a value that
        its field does not take.
    """
    if not known(type):
        return "op.newer"
    for key, value in fields.items():
        if key in (DELETED, SUBMITTED):
            continue
        name, slash, item_key = key.partition("/")
        adapter = _item_adapter(type, name) if slash else _adapter(type, name)
        if adapter is None:
            return "op.field"
        if value is None:
            continue
        try:
            adapter.validate_python({**value, "key": item_key} if slash else value)
        except ValidationError:
            return "op.field"
    return ""


@cache
def _adapter(type: str, name: str) -> TypeAdapter[Any] | None:
    """The checker of a plain field; None where the record has no such field."""
    info = record_type(type).cls.model_fields.get(name)
    if info is None or name == "id":
        return None
    if not info.metadata:
        return TypeAdapter(info.annotation)
    return TypeAdapter(Annotated[info.annotation, *info.metadata])


@cache
def _item_adapter(type: str, name: str) -> TypeAdapter[Any] | None:
    """The checker of one item of a list field; None where it is no such field."""
    spec = specs(record_type(type).cls).get(name)
    item: type[BaseModel] | None = spec.item if spec else None
    return None if item is None or "key" not in item.model_fields else TypeAdapter(item)
