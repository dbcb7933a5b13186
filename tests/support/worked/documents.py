"""A stored record in the form of files, other records by ``@name`` in place of their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from patrol_app.bootstrap import App
from patrol_app.domain.records import RECORD_TYPES
from patrol_app.services.external_show import ExternalWriter
from patrol_app.services.ports import Listing, State, Stored

ALL: tuple[State, ...] = ("draft", "submitted", "changed")


def document(app: App, stored: Stored) -> dict[str, Any]:
    """The filled fields of a record; rows without their keys."""
    fields = ExternalWriter(app.store.queries, private=True).fields(stored)
    names = _names(app)
    return {name: _named(value, names) for name, value in fields.items()}


def unlike(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """(found, wanted) of every field that differs or is not there."""
    names = found.keys() | wanted.keys()
    pairs = {name: (found.get(name), wanted.get(name)) for name in sorted(names)}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _names(app: App) -> dict[str, str]:
    names: dict[str, str] = {}
    for kind in RECORD_TYPES:
        if not kind.letter:
            continue
        for row in app.store.queries.page(Listing(kind.code, (), ALL, limit=100)).rows:
            title = kind.code if kind.title == "number" else getattr(row.record, kind.title)
            names[row.record.number] = f"@{title}"
    return names


def _named(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {k: _named(v, names) for k, v in value.items() if k not in ("key", "order")}
    if isinstance(value, list):
        return [_named(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value
