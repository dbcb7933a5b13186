"""Which column is which field: by the names that bureaus use, then as a person says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from patrol_app.domain.records.dataset import COMPARTMENT
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.base.kinds import BaseField, fields_of, plain

Mapped = dict[str, str]
_KEY_PARTS: Final = ("xiao_ban", "lin_ban")


def propose(kind: str, columns: Sequence[str]) -> Mapped:
    """Field -> column, each column once; the field's own name counts before other names.

    A heading of several rows (``面积/亩``) is looked at whole, then by its last and first part.
    """
    found: Mapped = {}
    taken: set[str] = set()
    names = {column: _names(column) for column in columns}
    for rank in range(3):
        for field in fields_of(kind):
            if field.name in found:
                continue
            wanted = _wanted(field)
            for alias in wanted:
                column = next(
                    (c for c in columns if c not in taken and alias in names[c][rank : rank + 1]),
                    None,
                )
                if column is not None:
                    found[field.name] = column
                    taken.add(column)
                    break
    return {field.name: found[field.name] for field in fields_of(kind) if field.name in found}


def changed(
    kind: str, mapped: Mapping[str, str], columns: Sequence[str], said: Iterable[str]
) -> Mapped:
    """``mapped`` with what a person said, ``FIELD=COLUMN`` each; ``FIELD=`` takes one away.

    Raises:
        UserError: ``base.field`` (no such field), ``base.column`` (no such column).
    """
    made = dict(mapped)
    known = {field.name for field in fields_of(kind)}
    for word in said:
        name, _, column = word.partition("=")
        name, column = name.strip(), column.strip()
        if name not in known:
            raise UserError(
                "base.field", N_("There is no field {name}"), field="map", name=name[:60]
            )
        if column and column not in columns:
            raise UserError(
                "base.column", N_("The file has no column {name}"), field="map", name=column[:60]
            )
        made = {one: value for one, value in made.items() if one != name and value != column}
        if column:
            made[name] = column
    return made


def check(kind: str, mapped: Mapping[str, str]) -> None:
    """Refuse a mapping that can give no row.

    Raises:
        UserError: ``base.mapping`` naming the fields without a column.
    """
    missing = [field for field in fields_of(kind) if field.required and field.name not in mapped]
    if kind == COMPARTMENT and "code" not in mapped:
        known = {field.name: field for field in fields_of(kind)}
        missing = [known[name] for name in _KEY_PARTS if name not in mapped]
        if "cun" not in mapped and "lin_chang" not in mapped:
            missing.append(known["cun"])
    if missing:
        raise UserError(
            "base.mapping", N_("No column is given for: {names}"),
            field="map", names=", ".join(field.label() for field in missing),
            details=tuple({"field": field.name, "code": "base.mapping"} for field in missing),
        )  # fmt: skip


def left_out(mapped: Mapping[str, str], columns: Sequence[str]) -> list[str]:
    """Columns that no field takes; they are named, never dropped silently."""
    used = set(mapped.values())
    return [column for column in columns if column not in used]


def shape_key(kind: str, columns: Sequence[str]) -> str:
    """The name under which the mapping of files with these columns is remembered."""
    text = "\n".join([kind, *columns])
    return "base.shape." + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _names(column: str) -> tuple[str, ...]:
    parts = [part for part in column.split("/") if part]
    return (plain(column), plain(parts[-1]), plain(parts[0])) if parts else (plain(column),)


def _wanted(field: BaseField) -> list[str]:
    short = plain(field.name[:10])  # a DBF cuts names there
    return [plain(field.name), short, plain(field.zh), plain(field.en), *map(plain, field.aliases)]
