"""Time, place, heading and camera of EXIF tags, value by value, none trusted (EXIF 2.32)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers.result import Findings
from patrol_app.geo.readers.text import recode
from patrol_app.geo.readers.times import BEIJING_MINUTES, parse_time
from patrol_app.geo.types import CGCS2000, LAT_MAX, LON_MAX, PHOTO, UNIT, UNKNOWN, WGS84, Position
from patrol_app.i18n import N_

_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_MAKER, _MODEL, _ORIENTATION = 271, 272, 274
# Time tag, its parts of a second, its offset; the first one that can be read counts.
_TIMES: Final = ((36867, 37521, 36881), (36868, 37522, 36882), (306, 37520, 36880))
_LAT_REF, _LAT, _LON_REF, _LON, _ALT_REF, _ALT, _CLOCK, _STATUS = 1, 2, 3, 4, 5, 6, 7, 9
_TURN_REF, _TURN, _DATUM, _DATE = 16, 17, 18, 29
CLOCK_DIFFERENCE_MS: Final = 600_000  # camera and satellites may differ by this much unsaid
_DATUMS: Final = {"WGS84": WGS84, "CGCS2000": CGCS2000}

Tags = Mapping[int, Any]


def read(tags: Any, findings: Findings) -> dict[str, Any]:
    """The fields of ``PhotoFile`` that EXIF gives.

    Args:
        tags: Pillow's ``Exif`` object.
        findings: where to say what is missing or odd.
    """
    inner: Tags = dict(tags.get_ifd(_EXIF_IFD))
    gps: Tags = dict(tags.get_ifd(_GPS_IFD))
    main: Tags = dict(tags)
    if not main and not inner and not gps:
        findings.add("photo.no_exif", N_("The photo has no data of its own (EXIF)"))
        return {}
    time, offset_known = _time({**main, **inner}, findings)
    gps_time = _gps_time(gps)
    turn = main.get(_ORIENTATION)
    known = {
        "orientation": turn if isinstance(turn, int) and 1 <= turn <= 8 else 1,
        "time": time,
        "offset_known": offset_known,
        "gps_time": gps_time,
        "camera": _camera(main),
        "position": _position(gps, findings),
    }
    if time is not None and gps_time is not None and abs(time - gps_time) > CLOCK_DIFFERENCE_MS:
        findings.add(
            "photo.clock",
            N_("Camera clock and satellite time differ by {minutes} min"),
            minutes=round((time - gps_time) / 60_000),
        )
    return known | _height(gps) | _heading(gps)


def _text(value: Any) -> str:
    """A tag as text; Pillow hands non-ASCII bytes over as Latin-1, cameras write UTF-8 or GBK."""
    if isinstance(value, str) and not value.isascii():
        value = value.encode("latin-1", errors="replace")
    if isinstance(value, bytes):
        try:
            value = recode(value).data.decode()
        except UserError:
            return ""
    return value.replace("\0", " ").strip() if isinstance(value, str) else ""


def _camera(tags: Tags) -> str:
    maker, model = _text(tags.get(_MAKER)), _text(tags.get(_MODEL))
    both = model if model.lower().startswith(maker.lower()) else f"{maker} {model}"
    return " ".join(both.split())[: limits.EXIF_TEXT_CHARS]


def _time(tags: Tags, findings: Findings) -> tuple[int | None, bool]:
    """UTC ms by the camera's clock; without an offset +08:00 is taken and said."""
    for stamp_tag, part_tag, offset_tag in _TIMES:
        stamp = _text(tags.get(stamp_tag))
        part = _text(tags.get(part_tag))
        offset = _text(tags.get(offset_tag))
        fraction = f".{part}" if part.isdecimal() else ""
        read_time = parse_time(f"{stamp}{fraction}{offset}", BEIJING_MINUTES)
        if read_time is None:
            read_time = parse_time(stamp, BEIJING_MINUTES)
        if read_time is not None:
            if not read_time[1]:
                findings.add(
                    "photo.no_offset", N_("The photo's time names no offset; read as +08:00")
                )
            return read_time
    findings.add("photo.no_time", N_("The photo has no readable time"))
    return None, False


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


def _position(gps: Tags, findings: Findings) -> Position | None:
    if _LAT not in gps and _LON not in gps:
        findings.add("photo.no_place", N_("The photo has no place"))
        return None
    lat = _degrees(gps.get(_LAT), _text(gps.get(_LAT_REF))[:1].upper(), "NS", LAT_MAX)
    lon = _degrees(gps.get(_LON), _text(gps.get(_LON_REF))[:1].upper(), "EW", LON_MAX)
    void = _text(gps.get(_STATUS))[:1].upper() == "V"
    if lat is None or lon is None or void or (lat == 0 and lon == 0):
        findings.add("photo.place_unreadable", N_("The photo's place cannot be used"))
        return None
    name = _text(gps.get(_DATUM)).upper().replace("-", "").replace(" ", "")
    return Position(lon, lat, _DATUMS.get(name, UNKNOWN), PHOTO)


def _gps_time(gps: Tags) -> int | None:
    """Satellite time: always UTC."""
    parts = _three(gps.get(_CLOCK))
    day = _text(gps.get(_DATE))
    if parts is None or not day or parts[0] >= 24 or parts[1] >= 60 or parts[2] >= 61:
        return None
    midnight = parse_time(f"{day} 00:00:00Z", 0)
    if midnight is None:
        return None
    return midnight[0] + int((parts[0] * 3600 + parts[1] * 60 + parts[2]) * 1000)


def _height(gps: Tags) -> dict[str, Any]:
    height = _fraction(gps.get(_ALT))
    if height is None or abs(height) > 100_000:
        return {}
    below = gps.get(_ALT_REF) in (1, b"\x01")
    return {"ele": round(height * 100) * (-1 if below else 1)}


def _heading(gps: Tags) -> dict[str, Any]:
    turn = _fraction(gps.get(_TURN))
    if turn is None or not 0 <= turn <= 360:
        return {}
    true = _text(gps.get(_TURN_REF))[:1].upper() != "M"
    return {"heading": round(turn * 100) % 36_000, "heading_true": true}
