"""One value between FILE.json and a record: exact numbers, instants, words, places."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

from patrol_app.domain.fields import FieldSpec
from patrol_app.domain.instant import Instant, day_start, parse_iso, to_iso
from patrol_app.domain.position import Place
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import UserError
from patrol_app.geo.types import DATUMS, LAT_MAX, LON_MAX, SOURCES, format_decimal, parse_decimal
from patrol_app.i18n import N_


def fault(spec: FieldSpec, code: str, msgid: str, **params: Any) -> UserError:
    """A fault beside the field ``spec``, by its name in files."""
    return UserError(code, msgid, field=spec.external, **params)


def scaled(spec: FieldSpec, value: Any) -> int:
    """A decimal as the scaled integer that records hold; never rounded.

    Raises:
        UserError: ``field.decimal`` (not a number), ``field.places`` (more places than kept).
    """
    wrong = fault(spec, "field.decimal", N_("A decimal number is expected, such as “12.5”"))
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise wrong
    try:
        number = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation:
        raise wrong from None
    if not number.is_finite() or number.adjusted() > 18:
        raise wrong
    units = number.scaleb(spec.ui.scale)
    if units != units.to_integral_value():
        raise fault(
            spec, "field.places", N_("At most {places} decimal places"), places=spec.ui.scale
        )
    return int(units)


def unscaled(value: int, scale: int) -> str:
    """A scaled integer as a decimal string without needless zeros."""
    text = format(Decimal(value).scaleb(-scale), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def instant(spec: FieldSpec, value: Any) -> Instant:
    """ISO 8601 text as an instant; without an offset it is Beijing time.

    Raises:
        UserError: ``field.instant``; a date alone is refused.
    """
    try:
        if isinstance(value, str):
            return parse_iso(value)
    except (ValueError, OverflowError):
        pass  # said below, in the person's words
    raise fault(
        spec,
        "field.instant",
        N_("A time to the minute is expected, such as 2026-08-03T09:20+08:00"),
    )


def date(spec: FieldSpec, value: Any) -> str:
    """A calendar date.

    Raises:
        UserError: ``field.date``.
    """
    try:
        if isinstance(value, str) and len(value) == 10:
            day_start(value)
            return value
    except ValueError:
        pass  # said below, in the person's words
    raise fault(spec, "field.date", N_("A date is expected, such as 2026-08-03"))


def whole(spec: FieldSpec, value: Any) -> int:
    """A whole number, also as digits in a text.

    Raises:
        UserError: ``field.int``.
    """
    if isinstance(value, str) and value.strip().lstrip("+-").isascii():
        text = value.strip()
        if text.lstrip("+-").isdigit() and len(text) < 18:
            return int(text)
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise fault(spec, "field.int", N_("A whole number is expected"))


def word(spec: FieldSpec, value: Any, annotation: Any) -> Any:
    """The code of a vocabulary word given by code or label; an integer where the field is one.

    Raises:
        UserError: ``field.word``.
    """
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    term = vocabulary(spec.ui.vocabulary).find(text.strip()) if text else None
    if term is None:
        raise fault(spec, "field.word", N_("“{word}” is not in the list"), word=text[:40])
    return int(term.code) if int in _parts(annotation) else term.code


def place(spec: FieldSpec, value: Any) -> Place:
    """``{"lon","lat","datum","source"}`` with decimal strings.

    An absent datum is ``unknown``: it is never assumed.

    Raises:
        UserError: ``field.position``.
    """
    wrong = fault(
        spec,
        "field.position",
        N_("A position is expected, such as {example}"),
        example='{"lon":"112.5","lat":"38.9","datum":"wgs84"}',
    )
    if not isinstance(value, Mapping) or not {"lon", "lat"} <= value.keys():
        raise wrong
    datum, source = value.get("datum", "unknown"), value.get("source", "hand")
    if value.keys() - {"lon", "lat", "datum", "source"} or datum not in DATUMS:
        raise wrong
    if source not in SOURCES:
        raise wrong
    try:
        lon = parse_decimal(_degrees(value["lon"]), LON_MAX)
        lat = parse_decimal(_degrees(value["lat"]), LAT_MAX)
    except ValueError:
        raise wrong from None
    return Place(lon=lon, lat=lat, datum=datum, source=source)


def place_out(value: Place) -> dict[str, str]:
    """A place as files hold it."""
    return {
        "lon": degrees_out(value.lon),
        "lat": degrees_out(value.lat),
        "datum": value.datum,
        "source": value.source,
    }


def degrees_out(value: int) -> str:
    """1e-7 degrees as a decimal string without needless zeros."""
    return format_decimal(value).rstrip("0").rstrip(".")


def plain_out(value: Any) -> Any:
    """Instants and places inside a value without a specification, the rest as it is."""
    if isinstance(value, Instant):
        return to_iso(value)
    if isinstance(value, Place):
        return place_out(value)
    if isinstance(value, tuple | list):
        return [plain_out(one) for one in value]
    return value


def _degrees(value: Any) -> str:
    if isinstance(value, str | int | Decimal) and not isinstance(value, bool):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    raise ValueError("not a number of degrees")


def _parts(annotation: Any) -> tuple[Any, ...]:
    found = get_args(annotation) or (annotation,)
    return tuple(part for one in found for part in (get_args(one) or (one,)))
