"""Making and judging the values of a record before it is written; no transaction here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import uuid_utils
from pydantic import ValidationError

from patrol_app.domain.base import Record
from patrol_app.domain.fields import specs
from patrol_app.domain.journal.document import flatten
from patrol_app.domain.records.unit import Unit, unit_id
from patrol_app.domain.registry import RecordType
from patrol_app.domain.rules.filled import is_empty
from patrol_app.errors import UserError
from patrol_app.i18n import N_, _
from patrol_app.services.ports import Identity, Queries
from patrol_app.services.validation import refused


def make_record(
    kind: RecordType, values: Mapping[str, Any], identity: Identity, number: str
) -> Record:
    """A validated record with its stamps.

    Raises:
        UserError: ``field.value``.
    """
    stamps = {"id": "", "number": number, "unit": identity.unit, "device": identity.device_no}
    if kind.cls is Unit:
        # Station and city write the same unit: its stamps must be equal on both sides.
        code = str(values.get("code") or "")
        stamps = {"id": unit_id(code), "number": "", "unit": code or identity.unit, "device": ""}
        if not values.get("parent_code") and code != identity.unit:
            stamps["parent_code"] = identity.unit
    else:
        stamps["id"] = str(uuid_utils.uuid7())
    try:
        return kind.cls.model_validate({**values, **stamps})
    except ValidationError as error:
        raise refused(error, kind.cls) from None


def edited_record(record: Record, changes: Mapping[str, Any]) -> Record:
    """``record`` with ``changes``, validated again.

    Raises:
        UserError: ``field.value``.
    """
    try:
        return record.edited(**changes)
    except ValidationError as error:
        raise refused(error, type(record)) from None


def facts_of(record: Record) -> dict[str, Any]:
    """The first op of a record: every fact that is not at its default."""
    return {key: value for key, value in flatten(record.document()).items() if value is not None}


def refuse_existing(queries: Queries, kind: RecordType, made: Sequence[Record]) -> None:
    """A natural key names one record only.

    Raises:
        UserError: ``field.required``, ``record.exists``.
    """
    seen: set[str] = set()
    for record in made:
        key = str(getattr(record, kind.key) or "")
        if not key:
            raise UserError("field.required", N_("Please fill in"), field=kind.key)
        if key in seen or queries.find(kind.code, key) is not None:
            raise UserError("record.exists", N_("{key} exists already"), field=kind.key, key=key)
        seen.add(key)


def need_filled(
    kind: RecordType, rows: Sequence[Record], changed: Iterable[str] | None = None
) -> None:
    """What stands as soon as saved has no later step that asks for its required fields.

    Args:
        kind: the type of all rows.
        rows: records as they would stand.
        changed: fields that this save sets; None = all.

    Raises:
        UserError: ``field.required`` with one detail for each empty field.
    """
    if kind.submit:
        return
    names = set(specs(kind.cls) if changed is None else changed)
    for record in rows:
        empty = [
            spec
            for spec in specs(kind.cls).values()
            if spec.ui.required and spec.name in names and is_empty(getattr(record, spec.name))
        ]
        if empty:
            message = N_("Please fill in")
            raise UserError(
                "field.required",
                message,
                field=empty[0].external,
                details=tuple(
                    {"field": spec.external, "code": "field.required", "message": _(message)}
                    for spec in empty
                ),
            )
