"""Which blobs an op cites: a pure function of its fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from patrol_app.domain.journal.entry import Op

Cited = tuple[str, str, int]


def cited(op: Op) -> Iterator[Cited]:
    """(role, sha256, bytes) of every blob that ``op`` writes into its record.

    Roles: ``track`` and ``source`` of a leg, ``original`` and ``travel`` of an attachment,
    ``dataset`` of a dataset.
    """
    if op.type == "patrol":
        for key, value in op.fields.items():
            if key.startswith("legs/") and isinstance(value, dict):
                yield from _leg(value)
    elif op.type == "attachment":
        original = op.fields.get("sha256")
        if isinstance(original, str):
            yield "original", original, _size(op.fields.get("bytes"))
        for key, value in op.fields.items():
            if key.startswith("derived/") and isinstance(value, dict):
                yield "travel", value["sha256"], _size(value.get("bytes"))
    elif op.type == "dataset":
        content = op.fields.get("sha256")
        if isinstance(content, str):
            yield "dataset", content, _size(op.fields.get("bytes"))


def _leg(leg: dict[str, Any]) -> Iterator[Cited]:
    for role in ("track", "source"):
        sha256 = leg.get(f"{role}_sha256")
        if sha256 is not None:
            yield role, sha256, _size(leg.get(f"{role}_bytes"))


def _size(value: Any) -> int:
    return value if type(value) is int else 0
