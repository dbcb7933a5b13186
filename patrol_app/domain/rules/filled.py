"""What every type shares on submit: required fields, number bounds, words of the vocabulary."""

from __future__ import annotations

from typing import Any

from patrol_app.domain.base import Item, Record
from patrol_app.domain.fields import FieldSpec, specs
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.i18n import N_


def is_empty(value: Any) -> bool:
    """Nothing was entered: None, blank text or an empty list (False and 0 are entries)."""
    return value is None or value == () or (isinstance(value, str) and not value.strip())


def filled(record: Record, context: RuleContext) -> list[Remark]:
    """Required fields are filled, numbers lie in their bounds, codes are words of the list."""
    remarks = []
    for spec in specs(type(record)).values():
        value = getattr(record, spec.name)
        if is_empty(value):
            if spec.ui.required:
                remarks.append(Remark("field.required", "error", spec.name, N_("Please fill in")))
            continue
        remarks.extend(_bounds(spec, value, spec.name))
        if spec.item is not None:
            for entry in value:
                remarks.extend(_entry(entry, spec.name))
    return remarks


def _entry(entry: Item, field: str) -> list[Remark]:
    out = []
    for spec in specs(type(entry)).values():
        value = getattr(entry, spec.name)
        if not is_empty(value):
            out.extend(_bounds(spec, value, field))
    return out


def _bounds(spec: FieldSpec, value: Any, field: str) -> list[Remark]:
    ui = spec.ui
    if ui.kind in ("vocab", "vocabs"):
        words = vocabulary(ui.vocabulary)
        values = value if isinstance(value, tuple) else (value,)
        unknown = [str(word) for word in values if words.find(str(word)) is None]
        if unknown:
            return [
                Remark(
                    "field.word",
                    "error",
                    field,
                    N_("“{word}” is not in the list"),
                    {"word": unknown[0]},
                )
            ]
    if isinstance(value, int) and not isinstance(value, bool):
        low, high = ui.low, ui.high
        if (low is not None and value < low) or (high is not None and value > high):
            return [
                Remark(
                    "field.range",
                    "error",
                    field,
                    N_("Please enter {low} to {high}"),
                    {"low": _plain(low, ui.scale), "high": _plain(high, ui.scale)},
                )
            ]
    return []


def _plain(bound: int | None, scale: int) -> str:
    if bound is None:
        return "…"
    return str(bound) if not scale else f"{bound / 10**scale:g}"
