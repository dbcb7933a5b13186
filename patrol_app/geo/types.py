"""Positions and their datum: the one geo module that the domain imports (standard library only)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

UNIT: Final = 10_000_000  # 1e-7 degrees in one degree
LON_MAX: Final = 180 * UNIT
LAT_MAX: Final = 90 * UNIT

WGS84: Final = "wgs84"
CGCS2000: Final = "cgcs2000"
SHIFTED: Final = "shifted"
UNKNOWN: Final = "unknown"
DATUMS: Final = (WGS84, CGCS2000, SHIFTED, UNKNOWN)
# The two differ by less than 1 m and are treated as equal; a shifted or unknown one is kept out
# of zone tests and enforcement.
TRUSTED_DATUMS: Final = frozenset({WGS84, CGCS2000})

PHOTO: Final = "photo"
TRACK: Final = "track"
HAND: Final = "hand"
FILE: Final = "file"
SOURCES: Final = (PHOTO, TRACK, HAND, FILE)

Datum = str

_DECIMAL = re.compile(r"([+-]?)(\d{1,3})(?:\.(\d*))?", re.ASCII)


def check_datum(datum: str) -> str:
    """``datum`` itself when it is one of ``DATUMS``.

    Raises:
        ValueError: it is another word.
    """
    if datum not in DATUMS:
        raise ValueError("unknown datum")
    return datum


@dataclass(frozen=True, slots=True)
class Position:
    """A place on the earth with where it came from.

    Attributes:
        lon: longitude in 1e-7 degrees, east positive, -180..180 degrees.
        lat: latitude in 1e-7 degrees, north positive, -90..90 degrees.
        datum: one of ``DATUMS``.
        source: one of ``SOURCES``.
    """

    lon: int
    lat: int
    datum: str = UNKNOWN
    source: str = HAND

    def __post_init__(self) -> None:
        """Hold the ranges and the two code lists.

        Raises:
            ValueError: a value is no integer, out of range or not in its list.
        """
        for value, most in ((self.lon, LON_MAX), (self.lat, LAT_MAX)):
            if type(value) is not int:
                raise ValueError("a coordinate is an integer of 1e-7 degrees")
            if not -most <= value <= most:
                raise ValueError("the coordinate is out of range")
        check_datum(self.datum)
        if self.source not in SOURCES:
            raise ValueError("unknown source of a position")

    @property
    def trusted(self) -> bool:
        """Whether the datum allows zone tests and enforcement."""
        return self.datum in TRUSTED_DATUMS

    @property
    def decimal(self) -> tuple[str, str]:
        """Longitude and latitude as decimal strings with seven places."""
        return format_decimal(self.lon), format_decimal(self.lat)

    def text(self) -> str:
        """``111°58′12″E 38°51′40″N`` for screens and papers."""
        return f"{format_dms(self.lon, 'EW')} {format_dms(self.lat, 'NS')}"


def parse_decimal(text: str, most: int = LON_MAX) -> int:
    """Exact 1e-7 degrees of a decimal string such as ``112.5031234``; no float on the way.

    More than seven places are rounded half up (away from zero).

    Args:
        text: the number, blanks around it allowed, no exponent.
        most: largest absolute value in 1e-7 degrees (``LON_MAX`` or ``LAT_MAX``).

    Raises:
        ValueError: no such number, or out of range.
    """
    match = _DECIMAL.fullmatch(text.strip())
    if match is None:
        raise ValueError("not a decimal number of degrees")
    sign, whole, places = match.group(1), match.group(2), match.group(3) or ""
    value = int(whole) * UNIT + int(places[:7].ljust(7, "0"))
    if places[7:8] >= "5":
        value += 1
    if value > most:
        raise ValueError("the coordinate is out of range")
    return -value if sign == "-" else value


def format_decimal(value: int) -> str:
    """``value`` (1e-7 degrees) as a decimal string with seven places, exact."""
    whole, places = divmod(abs(value), UNIT)
    return f"{'-' if value < 0 else ''}{whole}.{places:07d}"


def format_dms(value: int, letters: str) -> str:
    """``value`` (1e-7 degrees) as whole degrees, minutes, seconds, rounded half up.

    Args:
        value: the coordinate.
        letters: the letter of the positive and of the negative side, ``EW`` or ``NS``.
    """
    seconds = (abs(value) * 3600 + UNIT // 2) // UNIT
    minutes, second = divmod(seconds, 60)
    degree, minute = divmod(minutes, 60)
    return f"{degree}°{minute:02d}′{second:02d}″{letters[value < 0]}"


def parse_position(lon: str, lat: str, datum: str = UNKNOWN, source: str = HAND) -> Position:
    """A position of two decimal strings.

    Raises:
        ValueError: a number cannot be read or is out of range.
    """
    return Position(parse_decimal(lon, LON_MAX), parse_decimal(lat, LAT_MAX), datum, source)
