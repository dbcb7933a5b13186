"""Record values as words on the screen, and as JSON in a draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from patrol_app.domain.fields import FieldSpec, specs
from patrol_app.domain.instant import Instant, beijing
from patrol_app.domain.masking import masked_field
from patrol_app.domain.position import Place
from patrol_app.domain.rules.filled import is_empty
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.kit.reading import show_date, show_position, show_scaled
from patrol_app.i18n import N_, _, language
from patrol_app.services.ports import Stored

# Tone and words of every state a record can be in (sync design, section 1).
STATE_LOOKS: Mapping[str, tuple[str, str]] = {
    "draft": ("draft", N_("Draft")),
    "submitted": ("info", N_("Submitted")),
    "changed": ("due", N_("Changed since submitted")),
    "returned": ("overdue", N_("Sent back")),
    "approved": ("ok", N_("Approved")),
    "approved_changed": ("due", N_("Approved, edited")),
    "locked": ("locked", N_("Locked")),
    "locked_late": ("conflict", N_("Arrived after the lock")),
}


def choices(code: str) -> list[tuple[str, str]]:
    """(code, label) of the terms of a vocabulary that are still offered."""
    return [
        (term.code, danger_label(term.code) if code == "danger" else term.label())
        for term in vocabulary(code).terms
        if not term.retired
    ]


def danger_label(code: str) -> str:
    """Number and name of a danger level: ``3 级 较高火险`` (``domain.md`` §6.6)."""
    return _("Level {n} {name}").format(n=code, name=vocabulary("danger").label(code))


def listed(parts: Iterable[str]) -> str:
    """Several words in one line as the language separates them."""
    return ("、" if language() == "zh_CN" else ", ").join(parts)


def is_whole(cls: type[BaseModel], name: str) -> bool:
    """Whether a vocabulary field holds its code as a number."""
    annotation = cls.model_fields[name].annotation
    return int in (get_args(annotation) or (annotation,))


def words(
    spec: FieldSpec, value: Any, names: Mapping[str, str], *, private: bool, dms: bool = False
) -> str:
    """A value as a list shows it; empty for nothing.

    Args:
        spec: of the field.
        value: as the record holds it.
        names: titles of referred records by id.
        private: whether personal data may be shown.
        dms: coordinates in degrees, minutes, seconds.
    """
    kind = spec.ui.kind
    if is_empty(value):
        return ""
    if spec.ui.private and not private:
        return masked_field(spec.name, value)
    if isinstance(value, Instant):
        return short_moment(value.ms)
    if isinstance(value, Place):
        return show_position(value.lat, value.lon, dms=dms)
    if kind == "decimal":
        return trimmed(value, spec.ui.scale)
    if kind == "bool":
        return _("yes") if value else _("no")
    if kind == "vocab":
        code = spec.ui.vocabulary
        return danger_label(str(value)) if code == "danger" else vocabulary(code).label(str(value))
    if kind == "vocabs":
        return listed(vocabulary(spec.ui.vocabulary).label(one) for one in value)
    if kind == "ref":
        return names.get(value, "?")
    if kind == "refs":
        return listed(names.get(one, "?") for one in value)
    if kind == "items":
        return str(len(value))
    if kind == "date":
        return day_words(str(value))
    return str(value)


def state_of(stored: Stored) -> tuple[str, str]:
    """(tone, words) of a record's state."""
    if stored.deleted:
        return "locked", _("Deleted")
    tone, words = STATE_LOOKS[stored.review or stored.state]
    return tone, _(words)


def short_moment(ms: int) -> str:
    """Date and time as lists say it."""
    moment = beijing(ms)
    if language() == "zh_CN":
        return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"
    return f"{moment:%Y-%m-%d %H:%M}"


def day_words(iso: str) -> str:
    """``YYYY-MM-DD`` as the bureau writes days."""
    from datetime import date

    try:
        return show_date(date.fromisoformat(iso))
    except ValueError:
        return iso


def trimmed(value: int, scale: int) -> str:
    """A scaled whole number without needless zeros, one decimal kept."""
    text = show_scaled(value, scale)
    if "." not in text:
        return text
    short = text.rstrip("0")
    return short + "0" if short.endswith(".") else short


def to_json(value: Any) -> Any:
    """A record value as JSON for a draft."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, (tuple, list)):
        return [to_json(one) for one in value]
    if isinstance(value, Mapping):
        return {name: to_json(one) for name, one in value.items()}
    return value


@cache
def _adapter(cls: type[BaseModel], name: str) -> TypeAdapter[Any]:
    annotation: Any = cls.model_fields[name].annotation
    return TypeAdapter(annotation)


def from_json(cls: type[BaseModel], body: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a draft; what no longer fits its field is left out.

    Args:
        cls: the record class.
        body: field name -> JSON value.
    """
    found: dict[str, Any] = {}
    for name, value in body.items():
        if name not in specs(cls):
            continue
        try:
            found[name] = _adapter(cls, name).validate_python(value)
        except ValidationError:
            continue
    return found
