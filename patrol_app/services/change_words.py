"""What an op wrote, in words: field labels, plain values, entries of lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from patrol_app.domain.blurring import blurred
from patrol_app.domain.fields import specs
from patrol_app.domain.instant import beijing
from patrol_app.domain.masking import MASK
from patrol_app.domain.position import Place
from patrol_app.domain.records.patrol import Leg
from patrol_app.domain.registry import RecordType
from patrol_app.i18n import N_, _
from patrol_app.services.ports import Queries
from patrol_app.services.privacy import shown_names
from patrol_app.services.value_words import from_json, listed, show_scaled, words

CM_PER_KM = 100_000
TRACKS: Mapping[str, str] = {
    "recorded": N_("recorded here"),
    "receiver": N_("track of a receiver"),
    "file": N_("track from a file"),
    "drawn": N_("drawn by hand"),
}


def key_label(kind: RecordType, key: str) -> str:
    """The name of a field or list as its form says it."""
    name = key.partition("/")[0]
    spec = specs(kind.cls).get(name)
    return _(spec.ui.label) if spec is not None else name


def names_in(
    queries: Queries, kind: RecordType, pairs: Iterable[tuple[str, Any]]
) -> dict[str, str]:
    """Titles of the records that values refer to.

    Args:
        queries: of the open store.
        kind: type of the record.
        pairs: field key and value, as an op holds them.
    """
    known = specs(kind.cls)
    wanted: dict[str, set[str]] = {}
    for key, value in pairs:
        spec = known.get(key.partition("/")[0])
        inner = list(specs(spec.item).values()) if spec is not None and spec.item else []
        for part in ([spec] if spec is not None else []) + inner:
            if part.ui.ref:
                found = value.get(part.name) if isinstance(value, dict) else value
                ids = [found] if isinstance(found, str) else found or []
                wanted.setdefault(part.ui.ref, set()).update(
                    rec for rec in ids if isinstance(rec, str)
                )
    names: dict[str, str] = {}
    for code, recs in wanted.items():
        names.update(shown_names(queries, code, recs))
    return names


def value_text(kind: RecordType, key: str, value: Any, names: Mapping[str, str]) -> str:
    """One value in one line, personal data in part; empty for nothing.

    Args:
        kind: type of the record.
        key: field key, ``list/key`` for an entry.
        value: as the op holds it.
        names: see ``names_in``.
    """
    name, slash, _item_key = key.partition("/")
    spec = specs(kind.cls).get(name)
    if slash:
        return _entry(spec.item if spec is not None else None, value, names)
    if value is None or spec is None:
        return "" if value is None else str(value)
    read = from_json(kind.cls, {name: value}).get(name)
    return " ".join(words(spec, read, names, private=False).split())


def guarded_text(kind: RecordType, key: str, value: Any, names: Mapping[str, str]) -> str:
    """One value of a field that ``kind`` hides, as others learn it: a place to 0.01°, else stars.

    Args:
        kind, key, value, names: as of ``value_text``.
    """
    if not value:
        return ""
    place = from_json(kind.cls, {key: value}).get(key)
    if not isinstance(place, Place):
        return MASK
    spec = specs(kind.cls)[key]
    told = words(spec, blurred(place), names, private=False)
    return _("about {place} (0.01°)").format(place=" ".join(told.split()))


def _entry(cls: type[BaseModel] | None, value: Any, names: Mapping[str, str]) -> str:
    """An entry of a list: its filled fields one after the other."""
    if value is None or cls is None:
        return ""
    try:
        entry = cls.model_validate({"key": "aaaaaaaa", **value})
    except ValidationError:
        return "?"
    if isinstance(entry, Leg):
        return leg_text(entry)
    found = [
        words(spec, getattr(entry, name), names, private=False) for name, spec in specs(cls).items()
    ]
    return listed(one for one in found if one) or _("present")


def leg_text(leg: Leg) -> str:
    """A stretch of a patrol: from when to when, by what, how long, with which track."""
    parts = []
    if leg.start_at is not None:
        start = beijing(leg.start_at.ms)
        end = f"{beijing(leg.end_at.ms):%H:%M}" if leg.end_at is not None else "?"
        parts.append(f"{start.month}-{start.day} {start:%H:%M}–{end}")
    if leg.means:
        parts.append(leg.means)
    if leg.length_cm is not None:
        parts.append(f"{show_scaled(leg.length_cm // (CM_PER_KM // 100), 2)} km")
    if leg.track_source in TRACKS:
        parts.append(_(TRACKS[leg.track_source]))
    if leg.source_name:
        parts.append(leg.source_name)
    return " · ".join(parts) or _("present")
