"""Place, height, heading and satellite time of EXIF tags (EXIF 2.32, GPS attributes)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from patrol_app.errors import UserError
from patrol_app.geo.readers.finding import Findings
from patrol_app.geo.readers.text import recode
from patrol_app.geo.readers.times import parse_time
from patrol_app.geo.types import CGCS2000, LAT_MAX, LON_MAX, PHOTO, UNIT, UNKNOWN, WGS84, Position
from patrol_app.i18n import N_

_LAT_REF, _LAT, _LON_REF, _LON, _ALT_REF, _ALT, _CLOCK, _STATUS = 1, 2, 3, 4, 5, 6, 7, 9
_TURN_REF, _TURN, _DATUM, _DATE = 16, 17, 18, 29
_DATUMS: Final = {"WGS84": WGS84, "CGCS2000": CGCS2000}
Tags = Mapping[int, Any]


def text_of(value: Any) -> str:
    """A tag as text; Pillow hands non-ASCII bytes over as Latin-1, cameras write UTF-8 or GBK."""
    if isinstance(value, str) and not value.isascii():
        value = value.encode("latin-1", errors="replace")
    if isinstance(value, bytes):
        try:
            value = recode(value).data.decode()
        except UserError:
            return ""
    return value.replace("\0", " ").strip() if isinstance(value, str) else ""


def _fraction(value: Any) -> Fraction | None:
    """An exact number of a rational, a pair, an int or a float; None where it is none."""
    try:
        top = getattr(value, "numerator", None)
        bottom = getattr(value, "denominator", None)
        if isinstance(value, tuple) and len(value) == 2:
            top, bottom = value
        if isinstance(top, int) and isinstance(bottom, int):
            return Fraction(top, bottom)
        return Fraction(value)
    except (TypeError, ValueError, ArithmeticError):
        return None


def _three(value: Any) -> list[Fraction] | None:
    """Up to three rationals, missing ones 0; None when one cannot be read."""
    if not isinstance(value, tuple | list) or not 1 <= len(value) <= 3:
        return None
    parts = [_fraction(part) for part in value]
    known = [part for part in parts if part is not None and part >= 0]
    return known + [Fraction(0)] * (3 - len(known)) if len(known) == len(parts) else None


def _degrees(value: Any, letter: str, letters: str, most: int) -> int | None:
    parts = _three(value)
    if parts is None or letter not in letters or not letter:
        return None
    whole = round((parts[0] + parts[1] / 60 + parts[2] / 3600) * UNIT)
    if whole > most:
        return None
    return -whole if letter == letters[1] else whole


def position(gps: Tags, findings: Findings) -> Position | None:
    """Where the photo was taken; None, with a finding, where the tags do not say it."""
    if _LAT not in gps and _LON not in gps:
        findings.add("photo.no_place", N_("The photo has no place"))
        return None
    lat = _degrees(gps.get(_LAT), text_of(gps.get(_LAT_REF))[:1].upper(), "NS", LAT_MAX)
    lon = _degrees(gps.get(_LON), text_of(gps.get(_LON_REF))[:1].upper(), "EW", LON_MAX)
    void = text_of(gps.get(_STATUS))[:1].upper() == "V"
    if lat is None or lon is None or void or (lat == 0 and lon == 0):
        findings.add("photo.place_unreadable", N_("The photo's place cannot be used"))
        return None
    name = text_of(gps.get(_DATUM)).upper().replace("-", "").replace(" ", "")
    return Position(lon, lat, _DATUMS.get(name, UNKNOWN), PHOTO)


def satellite_time(gps: Tags) -> int | None:
    """Satellite time: always UTC."""
    parts = _three(gps.get(_CLOCK))
    day = text_of(gps.get(_DATE))
    if parts is None or not day or parts[0] >= 24 or parts[1] >= 60 or parts[2] >= 61:
        return None
    midnight = parse_time(f"{day} 00:00:00Z", 0)
    if midnight is None:
        return None
    return midnight[0] + int((parts[0] * 3600 + parts[1] * 60 + parts[2]) * 1000)


def height(gps: Tags) -> dict[str, Any]:
    """``ele`` in cm, or nothing."""
    height = _fraction(gps.get(_ALT))
    if height is None or abs(height) > 100_000:
        return {}
    below = gps.get(_ALT_REF) in (1, b"\x01")
    return {"ele": round(height * 100) * (-1 if below else 1)}


def heading(gps: Tags) -> dict[str, Any]:
    """``heading`` in 1/100 degree and whether it counts from true north, or nothing."""
    turn = _fraction(gps.get(_TURN))
    if turn is None or not 0 <= turn <= 360:
        return {}
    true = text_of(gps.get(_TURN_REF))[:1].upper() != "M"
    return {"heading": round(turn * 100) % 36_000, "heading_true": true}
