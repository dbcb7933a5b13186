"""Record values in words: one wording for window, papers and command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from patrol_app.domain.fields import FieldSpec, specs
from patrol_app.domain.instant import Instant, beijing
from patrol_app.domain.masking import masked_field
from patrol_app.domain.position import Place
from patrol_app.domain.rules.filled import is_empty
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.i18n import _, language


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


def danger_label(code: str) -> str:
    """Number and name of a danger level: ``3 级 较高火险`` (``domain.md`` §6.6)."""
    return _("Level {n} {name}").format(n=code, name=vocabulary("danger").label(code))


def listed(parts: Iterable[str]) -> str:
    """Several words in one line as the language separates them."""
    return ("、" if language() == "zh_CN" else ", ").join(parts)


def short_moment(ms: int) -> str:
    """Date and time as lists say it."""
    moment = beijing(ms)
    if language() == "zh_CN":
        return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"
    return f"{moment:%Y-%m-%d %H:%M}"


def show_date(day: date) -> str:
    """``2026年8月3日``, or ISO when the language is not Chinese."""
    if language() == "zh_CN":
        return f"{day.year}年{day.month}月{day.day}日"
    return day.isoformat()


def day_words(iso: str) -> str:
    """``YYYY-MM-DD`` as the bureau writes days."""
    try:
        return show_date(date.fromisoformat(iso))
    except ValueError:
        return iso


def show_scaled(value: int, decimals: int) -> str:
    """Scaled whole number with all its decimals: 942, 2 -> ``9.42``."""
    sign, digits = ("-" if value < 0 else ""), str(abs(value)).rjust(decimals + 1, "0")
    if not decimals:
        return f"{sign}{digits}"
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"


def trimmed(value: int, scale: int) -> str:
    """A scaled whole number without needless zeros, one decimal kept."""
    text = show_scaled(value, scale)
    if "." not in text:
        return text
    short = text.rstrip("0")
    return short + "0" if short.endswith(".") else short


def show_position(latitude: int, longitude: int, *, dms: bool = False) -> str:
    """Position in 1e-7 degrees as ``111.9700000, 38.8611111`` or in degrees, minutes, seconds."""
    if not dms:
        return f"{show_scaled(longitude, 7)}, {show_scaled(latitude, 7)}"
    return f"{_dms(longitude)}E {_dms(latitude)}N"


def _dms(value: int) -> str:
    tenths = (abs(value) * 36_000 + 5_000_000) // 10_000_000  # tenths of a second, half up
    degrees, rest = divmod(tenths, 36_000)
    minutes, seconds = divmod(rest, 600)
    return f"{degrees}°{minutes:02d}′{seconds // 10:02d}.{seconds % 10}″"


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


def to_json(value: Any) -> Any:
    """A record value as JSON for a draft."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, (tuple, list)):
        return [to_json(one) for one in value]
    if isinstance(value, Mapping):
        return {name: to_json(one) for name, one in value.items()}
    return value
