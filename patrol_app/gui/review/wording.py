"""The history and the differences of a record in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from patrol_app.domain.fields import FieldSpec, specs
from patrol_app.domain.records import record_type
from patrol_app.domain.registry import RecordType
from patrol_app.gui.forms.values import from_json, listed, words
from patrol_app.gui.models.columns import EMPTY
from patrol_app.i18n import N_, _
from patrol_app.services.history import Entry, FieldChange
from patrol_app.services.ports import Queries

# What was done -> tone and words.
DEEDS: Mapping[str, tuple[str, str]] = {
    "created": ("draft", N_("First entry")),
    "changed": ("draft", N_("Edited")),
    "submitted": ("info", N_("Submitted")),
    "withdrawn": ("draft", N_("Submission withdrawn")),
    "deleted": ("overdue", N_("Deleted")),
    "restored": ("ok", N_("Restored")),
    "judged": ("draft", N_("Judged anew")),
    "erased": ("locked", N_("Erased")),
    "approved": ("ok", N_("Approved")),
    "returned": ("overdue", N_("Sent back")),
    "locked": ("locked", N_("Locked")),
    "undone": ("due", N_("Taken back")),
}
_HIDDEN = ("number", "unit", "device")


@dataclass(frozen=True)
class Difference:
    """One field before and after, in words."""

    name: str
    before: str
    after: str


def differences(
    queries: Queries, type: str, changes: Sequence[FieldChange]
) -> tuple[Difference, ...]:
    """Changes of a record of ``type`` field by field, personal data in part; for a query."""
    kind = record_type(type)
    known = specs(kind.cls)
    shown = [one for one in changes if one.key not in _HIDDEN]
    names = _names(queries, kind, shown)
    found = []
    for one in shown:
        name, slash, _key = one.key.partition("/")
        spec = known.get(name)
        label = _(spec.ui.label) if spec is not None else name
        if slash:
            item = spec.item if spec is not None else None
            before, after = (_item(item, value, names) for value in (one.before, one.after))
        else:
            before, after = (
                _plain(kind.cls, spec, name, value, names) for value in (one.before, one.after)
            )
        found.append(Difference(label, before or EMPTY, after or EMPTY))
    return tuple(found)


def reason_lines(kind: RecordType, reasons: Mapping[str, str]) -> list[str]:
    """``field: reason`` of a return, the whole record first."""
    known = specs(kind.cls)
    lines = []
    for name, text in reasons.items():
        spec = known.get(name)
        lines.append(f"{_(spec.ui.label)}: {text}" if spec is not None else text)
    return lines


def headline(entry: Entry, kind: RecordType) -> str:
    """Reason, note or fields of an entry in one line."""
    said = [*reason_lines(kind, entry.reasons), entry.words]
    return listed(one for one in said if one)


def _names(queries: Queries, kind: RecordType, changes: Iterable[FieldChange]) -> dict[str, str]:
    """Titles of the records that the values refer to."""
    known = specs(kind.cls)
    wanted: dict[str, set[str]] = {}
    for one in changes:
        spec = known.get(one.key.partition("/")[0])
        inner = list(specs(spec.item).values()) if spec is not None and spec.item else []
        for value in (one.before, one.after):
            for part in ([spec] if spec is not None else []) + inner:
                if part.ui.ref:
                    found = value.get(part.name) if isinstance(value, dict) else value
                    ids = [found] if isinstance(found, str) else found or []
                    wanted.setdefault(part.ui.ref, set()).update(
                        rec for rec in ids if isinstance(rec, str)
                    )
    names: dict[str, str] = {}
    for code, recs in wanted.items():
        names.update(queries.names(code, recs))
    return names


def _plain(
    cls: type[BaseModel],
    spec: FieldSpec | None,
    name: str,
    value: Any,
    names: Mapping[str, str],
) -> str:
    if value is None or spec is None:
        return "" if value is None else str(value)
    read = from_json(cls, {name: value}).get(name)
    return " ".join(words(spec, read, names, private=False).split())


def _item(cls: type[BaseModel] | None, value: Any, names: Mapping[str, str]) -> str:
    """An entry of a list: its filled fields one after the other."""
    if value is None or cls is None:
        return ""
    try:
        entry = cls.model_validate({"key": "aaaaaaaa", **value})
    except ValidationError:
        return "?"
    found = [
        words(spec, getattr(entry, name), names, private=False) for name, spec in specs(cls).items()
    ]
    return listed(one for one in found if one) or _("present")
